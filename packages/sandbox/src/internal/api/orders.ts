// /orders and /capture.
import * as Result from "effect/Result"
import * as Capture from "@effect-multisafepay/core/Capture"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import type { Command } from "../state/Command.ts"
import * as Json from "../state/Json.ts"
import { type Refusal, refuse } from "../machine/turn.ts"
import * as State from "../state/State.ts"
import * as wireOrder from "../wire/order.ts"
import * as wirePlaced from "../wire/placed.ts"
import * as createOrder from "./createOrder.ts"
import { type Reply, refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"
import { validate } from "./validate.ts"

const refusal = (call: Call, why: Refusal): Reply => refused(why, call.settings.quirks.emptyLists)

interface ById {
  readonly order_id: string
}

const empty = (call: Call): Json.Json => (call.settings.quirks.emptyLists ? [] : {})

const create = (call: Call): Handling => {
  const command = createOrder.toCommand(call.body, call.hiddenFor)
  if (command._tag === "Refusal") return refusal(call, command)
  return {
    command,
    warnings: createOrder.warnings(command),
    reply: (answer, state) =>
      success(answer._tag === "Order" ? wirePlaced.placed(state, answer.order, call.settings) : empty(call))
  }
}

const get = (call: Call<ById>): Handling => {
  const order = State.find(call.state, call.params.order_id)
  if (order === undefined) return refusal(call, refuse(404, 1006, "Invalid transaction ID"))
  if (order.visibleFrom !== undefined && call.now < order.visibleFrom) {
    return refusal(
      call,
      refuse(404, 1006, `Invalid transaction ID (fault hidden: visible in ${order.visibleFrom - call.now} ms)`)
    )
  }
  if (!call.settings.preTransactionVisible && order.phase === "session") {
    return refusal(
      call,
      refuse(404, 1006, "Invalid transaction ID (preTransactionVisible is off: nobody has opened the payment page)")
    )
  }
  return success(wireOrder.details(call.state, order, call.settings))
}

const ids = (call: Call, order: State.Order): { readonly [key: string]: Json.Json } => ({
  transaction_id: wireOrder.number(order.transaction_id ?? "0"),
  order_id: wireOrder.orderId(order.order_id, call.settings.quirks)
})

// Text or number; the schema has made sure that it is whole.
const amountOf = (value: unknown): number | undefined => {
  const text = Json.string(value)
  return text === undefined ? undefined : Number(text)
}

const patch = (call: Call<ById>): Handling => {
  const valid = validate(OrderUpdate.update, call.body)
  if (Result.isFailure(valid)) return refusal(call, valid.failure)
  const command = patchCommand(call.params.order_id, valid.success)
  if (command === undefined) {
    return refusal(call, refuse(404, 1016, 'Invalid request: status must be "cancelled" or "shipped"'))
  }
  return {
    command,
    // Only a part of a shipment and a new id have something to tell.
    reply: (answer) =>
      success(
        answer._tag === "Order" && (answer.order.kind === "shipment" || command._tag === "RenameOrder")
          ? ids(call, answer.order)
          : {}
      )
  }
}

const patchCommand = (order_id: string, body: { readonly [key: string]: unknown }): Command | undefined => {
  switch (patchOf(body)) {
    case OrderUpdate.rename:
      return { _tag: "RenameOrder", order_id, new_order_id: Json.string(body["new_order_id"]) ?? "" }
    case OrderUpdate.cancel:
      return { _tag: "CancelOrder", order_id }
    case OrderUpdate.shipPartially:
      return { _tag: "Ship", order_id, amount: amountOf(body["partial_shipment_amount"] ?? body["amount"]) }
    case OrderUpdate.ship:
      return { _tag: "Ship", order_id, amount: undefined }
    case OrderUpdate.extend:
      return { _tag: "UpdateOrder", order_id, extend: true }
    default:
      return Json.string(body["status"]) === undefined ? { _tag: "UpdateOrder", order_id, extend: false } : undefined
  }
}

// One PATCH, several operations: told apart by their fields, like in core.
const patchOf = (body: unknown): Operation.Any => {
  const fields = Json.record(body) ?? {}
  const status = Json.string(fields["status"])
  if (fields["new_order_id"] !== undefined) return OrderUpdate.rename
  if (fields["extend_expiration"] !== undefined) return OrderUpdate.extend
  if (status === "cancelled") return OrderUpdate.cancel
  if (fields["amount"] !== undefined || fields["partial_shipment_amount"] !== undefined)
    return OrderUpdate.shipPartially
  if (status === "shipped") return OrderUpdate.ship
  return status === undefined && fields["invoice_id"] !== undefined ? OrderUpdate.setInvoice : OrderUpdate.update
}

const capture = (call: Call<ById>): Handling => {
  const valid = validate(Capture.create, call.body)
  if (Result.isFailure(valid)) return refusal(call, valid.failure)
  const body = valid.success
  return {
    command: {
      _tag: "Capture",
      order_id: call.params.order_id,
      amount: amountOf(body["amount"]),
      new_order_id: Json.string(body["new_order_id"]),
      description: Json.string(body["description"])
    },
    reply: (answer) => success(answer._tag === "Order" ? ids(call, answer.order) : empty(call))
  }
}

const release = (call: Call<ById>): Handling => {
  const valid = validate(Capture.cancel, call.body)
  if (Result.isFailure(valid)) return refusal(call, valid.failure)
  return {
    command: { _tag: "ReleaseAuthorisation", order_id: call.params.order_id },
    reply: (answer) => success(answer._tag === "Order" ? { success: true, ...ids(call, answer.order) } : empty(call))
  }
}

const cancel = (call: Call<ById>): Handling => ({
  command: { _tag: "CancelSession", order_id: call.params.order_id },
  reply: (answer) =>
    success(answer._tag === "Order" ? wireOrder.cancelledSession(answer.order, call.settings) : empty(call))
})

export const routes: ReadonlyArray<Route> = [
  route(PlacedOrder.create, create),
  route(OrderDetails.get, get),
  route(OrderUpdate.update, patch, patchOf),
  route(OrderDetails.cancelSession, cancel),
  route(Capture.create, capture),
  route(Capture.cancel, release)
]
