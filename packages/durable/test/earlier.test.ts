// A journal that was made on 2026-11-28 by the code before answers had a table of their own, on the day it was made: every payment in it is
// finished by the code of today.
import { readFileSync } from "node:fs"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "effect/sql/SqlClient"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as Digest from "effect/crypto/Digest"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as ClusterEngine from "../src/ClusterEngine.ts"
import { LocalEngine, Payments } from "../src/index.ts"
import { settings } from "../src/internal/journal/sharding.ts"
import { makeLeapingClock } from "./support/leaping.ts"
import { freePort, noPostgres, type Postgres, startPostgres } from "./support/postgres.ts"
import { becomes, outcomeOf, progress, shown } from "./support/standing.ts"
import { makeWorld, World } from "./support/world.ts"

const Rows = Schema.Array(Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite])))
const fixture = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      madeAt: Schema.Finite,
      orders: Schema.Record(
        Schema.String,
        Schema.Struct({
          order_id: Schema.String,
          amount: Schema.Finite,
          currency: Schema.String,
          status: Schema.String,
          financial_status: Schema.String
        })
      ),
      messages: Rows,
      replies: Rows
    })
  )
)(readFileSync(new URL("fixtures/journal-2026-11.json", import.meta.url), "utf8"))

/** Fills the tables as the earlier code had left them. */
const restore = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const isPg = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  const row = (fields: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        isPg && (name === "processed" || name === "acked") ? value === 1 : value
      ])
    )
  for (const one of fixture.messages) yield* sql`INSERT INTO multisafepay_messages ${sql.insert(row(one))}`
  for (const one of fixture.replies) yield* sql`INSERT INTO multisafepay_replies ${sql.insert(row(one))}`
})

const tables = SqlMessageStorage.layerWith({ prefix: "multisafepay" }).pipe(
  Layer.provide([ShardingConfig.layer(settings({})), Digest.layerWebCrypto])
)

const finishes = Effect.fnUntraced(function* (pass: Effect.Effect<void>) {
  const payments = yield* Payments.Payments
  const { api, placed } = yield* World
  const standing = (id: string) => Effect.map(payments.standing(id), (it) => it._tag)
  assert.strictEqual(yield* standing("ended-1"), "Ended")
  assert.strictEqual(yield* standing("suspended-1"), "Suspended")
  yield* payments.resume("suspended-1")

  // What they were started for is what their customers were asked for then.
  for (const order_id of ["waiting-1", "ended-1"]) {
    const again = { order_id, currency: "EUR", expires_in: 25_920_000_000, when_paid: "capture" } as const
    const { _tag } = yield* Effect.flip(payments.start({ ...again, amount: 2000 }))
    assert.strictEqual(_tag, "OtherPayment")
    yield* payments.start({ ...again, amount: 1000 })
  }

  // What was between two tries, or claimed by a process that died, comes to have an order, and only one.
  for (const id of ["trying-1", "claimed-1", "suspended-1"]) {
    yield* progress(
      `${id} is placed`,
      Effect.sync(() => api.orders.has(id)),
      shown(id),
      pass
    )
    yield* becomes(id, "Waiting", pass)
    assert.strictEqual(api.count("create", id), 1, id)
  }
  // One that was capturing goes on with it.
  assert.strictEqual((yield* outcomeOf("capturing-1", pass)).result, "captured")

  for (const id of ["waiting-1", "claimed-1"]) api.reserve(id)
  for (const id of ["polled-1", "doubtful-1", "trying-1"]) api.pay(id)
  api.set("ship-1", "completed", "completed")
  const ends = {
    "waiting-1": "captured",
    "claimed-1": "captured",
    "polled-1": "paid",
    "doubtful-1": "paid",
    "trying-1": "paid",
    "ship-1": "shipped"
  }
  for (const [id, result] of Object.entries(ends)) {
    yield* payments.notify(api.notification(id))
    assert.strictEqual((yield* outcomeOf(id, pass)).result, result, id)
  }
  // What has been cancelled waits for nothing.
  yield* payments.cancel("suspended-1")
  assert.strictEqual((yield* outcomeOf("suspended-1", pass)).result, "cancelled")

  for (const id of Object.keys(fixture.orders))
    assert.strictEqual(api.count("create", id), 0, `${id} was placed before`)
  // Nothing is asked or told again that had been before.
  assert.deepStrictEqual(api.callsOf("waiting-1"), ["get", "get", "get", "capture", "get"])
  for (const id of ["waiting-1", "polled-1", "capturing-1"]) assert.isFalse(placed.has(id), id)
  assert.strictEqual(api.count("capture", "ended-1"), 0)
  for (const id of ["waiting-1", "claimed-1", "capturing-1"]) assert.strictEqual(api.count("capture", id), 1, id)
})

const world = () => {
  const shop = makeWorld()
  return Layer.effectDiscard(
    World.useSync(({ api }) => {
      for (const [id, details] of Object.entries(fixture.orders))
        api.orders.set(id, { details, createdAt: fixture.madeAt })
      api.reserve("capturing-1")
    })
  ).pipe(Layer.provideMerge(shop))
}

/** The minute after the fixture was made, and from then on by leaps. */
const thatDay = () => {
  const { layer, leap, watched } = makeLeapingClock()
  const begin = Effect.flatMap(Clock.currentTimeMillis, (now) => leap(fixture.madeAt + 60_000 - now))
  return { clock: layer, begin, pass: leap(1000), watched }
}

const quiet = Layer.succeed(References.MinimumLogLevel, "Fatal")

describe("payments of a journal that an earlier release made", () => {
  const dir = mkdtempSync(join(tmpdir(), "durable-earlier-"))
  let postgres: Postgres | undefined
  beforeAll(async () => {
    if (noPostgres === undefined) postgres = await startPostgres()
  })
  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true })
    await postgres?.stop()
  })

  it.live("are finished by this one, in a file", () => {
    const { begin, clock, pass, watched } = thatDay()
    return Effect.gen(function* () {
      yield* begin
      const filename = join(dir, "payments.db")
      yield* Effect.provide(restore, Layer.provideMerge(tables, SqliteClient.layer({ filename })))
      yield* Effect.provide(
        finishes(pass),
        Payments.layer(watched(LocalEngine.make({ filename, pollInterval: "50 millis" }))).pipe(
          Layer.provideMerge(world())
        )
      )
    }).pipe(Effect.provide(Layer.merge(clock, quiet)))
  })

  const title = "are finished by this one, in PostgreSQL"
  if (noPostgres !== undefined) it.skip(`${title} (${noPostgres})`, () => {})
  else {
    it.live(title, () => {
      const { begin, clock, pass, watched } = thatDay()
      return Effect.gen(function* () {
        yield* begin
        const database = { url: Redacted.make(postgres?.url ?? "") }
        yield* Effect.provide(restore, Layer.provideMerge(tables, PgClient.layer(database)))
        const port = yield* Effect.promise(freePort)
        const engine = ClusterEngine.make({
          role: "runner",
          host: "127.0.0.1",
          port,
          database,
          pollInterval: "100 millis"
        })
        yield* Effect.provide(finishes(pass), Payments.layer(watched(engine)).pipe(Layer.provideMerge(world())))
      }).pipe(Effect.provide(Layer.merge(clock, quiet)))
    })
  }
})
