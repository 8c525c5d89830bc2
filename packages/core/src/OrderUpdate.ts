// What can be told to MultiSafepay about an order that exists. The vendor has one PATCH for all of it and tells the kinds apart by their
// fields; here every kind is a request of its own, because they differ in what repeating them does: shipping twice is shipping, but a
// second partial shipment is another shipment.
import * as Schema from "effect/Schema"
import { acknowledged } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed, oneOf } from "./internal/requests/closed.ts"
import { textUpTo } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import { PositiveAmount } from "./internal/money/amount.ts"
import { OrderId } from "./OrderId.ts"

const Text = optional(Schema.String)

const invoice = {
  /** The shop's own number of the invoice, at most 50 characters; shown in the vendor's reports. */
  invoice_id: optional(textUpTo(50)),
  invoice_url: Text
}

const parcel = {
  carrier: Text,
  ...invoice,
  /** The carrier's purchase order number. */
  po_number: Text,
  reason: Text,
  /** Free text: the vendor's format says DD/MM/YYYY, its examples `01-01-1911` and `12/01/2022`. */
  ship_date: Text,
  tracktrace_code: Text,
  tracktrace_url: Text,
  /** Undeclared: older pages and the vendor's SDK repeat the order's id here. */
  id: Text
}

const Shipped = Schema.Literal("shipped")

/**
 * Tells that the whole order has been shipped, which starts the invoice of pay-later methods.
 *
 * @see https://docs.multisafepay.com/reference/updateorder
 * @category schemas
 */
export const ShipOrder = closed("ShipOrder", { status: Shipped, ...parcel })
export interface ShipOrder extends Schema.Schema.Type<typeof ShipOrder> {}

// The vendor's example sends the amount as text ("12500"). Kept as written, so that encoding gives back the same JSON.
const Part = Schema.Union([
  PositiveAmount,
  Schema.String.check(Schema.isPattern(/^[1-9]\d{0,15}$/, { message: "must be 1 or more, in the smallest unit" }))
]).annotate({ expected: "an amount in the smallest unit" })

/**
 * Tells that a part of the order has been shipped. Each call is a shipment of its own, with an order id of its own in the answer.
 *
 * `amount` is what this shipment is worth, in the smallest unit, at least 1; less than the order's amount, or it is no part. The
 * vendor's schema declares `amount` and then requires `partial_shipment_amount`, which its SDK sends: `amount` is what its text and
 * example use, the other name is passed for those who know their account needs it.
 *
 * @see https://docs.multisafepay.com/reference/updateorder
 * @category schemas
 */
export const ShipPartOfOrder = oneOf(
  "ShipPartOfOrder",
  [
    Schema.Struct({ status: optional(Shipped), amount: Part, ...parcel }),
    Schema.Struct({ status: optional(Shipped), partial_shipment_amount: Part, amount: optional(Part), ...parcel })
  ],
  (fields) => ("partial_shipment_amount" in fields ? 1 : 0)
)
export type ShipPartOfOrder = typeof ShipPartOfOrder.Type

/**
 * Cancels an order that has not been paid, and the page behind it. `exclude_order: true` also stops the reminder mails (Second
 * Chance); older pages write it as 1.
 *
 * @see https://docs.multisafepay.com/reference/updateorder
 * @category schemas
 */
export const CancelOrder = closed("CancelOrder", {
  status: Schema.Literal("cancelled"),
  exclude_order: optional(Schema.Union([Schema.Boolean, Schema.Literals([0, 1])])),
  reason: Text
})
export interface CancelOrder extends Schema.Schema.Type<typeof CancelOrder> {}

/**
 * Asks Klarna for more time to ship. The vendor's text promises the new expiry in the answer, its schema does not have it.
 *
 * @see https://docs.multisafepay.com/docs/klarna/
 * @category schemas
 */
export const ExtendOrder = closed("ExtendOrder", {
  extend_expiration: Schema.Literal(true),
  reason: Schema.NonEmptyString
})
export interface ExtendOrder extends Schema.Schema.Type<typeof ExtendOrder> {}

/**
 * Adds the shop's invoice number to an order without shipping it.
 *
 * @category schemas
 */
export const SetInvoice = closed("SetInvoice", {
  ...invoice,
  invoice_id: Schema.NonEmptyString.check(Schema.isMaxCodePoints(50, { message: "must be at most 50 characters" }))
})
export interface SetInvoice extends Schema.Schema.Type<typeof SetInvoice> {}

/**
 * Gives a FastCheckout order another id.
 *
 * @category schemas
 */
export const RenameOrder = closed("RenameOrder", { new_order_id: OrderId })
export interface RenameOrder extends Schema.Schema.Type<typeof RenameOrder> {}

const Other = Schema.Struct({ status: Text, ...parcel })

/**
 * Anything the PATCH takes, told apart by its fields in this order: a new id, an extension, a cancellation, a partial shipment, a
 * shipment, and whatever else may be said about an order.
 *
 * @see https://docs.multisafepay.com/reference/updateorder
 * @category schemas
 */
export const UpdateOrder = oneOf(
  "UpdateOrder",
  [RenameOrder, ExtendOrder, CancelOrder, ShipPartOfOrder, ShipOrder, Other],
  (fields) => {
    // In whatever case: a "Shipped" that passes for something else would be taken and do nothing.
    const status = typeof fields["status"] === "string" ? fields["status"].trim().toLowerCase() : undefined
    if ("new_order_id" in fields) return 0
    if ("extend_expiration" in fields) return 1
    if (status === "cancelled") return 2
    if ("amount" in fields || "partial_shipment_amount" in fields) return 3
    return status === "shipped" ? 4 : 5
  }
)
export type UpdateOrder = typeof UpdateOrder.Type

/**
 * What an update answers: mostly nothing, for a partial shipment the new order it made.
 *
 * @category models
 */
export class UpdatedOrder extends wire.open<UpdatedOrder>("UpdatedOrder")({
  /** Of a partial shipment: the id of the shipment, which is what is refunded after shipping. */
  order_id: wire.text,
  transaction_id: wire.text
}) {}

/** Whatever the PATCH takes. It may ship a part, so it is as careful as that; the calls below say which kind they are. */
export const update = Operation.make({
  name: "orders.update",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "guarded",
  summary: "Update, ship, cancel or extend an order",
  request: UpdateOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder"
})

export const ship = Operation.make({
  name: "orders.ship",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Tell that an order has been shipped",
  request: ShipOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder"
})

/** Every call is a shipment of its own: after a lost answer, look at the order before saying it again. */
export const shipPartially = Operation.make({
  name: "orders.shipPartially",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "guarded",
  summary: "Tell that a part of an order has been shipped",
  request: ShipPartOfOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder"
})

export const cancel = Operation.make({
  name: "orders.cancel",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Cancel an order that has not been paid",
  request: CancelOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder"
})

// Whether asking twice extends twice is not documented.
export const extend = Operation.make({
  name: "orders.extend",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "blind",
  summary: "Ask Klarna for more time to ship",
  request: ExtendOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder"
})

export const setInvoice = Operation.make({
  name: "orders.setInvoice",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Add an invoice number to an order",
  request: SetInvoice,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder",
  undocumented:
    "the vendor's PHP SDK and older reference pages; the specification has the fields only together with a status"
})

// Under its old id the order is gone, so that a repeated call is refused; the new id is where to look.
export const rename = Operation.make({
  name: "orders.rename",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "reconcilable",
  summary: "Give a FastCheckout order another id",
  request: RenameOrder,
  response: acknowledged(UpdatedOrder),
  docs: "updateorder",
  undocumented: "a request body of the specification that no operation refers to (UpdateFastCheckoutOrder)"
})
