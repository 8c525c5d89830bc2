// Chargebacks: contesting one with documents. Which orders have one is told by their `related_transactions`.
import { Evidence } from "../Evidence.ts"
import { acknowledged } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import { UpdatedOrder } from "../OrderUpdate.ts"

// Nothing tells whether a file has arrived, and nothing says what a second one does.
export const challenge = Operation.make({
  name: "chargebacks.challenge",
  method: "POST",
  path: "/orders/{order_id}/files",
  effectClass: "blind",
  summary: "Upload evidence against a chargeback",
  request: Evidence,
  response: acknowledged(UpdatedOrder),
  docs: "challengechargeback"
})
