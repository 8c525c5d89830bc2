import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { cardOrder, create, failureOf, methods, order, run } from "./support/calls.ts"
import { answer, broken, details, placed, scripted, stalled, unknownOrder } from "./support/scripted.ts"

const done = answer(200, { success: true, data: {} })
const gone = answer(410, { success: false, data: [], error_code: 1000, error_info: "Not found" })
const cancelled = answer(200, details({ status: "cancelled", financial_status: "cancelled" }))
const reset = broken("ECONNRESET")

describe("a call that leads to a state", () => {
  it.effect("is said once when it is answered", () =>
    Effect.gen(function* () {
      const wire = scripted([done])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.cancel("o-1", { exclude_order: true })))
      assert.isFalse(result.reconciled)
      assert.deepStrictEqual(wire.seen[0]?.body, { status: "cancelled", exclude_order: true })
      assert.strictEqual(methods(wire), "PATCH")
      assert.strictEqual(wire.seen[0]?.path, "/orders/o-1")
    })
  )

  it.effect("is said again after a lost answer", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, done])
      Result.getOrThrow(yield* run(wire, (orders) => orders.ship("o-1", { tracktrace_code: "3SABC" })))
      assert.strictEqual(methods(wire), "PATCH PATCH")
      assert.deepStrictEqual(wire.seen[0]?.body, wire.seen[1]?.body)
    })
  )

  it.effect("succeeds when its repetition is refused because the first request had worked", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, gone, cancelled])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.cancel("o-1")))
      assert.isTrue(result.reconciled)
      assert.strictEqual(methods(wire), "PATCH PATCH GET")
    })
  )

  it.effect("succeeds when every answer is lost and the order is found in the state", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, reset, reset, cancelled])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.cancel("o-1")))
      assert.isTrue(result.reconciled)
      assert.strictEqual(methods(wire), "PATCH PATCH PATCH GET")
    })
  )

  it.effect("succeeds when there is nothing to do any more", () =>
    Effect.gen(function* () {
      const wire = scripted([gone, cancelled])
      assert.isTrue(Result.getOrThrow(yield* run(wire, (orders) => orders.cancel("o-1"))).reconciled)
      assert.strictEqual(methods(wire), "PATCH GET")
    })
  )

  it.effect("is refused when the order is in another state", () =>
    Effect.gen(function* () {
      const wire = scripted([gone, answer(200, details({ status: "completed" }))])
      const error = failureOf(yield* run(wire, (orders) => orders.cancel("o-1")))
      assert.strictEqual(error.outcome, "rejected")
      assert.strictEqual(error.reason._tag, "Refused")
      assert.include(error.message, "The order is there, as completed/initialized")
    })
  )

  it.effect("stays unknown when answers are lost and the order never gets there", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, reset, reset, answer(200, details())])
      const error = failureOf(yield* run(wire, (orders) => orders.ship("o-1")))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(methods(wire), "PATCH PATCH PATCH GET GET")
    })
  )

  it.effect("makes one request when told not to retry", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, done])
      const error = failureOf(
        yield* run(wire, (orders) => orders.cancel("o-1").pipe(CallPolicy.override({ retry: "none" })))
      )
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(methods(wire), "PATCH")
    })
  )

  it.effect("closes a QR session by its own address, and believes the order when the answer is lost", () =>
    Effect.gen(function* () {
      const wire = scripted([
        reset,
        answer(403, { message: "Forbidden" }),
        answer(200, { success: true, data: { status: "cancelled" } })
      ])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.cancelSession("qr-1")))
      assert.strictEqual(result.order_id, "qr-1")
      assert.deepStrictEqual(
        wire.seen.map((one) => `${one.method} ${one.path}`),
        ["POST /orders/qr-1/cancel", "POST /orders/qr-1/cancel", "GET /orders/qr-1"]
      )
    })
  )

  it.effect("an invoice number is said again as well", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, done])
      Result.getOrThrow(yield* run(wire, (orders) => orders.setInvoice("o-1", { invoice_id: "2026-1" })))
      assert.strictEqual(methods(wire), "PATCH PATCH")
    })
  )

  it.effect("a new id is looked for under the new one", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, answer(200, details({ order_id: "o-2" }))])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.rename("o-1", "o-2")))
      assert.deepStrictEqual(result, { order_id: "o-2", reconciled: true })
      assert.deepStrictEqual(
        wire.seen.map((one) => `${one.method} ${one.path}`),
        ["PATCH /orders/o-1", "GET /orders/o-2"]
      )
    })
  )
})

describe("Orders.update", () => {
  it.effect("ships the part that was judged, also when the next look at it shows nothing", () =>
    Effect.gen(function* () {
      const wire = scripted([done])
      let looks = 0
      const change = {
        status: "shipped" as const,
        get amount() {
          return looks++ === 0 ? 500 : undefined
        }
      }
      Result.getOrThrow(yield* run(wire, (orders) => orders.update("o-1", change as { readonly amount: number })))
      assert.deepStrictEqual(wire.seen[0]?.body, { status: "shipped", amount: 500 })
    })
  )
})

describe("nothing, of a program without types,", () => {
  const wire = scripted([done])
  const services = Layer.mergeAll(Orders.layer, Refunds.layer, Captures.layer).pipe(
    Layer.provide(Client.layer({ apiKey: Redacted.make("test-api-key-canary") })),
    Layer.provide(wire.client)
  )

  it.effect("is refused, as everything is that breaks rules", () =>
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      const refunds = yield* Refunds.Refunds
      const captures = yield* Captures.Captures
      for (const nothing of [undefined as never, null as never]) {
        const calls: ReadonlyArray<Effect.Effect<unknown, MultiSafepayError>> = [
          orders.create(nothing),
          orders.update("o-1", nothing),
          refunds.create("o-1", nothing),
          captures.create("o-1", nothing)
        ]
        for (const call of calls) {
          const { outcome, reason } = yield* Effect.flip(call)
          assert.deepStrictEqual([outcome, reason._tag], ["not-sent", "InvalidRequest"])
        }
      }
      assert.lengthOf(wire.seen, 0)
    }).pipe(Effect.provide(services))
  )
})

describe("a call that must not be made twice", () => {
  for (const [name, call] of [
    ["shipPartially", (orders: Orders.Service) => orders.shipPartially("o-1", { amount: 500 })],
    ["extend", (orders: Orders.Service) => orders.extend("o-1", { reason: "Out of stock" })],
    ["update", (orders: Orders.Service) => orders.update("o-1", { amount: 500 })]
  ] as const) {
    it.effect(`${name} is not repeated once it may have arrived`, () =>
      Effect.gen(function* () {
        const wire = scripted([reset, done])
        const error = failureOf(yield* run(wire, call))
        assert.strictEqual(error.outcome, "unknown")
        assert.isFalse(error.isRetryable)
        assert.strictEqual(methods(wire), "PATCH")
      })
    )

    it.effect(`${name} is repeated when it certainly had not left`, () =>
      Effect.gen(function* () {
        const wire = scripted([broken("ENOTFOUND"), done])
        Result.getOrThrow(yield* run(wire, call))
        assert.strictEqual(methods(wire), "PATCH PATCH")
      })
    )
  }

  it.effect("a charge is not repeated after 429, which no page of the vendor explains", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(429, "", { "retry-after": "1" }), answer(200, details())])
      const error = failureOf(yield* create(wire, cardOrder))
      assert.strictEqual(error.outcome, "rejected")
      assert.isTrue(error.isRetryable)
      assert.strictEqual(methods(wire), "POST")
    })
  )

  it.effect("may not be tried once more after a lost answer, whatever came last", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([reset, absent, absent, answer(429, "")])
      const error = failureOf(
        yield* run(wire, (orders) => orders.create(cardOrder).pipe(CallPolicy.override({ repeatGuarded: true })))
      )
      assert.strictEqual(error.reason._tag, "RateLimited")
      assert.strictEqual(error.outcome, "unknown")
      assert.isFalse(error.isRetryable)
    })
  )

  it.effect("is no shipment of everything when the amount of its part is an empty column", () =>
    Effect.gen(function* () {
      const wire = scripted([done])
      for (const field of ["amount", "partial_shipment_amount"]) {
        for (const blank of [null, "", undefined]) {
          const error = failureOf(
            yield* run(wire, (orders) => orders.update("o-1", { status: "shipped", [field]: blank }))
          )
          if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
          assert.strictEqual(error.reason.issues[0]?.path, field)
        }
      }
      assert.lengthOf(wire.seen, 0)
    })
  )

  it.effect("is not sent as all of it either when it loses its value before it is made, or made again", () =>
    Effect.gen(function* () {
      const wire = scripted([done])
      const change: { status: "shipped"; amount?: number | undefined } = { status: "shipped", amount: 500 }
      const made = yield* Orders.Orders.use((orders) => Effect.succeed(orders.update("o-1", change))).pipe(
        Effect.provide(wire.layer)
      )
      yield* made
      change.amount = undefined
      assert.strictEqual((yield* Effect.flip(made)).outcome, "not-sent")
      assert.strictEqual(methods(wire), "PATCH")
    })
  )

  it.effect("says what is wrong with an id that is no text", () =>
    Effect.gen(function* () {
      const wire = scripted([done])
      for (const id of [null, undefined, 12, {}, { toString: () => "o-1" }] as ReadonlyArray<unknown>) {
        const order_id = id as string
        for (const call of [
          (orders: Orders.Service) => orders.get(order_id),
          (orders: Orders.Service) => orders.ship(order_id),
          (orders: Orders.Service) => orders.rename("o-1", order_id),
          (orders: Orders.Service) => orders.create({ ...cardOrder, description: "", order_id })
        ]) {
          const error = failureOf(yield* run<unknown>(wire, call))
          assert.strictEqual(error.reason._tag, "InvalidRequest")
          assert.strictEqual(error.outcome, "not-sent")
        }
      }
      assert.lengthOf(wire.seen, 0)
    })
  )
})

describe("Orders.resolve", () => {
  it.effect("finds the order that was placed after all", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())])
      const resolution = Result.getOrThrow(yield* run(wire, (orders) => orders.resolve("o-1", order)))
      if (resolution._tag !== "Found") return assert.fail(resolution._tag)
      assert.strictEqual(resolution.order.order_id, "o-1")
    })
  )

  it.effect("tells an order of another amount or currency from the one that was meant", () =>
    Effect.gen(function* () {
      for (const other of [{ amount: 999 }, { currency: "USD" }]) {
        const wire = scripted([answer(200, details(other))])
        const resolution = Result.getOrThrow(yield* run(wire, (orders) => orders.resolve("o-1", order)))
        if (resolution._tag !== "Conflict") return assert.fail(resolution._tag)
        assert.deepStrictEqual(resolution.expected, { amount: 1000, currency: "EUR" })
      }
    })
  )

  it.effect("is absent when the service shows no such order", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(404, unknownOrder)])
      assert.strictEqual(Result.getOrThrow(yield* run(wire, (orders) => orders.resolve("o-1")))._tag, "Absent")
    })
  )

  it.effect("fails, rather than calling an order absent, when the key is refused", () =>
    Effect.gen(function* () {
      const wire = scripted([
        answer(401, { success: false, data: [], error_code: 1032, error_info: "Invalid API key" })
      ])
      const error = failureOf(yield* run(wire, (orders) => orders.resolve("o-1")))
      assert.strictEqual(error.reason._tag, "Unauthorized")
    })
  )
})

describe("a lost order", () => {
  it.effect("is not posted again when its answer came whole but could not be read", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([answer(200, { success: true, data: { payment_url: "https://pay.example" } }), absent])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      if (error.reason._tag !== "UnexpectedAnswer") return assert.fail(error.message)
      assert.include(error.reason.excerpt, "https://pay.example")
      assert.strictEqual(methods(wire), "POST GET GET")
    })
  )

  it.effect("stays unknown when a repetition is refused for another reason", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([
        reset,
        absent,
        absent,
        answer(404, { success: false, data: [], error_code: 1019, error_info: "Site is not active" })
      ])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.reason._tag, "Refused")
    })
  )

  it.effect("waits as long as a 503 asks before it is posted again", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([answer(503, "", { "retry-after": "9" }), absent, absent, answer(200, placed)])
      Result.getOrThrow(yield* create(wire))
      assert.deepStrictEqual(
        wire.seen.map((one) => one.at),
        [0, 250, 1250, 10_250]
      )
    })
  )

  it.effect("is not followed to where a redirect points", () =>
    Effect.gen(function* () {
      const wire = scripted([
        answer(302, "", { location: "https://elsewhere.example/" }),
        answer(404, unknownOrder),
        answer(200, details())
      ])
      assert.isTrue(Result.getOrThrow(yield* create(wire)).reconciled)
      assert.strictEqual(methods(wire), "POST GET GET")
    })
  )

  it.effect("says how often it was tried, when, and with what result", () =>
    Effect.gen(function* () {
      const wire = scripted([reset, answer(503, "", { "retry-after": "2" })])
      const error = failureOf(yield* create(wire))
      assert.deepStrictEqual(
        error.attempts.map(({ delay, operation, outcome, result, start, status }) => ({
          operation,
          start,
          delay,
          outcome,
          result,
          status
        })),
        [
          {
            operation: "orders.create",
            start: 0,
            delay: 0,
            outcome: "unknown",
            result: "Transport",
            status: undefined
          },
          ...[250, 2250, 4250].map((start, index) => ({
            operation: "orders.get",
            start,
            delay: index === 0 ? 250 : 2000,
            outcome: "unknown" as const,
            result: "Unavailable",
            status: 503
          }))
        ]
      )
      assert.include(error.message, "Call `orders.ensure` with the same ids")
    })
  )
})

describe("a policy", () => {
  it.effect("of one call wins over the client's, and an inner one over an outer one", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(503, "")], { policy: { maxAttempts: 5 } })
      yield* run(wire, (orders) => orders.get("o-1"))
      assert.strictEqual(wire.seen.length, 5)
      const calmer = scripted([answer(503, "")], { policy: { maxAttempts: 5 } })
      yield* run(calmer, (orders) =>
        orders.get("o-1").pipe(CallPolicy.override({ maxAttempts: 2 }), CallPolicy.override({ maxAttempts: 4 }))
      )
      assert.strictEqual(calmer.seen.length, 2)
    })
  )

  it.effect("without deadlines is allowed", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())], {
        policy: { attemptDeadline: "Infinity", readDeadline: "Infinity" }
      })
      Result.getOrThrow(yield* run(wire, (orders) => orders.get("o-1")))
    })
  )

  it.effect("bounds one attempt, and says which deadline it was", () =>
    Effect.gen(function* () {
      const wire = scripted([stalled], { policy: { attemptDeadline: "4 seconds", maxAttempts: 1 } })
      const error = failureOf(yield* run(wire, (orders) => orders.get("o-1")))
      if (error.reason._tag !== "Timeout") return assert.fail(error.message)
      assert.deepInclude(error.reason, { phase: "attempt", after: 4000 })
    })
  )
})
