// One request of a call: after its turn, within the deadlines, in a span and a fiber of its own, and recorded.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { type Attempt, type Outcome, Timeout } from "@effect-multisafepay/core/MultiSafepayError"
import { type Progress, RequestProgress } from "../../RequestProgress.ts"
import { type Call, left, waited } from "./Call.ts"
import { exchange, type Request } from "./exchange.ts"
import * as Failure from "./Failure.ts"
import { giveUp } from "./remembering.ts"
import * as telemetry from "./telemetry.ts"

/** One request within the deadlines, recorded, in a span of its own. A rate limit is waited for first, within the call's deadline. */
export const attempt = (call: Call, request: Request): Effect.Effect<unknown, Failure.Failure> => {
  const { rateLimit } = call.endpoint
  if (rateLimit === undefined) return send(call, request)
  return Effect.flatMap(
    Effect.suspend(() => Effect.mapError(telemetry.inside(call, rateLimit.take(left(call))), () => outOfTime(call))),
    (millis) => {
      waited(call, millis)
      return send(call, request)
    }
  )
}

const send = (call: Call, request: Request): Effect.Effect<unknown, Failure.Failure> =>
  Effect.withFiber((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    const delay = call.paused
    call.paused = 0
    return telemetry.requestSpan(fiber, call, request, delay, (span, context) => {
      const start = clock.currentTimeMillisUnsafe()
      // A process that was asleep wakes up to what others have done in its place: a write goes by the clock as well, a look-up never.
      const rest =
        request.operation.effectClass === "read"
          ? left(call)
          : Math.min(left(call), call.startedAt + call.total - start)
      if (rest <= 0) return Effect.fail(outOfTime(call))
      const own = call.policy.attemptDeadline
      const limit = Math.min(own, rest)
      const progress: Progress = { begun: undefined }
      // What became of a request that ends without an answer or an error.
      const fate = () => (progress.begun === false ? "not-sent" : "unknown")
      const bounded = within(
        exchange(call.endpoint, request, span, progress, clock),
        Context.add(context, RequestProgress, progress),
        clock,
        limit,
        () => (own <= rest ? timedOut(fate(), "attempt", own) : timedOut(fate(), "total", call.total)),
        () => giveUp(progress)
      )
      const record = (outcome: Attempt["outcome"], result: string, status: number | undefined) => {
        if (status !== undefined) span?.attribute("http.response.status_code", status)
        if (outcome !== "success") {
          span?.attribute("error.type", result)
          span?.attribute("multisafepay.outcome", outcome)
        }
        const duration = Math.min(Math.max(clock.currentTimeMillisUnsafe() - start, 0), limit)
        call.spent += duration
        call.attempts.push({
          operation: request.operation.name,
          start: start - call.startedAt,
          duration,
          delay,
          outcome,
          result,
          ...(status === undefined ? {} : { status })
        })
        return Effect.void
      }
      return Effect.map(
        Effect.onExit(bounded, (exit) => {
          if (Exit.isSuccess(exit)) return record("success", "Success", exit.value.status)
          const failure = Exit.findError(exit)
          return Result.isSuccess(failure)
            ? record(failure.success.outcome, failure.success.reason._tag, failure.success.status)
            : record(fate(), "Interrupted", undefined)
        }),
        ({ body }) => body
      )
    })
  })

/**
 * An effect in a fiber and a context of its own, for at most so many milliseconds. `Effect.timeoutOrElse` and `Effect.provideContext` instead
 * make `orders.create` cost 1.08 to 1.14 times as much CPU (medians of 41 pairs in one run, at 1, 32 and 512 at once, on a busy machine).
 */
const within = <A, E>(
  self: Effect.Effect<A, E>,
  context: Context.Context<never>,
  clock: Clock.Clock,
  millis: number,
  late: () => E,
  onGivenUp: () => void
): Effect.Effect<A, E> =>
  Effect.callback<A, E>((resume) => {
    const work = Effect.runForkWith(context)(self)
    const done = work.pollUnsafe()
    if (done !== undefined) return resume(done)
    const timer = Number.isFinite(millis)
      ? Effect.runForkWith(context)(clock.sleep(Duration.millis(millis)))
      : undefined
    work.addObserver((exit) => {
      resume(exit)
      timer?.interruptUnsafe()
    })
    timer?.addObserver((exit) => {
      if (Exit.isFailure(exit)) return
      onGivenUp()
      resume(
        Effect.andThen(
          Fiber.interrupt(work),
          Effect.suspend(() => Effect.fail(late()))
        )
      )
    })
    return Effect.suspend(() => {
      onGivenUp()
      timer?.interruptUnsafe()
      return Fiber.interrupt(work)
    })
  })

const timedOut = (outcome: Outcome, phase: "attempt" | "total", after: number): Failure.Failure =>
  Failure.make(outcome, new Timeout({ phase, after }))

// Nothing more fits: asking again would only say so again.
const outOfTime = (call: Call): Failure.Failure =>
  Failure.make("not-sent", new Timeout({ phase: "total", after: call.total }), { final: true })
