// Captures: taking money that was authorised, and giving back what is not taken.
import { acknowledged } from "../internal/data.ts"
import * as Capture from "../Capture.ts"
import * as Operation from "../Operation.ts"

/** Found again by `new_order_id` after a lost answer. */
export const create = Operation.make({
  name: "captures.create",
  method: "POST",
  path: "/orders/{order_id}/capture",
  effectClass: "reconcilable",
  summary: "Capture an authorised payment, or a part of it",
  request: Capture.CreateCapture,
  response: acknowledged(Capture.Captured),
  docs: "capturepayment"
})

export const cancel = Operation.make({
  name: "captures.cancel",
  method: "PATCH",
  path: "/capture/{order_id}",
  effectClass: "convergent",
  summary: "Give back what has not been captured",
  request: Capture.CancelAuthorization,
  response: acknowledged(Capture.CancelledAuthorization),
  docs: "cancelauthorizedorder"
})
