import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import type * as SqlClient from "effect/sql/SqlClient"
import * as ClusterEngine from "../src/ClusterEngine.ts"
import { Payments } from "../src/index.ts"
import { contract, makeWorld, type World } from "./support/contract.ts"
import { operatorTests } from "./support/operatorTests.ts"
import { freePort, noPostgres, type Postgres, startPostgres } from "./support/postgres.ts"

// One runner for the whole suite: joining a cluster takes a second or two.
let postgres: Postgres | undefined
let runtime: ManagedRuntime.ManagedRuntime<Payments.Payments | World | SqlClient.SqlClient, unknown> | undefined

beforeAll(async () => {
  if (noPostgres !== undefined) return console.log(`skipped: payments on PostgreSQL (${noPostgres})`)
  postgres = await startPostgres()
  const port = await freePort()
  runtime = ManagedRuntime.make(
    Payments.layer(
      ClusterEngine.make({
        role: "runner",
        host: "127.0.0.1",
        port,
        pollInterval: "100 millis",
        database: { url: Redacted.make(postgres.url) }
      }),
      { inFlight: Duration.millis(600) }
    ).pipe(Layer.provideMerge(makeWorld()), Layer.provide(Layer.succeed(References.MinimumLogLevel, "Fatal")))
  )
  await runtime.context()
})

afterAll(async () => {
  await runtime?.dispose()
  await postgres?.stop()
})

const provide = <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World | SqlClient.SqlClient>) =>
  Effect.flatMap(
    Effect.promise(async () => runtime!.context()),
    (context) => Effect.provideContext(effect, context)
  )

contract({ name: "PostgreSQL", hour: 300, clock: "real", skip: noPostgres, provide })

describe("operator on PostgreSQL", () => {
  for (const { body, title } of operatorTests) {
    if (noPostgres === undefined) it.live(title, () => provide(body))
    else it.skip(`${title} (${noPostgres})`, () => {})
  }
})
