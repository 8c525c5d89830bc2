// Terminals; live environment only.
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"
import { Terminal, TerminalQuery } from "../Terminal.ts"

// The schema wraps every row in a list of its own, the example does not.
export const list = Operation.make({
  name: "terminals.list",
  method: "GET",
  path: "/terminals",
  effectClass: "read",
  summary: "List terminals",
  query: TerminalQuery,
  response: Pager.byNumber(Terminal),
  docs: "listterminals"
})

export const listByGroup = Operation.make({
  name: "terminals.listByGroup",
  method: "GET",
  path: "/terminal-groups/{terminal_group_id}/terminals",
  effectClass: "read",
  summary: "List the terminals of a group",
  query: TerminalQuery,
  response: Pager.byNumber(Terminal),
  docs: "listterminalsbygroup"
})
