// Money between a partner and an affiliate: a charge takes it from the affiliate's balance, a payout sends it to their bank.
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { optional } from "./internal/optional.ts"
import { closed } from "./internal/request.ts"
import { textUpTo } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

/** The schema says 500 characters, error 1010 says 100: the smaller one is safe. */
const Var = optional(textUpTo(100))

/**
 * A charge or a payout: both take the same. `amount` in the smallest unit, at least 1; `description` 2 to 512 characters; `order_id`
 * your own id of it, at most 128.
 *
 * @see https://docs.multisafepay.com/reference/chargeaffiliate
 * @see https://docs.multisafepay.com/reference/partnercreatepayoutforsubaccount
 * @category schemas
 */
export const CreateAffiliateTransaction = closed("CreateAffiliateTransaction", {
  amount: Schema.Finite.check(
    Schema.isInt({ message: "must be a whole number in the smallest unit" }),
    Schema.isGreaterThan(0, { message: "must be 1 or more, in the smallest unit" })
  ),
  currency: Currency,
  description: Schema.String.check(
    Schema.isMinLength(2, { message: "must be at least 2 characters" }),
    Schema.isMaxLength(512, { message: "must be at most 512 characters" })
  ),
  order_id: Schema.NonEmptyString.check(Schema.isMaxLength(128, { message: "must be at most 128 characters" })),
  /** Declared as an object and nothing more. */
  checkoutdata: optional(Schema.Record(Schema.String, Schema.Json)),
  var1: Var,
  var2: Var,
  var3: Var
})
export interface CreateAffiliateTransaction extends Schema.Schema.Type<typeof CreateAffiliateTransaction> {}

const fields = {
  transaction_id: wire.text,
  order_id: wire.text,
  /** Smallest unit. */
  amount: wire.int,
  currency: wire.text,
  description: wire.text,
  checkoutdata: wire.json,
  var1: wire.text,
  var2: wire.text,
  var3: wire.text
}

/** What was booked. @category models */
export interface AffiliateTransaction extends wire.Value<typeof fields> {}
export const AffiliateTransaction: wire.Open<AffiliateTransaction> = wire.object<AffiliateTransaction>(
  "AffiliateTransaction",
  fields
)
