// Closing balances: what the account had at the end of each day.
import { ClosingBalance, ClosingBalanceQuery } from "../Balance.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"

export const list = Operation.make({
  name: "closingBalances.list",
  method: "GET",
  path: "/closing-balances",
  effectClass: "read",
  summary: "List the account's closing balances",
  query: ClosingBalanceQuery,
  response: Pager.byOffset(ClosingBalance),
  docs: "listclosingbalances"
})
