import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Refund from "@effect-multisafepay/core/Refund"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Client from "@effect-multisafepay/http/Client"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import { failureOf, methods, type Wire } from "./support/calls.ts"
import { answer, broken, details, scripted, stalled, unknownOrder } from "./support/scripted.ts"

const refund: Refund.Refund = { refund_order_id: "o-1-refund-1", currency: "EUR", amount: 500 }
const taken = answer(200, { success: true, data: { transaction_id: 2, refund_id: 3 } })
const refusal = (code: number, status = 200) =>
  answer(status, { success: false, data: [], error_code: code, error_info: "no" })

/** The order as it is read back, with these entries of `related_transactions`. */
const orderWith = (...related_transactions: ReadonlyArray<object>) => answer(200, details({ related_transactions }))
const found = { type: "refund", transaction_id: 2, refund_order_id: "o-1-refund-1", amount: 500, currency: "EUR" }

const run = <A>(wire: Wire, call: (refunds: Refunds.Service) => Effect.Effect<A, MultiSafepayError>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(Refunds.Refunds.use(call)))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(
      Refunds.layer.pipe(
        Layer.provide(Client.layer({ apiKey: Redacted.make("test-api-key-canary") })),
        Layer.provide(wire.client)
      )
    )
  )

const create = (wire: Wire, what: Refund.Refund = refund) => run(wire, (refunds) => refunds.create("o-1", what))

const reconciled = {
  transaction_id: "2",
  refund_order_id: "o-1-refund-1",
  reconciled: true,
  possibleDuplicate: false
}

describe("Refunds.create", () => {
  const lost = [
    ["a connection that broke", broken("ECONNRESET")],
    ["an answer that never came", stalled],
    ["a gateway's error page", answer(502, "<html>Bad gateway</html>")],
    ["a cut answer", answer(200, '{"success":true,"da')]
  ] as const
  for (const [name, reply] of lost) {
    it.effect(`finds the refund by its name after ${name}, and posts once`, () =>
      Effect.gen(function* () {
        const wire = scripted([reply, orderWith({ type: "refund", amount: 500 }, found)])
        assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), reconciled)
        assert.strictEqual(methods(wire), "POST GET")
        assert.strictEqual(wire.seen[1]?.path, "/orders/o-1")
      })
    )
  }

  it.effect("finds the one that was sent, also when its object has become another meanwhile", () =>
    Effect.gen(function* () {
      const mine = { ...refund, refund_order_id: "o-1-refund-1" }
      const wire = scripted([
        (request) => {
          mine.refund_order_id = "o-1-refund-2"
          return broken("ECONNRESET")(request)
        },
        orderWith(found)
      ])
      assert.deepStrictEqual(Result.getOrThrow(yield* create(wire, mine)), reconciled)
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("finds it by the id of the order that it became, and in entries without a type", () =>
    Effect.gen(function* () {
      for (const entry of [
        { type: "refund", transaction_id: 2, order_id: "o-1-refund-1" },
        { transaction_id: "2", order_id: "o-1-refund-1", amount: -500 }
      ]) {
        const wire = scripted([broken("ECONNRESET"), orderWith(entry)])
        assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), { ...reconciled, order_id: "o-1-refund-1" })
      }
    })
  )

  it.effect("finds it in whatever list the order has", () =>
    Effect.gen(function* () {
      const earlier = { ...found, transaction_id: 1, refund_order_id: "o-1-refund-0" }
      for (const related_transactions of [found, [earlier, found], [[earlier, found]], { 1: earlier, 3: found }]) {
        const wire = scripted([broken("ECONNRESET"), answer(200, details({ related_transactions }))])
        assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), reconciled)
      }
    })
  )

  it.effect("is not made because a server that is none of MultiSafepay's says hello", () =>
    Effect.gen(function* () {
      for (const hello of [{}, { status: "ok" }]) {
        const error = failureOf(yield* create(scripted([answer(200, hello), orderWith()])))
        assert.strictEqual(error.outcome, "unknown", JSON.stringify(hello))
      }
      for (const said of [{ success: true }, { data: [] }, { success: 1, data: null }]) {
        Result.getOrThrow(yield* create(scripted([answer(200, said)])))
      }
    })
  )

  it.effect("takes no refund of the same amount for it, nor a capture of the same name", () =>
    Effect.gen(function* () {
      const wire = scripted([
        broken("ECONNRESET"),
        orderWith(
          { ...found, refund_order_id: "o-1-refund-0" },
          { ...found, type: "capture", order_id: "o-1-refund-1" }
        )
      ])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
    })
  )

  it.effect("looks twice and does not repeat what it did not find", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith()])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.order_id, "o-1")
      assert.strictEqual(methods(wire), "POST GET GET")
    })
  )

  it.effect("sees a refund that becomes visible late", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith(), orderWith(found)])
      assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), reconciled)
    })
  )

  it.effect("is unknown when the look-up fails too", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(401, { success: false, error_code: 1032 })])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.reason._tag, "Transport")
      assert.strictEqual(
        methods(wire)
          .split(" ")
          .filter((method) => method === "POST").length,
        1
      )
    })
  )

  it.effect("is a conflict when the name belongs to a refund of another amount", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith({ ...found, amount: 700 })])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.reason._tag, "OrderIdConflict")
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("of everything, or by lines, has no amount to compare", () =>
    Effect.gen(function* () {
      const named = { refund_order_id: "o-1-refund-1", currency: "EUR" } as const
      for (const one of [
        { ...named, full: true as const },
        { ...named, checkout_data: { items: [{ name: "Mug", quantity: -1 }] } }
      ]) {
        const wire = scripted([broken("ECONNRESET"), orderWith({ ...found, amount: 1 })])
        assert.isTrue(Result.getOrThrow(yield* create(wire, one)).reconciled)
      }
    })
  )

  it.effect("makes one request for every fault when retries are off", () =>
    Effect.gen(function* () {
      for (const reply of [broken("ECONNRESET"), broken("ECONNREFUSED"), stalled, answer(503, ""), answer(429, "")]) {
        const wire = scripted([reply, orderWith(found)])
        failureOf(
          yield* run(wire, (refunds) => refunds.create("o-1", refund).pipe(CallPolicy.override({ retry: "none" })))
        )
        assert.strictEqual(methods(wire), "POST")
      }
    })
  )

  it.effect("is made again when nothing had been sent", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNREFUSED"), taken])
      const result = Result.getOrThrow(yield* create(wire))
      assert.strictEqual(result.possibleDuplicate, false)
      assert.strictEqual(methods(wire), "POST POST")
    })
  )

  it.effect("is made again after look-ups found nothing only for those who ask for it, and says so", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith(), orderWith(), taken])
      const result = yield* run(wire, (refunds) =>
        refunds.create("o-1", refund).pipe(CallPolicy.override({ repeatGuarded: true }))
      )
      assert.isTrue(Result.getOrThrow(result).possibleDuplicate)
      assert.strictEqual(methods(wire), "POST GET GET POST")
    })
  )

  it.effect("takes 1034 to the repeated request as a sign that the first one worked, and looks again", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith(), orderWith(), refusal(1034), orderWith(found)])
      const result = yield* run(wire, (refunds) =>
        refunds.create("o-1", refund).pipe(CallPolicy.override({ repeatGuarded: true }))
      )
      assert.deepStrictEqual(Result.getOrThrow(result), reconciled)
      const still = scripted([broken("ECONNRESET"), orderWith(), orderWith(), refusal(1034), orderWith()])
      const error = failureOf(
        yield* run(still, (refunds) => refunds.create("o-1", refund).pipe(CallPolicy.override({ repeatGuarded: true })))
      )
      assert.strictEqual(error.outcome, "unknown")
    })
  )

  it.effect("refused at the first request is rejected only when the order shows no refund of this name", () =>
    Effect.gen(function* () {
      const wire = scripted([refusal(1034), orderWith({ ...found, refund_order_id: "o-1-refund-0" })])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "rejected")
      assert.strictEqual(error.reason._tag, "Refused")
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  for (const [name, code] of [
    ["the same amount again", 1034],
    ["a name that is taken", 1006]
  ] as const) {
    it.effect(`refused for ${name} is a duplicate when there is a refund of this name, whatever its amount`, () =>
      Effect.gen(function* () {
        for (const entry of [found, { ...found, amount: 700 }]) {
          const wire = scripted([refusal(code, 404), orderWith(entry)])
          const error = failureOf(yield* create(wire))
          assert.strictEqual(error.reason._tag, "DuplicateOrderId")
          assert.strictEqual(error.outcome, "unknown")
          assert.strictEqual(methods(wire), "POST GET")
        }
      })
    )
  }

  it.effect("of an order that is not there is not found; when the order cannot be read, nobody knows", () =>
    Effect.gen(function* () {
      const missing = failureOf(yield* create(scripted([refusal(1006, 404), answer(404, unknownOrder)])))
      assert.strictEqual(missing.reason._tag, "NotFound")
      assert.strictEqual(missing.outcome, "rejected")
      for (const reply of [broken("ECONNRESET"), answer(401, { success: false, error_code: 1032 })]) {
        const error = failureOf(yield* create(scripted([refusal(1006, 404), reply])))
        assert.strictEqual(error.reason._tag, "Refused")
        assert.strictEqual(error.outcome, "unknown")
      }
      const once = yield* run(scripted([refusal(1006, 404)]), (refunds) =>
        refunds.create("o-1", refund).pipe(CallPolicy.override({ retry: "none" }))
      )
      assert.strictEqual(failureOf(once).outcome, "unknown")
    })
  )

  it.effect("without a name of its own is not sent", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      for (const refund_order_id of ["", "o-1", undefined, null] as ReadonlyArray<string>) {
        const error = failureOf(yield* create(wire, { ...refund, refund_order_id }))
        if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
        assert.strictEqual(error.outcome, "not-sent")
        assert.deepStrictEqual(
          error.reason.issues.map((issue) => issue.path),
          ["refund_order_id"]
        )
      }
      assert.lengthOf(wire.seen, 0)
    })
  )

  it.effect("of nothing is not sent as a refund of everything", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      for (const amount of [0, undefined as unknown as number, -1, 1.5]) {
        const error = failureOf(yield* create(wire, { ...refund, amount } as Refund.Refund))
        assert.strictEqual(error.reason._tag, "InvalidRequest")
      }
      assert.lengthOf(wire.seen, 0)
    })
  )

  it.effect("by lines of which none comes back is not sent as a refund of everything", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      const ordered = { name: "Mug", merchant_item_id: "mug", unit_price: 5, quantity: 2 }
      for (const checkout_data of [
        {},
        { items: [] },
        { items: null as unknown as [] },
        { items: [ordered] },
        { items: [ordered, { ...ordered, unit_price: -5, quantity: -1 }] },
        { items: [ordered, { ...ordered, unit_price: -5, quantity: 0 }] }
      ]) {
        const error = failureOf(
          yield* create(wire, { refund_order_id: "o-1-refund-1", currency: "EUR", checkout_data })
        )
        if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
        assert.deepStrictEqual(
          error.reason.issues.map((issue) => issue.path),
          ["checkout_data.items"]
        )
      }
      assert.lengthOf(wire.seen, 0)
      for (const back of [{ unit_price: -5 }, { quantity: -1 }, { unit_price: "-5.00", quantity: "1" }]) {
        const sent = scripted([taken])
        const checkout_data = { items: [ordered, { ...ordered, ...back }] }
        Result.getOrThrow(yield* create(sent, { refund_order_id: "o-1-refund-1", currency: "EUR", checkout_data }))
        assert.strictEqual(methods(sent), "POST")
      }
    })
  )

  it.effect("by lines that are objects of a class, as a database hands them out, is sent", () =>
    Effect.gen(function* () {
      class Line {
        readonly name = "Mug"
        readonly unit_price = -5
        readonly quantity = 1
      }
      const wire = scripted([taken])
      const checkout_data = { items: [new Line()] }
      Result.getOrThrow(yield* create(wire, { refund_order_id: "o-1-refund-1", currency: "EUR", checkout_data }))
      assert.deepNestedInclude(wire.seen[0], { "body.checkout_data.items[0].unit_price": -5 })
    })
  )

  it.effect("is found by the lines that were sent, whatever has become of them meanwhile", () =>
    Effect.gen(function* () {
      const mug = { name: "Mug", merchant_item_id: "mug", unit_price: 5, quantity: 2 }
      const items = [mug, { ...mug, unit_price: -5, quantity: 1 }]
      const wire = scripted([
        (request) => {
          items.length = 0
          return broken("ECONNRESET")(request)
        },
        answer(
          200,
          details({
            amount_refunded: 500,
            shopping_cart: { items: items.slice() },
            related_transactions: [{ ...found, created: "2025-01-01T10:00:00" }]
          })
        )
      ])
      const checkout_data = { items }
      const result = yield* create(wire, { refund_order_id: "o-1-refund-1", currency: "EUR", checkout_data })
      assert.deepStrictEqual(Result.getOrThrow(result), reconciled)
    })
  )

  it.effect("whose lines are taken away before it is made is not sent as a refund of everything", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      const items = [{ name: "Mug", merchant_item_id: "mug", unit_price: -5, quantity: 1 }]
      const error = yield* Refunds.Refunds.use((refunds) => {
        const made = refunds.create("o-1", {
          refund_order_id: "o-1-refund-1",
          currency: "EUR",
          checkout_data: { items }
        })
        items.length = 0
        return Effect.flip(made)
      }).pipe(Effect.provide(wire.layer))
      assert.strictEqual(error.reason._tag, "InvalidRequest")
      assert.lengthOf(wire.seen, 0)
    })
  )
})

describe("Refunds.cancel", () => {
  const cancel = (wire: Wire) => run(wire, (refunds) => refunds.cancel("o-1", "2"))
  const isVoid = orderWith({ ...found, status: "void" })

  it.effect("is made again after a lost answer", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(200, { success: true, data: {} })])
      assert.isTrue(Result.isSuccess(yield* cancel(wire)))
      assert.strictEqual(methods(wire), "PATCH PATCH")
    })
  )

  it.effect("is done when the repeated request is refused and the refund is void", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), refusal(1000, 410), isVoid])
      assert.isTrue(Result.isSuccess(yield* cancel(wire)))
      const gone = scripted([refusal(1000, 410), isVoid])
      assert.isTrue(Result.isSuccess(yield* cancel(gone)))
    })
  )

  it.effect("fails when the refund is not void", () =>
    Effect.gen(function* () {
      const wire = scripted([refusal(1000, 410), orderWith(found)])
      assert.strictEqual(failureOf(yield* cancel(wire)).reason._tag, "NotFound")
      const lostThenGone = scripted([broken("ECONNRESET"), refusal(1000, 410), orderWith(found)])
      assert.strictEqual(failureOf(yield* cancel(lostThenGone)).outcome, "unknown")
      const missing = scripted([refusal(1000, 410), answer(404, unknownOrder)])
      assert.strictEqual(failureOf(yield* cancel(missing)).reason._tag, "NotFound")
    })
  )
})
