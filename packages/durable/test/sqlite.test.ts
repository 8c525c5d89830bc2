import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LocalEngine, Payments } from "../src/index.ts"
import { contract, makeWorld, type World } from "./support/contract.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
const engineOn = (filename: string) =>
  Payments.layer(LocalEngine.make({ filename, pollInterval: "50 millis", synchronous: "NORMAL" }), {
    inFlight: Duration.millis(600)
  })

const { begin } = contract({
  name: "SQLite",
  hour: 300,
  clock: "real",
  provide: (effect) =>
    Effect.provide(
      effect,
      Layer.provideMerge(engineOn(join(dir, `${++files}.db`)), makeWorld())
    ) as Effect.Effect<never>
})

describe("a file", () => {
  it.live("a payment goes on after a restart, without doing anything twice", () =>
    Effect.gen(function* () {
      const filename = join(dir, "restart.db")
      const world = yield* Layer.build(makeWorld())
      const process = <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World>) =>
        Effect.provide(effect, Layer.provideMerge(Layer.fresh(engineOn(filename)), Layer.succeedContext(world)))

      const { api, order_id } = yield* process(
        Effect.gen(function* () {
          const it = yield* begin
          yield* it.start({ when_paid: "capture", expires_in: 60_000 })
          yield* it.isWaiting
          return it
        })
      )
      api.reserve(order_id)
      const outcome = yield* process(
        Effect.gen(function* () {
          const payments = yield* Payments.Payments
          yield* payments.notify(api.notification(order_id))
          return yield* payments.outcome(order_id)
        })
      )
      assert.strictEqual(outcome.result, "captured")
      assert.strictEqual(api.count("create"), 1)
      assert.strictEqual(api.count("capture"), 1)
    })
  )

  it.live("a second process on the same file is refused, and taken in when the first has gone", () =>
    Effect.gen(function* () {
      const filename = join(dir, "lock.db")
      const both = Layer.provideMerge(Layer.fresh(engineOn(filename)), makeWorld())
      const error = yield* Effect.flip(
        Effect.provide(Effect.scoped(Layer.build(Layer.fresh(engineOn(filename)))), both)
      )
      assert.strictEqual((error as LocalEngine.AlreadyRunning)._tag, "AlreadyRunning")
      yield* Effect.scoped(Layer.build(Layer.provideMerge(Layer.fresh(engineOn(filename)), makeWorld())))
    })
  )
})
