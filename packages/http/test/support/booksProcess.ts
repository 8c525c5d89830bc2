// A shop's process that carries the nightly job, with a night every two seconds. Its settings come as JSON in the first argument.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import type * as Difference from "@effect-multisafepay/core/Difference"
import * as Ledger from "@effect-multisafepay/http/Ledger"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Reconciliation from "@effect-multisafepay/http/Reconciliation"
import * as ReconciliationJob from "@effect-multisafepay/http/ReconciliationJob"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Clock from "effect/Clock"
import * as Cron from "effect/Cron"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import { client } from "./postgres.ts"

export interface Settings {
  readonly name: string
  readonly database: { readonly socket: string } | { readonly filename: string }
  readonly baseUrl: string
  /** Never gets beyond the comparison of its first night. */
  readonly hangs: boolean
}

const settings = JSON.parse(process.argv[2] ?? "{}") as Settings
const key = Redacted.make("sandbox-api-key")

export const database = (where: Settings["database"]) =>
  "socket" in where ? client(where.socket) : SqliteClient.layer({ filename: where.filename })

// The payments of the test are a moment old, and the job leaves out the last quarter of an hour.
const later: Clock.Clock = Effect.runSync(
  Clock.clockWith((clock) =>
    Effect.succeed<Clock.Clock>({
      currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + 3_600_000,
      currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + 3_600_000),
      currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + 3_600_000_000_000n,
      currentTimeNanos: Effect.map(clock.currentTimeNanos, (now) => now + 3_600_000_000_000n),
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      sleep: (duration) => clock.sleep(duration)
    })
  )
)

const books = Layer.unwrap(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const here = (row: { readonly id: string; readonly state: Difference.Here["state"] }): Difference.Here => ({
      order_id: row.id,
      amount: 1000,
      currency: "EUR",
      state: row.state
    })
    return Layer.merge(
      Ledger.layer({
        find: (ids) =>
          Effect.map(
            sql<{ id: string; state: "open" | "paid" }>`SELECT * FROM orders WHERE ${sql.in("id", ids)}`,
            (rows) => rows.map(here)
          ),
        within: () => Stream.empty
      }),
      Webhooks.layerService({
        keys: key,
        handler: ({ order_id }) =>
          Effect.all([
            sql`UPDATE orders SET state = 'paid' WHERE id = ${order_id}`,
            sql`INSERT INTO effects (id, process) VALUES (${order_id}, ${settings.name})`
          ])
      }).pipe(Layer.provide(WebhookStore.layerSql()))
    )
  })
)

const job = Layer.unwrap(
  Effect.map(SqlClient.SqlClient, (sql) => {
    const nightOf = (until: number) => DateTime.formatIso(DateTime.makeUnsafe(until + 15 * 60_000))
    return ReconciliationJob.layer({
      cron: Cron.parseUnsafe("*/2 * * * * *"),
      lookBack: "2 hours",
      each: (stretch) =>
        Effect.gen(function* () {
          yield* sql`INSERT INTO begun (night, process) VALUES (${nightOf(stretch.until)}, ${settings.name})`
          const left = yield* Reconciliation.heal(stretch)
          return settings.hangs ? yield* Effect.never : left
        }).pipe(Effect.orDie),
      report: ({ found, left, until }) =>
        sql`INSERT INTO reports (night, process, found, remaining)
          VALUES (${nightOf(until)}, ${settings.name}, ${found}, ${left.length})`
    })
  })
)

if (process.argv[1] === import.meta.filename) {
  job.pipe(
    Layer.provide(PersistedQueue.layer),
    Layer.provide(
      PersistedQueue.layerStoreSql({ pollInterval: 100, lockRefreshInterval: "1 second", lockExpiration: "5 seconds" })
    ),
    Layer.provide(books),
    Layer.provide(MultiSafepay.layer({ apiKey: key, baseUrl: settings.baseUrl })),
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(database(settings.database)),
    Layer.launch,
    Effect.provideService(Clock.Clock, later),
    NodeRuntime.runMain
  )
}
