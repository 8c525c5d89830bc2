// A payment terminal of a shop; live environment only. Its times end in `Z` in the reference and have no zone in the
// vendor's SDK.
import type * as Schema from "effect/Schema"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { wholeFrom } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import * as Pager from "./Pager.ts"

/**
 * A terminal.
 *
 * @see https://docs.multisafepay.com/reference/listterminals
 * @category models
 */
export class Terminal extends wire.open<Terminal>("Terminal")(
  {
    /** What an order names as `gateway_info.terminal_id`. */
    id: wire.text,
    provider: wire.word("CTAP", "SMARTPOS", "VERIFONE"),
    name: wire.text,
    /** For activation; gone once the terminal is active. */
    code: wire.text,
    created: wire.text,
    last_updated: wire.text,
    manufacturer_id: wire.text,
    serial_number: wire.text,
    active: wire.bool,
    group_id: wire.text,
    country: wire.text
  },
  { required: ["id"] }
) {}

/**
 * Which page of the list, from 1, and how many rows it has. The vendor names no bounds.
 *
 * @category schemas
 */
export const TerminalQuery = closed("TerminalQuery", { page: optional(wholeFrom(1)), limit: optional(wholeFrom(1)) })
export interface TerminalQuery extends Schema.Schema.Type<typeof TerminalQuery> {}

// The schema wraps every row in a list of its own, the example does not.
export const list = Operation.read({
  name: "terminals.list",
  path: "/terminals",
  summary: "List terminals",
  query: TerminalQuery,
  response: Pager.byNumber(Terminal),
  docs: "listterminals"
})

export const listByGroup = Operation.read({
  name: "terminals.listByGroup",
  path: "/terminal-groups/{terminal_group_id}/terminals",
  summary: "List the terminals of a group",
  query: TerminalQuery,
  response: Pager.byNumber(Terminal),
  docs: "listterminalsbygroup"
})
