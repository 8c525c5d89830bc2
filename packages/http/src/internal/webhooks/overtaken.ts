// Whether a notification still says something, beside what was handled about its order before. Two things decide: how old it is, told by
// the order's `modified`, and which attempt to pay it is about, because one order may have many and only one of them need succeed.
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Status from "@effect-multisafepay/core/Status"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Entry, Modified } from "./model.ts"

/** What an order's own words say about its age and its attempt. */
export const facts = (order: OrderDetails): Pick<Entry, "modified" | "transaction" | "attempt"> => ({
  modified: parse(order.modified),
  transaction: order.transaction_id,
  attempt: attempts.get(Status.normalize(order.status))
})

/** What a store remembers of an order, beside one notification about it. Times are the earliest they can be. */
export interface Known {
  /** The newest of the whole order, and of the transaction that the notification is about. */
  readonly newest: number | undefined
  readonly newestHere: number | undefined
  /** Whether that transaction, and whether another one, has brought money. */
  readonly paidHere: boolean
  readonly paidElsewhere: boolean
}

/** Why the notification is not to be handled any more, if so. */
export const judge = (entry: Entry, known: Known): "Stale" | "Superseded" | undefined => {
  // What is told about money is compared with its own transaction only: an abandoned attempt may well have ended later.
  const paid = entry.attempt === "paid" || known.paidHere
  if (isOlder(entry.modified, paid ? known.newestHere : known.newest)) return "Stale"
  return entry.attempt === "unpaid" && known.paidElsewhere && !known.paidHere ? "Superseded" : undefined
}

// A word that is not here says neither.
const attempts = new Map<string, "paid" | "unpaid">([
  ["completed", "paid"],
  ["shipped", "paid"],
  ["reserved", "paid"],
  ["refunded", "paid"],
  ["partial_refunded", "paid"],
  ["chargeback", "paid"],
  ["initialized", "unpaid"],
  ["uncleared", "unpaid"],
  ["declined", "unpaid"],
  ["expired", "unpaid"],
  ["cancelled", "unpaid"],
  ["void", "unpaid"]
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

// Only what lies wholly before another counts as older; equal seconds never do, because two changes fit into one.
const isOlder = (modified: Modified | undefined, newest: number | undefined): boolean =>
  modified !== undefined && newest !== undefined && modified.to < newest
