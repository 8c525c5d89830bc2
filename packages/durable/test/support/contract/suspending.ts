// Faults of the shop, the client and the process: the payment stops, loses nothing, and goes on.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import type { Tools } from "../tools.ts"
import { charging } from "../world.ts"

export const suspending = ({ begin, test }: Tools) => {
  test(
    "a process that was frozen between reading and writing does not write, but reads again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      const frozen = 60_000
      api.delays.push({ operation: "get", order_id, delay: frozen })
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      assert.deepStrictEqual(api.callsOf(order_id), ["get", "get", "create"])
      api.reserve(order_id)
      // The first reading only looks; then the step reads, and what is ensured is looked up.
      const { length } = api.callsOf(order_id)
      for (const delay of [0, frozen, 0, frozen]) api.delays.push({ operation: "get", order_id, delay })
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      const reading = ["get", "get", "get", "get", "get"]
      assert.deepStrictEqual(api.callsOf(order_id).slice(length), [...reading, "get", "capture", "get"])
    })
  )

  test(
    "defects of the shop use up no tries: an order that charges at once is placed all the same",
    Effect.gen(function* () {
      const { api, becomes, isWaiting, order_id, orders, payments, start } = yield* begin
      orders.set(order_id, Effect.die(new Error("no such table")))
      yield* start()
      for (let n = 0; n < 3; n++) {
        yield* becomes("Suspended")
        if (n < 2) yield* payments.resume(order_id)
      }
      orders.set(order_id, Effect.succeedSome(charging(order_id)))
      yield* payments.resume(order_id)
      yield* isWaiting
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "a defect of the shop suspends the payment until it is resumed",
    Effect.gen(function* () {
      const { becomes, isWaiting, order_id, orders, payments, standing, start } = yield* begin
      orders.set(order_id, Effect.die(new Error("the shop's table is missing")))
      yield* start()
      yield* becomes("Suspended")
      assert.deepInclude(yield* standing, { _tag: "Suspended", reason: "the shop's table is missing" })
      orders.delete(order_id)
      yield* payments.resume(order_id)
      yield* isWaiting
    })
  )

  for (const { cause, shop } of [
    { cause: "an interruption", shop: Effect.interrupt },
    {
      cause: "an error of its own database",
      shop: Effect.die(
        new SqlError({ reason: new UnknownError({ cause: new Error("no such table"), message: "no such table" }) })
      )
    }
  ]) {
    test(
      `${cause} in the shop's code suspends the payment until it is resumed`,
      Effect.gen(function* () {
        const { api, becomes, isWaiting, order_id, orders, payments, start } = yield* begin
        orders.set(order_id, shop)
        yield* start()
        yield* becomes("Suspended")
        orders.delete(order_id)
        yield* payments.resume(order_id)
        yield* isWaiting
        assert.strictEqual(api.count("create", order_id), 1)
      })
    )
  }

  test(
    "an interruption inside the client suspends the payment until it is resumed",
    Effect.gen(function* () {
      const { api, becomes, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      let readings = 0
      api.replace(order_id, ({ get }) => ({ get: (id) => (++readings === 1 ? Effect.interrupt : get(id)) }))
      yield* notify
      yield* becomes("Suspended")
      yield* payments.resume(order_id)
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )
}
