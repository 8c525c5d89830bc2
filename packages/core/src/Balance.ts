// Money that MultiSafepay holds: what an account had at the end of a day (a closing balance), and what an affiliate has now.
// All amounts in the smallest unit.
import * as Schema from "effect/Schema"
import { optional } from "./internal/optional.ts"
import { closed, wholeFrom } from "./internal/request.ts"
import * as wire from "./internal/wire.ts"

const closing = {
  account_id: wire.text,
  amount: wire.int,
  amount_uncleared: wire.int,
  currency: wire.text,
  /** A date; the schema declares a moment. */
  closing_date: wire.text,
  payout_amount: wire.int,
  payout_transaction_id: wire.text,
  iban: wire.text,
  bic: wire.text,
  status: wire.word("completed", "reserved", "void")
}

/**
 * The balance of one currency at the end of a day, and the payout that followed.
 *
 * @see https://docs.multisafepay.com/reference/listclosingbalances
 * @category models
 */
export interface ClosingBalance extends wire.Value<typeof closing> {}
export const ClosingBalance: wire.Open<ClosingBalance> = wire.object<ClosingBalance>("ClosingBalance", closing)

const Period = {
  /** First day, `yyyy-MM-dd`. */
  from: optional(Schema.String),
  /** Last day, `yyyy-MM-dd`. */
  until: optional(Schema.String)
}

/**
 * Filters of the account's own closing balances. `limit` and `offset` are declared only for an affiliate's.
 *
 * @category schemas
 */
export const ClosingBalanceQuery = closed("ClosingBalanceQuery", { ...Period, currency: optional(Schema.String) })
export interface ClosingBalanceQuery extends Schema.Schema.Type<typeof ClosingBalanceQuery> {}

/** Filters of an affiliate's closing balances. The vendor names no bounds of a page. @category schemas */
export const AffiliateClosingBalanceQuery = closed("AffiliateClosingBalanceQuery", {
  ...Period,
  limit: optional(wholeFrom(1)),
  offset: optional(wholeFrom(0))
})
export interface AffiliateClosingBalanceQuery extends Schema.Schema.Type<typeof AffiliateClosingBalanceQuery> {}

const balance = {
  id: wire.text,
  account_id: wire.text,
  amount_available: wire.int,
  amount_reserved: wire.int,
  currency: wire.text,
  modified: wire.text
}

/**
 * What an affiliate has now, in one currency.
 *
 * @see https://docs.multisafepay.com/reference/listbalances
 * @category models
 */
export interface AffiliateBalance extends wire.Value<typeof balance> {}
export const AffiliateBalance: wire.Open<AffiliateBalance> = wire.object<AffiliateBalance>("AffiliateBalance", balance)
