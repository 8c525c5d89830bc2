// Days begin at midnight in Amsterdam, as the service counts them.
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"

/** `yyyy-MM-dd`. */
export const dayOf = (at: number): string => LocalTime.format(DateTime.makeUnsafe(at)).slice(0, 10)

/** When the day after this moment's begins. */
export const nextMidnight = (at: number): number =>
  Option.match(startOf(dayOf(at)), {
    onNone: () => at + 24 * 3_600_000,
    // 26 hours after a midnight is the next day whatever the clock did in between.
    onSome: (start) => Option.getOrElse(startOf(dayOf(start + 26 * 3_600_000)), () => at + 24 * 3_600_000)
  })

const startOf = (day: string): Option.Option<number> =>
  Option.map(LocalTime.parse(day), ({ epochMilliseconds }) => epochMilliseconds)
