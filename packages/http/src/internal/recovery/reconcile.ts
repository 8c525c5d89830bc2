// A write whose answer may get lost, and what to do then. The API has no idempotency keys. What has a handle is looked up by it before
// anything is repeated, and an id found taken by a repeated request is a sign that the first one worked. What only leads to a state is
// repeated, and the state is read when the repetition is refused: the first request may have been what it is refused for.
// A write that ensures looks before its first request too, because an earlier process may have made it.
import * as Effect from "effect/Effect"
import {
  DuplicateOrderId,
  type NotFound,
  type Outcome,
  type Reason,
  Refused
} from "@effect-multisafepay/core/MultiSafepayError"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import { attempt } from "../call/attempt.ts"
import { type Call, pauseFor } from "../call/Call.ts"
import type { Request } from "../call/exchange.ts"
import * as Failure from "../call/Failure.ts"
import * as retry from "../call/retry.ts"

/** What a look-up found: the result of a lost write, or the state it was to lead to. */
export type LookUp<A> =
  | { readonly _tag: "Found"; readonly value: A }
  /** `order`: the order that the write is about, which is there in another state, or without what was to be made of it. */
  | { readonly _tag: "Absent"; readonly order?: OrderDetails }
  | { readonly _tag: "Conflict"; readonly reason: Reason }

export interface Plan<A> {
  /** Given the refusal that asks for it, if there was one. */
  readonly lookUp: (refusal?: Failure.Failure) => Effect.Effect<LookUp<A>, Failure.Failure>
  /** Whether the request may be made again after look-ups found nothing. */
  readonly mayRepeat: boolean
  /** Whether this refusal may mean that an earlier request was carried out. */
  readonly isTaken: (failure: Failure.Failure) => boolean
  /** Whether what an earlier process has made is the answer, too. */
  readonly ensure: boolean
}

/** How a write ended: with its own answer, or found again after the answer was lost. */
type Settled<A> =
  | { readonly _tag: "Answered"; readonly body: unknown; readonly repeated: boolean }
  | { readonly _tag: "Reconciled"; readonly value: A }

type End<A> = Effect.Effect<Settled<A>, Failure.Failure>

/** A write that makes something: looked up first, repeated only when nothing is found. */
export const write = <A>(call: Call, request: Request, plan: Plan<A>): End<A> => {
  const again = (made: number, lost: boolean): End<A> =>
    send(call, request, lost, (failure) => {
      const taken = plan.isTaken(failure)
      if (!call.policy.retries) return Effect.fail(taken ? ambiguous(failure) : failure)
      if (failure.outcome === "unknown") return find(made, failure, plan.mayRepeat && !failure.final)
      if (taken) return lost ? find(made, Failure.lost(failure), false) : refused(call, plan, failure)
      return retry.mayRepeat(call.effectClass)(failure) ? repeat(made, lost, failure) : Effect.fail(failure)
    })

  const repeat = (made: number, lost: boolean, failure: Failure.Failure): End<A> =>
    made < call.policy.maxAttempts
      ? Effect.flatMap(retry.pause(call, made, failure), () => again(made + 1, lost))
      : Effect.fail(failure)

  const find = (made: number, lostBy: Failure.Failure, mayRepeat: boolean): End<A> =>
    look(call, plan, lostBy, { absent: () => (mayRepeat ? repeat(made, true, lostBy) : Effect.fail(lostBy)) })

  if (!plan.ensure) return again(1, false)
  return Effect.matchEffect(plan.lookUp(), {
    // Nothing was sent, and the same call is as safe as this one was.
    onFailure: (failure) => Effect.fail(Failure.make("not-sent", failure.reason, failure)),
    onSuccess: (found) => settled(call, found, "not-sent") ?? again(1, false)
  })
}

/**
 * The first request of this call was refused for what an earlier one may have done. Whoever ensures has what is found; anybody else hears
 * that it is there.
 */
const refused = <A>(call: Call, plan: Plan<A>, failure: Failure.Failure): End<A> => {
  if (plan.ensure) {
    return look(call, plan, failure, {
      absent: (order) => Effect.fail(explained(failure, order)),
      unread: ambiguous(failure),
      conflict: "rejected"
    })
  }
  if (failure.reason._tag === "DuplicateOrderId") return Effect.fail(ambiguous(failure))
  return Effect.matchEffect(plan.lookUp(failure), {
    onFailure: () => Effect.fail(ambiguous(failure)),
    onSuccess: (found) =>
      Effect.fail(
        found._tag === "Absent"
          ? explained(failure, found.order)
          : Failure.make("unknown", duplicate(failure) ?? failure.reason, failure)
      )
  })
}

/** A write that leads to a state: repeated after a lost answer, and the state is read when no repetition is answered with yes. */
export const converge = <A>(call: Call, request: Request, plan: Plan<A>): End<A> => {
  const again = (made: number, lostBefore: boolean): End<A> =>
    send(call, request, lostBefore, (failure) => {
      if (!call.policy.retries) return Effect.fail(failure)
      const lost = lostBefore || failure.outcome === "unknown"
      const confirm =
        lost || plan.isTaken(failure)
          ? look(call, plan, failure, { absent: (order) => Effect.fail(explained(failure, order)) })
          : undefined
      if (!retry.isTransient(failure) || made >= call.policy.maxAttempts) return confirm ?? Effect.fail(failure)
      return Effect.matchEffect(retry.pause(call, made, failure), {
        onFailure: () => confirm ?? Effect.fail(failure),
        onSuccess: () => again(made + 1, lost)
      })
    })
  return again(1, false)
}

/** A refusal that an earlier request may be the reason of: this one did nothing, and nobody knows about that one. */
const ambiguous = (failure: Failure.Failure): Failure.Failure =>
  Failure.make(
    "unknown",
    failure.reason._tag === "NotFound"
      ? new Refused({ ...refusalOf(failure.reason), class: "ambiguous", issues: [] })
      : failure.reason,
    failure
  )

/** What "not found" meant, now that the order has been read: when it is there, its id was taken or its state does not allow it. */
export const explained = (failure: Failure.Failure, order: OrderDetails | undefined): Failure.Failure => {
  const { reason } = failure
  if (reason._tag === "DuplicateOrderId") return ambiguous(failure)
  if (reason._tag !== "NotFound" || order === undefined) return failure
  if (reason.code === 1006) return Failure.make("unknown", duplicate(failure) ?? reason, failure)
  const advice = `The order is there, as ${order.status}/${order.financial_status ?? "-"}, which does not allow this.`
  return Failure.make(
    failure.outcome,
    new Refused({ ...refusalOf(reason), advice, class: "permanent", issues: [] }),
    failure
  )
}

const duplicate = ({ reason }: Failure.Failure): DuplicateOrderId | undefined =>
  reason._tag === "NotFound" || reason._tag === "Refused"
    ? new DuplicateOrderId({
        ...refusalOf(reason),
        advice: "Something was made under this id before, perhaps by an earlier attempt of yours: `ensure` tells."
      })
    : undefined

const refusalOf = ({ advice, code, info, status }: NotFound | Refused) => ({
  status,
  ...(code === undefined ? {} : { code }),
  info,
  advice
})

const send = <A>(
  call: Call,
  request: Request,
  repeated: boolean,
  onFailure: (failure: Failure.Failure) => End<A>
): End<A> =>
  Effect.matchEffect(attempt(call, request), {
    onSuccess: (body) => Effect.succeed({ _tag: "Answered" as const, body, repeated }),
    onFailure
  })

// Looks more than once: an order may become visible a little after it was made.
const look = <A>(
  call: Call,
  plan: Plan<A>,
  cause: Failure.Failure,
  then: {
    readonly absent: (order: OrderDetails | undefined) => End<A>
    /** When a look-up fails, or none fits into the time that is left. */
    readonly unread?: Failure.Failure
    readonly conflict?: Outcome
  }
): End<A> =>
  Effect.gen(function* () {
    let order: OrderDetails | undefined
    for (const pause of call.policy.settleDelays) {
      yield* pauseFor(call, pause, then.unread ?? cause)
      // A look-up that fails leaves the outcome as unknown as it was.
      const found = yield* Effect.mapError(plan.lookUp(cause), () => then.unread ?? cause)
      const end = settled(call, found, then.conflict ?? "unknown")
      if (end !== undefined) return yield* end
      if (found._tag === "Absent") order = found.order
    }
    return yield* then.absent(order)
  })

const settled = <A>(call: Call, found: LookUp<A>, onConflict: Outcome): End<A> | undefined => {
  switch (found._tag) {
    case "Found":
      call.reconciled = true
      return Effect.succeed({ _tag: "Reconciled", value: found.value })
    case "Conflict":
      return Effect.fail(Failure.make(onConflict, found.reason))
    case "Absent":
      return undefined
  }
}
