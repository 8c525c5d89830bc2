// When a request is made again: how often, after which pause, and what an operation bears. What becomes of a write whose answer is lost is
// decided in `recovery/reconcile`.
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Operation from "@effect-multisafepay/core/Operation"
import { attempt } from "./attempt.ts"
import { type Call, pauseFor } from "./Call.ts"
import type { Request } from "./exchange.ts"
import type * as Failure from "./Failure.ts"

/** A request, made again as often as the policy allows while `again` finds its failure worth it. */
export const repeat = (
  call: Call,
  request: Request,
  again: (failure: Failure.Failure) => boolean
): Effect.Effect<unknown, Failure.Failure> => {
  const from = (made: number): Effect.Effect<unknown, Failure.Failure> =>
    Effect.catch(attempt(call, request), (failure) => {
      if (!call.policy.retries || made >= call.policy.maxAttempts || failure.final || !again(failure)) {
        return Effect.fail(failure)
      }
      return Effect.andThen(
        pause(call, made, failure),
        Effect.suspend(() => from(made + 1))
      )
    })
  return from(1)
}

/** Waits before the next request. A wait that would pass the deadline is not begun: the call fails at once, and says how long. */
export const pause = (call: Call, made: number, failure: Failure.Failure): Effect.Effect<void, Failure.Failure> =>
  Effect.flatMap(Random.next, (chance) => {
    const { baseDelay, maxDelay, maxRetryAfter } = call.policy
    const ceiling = Math.min(baseDelay * 2 ** (made - 1), maxDelay)
    const delay = Math.round(Math.max(chance * ceiling, Math.min(failure.retryAfter ?? 0, maxRetryAfter)))
    return pauseFor(call, delay, failure)
  })

/** Failures after which the same request may be made again without harm, if the operation itself bears repeating. */
export const isTransient = (failure: Failure.Failure): boolean => {
  switch (failure.reason._tag) {
    case "Transport":
    case "Timeout":
    case "Unavailable":
    case "RateLimited":
    case "UnexpectedAnswer":
      return !failure.final
    case "Refused":
      return failure.reason.class === "retry"
    default:
      return false
  }
}

/** Whether a failure may be answered by the same request again, by what the operation does. */
export const mayRepeat =
  (effectClass: Operation.EffectClass) =>
  (failure: Failure.Failure): boolean => {
    switch (effectClass) {
      case "read":
      case "convergent":
        return isTransient(failure)
      case "reconcilable":
        return failure.outcome === "not-sent" ? isTransient(failure) : failure.reason._tag === "RateLimited"
      case "guarded":
      case "blind":
        return failure.outcome === "not-sent" && isTransient(failure)
    }
  }
