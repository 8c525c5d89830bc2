import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import type * as Capture from "@effect-multisafepay/core/Capture"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Client from "@effect-multisafepay/http/Client"
import * as Captures from "@effect-multisafepay/http/Captures"
import { failureOf, methods, type Wire } from "./support/calls.ts"
import { answer, broken, details, scripted, stalled } from "./support/scripted.ts"

const capture: Capture.Capture = { amount: 600, new_order_id: "o-1-capture-1", rest: "keep" }
const taken = answer(200, { success: true, data: { transaction_id: 2, order_id: "o-1-capture-1" } })
const released = answer(200, { success: true, data: { order_id: "o-1", success: true } })
const refusal = (code: number, status: number) =>
  answer(status, { success: false, data: [], error_code: code, error_info: "no" })
const orderWith = (...related_transactions: ReadonlyArray<object>) => answer(200, details({ related_transactions }))
const found = { type: "capture", transaction_id: 2, order_id: "o-1-capture-1", amount: 600, currency: "EUR" }

const run = <A>(wire: Wire, call: (captures: Captures.Service) => Effect.Effect<A, MultiSafepayError>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(Captures.Captures.use(call)))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(
      Captures.layer.pipe(
        Layer.provide(Client.layer({ apiKey: Redacted.make("test-api-key-canary") })),
        Layer.provide(wire.client)
      )
    )
  )

const create = (wire: Wire, what: Capture.Capture = capture) => run(wire, (captures) => captures.create("o-1", what))

const reconciled = {
  transaction_id: "2",
  order_id: "o-1-capture-1",
  new_order_id: "o-1-capture-1",
  reconciled: true,
  possibleDuplicate: false
}

describe("Captures.create", () => {
  it.effect("finds the capture by its name after a lost answer, and posts once", () =>
    Effect.gen(function* () {
      for (const reply of [broken("ECONNRESET"), stalled, answer(502, "<html>"), answer(200, "{")]) {
        const wire = scripted([reply, orderWith(found)])
        assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), reconciled)
        assert.strictEqual(methods(wire), "POST GET")
      }
    })
  )

  it.effect("finds the one that was sent, also when its object has become another meanwhile", () =>
    Effect.gen(function* () {
      const mine = { ...capture, new_order_id: "o-1-capture-1" }
      const wire = scripted([
        (request) => {
          mine.new_order_id = "o-1-capture-2"
          return broken("ECONNRESET")(request)
        },
        orderWith(found)
      ])
      assert.deepStrictEqual(Result.getOrThrow(yield* create(wire, mine)), reconciled)
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("captures again when two look-ups found nothing, and says what may have happened", () =>
    Effect.gen(function* () {
      const wire = scripted([
        broken("ECONNRESET"),
        orderWith({ ...found, order_id: "o-1-capture-0" }),
        orderWith(),
        taken
      ])
      assert.isTrue(Result.getOrThrow(yield* create(wire)).possibleDuplicate)
      assert.strictEqual(methods(wire), "POST GET GET POST")
      assert.deepStrictEqual(wire.seen[3]?.body, wire.seen[0]?.body)
    })
  )

  it.effect("takes a name that is taken by then as its own capture", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith(), orderWith(), refusal(1006, 404), orderWith(found)])
      assert.deepStrictEqual(Result.getOrThrow(yield* create(wire)), reconciled)
    })
  )

  it.effect("is a conflict when the name belongs to a capture of another amount", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), orderWith({ ...found, amount: 1 })])
      assert.strictEqual(failureOf(yield* create(wire)).reason._tag, "OrderIdConflict")
    })
  )

  it.effect("makes one request for every fault when retries are off", () =>
    Effect.gen(function* () {
      for (const reply of [broken("ECONNRESET"), broken("ECONNREFUSED"), stalled, answer(503, "")]) {
        const wire = scripted([reply, orderWith(found)])
        failureOf(
          yield* run(wire, (captures) => captures.create("o-1", capture).pipe(CallPolicy.override({ retry: "none" })))
        )
        assert.strictEqual(methods(wire), "POST")
      }
    })
  )

  it.effect("releases the rest after the capture when told to", () =>
    Effect.gen(function* () {
      const wire = scripted([taken, released])
      const result = Result.getOrThrow(yield* create(wire, { ...capture, rest: "release", reason: "two of three" }))
      assert.deepStrictEqual(result.released, Result.succeed({ order_id: "o-1", success: true }))
      assert.deepStrictEqual(
        wire.seen.map((seen) => `${seen.method} ${seen.path}`),
        ["POST /orders/o-1/capture", "PATCH /capture/o-1"]
      )
      assert.deepStrictEqual(wire.seen[1]?.body, { status: "cancelled", reason: "two of three" })
    })
  )

  it.effect("releases the rest where the reason is an empty column", () =>
    Effect.gen(function* () {
      for (const reason of ["", null as unknown as string]) {
        const wire = scripted([taken, released])
        const result = Result.getOrThrow(yield* create(wire, { ...capture, rest: "release", reason }))
        assert.deepStrictEqual(result.released, Result.succeed({ order_id: "o-1", success: true }))
      }
    })
  )

  it.effect("stands when the rest cannot be released", () =>
    Effect.gen(function* () {
      const wire = scripted([taken, refusal(1000, 404)])
      const result = Result.getOrThrow(yield* create(wire, { ...capture, rest: "release" }))
      assert.isTrue(result.released !== undefined && Result.isFailure(result.released))
      assert.strictEqual(result.transaction_id, "2")
    })
  )

  it.effect("keeps its hands off the rest when the capture is refused", () =>
    Effect.gen(function* () {
      const wire = scripted([refusal(1001, 400), answer(200, details())])
      failureOf(yield* create(wire, { ...capture, rest: "release" }))
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("without amount, name or a word about the rest is not sent", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      const error = failureOf(yield* create(wire, {} as Capture.Capture))
      if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
      assert.deepStrictEqual(
        error.reason.issues.map((issue) => issue.path),
        ["amount", "new_order_id", "rest"]
      )
      for (const wrong of [{ amount: 0 }, { amount: 1.5 }, { new_order_id: "o-1" }]) {
        assert.strictEqual(failureOf(yield* create(wire, { ...capture, ...wrong })).outcome, "not-sent")
      }
      assert.lengthOf(wire.seen, 0)
    })
  )

  it.effect("with an empty column for its amount or name is not sent: without an amount it would take everything", () =>
    Effect.gen(function* () {
      const wire = scripted([taken])
      for (const path of ["amount", "new_order_id"]) {
        for (const blank of [null, ""]) {
          const error = failureOf(yield* create(wire, { ...capture, [path]: blank }))
          if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
          assert.deepStrictEqual(
            error.reason.issues.map((issue) => issue.path),
            [path]
          )
        }
      }
      assert.lengthOf(wire.seen, 0)
    })
  )
})

describe("Captures.cancel", () => {
  const cancel = (wire: Wire) => run(wire, (captures) => captures.cancel("o-1", { reason: "out of stock" }))

  it.effect("is made again after a lost answer", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), released])
      assert.deepStrictEqual(Result.getOrThrow(yield* cancel(wire)), { order_id: "o-1", success: true })
      assert.strictEqual(methods(wire), "PATCH PATCH")
    })
  )

  it.effect("is done when it is refused and the order says that it is released", () =>
    Effect.gen(function* () {
      for (const order of [orderWith({ type: "auth-cancellation" }), answer(200, details({ status: "void" }))]) {
        assert.deepStrictEqual(Result.getOrThrow(yield* cancel(scripted([refusal(1000, 410), order]))), {
          order_id: "o-1"
        })
      }
      assert.strictEqual(
        failureOf(yield* cancel(scripted([refusal(1000, 410), orderWith(found)]))).reason._tag,
        "NotFound"
      )
    })
  )

  it.effect("without a reason is not sent", () =>
    Effect.gen(function* () {
      const wire = scripted([released])
      assert.strictEqual(
        failureOf(yield* run(wire, (captures) => captures.cancel("o-1", { reason: "" }))).outcome,
        "not-sent"
      )
      assert.lengthOf(wire.seen, 0)
    })
  )
})
