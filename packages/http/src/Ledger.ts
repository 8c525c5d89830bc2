// The shop's own books, as `Reconciliation` asks them: two questions over whatever tables the shop keeps.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Here } from "@effect-multisafepay/core/Difference"

/** The shop's books could not be read. @category errors */
export class LedgerError extends Schema.TaggedError<LedgerError>("@effect-multisafepay/http/LedgerError")(
  "LedgerError",
  { cause: Schema.Defect() }
) {
  override get message() {
    return "the shop's own books could not be read, so they were not compared any further. Begin again at the last mark"
  }
}

/** From (inclusive) until (exclusive), in epoch milliseconds. @category models */
export interface Period {
  readonly from: number
  readonly until: number
}

/** @category services */
export interface Service {
  /**
   * The orders these ids belong to, by the id that was asked for; an id that the shop does not know is left out. At most 500 ids at once.
   *
   * Asked for are the ids of orders, and of the refunds and captures that became orders of their own at MultiSafepay: those of
   * `OrderId.child` are asked for by their order as well, so a shop that names them so needs no more than its table of orders.
   */
  readonly find: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, Here>, LedgerError>
  /** The orders that the shop has booked as paid in a period, and the open ones that were due in it. */
  readonly within: (period: Period) => Stream.Stream<Here, LedgerError>
}

/** @category services */
export class Ledger extends Context.Service<Ledger, Service>()("@effect-multisafepay/http/Ledger") {}

/**
 * A ledger from two queries. `find` may answer in any order; an answer belongs to the id that is its `order_id`.
 *
 * @example
 * Ledger.layer({
 *   find: (ids) => sql`SELECT id AS order_id, amount, currency, state FROM orders WHERE ${sql.in("id", ids)}`,
 *   within: ({ from, until }) => sql`SELECT ... WHERE paid_at >= ${from} AND paid_at < ${until}`.stream
 * })
 *
 * @category layers
 */
export const layer = <E, R, E2, R2>(queries: {
  readonly find: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Here>, E, R>
  readonly within: (period: Period) => Stream.Stream<Here, E2, R2>
}): Layer.Layer<Ledger, never, R | R2> =>
  Layer.effect(
    Ledger,
    Effect.map(Effect.context<R | R2>(), (context) =>
      Ledger.of({
        find: (ids) =>
          queries.find(ids).pipe(
            Effect.map((found) => new Map(found.map((here) => [here.order_id, here]))),
            Effect.mapError((cause) => new LedgerError({ cause })),
            Effect.provideContext(context)
          ),
        within: (period) =>
          queries.within(period).pipe(
            Stream.mapError((cause) => new LedgerError({ cause })),
            Stream.provideContext(context)
          )
      })
    )
  )
