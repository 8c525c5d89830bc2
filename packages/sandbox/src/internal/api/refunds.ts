// /orders/{id}/refunds. An amount of 0, or none, is everything that is left. Pay-later methods send the lines that go back instead of
// an amount.
import * as Result from "effect/Result"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Json from "../state/Json.ts"
import { refuse } from "../machine/turn.ts"
import * as State from "../state/State.ts"
import * as wireOrder from "../wire/order.ts"
import { refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"
import { validate } from "./validate.ts"

const create = (call: Call<{ readonly order_id: string }>): Handling => {
  const { quirks } = call.settings
  const { amount: _amount, ...rest } = Json.record(call.body) ?? {}
  const given = Json.at(call.raw, "amount") ?? undefined
  // The vendor's Python library sends an amount beside the lines, which is two kinds of refund in one.
  const both = given !== undefined && rest["checkout_data"] !== undefined
  const valid = validate(Refund.create, both ? rest : call.body)
  if (Result.isFailure(valid)) return refused(valid.failure, quirks.emptyLists)
  const body = valid.success
  const { order_id } = call.params
  const items = Json.at(body, "checkout_data", "items")
  const amount = Json.string(given)
  if (amount !== undefined && !/^\d{1,15}$/.test(amount)) {
    return refused(
      refuse(404, 1001, "Invalid amount: it must be a whole number in the smallest unit"),
      quirks.emptyLists
    )
  }
  return {
    command: {
      _tag: "Refund",
      order_id,
      amount: amount === undefined ? undefined : Number(amount),
      items: Array.isArray(items) ? items.map(Json.from) : undefined,
      currency: Json.string(body["currency"]),
      description: Json.string(body["description"]),
      refund_order_id: Json.string(body["refund_order_id"])
    },
    reply: (answer, state) => {
      if (answer._tag !== "Order") return success({})
      const transaction_id = wireOrder.number(answer.order.transaction_id ?? "0")
      const isOfPart = State.byKey(state, answer.order.parent)?.kind === "shipment"
      return success({
        transaction_id,
        ...(isOfPart ? {} : { refund_id: transaction_id }),
        order_id: wireOrder.orderId(answer.order.order_id, quirks)
      })
    }
  }
}

const cancel = (call: Call<{ readonly order_id: string; readonly refund_id: string }>): Handling => {
  const { order_id, refund_id } = call.params
  const valid = validate(Refund.cancel, call.body)
  if (Result.isFailure(valid)) return refused(valid.failure, call.settings.quirks.emptyLists)
  return { command: { _tag: "VoidRefund", order_id, refund_id }, reply: () => success({}) }
}

export const routes: ReadonlyArray<Route> = [route(Refund.create, create), route(Refund.cancel, cancel)]
