import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Engine, Payments } from "../src/index.ts"
import { contract } from "./support/contract.ts"
import { hour, type Setting } from "./support/tools.ts"
import { makeWorld } from "./support/world.ts"

const day = 24 * hour

const setting: Setting = {
  name: "memory",
  provide: (effect) => Effect.provide(effect, Payments.layer(Engine.memory).pipe(Layer.provideMerge(makeWorld())))
}

const { begin, pass, until } = contract(setting)

describe("days on the test clock", () => {
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

  for (const { how, result } of [
    { how: "expires", result: "expired" },
    { how: "is cancelled", result: "cancelled" }
  ] as const) {
    it.effect(`a hidden order that is gone by itself when its payment ${how} is not looked for for a week`, () =>
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
        yield* start({ expires_in: 2 * hour })
        yield* isWaiting
        api.orders.delete(order_id)
        if (result === "cancelled") yield* payments.cancel(order_id)
        yield* pass(3 * hour)
        assert.deepInclude(yield* outcome, { result, released: false })
        assert.isBelow(api.count("cancel", order_id), 12)
      }).pipe(setting.provide)
    )
  }

  it.effect("a defect of the client uses up no tries, however often the payment is resumed", () =>
    Effect.gen(function* () {
      const { api, becomes, isWaiting, notify, order_id, outcome, payments, standing, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      let isMended = false
      api.replace(order_id, ({ capture }) => ({
        capture: (...all) => (isMended ? capture(...all) : Effect.die(new Error("a defect of this release")))
      }))
      yield* notify
      for (let sweeps = 0; sweeps < 50; sweeps++) {
        yield* becomes("Suspended")
        yield* pass(300_000)
        yield* payments.resume(order_id)
        yield* until(
          "awake",
          Effect.map(standing, (it) => it._tag !== "Suspended")
        )
      }
      isMended = true
      assert.strictEqual((yield* outcome).result, "captured")
    }).pipe(setting.provide)
  )
})
