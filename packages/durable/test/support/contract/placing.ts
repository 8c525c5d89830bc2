// The order is placed once, or found.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { DuplicateOrderId } from "@effect-multisafepay/core/MultiSafepayError"
import { hour, type Tools } from "../tools.ts"
import { charging, redirect } from "../world.ts"

export const placing = ({ begin, pass, until, test }: Tools) => {
  test(
    "an order that is there already is not placed again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, placed, start } = yield* begin
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      yield* start()
      yield* isWaiting
      assert.deepStrictEqual(placed.get(order_id), [undefined])
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "another order under this id is a conflict",
    Effect.gen(function* () {
      const { api, order_id, outcome, start } = yield* begin
      yield* Effect.ignore(api.requests.create(redirect(order_id, 7)))
      yield* start()
      assert.strictEqual((yield* outcome).result, "conflict")
    })
  )

  test(
    "an order handed over with another amount is not placed",
    Effect.gen(function* () {
      const { api, order_id, orders, outcome, start } = yield* begin
      orders.set(order_id, Effect.succeedSome(redirect(order_id, 999)))
      yield* start()
      assert.strictEqual((yield* outcome).result, "conflict")
      assert.strictEqual(api.count("create", order_id), 0)
    })
  )

  test(
    "an order that the caller places is waited for",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, orders, outcome, start } = yield* begin
      orders.set(order_id, Effect.succeedNone)
      yield* start()
      yield* isWaiting
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "an order whose answer was lost is found, not placed again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      api.failures.push({ operation: "create", order_id, phase: "after" })
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "an order that did not get through is placed later",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, orders, start } = yield* begin
      api.failures.push({ operation: "create", order_id, phase: "before" })
      yield* start()
      yield* isWaiting
      assert.isTrue(api.orders.has(order_id))
      assert.strictEqual(api.count("create", order_id), 2)
      assert.isFalse(orders.has(order_id))
    })
  )

  test(
    "an order that charges at once is not placed a second time while the first may be underway",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, orders, start } = yield* begin
      orders.set(order_id, Effect.succeedSome(charging(order_id)))
      api.failures.push({ operation: "create", order_id, phase: "before" })
      yield* start()
      yield* isWaiting
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "an order that charges at once and was certainly not sent is placed later",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, orders, start } = yield* begin
      orders.set(order_id, Effect.succeedSome(charging(order_id)))
      api.failures.push({ operation: "create", order_id, phase: "unsent" })
      yield* start()
      yield* isWaiting
      assert.strictEqual(api.count("create", order_id), 2)
    })
  )

  test(
    "starting an order twice is one payment",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, placed, start } = yield* begin
      yield* start()
      yield* isWaiting
      yield* start({ when_paid: "ship" })
      yield* pass(hour)
      assert.strictEqual(api.count("create", order_id), 1)
      assert.strictEqual(placed.get(order_id)?.length, 1)
    })
  )

  test(
    "starting an order for other money is refused, before and after its end, and changes nothing",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start()
      yield* isWaiting
      const refusedOf = (extra: object) =>
        Effect.map(Effect.flip(start(extra)), (error) => (error._tag === "OtherPayment" ? error.message : error._tag))
      assert.include(yield* refusedOf({ amount: 2000 }), `${order_id} was started for 1000 EUR`)
      assert.include(yield* refusedOf({ currency: "USD" }), "and not for 1000 USD")
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.include(yield* refusedOf({ amount: 2000 }), "started for 1000 EUR")
      yield* start()
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "a payment that breaks rules is refused with all of them",
    Effect.gen(function* () {
      const { payments } = yield* begin
      const bad = { order_id: "", amount: 10.5, currency: "euro", expires_in: 0, customer: "Ann" }
      const error = yield* Effect.flip(payments.start(bad))
      assert.strictEqual(error._tag, "InvalidPayment")
      assert.include(error.message, "amount")
      assert.include(error.message, "currency")
      assert.include(error.message, "customer")
      assert.notInclude(error.message, "Ann")
    })
  )

  test(
    "an order id may be fifty odd characters",
    Effect.gen(function* () {
      const { api, order_id: plain, payments } = yield* begin
      const order_id = `'"%_/\\;--<é€>${"x".repeat(50)}`.slice(0, 50 - 4) + plain.slice(-4)
      yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 24 * hour })
      yield* until(
        "placed",
        Effect.sync(() => api.orders.has(order_id))
      )
      api.pay(order_id)
      yield* payments.notify(api.notification(order_id))
      yield* until(
        "ended",
        Effect.map(payments.standing(order_id), (it) => it._tag === "Ended")
      )
    })
  )

  for (const { amount, result } of [
    { amount: 7, result: "conflict" },
    // FastCheckout adds the shipping.
    { amount: 1500, result: "paid" }
  ]) {
    test(
      `an order that the caller places for ${amount} instead of 1000 is ${result}`,
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, orders, outcome, start } = yield* begin
        orders.set(order_id, Effect.succeedNone)
        yield* start()
        yield* isWaiting
        yield* Effect.ignore(api.requests.create(redirect(order_id, amount)))
        api.pay(order_id)
        yield* notify
        assert.strictEqual((yield* outcome).result, result)
      })
    )
  }

  test(
    "a payment that was never started is unknown",
    Effect.gen(function* () {
      const { standing } = yield* begin
      assert.deepStrictEqual(yield* standing, { _tag: "Unknown" })
    })
  )

  for (const { by, order } of [
    { by: "the caller", order: Option.none<CreateOrder>() },
    { by: "an earlier payment", order: Option.some({ ...redirect(""), type: "checkout" } as CreateOrder) }
  ]) {
    test(
      `a FastCheckout order placed by ${by} that has grown by its shipping is found`,
      Effect.gen(function* () {
        const { api, notify, order_id, orders, outcome, start } = yield* begin
        orders.set(order_id, Effect.succeed(Option.map(order, (it): CreateOrder => ({ ...it, order_id }))))
        yield* Effect.ignore(api.requests.create(redirect(order_id, 1500)))
        api.pay(order_id)
        yield* notify
        yield* start()
        assert.strictEqual((yield* outcome).result, "paid")
      })
    )
  }

  test(
    "an order that is there but hidden is waited for",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, placed, start } = yield* begin
      const isTaken = new DuplicateOrderId({ status: 409, code: 1006, info: "", advice: "" })
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      api.failures.push({ operation: "get", order_id, phase: "absent" })
      api.replace(order_id, () => ({ create: () => Effect.fail(api.error("create", "rejected", isTaken)) }))
      yield* start()
      yield* isWaiting
      assert.deepStrictEqual(placed.get(order_id), [undefined])
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  test(
    "an order that charges at once is looked for, also when its payment has expired before it shows",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, orders, outcome, start } = yield* begin
      orders.set(order_id, Effect.succeedSome(charging(order_id)))
      api.failures.push({ operation: "create", order_id, phase: "before" })
      yield* start({ expires_in: 10_000 })
      yield* isWaiting
      yield* Effect.ignore(api.requests.create(charging(order_id)))
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  test(
    "a payment whose step is being taken is running",
    Effect.gen(function* () {
      const { api, becomes, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.delays.push({ operation: "capture", order_id, delay: 4000 })
      yield* notify
      yield* becomes("Running")
      assert.strictEqual((yield* outcome).result, "captured")
    })
  )
}
