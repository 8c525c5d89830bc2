// Orders: create, read, and what can be said about one that exists. Orders at a terminal driven from the cloud and refunds without a
// payment to refer to are orders too: kinds of `CreateOrder`, sent by the same `create`.
import * as Answer from "../Answer.ts"
import { CreateOrder } from "../CreateOrder.ts"
import { acknowledged } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import { OrderDetails } from "../OrderDetails.ts"
import * as OrderUpdate from "../OrderUpdate.ts"
import { PlacedOrder } from "../PlacedOrder.ts"

export const create = Operation.make({
  name: "orders.create",
  method: "POST",
  path: "/orders",
  effectClass: "reconcilable",
  summary: "Create an order",
  request: CreateOrder,
  response: Answer.of(PlacedOrder),
  docs: "createorder"
})

// The specification names the placeholder `psp_id`; guides and SDKs pass the shop's own order id, and the service takes both.
export const get = Operation.make({
  name: "orders.get",
  method: "GET",
  path: "/orders/{order_id}",
  effectClass: "read",
  summary: "Get an order",
  response: Answer.of(OrderDetails),
  docs: "getorder"
})

/** Whatever the PATCH takes. It may ship a part, so it is as careful as that; the calls below say which kind they are. */
export const update = Operation.make({
  name: "orders.update",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "guarded",
  summary: "Update, ship, cancel or extend an order",
  request: OrderUpdate.UpdateOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder"
})

export const ship = Operation.make({
  name: "orders.ship",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Tell that an order has been shipped",
  request: OrderUpdate.ShipOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder"
})

/** Every call is a shipment of its own: after a lost answer, look at the order before saying it again. */
export const shipPartially = Operation.make({
  name: "orders.shipPartially",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "guarded",
  summary: "Tell that a part of an order has been shipped",
  request: OrderUpdate.ShipPartOfOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder"
})

export const cancel = Operation.make({
  name: "orders.cancel",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Cancel an order that has not been paid",
  request: OrderUpdate.CancelOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder"
})

// Whether asking twice extends twice is not documented.
export const extend = Operation.make({
  name: "orders.extend",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "blind",
  summary: "Ask Klarna for more time to ship",
  request: OrderUpdate.ExtendOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder"
})

export const setInvoice = Operation.make({
  name: "orders.setInvoice",
  method: "PATCH",
  path: "/orders/{order_id}",
  effectClass: "convergent",
  summary: "Add an invoice number to an order",
  request: OrderUpdate.SetInvoice,
  response: acknowledged(OrderUpdate.UpdatedOrder),
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
  request: OrderUpdate.RenameOrder,
  response: acknowledged(OrderUpdate.UpdatedOrder),
  docs: "updateorder",
  undocumented: "a request body of the specification that no operation refers to (UpdateFastCheckoutOrder)"
})

// The reference speaks of Bancontact QR only; the pages about terminals use it for orders at a terminal.
export const cancelSession = Operation.make({
  name: "orders.cancelSession",
  method: "POST",
  path: "/orders/{order_id}/cancel",
  effectClass: "convergent",
  summary: "Cancel a Bancontact QR payment or an order at a terminal",
  response: Answer.of(OrderDetails),
  docs: "cancelbancontactqr"
})
