// One line of the account's books: a payment, a refund, a fee, a payout. Not an order: an order may have several. Costs
// are in the smallest unit here, and in the main unit where an order lists them.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { whole } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import * as Pager from "./Pager.ts"
import * as RelatedTransaction from "./RelatedTransaction.ts"
import * as Status from "./Status.ts"

const types = [
  "admin_fee",
  "affiliate_payout",
  "automatic_payout",
  "chargeback",
  "coupon",
  "currency_conversion",
  "deposit",
  "fastcheckout",
  "internal",
  "merchant_settlement",
  "monthly_fee",
  "payment",
  "refund",
  "reverse_chargeback",
  "signup_fee",
  "withdrawal"
] as const

/** What a transaction cost. @category models */
export class TransactionCost extends wire.open<TransactionCost>("TransactionCost")({
  /** Smallest unit: 49 is 49 cents. */
  amount: wire.int,
  description: wire.text,
  transaction_id: wire.text,
  type: wire.text
}) {}

class TransactionCustomer extends wire.open<TransactionCustomer>("TransactionCustomer")({
  email: wire.text,
  first_name: wire.text,
  last_name: wire.text,
  iban: wire.text
}) {}

/**
 * A transaction.
 *
 * @see https://docs.multisafepay.com/reference/listtransactions
 * @category models
 */
export class Transaction extends wire.open<Transaction>("Transaction")({
  /** Up to 17 digits: exact when the body went through `ExactJson`. */
  transaction_id: wire.text,
  order_id: wire.text,
  invoice_id: wire.text,
  site_id: wire.text,
  type: wire.word(...types),
  payment_method: wire.text,
  /** Smallest unit. */
  amount: wire.int,
  /** Smallest unit: `amount` less the costs. */
  net: wire.int,
  currency: wire.text,
  debit_credit: wire.word("C", "D"),
  status: wire.word(...Status.orderStatuses),
  financial_status: wire.word(...Status.financialStatuses),
  description: wire.text,
  /** Dutch local time without a zone, like the others; `LocalTime.parse` reads it. Absent until completed. */
  completed: wire.text,
  created: wire.text,
  updated: wire.text,
  costs: wire.many(TransactionCost.field),
  customer: TransactionCustomer.field,
  dispute: RelatedTransaction.Dispute.field,
  var1: wire.text,
  var2: wire.text,
  var3: wire.text
}) {}

const Text = optional(Schema.String)

// Older pages repeat a filter to mean any of several values.
const OneOrMore = optional(Schema.Union([Schema.String, Schema.Array(Schema.String)]))

/**
 * A moment in Dutch local time (`2025-05-14T08:50:32`, see `LocalTime.format`), a date, or Unix seconds.
 *
 * @category schemas
 */
export const Moment = Schema.Union([Schema.String, Schema.Int])

/**
 * Filters of the list. An account key lists the whole account, a site's key that site.
 *
 * Values stay open: the vendor's lists for filters and answers differ (`reserve_chargeback` filters what answers call
 * `reverse_chargeback`).
 *
 * @see https://docs.multisafepay.com/reference/listtransactions
 * @category schemas
 */
export const TransactionQuery = closed("TransactionQuery", {
  /** Opaque mark from `pager.cursor.after`: the page after it. */
  after: Text,
  before: Text,
  completed_from: optional(Moment),
  completed_until: optional(Moment),
  created_from: optional(Moment),
  created_until: optional(Moment),
  currency: Text,
  /** Undeclared; the vendor's SDK sends it. */
  debit_credit: optional(Schema.Literals(["C", "D"])),
  financial_status: OneOrMore,
  /** Rows of a page: 1 to 1000, 100 when left out. */
  limit: optional(whole(1, 1000)),
  payment_method: OneOrMore,
  site_id: optional(Schema.Union([Schema.String, Schema.Int])),
  status: OneOrMore,
  type: OneOrMore
})
export interface TransactionQuery extends Schema.Schema.Type<typeof TransactionQuery> {}

// The schema says one transaction; there are many, newest first.
export const list = Operation.read({
  name: "transactions.list",
  path: "/transactions",
  summary: "List transactions",
  query: TransactionQuery,
  response: Pager.byCursor(Transaction),
  docs: "listtransactions"
})

export const get = Operation.read({
  name: "transactions.get",
  path: "/transactions/{transaction_id}",
  summary: "Get a transaction",
  response: Answer.of(Transaction),
  docs: "gettransaction"
})
