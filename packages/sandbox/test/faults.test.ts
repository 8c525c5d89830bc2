// Every fault, and on which side of the commit it happens.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClientError from "effect/http/HttpClientError"
import * as TestClock from "effect/testing/TestClock"
import * as Fault from "../src/Fault.ts"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

const create = call("POST", "/orders", redirect("o-1"))

/** What the caller saw: a status, the code of a broken connection, or nothing within a minute. */
const seen = <E, R>(effect: Effect.Effect<{ readonly status: number }, E, R>) =>
  effect.pipe(
    Effect.map(({ status }) => String(status)),
    Effect.catch((error) => {
      const cause = HttpClientError.isHttpClientError(error) ? (error.cause as { readonly code?: string }) : undefined
      return Effect.succeed(cause?.code ?? "unreadable")
    }),
    Effect.timeoutOrElse({ duration: "1 minute", orElse: () => Effect.succeed("nothing") })
  )

/** The same with the clock moved on for what waits. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* Effect.yieldNow
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

const expected: { readonly [K in Fault.Kind]: readonly [seen: string, committed: boolean] } = {
  refuse: ["ECONNREFUSED", false],
  reset: ["ECONNRESET", false],
  latency: ["200", true],
  "error-500": ["500", false],
  "error-502": ["502", false],
  "error-503": ["503", false],
  "rate-limit": ["429", false],
  unauthorized: ["401", false],
  stall: ["nothing", false],
  "reset-after-commit": ["ECONNRESET", true],
  "lost-answer": ["UND_ERR_SOCKET", true],
  "error-502-after-commit": ["502", true],
  "error-500-after-commit": ["500", true],
  "stall-headers": ["nothing", true],
  "stall-body": ["nothing", true],
  truncated: ["200", true],
  garbage: ["200", true],
  hidden: ["200", true],
  "success-false": ["200", false],
  "unknown-code": ["404", false],
  "extra-field": ["200", true],
  "new-enum-value": ["200", true],
  "big-integer": ["200", true],
  "list-for-object": ["200", true]
}

describe("a fault", () => {
  for (const kind of Fault.kinds) {
    const [outcome, committed] = expected[kind]
    it.effect(`${kind}: the caller sees ${outcome}, the order is ${committed ? "there" : "not there"}`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.fault(kind, { operation: "orders.create" })
        assert.strictEqual(yield* inTime(seen(create)), outcome)
        assert.strictEqual((yield* sandbox.orders).length === 1, committed)
        const [received] = yield* sandbox.received({ operation: "orders.create" })
        assert.deepStrictEqual([received?.fault, received?.committed], [kind, committed])
        // It hits once.
        if (!committed) assert.strictEqual((yield* create).status, 200)
      }).pipe(provided)
    )
  }

  it.effect("hidden keeps reads from finding the order for a while", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault({ kind: "hidden", ms: 500 })
      yield* create
      const early = yield* call("GET", "/orders/o-1")
      assert.strictEqual(verdict(early), "404 1006")
      assert.include(early.text, "fault hidden: visible in 500 ms")
      yield* TestClock.adjust("500 millis")
      assert.strictEqual((yield* call("GET", "/orders/o-1")).status, 200)
    }).pipe(provided)
  )

  it.effect("rate-limit says in Retry-After what it is told to say", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const retryAfter of [undefined, "7", "Wed, 21 Oct 2026 07:28:00 GMT", "999999999", "soon"]) {
        yield* sandbox.fault({ kind: "rate-limit", retryAfter })
        assert.strictEqual((yield* create).headers["retry-after"], retryAfter ?? "1")
      }
    }).pipe(provided)
  )

  it.effect("of the envelope keeps to what it is about", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* create
      yield* sandbox.pay("o-1")
      const get = (kind: Fault.Kind) => Effect.andThen(sandbox.fault(kind), call("GET", "/orders/o-1"))
      assert.isDefined((yield* get("extra-field")).data["added_in_a_later_version"])
      assert.strictEqual((yield* get("new-enum-value")).data["status"], "invented_later")
      assert.strictEqual((yield* get("big-integer")).data["transaction_id"], "9223372036854775807")
      assert.deepStrictEqual((yield* get("list-for-object")).data["customer"], [])
      assert.strictEqual((yield* get("success-false")).json["error_code"], 9999)
      assert.strictEqual((yield* get("unknown-code")).json["error_code"], 7777)
      assert.strictEqual((yield* call("GET", "/orders/o-1")).data["status"], "completed")
    }).pipe(provided)
  )
})

describe("a rule", () => {
  it.effect("hits the operation, the order and as often as it says", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault("error-500", { operation: "orders.get", order_id: "shop-*", times: 2 })
      const statuses = yield* Effect.forEach(["other", "shop-1", "shop-1", "shop-1"], (id) =>
        Effect.map(call("GET", `/orders/${id}`), ({ status }) => status)
      )
      assert.deepStrictEqual(statuses, [404, 500, 500, 404])
    }).pipe(provided)
  )

  it.effect("may name the operation by method and path, and may last until it is cleared", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.fault("error-500", { operation: "GET /gateways", times: "always" })
      for (let i = 0; i < 3; i++) assert.strictEqual((yield* call("GET", "/gateways")).status, 500)
      assert.strictEqual((yield* sandbox.faults)[0]?.hits, 3)
      yield* sandbox.clearFaults
      assert.strictEqual((yield* call("GET", "/gateways")).status, 200)
    }).pipe(provided)
  )

  it.effect("can be a script", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.script(["error-500", "pass", { kind: "rate-limit", retryAfter: "3" }])
      const statuses = yield* Effect.forEach([1, 2, 3, 4], () =>
        Effect.map(call("GET", "/gateways"), ({ status }) => status)
      )
      assert.deepStrictEqual(statuses, [500, 200, 429, 200])
    }).pipe(provided)
  )

  it.effect("can be chance, the same for the same seed", () => {
    const run = (seed: number) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.chaos({ probability: 0.5, faults: ["error-500", "error-502"], seed })
        return yield* Effect.forEach(Array.from({ length: 40 }), () =>
          Effect.map(call("GET", "/gateways"), ({ status }) => status)
        )
      }).pipe(provided)
    return Effect.gen(function* () {
      const first = yield* run(7)
      assert.deepStrictEqual(first, yield* run(7))
      assert.notDeepEqual(first, yield* run(8))
      assert.includeMembers(first, [200, 500, 502])
    })
  })
})

describe("a magic value", () => {
  it.effect("in the order id works once", () =>
    Effect.gen(function* () {
      const order = redirect("o-1 [[error-502-after-commit]]")
      assert.strictEqual((yield* call("POST", "/orders", order)).status, 502)
      assert.strictEqual((yield* call("GET", `/orders/${encodeURIComponent(order.order_id)}`)).status, 200)
      assert.strictEqual((yield* call("POST", "/orders", order)).status, 200)
    }).pipe(provided)
  )

  it.effect("in the description can be meant for another operation, with an argument", () =>
    Effect.gen(function* () {
      const description = "Tickets [[rate-limit:9@orders.get]] [[reset-after-commit@refunds.create]]"
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { description }))
      const limited = yield* call("GET", "/orders/o-1")
      assert.deepStrictEqual([limited.status, limited.headers["retry-after"]], [429, "9"])
      assert.strictEqual((yield* call("GET", "/orders/o-1")).status, 200)
      const refund = call("POST", "/orders/o-1/refunds", { currency: "EUR", amount: 100, refund_order_id: "r-1" })
      assert.strictEqual(yield* seen(refund), "ECONNRESET")
      assert.strictEqual((yield* call("GET", "/orders/o-1")).data["amount_refunded"], 100)
    }).pipe(provided)
  )

  it.effect("that is no fault is only text", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* call("POST", "/orders", redirect("o-1", { description: "[[nothing]]" }))).status, 200)
    }).pipe(provided)
  )
})
