// A call from its first to its last word: its span, its metrics, and its one error.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { Resolved } from "../../CallPolicy.ts"
import type { Call } from "./Call.ts"
import type { Endpoint } from "./exchange.ts"
import type * as Failure from "./Failure.ts"
import * as telemetry from "./telemetry.ts"

/** Runs a call: its span, its deadline, its metrics, and its one error. */
export const run = <A>(
  fiber: Fiber.Fiber<unknown, unknown>,
  endpoint: Endpoint,
  policy: Resolved,
  operation: Operation.Any,
  options: { readonly orderId?: string | undefined; readonly effectClass?: Operation.EffectClass | undefined },
  body: (call: Call) => Effect.Effect<A, Failure.Failure>
): Effect.Effect<A, MultiSafepayError> =>
  telemetry.callSpan(fiber, endpoint, operation, (span) => {
    const { context } = fiber
    const clock = Context.get(context, Clock.Clock)
    const effectClass = options.effectClass ?? operation.effectClass
    const call: Call = {
      endpoint,
      operation,
      effectClass,
      // A program without types may give anything, and hears so when its request is prepared.
      orderId: typeof options.orderId === "string" ? options.orderId : undefined,
      policy,
      span,
      clock,
      startedAt: clock.currentTimeMillisUnsafe(),
      total: effectClass === "read" ? policy.readDeadline : policy.writeDeadline,
      spent: 0,
      paused: 0,
      attempts: [],
      reconciled: false
    }
    return Effect.onExit(
      Effect.catch(body(call), (failure) => telemetry.inside(call, Effect.fail(toError(call, failure)))),
      (exit) => {
        telemetry.conclude(context, call, ...end(call, exit))
        return Effect.void
      }
    )
  })

const end = (
  call: Call,
  exit: Exit.Exit<unknown, MultiSafepayError>
): readonly [outcome: string, reason: string | undefined] => {
  if (Exit.isSuccess(exit)) return ["success", undefined]
  const error = Exit.findError(exit)
  return Result.isSuccess(error)
    ? [error.success.outcome, error.success.reason._tag]
    : [isLost(call) ? "unknown" : "not-sent", "Interrupted"]
}

/** Whether a request of the write itself may have been carried out without an answer. */
const isLost = (call: Call): boolean =>
  call.effectClass !== "read" &&
  call.attempts.some((one) => one.operation === call.operation.name && one.outcome === "unknown")

/** The error of a call that gave up. One lost write among its requests makes the outcome unknown, whatever came after it. */
const toError = (call: Call, failure: Failure.Failure): MultiSafepayError =>
  new MultiSafepayError({
    operation: call.operation.name,
    effectClass: call.effectClass,
    outcome: isLost(call) ? "unknown" : failure.outcome,
    reason: failure.reason,
    attempts: call.attempts,
    ...(call.orderId === undefined ? {} : { order_id: call.orderId })
  })
