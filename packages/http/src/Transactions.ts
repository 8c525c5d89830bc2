// The books of an account or a site: payments, refunds, fees, payouts, newest first.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import * as Transaction from "@effect-multisafepay/core/Transaction"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { CursorPager } from "@effect-multisafepay/core/Pager"
import * as Client from "./Client.ts"
import * as Pages from "./internal/pages.ts"

/** A page of transactions. @category models */
export interface Page {
  readonly data: ReadonlyArray<Transaction.Transaction>
  readonly pager?: CursorPager
}

/** @category services */
export interface Service {
  /**
   * One page, newest first: `limit` 1 to 1000 rows, 100 when left out. `pager.cursor.after` leads to the next one. An account's key
   * lists the whole account, a site's key that site; another key is refused with `Unauthorized`.
   *
   * @see https://docs.multisafepay.com/reference/listtransactions
   */
  readonly list: (query?: Transaction.TransactionQuery) => Effect.Effect<Page, MultiSafepayError>
  /**
   * Every transaction the filters let through, page after page, as they are asked for. Ends at a page without rows, and at a short one without
   * a cursor or with one that was given before. A full page like that fails with `UnexpectedAnswer`: what comes after it is not known. So
   * does a page with a row that cannot be read.
   */
  readonly all: (
    query?: Omit<Transaction.TransactionQuery, "before">
  ) => Stream.Stream<Transaction.Transaction, MultiSafepayError>
  /**
   * Reads one transaction by MultiSafepay's id.
   *
   * @see https://docs.multisafepay.com/reference/gettransaction
   */
  readonly get: (transaction_id: string) => Effect.Effect<Transaction.Transaction, MultiSafepayError>
}

/**
 * The transactions service.
 *
 * @example
 * const refunds = transactions.all({ type: "refund", created_from: "2025-05-01" }).pipe(Stream.runCollect)
 *
 * @category services
 */
export class Transactions extends Context.Service<Transactions, Service>()("@effect-multisafepay/http/Transactions") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Transactions, never, Client.Client> = Client.layerOver(
  Transactions,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (query) => client.call(Transaction.list, { query })

    return Transactions.of({
      list,
      all: (query = {}) =>
        Pages.byCursor(
          { first: query.after, size: query.limit ?? 100, cut: () => Pages.cut(Transaction.list, lost) },
          (after) =>
            Effect.map(list({ ...query, after }), ({ data, pager }) => ({ rows: data, next: pager?.cursor?.after }))
        ),
      get: (transaction_id) => client.data(Transaction.get, { path: { transaction_id } })
    })
  })
)

const lost =
  "a full page does not say where the list goes on, so the rows after it are unknown. Ask for a shorter period, or for more rows at once (`limit`, up to 1000)"
