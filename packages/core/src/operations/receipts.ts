// Receipts of payments at terminals; live environment only.
import * as Answer from "../Answer.ts"
import * as Operation from "../Operation.ts"
import { Receipt } from "../Receipt.ts"

export const get = Operation.make({
  name: "receipts.get",
  method: "GET",
  path: "/pos/receipt/{order_id}",
  effectClass: "read",
  summary: "Get the receipt of a payment at a terminal",
  response: Answer.of(Receipt),
  docs: "getreceipt"
})
