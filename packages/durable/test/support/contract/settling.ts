// What is done with the money: once, and only with money that is there.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { hour, type Tools } from "../tools.ts"
import { redirect } from "../world.ts"

export const settling = ({ begin, pass, test }: Tools) => {
  test(
    "a reserved amount is captured once when that was asked for",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "a reserved amount is only reported when nothing was asked for",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.reserve(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "reserved")
      assert.strictEqual(api.count("capture", order_id), 0)
    })
  )

  test(
    "a pay-later order is shipped",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.guarantee(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "shipped")
      assert.strictEqual(api.count("ship", order_id), 1)
    })
  )

  test(
    "a reservation that is gone when it is to be captured is not called captured",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        2,
        Effect.sync(() => api.set(order_id, "void"))
      )
      yield* notify
      assert.deepInclude(yield* outcome, { result: "unfinished", step: "capture", status: "void" })
      assert.strictEqual(api.count("capture", order_id), 0)
    })
  )

  test(
    "an order that cannot be found when it is to be captured is captured when it is found again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        2,
        Effect.sync(() => api.failures.push({ operation: "get", order_id, phase: "absent" }))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "a capture that cannot be confirmed by a reading is not made again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        3,
        Effect.sync(() => api.failures.push({ operation: "get", order_id, phase: "before" }))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "an order whose capture shows late is shipped when it does",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        3,
        Effect.sync(() => api.reserve(order_id))
      )
      api.beforeReading(
        order_id,
        5,
        Effect.sync(() => api.set(order_id, "completed", "completed", { payment_details: { type: "VISA" } }))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "shipped")
      assert.deepStrictEqual([api.count("capture", order_id), api.count("ship", order_id)], [1, 1])
    })
  )

  test(
    "a capture whose answer was lost is not made again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.failures.push({ operation: "capture", order_id, phase: "after" })
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "a reading that lags behind is no capture: it is read again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        2,
        Effect.sync(() => api.set(order_id, "initialized", "initialized", { payment_details: {} } as never))
      )
      api.beforeReading(
        order_id,
        3,
        Effect.sync(() => api.reserve(order_id))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "a reading that lags behind does not keep an order from being shipped",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.guarantee(order_id)
      api.beforeReading(
        order_id,
        2,
        Effect.sync(() => api.set(order_id, "initialized"))
      )
      api.beforeReading(
        order_id,
        3,
        Effect.sync(() => api.guarantee(order_id))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "shipped")
      assert.strictEqual(api.count("ship", order_id), 1)
    })
  )

  test(
    "what was captured in the dashboard is money",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.captureByHand(order_id)
      yield* pass(5 * hour)
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("capture", order_id), 0)
    })
  )

  test(
    "what is shipped already is not shipped again",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      api.guarantee(order_id)
      api.set(order_id, "shipped", "uncleared")
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      yield* pass(5 * hour)
      assert.strictEqual((yield* outcome).result, "shipped")
      assert.strictEqual(api.count("ship", order_id), 0)
    })
  )

  test(
    "an earlier decline that is read once more does not lose the reservation",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture", when_declined: "wait" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(
        order_id,
        2,
        Effect.sync(() => api.decline(order_id))
      )
      api.beforeReading(
        order_id,
        3,
        Effect.sync(() => api.reserve(order_id))
      )
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )
}
