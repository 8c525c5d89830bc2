// The shop's side of the books: two queries over the table of orders it has anyway, and the handler that its webhooks have. DATABASE_URL
// names a PostgreSQL, SHOP_FILE a file of SQLite. Its default export is what the command asks for:
// npx multisafepay-books --ledger examples/src/books-ledger.ts --since 7d
import { PgClient } from "@effect/sql-pg"
import { Clock, Config, Effect, Layer, Option } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import { Status } from "@effect-multisafepay/core"
import { Ledger, Webhooks, WebhookStore } from "@effect-multisafepay/http"
import { SqliteClient } from "@effect-multisafepay/sqlite"

const ledger = Layer.unwrap(
  Effect.map(SqlClient.SqlClient, (sql) => {
    const columns = sql.literal("id AS order_id, amount, currency, state, refunded, due")
    return Ledger.layer({
      find: (ids) => sql<Ledger.Row>`SELECT ${columns} FROM orders WHERE ${sql.in("id", ids)}`,
      within: ({ from, until }) =>
        sql<Ledger.Row>`SELECT ${columns} FROM orders WHERE (paid_at >= ${from} AND paid_at < ${until})
          OR (state = 'open' AND due >= ${from} AND due < ${until})`.stream
    })
  })
)

// Runs in a transaction of the store: the table changes together with the mark that this was handled.
const handler = Effect.fn("shop.notification")(function* ({ order, order_id }: Webhooks.Received) {
  const sql = yield* SqlClient.SqlClient
  const now = yield* Clock.currentTimeMillis
  const isOver = Status.attemptFailed(order) || order.status === "void"
  const state = Status.isSecured(order) ? "paid" : isOver ? "over" : "open"
  yield* sql`UPDATE orders SET state = ${state}, paid_at = ${state === "paid" ? now : null}
    WHERE id = ${order_id} AND state <> 'paid'`
  yield* sql`UPDATE orders SET refunded = ${order.amount_refunded ?? 0} WHERE id = ${order_id}`
})

const webhooks = Layer.unwrap(
  Effect.map(Config.Redacted("MULTISAFEPAY_API_KEY"), (keys) => Webhooks.layerService({ keys, handler }))
).pipe(Layer.provide(WebhookStore.layerSql()))

/** The books of a shop, over whichever database it has. */
export const books = Layer.merge(ledger, webhooks)

export default Layer.provide(
  books,
  Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* Config.option(Config.Redacted("DATABASE_URL"))
      return Option.isSome(url)
        ? PgClient.layer({ url: url.value })
        : SqliteClient.layer({ filename: yield* Config.String("SHOP_FILE") })
    })
  )
)
