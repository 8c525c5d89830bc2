// What a merchant does to an order: cancel it, ship it or part of it, note something, give it more time.
import * as HashMap from "effect/HashMap"
import type { CancelOrder, CancelSession, RenameOrder, Ship, UpdateOrder } from "../state/Command.ts"
import { entryOf, isCancellable, mayUntilSettled, statusesOf } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { childOf } from "./children.ts"
import { log, move, notify, put, type Refusal, refuse, type Turn, update } from "./turn.ts"

const gone = (info: string): Refusal => refuse(410, 1000, `Not found: ${info}`)

const find = (turn: Turn, order_id: string): State.Order | Refusal =>
  State.find(turn.state, order_id) ?? refuse(404, 1006, "Invalid transaction ID")

export const cancel = (turn: Turn, command: CancelOrder): State.Order | Refusal => {
  const order = find(turn, command.order_id)
  if ("_tag" in order) return order
  const isRevocable = mayUntilSettled(order, "cancel") && !order.shipped && order.refunded === 0
  switch (order.phase) {
    case "session":
      return move(turn, update(turn, order, { linkDisabled: true }), { phase: "cancelled" })
    case "open":
    case "review":
    case "pending":
      if (!isCancellable(order.method)) return gone(`a started ${order.method} payment cannot be cancelled`)
      return move(turn, update(turn, order, { linkDisabled: true }), { phase: "cancelled" })
    case "paid":
      if (isRevocable) return move(turn, order, { phase: "cancelled" })
      break
    default:
      break
  }
  return gone(`order ${order.order_id} is ${order.status}/${order.financial_status} and cannot be cancelled`)
}

export const cancelSession = (turn: Turn, command: CancelSession): State.Order | Refusal => {
  const order = State.find(turn.state, command.order_id)
  const isWaiting = order?.phase === "session" || order?.phase === "open"
  if (order === undefined || !isWaiting || !(order.details.qr || order.details.terminal_id !== undefined)) {
    return refuse(403, 0, "Forbidden")
  }
  return move(turn, update(turn, order, { linkDisabled: true }), { phase: "cancelled", pair: ["cancelled", null] })
}

export const ship = (turn: Turn, command: Ship): State.Order | Refusal => {
  const order = find(turn, command.order_id)
  if ("_tag" in order) return order
  if (
    order.shipped ||
    (order.inParts && command.amount === undefined) ||
    order.status === "uncleared" ||
    (order.phase !== "paid" && order.phase !== "settled")
  ) {
    return gone(`order ${order.order_id} is ${order.status}/${order.financial_status} and cannot be shipped`)
  }
  return command.amount === undefined || command.amount === order.amount
    ? move(turn, order, { phase: order.phase, shipped: true })
    : shipPart(turn, order, command.amount)
}

// Each part is an order of its own; the money of the main order is never completed.
const shipPart = (turn: Turn, order: State.Order, amount: number): State.Order | Refusal => {
  if (entryOf(order.method)?.partialShipments !== true) return gone(`${order.method} orders cannot be shipped in parts`)
  const before = State.children(turn.state, order, "shipment").reduce((sum, part) => sum + part.amount, 0)
  if (amount <= 0 || amount > order.amount - order.refunded - before)
    return refuse(404, 1001, "Invalid amount: more than is left to ship")
  const [status, financial_status] = statusesOf(order.method).shipped ?? ["shipped", "uncleared"]
  const id = `${order.order_id.slice(0, 37)}-shipment-${order.children.length + 1}`
  const part = childOf(turn, order, "shipment", id, amount, { status, financial_status, phase: "paid" })
  log(turn, "shipment.created", part, `${amount} of ${order.order_id}`)
  update(turn, part, { shipped: true })
  notify(turn, part)
  update(turn, order, { children: [...order.children, part.key], inParts: true })
  return part
}

export const note = (turn: Turn, command: UpdateOrder): State.Order | Refusal => {
  const order = find(turn, command.order_id)
  if ("_tag" in order) return order
  if (command.extend && (entryOf(order.method)?.extendable !== true || order.phase !== "paid" || order.shipped)) {
    return gone("only an approved order of a method that has this, not yet shipped, can be extended")
  }
  return update(turn, order, { modified: turn.now })
}

/** A FastCheckout order under another id; under the old one it is gone. */
export const rename = (turn: Turn, command: RenameOrder): State.Order | Refusal => {
  const order = find(turn, command.order_id)
  if ("_tag" in order) return order
  if (order.flow !== "checkout") return gone("only a FastCheckout order can get another id")
  if (State.find(turn.state, command.new_order_id) !== undefined) return refuse(404, 1006, "Invalid order ID")
  turn.state = { ...turn.state, byOrderId: HashMap.remove(turn.state.byOrderId, order.order_id) }
  return put(turn, { ...order, order_id: command.new_order_id, modified: turn.now })
}
