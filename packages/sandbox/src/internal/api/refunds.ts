// /orders/{id}/refunds. An amount of 0, or none, is everything that is left. Pay-later methods send the lines that go back instead of
// an amount; the vendor's pages disagree about which of price and quantity is negative, so either is taken.
import * as Result from "effect/Result"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Json from "../Json.ts"
import { refuse } from "../machine/turn.ts"
import * as State from "../State.ts"
import * as wireOrder from "../wireOrder.ts"
import { refused, success } from "./Reply.ts"
import type { Call, Handling } from "./Route.ts"
import { validate } from "./validate.ts"

export const create = (call: Call): Handling => {
  const { quirks } = call.settings
  const valid = validate(Refund.create, call.body, call.settings)
  if (Result.isFailure(valid)) return refused(valid.failure, quirks.emptyLists)
  const body = valid.success
  const order_id = call.params[0] ?? ""
  const lines = Json.at(body, "checkout_data", "items")
  const text = Json.string(body["amount"])
  const amount = Array.isArray(lines) ? ofLines(call, order_id, lines) : text === undefined ? undefined : Number(text)
  if (Number.isNaN(amount)) {
    return refused(
      refuse(
        404,
        1034,
        "Refund not possible: the lines give nothing back, make the quantity of a returned line negative"
      ),
      quirks.emptyLists
    )
  }
  return {
    command: {
      _tag: "Refund",
      order_id,
      amount,
      currency: Json.string(body["currency"]),
      description: Json.string(body["description"]),
      refund_order_id: Json.string(body["refund_order_id"])
    },
    reply: (answer) => {
      if (answer._tag !== "Order") return success({})
      const transaction_id = wireOrder.number(answer.order.transaction_id ?? "0")
      return success({
        transaction_id,
        refund_id: transaction_id,
        order_id: wireOrder.orderId(answer.order.order_id, quirks)
      })
    }
  }
}

/** What the negative lines of a refund come to, by the tax tables of the order; NaN when they give nothing back. */
const ofLines = (call: Call, order_id: string, lines: ReadonlyArray<unknown>): number => {
  const order = State.find(call.state, order_id)
  if (order === undefined) return 0
  const negative = lines.filter((line) => isNegative(line))
  const total = Cart.total({
    currency: order.currency,
    shopping_cart: { items: negative },
    checkout_options: order.details.checkout_options
  } as unknown as Parameters<typeof Cart.total>[0])
  return Result.isSuccess(total) && total.success < 0 ? -total.success : Number.NaN
}

const isNegative = (line: unknown): boolean =>
  Number(Json.at(line, "quantity")) * Number(Json.at(line, "unit_price")) < 0

export const cancel = (call: Call): Handling => {
  const [order_id = "", refund_id = ""] = call.params
  const valid = validate(Refund.cancel, call.body, call.settings)
  if (Result.isFailure(valid)) return refused(valid.failure, call.settings.quirks.emptyLists)
  return { command: { _tag: "VoidRefund", order_id, refund_id }, reply: () => success({}) }
}
