// A notification to the shop and what became of it. The surprise: a redirect, a 204 and a 200 without `OK` in its first 100
// characters are all failures, and every resend has a new timestamp and signature over the same body.

/**
 * Ways to send a notification wrong on purpose. `duplicate` sends it twice, `wrong-signature` signs with another key, `stale` and
 * `future` sign with a time an hour off, `unsigned` has no `Auth` header, `no-timestamp` no `timestamp` in the query,
 * `pretransaction` the undocumented `payload_type`. `spaced` puts a blank into the body and `text-ids` writes transaction ids as text, both
 * before signing, which is legal: the vendor's own example has the one, its older notifications the other.
 *
 * @category models
 */
export type Tampering =
  | "duplicate"
  | "wrong-signature"
  | "stale"
  | "future"
  | "unsigned"
  | "no-timestamp"
  | "pretransaction"
  | "spaced"
  | "text-ids"

/**
 * One attempt to deliver.
 *
 * `accepted`: 200 with `OK` or `MULTISAFEPAY_OK` in the first 100 characters. `rejected`: any other answer. `unreachable`: no answer.
 * `not-sent`: the address is not on this machine, or the sandbox was built to record only; `reason` says which.
 *
 * @category models
 */
export interface DeliveryAttempt {
  readonly at: number
  /** Unix seconds, as in the query and the signature: real time, also when the sandbox's clock was moved ahead of it. */
  readonly timestamp: number
  readonly url: string
  /** The `Auth` header as sent; empty for a GET notification. */
  readonly auth: string
  readonly verdict: "accepted" | "rejected" | "unreachable" | "not-sent"
  /** HTTP status of the shop's answer. */
  readonly status: number | undefined
  /** The first 100 characters of the shop's answer. */
  readonly head: string
  readonly reason: string
  /** Milliseconds. */
  readonly latency: number
}

/** @category models */
export interface Delivery {
  readonly id: string
  /** What `transactionid` of the query says: the shop's id of the order, refund, capture or shipment. */
  readonly order_id: string
  readonly url: string
  readonly method: "POST" | "GET"
  /** The exact text that is signed and sent. Empty for GET. */
  readonly body: string
  readonly created: number
  readonly tampering: Tampering | undefined
  readonly attempts: ReadonlyArray<DeliveryAttempt>
  /** `pending`: waits for its first or next attempt at `nextAt`. `given-up`: no attempt left. */
  readonly state: "pending" | "sending" | "accepted" | "given-up" | "not-sent"
  readonly nextAt: number | undefined
}
