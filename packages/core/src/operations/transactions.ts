// Transactions: the books of an account or a site.
import * as Answer from "../Answer.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"
import { Transaction, TransactionQuery } from "../Transaction.ts"

// The schema says one transaction; there are many, newest first.
export const list = Operation.make({
  name: "transactions.list",
  method: "GET",
  path: "/transactions",
  effectClass: "read",
  summary: "List transactions",
  query: TransactionQuery,
  response: Pager.byCursor(Transaction),
  docs: "listtransactions"
})

export const get = Operation.make({
  name: "transactions.get",
  method: "GET",
  path: "/transactions/{transaction_id}",
  effectClass: "read",
  summary: "Get a transaction",
  response: Answer.of(Transaction),
  docs: "gettransaction"
})
