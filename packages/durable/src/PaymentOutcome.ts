// How a durable payment ended. Every payment ends in one of these values; there is no error to catch.
import * as Schema from "effect/Schema"

/**
 * - `paid`: the money is in. `guaranteed`: the method promises it (pay later). `reserved`: on the card, for you to capture.
 * - `captured`, `shipped`: that was asked for and is done.
 * - `declined`, `expired`, `cancelled`: nobody pays. `released` tells whether something could be cancelled.
 * - `refused`: the order was never placed; `reason` tells why.
 * - `conflict`: another order exists under this id, the order handed over has another id, amount or currency, or the caller placed it for less.
 * - `unfinished`: `step` did not get through: it was refused, there was no getting through for a week, a reservation was gone, only a
 *   part of it was captured, or money is on its way that can neither be had nor stopped. `reason` tells. Somebody has to look.
 *
 * @category models
 */
export const Result = Schema.Literals([
  "paid",
  "guaranteed",
  "reserved",
  "captured",
  "shipped",
  "declined",
  "expired",
  "cancelled",
  "refused",
  "conflict",
  "unfinished"
])
export type Result = typeof Result.Type

/**
 * The outcome, as the journal keeps it: fields added later have to be optional.
 *
 * @category schemas
 */
export const PaymentOutcome = Schema.Struct({
  result: Result,
  /** The order's last known words; absent when it was never seen. */
  status: Schema.optionalKey(Schema.String),
  financial_status: Schema.optionalKey(Schema.String),
  /** Whether the order or the reserved amount was seen to be cancelled by this payment; false also when it was so already. */
  released: Schema.optionalKey(Schema.Boolean),
  /** The step that did not get through: `create`, `wait`, `capture`, `ship`, `cancel`. */
  step: Schema.optionalKey(Schema.String),
  /** Why, in words without personal data. */
  reason: Schema.optionalKey(Schema.String)
})
/** @category models */
export interface PaymentOutcome extends Schema.Schema.Type<typeof PaymentOutcome> {}

/** Is there money, or a promise of it? @category questions */
export const hasMoney = (outcome: PaymentOutcome): boolean =>
  ["paid", "guaranteed", "reserved", "captured", "shipped"].includes(outcome.result)
