// Affiliates: merchant accounts under a partner's. Needs the partner's own API key.
import * as Schema from "effect/Schema"
import * as Account from "../Account.ts"
import { AffiliateRate, SetAffiliateRate } from "../AffiliateRate.ts"
import { AffiliateTransaction, CreateAffiliateTransaction } from "../AffiliateTransaction.ts"
import * as Answer from "../Answer.ts"
import { AutoPayout, SetAutoPayout } from "../AutoPayout.ts"
import { AffiliateBalance, AffiliateClosingBalanceQuery, ClosingBalance } from "../Balance.ts"
import { acknowledged, list as many, listed, one } from "../internal/data.ts"
import { CreateLoginUrl, LoginUrl } from "../LoginUrl.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"

const undocumented = "a path file of the specification that nothing refers to"

// Nothing says how a lost answer could be found again, and a second account is a second account.
export const signUp = Operation.make({
  name: "affiliates.signUp",
  method: "POST",
  path: "/signup-account",
  effectClass: "blind",
  summary: "Create an affiliate's account",
  request: Account.SignUp,
  response: listed(Account.SignedUp),
  docs: "createaffiliate"
})

// The example has a `page` that the schema lacks.
export const list = Operation.make({
  name: "affiliates.list",
  method: "GET",
  path: "/accounts",
  effectClass: "read",
  summary: "List affiliates",
  query: Account.AccountQuery,
  response: Pager.byOffset(Account.Account),
  docs: "listaffiliates"
})

export const get = Operation.make({
  name: "affiliates.get",
  method: "GET",
  path: "/accounts/{account_id}",
  effectClass: "read",
  summary: "Get an affiliate and what MultiSafepay asks of it",
  response: Schema.Struct({
    ...Answer.of(Account.Account).fields,
    inquiries: Schema.optionalKey(many(Account.Inquiry))
  }),
  docs: "getaffiliatedaccount"
})

export const update = Operation.make({
  name: "affiliates.update",
  method: "PATCH",
  path: "/accounts/{account_id}",
  effectClass: "convergent",
  summary: "Change an affiliate",
  request: Account.UpdateAccount,
  response: acknowledged(Account.Account),
  docs: "updateaffiliatedaccount"
})

// Every call makes a link, and a link changes nothing.
export const createLoginUrl = Operation.make({
  name: "affiliates.createLoginUrl",
  method: "POST",
  path: "/accounts/{account_id}/login-urls",
  effectClass: "read",
  summary: "Make a link that logs in to an affiliate's dashboard",
  request: CreateLoginUrl,
  response: Answer.of(LoginUrl),
  docs: "partnercreateloginurl"
})

export const listBalances = Operation.make({
  name: "affiliates.listBalances",
  method: "GET",
  path: "/accounts/{account_id}/balances",
  effectClass: "read",
  summary: "List an affiliate's balances",
  query: Account.WindowQuery,
  response: Pager.byOffset(AffiliateBalance),
  docs: "listbalances"
})

// The specification also declares the API key as a parameter of this address. It belongs in the header, like everywhere.
export const listClosingBalances = Operation.make({
  name: "affiliates.listClosingBalances",
  method: "GET",
  path: "/accounts/{account_id}/closing-balances",
  effectClass: "read",
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

export const setRate = Operation.make({
  name: "affiliates.setRate",
  method: "POST",
  path: "/accounts/{account_id}/fees",
  effectClass: "convergent",
  summary: "Set what an affiliate pays for a payment method",
  request: SetAffiliateRate,
  response: acknowledged(AffiliateRate),
  docs: "introduction",
  undocumented
})

export const listAutoPayouts = Operation.make({
  name: "affiliates.listAutoPayouts",
  method: "GET",
  path: "/accounts/{account_id}/autopayouts",
  effectClass: "read",
  summary: "List an affiliate's automatic payouts",
  response: listed(AutoPayout),
  docs: "listautopayoutsforaffiliates"
})

export const getAutoPayout = Operation.make({
  name: "affiliates.getAutoPayout",
  method: "GET",
  path: "/accounts/{account_id}/autopayouts/{currency}",
  effectClass: "read",
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
