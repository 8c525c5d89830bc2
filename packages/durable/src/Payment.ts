// What a durable payment is told: ids, amounts and times, nothing else. It is written to the journal in clear text, so the customer,
// the cart and card data stay out; the order itself is asked from `PaymentOrders` when it is needed.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import { OrderId } from "@effect-multisafepay/core/OrderId"

const day = 86_400_000

const positive = (message: string) =>
  Schema.Finite.check(Schema.isInt({ message }), Schema.isGreaterThan(0, { message }))

const Currency = Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/, { message: "must be three capital letters" }))

/**
 * A payment to see through.
 *
 * The journal keeps these fields for as long as payments are kept, and payments that wait were written by an older release: every
 * field added later has to be optional, or those payments fail for good.
 *
 * @category schemas
 */
export const Payment = Schema.Struct({
  /** The order, chosen by the shop; one payment per order id, whatever else is asked later. */
  order_id: Schema.toType(OrderId),
  /** Smallest unit. The order that is placed or found must have the same. */
  amount: Schema.Finite.check(
    Schema.isInt({ message: "must be a whole number in the smallest unit" }),
    Schema.isGreaterThanOrEqualTo(0, { message: "must be 0 or more, in the smallest unit" })
  ),
  currency: Currency,
  /**
   * Milliseconds after the start at which an unpaid order is cancelled. At most 400 days. Money that is on its way by then (a direct debit,
   * a card under review) is waited for, up to 60 days more.
   */
  expires_in: positive("must be a whole number of milliseconds above 0").check(
    Schema.isLessThanOrEqualTo(400 * day, { message: "must be at most 400 days" })
  ),
  /**
   * Milliseconds until the order is first read without a notification having come; each wait is twice as long as the one before, at
   * most a day. Default 15 minutes. So a lost notification costs at most as long again as the payment has already waited.
   */
  poll_interval: Schema.optionalKey(positive("must be a whole number of milliseconds above 0")),
  /**
   * What to do with the money: `report` (default) nothing; `capture` a reserved card amount in full; `ship` capture if need be and
   * tell that everything is shipped.
   */
  when_paid: Schema.optionalKey(Schema.Literals(["report", "capture", "ship"])),
  /**
   * What a failed attempt means: `cancel` (default) ends the payment and cancels what can be cancelled; `wait` lets the customer try
   * again with the same link until the payment expires. An order that cannot be cancelled can be paid all the same after the end
   * (`released: false`): `Operator.stuck` lists it then.
   */
  when_declined: Schema.optionalKey(Schema.Literals(["cancel", "wait"]))
})
/** @category models */
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

/**
 * The payment breaks rules and was not started.
 *
 * @category errors
 */
export class InvalidPayment extends Schema.TaggedError<InvalidPayment>("@effect-multisafepay/durable/InvalidPayment")(
  "InvalidPayment",
  { issues: Schema.Array(Issue.Issue) }
) {
  override get message() {
    return `the payment was not started:${Issue.renderAll(this.issues)}`
  }
}

const decode = Schema.decodeUnknownEffect(Payment, { errors: "all", onExcessProperty: "error" })

/** Checks a payment: all broken rules at once. @category decoding */
export const check = (payment: Payment): Effect.Effect<Payment, InvalidPayment> =>
  Effect.mapError(
    // A key that is there without a value is as good as none.
    decode(Object.fromEntries(Object.entries(payment).filter(([, value]) => value !== undefined))),
    (error) => new InvalidPayment({ issues: Issue.fromSchemaIssue(error.issue) })
  )

/** @internal */
export const firstInterval = (payment: Payment): number => payment.poll_interval ?? 15 * 60_000

/** @internal */
export const nextInterval = (interval: number): number => Math.min(interval * 2, Math.max(interval, day))
