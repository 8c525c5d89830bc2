// What one request came to when it did not succeed. It becomes a `MultiSafepayError` when the whole call gives up.
import * as Schema from "effect/Schema"
import { Outcome, Reason } from "@effect-multisafepay/core/MultiSafepayError"

/** An error with a message, because the span of a request ends with it. */
export class Failure extends Schema.TaggedError<Failure>("@effect-multisafepay/http/internal/Failure")("Failure", {
  outcome: Outcome,
  reason: Reason,
  /** The HTTP status, when there was an answer. */
  status: Schema.UndefinedOr(Schema.Finite),
  /** How long the answer asked to wait, in milliseconds. */
  retryAfter: Schema.UndefinedOr(Schema.Finite),
  /** Asking again would give the very same answer. */
  final: Schema.Boolean
}) {
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
