import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Engine, Payments } from "../src/index.ts"
import { contract, makeWorld, type Setting } from "./support/contract.ts"

const hour = 3_600_000
const day = 24 * hour

const setting: Setting = {
  name: "memory",
  hour,
  clock: "test",
  provide: (effect) => Effect.provide(effect, Payments.layer(Engine.memory).pipe(Layer.provideMerge(makeWorld())))
}

const { begin, pass } = contract(setting)

describe("thirty days on the test clock", () => {
  it.effect("an order that is never paid is read a bounded number of times, then cancelled", () =>
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 30 * day, poll_interval: 15 * 60_000 })
      yield* isWaiting
      for (let n = 0; n < 31; n++) yield* pass(day)
      assert.strictEqual((yield* outcome).result, "expired")
      assert.isBelow(api.count("get", order_id), 50)
    }).pipe(setting.provide)
  )

  it.effect("a notification on the last day is enough", () =>
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 30 * day })
      yield* isWaiting
      for (let n = 0; n < 29; n++) yield* pass(day)
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
    }).pipe(setting.provide)
  )
})
