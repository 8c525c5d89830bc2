// The sandbox's clock. In a test it is the test's clock, and moving one moves both. Elsewhere it runs ahead of the clock at hand by
// what it was advanced, or stands still. It never goes back.
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Time {
  readonly now: () => number
  /** The clock below, which the shop has as well: a signature of the sandbox's future would be refused. */
  readonly wall: () => number
  /** Sleeps that long on the clock below; for ever while frozen. */
  readonly sleep: (millis: number) => Effect.Effect<void>
  /** Sleeps in real time, whatever clock a test has: a network does not know of it. */
  readonly patience: (by: Duration.Input) => Effect.Effect<void>
  /** Something on the network: whoever passes time in a test waits for its end. */
  readonly outside: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  readonly advance: (by: Duration.Input) => Effect.Effect<void>
  readonly freeze: Effect.Effect<void>
  readonly resume: Effect.Effect<void>
  readonly isFrozen: () => boolean
  readonly position: () => Position
}

/** How far ahead of the clock below it is, or where it stands still. */
export interface Position {
  readonly offset: number
  readonly frozenAt?: number | undefined
}

/** The last moment of the year 9999, where written dates end: the clock does not go beyond, and no time that is kept does. */
export const latest = 253_402_300_799_999

/** That time, or the latest. What was written beyond 2^53 is read as text. */
export const within = (at: number | string): number => Math.min(Number(at), latest)

export interface Adjustable extends Clock.Clock {
  readonly adjust: (by: Duration.Input) => Effect.Effect<void>
  readonly withLive: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const isTestClock = (clock: Clock.Clock): clock is Adjustable =>
  "adjust" in clock && typeof clock.adjust === "function"

const waits = new WeakMap<Clock.Clock, number>()

/** Does a sandbox on this clock wait for the network? */
export const isWaited = (clock: Clock.Clock): boolean => (waits.get(clock) ?? 0) > 0

const count = (clock: Clock.Clock, by: 1 | -1) => Effect.sync(() => void waits.set(clock, (waits.get(clock) ?? 0) + by))

/** `woken` is called whenever the clock jumps, so that whoever sleeps can look again. */
export const make = (clock: Clock.Clock, woken: () => void, start: Position = { offset: 0 }): Time => {
  let { frozenAt, offset } = start
  const now = () => frozenAt ?? clock.currentTimeMillisUnsafe() + offset
  return {
    now,
    wall: () => clock.currentTimeMillisUnsafe(),
    sleep: (millis) =>
      // Timers of the runtime end at 2^31 ms; whoever waits longer looks again in between.
      Effect.suspend(() =>
        frozenAt === undefined ? clock.sleep(Duration.millis(Math.min(millis, 86_400_000))) : Effect.never
      ),
    patience: (by) => (isTestClock(clock) ? clock.withLive(Effect.sleep(by)) : Effect.sleep(by)),
    outside: (effect) =>
      Effect.acquireUseRelease(
        count(clock, 1),
        () => effect,
        () => count(clock, -1)
      ),
    advance: (by) => {
      if (isTestClock(clock) && frozenAt === undefined) return clock.adjust(by)
      return Effect.sync(() => {
        const millis = Duration.toMillis(by)
        if (frozenAt === undefined) offset += millis
        else frozenAt += millis
        woken()
      })
    },
    freeze: Effect.sync(() => {
      frozenAt ??= now()
      woken()
    }),
    resume: Effect.sync(() => {
      if (frozenAt === undefined) return
      offset = frozenAt - clock.currentTimeMillisUnsafe()
      frozenAt = undefined
      woken()
    }),
    isFrozen: () => frozenAt !== undefined,
    position: () => ({ offset, frozenAt })
  }
}
