// Pay After Delivery, MultiSafepay's own pay-later method: holding its collection, extending it, and two calls of an unpublished beta.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { Currency } from "./Currency.ts"
import { acknowledged } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { Description } from "./internal/orders/fields.ts"
import { closed } from "./internal/requests/closed.ts"
import { Country, Email, IpAddress, textUpTo } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import { Amount } from "./internal/money/amount.ts"
import * as Operation from "./Operation.ts"

/**
 * Pauses the collection. `duration` in seconds, 60 to 7,776,000 (90 days); 10 days when left out.
 *
 * @see https://docs.multisafepay.com/reference/padputonhold
 * @category schemas
 */
export const Hold = closed("Hold", {
  duration: optional(
    Schema.Finite.check(
      Schema.isInt({ message: "must be a whole number of seconds" }),
      Schema.isBetween({ minimum: 60, maximum: 7_776_000 }, { message: "must be 60 to 7776000 seconds" })
    )
  )
})
export interface Hold extends Schema.Schema.Type<typeof Hold> {}

/**
 * Puts the automatic expiry off. `days` 1 to 180; what the account is set to when left out.
 *
 * @see https://docs.multisafepay.com/reference/padextendautoexpire
 * @category schemas
 */
export const ExtendExpiry = closed("ExtendExpiry", {
  days: optional(
    Schema.Finite.check(
      Schema.isInt({ message: "must be a whole number of days" }),
      Schema.isBetween({ minimum: 1, maximum: 180 }, { message: "must be 1 to 180 days" })
    )
  )
})
export interface ExtendExpiry extends Schema.Schema.Type<typeof ExtendExpiry> {}

const Address = Schema.Struct({
  street: textUpTo(100),
  apartment: textUpTo(9),
  city: textUpTo(50),
  zipcode: textUpTo(10),
  country: Country
})

const Text = optional(Schema.String)
const Whole = optional(Schema.Int)

/**
 * Asks how likely a customer is to pay. The schemas of `street`, `ip_address` and `merchant_id` are missing from the vendor's files.
 *
 * @category schemas
 */
export const CreditCheck = closed("CreditCheck", {
  merchant_id: Schema.Union([Schema.NonEmptyString, Schema.Int]),
  merchant_sub_id: Schema.Int,
  customer_reference: Schema.NonEmptyString,
  order: Schema.Struct({ amount: Amount, currency: Currency, description: Description }),
  customer_info: optional(
    Schema.Struct({
      /** `yyyy-MM-dd`. */
      birthdate: Schema.NonEmptyString,
      email: Email.check(Schema.isMaxCodePoints(64, { message: "must be at most 64 characters" })),
      first_name: Schema.NonEmptyString,
      last_name: Schema.NonEmptyString,
      phone: textUpTo(25)
    })
  ),
  billing_address: optional(Address),
  shipping_address: optional(Address),
  browser_info: optional(
    Schema.Struct({
      accept_header: Text,
      cookies_enabled: optional(Schema.Boolean),
      ip_address: optional(IpAddress),
      java_enabled: optional(Schema.Boolean),
      javascript_enabled: optional(Schema.Boolean),
      language: Text,
      platform: Text,
      screen_color_depth: Whole,
      screen_height: Whole,
      screen_width: Whole,
      time_zone: Whole,
      user_agent: Text
    })
  )
})
export interface CreditCheck extends Schema.Schema.Type<typeof CreditCheck> {}

/**
 * What a credit check answers: undocumented beyond `success`.
 *
 * @category models
 */
export class CreditScore extends wire.open<CreditScore>("CreditScore")({}) {}

/**
 * A Pay After Delivery order with what is still owed.
 *
 * @category models
 */
export class PadOrder extends wire.open<PadOrder>("PadOrder")({
  id: wire.text,
  transaction_id: wire.text,
  status: wire.text,
  /** All amounts in the smallest unit. */
  amount: wire.int,
  amount_paid: wire.int,
  amount_outstanding: wire.int,
  created: wire.text,
  history: wire.json
}) {}

/** Answers when the collection goes on, as ISO 8601 text. */
export const hold = Operation.make({
  name: "payAfterDelivery.hold",
  method: "POST",
  path: "/pad/orders/{order_id}/onhold",
  effectClass: "convergent",
  summary: "Pause the collection of an order",
  request: Hold,
  response: Answer.of(Schema.String),
  docs: "padputonhold"
})

/** Answers the new expiry, as ISO 8601 text. Every call adds days. */
export const extendExpiry = Operation.make({
  name: "payAfterDelivery.extendExpiry",
  method: "POST",
  path: "/pad/orders/{order_id}/autoexpire",
  effectClass: "blind",
  summary: "Put the automatic expiry of an order off",
  request: ExtendExpiry,
  response: Answer.of(Schema.String),
  docs: "padextendautoexpire"
})

const orphan = "a path file of the specification that nothing refers to (beta)"

// A check may count with whoever scores the customer: not to be repeated unseen.
export const checkCredit = Operation.make({
  name: "payAfterDelivery.checkCredit",
  method: "POST",
  path: "/pad/ccs",
  effectClass: "blind",
  summary: "Score a customer's credit",
  request: CreditCheck,
  response: acknowledged(CreditScore),
  docs: "introduction",
  undocumented: orphan
})

export const get = Operation.read({
  name: "payAfterDelivery.get",
  path: "/pad/orders/{order_id}",
  summary: "Get a Pay After Delivery order",
  response: Answer.of(PadOrder),
  docs: "introduction",
  undocumented: orphan
})
