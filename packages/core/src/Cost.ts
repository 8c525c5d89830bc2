// What MultiSafepay charges the merchant for a transaction, as listed inside an order. The unit differs: a cost of the order
// itself is in the main unit (0.49 is 49 cents), a cost of a related transaction in the smallest one (19 is 19 cents).
import * as Status from "./Status.ts"
import * as wire from "./internal/answers/wire.ts"

const common = {
  transaction_id: wire.text,
  description: wire.text,
  /** Usually `SYSTEM`; documents also show `internal` and `withdraw`. */
  type: wire.word("SYSTEM", "internal", "withdraw"),
  currency: wire.text,
  /** Local Dutch time without a zone; `LocalTime.parse` reads it. */
  created: wire.text,
  status: wire.word(...Status.orderStatuses)
}

/**
 * A cost line of the order itself.
 *
 * @see https://docs.multisafepay.com/reference/getorder
 * @category models
 */
export class Cost extends wire.open<Cost>("Cost")({
  ...common,
  /** Main unit: 0.49 is 49 cents. Missing while the fee is not known yet. */
  amount: wire.number
}) {}

/**
 * A cost line of a refund, capture or chargeback of the order.
 *
 * @category models
 */
export class RelatedCost extends wire.open<RelatedCost>("RelatedCost")({
  ...common,
  /** Smallest unit: 19 is 19 cents. */
  amount: wire.int
}) {}
