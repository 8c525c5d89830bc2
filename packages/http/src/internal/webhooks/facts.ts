// What an order's own words say about its age and about the attempt to pay it that it is about.
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Status from "@effect-multisafepay/core/Status"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Entry, Modified } from "../../WebhookStore.ts"

export const of = (order: OrderDetails): Pick<Entry, "modified" | "transaction" | "attempt"> => ({
  modified: parse(order.modified),
  transaction: order.transaction_id,
  attempt: attempts.get(Status.normalize(order.status))
})

// A word that is not here says neither.
const attempts = new Map<string, Entry["attempt"]>([
  ["completed", "paid"],
  ["shipped", "paid"],
  ["reserved", "paid"],
  ["refunded", "paid"],
  ["partial_refunded", "paid"],
  ["chargeback", "paid"],
  ["initialized", "unpaid"],
  ["uncleared", "unpaid"],
  ["declined", "failed"],
  ["expired", "failed"],
  ["cancelled", "failed"],
  ["void", "unpaid"],
  // What the vendor's pages call the attempts beside the one that paid.
  ["duplicate", "failed"]
])

const hour = 3_600_000

// A time of the hour that October repeats means one of two instants, so a time is a span.
const parse = (text: string | undefined): Modified | undefined =>
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
