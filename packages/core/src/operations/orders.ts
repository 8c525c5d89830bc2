// Orders: create, read.
import * as Answer from "../Answer.ts"
import { CreateOrder } from "../CreateOrder.ts"
import * as Operation from "../Operation.ts"
import { OrderDetails } from "../OrderDetails.ts"
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
