// Last night's books. The shop was down while three orders were paid, and somebody gave money back in the dashboard: nothing of it reached
// the shop. One run finds it, and hands what was missed to the handler of notifications. Over SQLite, and over PostgreSQL where there is one.
// Run: node examples/src/books.ts
import { PgClient } from "@effect/sql-pg"
import type { Config } from "effect"
import { ConfigProvider, Console, Duration, Effect, Layer, Redacted } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { Money, Order, Totals } from "@effect-multisafepay/core"
import { MultiSafepay, Orders, Reconciliation, Refunds } from "@effect-multisafepay/http"
import { Sandbox } from "@effect-multisafepay/sandbox"
import { SqliteClient } from "@effect-multisafepay/sqlite"
import { books } from "./books-ledger.ts"
import { postgres } from "./durable-postgres.ts"

const apiKey = "sandbox-api-key"

// The shop: places orders and writes them down. Its webhook is not reached, because this sandbox only records what it would send.
const lastNight = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const orders = yield* Orders.Orders
  const refunds = yield* Refunds.Refunds
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE orders (id VARCHAR(50) PRIMARY KEY, amount INT NOT NULL, currency CHAR(3) NOT NULL,
    state VARCHAR(4) NOT NULL, refunded INT NOT NULL, due BIGINT NOT NULL, paid_at BIGINT)`
  const place = Effect.fn("place")(function* (order_id: string, amount: number) {
    const due = (yield* sandbox.clock.now) + Duration.toMillis("1 hour")
    yield* sql`INSERT INTO orders (id, amount, currency, state, refunded, due)
      VALUES (${order_id}, ${amount}, 'EUR', 'open', 0, ${due})`
    yield* orders.create(Order.ideal({ order_id, description: "Something", ...Money.eur("25.00") }))
  })
  for (const id of ["chair", "table", "lamp", "sofa"]) yield* place(id, 2500)
  // Two euros less than MultiSafepay was told: this a machine must not decide.
  yield* place("rug", 2300)
  for (const id of ["chair", "table", "rug"]) yield* sandbox.pay(id)
  yield* refunds.ensure("table", { refund_order_id: "table-refund-1", ...Money.eur("5.00") })
  yield* sandbox.cancel("lamp")
  yield* sandbox.clock.advance("1 day")
})

const thisMorning = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const sql = yield* SqlClient.SqlClient
  const now = yield* sandbox.clock.now
  const period = { from: now - Duration.toMillis("2 days"), until: now }
  const report = yield* Reconciliation.run(period, Reconciliation.heal)
  yield* Console.log(`  ${report.found} differences, ${report.left.length} left`)
  for (const { _tag, amount, order_id } of report.left) yield* Console.log(`  ${_tag} ${order_id} ${amount}`)
  for (const { gross, method, payouts, refunds } of Totals.lines(report.totals)) {
    yield* Console.log(
      method === "" ? `  paid out: ${payouts} cents` : `  ${method}: ${gross} cents in, ${refunds} out`
    )
  }
  const rows = yield* sql<{ readonly id: string; readonly state: string; readonly refunded: number }>`
    SELECT id, state, refunded FROM orders ORDER BY id`
  yield* Console.log(`  ${rows.map(({ id, refunded, state }) => `${id} ${state} ${refunded}`).join(", ")}`)
  const again = yield* Reconciliation.run(period, Reconciliation.heal)
  yield* Console.log(`  once more: ${again.found} differences, ${again.left.length} left`)
})

const night = (database: Layer.Layer<SqlClient.SqlClient, SqlError | Config.ConfigError>) =>
  Effect.andThen(lastNight, thisMorning).pipe(
    Effect.provide(
      books.pipe(
        Layer.provideMerge(database),
        Layer.provideMerge(MultiSafepay.layer({ apiKey: Redacted.make(apiKey) })),
        Layer.provideMerge(Sandbox.layer({ notifications: "record" })),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ MULTISAFEPAY_API_KEY: apiKey })))
      )
    )
  )

const program = Effect.gen(function* () {
  yield* Console.log("SQLite")
  yield* night(SqliteClient.layer({ filename: ":memory:" }))
  yield* Effect.flatMap(postgres, (url) =>
    Effect.andThen(Console.log("PostgreSQL"), night(PgClient.layer({ url: Redacted.make(url) })))
  ).pipe(
    Effect.scoped,
    Effect.catchTag("NoPostgres", ({ message }) => Console.log(message))
  )
})

await Effect.runPromise(program)
