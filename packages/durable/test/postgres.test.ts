import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as SqlClient from "effect/sql/SqlClient"
import * as ClusterEngine from "../src/ClusterEngine.ts"
import { Payments } from "../src/index.ts"
import { makeLeapingClock } from "./support/leaping.ts"
import { contract } from "./support/contract.ts"
import { makeWorld, type World } from "./support/world.ts"
import { operatorTests } from "./support/operatorTests.ts"
import { freePort, noPostgres, type Postgres, startPostgres } from "./support/postgres.ts"

const { layer: clock, leap, watched } = makeLeapingClock()

type Services = Payments.Payments | World | SqlClient.SqlClient
type Runtime = ManagedRuntime.ManagedRuntime<Services, unknown>

// One runner for each suite: joining a cluster takes a second or two.
let postgres: Postgres | undefined
const runtimes: { contract?: Runtime; operator?: Runtime } = {}

const runner = async (url: string) =>
  ClusterEngine.make({
    role: "runner",
    host: "127.0.0.1",
    port: await freePort(),
    pollInterval: "100 millis",
    database: { url: Redacted.make(url), startupParameters: { TimeZone: "Etc/GMT-2" } }
  })
const quiet = Layer.succeed(References.MinimumLogLevel, "Fatal")

beforeAll(async () => {
  if (noPostgres !== undefined) return console.log(`skipped: payments on PostgreSQL (${noPostgres})`)
  postgres = await startPostgres()
  runtimes.contract = ManagedRuntime.make(
    Payments.layer(watched(await runner(postgres.url))).pipe(
      Layer.provideMerge(makeWorld()),
      Layer.provide(Layer.merge(clock, quiet))
    )
  )
  await runtimes.contract.runPromise(SqlClient.SqlClient.use((sql) => sql`CREATE DATABASE operator`))
  runtimes.operator = ManagedRuntime.make(
    Payments.layer(await runner(postgres.urlOf("operator"))).pipe(Layer.provideMerge(makeWorld()), Layer.provide(quiet))
  )
  await runtimes.operator.context()
})

afterAll(async () => {
  await runtimes.contract?.dispose()
  await runtimes.operator?.dispose()
  await postgres?.stop()
})

const within =
  (name: keyof typeof runtimes) =>
  <A, E>(effect: Effect.Effect<A, E, Services>) =>
    Effect.flatMap(
      Effect.promise(async () => runtimes[name]!.context()),
      (context) => Effect.provideContext(effect, context)
    )
const provide = <A, E>(effect: Effect.Effect<A, E, Services>) => Effect.provide(within("contract")(effect), clock)

contract({ name: "PostgreSQL", pass: leap, skip: noPostgres, provide })

describe.skipIf(noPostgres !== undefined)("a process of the cluster", () => {
  it.live("keeps the times of the tables in one zone, whatever it is told", () =>
    provide(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        assert.deepStrictEqual(yield* sql`SELECT current_setting('TimeZone') AS zone`, [{ zone: "UTC" }])
      })
    )
  )

  it.live("makes the tables together with others that start on an empty database at the same time", () =>
    Effect.gen(function* () {
      yield* within("contract")(SqlClient.SqlClient.use((sql) => sql`CREATE DATABASE together`))
      const database = { url: Redacted.make(postgres!.urlOf("together")) }
      yield* Effect.forEach(
        [1, 2, 3, 4, 5, 6],
        () =>
          Effect.gen(function* () {
            const port = yield* Effect.promise(freePort)
            const web = Payments.layer(ClusterEngine.make({ role: "web", host: "127.0.0.1", port, database }))
            yield* Layer.build(Layer.provide(web, makeWorld()))
          }),
        { concurrency: "unbounded" }
      )
    }).pipe(Effect.scoped, Effect.provideService(References.MinimumLogLevel, "Fatal"))
  )

  // How far apart they are is told less the time that asking took.
  for (const { ahead, says } of [
    { ahead: 90_000, says: ["this machine's clock is some s ahead of the database's"] },
    { ahead: -90_000, says: ["this machine's clock is some s behind the database's"] },
    { ahead: 200, says: [] }
  ]) {
    it.live(`warns at start when its clock differs from the database's, and only then: ${ahead} ms`, () =>
      Effect.gen(function* () {
        const said: Array<string> = []
        const logger = Logger.make(({ logLevel, message }) => {
          if (logLevel === "Warn" && String(message).includes("clock")) said.push(String(message))
        })
        const own = makeLeapingClock()
        yield* own.leap(ahead)
        const database = { url: Redacted.make(postgres!.url) }
        const port = yield* Effect.promise(freePort)
        const web = Payments.layer(ClusterEngine.make({ role: "web", host: "127.0.0.1", port, database }))
        yield* Layer.build(Layer.provide(web, makeWorld())).pipe(
          Effect.provide(Layer.merge(own.layer, Logger.layer([logger])))
        )
        assert.deepStrictEqual(
          said.map((line) => line.split(": timers")[0]?.replace(/ \d+ s /, " some s ")),
          says
        )
      }).pipe(Effect.scoped)
    )
  }

  it.live("warns at start of payments in another schema of its database: both would take the same locks", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      yield* within("contract")(SqlClient.SqlClient.use((sql) => sql`CREATE DATABASE schemas`))
      const url = Redacted.make(postgres!.urlOf("schemas"))
      const join = (startupParameters: Record<string, string>) =>
        Effect.gen(function* () {
          const port = yield* Effect.promise(freePort)
          const database = { url, startupParameters }
          const web = Payments.layer(ClusterEngine.make({ role: "web", host: "127.0.0.1", port, database }))
          const context = yield* Layer.build(Layer.provide(Layer.fresh(web), makeWorld()))
          return Context.get(context, SqlClient.SqlClient)
        }).pipe(Effect.provide(Logger.layer([logger])))
      const warnings = () => said.filter((line) => line.includes("has durable payments as well"))
      const sql = yield* join({})
      assert.deepStrictEqual(warnings(), [])
      yield* sql`CREATE SCHEMA staging`
      yield* join({ search_path: "staging" })
      assert.match(warnings().join(), /^the schema public of this database/)
      // A view of the payments, as for reports, is run by nobody.
      yield* sql`CREATE SCHEMA reports`
      yield* sql`CREATE VIEW reports.multisafepay_messages AS SELECT id FROM public.multisafepay_messages`
      yield* join({})
      assert.match(warnings()[1] ?? "", /^the schema staging of this database/)
    }).pipe(Effect.scoped)
  )

  it.live("says for each call that the journal is away", () =>
    Effect.gen(function* () {
      const server = yield* Effect.promise(() => startPostgres())
      const stopped = yield* Effect.cached(Effect.promise(() => server.stop()))
      yield* Effect.addFinalizer(() => stopped)
      const port = yield* Effect.promise(() => freePort())
      const database = { url: Redacted.make(server.url) }
      const web = Payments.layer(ClusterEngine.make({ role: "web", host: "127.0.0.1", port, database }))
      const context = yield* Layer.build(Layer.provide(web, makeWorld()))
      const payments = Context.get(context, Payments.Payments)
      yield* stopped
      const payment = { order_id: "away-1", amount: 1000, currency: "EUR", expires_in: 86_400_000 }
      const paid = { order_id: "away-1", order: { status: "completed", financial_status: "completed" } }
      type Away = Effect.Error<ReturnType<typeof payments.start | typeof payments.outcome>>
      const calls: Record<keyof typeof payments, Effect.Effect<unknown, Away>> = {
        start: payments.start(payment),
        notify: payments.notify(paid),
        standing: payments.standing("away-1"),
        outcome: payments.outcome("away-1"),
        cancel: payments.cancel("away-1"),
        resume: payments.resume("away-1")
      }
      for (const [name, call] of Object.entries(calls)) {
        const error = yield* call.pipe(
          Effect.flip,
          Effect.timeoutOrElse({
            duration: "5 minutes",
            orElse: () => Effect.die(new Error(`${name} does not answer`))
          })
        )
        assert.strictEqual(error._tag, "JournalUnavailable", name)
      }
    }).pipe(Effect.scoped, Effect.provideService(References.MinimumLogLevel, "Fatal"))
  )
})

describe("operator on PostgreSQL", () => {
  for (const { body, title } of operatorTests) {
    if (noPostgres === undefined) it.live(title, () => within("operator")(body))
    else it.skip(`${title} (${noPostgres})`, () => {})
  }
})
