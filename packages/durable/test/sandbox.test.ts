// The whole way with the real client: the payment places and captures orders at a sandbox, whose signed notifications wake it up.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as Capture from "@effect-multisafepay/core/Capture"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import { Engine, PaymentApi, PaymentOrders, Payments } from "../src/index.ts"

const apiKey = Redacted.make("sandbox-api-key")
const hour = 3_600_000
const links = new Map<string, string | undefined>()

const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
  order: (order_id) =>
    Effect.succeedSome({
      type: "redirect",
      order_id,
      amount: 1000,
      currency: "EUR",
      description: "A book",
      gateway: order_id.startsWith("card") ? "VISA" : "IDEAL",
      ...(order_id.startsWith("card") ? { capture: "manual" } : {})
    } as CreateOrder),
  placed: ({ order_id, payment_url }) => Effect.sync(() => void links.set(order_id, payment_url))
})

const worldWith = (options: Parameters<typeof Sandbox.layer>[0]) =>
  Payments.layer(Engine.memory).pipe(
    Layer.provide([PaymentApi.layer, shop]),
    Layer.provide(MultiSafepay.layer({ apiKey })),
    Layer.provideMerge(Sandbox.layer(options))
  )
const world = worldWith({})

/**
 * Until it is so. Signatures are made outside Effect's clock, so each round gives the process a real turn and the test clock a moment.
 */
const until = <E, R>(what: string, check: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    for (let n = 0; n < 2000; n++) {
      if (yield* check) return
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* TestClock.adjust("20 millis")
    }
    assert.fail(`never: ${what}`)
  })

const begin = (order_id: string, extra: object = {}) =>
  Effect.gen(function* () {
    const payments = yield* Payments.Payments
    const sandbox = yield* Sandbox.Sandbox
    yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 24 * hour, ...extra })
    const standing = payments.standing(order_id)
    yield* until(
      "waiting",
      Effect.map(standing, (it) => it._tag === "Waiting")
    )
    assert.include(links.get(order_id), "/pay/")
    /** A webhook: nothing but bytes and a header. */
    const receive = (message: Sandbox.SignedNotification) =>
      Notification.verify({
        body: message.body,
        header: message.headers["Auth"] ?? message.headers["auth"],
        keys: apiKey
      }).pipe(
        Effect.flatMap((verified) => Notification.decode(verified)),
        Effect.flatMap(payments.notify)
      )
    const outcome = Effect.andThen(
      until(
        "ended",
        Effect.map(standing, (it) => it._tag === "Ended")
      ),
      Effect.map(standing, (it) => (it._tag === "Ended" ? it.outcome : undefined))
    )
    const posts = Effect.map(sandbox.received({ order_id }), (all) => all.map((one) => one.operation))
    return { payments, sandbox, receive, outcome, standing, posts }
  })

describe("with the client and a sandbox", () => {
  it.effect("a signed notification ends a paid payment", () =>
    Effect.gen(function* () {
      const { outcome, posts, receive, sandbox } = yield* begin("ideal-1")
      yield* sandbox.pay("ideal-1")
      yield* receive(yield* sandbox.signedNotification("ideal-1"))
      assert.deepInclude(yield* outcome, { result: "paid" })
      assert.strictEqual((yield* posts).filter((name) => name === "orders.create").length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("a forged notification does not reach the payment", () =>
    Effect.gen(function* () {
      const { receive, sandbox, standing } = yield* begin("ideal-2")
      yield* sandbox.pay("ideal-2")
      const forged = yield* sandbox.signedNotification("ideal-2", { key: Redacted.make("another-key") })
      const error = yield* Effect.flip(receive(forged))
      assert.strictEqual(error._tag, "InvalidNotification")
      assert.deepStrictEqual(yield* standing, { _tag: "Waiting" })
    }).pipe(Effect.provide(world))
  )

  it.effect("a reserved card amount is captured", () =>
    Effect.gen(function* () {
      const { outcome, receive, sandbox } = yield* begin("card-3", { when_paid: "capture" })
      yield* sandbox.authorise("card-3")
      yield* receive(yield* sandbox.signedNotification("card-3"))
      assert.deepInclude(yield* outcome, { result: "captured" })
      assert.isTrue(Capture.isWhole(yield* sandbox.order("card-3")))
    }).pipe(Effect.provide(world))
  )

  it.effect("what another process has made is found: nothing is asked for twice", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const order_id = "card-9"
      const order = Option.getOrThrow(yield* PaymentOrders.PaymentOrders.use((orders) => orders.order(order_id)))
      const here = PaymentApi.PaymentApi.use((api) => api.create(order))
      assert.deepStrictEqual([(yield* here).reconciled, (yield* here).reconciled], [false, true])
      yield* sandbox.authorise(order_id)
      const capture = PaymentApi.PaymentApi.use((api) =>
        api.capture(order_id, { amount: 1000, new_order_id: `${order_id}-capture-1` })
      )
      yield* capture
      yield* capture
      // A payment reads twice before it captures: to decide, and to make sure.
      assert.deepStrictEqual(
        (yield* sandbox.received({ order_id })).map((one) => one.operation),
        ["orders.get", "orders.create", "orders.get", "orders.get", "captures.create", "orders.get"]
      )
    }).pipe(
      Effect.provide(
        Layer.mergeAll(PaymentApi.layer, shop).pipe(
          Layer.provide(MultiSafepay.layer({ apiKey })),
          Layer.provideMerge(Sandbox.layer())
        )
      )
    )
  )

  it.effect("a reserved card amount is captured once, whatever becomes of the answer", () =>
    Effect.gen(function* () {
      const { outcome, receive, sandbox } = yield* begin("card-5", { when_paid: "capture" })
      yield* sandbox.fault("reset-after-commit", { operation: "captures.create" })
      yield* sandbox.authorise("card-5")
      yield* receive(yield* sandbox.signedNotification("card-5"))
      assert.deepInclude(yield* outcome, { result: "captured" })
      assert.isTrue(Capture.isWhole(yield* sandbox.order("card-5")))
      assert.strictEqual((yield* sandbox.received({ operation: "captures.create" })).length, 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("a cancelled payment gives a reserved card amount back", () =>
    Effect.gen(function* () {
      const { outcome, payments, sandbox } = yield* begin("card-4", { when_paid: "capture" })
      yield* sandbox.authorise("card-4")
      yield* payments.cancel("card-4")
      assert.deepInclude(yield* outcome, { result: "cancelled", released: true })
      assert.strictEqual((yield* sandbox.order("card-4")).status, "void")
    }).pipe(Effect.provide(world))
  )

  it.effect("an unpaid order is cancelled when its payment expires", () =>
    Effect.gen(function* () {
      const { outcome, sandbox } = yield* begin("ideal-5", { expires_in: 2 * hour })
      yield* TestClock.adjust("3 hours")
      assert.deepInclude(yield* outcome, { result: "expired", released: true })
      assert.strictEqual((yield* sandbox.order("ideal-5")).status, "cancelled")
    }).pipe(Effect.provide(world))
  )

  it.effect("a paid order whose notification is lost is shipped after the next reading", () =>
    Effect.gen(function* () {
      const { outcome, sandbox } = yield* begin("ideal-6", { when_paid: "ship" })
      yield* sandbox.pay("ideal-6")
      yield* TestClock.adjust("16 minutes")
      assert.deepInclude(yield* outcome, { result: "shipped" })
    }).pipe(Effect.provide(world))
  )

  it.effect("an order whose answer is lost after it was placed is found", () =>
    Effect.gen(function* () {
      const payments = yield* Payments.Payments
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault("reset-after-commit", { operation: "orders.create" })
      yield* payments.start({ order_id: "ideal-7", amount: 1000, currency: "EUR", expires_in: 24 * hour })
      yield* until(
        "placed",
        Effect.sync(() => links.has("ideal-7"))
      )
      const created = yield* sandbox.received({ operation: "orders.create", order_id: "ideal-7" })
      assert.strictEqual(created.length, 1)
      assert.isUndefined(links.get("ideal-7"))
    }).pipe(Effect.provide(world))
  )

  it.effect("a customer who leaves the bank's page may try again when a decline is waited for", () =>
    Effect.gen(function* () {
      const { outcome, receive, sandbox } = yield* begin("ideal-8", { when_declined: "wait" })
      yield* sandbox.outcome("ideal-8", "opened")
      yield* sandbox.cancel("ideal-8")
      assert.strictEqual((yield* sandbox.order("ideal-8")).status, "void")
      yield* TestClock.adjust("20 minutes")
      yield* sandbox.pay("ideal-8")
      yield* receive(yield* sandbox.signedNotification("ideal-8"))
      assert.deepInclude(yield* outcome, { result: "paid" })
    }).pipe(Effect.provide(world))
  )

  for (const when_paid of ["report", "capture", "ship"] as const) {
    it.effect(`a part that was captured in the dashboard, and the rest released, is not the money: ${when_paid}`, () =>
      Effect.gen(function* () {
        const id = `card-part-${when_paid}`
        const { outcome, posts, receive, sandbox } = yield* begin(id, { when_paid })
        yield* sandbox.authorise(id)
        yield* sandbox.capture(id, 300)
        yield* PaymentApi.PaymentApi.use((api) => api.release(id)).pipe(
          Effect.provide(PaymentApi.layer.pipe(Layer.provide(MultiSafepay.layer({ apiKey }))))
        )
        yield* receive(yield* sandbox.signedNotification(id))
        assert.deepInclude(yield* outcome, {
          result: "unfinished",
          step: "wait",
          reason: "only a part of the money was captured, and the rest was released"
        })
        assert.notInclude(yield* posts, "orders.ship")
      }).pipe(Effect.provide(world))
    )

    for (const method of ["ideal", "card"] as const) {
      it.effect(`money that was all given back before anybody looked is not paid: ${method}, ${when_paid}`, () =>
        Effect.gen(function* () {
          const id = `${method}-back-${when_paid}`
          const { outcome, receive, sandbox } = yield* begin(id, { when_paid })
          if (method === "ideal") yield* sandbox.pay(id)
          else yield* Effect.andThen(sandbox.authorise(id), sandbox.capture(id))
          yield* sandbox.refund(id)
          yield* receive(yield* sandbox.signedNotification(id))
          assert.deepInclude(yield* outcome, { result: "cancelled", released: false })
        }).pipe(Effect.provide(world))
      )
    }
  }

  for (const how of ["expired", "cancelled"] as const) {
    it.effect(`an order that cannot be read before its page is opened is cancelled: ${how}`, () =>
      Effect.gen(function* () {
        const id = `ideal-unopened-${how}`
        const { outcome, payments, sandbox } = yield* begin(id, { expires_in: 2 * hour })
        if (how === "expired") yield* TestClock.adjust("3 hours")
        else yield* payments.cancel(id)
        assert.deepInclude(yield* outcome, { result: how, released: true })
        assert.notInclude(yield* sandbox.outcomes(id), "completed")
      }).pipe(Effect.provide(worldWith({ preTransactionVisible: false })))
    )
  }
})
