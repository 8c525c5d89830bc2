// What a call leaves behind: a span named after the operation with a child for every request, a counter and a histogram. Names come from
// templates; no order ids, of an address only the host. Neither keys nor payers get here.
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import type * as Tracer from "effect/Tracer"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { Request } from "./exchange.ts"

/** What is told of a call. */
interface Call {
  readonly endpoint: { readonly host: string }
  readonly operation: Operation.Any
  readonly effectClass: Operation.EffectClass
  readonly span: Tracer.Span | undefined
  readonly clock: Clock.Clock
  readonly startedAt: number
  readonly attempts: ReadonlyArray<{ readonly delay: number }>
  readonly reconciled: boolean
}

const quiet = { captureStackTrace: false } as const

/** `Orders.create` for the operation `orders.create`. */
const spanName = (operation: Operation.Any): string =>
  `${operation.name.slice(0, 1).toUpperCase()}${operation.name.slice(1)}`

/**
 * The span of a whole call, where there is a tracer: those that nobody listens to go nowhere and were an eighth of what this library adds
 * to a request. It is handed on to requests as their parent and not put into the fiber's context, which would cost as
 * much as the span itself.
 */
export const callSpan = <A, E, R>(
  { cache }: Fiber.Fiber<unknown, unknown>,
  endpoint: { readonly propagateTrace: boolean },
  operation: Operation.Any,
  body: (span: Tracer.Span | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  cache.tracer === undefined && !endpoint.propagateTrace ? body(undefined) : Effect.useSpan(spanName(operation), body)

/** What runs inside a call and is not a request: somebody else's rate limit, the failure that names the call in its trace. */
export const inside = <A, E, R>(call: Call, self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  call.span === undefined
    ? Effect.withSpan(self, spanName(call.operation), quiet)
    : Effect.withParentSpan(self, call.span, quiet)

/** The span of one request, if its call has one. */
export const requestSpan = <A, E, R>(
  call: Call,
  request: Request,
  delay: number,
  body: (span: Tracer.Span | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  call.span === undefined
    ? body(undefined)
    : Effect.useSpan(
        `${request.operation.method} ${request.operation.path}`,
        {
          kind: "client",
          parent: call.span,
          attributes: {
            "http.request.method": request.operation.method,
            "url.template": request.operation.path,
            "server.address": call.endpoint.host,
            "multisafepay.operation": request.operation.name,
            "multisafepay.attempt": call.attempts.length + 1,
            "multisafepay.delay_ms": delay
          }
        },
        body
      )

/** The last word of a call, whichever way it ended. */
export const conclude = (
  context: Context.Context<never>,
  call: Call,
  outcome: string,
  reason: string | undefined
): void => {
  const took = call.clock.currentTimeMillisUnsafe() - call.startedAt
  const { span } = call
  if (span !== undefined && span.status._tag !== "Ended") {
    span.attribute("multisafepay.operation", call.operation.name)
    span.attribute("multisafepay.effect_class", call.effectClass)
    span.attribute("multisafepay.outcome", outcome)
    span.attribute("multisafepay.attempts", call.attempts.length)
    span.attribute("multisafepay.delay_ms", sumOfDelays(call))
    if (call.reconciled) span.attribute("multisafepay.reconciled", true)
    if (reason !== undefined) span.attribute("error.type", reason)
  }
  const { counter, timer } = seriesOf(call.operation.name, outcome)
  counter.updateUnsafe(1, context)
  timer.updateUnsafe(Duration.millis(took), context)
}

const sumOfDelays = (call: Call): number => {
  let sum = 0
  for (const attempt of call.attempts) sum += attempt.delay
  return sum
}

const calls = Metric.counter("multisafepay.calls", {
  description: "Calls to MultiSafepay, by operation and outcome",
  incremental: true
})

const durations = Metric.timer("multisafepay.call.duration", {
  description: "How long calls to MultiSafepay take, requests, pauses and look-ups included",
  boundaries: [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 15_000, 30_000, 60_000]
})

interface Series {
  readonly counter: Metric.Counter<number>
  readonly timer: Metric.Histogram<Duration.Duration>
}

// A metric with attributes finds its series anew whenever it is made; these are made once.
const series = new Map<string, Map<string, Series>>()

const seriesOf = (operation: string, outcome: string): Series => {
  let outcomes = series.get(operation)
  if (outcomes === undefined) series.set(operation, (outcomes = new Map()))
  let one = outcomes.get(outcome)
  if (one === undefined) {
    const labels = { operation, outcome }
    one = { counter: Metric.withAttributes(calls, labels), timer: Metric.withAttributes(durations, labels) }
    outcomes.set(outcome, one)
  }
  return one
}
