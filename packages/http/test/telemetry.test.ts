import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"
import type * as Tracer from "effect/Tracer"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import { order } from "./support/calls.ts"
import { answer, broken, details, placed, scripted, stalled, unknownOrder } from "./support/scripted.ts"
import { watching } from "./support/watching.ts"

const traced = <A, E>(
  wire: ReturnType<typeof scripted>,
  call: Effect.Effect<A, E, Orders.Orders | Client.Client>,
  metrics: Metric.MetricRegistry = new Map()
) =>
  Effect.gen(function* () {
    const { layer, spans } = watching()
    const fiber = yield* Effect.exit(call).pipe(
      Effect.provideService(Metric.MetricRegistry, metrics),
      Effect.provide(Layer.merge(wire.layer, layer)),
      Effect.forkChild
    )
    yield* TestClock.adjust("2 minutes")
    yield* Fiber.join(fiber)
    return spans
  })

const tree = (spans: ReadonlyArray<Tracer.Span>) =>
  spans.map((span) => {
    const parent = Option.getOrUndefined(span.parent)
    return parent?._tag === "Span" ? `${parent.name} > ${span.name}` : span.name
  })

const attributes = (span: Tracer.Span | undefined, ...names: ReadonlyArray<string>) =>
  Object.fromEntries(names.map((name) => [name, span?.attributes.get(name)]))

const create = Orders.Orders.use((orders) => orders.create(order))

describe("the span of a call", () => {
  it.effect("is named after the operation, with a child for every request and look-up, named after the template", () =>
    Effect.gen(function* () {
      const wire = scripted([
        broken("ECONNRESET"),
        answer(404, unknownOrder),
        answer(404, unknownOrder),
        answer(200, placed)
      ])
      const spans = yield* traced(wire, create.pipe(Effect.withSpan("checkout")))
      assert.deepStrictEqual(tree(spans), [
        "checkout",
        "checkout > Orders.create",
        "Orders.create > POST /orders",
        "Orders.create > GET /orders/{order_id}",
        "Orders.create > GET /orders/{order_id}",
        "Orders.create > POST /orders"
      ])
    })
  )

  it.effect("tells the outcome, the requests, the pauses and the order's id", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(429, "", { "retry-after": "3" }), answer(200, placed)])
      const [call, first, second] = yield* traced(wire, create)
      assert.deepStrictEqual(Object.fromEntries(call?.attributes ?? []), {
        "multisafepay.operation": "orders.create",
        "multisafepay.effect_class": "reconcilable",
        "multisafepay.outcome": "success",
        "multisafepay.attempts": 2,
        "multisafepay.delay_ms": 3000
      })
      assert.deepStrictEqual(Object.fromEntries(first?.attributes ?? []), {
        "http.request.method": "POST",
        "url.template": "/orders",
        "server.address": "testapi.multisafepay.com",
        "multisafepay.operation": "orders.create",
        "multisafepay.attempt": 1,
        "multisafepay.delay_ms": 0,
        "http.response.status_code": 429,
        "error.type": "RateLimited",
        "multisafepay.outcome": "rejected"
      })
      assert.deepStrictEqual(
        attributes(second, "multisafepay.attempt", "multisafepay.delay_ms", "error.type", "http.response.status_code"),
        {
          "multisafepay.attempt": 2,
          "multisafepay.delay_ms": 3000,
          "error.type": undefined,
          "http.response.status_code": 200
        }
      )
    })
  )

  it.effect("tells that an order was found again", () =>
    Effect.gen(function* () {
      const [call] = yield* traced(scripted([broken("ECONNRESET"), answer(200, details())]), create)
      assert.deepStrictEqual(attributes(call, "multisafepay.reconciled", "multisafepay.outcome"), {
        "multisafepay.reconciled": true,
        "multisafepay.outcome": "success"
      })
    })
  )

  it.effect("ends with the reason of a failure", () =>
    Effect.gen(function* () {
      const [call, request] = yield* traced(scripted([answer(404, unknownOrder)]), create)
      assert.deepStrictEqual(attributes(call, "multisafepay.outcome", "error.type"), {
        "multisafepay.outcome": "unknown",
        "error.type": "DuplicateOrderId"
      })
      for (const span of [call, request]) {
        if (span?.status._tag !== "Ended" || span.status.exit._tag !== "Failure") return assert.fail("not a failure")
        assert.include(String(span.status.exit.cause), "the order id is already used")
      }
    })
  )

  for (const [what, script, outcome] of [
    ["a write that may have arrived", [stalled], "unknown"],
    ["a write that certainly had not left", [broken("ECONNREFUSED")], "not-sent"],
    ["a write that was refused and waits", [answer(429, "", { "retry-after": "20" })], "not-sent"]
  ] as const) {
    it.effect(`tells what became of ${what} when it is interrupted`, () =>
      Effect.gen(function* () {
        const { layer, spans } = watching()
        const fiber = yield* create.pipe(
          Effect.provide(
            Layer.merge(
              scripted(script, {
                policy: { baseDelay: "1 hour", maxDelay: "1 hour", writeDeadline: "1 day", attemptDeadline: "1 day" }
              }).layer,
              layer
            )
          ),
          Effect.forkChild
        )
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(attributes(spans[0], "multisafepay.outcome", "error.type"), {
          "multisafepay.outcome": outcome,
          "error.type": "Interrupted"
        })
      })
    )
  }

  it.effect("is there for operations that have no service as well, and leaves the caller's own span alone", () =>
    Effect.gen(function* () {
      const call = Client.Client.use((client) => client.call(OrderDetails.get, { path: { order_id: "o-1" } }))
      const spans = yield* traced(scripted([answer(200, details())]), Effect.withSpan(call, "mine"))
      assert.deepStrictEqual(tree(spans), ["mine", "mine > Orders.get", "Orders.get > GET /orders/{order_id}"])
      assert.strictEqual(spans[0]?.attributes.size, 0)
    })
  )

  it.effect("is not made where there is no tracer, and a failure names its call all the same", () =>
    Effect.gen(function* () {
      const parents: Array<string> = []
      const wire = scripted([answer(200, placed), answer(404, unknownOrder)], {
        transformClient: HttpClient.mapRequestEffect((request) =>
          Effect.map(Effect.orDie(Effect.currentSpan), ({ name }) => {
            parents.push(name)
            return request
          })
        )
      })
      const cause = yield* Orders.Orders.use((orders) =>
        Effect.andThen(orders.create(order), orders.get("another"))
      ).pipe(Effect.sandbox, Effect.flip, Effect.withSpan("checkout"), Effect.provide(wire.layer))
      assert.deepStrictEqual(parents, ["checkout", "checkout"])
      assert.include(Cause.pretty(cause), "at Orders.get")
    })
  )

  it.effect("never holds an address or an id in a name", () =>
    Effect.gen(function* () {
      const get = Orders.Orders.use((orders) => orders.get("customer-4711"))
      const spans = yield* traced(scripted([answer(200, details())]), get)
      assert.isFalse(spans.some((span) => /4711|https?:|testapi/.test(span.name)))
      assert.isFalse(spans.slice(1).some((span) => JSON.stringify([...span.attributes]).includes("4711")))
    })
  )
})

describe("metrics", () => {
  it.effect("count calls and how long they took, by operation and outcome", () =>
    Effect.gen(function* () {
      const registry: Metric.MetricRegistry = new Map()
      const run = (script: Parameters<typeof scripted>[0]) => traced(scripted(script), create, registry)
      yield* run([answer(200, placed)])
      yield* run([answer(429, "", { "retry-after": "3" }), answer(200, placed)])
      yield* run([answer(404, unknownOrder)])
      const snapshot = yield* Effect.provideService(Metric.snapshot, Metric.MetricRegistry, registry)
      const told = snapshot.map(({ attributes, id, state }) => [
        id,
        attributes?.["operation"],
        attributes?.["outcome"],
        "count" in state ? state.count : undefined,
        "max" in state ? state.max : undefined
      ])
      assert.sameDeepMembers(told, [
        ["multisafepay.calls", "orders.create", "success", 2, undefined],
        ["multisafepay.calls", "orders.create", "unknown", 1, undefined],
        ["multisafepay.call.duration", "orders.create", "success", 2, 3000],
        ["multisafepay.call.duration", "orders.create", "unknown", 1, 0]
      ])
    })
  )

  it.effect("count a call that dies of the order it was given", () =>
    Effect.gen(function* () {
      const registry: Metric.MetricRegistry = new Map()
      const dying = Orders.Orders.use((orders) =>
        orders.create({
          ...order,
          customer: {
            get email(): string {
              throw new Error("on purpose")
            }
          }
        })
      )
      yield* traced(scripted([answer(200, placed)]), dying, registry)
      const [calls] = yield* Effect.provideService(Metric.snapshot, Metric.MetricRegistry, registry)
      assert.deepStrictEqual(calls?.attributes, { operation: "orders.create", outcome: "not-sent" })
    })
  )
})
