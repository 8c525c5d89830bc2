// What a partner asks an affiliate for a payment method: per payment, a percentage, or both. Not in the vendor's published reference.
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { optional } from "./internal/optional.ts"
import { closed } from "./internal/request.ts"
import * as wire from "./internal/wire.ts"

/**
 * Sets the rate. `amount` in the smallest unit, `percentage` of the payment (1.25 is 1.25 %), `minimum` undocumented.
 *
 * @category schemas
 */
export const SetAffiliateRate = closed("SetAffiliateRate", {
  fees: Schema.Array(
    Schema.Struct({
      amount: optional(Schema.Union([Schema.Int, Schema.String])),
      currency: optional(Currency),
      percentage: optional(Schema.Finite),
      minimum: optional(Schema.Finite),
      description: optional(Schema.String)
    })
  ),
  scope: Schema.Struct({
    currency: optional(Currency),
    payment_type: optional(Schema.String),
    type: optional(Schema.Literal("payment"))
  })
})
export interface SetAffiliateRate extends Schema.Schema.Type<typeof SetAffiliateRate> {}

const fee = {
  /** Smallest unit. */
  amount: wire.int,
  currency: wire.text,
  /** 1.25 is 1.25 %. */
  percentage: wire.number,
  minimum: wire.number,
  description: wire.text
}
interface Fee extends wire.Value<typeof fee> {}
const Fee = wire.object<Fee>("AffiliateFee", fee)

const scope = { currency: wire.text, payment_type: wire.text, type: wire.word("payment") }
interface Scope extends wire.Value<typeof scope> {}
const Scope = wire.object<Scope>("AffiliateRateScope", scope)

const fields = { fees: wire.many(Fee.field), scope: Scope.field }

/** A rate. @category models */
export interface AffiliateRate extends wire.Value<typeof fields> {}
export const AffiliateRate: wire.Open<AffiliateRate> = wire.object<AffiliateRate>("AffiliateRate", fields)
