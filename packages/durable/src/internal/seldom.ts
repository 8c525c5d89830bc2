// While the database is away the engine says so twice a second, and each of 300 shards for itself. Here what it repeats is said at once, then
// after a minute, two, four and so on, each hour at least, as its reason may be another one by then. And at once again when it has been quiet for
// a minute, or the clock was set back.
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"

const minute = 60_000
const hour = 60 * minute

interface Said {
  last: number
  next: number
  pause: number
}

/** What a line says: its text, or its cause where it has none. */
const textOf = ({ cause, message }: Logger.Options<unknown>): string => {
  const [text] = Array.isArray(message) ? message : [message]
  if (typeof text === "string") return text
  const squashed = Cause.squash(cause)
  return squashed instanceof Error ? squashed.message : String(squashed)
}

/** The loggers there are, for an engine that repeats these lines; all lines, when not told which. */
export const seldom = (lines?: ReadonlyArray<string>): Layer.Layer<never> =>
  Layer.effect(
    Logger.CurrentLoggers,
    Effect.map(Effect.service(Logger.CurrentLoggers), (loggers) => {
      const said = new Map<string, Said>()
      const isDue = (text: string, now: number) => {
        const before = said.get(text)
        if (before === undefined || Math.abs(now - before.last) > minute) {
          said.set(text, { last: now, next: now + minute, pause: minute })
          return true
        }
        before.last = now
        if (now < before.next) return false
        before.pause = Math.min(2 * before.pause, hour)
        before.next = now + before.pause
        return true
      }
      const logger = Logger.make((options) => {
        const text = textOf(options)
        if (lines?.includes(text) === false || isDue(text, options.date.getTime())) {
          for (const one of loggers) one.log(options)
        }
      })
      return new Set([logger])
    })
  )
