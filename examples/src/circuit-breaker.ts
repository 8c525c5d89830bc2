// A circuit breaker around payments: after five calls in a row that say MultiSafepay is out of order, the next ones fail at once for
// half a minute instead of keeping customers waiting for a time-out. It goes around whole calls, never around requests: a breaker
// inside would also cut off the look-ups that find a lost order again. Effect's CircuitBreaker is experimental, so this is a recipe.
// Run: node examples/src/circuit-breaker.ts
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import { Cause, Console, Effect, Exit, Layer, Redacted } from "effect"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"

/** Only what says something about the service counts: a declined card is a healthy answer. */
const classify = (exit: Exit.Exit<unknown, MultiSafepayError>): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  switch (error?.reason._tag) {
    case "Transport":
    case "Timeout":
    case "Unavailable":
    case "RateLimited":
      return CircuitBreaker.failure(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter })
    default:
      return error === undefined ? CircuitBreaker.ignored : CircuitBreaker.success
  }
}

/** Any call of this library, behind the breaker. `layerStoreRedis` instead of memory makes it one for several processes. */
export const guarded = Effect.fnUntraced(function* <A, R>(call: Effect.Effect<A, MultiSafepayError, R>) {
  const breaker = yield* CircuitBreaker.CircuitBreaker
  return yield* breaker.execute(call, { key: "multisafepay", classify })
})

const breaker = CircuitBreaker.layer({
  tripPolicy: CircuitBreaker.consecutive(5),
  openDuration: "30 seconds"
}).pipe(Layer.provide(CircuitBreaker.layerStoreMemory()))

const services = MultiSafepay.layer({
  apiKey: Redacted.make("sandbox-api-key"),
  policy: { maxAttempts: 1 }
}).pipe(Layer.provideMerge(Sandbox.layer({ notifications: "record" })))

const program = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const orders = yield* Orders.Orders
  yield* sandbox.fault("error-503", { times: "always" })
  for (let call = 1; call <= 7; call++) {
    const result = yield* Effect.flip(guarded(orders.get("order-1")))
    yield* Console.log(`call ${call}: ${result._tag === "MultiSafepayError" ? result.reason._tag : result.message}`)
  }
  const requests = yield* sandbox.received({ operation: "orders.get" })
  yield* Console.log(`${requests.length} of 7 reached MultiSafepay`)
})

await Effect.runPromise(Effect.provide(program, Layer.merge(breaker, services)))
