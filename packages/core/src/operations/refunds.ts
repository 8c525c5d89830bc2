// Refunds. Money leaves, so a refund is looked up after a lost answer and not repeated unless the caller asks for it.
import { acknowledged } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import * as Refund from "../Refund.ts"

/** Found again by `refund_order_id` after a lost answer. */
export const create = Operation.make({
  name: "refunds.create",
  method: "POST",
  path: "/orders/{order_id}/refunds",
  effectClass: "guarded",
  summary: "Refund an order, a part of it, or lines of it",
  request: Refund.CreateRefund,
  response: acknowledged(Refund.Refunded),
  docs: "refundorder"
})

export const cancel = Operation.make({
  name: "refunds.cancel",
  method: "PATCH",
  path: "/orders/{order_id}/refunds/{refund_id}",
  effectClass: "convergent",
  summary: "Cancel a refund that has not left yet",
  request: Refund.CancelRefund,
  response: acknowledged(Refund.Refunded),
  docs: "cancelrefund"
})
