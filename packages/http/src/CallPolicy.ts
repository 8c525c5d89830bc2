// How patient a call is: how often a request may be made again, how long to wait in between, and how long the whole may take. Which
// requests may be repeated at all is not a matter of policy: that follows from the operation (see `Operation.EffectClass`).
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * The policy of a call.
 *
 * @category models
 */
export interface CallPolicy {
  /**
   * `standard` repeats what may be repeated and looks lost answers up; `none` makes exactly one request, whatever comes of it, and
   * leaves an unknown outcome to the caller. With it `ensure` makes two: it looks first.
   */
  readonly retry: "standard" | "none"
  /** How many times a request may be made, the first included. Default 3. */
  readonly maxAttempts: number
  /** The longest first pause; it doubles each time, and the real pause is chosen at random below it. Default 500 ms. */
  readonly baseDelay: Duration.Input
  /** The longest pause. Default 5 s. */
  readonly maxDelay: Duration.Input
  /** How much of a `Retry-After` is obeyed. Default 30 s. */
  readonly maxRetryAfter: Duration.Input
  /** The deadline of one request, from connecting to the last byte of the answer. Default 15 s. */
  readonly attemptDeadline: Duration.Input
  /** The deadline of a whole call that only reads, pauses included. Default 45 s. */
  readonly readDeadline: Duration.Input
  /** The deadline of a whole call that writes, look-ups included. No write begins after it by the clock, not even in a process that slept. Default 60 s. */
  readonly writeDeadline: Duration.Input
  /** The pauses before each look-up of a lost answer: an order may become visible a little after it was made. Default 250 ms, 1 s. */
  readonly settleDelays: readonly [Duration.Input, ...Array<Duration.Input>]
  /**
   * Whether an order that charges at once may be posted again after its answer was lost and two look-ups found nothing. Default
   * false: the look-ups cannot exclude that it becomes visible later, and then the customer pays twice.
   */
  readonly repeatGuarded: boolean
}

/** Three attempts, 15 s each, 45 s for reads and 60 s for writes. @category policies */
export const standard: CallPolicy = {
  retry: "standard",
  maxAttempts: 3,
  baseDelay: "500 millis",
  maxDelay: "5 seconds",
  maxRetryAfter: "30 seconds",
  attemptDeadline: "15 seconds",
  readDeadline: "45 seconds",
  writeDeadline: "60 seconds",
  settleDelays: ["250 millis", "1 second"],
  repeatGuarded: false
}

/** What is set here wins over the client's own policy, for the calls inside. @category references */
export const Override = Context.Reference<Partial<CallPolicy>>("@effect-multisafepay/http/CallPolicy/Override", {
  defaultValue: () => unchanged
})

const unchanged: Partial<CallPolicy> = {}

/**
 * Another policy for the calls inside an effect.
 *
 * @example
 * orders.create(order).pipe(CallPolicy.override({ retry: "none" }))
 *
 * @category combinators
 */
export const override =
  (policy: Partial<CallPolicy>) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateService(self, Override, (outer) => merged(outer, policy))

/** The first policy with what the second one says. A field that is there without a value says nothing. @internal */
export const merged = <P extends Partial<CallPolicy>>(one: P, other: Partial<CallPolicy>): P => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).filter(([, value]) => value !== undefined))
})

/** A policy in milliseconds. @internal */
export interface Resolved {
  readonly retries: boolean
  readonly maxAttempts: number
  readonly baseDelay: number
  readonly maxDelay: number
  readonly maxRetryAfter: number
  readonly attemptDeadline: number
  readonly readDeadline: number
  readonly writeDeadline: number
  readonly settleDelays: ReadonlyArray<number>
  readonly repeatGuarded: boolean
}

/** @internal */
export const resolve = (policy: CallPolicy): Resolved => ({
  retries: policy.retry !== "none",
  maxAttempts: policy.maxAttempts,
  baseDelay: Duration.toMillis(policy.baseDelay),
  maxDelay: Duration.toMillis(policy.maxDelay),
  maxRetryAfter: Duration.toMillis(policy.maxRetryAfter),
  attemptDeadline: Duration.toMillis(policy.attemptDeadline),
  readDeadline: Duration.toMillis(policy.readDeadline),
  writeDeadline: Duration.toMillis(policy.writeDeadline),
  settleDelays: policy.settleDelays.map((delay) => Duration.toMillis(delay)),
  repeatGuarded: policy.repeatGuarded
})
