// The shop cancels, at any moment.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Unavailable } from "@effect-multisafepay/core/MultiSafepayError"
import { hour, type Tools } from "../tools.ts"
import { charging, redirect } from "../world.ts"

export const cancelling = ({ begin, pass, test }: Tools) => {
  test(
    "a cancelled payment cancels its unpaid order",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.orders.get(order_id)?.details.status, "cancelled")
    })
  )

  test(
    "a cancelled payment gives a reserved amount back",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.count("release", order_id), 1)
      assert.strictEqual(api.count("capture", order_id), 0)
    })
  )

  test(
    "a cancel that comes while an expired payment is being ended is heeded before the money is taken",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start({ expires_in: 2 * hour, when_paid: "capture" })
      yield* isWaiting
      const meanwhile = Effect.gen(function* () {
        api.failures.push({ operation: "get", order_id, phase: "before" })
        yield* Effect.orDie(payments.cancel(order_id))
        api.reserve(order_id)
      })
      api.beforeReading(order_id, 2, meanwhile)
      yield* pass(3 * hour)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.count("capture", order_id), 0)
    })
  )

  test(
    "an order that was there and cannot be found for a moment is cancelled all the same",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.reserve(order_id)
      api.failures.push({ operation: "get", order_id, phase: "absent" })
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.count("release", order_id), 1)
    })
  )

  test(
    "a payment cancelled while its money is on its way is left to a person",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.set(order_id, "uncleared")
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "unfinished", step: "cancel", status: "uncleared" })
    })
  )

  test(
    "a payment cancelled while it is being looked at captures nothing",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      api.beforeReading(order_id, 1, Effect.orDie(payments.cancel(order_id)))
      yield* notify
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.count("capture", order_id), 0)
      assert.strictEqual(api.count("release", order_id), 1)
    })
  )

  test(
    "an order that arrives after its payment was cancelled is cancelled as well",
    Effect.gen(function* () {
      const { api, isAsked, order_id, outcome, payments, start } = yield* begin
      // The answer is lost, and the order comes into being some time later.
      const late = 10_000
      api.failures.push({ operation: "create", order_id, phase: "before" })
      let asked = 0
      api.replace(order_id, ({ create }) => ({
        create: (order) =>
          ++asked === 1
            ? Effect.andThen(Effect.forkDetach(Effect.ignore(Effect.delay(create(order), late))), create(order))
            : create(order)
      }))
      yield* start()
      yield* isAsked("create")
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      // The one that was lost and its late arrival.
      assert.strictEqual(api.count("create", order_id), 2)
      assert.strictEqual(api.orders.get(order_id)?.details.status, "cancelled")
    })
  )

  test(
    "an order that was found and cannot be read for a moment is released all the same",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      yield* start()
      yield* isWaiting
      api.reserve(order_id)
      api.failures.push({ operation: "get", order_id, phase: "absent" })
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual(api.count("release", order_id), 1)
    })
  )

  test(
    "cancelled while the customer authorises: what is reserved is released",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.replace(order_id, ({ cancel }) => ({
        cancel: (id) => Effect.suspend(() => (api.reserve(order_id), cancel(id)))
      }))
      yield* payments.cancel(order_id)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
    })
  )

  test(
    "cancelled before it is started: an order that charges at once is never placed",
    Effect.gen(function* () {
      const { api, order_id, orders, outcome, payments, start } = yield* begin
      orders.set(order_id, Effect.succeedSome(charging(order_id)))
      yield* payments.cancel(order_id)
      yield* start()
      assert.strictEqual((yield* outcome).result, "cancelled")
      assert.strictEqual(api.count("create", order_id), 0)
    })
  )

  test(
    "cancelled while the shop cannot hand the order over: it is not asked for again",
    Effect.gen(function* () {
      const { api, becomes, order_id, orders, outcome, payments, start } = yield* begin
      orders.set(order_id, Effect.die(new Error("the row is gone")))
      yield* start()
      yield* becomes("Suspended")
      yield* payments.cancel(order_id)
      yield* payments.resume(order_id)
      assert.strictEqual((yield* outcome).result, "cancelled")
      assert.strictEqual(api.count("create", order_id), 0)
    })
  )

  test(
    "somebody else's order under this id is left alone",
    Effect.gen(function* () {
      const { api, isAsked, order_id, outcome, payments, start } = yield* begin
      yield* Effect.ignore(api.requests.create(redirect(order_id, 7)))
      api.reserve(order_id)
      for (let n = 0; n < 9; n++) api.failures.push({ operation: "get", order_id, phase: "before" })
      yield* start()
      yield* isAsked("get")
      yield* payments.cancel(order_id)
      api.failures.length = 0
      assert.strictEqual((yield* outcome).result, "conflict")
      assert.deepStrictEqual([api.count("release", order_id), api.count("cancel", order_id)], [0, 0])
    })
  )

  for (const { money, when_paid } of [
    { money: "reserve", when_paid: "report" },
    { money: "guarantee", when_paid: "report" },
    { money: "guarantee", when_paid: "capture" },
    { money: "guarantee", when_paid: "ship" }
  ] as const) {
    test(
      `cancelled while it is looked at (${money}, ${when_paid}): the customer gets it back, and nothing is shipped`,
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
        yield* start({ when_paid })
        yield* isWaiting
        api[money](order_id)
        api.beforeReading(order_id, 1, Effect.orDie(payments.cancel(order_id)))
        api.canBeCancelled(order_id)
        yield* notify
        assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
        assert.strictEqual(api.count("ship", order_id), 0)
      })
    )
  }

  test(
    "cancelled between two tries to ship: nothing is shipped",
    Effect.gen(function* () {
      const { api, isAsked, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.guarantee(order_id)
      for (let n = 0; n < 8; n++) api.failures.push({ operation: "ship", order_id, phase: "unsent" })
      api.canBeCancelled(order_id)
      yield* notify
      yield* isAsked("ship")
      yield* payments.cancel(order_id)
      assert.strictEqual((yield* outcome).result, "cancelled")
      assert.strictEqual(api.orders.get(order_id)?.details.status, "void")
    })
  )

  test(
    "cancelled after its capture and before it is shipped: captured, and not shipped",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.reserve(order_id)
      api.replace(order_id, ({ capture }) => ({
        capture: (...all) => Effect.tap(capture(...all), () => Effect.orDie(payments.cancel(order_id)))
      }))
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      assert.deepStrictEqual([api.count("ship", order_id), api.count("release", order_id)], [0, 0])
    })
  )

  for (const faster of ["reserve", "guarantee"] as const) {
    test(
      `the customer accepts (${faster}) in the moment of the cancelling: that is given back as well`,
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
        yield* start({ when_paid: "capture" })
        yield* isWaiting
        let cancels = 0
        api.replace(order_id, () => ({
          cancel: (id) => Effect.sync(() => (++cancels === 1 ? api[faster](id) : api.set(id, "void")) ?? {})
        }))
        yield* payments.cancel(order_id)
        assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
        assert.strictEqual(api.orders.get(order_id)?.details.status, "void")
      })
    )
  }

  test(
    "the customer signs a direct debit in the moment of the cancelling: that is left to a person",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.replace(order_id, () => ({ cancel: (id) => Effect.sync(() => api.set(id, "uncleared") ?? {}) }))
      yield* payments.cancel(order_id)
      assert.strictEqual((yield* outcome).result, "unfinished")
    })
  )

  for (const isOut of [false, true]) {
    test(
      `the customer pays a declined order in the moment of its cancelling${isOut ? ", and the next reading does not get through" : ""}`,
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
        yield* start({ when_declined: "wait" })
        yield* isWaiting
        api.decline(order_id)
        let readings = 0
        const payMeanwhile = Effect.gen(function* () {
          if (readings !== 1) return
          api.pay(order_id)
          yield* Effect.orDie(payments.notify(api.notification(order_id)))
          yield* Effect.sleep(60_000)
        })
        const unavailable = Effect.fail(api.error("get", "unknown", new Unavailable({ status: 502, info: "" })))
        api.replace(order_id, ({ get }) => ({
          get: (id) => (++readings === 2 && isOut ? unavailable : Effect.tap(get(id), () => payMeanwhile))
        }))
        yield* payments.cancel(order_id)
        assert.strictEqual((yield* outcome).result, "paid")
      })
    )
  }

  test(
    "a hidden order that was cancelled is cancelled, also when a reading shows what the customer wanted",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "ship" })
      yield* isWaiting
      api.failures.push({ operation: "get", order_id, phase: "absent" })
      api.replace(order_id, () => ({
        cancel: (id) =>
          Effect.sync(() => {
            api.guarantee(id)
            api.lagsBehind(id)
            return api.set(id, "void", "cancelled") ?? {}
          })
      }))
      yield* payments.cancel(order_id)
      assert.strictEqual((yield* outcome).result, "cancelled")
    })
  )

  for (const money of ["reserve", "guarantee"] as const) {
    test(
      `cancelled while nobody knows whether it was shipped (${money}): it says so when it was`,
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
        yield* start({ when_paid: "ship" })
        yield* isWaiting
        api[money](order_id)
        api.failures.push({ operation: "ship", order_id, phase: "after" })
        api.replace(order_id, ({ ship }) => ({
          ship: (id) => Effect.ensuring(ship(id), Effect.orDie(payments.cancel(order_id)))
        }))
        yield* notify
        assert.strictEqual((yield* outcome).result, "shipped")
      })
    )
  }
}
