// The payment terminals of an account. Live environment only.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import * as Terminal from "@effect-multisafepay/core/Terminal"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { NumberPager } from "@effect-multisafepay/core/Pager"
import * as Client from "./Client.ts"
import * as Pages from "./internal/pages.ts"

/** A page of terminals. @category models */
export interface Page {
  readonly data: ReadonlyArray<Terminal.Terminal>
  readonly pager?: NumberPager
}

/** @category services */
export interface Service {
  /**
   * One page of the account's terminals; pages count from 1.
   *
   * @see https://docs.multisafepay.com/reference/listterminals
   */
  readonly list: (query?: Terminal.TerminalQuery) => Effect.Effect<Page, MultiSafepayError>
  /** Every terminal of the account, page after page, from `page` on. */
  readonly all: (query?: Terminal.TerminalQuery) => Stream.Stream<Terminal.Terminal, MultiSafepayError>
  /**
   * One page of the terminals of a group.
   *
   * @see https://docs.multisafepay.com/reference/listterminalsbygroup
   */
  readonly listByGroup: (
    terminal_group_id: string,
    query?: Terminal.TerminalQuery
  ) => Effect.Effect<Page, MultiSafepayError>
  /** Every terminal of a group, page after page. */
  readonly allOfGroup: (
    terminal_group_id: string,
    query?: Terminal.TerminalQuery
  ) => Stream.Stream<Terminal.Terminal, MultiSafepayError>
}

/**
 * The terminals service.
 *
 * @category services
 */
export class Terminals extends Context.Service<Terminals, Service>()("@effect-multisafepay/http/Terminals") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Terminals, never, Client.Client> = Client.layerOver(
  Terminals,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (query) => client.call(Terminal.list, { query })
    const listByGroup: Service["listByGroup"] = (terminal_group_id, query) =>
      client.call(Terminal.listByGroup, { path: { terminal_group_id }, query })

    return Terminals.of({
      list,
      all: (query) => pages(Terminal.list, query, list),
      listByGroup,
      allOfGroup: (terminal_group_id, query) =>
        pages(Terminal.listByGroup, query, (one) => listByGroup(terminal_group_id, one))
    })
  })
)

const pages = (
  operation: Operation.Any,
  query: Terminal.TerminalQuery = {},
  list: (query: Terminal.TerminalQuery) => Effect.Effect<Page, MultiSafepayError>
): Stream.Stream<Terminal.Terminal, MultiSafepayError> =>
  Pages.byNumber(
    { page: query.page ?? 1, limit: query.limit, cut: (problem) => Pages.cut(operation, problem) },
    (page) => Effect.map(list({ ...query, page }), ({ data, pager }) => ({ rows: data, total: pager?.total_items }))
  )
