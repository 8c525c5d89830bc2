// A notification to the shop and what became of it. A redirect, a 204 and a 200 without `OK` in its first 100 characters are all failures,
// and every resend has a new timestamp and signature over the same body.
import * as Schema from "effect/Schema"

/** What each way of sending a notification wrong does. @category data */
export const tamperings = {
  duplicate: "sends it twice",
  "wrong-signature": "signs with another key",
  stale: "signs with a time an hour ago",
  future: "signs with a time an hour ahead",
  unsigned: "has no Auth header",
  "no-timestamp": "has no timestamp in the query",
  pretransaction: "has the undocumented payload_type",
  spaced: "puts a blank into the body before signing, which is legal: the vendor's own example has it",
  escaped: "escapes the slashes of the body before signing, which is legal: PHP prints so",
  "text-ids": "writes transaction ids as text before signing, which is legal: older notifications do"
} as const

/** Ways to send a notification wrong on purpose. @category models */
export type Tampering = keyof typeof tamperings

/** @category schemas */
export const Tampering: Schema.Codec<Tampering> = Schema.Literals(Object.keys(tamperings) as Array<Tampering>).annotate(
  {
    message: `must be one of ${Object.keys(tamperings).join(", ")}`
  }
)

/**
 * One attempt to deliver.
 *
 * `accepted`: 200 with `OK` or `MULTISAFEPAY_OK` in the first 100 characters. `rejected`: any other answer. `unreachable`: no answer.
 * `not-sent`: the address is not on this machine, or the sandbox was built to record only; `reason` says which.
 *
 * @category models
 */
export const NoticeAttempt = Schema.Struct({
  at: Schema.Finite,
  /** Unix seconds, as in the query and the signature: real time, also when the sandbox's clock was moved ahead of it. */
  timestamp: Schema.Finite,
  url: Schema.String,
  /** The `Auth` header as sent; empty for a GET notification. */
  auth: Schema.String,
  verdict: Schema.Literals(["accepted", "rejected", "unreachable", "not-sent"]),
  /** HTTP status of the shop's answer. */
  status: Schema.optional(Schema.Int),
  /** The first 100 characters of the shop's answer. */
  head: Schema.String,
  reason: Schema.String,
  /** Milliseconds. */
  latency: Schema.Finite
})
export interface NoticeAttempt extends Schema.Schema.Type<typeof NoticeAttempt> {}

/** When an attempt was over: epoch milliseconds of the sandbox's clock. @category getters */
export const endOf = ({ at, latency }: NoticeAttempt): number => at + latency

/** @category models */
export const Notice = Schema.Struct({
  id: Schema.String,
  /** What `transactionid` of the query says: the shop's id of the order, refund, capture or shipment. */
  order_id: Schema.String,
  url: Schema.String,
  method: Schema.Literals(["POST", "GET"]),
  /** The exact text that is signed and sent. Empty for GET. */
  body: Schema.String,
  created: Schema.Finite,
  tampering: Schema.optional(Tampering),
  attempts: Schema.Array(NoticeAttempt),
  /** `pending`: waits for its first or next attempt at `nextAt`. `given-up`: no attempt left. */
  state: Schema.Literals(["pending", "sending", "accepted", "given-up", "not-sent"]),
  nextAt: Schema.optional(Schema.Finite)
})
export interface Notice extends Schema.Schema.Type<typeof Notice> {}

/** A notification as it would be sent, for handing it to a shop without a network. @category models */
export const SignedNotification = Schema.Struct({
  url: Schema.String,
  method: Schema.Literals(["POST", "GET"]),
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.String
})
export interface SignedNotification extends Schema.Schema.Type<typeof SignedNotification> {}
