// One call of the library while it runs: what it was asked for, how much of its time is left, and what its requests have come to.
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Tracer from "effect/Tracer"
import type { Attempt } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { Resolved } from "../../CallPolicy.ts"
import type { Endpoint } from "./exchange.ts"
import type * as Failure from "./Failure.ts"

export interface Call {
  readonly endpoint: Endpoint
  readonly operation: Operation.Any
  readonly effectClass: Operation.EffectClass
  readonly orderId: string | undefined
  readonly policy: Resolved
  /** None where nobody listens. */
  readonly span: Tracer.Span | undefined
  readonly clock: Clock.Clock
  readonly startedAt: number
  /** How long the whole call may take, in milliseconds. */
  readonly total: number
  /**
   * How much of it is gone: the pauses, and of each request what it took but no more than it may take. Counted and not read off the clock,
   * because a clock that is set an hour forward would else leave no time to look a lost order up.
   */
  spent: number
  /** The pauses since the last request, in milliseconds. The next one tells them. */
  paused: number
  /** Every request so far, in order. Grows while the call runs. */
  readonly attempts: Array<Attempt>
  /** Whether the result was looked up because its own answer was lost. */
  reconciled: boolean
}

/** What is left of the whole call, in milliseconds. */
export const left = (call: Call): number => call.total - call.spent

/** Waits, unless that would pass the deadline: then nothing is begun, and the call fails with what it has. */
export const pauseFor = (call: Call, millis: number, instead: Failure.Failure): Effect.Effect<void, Failure.Failure> =>
  Effect.suspend(() => {
    if (millis >= left(call)) return Effect.fail(instead)
    waited(call, millis)
    return Effect.sleep(millis)
  })

export const waited = (call: Call, millis: number): void => {
  call.spent += millis
  call.paused += millis
}
