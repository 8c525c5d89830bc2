// Money that MultiSafepay holds: what an account had at the end of a day (a closing balance), and what an affiliate has now.
// All amounts in the smallest unit.
import * as Schema from "effect/Schema"
import * as Answer from "../Answer.ts"
import { Currency } from "../Currency.ts"
import { acknowledged, listed, one } from "../internal/answers/data.ts"
import { optional } from "../internal/requests/optional.ts"
import { closed } from "../internal/requests/closed.ts"
import { wholeFrom } from "../internal/requests/query.ts"
import { Var } from "../internal/requests/text.ts"
import * as wire from "../internal/answers/wire.ts"
import { Amount, PositiveAmount } from "../internal/money/amount.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"

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
export class ClosingBalance extends wire.open<ClosingBalance>("ClosingBalance")(closing) {}

const Period = {
  /** First day, `yyyy-MM-dd`. */
  from: optional(Schema.String),
  /** The day after the last one, `yyyy-MM-dd`: "before but not on". */
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
export class AffiliateBalance extends wire.open<AffiliateBalance>("AffiliateBalance")(balance) {}

/**
 * A charge or a payout: both take the same. `amount` in the smallest unit, at least 1; `description` 2 to 512 characters; `order_id`
 * your own id of it, at most 128.
 *
 * @see https://docs.multisafepay.com/reference/chargeaffiliate
 * @see https://docs.multisafepay.com/reference/partnercreatepayoutforsubaccount
 * @category schemas
 */
export const CreateAffiliateTransaction = closed("CreateAffiliateTransaction", {
  amount: PositiveAmount,
  currency: Currency,
  description: Schema.String.check(
    Schema.isMinCodePoints(2, { message: "must be at least 2 characters" }),
    Schema.isMaxCodePoints(512, { message: "must be at most 512 characters" })
  ),
  order_id: Schema.NonEmptyString.check(Schema.isMaxCodePoints(128, { message: "must be at most 128 characters" })),
  /** Declared as an object and nothing more. */
  checkoutdata: optional(Schema.Record(Schema.String, Schema.Json)),
  var1: Var,
  var2: Var,
  var3: Var
})
export interface CreateAffiliateTransaction extends Schema.Schema.Type<typeof CreateAffiliateTransaction> {}

/** What was booked. @category models */
export class AffiliateTransaction extends wire.open<AffiliateTransaction>("AffiliateTransaction")({
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
}) {}

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

/** @category models */
export class AutoPayout extends wire.open<AutoPayout>("AutoPayout")({
  currency: wire.text,
  /** Always a list here. */
  schedule: wire.many(wire.word(...days)),
  bankaccount_id: wire.text,
  min_amount: wire.int,
  min_balance_amount: wire.int
}) {}

export const list = Operation.read({
  name: "affiliates.listBalances",
  path: "/accounts/{account_id}/balances",
  summary: "List an affiliate's balances",
  query: Pager.WindowQuery,
  response: Pager.byOffset(AffiliateBalance),
  docs: "listbalances"
})

const undocumented = "a path file of the specification that nothing refers to"

// The specification also declares the API key as a parameter of this address. It belongs in the header, like everywhere.
export const listAffiliateClosing = Operation.read({
  name: "affiliates.listClosingBalances",
  path: "/accounts/{account_id}/closing-balances",
  summary: "List an affiliate's closing balances",
  query: AffiliateClosingBalanceQuery,
  response: Pager.byOffset(ClosingBalance),
  docs: "introduction",
  undocumented
})

// It has an order id, but nothing says where a charge could be looked up by it.
export const charge = Operation.make({
  name: "affiliates.charge",
  method: "POST",
  path: "/accounts/{account_id}/charges",
  effectClass: "blind",
  summary: "Charge an affiliate's balance",
  request: CreateAffiliateTransaction,
  response: acknowledged(AffiliateTransaction),
  docs: "chargeaffiliate"
})

// The same for a payout. Older pages answer an `includes` beside the data.
export const payOut = Operation.make({
  name: "affiliates.payOut",
  method: "POST",
  path: "/accounts/{account_id}/payouts",
  effectClass: "blind",
  summary: "Pay an affiliate's balance out to its bank",
  request: CreateAffiliateTransaction,
  response: acknowledged(AffiliateTransaction),
  docs: "partnercreatepayoutforsubaccount"
})

export const listAutoPayouts = Operation.read({
  name: "affiliates.listAutoPayouts",
  path: "/accounts/{account_id}/autopayouts",
  summary: "List an affiliate's automatic payouts",
  response: listed(AutoPayout),
  docs: "listautopayoutsforaffiliates"
})

export const getAutoPayout = Operation.read({
  name: "affiliates.getAutoPayout",
  path: "/accounts/{account_id}/autopayouts/{currency}",
  summary: "Get an affiliate's automatic payout in a currency",
  response: Answer.of(one(AutoPayout)),
  docs: "getautopayoutsforaffiliates"
})

export const setAutoPayout = Operation.make({
  name: "affiliates.setAutoPayout",
  method: "POST",
  path: "/accounts/{account_id}/autopayouts/{currency}",
  effectClass: "convergent",
  summary: "Set an affiliate's automatic payout in a currency",
  request: SetAutoPayout,
  response: acknowledged(AutoPayout),
  docs: "createautopayoutsforaffiliates"
})

export const listClosing = Operation.read({
  name: "closingBalances.list",
  path: "/closing-balances",
  summary: "List the account's closing balances",
  query: ClosingBalanceQuery,
  response: Pager.byOffset(ClosingBalance),
  docs: "listclosingbalances"
})
