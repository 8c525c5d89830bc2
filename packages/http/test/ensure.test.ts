// `ensure` against a MultiSafepay that remembers: whatever an earlier process has done under the same id, there is one in the end, and the
// caller is told the truth about it.
import { assert, describe, it } from "@effect/vitest"
import * as Cart from "@effect-multisafepay/core/Cart"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { cardOrder, order } from "./support/calls.ts"

const services = Layer.orDie(MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }))
const world = Sandbox.layer({ notifications: "record" })

type Services = Orders.Orders | Refunds.Refunds | Captures.Captures

/** A process of the shop: services of its own, and a call that is over within two minutes of test time. */
const inProcess = <A, E>(job: Effect.Effect<A, E, Services>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.provide(job, services))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  })

const orders = <A, E>(call: (orders: Orders.Service) => Effect.Effect<A, E>) => Orders.Orders.use(call)
const paid = (more: Partial<CreateOrder> = {}) =>
  Effect.gen(function* () {
    yield* inProcess(orders((orders) => orders.create({ ...order, ...more } as CreateOrder)))
    yield* Sandbox.Sandbox.use((sandbox) => sandbox.pay(more.order_id ?? "o-1"))
  })

const posts = (operation: string) =>
  Effect.map(
    Sandbox.Sandbox.use((sandbox) => sandbox.received({ operation })),
    (all) => all.length
  )

const failed = <A, R>(call: Effect.Effect<A, MultiSafepayError, R>) => Effect.flip(call)

describe("Orders.ensure", () => {
  it.effect("places an order that is not there, and finds it ever after, paid, given back or a year old", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const ensure = inProcess(orders((orders) => orders.ensure(order)))
      const first = yield* ensure
      assert.isFalse(first.reconciled)
      assert.isDefined(first.payment_url)
      assert.isTrue((yield* ensure).reconciled)
      yield* sandbox.pay("o-1")
      assert.strictEqual((yield* ensure).status, "completed")
      yield* inProcess(
        Refunds.Refunds.use((refunds) => refunds.ensure("o-1", { refund_order_id: "r-1", currency: "EUR", full: true }))
      )
      yield* TestClock.adjust("365 days")
      const last = yield* ensure
      assert.isTrue(last.reconciled)
      assert.strictEqual(last.order_id, "o-1")
      assert.strictEqual(yield* posts("orders.create"), 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("is a conflict, without placing anything, when amount or currency is another", () =>
    Effect.gen(function* () {
      yield* paid()
      for (const other of [{ amount: 2500 }, { currency: "USD" }] as const) {
        const what = { ...order, ...other } as unknown as CreateOrder
        const error = yield* failed(inProcess(orders((orders) => orders.ensure(what))))
        assert.strictEqual(error.reason._tag, "OrderIdConflict")
        assert.strictEqual(error.outcome, "not-sent")
      }
      assert.strictEqual(yield* posts("orders.create"), 1)
    }).pipe(Effect.provide(world))
  )

  it.effect("sends nothing when the order cannot be read, and may be called again", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault("error-502", { operation: "orders.get", times: 9 })
      const error = yield* failed(inProcess(orders((orders) => orders.ensure(cardOrder))))
      assert.strictEqual(error.outcome, "not-sent")
      assert.isTrue(error.isRetryable)
      assert.strictEqual(yield* posts("orders.create"), 0)
    }).pipe(Effect.provide(world))
  )

  it.effect("does not place a card order twice that is hidden when it is looked for", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault({ kind: "hidden", ms: 600_000 }, { operation: "orders.create" })
      yield* inProcess(orders((orders) => orders.ensure(cardOrder)))
      const error = yield* failed(inProcess(orders((orders) => orders.ensure(cardOrder))))
      assert.strictEqual(error.outcome, "unknown")
      yield* TestClock.adjust("10 minutes")
      assert.isTrue((yield* inProcess(orders((orders) => orders.ensure(cardOrder)))).reconciled)
      assert.lengthOf(yield* sandbox.orders, 1)
    }).pipe(Effect.provide(world))
  )
})

const refund = (refund_order_id: string, amount: number): Refund.Refund => ({
  refund_order_id,
  currency: "EUR",
  amount
})
const ensureRefund = (order_id: string, what: Refund.Refund) =>
  inProcess(Refunds.Refunds.use((refunds) => refunds.ensure(order_id, what)))
const createRefund = (order_id: string, what: Refund.Refund) =>
  inProcess(Refunds.Refunds.use((refunds) => refunds.create(order_id, what)))

describe("Refunds.ensure", () => {
  for (const [name, what] of [
    ["of an amount", refund("r-1", 300)],
    ["of everything", { refund_order_id: "r-1", currency: "EUR", full: true }]
  ] as const) {
    it.effect(`${name} is made once: at once again, after six minutes, when it has been paid out`, () =>
      Effect.gen(function* () {
        yield* paid()
        assert.isFalse((yield* ensureRefund("o-1", what)).reconciled)
        for (const later of ["0 millis", "6 minutes", "3 days"] as const) {
          yield* TestClock.adjust(later)
          assert.isTrue((yield* ensureRefund("o-1", what)).reconciled)
        }
        assert.strictEqual(yield* posts("refunds.create"), 1)
      }).pipe(Effect.provide(world))
    )
  }

  const klarna = (
    articles: ReadonlyArray<{ readonly id: string; readonly price: string; readonly quantity: number }>
  ) =>
    Effect.gen(function* () {
      const lines = articles.map(({ id, price, quantity }) =>
        Cart.gross({ name: id, merchant_item_id: id, price, quantity, tax: "0.21" })
      )
      const person = {
        first_name: "Noor",
        last_name: "de Vries",
        address1: "Kraanspoor",
        house_number: "39C",
        zip_code: "1033 SC",
        city: "Amsterdam",
        country: "NL",
        phone: "0208500500",
        email: "noor@example.com"
      }
      yield* inProcess(
        orders((orders) =>
          orders.create({
            type: "redirect",
            gateway: "KLARNA",
            order_id: "o-1",
            description: "Crockery",
            customer: { ...person, ip_address: "203.0.113.7", birthday: "1990-05-17", locale: "nl_NL" },
            delivery: person,
            ...Result.getOrThrow(Cart.make(lines, { currency: "EUR" }))
          } as CreateOrder)
        )
      )
      yield* Sandbox.Sandbox.use((sandbox) => sandbox.pay("o-1"))
      yield* inProcess(orders((orders) => orders.ship("o-1")))
    })

  const linesOf = (refund_order_id: string, returned: ReadonlyArray<Refund.Returned>) =>
    Effect.map(inProcess(orders((orders) => orders.get("o-1"))), (order): Refund.Refund => {
      const { checkout_data } = Result.getOrThrow(Refund.ofItems(order, returned))
      return { refund_order_id, currency: "EUR", checkout_data }
    })

  it.effect("of lines is made once, though the order's cart shows them returned afterwards", () =>
    Effect.gen(function* () {
      yield* klarna([{ id: "mug", price: "9.95", quantity: 2 }])
      const what = yield* linesOf("r-1", [{ merchant_item_id: "mug", quantity: 2 }])
      assert.isFalse((yield* ensureRefund("o-1", what)).reconciled)
      for (const later of ["0 millis", "6 minutes", "3 days"] as const) {
        yield* TestClock.adjust(later)
        assert.isTrue((yield* ensureRefund("o-1", what)).reconciled)
      }
      const plain = yield* failed(createRefund("o-1", what))
      assert.strictEqual(plain.reason._tag, "DuplicateOrderId")
      assert.strictEqual(plain.outcome, "unknown")
    }).pipe(Effect.provide(world))
  )

  it.effect("of other lines than those that were given back under this name is a conflict", () =>
    Effect.gen(function* () {
      yield* klarna([
        { id: "mug", price: "9.95", quantity: 3 },
        { id: "plate", price: "9.95", quantity: 1 },
        { id: "bowl", price: "4.45", quantity: 1 }
      ])
      const mug = { merchant_item_id: "mug", quantity: 1 }
      const others = [
        // As much money, and another article.
        yield* linesOf("r-1", [{ merchant_item_id: "plate", quantity: 1 }]),
        yield* linesOf("r-1", [{ merchant_item_id: "bowl", quantity: 1 }]),
        yield* linesOf("r-1", [mug]),
        yield* linesOf("r-1", [{ merchant_item_id: "mug", quantity: 3 }])
      ]
      const first = yield* linesOf("r-1", [{ merchant_item_id: "mug", quantity: 2 }])
      yield* ensureRefund("o-1", first)
      yield* TestClock.adjust("6 minutes")
      for (const other of others) {
        const { outcome, reason } = yield* failed(ensureRefund("o-1", other))
        assert.deepStrictEqual([reason._tag, outcome], ["OrderIdConflict", "not-sent"])
      }
      // Later refunds of the order change nothing about this one, nor about themselves.
      const second = yield* linesOf("r-2", [{ merchant_item_id: "bowl", quantity: 1 }])
      assert.isFalse((yield* ensureRefund("o-1", second)).reconciled)
      yield* TestClock.adjust("6 minutes")
      for (const one of [first, second]) assert.isTrue((yield* ensureRefund("o-1", one)).reconciled)
      const { reason } = yield* failed(ensureRefund("o-1", yield* linesOf("r-2", [mug])))
      assert.strictEqual(reason._tag, "OrderIdConflict")
      // A refund that came to nothing leaves open what the cart was when the others were made.
      yield* Sandbox.Sandbox.use((sandbox) => sandbox.declineRefund("o-1"))
      for (const one of [first, second]) assert.isTrue((yield* ensureRefund("o-1", one)).reconciled)
    }).pipe(Effect.provide(world))
  )

  it.effect("is a conflict when the name belongs to another amount, or to a refund of another order", () =>
    Effect.gen(function* () {
      yield* paid()
      yield* paid({ order_id: "o-2" })
      yield* ensureRefund("o-1", refund("r-1", 300))
      const amount = yield* failed(ensureRefund("o-1", refund("r-1", 400)))
      assert.strictEqual(amount.reason._tag, "OrderIdConflict")
      assert.strictEqual(amount.outcome, "not-sent")
      const elsewhere = yield* failed(ensureRefund("o-2", refund("r-1", 300)))
      assert.strictEqual(elsewhere.reason._tag, "OrderIdConflict")
      assert.strictEqual(elsewhere.outcome, "rejected")
    }).pipe(Effect.provide(world))
  )

  it.effect("is rejected when it is refused and no refund of this name shows", () =>
    Effect.gen(function* () {
      yield* paid()
      const tooMuch = yield* failed(ensureRefund("o-1", refund("r-1", 1001)))
      assert.strictEqual(tooMuch.reason._tag, "Refused")
      assert.strictEqual(tooMuch.outcome, "rejected")
      const missing = yield* failed(ensureRefund("nope", refund("r-1", 1)))
      assert.strictEqual(missing.reason._tag, "NotFound")
      assert.strictEqual(missing.outcome, "rejected")
    }).pipe(Effect.provide(world))
  )

  it.effect("by two processes at once is made once, and both have it", () =>
    Effect.gen(function* () {
      yield* paid()
      const both = yield* Effect.forEach([1, 2], () => Effect.forkChild(ensureRefund("o-1", refund("r-1", 300))))
      const answers = yield* Effect.forEach(both, Fiber.join)
      assert.sameMembers(
        answers.map((one) => one.reconciled),
        [true, false]
      )
    }).pipe(Effect.provide(world))
  )
})

describe("the plain calls", () => {
  it.effect("say of what an earlier process has made that it is there, and of what is not there that it is not", () =>
    Effect.gen(function* () {
      yield* paid()
      yield* createRefund("o-1", refund("r-1", 300))
      for (const later of ["0 millis", "6 minutes"] as const) {
        yield* TestClock.adjust(later)
        const again = yield* failed(createRefund("o-1", refund("r-1", 300)))
        assert.strictEqual(again.reason._tag, "DuplicateOrderId")
        assert.strictEqual(again.outcome, "unknown")
      }
      const order_ = yield* failed(inProcess(orders((orders) => orders.create(order))))
      assert.strictEqual(order_.reason._tag, "DuplicateOrderId")
      assert.strictEqual(order_.outcome, "unknown")
      assert.strictEqual((yield* failed(createRefund("o-1", refund("r-2", 900)))).outcome, "rejected")
      assert.strictEqual((yield* failed(createRefund("nope", refund("r-3", 1)))).reason._tag, "NotFound")
    }).pipe(Effect.provide(world))
  )

  it.effect("call it refused, not missing, what the state of an order does not allow", () =>
    Effect.gen(function* () {
      yield* inProcess(orders((orders) => orders.create(order)))
      const calls: ReadonlyArray<(orders: Orders.Service, id: string) => Effect.Effect<unknown, MultiSafepayError>> = [
        (orders, id) => orders.ship(id),
        (orders, id) => orders.update(id, { status: "shipped" })
      ]
      for (const call of calls) {
        const error = yield* failed(inProcess(orders((orders) => call(orders, "o-1"))))
        assert.strictEqual(error.reason._tag, "Refused", error.message)
        assert.strictEqual(error.outcome, "rejected")
        const missing = yield* failed(inProcess(orders((orders) => call(orders, "nope"))))
        assert.strictEqual(missing.reason._tag, "NotFound", missing.message)
      }
      yield* Sandbox.Sandbox.use((sandbox) => sandbox.pay("o-1"))
      const paidAlready = yield* failed(inProcess(orders((orders) => orders.cancel("o-1"))))
      assert.strictEqual(paidAlready.reason._tag, "Refused")
      assert.include(paidAlready.message, "completed/completed")
      const nothingReserved = yield* failed(
        inProcess(
          Captures.Captures.use((captures) => captures.create("o-1", { new_order_id: "c", amount: 1, rest: "keep" }))
        )
      )
      assert.strictEqual(nothingReserved.reason._tag, "Refused")
      assert.strictEqual(nothingReserved.outcome, "rejected")
    }).pipe(Effect.provide(world))
  )
})

const deposit = Effect.gen(function* () {
  yield* inProcess(
    orders((orders) => orders.create({ ...order, gateway: "VISA", capture: "manual" } as unknown as CreateOrder))
  )
  yield* Sandbox.Sandbox.use((sandbox) => sandbox.authorise("o-1"))
})
const ensureCapture = (amount: number, rest: "keep" | "release", new_order_id = "c-1") =>
  inProcess(Captures.Captures.use((captures) => captures.ensure("o-1", { new_order_id, amount, rest })))

describe("Captures.ensure", () => {
  for (const [name, amount, rest] of [
    ["of a part, keeping the rest", 300, "keep"],
    ["of a part, releasing the rest", 300, "release"],
    ["of everything", 1000, "keep"]
  ] as const) {
    it.effect(`${name} is made once, at once again and a month later`, () =>
      Effect.gen(function* () {
        yield* deposit
        assert.isFalse((yield* ensureCapture(amount, rest)).reconciled)
        assert.isTrue((yield* ensureCapture(amount, rest)).reconciled)
        yield* TestClock.adjust("31 days")
        assert.isTrue((yield* ensureCapture(amount, rest)).reconciled)
        assert.strictEqual(yield* posts("captures.create"), 1)
      }).pipe(Effect.provide(world))
    )
  }

  for (const since of ["refunded", "charged back"] as const) {
    it.effect(`of everything is told by the order that it completed, also when that was ${since} since`, () =>
      Effect.gen(function* () {
        yield* deposit
        const sandbox = yield* Sandbox.Sandbox
        const taken = yield* ensureCapture(1000, "keep")
        assert.strictEqual(taken.new_order_id, "o-1")
        if (since === "refunded") {
          const refund = { refund_order_id: "r-1", currency: "EUR", amount: 1000 } as const
          yield* inProcess(Refunds.Refunds.use((refunds) => refunds.ensure(taken.new_order_id, refund)))
          yield* sandbox.acceptRefund("r-1")
        } else {
          yield* sandbox.chargeback("o-1")
        }
        const again = yield* ensureCapture(1000, "keep")
        assert.deepStrictEqual([again.new_order_id, again.reconciled], ["o-1", true])
        assert.strictEqual(yield* posts("captures.create"), 1)
      }).pipe(Effect.provide(world))
    )
  }

  it.effect("is a conflict when the name belongs to another amount; the plain call says that it is there", () =>
    Effect.gen(function* () {
      yield* deposit
      yield* ensureCapture(300, "keep")
      const error = yield* failed(ensureCapture(400, "keep"))
      assert.strictEqual(error.reason._tag, "OrderIdConflict")
      for (const amount of [300, 800]) {
        const plain = yield* failed(
          inProcess(
            Captures.Captures.use((captures) => captures.create("o-1", { new_order_id: "c-1", amount, rest: "keep" }))
          )
        )
        assert.strictEqual(plain.reason._tag, "DuplicateOrderId")
        assert.strictEqual(plain.outcome, "unknown")
      }
    }).pipe(Effect.provide(world))
  )
})

// A job dies between the API and the shop's own table: while it asks, after MultiSafepay has done it, before it has written it down.
const Life = Schema.Struct({
  kind: Schema.Literals(["order", "card", "refund", "everything", "capture", "release", "whole"]),
  runs: Schema.Array(
    Schema.Struct({
      /** What goes wrong with the request itself. */
      fault: Schema.Literals([
        "pass",
        "reset",
        "stall",
        "error-502",
        "reset-after-commit",
        "error-500-after-commit",
        "stall-headers",
        "truncated",
        "garbage"
      ]),
      /** When the process dies, in milliseconds; mostly within the call. */
      dies: Schema.Literals([0, 100, 600, 3000, 14_000, 70_000]),
      /** How long until the next one runs. */
      later: Schema.Literals(["0 millis", "2 seconds", "6 minutes", "2 days"])
    })
  ).check(Schema.isMinLength(1), Schema.isMaxLength(5))
})

const jobs: Record<
  (typeof Life.Type)["kind"],
  Effect.Effect<{ readonly reconciled: boolean }, MultiSafepayError, Services>
> = {
  order: orders((orders) => orders.ensure(order)),
  card: orders((orders) => orders.ensure(cardOrder)),
  refund: Refunds.Refunds.use((refunds) => refunds.ensure("o-1", refund("r-1", 300))),
  everything: Refunds.Refunds.use((refunds) =>
    refunds.ensure("o-1", { refund_order_id: "r-1", currency: "EUR", full: true })
  ),
  capture: Captures.Captures.use((captures) =>
    captures.ensure("o-1", { new_order_id: "c-1", amount: 300, rest: "keep" })
  ),
  release: Captures.Captures.use((captures) =>
    captures.ensure("o-1", { new_order_id: "c-1", amount: 300, rest: "release" })
  ),
  whole: Captures.Captures.use((captures) =>
    captures.ensure("o-1", { new_order_id: "c-1", amount: 1000, rest: "keep" })
  )
}

const resource = {
  order: "orders",
  card: "orders",
  refund: "refunds",
  everything: "refunds",
  capture: "captures",
  release: "captures",
  whole: "captures"
} as const

const counted = { orders: "order.created", refunds: "refund.created", captures: "capture.created" } as const

describe("a job that dies anywhere and runs again, in other processes, on other days", () => {
  it.effect.prop(
    "makes exactly one",
    { life: Life },
    ({ life: { kind, runs } }) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        if (kind === "refund" || kind === "everything") yield* paid()
        if (resource[kind] === "captures") yield* deposit
        const before = (yield* sandbox.events).filter((event) => event.type === counted[resource[kind]]).length
        for (const run of runs) {
          yield* sandbox.clearFaults
          yield* sandbox.script([run.fault], {
            operation: `${resource[kind]}.create`
          })
          const process = yield* Effect.forkChild(Effect.provide(Effect.exit(jobs[kind]), services))
          yield* TestClock.adjust(run.dies)
          yield* Fiber.interrupt(process)
          yield* TestClock.adjust(run.later)
        }
        yield* sandbox.clearFaults
        const last = yield* inProcess(jobs[kind])
        assert.isBoolean(last.reconciled)
        const made = (yield* sandbox.events).filter((event) => event.type === counted[resource[kind]]).length - before
        assert.strictEqual(made, 1)
      }).pipe(Effect.provide(world)),
    { arbitrary: { runs: 150 } }
  )
})
