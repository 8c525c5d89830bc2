import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Client from "@effect-multisafepay/http/Client"
import * as Tokens from "@effect-multisafepay/http/Tokens"
import { failureOf, methods, type Wire } from "./support/calls.ts"
import { answer, broken, scripted } from "./support/scripted.ts"

const page = (...tokens: ReadonlyArray<string>) =>
  answer(200, { success: true, data: { tokens: tokens.map((token) => ({ token })) } })
const gone = answer(410, { success: false, data: [], error_code: 1000, error_info: "Not found" })
const ok = answer(200, { success: true, data: { removed: true } })
const stored = (expiry_date: unknown) => answer(200, { success: true, data: { token: "t", expiry_date } })

const run = <A>(wire: Wire, call: (tokens: Tokens.Service) => Effect.Effect<A, MultiSafepayError>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(Tokens.Tokens.use(call)))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(
      Tokens.layer.pipe(
        Layer.provide(Client.layer({ apiKey: Redacted.make("test-api-key-canary") })),
        Layer.provide(wire.client)
      )
    )
  )

describe("Tokens.list", () => {
  it.effect("is empty for a customer without tokens, whom the API calls not found", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(Result.getOrThrow(yield* run(scripted([gone]), (tokens) => tokens.list("c"))), [])
      assert.deepStrictEqual(Result.getOrThrow(yield* run(scripted([page()]), (tokens) => tokens.list("c"))), [])
    })
  )

  it.effect("fails when it is not the customer that is missing", () =>
    Effect.gen(function* () {
      for (const reply of [answer(404, "<html>"), answer(401, { success: false, error_code: 1032 })]) {
        failureOf(yield* run(scripted([reply]), (tokens) => tokens.list("c")))
      }
    })
  )
})

describe("Tokens.all", () => {
  const all = (wire: Wire, query?: { readonly limit: number }) =>
    Effect.map(
      run(wire, (tokens) => Stream.runCollect(tokens.all("c", query))),
      (result) => Result.getOrThrow(result).map((one) => one.token)
    )

  it.effect("goes on to the page without rows, or to the one that is not found", () =>
    Effect.gen(function* () {
      const wire = scripted([page("a", "b"), page("c"), gone])
      assert.deepStrictEqual(yield* all(wire, { limit: 2 }), ["a", "b", "c"])
      assert.deepStrictEqual(
        wire.seen.map((seen) => seen.path),
        ["/recurring/c?limit=2&offset=0", "/recurring/c?limit=2&offset=2", "/recurring/c?limit=2&offset=3"]
      )
      assert.deepStrictEqual(yield* all(scripted([page("a"), page()])), ["a"])
    })
  )

  it.effect("is nothing for a customer without tokens", () =>
    Effect.gen(function* () {
      const wire = scripted([gone])
      assert.deepStrictEqual(yield* all(wire), [])
      assert.lengthOf(wire.seen, 1)
    })
  )
})

describe("Tokens.remove", () => {
  const remove = (wire: Wire) => run(wire, (tokens) => tokens.remove("c", "t"))

  it.effect("is done when the repeated request finds no token and neither does a look", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), gone, gone])
      assert.isTrue(Result.isSuccess(yield* remove(wire)))
      assert.strictEqual(methods(wire), "DELETE DELETE GET")
    })
  )

  it.effect("is done when every answer is lost and the token is gone", () =>
    Effect.gen(function* () {
      const reset = broken("ECONNRESET")
      assert.isTrue(Result.isSuccess(yield* remove(scripted([reset, reset, reset, gone]))))
      assert.strictEqual(failureOf(yield* remove(scripted([reset, reset, reset, stored("2903")]))).outcome, "unknown")
    })
  )

  it.effect("of a token that never was is not found", () =>
    Effect.gen(function* () {
      const wire = scripted([gone])
      const error = failureOf(yield* remove(wire))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.strictEqual(error.outcome, "rejected")
      assert.strictEqual(methods(wire), "DELETE")
    })
  )

  it.effect("makes one request when retries are off", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), ok])
      const error = failureOf(
        yield* run(wire, (tokens) => tokens.remove("c", "t").pipe(CallPolicy.override({ retry: "none" })))
      )
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(methods(wire), "DELETE")
    })
  )
})

describe("Tokens.update", () => {
  const update = (wire: Wire) => run(wire, (tokens) => tokens.update("c", "t", { expiry_date: "0903" }))

  it.effect("is done when the token has the date, however it is written", () =>
    Effect.gen(function* () {
      const reset = broken("ECONNRESET")
      assert.isTrue(Result.isSuccess(yield* update(scripted([reset, reset, reset, stored(903)]))))
      assert.isTrue(Result.isSuccess(yield* update(scripted([reset, gone, stored("0903")]))))
      assert.strictEqual(failureOf(yield* update(scripted([reset, gone, stored("2512")]))).outcome, "unknown")
    })
  )
})
