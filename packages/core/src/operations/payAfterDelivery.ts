// Pay After Delivery: MultiSafepay's own pay-later method.
import * as Schema from "effect/Schema"
import * as Answer from "../Answer.ts"
import { acknowledged } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import * as PadOrder from "../PadOrder.ts"

const orphan = "a path file of the specification that nothing refers to (beta)"

/** Answers when the collection goes on, as ISO 8601 text. */
export const hold = Operation.make({
  name: "payAfterDelivery.hold",
  method: "POST",
  path: "/pad/orders/{order_id}/onhold",
  effectClass: "convergent",
  summary: "Pause the collection of an order",
  request: PadOrder.Hold,
  response: Answer.of(Schema.String),
  docs: "padputonhold"
})

/** Answers the new expiry, as ISO 8601 text. Every call adds days. */
export const extendExpiry = Operation.make({
  name: "payAfterDelivery.extendExpiry",
  method: "POST",
  path: "/pad/orders/{order_id}/autoexpire",
  effectClass: "blind",
  summary: "Put the automatic expiry of an order off",
  request: PadOrder.ExtendExpiry,
  response: Answer.of(Schema.String),
  docs: "padextendautoexpire"
})

// A check may count with whoever scores the customer: not to be repeated unseen.
export const checkCredit = Operation.make({
  name: "payAfterDelivery.checkCredit",
  method: "POST",
  path: "/pad/ccs",
  effectClass: "blind",
  summary: "Score a customer's credit",
  request: PadOrder.CreditCheck,
  response: acknowledged(PadOrder.CreditScore),
  docs: "introduction",
  undocumented: orphan
})

export const get = Operation.make({
  name: "payAfterDelivery.get",
  method: "GET",
  path: "/pad/orders/{order_id}",
  effectClass: "read",
  summary: "Get a Pay After Delivery order",
  response: Answer.of(PadOrder.PadOrder),
  docs: "introduction",
  undocumented: orphan
})
