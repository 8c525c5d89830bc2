// A refund, capture, chargeback or released authorisation that belongs to an order. Each is an order of its own with its own status:
// ask for it by its `order_id` to follow it. Old entries carry neither `type` nor `order_id`, so every field is optional.
import * as Cost from "./Cost.ts"
import * as Status from "./Status.ts"
import * as wire from "./internal/answers/wire.ts"

/**
 * The state of a chargeback the merchant may contest.
 *
 * @see https://docs.multisafepay.com/docs/chargebacks
 * @category models
 */
export class Dispute extends wire.open<Dispute>("Dispute")({
  /** Last day for the merchant's answer; after it the chargeback counts as accepted. */
  merchant_response_date: wire.text,
  status: wire.word("new", "open", "submitted", "ready", "processed", "accepted", "closed"),
  reason_code: wire.text,
  reason_description: wire.text
}) {}

/**
 * One entry of `related_transactions`.
 *
 * @see https://docs.multisafepay.com/reference/getorder
 * @category models
 */
export class RelatedTransaction extends wire.open<RelatedTransaction>("RelatedTransaction")({
  type: wire.word("capture", "chargeback", "reverse-chargeback", "refund", "auth-cancellation"),
  transaction_id: wire.text,
  /** Exists only when the child has an id of its own (captures, partial shipments, refunds with `refund_order_id`). */
  order_id: wire.text,
  refund_order_id: wire.text,
  reference_transaction_id: wire.text,
  /** Smallest unit. */
  amount: wire.int,
  currency: wire.text,
  status: wire.word(...Status.orderStatuses),
  description: wire.text,
  created: wire.text,
  modified: wire.text,
  /** Smallest unit, unlike the costs of the order. One object in the schema, a list in documents: always a list here. */
  costs: wire.many(Cost.RelatedCost.field),
  dispute: Dispute.field
}) {}
