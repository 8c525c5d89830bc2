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
  // A refund may have its order's id, and is no attempt to pay it.
  attempt: order.debit_credit === "D" ? "out" : attempts.get(Status.normalize(order.status))
})

/**
 * Does the reading not know yet what was told? It is surely older, and lacks something of it: clocks that are rounded differently make no two
 * states of one. Of another attempt to pay it says nothing, unless what was told has brought money and the reading has not.
 */
export const isBehind = (read: OrderDetails, told: OrderDetails): boolean => {
  const [before, after] = [of(read), of(told)]
  if (before.modified === undefined || after.modified === undefined) return false
  if (before.modified.to >= after.modified.from) return false
  // Of a refund a payment is no older state, though it may be read without its transaction's id.
  if ((before.attempt === "out") !== (after.attempt === "out")) return false
  if (differs(before.transaction, after.transaction)) return after.attempt === "paid" && before.attempt !== "paid"
  const known = new Set(read.related_transactions?.map(({ transaction_id }) => transaction_id))
  return (
    Status.normalize(read.status) !== Status.normalize(told.status) ||
    differs(read.financial_status, told.financial_status) ||
    differs(read.amount_refunded, told.amount_refunded) ||
    (read.related_transactions !== undefined &&
      told.related_transactions?.some(({ transaction_id }) => !known.has(transaction_id)) === true)
  )
}

const differs = (one: string | number | undefined, other: string | number | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

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
