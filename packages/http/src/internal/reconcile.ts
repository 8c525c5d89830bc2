// A write whose answer may get lost, and what to do then. The API has no idempotency keys. What has a handle is looked up by it before
// anything is repeated, and an id found taken by a repeated request is a sign that the first one worked. What only leads to a state is
// repeated, and the state is read when the repetition is refused: the first request may have been what it is refused for.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Reason } from "@effect-multisafepay/core/MultiSafepayError"
import * as Call from "./Call.ts"
import type { Request } from "./exchange.ts"
import * as Failure from "./Failure.ts"

/** What a look-up found: the result of a lost write, or the state it was to lead to. */
export type LookUp<A> =
  | { readonly _tag: "Found"; readonly value: A }
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Conflict"; readonly reason: Reason }

export interface Plan<A> {
  readonly lookUp: Effect.Effect<LookUp<A>, Failure.Failure>
  /** Whether the request may be made again after look-ups found nothing. */
  readonly mayRepeat: boolean
  /** Whether this refusal means that an earlier request was carried out. */
  readonly isTaken: (failure: Failure.Failure) => boolean
}

/** How a write ended: with its own answer, or found again after the answer was lost. */
type Settled<A> =
  | { readonly _tag: "Answered"; readonly body: unknown; readonly repeated: boolean }
  | { readonly _tag: "Reconciled"; readonly value: A }

type End<A> = Effect.Effect<Settled<A>, Failure.Failure>

/** A write that makes something: looked up first, repeated only when nothing is found. */
export const write = <A>(call: Call.Call, request: Request, plan: Plan<A>): End<A> => {
  const again = (made: number, delay: number, lost: boolean): End<A> =>
    send(call, request, delay, lost, (failure) => {
      if (!call.policy.retries) return Effect.fail(failure)
      if (failure.outcome === "unknown") return find(made, failure, plan.mayRepeat && !failure.final)
      if (lost && plan.isTaken(failure)) return find(made, Failure.lost(failure), false)
      return Call.mayRepeat(call.effectClass)(failure) ? repeat(made, lost, failure) : Effect.fail(failure)
    })

  const repeat = (made: number, lost: boolean, failure: Failure.Failure): End<A> =>
    made < call.policy.maxAttempts
      ? Effect.flatMap(Call.pause(call, made, failure), (delay) => again(made + 1, delay, lost))
      : Effect.fail(failure)

  const find = (made: number, lostBy: Failure.Failure, mayRepeat: boolean): End<A> =>
    look(call, plan, lostBy, () => (mayRepeat ? repeat(made, true, lostBy) : Effect.fail(lostBy)))

  return again(1, 0, false)
}

/** A write that leads to a state: repeated after a lost answer, and the state is read when no repetition is answered with yes. */
export const converge = <A>(call: Call.Call, request: Request, plan: Plan<A>): End<A> => {
  const again = (made: number, delay: number, lostBefore: boolean): End<A> =>
    send(call, request, delay, lostBefore, (failure) => {
      if (!call.policy.retries) return Effect.fail(failure)
      const lost = lostBefore || failure.outcome === "unknown"
      const confirm = lost || plan.isTaken(failure) ? look(call, plan, failure, () => Effect.fail(failure)) : undefined
      if (!Call.isTransient(failure) || made >= call.policy.maxAttempts) return confirm ?? Effect.fail(failure)
      return Effect.matchEffect(Call.pause(call, made, failure), {
        onFailure: () => confirm ?? Effect.fail(failure),
        onSuccess: (slept) => again(made + 1, slept, lost)
      })
    })
  return again(1, 0, false)
}

const send = <A>(
  call: Call.Call,
  request: Request,
  delay: number,
  repeated: boolean,
  onFailure: (failure: Failure.Failure) => End<A>
): End<A> =>
  Effect.matchEffect(Call.attempt(call, request, delay), {
    onSuccess: (body) => Effect.succeed({ _tag: "Answered" as const, body, repeated }),
    onFailure
  })

// Looks more than once: an order may become visible a little after it was made.
const look = <A>(call: Call.Call, plan: Plan<A>, lostBy: Failure.Failure, absent: () => End<A>): End<A> =>
  Effect.gen(function* () {
    for (const pause of call.policy.settleDelays) {
      if ((yield* Clock.currentTimeMillis) + pause >= call.deadline) return yield* Effect.fail(lostBy)
      yield* Effect.sleep(pause)
      // A look-up that fails leaves the outcome as unknown as it was.
      const found = yield* Effect.mapError(plan.lookUp, () => lostBy)
      if (found._tag === "Found") {
        call.reconciled = true
        return { _tag: "Reconciled" as const, value: found.value }
      }
      if (found._tag === "Conflict") return yield* Effect.fail(Failure.make("unknown", found.reason))
    }
    return yield* absent()
  })
