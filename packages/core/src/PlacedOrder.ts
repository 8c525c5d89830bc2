// What `POST /orders` answers. A redirect order or payment link is a session that nobody has opened yet: an id, an address and no
// status. A direct order is there at once, with everything an order has. Both are this one shape.
import * as Answer from "./Answer.ts"
import { CreateOrder } from "./CreateOrder.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import * as OrderDetails from "./OrderDetails.ts"

/**
 * A placed order.
 *
 * Send the customer to `payment_url` when it is there: it is the payment page, the issuer's page, 3-D Secure, or the shop's own
 * success page when nothing is left to do. Conclude nothing from where it leads.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category models
 */
export class PlacedOrder extends wire.open<PlacedOrder>("PlacedOrder")(OrderDetails.fields, {
  required: ["order_id"],
  spellings: OrderDetails.spellings
}) {}

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
