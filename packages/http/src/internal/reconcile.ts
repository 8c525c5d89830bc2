// A write whose answer may get lost, and what to do then. The API has no idempotency keys, so the result is looked up by its own
// handle before anything is repeated, and an id found taken by a repeated request is taken as a sign that the first one worked.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Reason } from "@effect-multisafepay/core/MultiSafepayError"
import * as Call from "./Call.ts"
import type { Request } from "./exchange.ts"
import * as Failure from "./Failure.ts"

/** What a look-up found under the handle of a lost write. */
export type LookUp<A> =
  | { readonly _tag: "Found"; readonly value: A }
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Conflict"; readonly reason: Reason }

export interface Plan<A> {
  readonly lookUp: Effect.Effect<LookUp<A>, Failure.Failure>
  /** Whether the request may be made again after look-ups found nothing. */
  readonly mayRepeat: boolean
  /** Whether this refusal, given to a repeated request, means that the first one was carried out. */
  readonly isTaken: (failure: Failure.Failure) => boolean
}

/** How a write ended: with its own answer, or found again after the answer was lost. */
export type Settled<A> =
  | { readonly _tag: "Answered"; readonly body: unknown; readonly repeated: boolean }
  | { readonly _tag: "Reconciled"; readonly value: A }

export const write = <A>(
  call: Call.Call,
  request: Request,
  plan: Plan<A>
): Effect.Effect<Settled<A>, Failure.Failure> => {
  const post = (made: number, delay: number, lost: boolean): Effect.Effect<Settled<A>, Failure.Failure> =>
    Effect.matchEffect(Call.attempt(call, request, delay), {
      onSuccess: (body) => Effect.succeed({ _tag: "Answered" as const, body, repeated: lost }),
      onFailure: (failure) => settle(made, lost, failure)
    })

  const again = (made: number, lost: boolean, failure: Failure.Failure) =>
    made < call.policy.maxAttempts
      ? Effect.flatMap(Call.pause(call, made, failure), (delay) => post(made + 1, delay, lost))
      : Effect.fail(failure)

  const settle = (
    made: number,
    lost: boolean,
    failure: Failure.Failure
  ): Effect.Effect<Settled<A>, Failure.Failure> => {
    if (call.policy.retry === "none") return Effect.fail(failure)
    if (failure.outcome === "unknown") return find(made, failure, plan.mayRepeat)
    if (lost && plan.isTaken(failure)) return find(made, { ...failure, outcome: "unknown" }, false)
    return Call.mayRepeat(call.effectClass)(failure) ? again(made, lost, failure) : Effect.fail(failure)
  }

  // Looks more than once: an order may become visible a little after it was made.
  const find = (
    made: number,
    lostBy: Failure.Failure,
    mayRepeat: boolean
  ): Effect.Effect<Settled<A>, Failure.Failure> =>
    Effect.gen(function* () {
      for (const delay of call.policy.settleDelays) {
        const pause = Duration.toMillis(delay)
        if ((yield* Clock.currentTimeMillis) + pause >= call.deadline) return yield* Effect.fail(lostBy)
        yield* Effect.sleep(pause)
        // A look-up that fails leaves the outcome as unknown as it was.
        const found = yield* Effect.mapError(plan.lookUp, () => lostBy)
        if (found._tag === "Found") return { _tag: "Reconciled" as const, value: found.value }
        if (found._tag === "Conflict") return yield* Effect.fail(Failure.make("unknown", found.reason))
      }
      return mayRepeat ? yield* again(made, true, lostBy) : yield* Effect.fail(lostBy)
    })

  return post(1, 0, false)
}
