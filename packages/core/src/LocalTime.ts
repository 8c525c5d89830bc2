// The API writes times without a zone ("2022-01-03T15:08:02"); they are Dutch wall-clock time. The vendor's pages do not say so, its
// signed examples do: the notification about that order was sent at 14:08:04 UTC. Read as UTC or in the machine's own
// zone, an order is an hour or more younger or older than it is. Here they become instants, whatever zone the machine is in.
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/**
 * The zone of every time the API writes without one.
 *
 * @category constants
 */
export const zone = "Europe/Amsterdam"

/**
 * The instant a time text of an answer means, in `Europe/Amsterdam`; `None` when it is no such text.
 *
 * Accepts `T` or a space, an optional fraction, `Z` or an offset (which is then obeyed), and a plain date (its first moment).
 * The hour that autumn repeats is read as its first pass, summer time. The hour that spring skips does not exist and is read as if
 * the clock had not been moved yet: 02:30 becomes 03:30 summer time.
 *
 * @category parsing
 */
export const parse = (text: string): Option.Option<DateTime.Zoned> => {
  const match = pattern.exec(text.trim())
  if (match === null) return Option.none()
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = match
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.slice(0, 3).padEnd(3, "0"))
  }
  if (!exists(wall)) return Option.none()
  if (offset === undefined) return DateTime.makeZoned(wall, { timeZone: zone, adjustForTimeZone: true })
  return DateTime.make(wall).pipe(
    Option.map(DateTime.subtractDuration(Duration.minutes(offsetMinutes(offset)))),
    Option.flatMap((utc) => DateTime.makeZoned(utc, { timeZone: zone }))
  )
}

/**
 * The text the API would write for an instant: Dutch wall-clock time, no zone, whole seconds. Not invertible within the repeated
 * hour of October.
 *
 * @category formatting
 */
export const format = (instant: DateTime.DateTime): string => {
  const parts = DateTime.toParts(DateTime.setZoneNamedUnsafe(instant, zone))
  const date = `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`
  return `${date}T${pad(parts.hour, 2)}:${pad(parts.minute, 2)}:${pad(parts.second, 2)}`
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/

interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

// A calendar rolls 30 February over to March without a word; another month is how one notices.
const exists = (wall: Wall): boolean =>
  wall.hour < 24 &&
  wall.minute < 60 &&
  wall.second < 60 &&
  Option.exists(DateTime.make(wall), (utc) => DateTime.toPartsUtc(utc).month === wall.month)

const offsetMinutes = (offset: string): number => {
  if (offset === "Z") return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return offset.startsWith("-") ? -minutes : minutes
}

const pad = (value: number, length: number): string => String(value).padStart(length, "0")
