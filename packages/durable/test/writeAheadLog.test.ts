// What a payment makes PostgreSQL write: a busy shop's disk, replicas and backups pay for it. Counted by the server, so that it holds on any machine.
import { assert, describe } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as SqlClient from "effect/sql/SqlClient"
import * as ClusterEngine from "../src/ClusterEngine.ts"
import { Payments } from "../src/index.ts"
import { overPostgres } from "./support/overPostgres.ts"
import { freePort } from "./support/postgres.ts"
import { outcomeOf, progress, shown } from "./support/standing.ts"
import { makeWorld, World } from "./support/world.ts"

const test = overPostgres(
  "the write-ahead log",
  (url) =>
    Layer.unwrap(
      Effect.map(Effect.promise(freePort), (port) =>
        Payments.layer(ClusterEngine.make({ role: "runner", host: "127.0.0.1", port, database: { url } }))
      )
    ).pipe(Layer.provideMerge(makeWorld()), Layer.provide(Layer.succeed(References.MinimumLogLevel, "Fatal"))),
  // After a checkpoint the first change of a page writes all of it: that says how often there is a checkpoint, and nothing of a payment.
  { fsync: "off", full_page_writes: "off", autovacuum: "off" }
)

const written = Effect.map(
  SqlClient.SqlClient.use(
    (sql) => sql<{ readonly bytes: string }>`SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS bytes`
  ),
  ([row]) => Number(row?.bytes)
)

const payments = 100

describe("the write-ahead log", () => {
  test(
    "grows by less than 12 kB for a payment that is placed, notified and captured",
    Effect.gen(function* () {
      const { notify, start } = yield* Payments.Payments
      const { api, placed } = yield* World
      const through = (ids: ReadonlyArray<string>) =>
        Effect.gen(function* () {
          yield* Effect.forEach(ids, (order_id) =>
            start({ order_id, amount: 1000, currency: "EUR", expires_in: 86_400_000, when_paid: "capture" })
          )
          for (const id of ids) {
            yield* progress(
              `${id} is placed`,
              Effect.sync(() => placed.has(id)),
              shown(id)
            )
          }
          for (const id of ids) api.reserve(id)
          yield* Effect.forEach(ids, (id) => notify(api.notification(id)), { concurrency: 20 })
          return yield* Effect.forEach(ids, (id) => outcomeOf(id))
        })
      // Catalogues are read and tables get their first pages.
      yield* through(["first"])
      const rounds: Array<number> = []
      // A machine too busy to renew its leases in time sends messages again: that is the machine's, and one round without it tells.
      while (rounds.length < 5 && !rounds.some((each) => each < 12_000)) {
        const before = yield* written
        const outcomes = yield* through(Arr.makeBy(payments, (n) => `o-${rounds.length}-${n}`))
        assert.deepStrictEqual(Arr.dedupe(outcomes.map(({ result }) => result)), ["captured"])
        rounds.push(((yield* written) - before) / payments)
      }
      assert.isBelow(Math.min(...rounds), 12_000)
    })
  )
})
