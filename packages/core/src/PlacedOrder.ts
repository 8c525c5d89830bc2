// What `POST /orders` answers. A redirect order or payment link is a session that nobody has opened yet: an id, an address and no
// status. A direct order is there at once, with everything an order has. Both are this one shape.
import * as Option from "effect/Option"
import * as Answer from "./Answer.ts"
import { CreateOrder } from "./CreateOrder.ts"
import * as Gateway from "./Gateway.ts"
import type { Ordering } from "./internal/gateways/entry.ts"
import { ordering } from "./internal/gateways/ordering.ts"
import * as wire from "./internal/answers/wire.ts"
import { gatewayOf, typeOf } from "./internal/orders/kindOf.ts"
import { isBlank } from "./internal/requests/blank.ts"
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

/**
 * What placing this order may do: most orders charge nobody until the customer acts and may be placed again after a lost answer; one
 * that carries a card, a token, an account or a buyer on credit charges at once, and one that sends a mail at creation cannot be
 * taken back. A direct order for an unknown gateway is taken for one that charges. The order counts as it is sent, however it is spelt.
 *
 * @category guards
 */
export const effectClass = (order: CreateOrder): Operation.EffectClass => {
  const { gateway, gateway_info, payment_data, recurring, recurring_id, second_chance, type } =
    order as object as Fields
  const isDirect = typeOf(type) === "direct"
  const id = gatewayOf(gateway)
  const known = typeof id === "string" ? Option.getOrUndefined(Gateway.canonical(id)) : undefined
  const entry: Ordering | undefined = known === undefined ? undefined : ordering[known]
  const unknown = !isBlank(id) && entry === undefined
  const chargesNow =
    payment_data !== undefined ||
    !isBlank(recurring_id) ||
    has(recurring, "id") ||
    (isDirect && (unknown || entry?.onDirect === "charges")) ||
    ["card_number", "payment_token", "terminal_id"].some((field) => has(gateway_info, field))
  const mailsNow =
    has(second_chance, "send_mail") || has(second_chance, "send_email") || (isDirect && entry?.onDirect === "mails")
  return chargesNow || mailsNow ? "guarded" : "reconcilable"
}

/** Whether the customer of this order chooses its shipping, which is added to its amount. @category guards */
export const isFastCheckout = ({ type }: CreateOrder): boolean => typeOf(type) === "checkout"

type Fields = Partial<Record<string, unknown>>

const has = (part: unknown, field: string): boolean => {
  const value = typeof part === "object" && part !== null ? (part as Fields)[field] : undefined
  return value !== undefined && value !== "" && value !== false
}
