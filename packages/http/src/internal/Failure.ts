// What one request came to when it did not succeed. It becomes a `MultiSafepayError` when the whole call gives up.
import type { Outcome, Reason } from "@effect-multisafepay/core/MultiSafepayError"

export interface Failure {
  readonly outcome: Outcome
  readonly reason: Reason
  /** The HTTP status, when there was an answer. */
  readonly status: number | undefined
  /** How long the answer asked to wait, in milliseconds. */
  readonly retryAfter: number | undefined
  /** Asking again would give the very same answer. */
  readonly final?: boolean
}

export const make = (
  outcome: Outcome,
  reason: Reason,
  answer: { readonly status?: number | undefined; readonly retryAfter?: number | undefined } = {}
): Failure => ({ outcome, reason, status: answer.status, retryAfter: answer.retryAfter })
