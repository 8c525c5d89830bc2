// The standing order by which an affiliate's balance is paid out, one per currency. Amounts in the smallest unit.
import * as Schema from "effect/Schema"
import { optional } from "./internal/optional.ts"
import { closed } from "./internal/request.ts"
import * as wire from "./internal/wire.ts"
import { Amount } from "./Money.ts"

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "end-of-month"] as const

/**
 * When and how much is paid out. `schedule` is one day in the vendor's schema and a list of days in its example; both pass.
 * `min_amount`: the least that is worth a payout. `min_balance_amount`: what stays behind.
 *
 * @see https://docs.multisafepay.com/reference/createautopayoutsforaffiliates
 * @category schemas
 */
export const SetAutoPayout = closed("SetAutoPayout", {
  schedule: optional(Schema.Union([Schema.Literals(days), Schema.Array(Schema.Literals(days))])),
  bankaccount_id: optional(Schema.NonEmptyString),
  min_amount: optional(Amount),
  min_balance_amount: optional(Amount)
})
export interface SetAutoPayout extends Schema.Schema.Type<typeof SetAutoPayout> {}

const fields = {
  currency: wire.text,
  /** Always a list here. */
  schedule: wire.many(wire.word(...days)),
  bankaccount_id: wire.text,
  min_amount: wire.int,
  min_balance_amount: wire.int
}

/** @category models */
export interface AutoPayout extends wire.Value<typeof fields> {}
export const AutoPayout: wire.Open<AutoPayout> = wire.object<AutoPayout>("AutoPayout", fields)
