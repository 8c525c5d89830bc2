// A failed call as an answer to whoever asked your backend: a status and a sentence that are safe to show (RFC 9457). MultiSafepay's own words,
// ids, fields and addresses stay in the error, which belongs into your log.
import type { MultiSafepayError, Reason } from "@effect-multisafepay/core/MultiSafepayError"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as ProblemDetails from "effect/http/ProblemDetails"

/**
 * What the asker may know: `status`, its name as `title`, a sentence as `detail`, and two members of ours: `reason` (the tag of the error's
 * reason) and `outcome`. Of a write whose `outcome` is `unknown` the sentence says so, and the status is never one that invites to pay again.
 *
 * | status | when |
 * |---|---|
 * | 402 | the payment means was declined: offer another one |
 * | 404 | no such order, refund, token, ... |
 * | 409 | the id is taken, or the state does not allow it |
 * | 422 | the request broke a rule of the API |
 * | 500 | the shop's settings: API key, account, gateway |
 * | 502, 504 | no answer, or none that can be read |
 * | 503 | too many requests, out of order, no connection: try later |
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @category conversions
 */
export const fromError = (error: MultiSafepayError): ProblemDetails.ProblemDetails => {
  const [status, detail] = isLost(error) ? [lostStatus(error.reason), words.lost] : answerTo(error.reason)
  return {
    type: ProblemDetails.blankType,
    title: titles[status],
    status,
    detail,
    reason: error.reason._tag,
    outcome: error.outcome
  }
}

/**
 * `fromError` as a response (`application/problem+json`), with `Retry-After` when MultiSafepay said how long to wait. The error itself is not
 * logged.
 *
 * @example
 * HttpRouter.add("POST", "/checkout", checkout.pipe(
 *   Effect.tapError(Effect.logError),
 *   Effect.catchTag("MultiSafepayError", (error) => Effect.succeed(Problem.toResponse(error)))
 * ))
 *
 * @category conversions
 */
export const toResponse = (error: MultiSafepayError): HttpServerResponse.HttpServerResponse => {
  const response = ProblemDetails.toResponse(fromError(error))
  const { retryAfter } = error
  return retryAfter === undefined || isLost(error)
    ? response
    : HttpServerResponse.setHeader(response, "retry-after", String(Math.ceil(retryAfter / 1000)))
}

// Of a read an unknown outcome is only an answer that did not come.
const isLost = (error: MultiSafepayError): boolean => error.outcome === "unknown" && error.effectClass !== "read"

const titles = {
  402: "Payment Required",
  404: "Not Found",
  409: "Conflict",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout"
} as const

type Status = keyof typeof titles

const words = {
  lost: "It is not known yet whether this was carried out. Do not pay or refund again before it has been looked up.",
  declined: "The payment was declined. Another payment method may work.",
  missing: "There is nothing under this id.",
  taken: "This id is already in use.",
  state: "This cannot be done in the present state. Look at it again before you repeat it.",
  invalid: "The request was not accepted. Check what was entered.",
  settings: "Payments are not available at the moment.",
  later: "Payments are not available at the moment. Try again later."
}

// An id that is taken stays a conflict: it is the earlier call whose result has to be looked up.
const lostStatus = (reason: Reason): Status => {
  switch (reason._tag) {
    case "DuplicateOrderId":
    case "OrderIdConflict":
      return 409
    case "Timeout":
      return 504
    default:
      return 502
  }
}

const answerTo = (reason: Reason): readonly [Status, string] => {
  switch (reason._tag) {
    case "Declined":
      return [402, words.declined]
    case "NotFound":
      return [404, words.missing]
    case "DuplicateOrderId":
    case "OrderIdConflict":
      return [409, words.taken]
    case "InvalidRequest":
      return [422, words.invalid]
    case "Unauthorized":
      return [500, words.settings]
    case "Refused":
      return refused(reason.class)
    case "UnexpectedAnswer":
      return [502, words.later]
    case "Timeout":
      return [504, words.later]
    default:
      return [503, words.later]
  }
}

/** By the class of the error code, as `ErrorCode` tells it. */
const refused = (errorClass: string): readonly [Status, string] => {
  switch (errorClass) {
    case "decline":
      return [402, words.declined]
    case "configuration":
      return [500, words.settings]
    case "retry":
      return [503, words.later]
    case "ambiguous":
      return [409, words.state]
    default:
      return [422, words.invalid]
  }
}
