// What ends the waiting: money, a decline, the expiry; and what does not.
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { hour, type Tools } from "../tools.ts"
import { redirect } from "../world.ts"

export const waiting = ({ begin, pass, until, test }: Tools) => {
  test(
    "a paid order ends as paid, and the shop learns where to send the customer",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, placed, start } = yield* begin
      yield* start()
      yield* isWaiting
      assert.deepStrictEqual(placed.get(order_id), [`https://pay.example/${order_id}`])
      api.pay(order_id)
      yield* notify
      assert.deepStrictEqual(yield* outcome, { result: "paid", status: "completed", financial_status: "completed" })
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "a decline ends the payment",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.decline(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "declined")
    })
  )

  test(
    "a decline does not end a payment that may be tried again",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_declined: "wait" })
      yield* isWaiting
      api.decline(order_id)
      yield* notify
      yield* pass(hour)
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("cancel", order_id), 0)
    })
  )

  test(
    "an order that nobody pays is cancelled when it expires",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 3 * hour })
      yield* isWaiting
      yield* pass(4 * hour)
      const end = yield* outcome
      assert.strictEqual(end.result, "expired")
      assert.isTrue(end.released)
      assert.strictEqual(api.orders.get(order_id)?.details.status, "cancelled")
    })
  )

  test(
    "a lost notification is made up for by reading the order",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ poll_interval: hour })
      yield* isWaiting
      api.pay(order_id)
      yield* pass(2 * hour)
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  test(
    "a notification that comes before the start is not lost",
    Effect.gen(function* () {
      const { api, order_id, outcome, payments, start } = yield* begin
      yield* payments.notify({ order_id, order: { status: "completed", financial_status: "completed" } })
      yield* pass(hour)
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      api.pay(order_id)
      yield* start()
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("create", order_id), 1)
    })
  )

  test(
    "the same notification three times and late captures once",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      api.reserve(order_id)
      yield* Effect.all([notify, notify, notify], { concurrency: "unbounded" })
      assert.strictEqual((yield* outcome).result, "captured")
      yield* notify
      yield* pass(hour)
      assert.strictEqual((yield* outcome).result, "captured")
      assert.strictEqual(api.count("capture", order_id), 1)
    })
  )

  test(
    "a notification that the order does not confirm moves no money",
    Effect.gen(function* () {
      const { api, becomes, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start({ when_paid: "capture" })
      yield* isWaiting
      const before = api.count("get", order_id)
      yield* payments.notify({ order_id, order: { status: "completed", financial_status: "completed" } })
      yield* until(
        "read again",
        Effect.sync(() => api.count("get", order_id) > before)
      )
      yield* becomes("Waiting")
      api.reserve(order_id)
      yield* pass(2 * hour)
      assert.strictEqual((yield* outcome).result, "captured")
    })
  )

  test(
    "a customer who pays at the last moment has paid",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour })
      yield* isWaiting
      // The order is paid between the last reading and the cancelling.
      api.replace(order_id, ({ cancel }) => ({ cancel: (id) => Effect.suspend(() => (api.pay(id), cancel(id))) }))
      yield* pass(3 * hour)
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  test(
    "what the customer has accepted by then is not cancelled on expiry",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour })
      yield* isWaiting
      api.guarantee(order_id)
      // The last look does not get through.
      api.failures.push({ operation: "get", order_id, phase: "before" })
      yield* pass(3 * hour)
      assert.strictEqual((yield* outcome).result, "guaranteed")
      assert.strictEqual(api.count("cancel", order_id), 0)
    })
  )

  test(
    "what the customer has signed by then is not cancelled on expiry",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour, poll_interval: 2 * hour })
      yield* isWaiting
      api.set(order_id, "uncleared", "initialized", { payment_details: { type: "DIRDEB" } })
      api.failures.push({ operation: "get", order_id, phase: "before" })
      yield* pass(3 * hour)
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("cancel", order_id), 0)
    })
  )

  test(
    "money that is on its way when the payment expires is waited for",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, standing, start } = yield* begin
      yield* start({ expires_in: 2 * hour, poll_interval: hour })
      yield* isWaiting
      api.set(order_id, "uncleared")
      yield* pass(4 * hour)
      assert.strictEqual((yield* standing)._tag, "Waiting")
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.strictEqual(api.count("cancel", order_id), 0)
    })
  )

  test(
    "a direct debit that was signed is not cancelled on expiry, although it could be",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour, poll_interval: hour })
      yield* isWaiting
      api.set(order_id, "uncleared", "initialized", { payment_details: { type: "DIRDEB" } })
      yield* pass(4 * hour)
      assert.strictEqual(api.count("cancel", order_id), 0)
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  for (const { faster, result } of [
    { faster: "guarantee", result: "guaranteed" },
    { faster: "reserve", result: "reserved" }
  ] as const) {
    test(
      `a customer who was faster than the cancelling of an expired order has paid: ${result}`,
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, start } = yield* begin
        yield* start({ expires_in: 2 * hour })
        yield* isWaiting
        api.replace(order_id, () => ({ cancel: (id) => Effect.sync(() => api[faster](id) ?? {}) }))
        yield* pass(3 * hour)
        assert.strictEqual((yield* outcome).result, result)
      })
    )
  }

  test(
    "a customer who pays while the declined order is read has paid",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.decline(order_id)
      let readings = 0
      const payMeanwhile = Effect.gen(function* () {
        if (++readings !== 2) return
        api.pay(order_id)
        yield* Effect.orDie(payments.notify(api.notification(order_id)))
        yield* Effect.sleep(60_000)
      })
      api.replace(order_id, ({ get }) => ({ get: (id) => Effect.tap(get(id), () => payMeanwhile) }))
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  test(
    "a notification of money does not keep a void order alive",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      const paid = api.notification(order_id)
      api.set(order_id, "void")
      const readings = api.count("get", order_id)
      yield* payments.notify(paid)
      assert.deepInclude(yield* outcome, { result: "cancelled", released: false })
      assert.isAtMost(api.count("get", order_id) - readings, 2)
    })
  )

  test(
    "a reading that still shows the decline does not outweigh a notification of money",
    Effect.gen(function* () {
      const { api, isAsked, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      const paid = api.notification(order_id)
      api.decline(order_id)
      const readings = api.count("get", order_id)
      yield* payments.notify(paid)
      yield* isAsked("get", readings + 1)
      api.pay(order_id)
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )

  for (const { amount, financial_status, result, status } of [
    { status: "completed", financial_status: "completed", amount: 7, result: "conflict" },
    { status: "chargeback", financial_status: "completed", amount: 1000, result: "unfinished" }
  ]) {
    test(
      `${status}/${financial_status} over ${amount} is ${result}, also when it is read for the first time on expiry`,
      Effect.gen(function* () {
        const { api, isWaiting, order_id, orders, outcome, start } = yield* begin
        orders.set(order_id, Effect.succeedNone)
        yield* start({ expires_in: 2 * hour, poll_interval: 3 * hour, when_paid: "ship" })
        yield* isWaiting
        yield* Effect.ignore(api.requests.create(redirect(order_id, amount)))
        api.set(order_id, status, financial_status)
        api.failures.push({ operation: "get", order_id, phase: "before" })
        yield* pass(3 * hour)
        assert.strictEqual((yield* outcome).result, result)
        assert.strictEqual(api.count("ship", order_id), 0)
      })
    )
  }

  test(
    "an order that the caller placed and nobody has opened is cancelled unseen",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, orders, outcome, start } = yield* begin
      orders.set(order_id, Effect.succeedNone)
      yield* start({ expires_in: 2 * hour })
      yield* isWaiting
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      for (let n = 0; n < 20; n++) api.failures.push({ operation: "get", order_id, phase: "absent" })
      yield* pass(3 * hour)
      assert.deepInclude(yield* outcome, { result: "expired", released: true })
      assert.strictEqual(api.orders.get(order_id)?.details.status, "cancelled")
    })
  )

  test(
    "a promise that was cancelled in the moment it was made is none, also when a reading still shows it",
    Effect.gen(function* () {
      const { api, isWaiting, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour })
      yield* isWaiting
      api.replace(order_id, () => ({
        cancel: (id) =>
          Effect.sync(() => {
            api.guarantee(id)
            api.lagsBehind(id)
            return api.set(id, "void", "cancelled") ?? {}
          })
      }))
      yield* pass(3 * hour)
      assert.strictEqual((yield* outcome).result, "expired")
    })
  )

  test(
    "a customer who pays at the last moment has paid, also when a reading does not show it yet",
    Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start({ expires_in: 2 * hour, when_paid: "ship" })
      yield* isWaiting
      api.replace(order_id, ({ cancel }) => ({
        cancel: (id) =>
          Effect.suspend(() => {
            api.lagsBehind(id)
            api.pay(id)
            return Effect.andThen(Effect.orDie(notify), cancel(id))
          })
      }))
      yield* pass(3 * hour)
      assert.strictEqual((yield* outcome).result, "shipped")
    })
  )

  test(
    "a late notification of an earlier decline does not cut the patience with notified money short",
    Effect.gen(function* () {
      const { api, isAsked, isWaiting, order_id, outcome, payments, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      const paid = api.notification(order_id)
      api.decline(order_id)
      const readings = api.count("get", order_id)
      api.beforeReading(order_id, 1, Effect.orDie(payments.notify(api.notification(order_id))))
      yield* payments.notify(paid)
      yield* isAsked("get", readings + 1)
      yield* pass(1000)
      api.pay(order_id)
      assert.strictEqual((yield* outcome).result, "paid")
    })
  )
}
