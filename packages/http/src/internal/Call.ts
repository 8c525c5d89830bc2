// One call of the library: its requests, pauses, deadline and record. It decides when a request is made again; what to do when the
// answer to a write is lost is decided by `reconcile`.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import {
  type Attempt,
  Interrupted,
  MultiSafepayError,
  Timeout,
  type Reason
} from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { CallPolicy } from "../CallPolicy.ts"
import { type Endpoint, exchange, type Request } from "./exchange.ts"
import * as Failure from "./Failure.ts"

export interface Call {
  readonly endpoint: Endpoint
  readonly operation: Operation.Any
  readonly effectClass: Operation.EffectClass
  readonly orderId: string | undefined
  readonly policy: CallPolicy
  readonly startedAt: number
  /** When the whole call must be over, in epoch milliseconds. */
  readonly deadline: number
  /** Every request so far, in order. Grows while the call runs. */
  readonly attempts: Array<Attempt>
}

export const begin = (
  endpoint: Endpoint,
  policy: CallPolicy,
  operation: Operation.Any,
  options: { readonly orderId?: string | undefined; readonly effectClass?: Operation.EffectClass | undefined }
): Effect.Effect<Call> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const effectClass = options.effectClass ?? operation.effectClass
    return {
      endpoint,
      operation,
      effectClass,
      orderId: options.orderId,
      policy,
      startedAt: now,
      deadline: now + millis(effectClass === "read" ? policy.readDeadline : policy.writeDeadline),
      attempts: []
    }
  })

/** One request within the deadlines, recorded, in a span of its own named after the template. */
export const attempt = (call: Call, request: Request, delay = 0): Effect.Effect<unknown, Failure.Failure> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const left = call.deadline - start
    const own = millis(call.policy.attemptDeadline)
    const limit = Math.min(own, left)
    const phase = own <= left ? ("attempt" as const) : ("total" as const)
    const timedOut = new Timeout({ phase, after: phase === "attempt" ? own : call.deadline - call.startedAt })
    if (limit <= 0) return yield* Effect.fail(Failure.make("not-sent", timedOut))
    const record = (outcome: Attempt["outcome"], result: string, status?: number) =>
      Effect.map(Clock.currentTimeMillis, (end) => {
        call.attempts.push({
          operation: request.operation.name,
          start: start - call.startedAt,
          duration: end - start,
          delay,
          outcome,
          result,
          ...(status === undefined ? {} : { status })
        })
      })
    return yield* exchange(call.endpoint, request).pipe(
      Effect.timeoutOrElse({ duration: limit, orElse: () => Effect.fail(Failure.make("unknown", timedOut)) }),
      Effect.tap(() => record("success", "Success")),
      Effect.tapError((failure) =>
        Effect.andThen(
          Effect.annotateCurrentSpan({
            "error.type": failure.reason._tag,
            "multisafepay.outcome": failure.outcome,
            ...(failure.status === undefined ? {} : { "http.response.status_code": failure.status })
          }),
          record(failure.outcome, failure.reason._tag, failure.status)
        )
      ),
      Effect.onInterrupt(() => record("unknown", "Interrupted"))
    )
  }).pipe(
    Effect.withSpan(`${request.operation.method} ${request.operation.path}`, {
      kind: "client",
      attributes: {
        "http.request.method": request.operation.method,
        "url.template": request.operation.path,
        "server.address": call.endpoint.origin,
        "multisafepay.operation": request.operation.name,
        "multisafepay.attempt": call.attempts.length + 1,
        "multisafepay.delay_ms": delay
      }
    })
  )

/** A request, made again as often as the policy allows while `again` finds its failure worth it. */
export const repeat = (
  call: Call,
  request: Request,
  again: (failure: Failure.Failure) => boolean
): Effect.Effect<unknown, Failure.Failure> => {
  const from = (made: number, delay: number): Effect.Effect<unknown, Failure.Failure> =>
    Effect.catch(attempt(call, request, delay), (failure) => {
      if (
        call.policy.retry === "none" ||
        made >= call.policy.maxAttempts ||
        failure.final === true ||
        !again(failure)
      ) {
        return Effect.fail(failure)
      }
      return Effect.flatMap(pause(call, made, failure), (slept) => from(made + 1, slept))
    })
  return from(1, 0)
}

/** Waits before the next request. A wait that would pass the deadline is not begun: the call fails at once, and says how long. */
export const pause = (call: Call, made: number, failure: Failure.Failure): Effect.Effect<number, Failure.Failure> =>
  Effect.gen(function* () {
    const ceiling = Math.min(millis(call.policy.baseDelay) * 2 ** (made - 1), millis(call.policy.maxDelay))
    const computed = (yield* Random.next) * ceiling
    const delay = Math.round(Math.max(computed, Math.min(failure.retryAfter ?? 0, millis(call.policy.maxRetryAfter))))
    if ((yield* Clock.currentTimeMillis) + delay >= call.deadline) return yield* Effect.fail(failure)
    yield* Effect.sleep(delay)
    return delay
  })

/** Failures after which the same request may be made again without harm, if the operation itself bears repeating. */
export const isTransient = (failure: Failure.Failure): boolean => {
  switch (failure.reason._tag) {
    case "Transport":
    case "Timeout":
    case "Unavailable":
    case "RateLimited":
    case "UnexpectedAnswer":
      return true
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

/** The error of a call that gave up. One lost write among its requests makes the outcome unknown, whatever came after it. */
export const toError = (call: Call, failure: Failure.Failure): MultiSafepayError => {
  const lost =
    call.effectClass !== "read" &&
    call.attempts.some((one) => one.operation === call.operation.name && one.outcome === "unknown")
  return error(call, lost && failure.outcome !== "unknown" ? "unknown" : failure.outcome, failure.reason)
}

export const error = (call: Call, outcome: Failure.Failure["outcome"], reason: Reason): MultiSafepayError =>
  new MultiSafepayError({
    operation: call.operation.name,
    effectClass: call.effectClass,
    outcome,
    reason,
    attempts: call.attempts,
    ...(call.orderId === undefined ? {} : { order_id: call.orderId })
  })

/** The span, the metrics and the last word of a call. */
export const finish = <A>(call: Call, self: Effect.Effect<A, Failure.Failure>): Effect.Effect<A, MultiSafepayError> =>
  self.pipe(
    Effect.mapError((failure) => toError(call, failure)),
    Effect.tap(() => conclude(call, "success")),
    Effect.tapError((failed) => conclude(call, failed.outcome, failed.reason._tag)),
    Effect.onInterrupt(() =>
      conclude(
        call,
        call.effectClass === "read" || call.attempts.length === 0 ? "not-sent" : "unknown",
        new Interrupted({})._tag
      )
    )
  )

const calls = Metric.counter("multisafepay.calls", {
  description: "Calls to MultiSafepay, by operation and outcome",
  incremental: true
})
const duration = Metric.timer("multisafepay.call.duration", {
  description: "How long calls to MultiSafepay take, requests, pauses and look-ups included"
})

const conclude = (call: Call, outcome: string, reason?: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const took = (yield* Clock.currentTimeMillis) - call.startedAt
    const labels = { operation: call.operation.name, outcome }
    yield* Effect.annotateCurrentSpan({
      "multisafepay.operation": call.operation.name,
      "multisafepay.outcome": outcome,
      "multisafepay.attempts": call.attempts.length,
      "multisafepay.delay_ms": call.attempts.reduce((sum, one) => sum + one.delay, 0),
      ...(reason === undefined ? {} : { "error.type": reason })
    })
    yield* Metric.update(Metric.withAttributes(calls, labels), 1)
    yield* Metric.update(Metric.withAttributes(duration, labels), Duration.millis(took))
  })

const millis = (duration: Duration.Input): number => Duration.toMillis(duration)
