// What a refund by lines gives back: the cart before minus the cart after. Clients send the order's lines and the returned ones once
// more, with a negative price (the vendor's libraries) or a negative quantity (its product pages); some leave earlier refunds out, or
// send nothing but what comes back. So the lines that the order already has are taken off first.
import * as Result from "effect/Result"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as Json from "../state/Json.ts"
import * as State from "../state/State.ts"
import { type Refusal, refuse } from "./turn.ts"

export interface Given {
  readonly amount: number
  /** The lines that are new, which the cart of the order has from now on. */
  readonly lines: ReadonlyArray<Json.Json>
}

export const refundLines = (
  state: State.State,
  order: State.Order,
  sent: ReadonlyArray<Json.Json>
): Given | Refusal => {
  const cart = State.cartLines(state, order)
  const before = total(order, cart)
  for (const known of [cart, State.orderedLines(order), []]) {
    const lines = without(sent, known)
    const amount = before - total(order, [...cart, ...lines])
    if (amount <= 0) continue
    const much = lines.find((line) => isMoreThanThere(line, cart, lines))
    return much === undefined
      ? { amount, lines }
      : refuse(404, 1034, `Refund not possible: ${JSON.stringify(nameOf(much))} comes back more often than it is there`)
  }
  return refuse(
    404,
    1034,
    "Refund not possible: the lines give nothing back, make the unit_price of a returned line negative"
  )
}

const total = (order: State.Order, lines: ReadonlyArray<Json.Json>): number => {
  const items = lines.flatMap((line) => {
    const unit_price = Json.string(Json.at(line, "unit_price"))
    const quantity = Json.string(Json.at(line, "quantity")) ?? "1"
    const tax_table_selector = Json.string(Json.at(line, "tax_table_selector"))
    return unit_price === undefined ? [] : [{ name: nameOf(line), unit_price, quantity, tax_table_selector }]
  })
  const carrier = {
    currency: order.currency,
    shopping_cart: { items },
    checkout_options: order.details.checkout_options
  }
  return Result.getOrElse(Cart.total(carrier), () => 0)
}

const nameOf = (line: Json.Json): string => Json.string(Json.at(line, "name")) ?? ""

const number = (line: Json.Json, field: string, otherwise: number): number => {
  const text = Json.string(Json.at(line, field))
  return text === undefined ? otherwise : Number(text)
}

/** Above 0 for goods that were ordered, below 0 for what was returned or taken off. */
const signed = (line: Json.Json): number => number(line, "quantity", 1) * Math.sign(number(line, "unit_price", 0))

const articleOf = (line: Json.Json): string =>
  JSON.stringify([Json.string(Json.at(line, "merchant_item_id")) ?? "", Math.abs(number(line, "unit_price", 0))])

const without = (sent: ReadonlyArray<Json.Json>, known: ReadonlyArray<Json.Json>): ReadonlyArray<Json.Json> => {
  const rest = known.map((line) => `${articleOf(line)} ${signed(line)}`)
  return sent.filter((line) => {
    const place = rest.indexOf(`${articleOf(line)} ${signed(line)}`)
    if (place >= 0) rest.splice(place, 1)
    return place < 0
  })
}

// A free line, of an article that the cart does not have, is bounded by the amount alone.
const isMoreThanThere = (line: Json.Json, cart: ReadonlyArray<Json.Json>, lines: ReadonlyArray<Json.Json>): boolean => {
  const article = articleOf(line)
  const count = (some: ReadonlyArray<Json.Json>) =>
    some.reduce<number>((sum, one) => (articleOf(one) === article ? sum + signed(one) : sum), 0)
  const there = count(cart)
  return there !== 0 && Math.sign(there) * (there + count(lines)) < -1e-9
}
