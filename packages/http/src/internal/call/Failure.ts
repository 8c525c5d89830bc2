// What one request came to when it did not succeed. It becomes a `MultiSafepayError` when the whole call gives up.
import * as Data from "effect/Data"
import type { Outcome, Reason } from "@effect-multisafepay/core/MultiSafepayError"

/** An error with a message, because the span of a request ends with it. */
export class Failure extends Data.Error<{
  readonly outcome: Outcome
  readonly reason: Reason
  /** The HTTP status, when there was an answer. */
  readonly status: number | undefined
  /** How long the answer asked to wait, in milliseconds. */
  readonly retryAfter: number | undefined
  /** Asking again would give the very same answer. */
  readonly final: boolean
}> {
  override get name() {
    return this.reason._tag
  }
  override get message() {
    return this.reason.message
  }
}

export const make = (
  outcome: Outcome,
  reason: Reason,
  answer: {
    readonly status?: number | undefined
    readonly retryAfter?: number | undefined
    readonly final?: boolean
  } = {}
): Failure =>
  new Failure({ outcome, reason, status: answer.status, retryAfter: answer.retryAfter, final: answer.final ?? false })

/** The same failure of a call whose earlier request was lost: whatever came after it, nobody knows. */
export const lost = (failure: Failure): Failure => make("unknown", failure.reason, failure)
