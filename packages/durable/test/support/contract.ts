// What every engine has to do: one suite, run on each. Time is hours on the test clock, and fractions of a second where it is real.
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import * as TestClock from "effect/testing/TestClock"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { type Payment, PaymentOrders, Payments } from "../../src/index.ts"
import { type FakeApi, makeFakeApi } from "./FakeApi.ts"

/** The world of one test: the stand-in for MultiSafepay, and the shop. */
export class World extends Context.Service<
  World,
  {
    readonly api: FakeApi
    /** What the shop was told, by order id. */
    readonly placed: Map<string, Array<string | undefined>>
    /** Orders that the shop hands over; others are made up from the payment. */
    readonly orders: Map<string, Effect.Effect<Option.Option<CreateOrder>>>
  }
>()("test/World") {}

export const redirect = (order_id: string, amount = 1000): CreateOrder =>
  ({ type: "redirect", order_id, amount, currency: "EUR", description: "Test" }) as CreateOrder

/** Charges as soon as it is placed. */
const charging = (order_id: string): CreateOrder =>
  ({ ...redirect(order_id), type: "direct", gateway: "CREDITCARD", recurring_id: "1" }) as unknown as CreateOrder

export const makeWorld = () => {
  const api = makeFakeApi()
  const placed = new Map<string, Array<string | undefined>>()
  const orders = new Map<string, Effect.Effect<Option.Option<CreateOrder>>>()
  const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
    order: (order_id) => orders.get(order_id) ?? Effect.succeedSome(redirect(order_id)),
    placed: ({ order_id, payment_url }) =>
      Effect.sync(() => void placed.set(order_id, [...(placed.get(order_id) ?? []), payment_url]))
  })
  return Layer.mergeAll(Layer.succeed(World, { api, placed, orders }), api.layer, shop)
}

export interface Setting {
  readonly name: string
  /** One "hour" in milliseconds; real time when it is short. */
  readonly hour: number
  readonly clock: "test" | "real"
  readonly provide: <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World>) => Effect.Effect<A, E>
  /** A reason not to run. */
  readonly skip?: string | undefined
}

let orders = 0

export const contract = (setting: Setting) => {
  const { clock, hour, name, skip } = setting
  const pass = (milliseconds: number) =>
    clock === "test" ? TestClock.adjust(milliseconds) : Effect.sleep(milliseconds)

  /** Until it is so; fails the test when it never is. */
  const until = <E, R>(what: string, check: Effect.Effect<boolean, E, R>, step = clock === "test" ? 1000 : 20) =>
    Effect.gen(function* () {
      for (let n = 0; n < 1000; n++) {
        if (yield* check) return
        // Digests are computed outside Effect's clock.
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        yield* pass(step)
      }
      assert.fail(`never: ${what}`)
    })

  const begin = Effect.gen(function* () {
    const payments = yield* Payments.Payments
    const world = yield* World
    const order_id = `o-${name.replace(/\W/g, "")}-${++orders}`
    const payment = { order_id, amount: 1000, currency: "EUR", expires_in: 24 * hour, poll_interval: 4 * hour }
    const start = (extra: Partial<Payment.Payment> = {}) => payments.start({ ...payment, ...extra })
    const standing = payments.standing(order_id)
    const notify = Effect.suspend(() => payments.notify(world.api.notification(order_id)))
    const isPlaced = until(
      "placed",
      Effect.sync(() => world.placed.has(order_id))
    )
    const isWaiting = Effect.andThen(
      isPlaced,
      until(
        "waiting",
        Effect.map(standing, (it) => it._tag === "Waiting")
      )
    )
    const outcome = Effect.gen(function* () {
      yield* until(
        "ended",
        Effect.map(standing, (it) => it._tag === "Ended")
      )
      const end = yield* standing
      return end._tag === "Ended" ? end.outcome : assert.fail("ended")
    })
    return { ...world, payments, order_id, start, standing, notify, isPlaced, isWaiting, outcome }
  })

  const testIt = clock === "test" ? it.effect : it.live
  const test = <E>(title: string, body: Effect.Effect<void, E, Payments.Payments | World>) =>
    skip === undefined ? testIt(title, () => setting.provide(body)) : it.skip(`${title} (${skip})`, () => {})

  describe(`payments on ${name}`, () => {
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
        yield* Effect.ignore(api.api.create(redirect(order_id)))
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
        const { api, isWaiting, order_id, outcome, payments, standing, start } = yield* begin
        yield* start({ when_paid: "capture" })
        yield* isWaiting
        const before = api.count("get", order_id)
        yield* payments.notify({ order_id, order: { status: "completed", financial_status: "completed" } })
        yield* until(
          "read again",
          Effect.sync(() => api.count("get", order_id) > before)
        )
        yield* until(
          "waiting",
          Effect.map(standing, (it) => it._tag === "Waiting")
        )
        api.reserve(order_id)
        yield* pass(2 * hour)
        assert.strictEqual((yield* outcome).result, "captured")
      })
    )

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
      "a customer who pays at the last moment has paid",
      Effect.gen(function* () {
        const { api, isWaiting, outcome, start } = yield* begin
        yield* start({ expires_in: 2 * hour })
        yield* isWaiting
        // The order is paid between the last reading and the cancelling.
        const cancel = api.api.cancel
        Object.assign(api.api, { cancel: (id: string) => Effect.suspend(() => (api.pay(id), cancel(id))) })
        yield* pass(3 * hour)
        const end = yield* Effect.ensuring(
          outcome,
          Effect.sync(() => Object.assign(api.api, { cancel }))
        )
        assert.strictEqual(end.result, "paid")
      })
    )

    test(
      "a process that was frozen between reading and writing does not write, but reads again",
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
        const frozen = clock === "test" ? 60_000 : hour
        api.delays.push({ operation: "get", order_id, delay: frozen })
        yield* start({ when_paid: "capture" })
        yield* isWaiting
        assert.deepStrictEqual(api.callsOf(order_id), ["get", "get", "create"])
        api.reserve(order_id)
        // The first reading only looks; the next one is the step's own.
        const { length } = api.callsOf(order_id)
        api.delays.push({ operation: "get", order_id, delay: 0 }, { operation: "get", order_id, delay: frozen })
        yield* notify
        assert.strictEqual((yield* outcome).result, "captured")
        assert.deepStrictEqual(api.callsOf(order_id).slice(length), ["get", "get", "get", "capture", "get"])
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
        const { api, order_id, outcome, payments, start } = yield* begin
        const { create } = api.api
        // The answer is lost, and the order comes into being some time later.
        const late = clock === "test" ? 10_000 : 500
        const lost = (order: CreateOrder) => {
          api.failures.push({ operation: "create", order_id, phase: "before" })
          return Effect.andThen(
            Effect.forkDetach(Effect.ignore(Effect.delay(create(order), late))),
            Effect.ensuring(
              create(order),
              Effect.sync(() => Object.assign(api.api, { create }))
            )
          )
        }
        Object.assign(api.api, { create: lost })
        yield* start()
        yield* until(
          "asked for",
          Effect.sync(() => api.count("create", order_id) > 0),
          20
        )
        yield* payments.cancel(order_id)
        assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
        // The one that was lost and its late arrival.
        assert.strictEqual(api.count("create", order_id), 2)
        assert.strictEqual(api.orders.get(order_id)?.details.status, "cancelled")
      })
    )

    test(
      "defects of the shop use up no tries: an order that charges at once is placed all the same",
      Effect.gen(function* () {
        const { api, isWaiting, order_id, orders, payments, standing, start } = yield* begin
        orders.set(order_id, Effect.die(new Error("no such table")))
        yield* start()
        for (let n = 0; n < 3; n++) {
          yield* until(
            "suspended",
            Effect.map(standing, (it) => it._tag === "Suspended")
          )
          if (n < 2) yield* payments.resume(order_id)
        }
        orders.set(order_id, Effect.succeedSome(charging(order_id)))
        yield* payments.resume(order_id)
        yield* isWaiting
        assert.strictEqual(api.count("create", order_id), 1)
      })
    )

    test(
      "an order that is there already is not placed again",
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, outcome, placed, start } = yield* begin
        yield* Effect.ignore(api.api.create(redirect(order_id)))
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
        yield* Effect.ignore(api.api.create(redirect(order_id, 7)))
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
        yield* Effect.ignore(api.api.create(redirect(order_id)))
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
      "starting an order twice is one payment",
      Effect.gen(function* () {
        const { api, isWaiting, order_id, placed, start } = yield* begin
        yield* start()
        yield* isWaiting
        yield* start({ amount: 5 })
        yield* pass(hour)
        assert.strictEqual(api.count("create", order_id), 1)
        assert.strictEqual(placed.get(order_id)?.length, 1)
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
      "a defect of the shop suspends the payment until it is resumed",
      Effect.gen(function* () {
        const { isWaiting, order_id, orders, payments, standing, start } = yield* begin
        orders.set(order_id, Effect.die(new Error("the shop's table is missing")))
        yield* start()
        yield* until(
          "suspended",
          Effect.map(standing, (it) => it._tag === "Suspended")
        )
        assert.deepInclude(yield* standing, { _tag: "Suspended", reason: "the shop's table is missing" })
        orders.delete(order_id)
        yield* payments.resume(order_id)
        yield* isWaiting
      })
    )

    test(
      "an order id may be fifty odd characters",
      Effect.gen(function* () {
        const { api, payments } = yield* begin
        const order_id = `'"%_/\\;--<é€>${"x".repeat(50)}`.slice(0, 50 - 3) + String(100 + orders).slice(-3)
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
          yield* Effect.ignore(api.api.create(redirect(order_id, amount)))
          api.pay(order_id)
          yield* notify
          assert.strictEqual((yield* outcome).result, result)
        })
      )
    }

    test(
      "an order that was found and cannot be read for a moment is released all the same",
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
        yield* Effect.ignore(api.api.create(redirect(order_id)))
        yield* start()
        yield* isWaiting
        api.reserve(order_id)
        api.failures.push({ operation: "get", order_id, phase: "absent" })
        yield* payments.cancel(order_id)
        assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
        assert.strictEqual(api.count("release", order_id), 1)
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
          Object.assign(api.api, {
            cancel: (id: string) => Effect.sync(() => (id === order_id ? (api[faster](id), {}) : {}))
          })
          yield* pass(3 * hour)
          assert.strictEqual((yield* outcome).result, result)
        })
      )
    }

    test(
      "cancelled while the customer authorises: what is reserved is released",
      Effect.gen(function* () {
        const { api, isWaiting, order_id, outcome, payments, start } = yield* begin
        yield* start({ when_paid: "capture" })
        yield* isWaiting
        const { cancel } = api.api
        Object.assign(api.api, {
          cancel: (id: string) => Effect.suspend(() => (api.reserve(order_id), cancel(id)))
        })
        yield* payments.cancel(order_id)
        assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      })
    )

    test(
      "a customer who pays while the declined order is read has paid",
      Effect.gen(function* () {
        const { api, isWaiting, notify, order_id, outcome, payments, start } = yield* begin
        yield* start()
        yield* isWaiting
        api.decline(order_id)
        const { get } = api.api
        let readings = 0
        const payMeanwhile = Effect.gen(function* () {
          if (++readings !== 2) return
          api.pay(order_id)
          yield* Effect.orDie(payments.notify(api.notification(order_id)))
          yield* Effect.sleep(clock === "test" ? 60_000 : 1000)
        })
        Object.assign(api.api, { get: (id: string) => Effect.tap(get(id), () => payMeanwhile) })
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
          const { api, isWaiting, order_id, orders, payments, standing, start } = yield* begin
          orders.set(order_id, shop)
          yield* start()
          yield* until(
            "suspended",
            Effect.map(standing, (it) => it._tag === "Suspended")
          )
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
        const { api, isWaiting, notify, order_id, outcome, payments, standing, start } = yield* begin
        yield* start()
        yield* isWaiting
        api.pay(order_id)
        const { get } = api.api
        let readings = 0
        Object.assign(api.api, { get: (id: string) => (++readings === 1 ? Effect.interrupt : get(id)) })
        yield* notify
        yield* until(
          "suspended",
          Effect.map(standing, (it) => it._tag === "Suspended")
        )
        yield* payments.resume(order_id)
        assert.strictEqual((yield* outcome).result, "paid")
      })
    )

    test(
      "a payment that was never started is unknown",
      Effect.gen(function* () {
        const { standing } = yield* begin
        assert.deepStrictEqual(yield* standing, { _tag: "Unknown" })
      })
    )
  })

  return { begin, pass, until }
}
