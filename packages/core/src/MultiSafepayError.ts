// The one error of this library's services. Its `outcome` answers the question that matters after a failed payment call: did it
// happen? Its `reason` says why, as a tagged value for `Effect.catchReason`. Neither ever holds a secret or a rejected value.
import * as Schema from "effect/Schema"
import * as Issue from "./Issue.ts"

/**
 * What became of the request:
 *
 * - `not-sent`: it never reached MultiSafepay; nothing happened.
 * - `rejected`: MultiSafepay answered no; nothing happened, and no earlier attempt under the same id shows.
 * - `unknown`: it may have been carried out, by this call or by an earlier one under the same id. Look the order up (`Orders.resolve`) before doing anything again.
 *
 * @category models
 */
export const Outcome = Schema.Literals(["not-sent", "rejected", "unknown"])
export type Outcome = typeof Outcome.Type

/**
 * The request broke rules of the API and was not sent. All broken rules at once, by wire path, without the values.
 *
 * @category reasons
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>("@effect-multisafepay/core/InvalidRequest")(
  "InvalidRequest",
  { issues: Schema.Array(Issue.Issue) }
) {
  override get message() {
    return `the request was not sent because it breaks ${this.issues.length === 1 ? "a rule" : `${this.issues.length} rules`}:${Issue.renderAll(this.issues)}`
  }
}

/** What an answer that says no carries, in whichever of the API's envelopes it came. */
const refusal = {
  status: Schema.Int,
  /** The API's `error_code`, when there is one. */
  code: Schema.optionalKey(Schema.Int),
  /** The API's own words, English or Dutch, shortened. */
  info: Schema.String,
  /** What to do about it. */
  advice: Schema.String
}

const said = (answer: {
  readonly status: number
  readonly code?: number
  readonly info: string
  readonly advice: string
}) =>
  `${answer.code === undefined ? `HTTP ${answer.status}` : `${answer.code}`}${answer.info === "" ? "" : ` ${answer.info.trimEnd().replace(/\.$/, "")}`}. ${answer.advice}`

/**
 * The API key is wrong, of the other environment, or not allowed to do this (1032, or HTTP 401 and 403).
 *
 * @category reasons
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("@effect-multisafepay/core/Unauthorized")(
  "Unauthorized",
  refusal
) {
  override get message() {
    return `MultiSafepay does not accept the API key: ${said(this)}`
  }
}

/**
 * What was asked for does not exist (1006, 410 with 1000, HTTP 404 without a code). MultiSafepay says the same of an order that is there in
 * a state that does not allow the call: the library reads it then, and fails with `Refused`.
 *
 * @category reasons
 */
export class NotFound extends Schema.TaggedError<NotFound>("@effect-multisafepay/core/NotFound")("NotFound", refusal) {
  override get message() {
    return `not found: ${said(this)}`
  }
}

/**
 * The id is taken: by another order, refund or capture, or by this very one, made by an earlier attempt. That is why the `outcome` is
 * `unknown`: this request did nothing, but an earlier one may have. `ensure` tells the two apart.
 *
 * @category reasons
 */
export class DuplicateOrderId extends Schema.TaggedError<DuplicateOrderId>(
  "@effect-multisafepay/core/DuplicateOrderId"
)("DuplicateOrderId", refusal) {
  override get message() {
    return `the order id is already used: ${said(this)}`
  }
}

/**
 * An order, refund or capture was found under this id, but it is a different one: its amount or currency differ, or it belongs to another
 * order.
 *
 * @category reasons
 */
export class OrderIdConflict extends Schema.TaggedError<OrderIdConflict>("@effect-multisafepay/core/OrderIdConflict")(
  "OrderIdConflict",
  {
    /** An amount that MultiSafepay works out (a refund of everything, or of lines) is absent. */
    expected: Schema.Struct({ amount: Schema.optionalKey(Schema.Int), currency: Schema.optionalKey(Schema.String) }),
    found: Schema.Struct({ amount: Schema.optionalKey(Schema.Finite), currency: Schema.optionalKey(Schema.String) })
  }
) {
  override get message() {
    const [found, expected] = [this.found, this.expected].map(({ amount, currency }) =>
      [amount, currency].filter((one) => one !== undefined).join(" ")
    )
    const differs =
      found === "" || expected === "" || found === expected
        ? ""
        : `: ${found} instead of ${expected}, in the smallest unit`
    return `another order exists under this id${differs}. Give every order, refund and capture an id of its own.`
  }
}

/** The payment means was refused (1017, 1024). Offer another one; do not repeat it unchanged. @category reasons */
export class Declined extends Schema.TaggedError<Declined>("@effect-multisafepay/core/Declined")("Declined", refusal) {
  override get message() {
    return `declined: ${said(this)}`
  }
}

/**
 * MultiSafepay refused the request for any other reason. `class` says whose turn it is: `permanent` fix the request, `configuration`
 * change the account, `retry` try later, `ambiguous` check the state first.
 *
 * @category reasons
 */
export class Refused extends Schema.TaggedError<Refused>("@effect-multisafepay/core/Refused")("Refused", {
  ...refusal,
  class: Schema.String,
  /** The fields that newer endpoints complain about (HTTP 422). */
  issues: Schema.Array(Issue.Issue)
}) {
  override get message() {
    return `refused: ${said(this)}${Issue.renderAll(this.issues)}`
  }
}

/** Too many requests (HTTP 429; the API documents no limit). @category reasons */
export class RateLimited extends Schema.TaggedError<RateLimited>("@effect-multisafepay/core/RateLimited")(
  "RateLimited",
  {
    /** How long MultiSafepay asks to wait, in milliseconds, when it says so. */
    retryAfter: Schema.optionalKey(Schema.Finite)
  }
) {
  override get message() {
    return `MultiSafepay asks for fewer requests${this.retryAfter === undefined ? "" : `, and to wait ${this.retryAfter} ms`}.`
  }
}

/** MultiSafepay, or something in front of it, is out of order (HTTP 408, 5xx). @category reasons */
export class Unavailable extends Schema.TaggedError<Unavailable>("@effect-multisafepay/core/Unavailable")(
  "Unavailable",
  {
    status: Schema.Int,
    code: Schema.optionalKey(Schema.Int),
    info: Schema.String,
    retryAfter: Schema.optionalKey(Schema.Finite)
  }
) {
  override get message() {
    return `MultiSafepay is not available: HTTP ${this.status}${this.info === "" ? "" : ` ${this.info}`}.`
  }
}

/** No complete answer in time. `phase` says which deadline passed: one attempt's, or the whole call's. @category reasons */
export class Timeout extends Schema.TaggedError<Timeout>("@effect-multisafepay/core/Timeout")("Timeout", {
  phase: Schema.Literals(["attempt", "total"]),
  /** The deadline, in milliseconds. It covers connecting, sending, and reading the whole answer. */
  after: Schema.Finite
}) {
  override get message() {
    return `no complete answer within ${this.after} ms (${this.phase === "attempt" ? "deadline of one attempt" : "deadline of the whole call"}).`
  }
}

/** The connection failed: `connect` before anything was sent, `exchange` when the request may have been sent. @category reasons */
export class Transport extends Schema.TaggedError<Transport>("@effect-multisafepay/core/Transport")("Transport", {
  phase: Schema.Literals(["connect", "exchange"]),
  /** Scheme, host and port, without path or query. */
  origin: Schema.String,
  /** The system's own word for it, such as `ECONNREFUSED`. */
  cause: Schema.String
}) {
  override get message() {
    return this.phase === "connect"
      ? `could not connect to ${this.origin}: ${this.cause}.`
      : `the connection to ${this.origin} broke, and the request may have been sent: ${this.cause}.`
  }
}

/**
 * A 2xx answer that could not be read. It says nothing about the payment: never treat it as a failed one.
 *
 * @category reasons
 */
export class UnexpectedAnswer extends Schema.TaggedError<UnexpectedAnswer>(
  "@effect-multisafepay/core/UnexpectedAnswer"
)("UnexpectedAnswer", {
  status: Schema.Int,
  problem: Schema.String,
  /** The beginning of the answer, bounded, with secrets blotted out. */
  excerpt: Schema.String
}) {
  override get message() {
    return `MultiSafepay's answer (HTTP ${this.status}) could not be read: ${this.problem}.`
  }
}

/** Why a call failed. @category models */
export const Reason = Schema.Union([
  InvalidRequest,
  Unauthorized,
  NotFound,
  DuplicateOrderId,
  OrderIdConflict,
  Declined,
  Refused,
  RateLimited,
  Unavailable,
  Timeout,
  Transport,
  UnexpectedAnswer
])
export type Reason = typeof Reason.Type

/**
 * One request that was made: `start` and `duration` in milliseconds (`start` counted from the beginning of the call), what came of
 * it (an HTTP status or a reason's tag), and the pause before it.
 *
 * @category models
 */
export const Attempt = Schema.Struct({
  /** What was called: the operation itself or the look-up of its result. */
  operation: Schema.String,
  start: Schema.Finite,
  duration: Schema.Finite,
  delay: Schema.Finite,
  status: Schema.optionalKey(Schema.Int),
  outcome: Schema.Literals(["success", "not-sent", "rejected", "unknown"]),
  result: Schema.String
})
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/**
 * A failed call.
 *
 * @example
 * orders.create(order).pipe(
 *   Effect.catchReason("MultiSafepayError", "Declined", () => offerAnotherMethod),
 *   Effect.catchTag("MultiSafepayError", (error) => error.outcome === "unknown" ? settleLater(error.order_id) : giveUp(error))
 * )
 *
 * @category errors
 */
export class MultiSafepayError extends Schema.TaggedError<MultiSafepayError>(
  "@effect-multisafepay/core/MultiSafepayError"
)("MultiSafepayError", {
  /** The operation's name, such as `orders.create`. */
  operation: Schema.String,
  /** What repeating the operation may do; see `Operation.EffectClass`. */
  effectClass: Schema.Literals(["read", "reconcilable", "guarded", "convergent", "blind"]),
  /** What became of the request: `not-sent`, `rejected`, or `unknown`: then look it up before anything is done again. */
  outcome: Outcome,
  reason: Reason,
  /** Every request of this call, look-ups included, in order. Empty when nothing was sent. */
  attempts: Schema.Array(Attempt),
  /** The order the call was about: what to look up when the outcome is unknown. */
  order_id: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const about = this.order_id === undefined ? "" : ` (order ${this.order_id})`
    const tail =
      this.outcome === "unknown" && this.effectClass !== "read"
        ? ` It is not known whether it was carried out. ${whatToDo(this)}`
        : ""
    return `${this.operation}${about} ${this.effectClass === "read" ? "failed" : outcomeWords[this.outcome]} after ${this.attempts.length} request${this.attempts.length === 1 ? "" : "s"}: ${this.reason.message}${tail}`
  }

  /** Whether the same call may be made again without any risk of doing it twice and with hope of another result. */
  get isRetryable(): boolean {
    // One of its requests may have been carried out, whatever the last one was told.
    if (this.outcome === "unknown" && this.effectClass !== "read") return false
    switch (this.reason._tag) {
      case "Transport":
      case "Timeout":
      case "Unavailable":
      case "UnexpectedAnswer":
        return this.outcome === "not-sent" || this.effectClass === "read"
      case "RateLimited":
        return true
      case "Refused":
        return this.reason.class === "retry"
      default:
        return false
    }
  }

  /** How long to wait before trying again, in milliseconds, when MultiSafepay said so. */
  get retryAfter(): number | undefined {
    return this.reason._tag === "RateLimited" || this.reason._tag === "Unavailable" ? this.reason.retryAfter : undefined
  }
}

const whatToDo = ({ effectClass, operation }: MultiSafepayError): string => {
  switch (effectClass) {
    case "convergent":
      return "Call it again: twice changes no more than once."
    case "blind":
      return "Nothing tells two of them apart, so look at what is there before calling it again."
    default:
      return operation.endsWith(".create")
        ? `Call \`${operation.split(".")[0]}.ensure\` with the same ids: it looks first, and makes exactly one.`
        : "Read the order before calling it again."
  }
}

const outcomeWords: Record<Outcome, string> = {
  "not-sent": "was not sent",
  rejected: "was rejected",
  unknown: "has an unknown outcome"
}
