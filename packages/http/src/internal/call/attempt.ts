// One request of a call: after its turn, within the deadlines, in a span of its own, and recorded.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import { type Attempt, type Outcome, Timeout } from "@effect-multisafepay/core/MultiSafepayError"
import type { Progress } from "../../RequestProgress.ts"
import { type Call, left, waited } from "./Call.ts"
import { type Exchange, exchange, type Exchanged, type Request } from "./exchange.ts"
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
  Effect.withFiber(({ context }) => {
    const { clock } = call
    const delay = call.paused
    call.paused = 0
    return telemetry.requestSpan(call, request, delay, (span) => {
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
        exchange(call.endpoint, request, { span, progress, clock, context }),
        (late) => after(call, context, limit, late),
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

/** An exchange, until its deadline. `Effect.timeoutOrElse` over a fiber instead costs a quarter of this library's part of a call. */
const within = (
  exchange: Exchange,
  deadline: (passed: () => void) => () => void,
  late: () => Failure.Failure,
  onGivenUp: () => void
): Effect.Effect<Exchanged, Failure.Failure> =>
  Effect.callback((resume) => {
    let ended = false
    let cancelDeadline: (() => void) | undefined
    const stop = exchange((exit) => {
      ended = true
      cancelDeadline?.()
      resume(exit)
    })
    if (ended) return undefined
    cancelDeadline = deadline(() => {
      onGivenUp()
      resume(
        Effect.andThen(
          stop,
          Effect.suspend(() => Effect.fail(late()))
        )
      )
    })
    return Effect.suspend(() => {
      onGivenUp()
      cancelDeadline?.()
      return stop
    })
  })

/** Calls back after so many milliseconds of the call's clock, unless what it returns is called first. */
const after = (call: Call, context: Context.Context<never>, millis: number, then: () => void): (() => void) => {
  // What the real clock does, without a fiber to do it in.
  if (call.clock === realClock && millis <= longestTimer) {
    const { carrier } = call.endpoint
    if (carrier !== undefined) return carrier.after(millis, then)
    const timer = setTimeout(then, millis)
    return () => clearTimeout(timer)
  }
  const sleeper = Effect.runForkWith(context)(call.clock.sleep(Duration.millis(millis)))
  sleeper.addObserver((exit) => {
    if (Exit.isSuccess(exit)) then()
  })
  return () => sleeper.interruptUnsafe()
}

const realClock = Context.get(Context.empty(), Clock.Clock)
const longestTimer = 2 ** 31 - 1

const timedOut = (outcome: Outcome, phase: "attempt" | "total", after: number): Failure.Failure =>
  Failure.make(outcome, new Timeout({ phase, after }))

// Nothing more fits: asking again would only say so again.
const outOfTime = (call: Call): Failure.Failure =>
  Failure.make("not-sent", new Timeout({ phase: "total", after: call.total }), { final: true })
