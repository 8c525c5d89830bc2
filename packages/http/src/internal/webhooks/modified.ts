// How old a notification is, told by its order's `modified`. A time of the repeated October hour means one of two instants, so a time is
// a span, and only what lies wholly before another counts as older. Equal seconds are never older: two changes fit into one.
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Modified } from "./model.ts"

const hour = 3_600_000

export const parse = (text: string | undefined): Modified | undefined =>
  text === undefined
    ? undefined
    : Option.getOrUndefined(
        Option.map(LocalTime.parse(text), (instant) => {
          const from = DateTime.toEpochMillis(instant)
          const again = DateTime.makeUnsafe(from + hour)
          const repeated =
            !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) && LocalTime.format(again) === LocalTime.format(instant)
          return { from, to: repeated ? from + hour : from }
        })
      )

/** Whether `modified` is surely before what was handled, of which `newest` is the earliest it can be. */
export const isOlder = (modified: Modified | undefined, newest: number | undefined): boolean =>
  modified !== undefined && newest !== undefined && modified.to < newest
