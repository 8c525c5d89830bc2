// Manual capture: everything at once completes the order itself, and is refunded there; a part is an order of its own, until nothing
// remains. Whether the authorisation or its last part becomes completed then the vendor leaves open; here both do.
import type { Capture, ReleaseAuthorisation } from "../state/Command.ts"
import * as State from "../state/State.ts"
import { childOf } from "./children.ts"
import { log, move, notify, type Refusal, refuse, type Turn, update } from "./turn.ts"

export const capture = (turn: Turn, command: Capture): State.Order | Refusal => {
  const order = authorised(turn, command.order_id)
  if ("_tag" in order) return order
  const { captured, remain } = order.capture
  const amount = command.amount ?? remain
  if (amount <= 0 || amount > remain)
    return refuse(404, 1001, "Invalid amount: it must be 1 to what remains to be captured")
  // The name that the request gives to it is passed over.
  if (amount === order.amount) {
    const whole = { ...order.capture, remain: 0, captured: amount, whole: true }
    const captured = update(turn, order, { capture: whole })
    log(turn, "capture.created", captured, `${amount} of ${order.order_id}, which is all of it`)
    return move(turn, captured, { phase: "paid" })
  }
  const id = command.new_order_id ?? `${order.order_id.slice(0, 38)}-capture-${order.children.length + 1}`
  if (State.find(turn.state, id) !== undefined) return refuse(404, 1006, "Invalid order ID: new_order_id is taken")

  const child = childOf(turn, order, "capture", id, amount, {
    status: "completed",
    financial_status: "completed",
    phase: "paid",
    description: command.description
  })
  log(turn, "capture.created", child, `${amount} of ${order.order_id}`)
  notify(turn, child)
  const parent = update(turn, order, {
    children: [...order.children, child.key],
    capture: { ...order.capture, remain: remain - amount, captured: captured + amount },
    modified: turn.now
  })
  if (remain === amount) move(turn, parent, { phase: "paid" })
  return child
}

/** PATCH /capture/{id} with status cancelled: what is not captured goes back to the payer. */
export const release = (turn: Turn, command: ReleaseAuthorisation): State.Order | Refusal => {
  const order = authorised(turn, command.order_id)
  if ("_tag" in order) return order
  const { captured, remain } = order.capture
  if (captured === 0) return move(turn, order, { phase: "void" })
  const child = childOf(turn, order, "capture", order.order_id, remain, {
    status: "void",
    financial_status: "void",
    phase: "void",
    description: "Released authorisation"
  })
  const parent = update(turn, order, {
    children: [...order.children, child.key],
    capture: { ...order.capture, remain: 0 }
  })
  // The shop hears of it as a completed order with a voided related transaction.
  return move(turn, parent, { phase: "paid" })
}

type Authorised = State.Order & { readonly capture: NonNullable<State.Order["capture"]> }

const authorised = (turn: Turn, order_id: string): Authorised | Refusal => {
  const order = State.find(turn.state, order_id)
  if (order === undefined) return refuse(404, 1006, "Invalid transaction ID")
  if (order.phase !== "authorised" || order.capture === undefined) {
    return refuse(
      404,
      1000,
      `Nothing to capture: order ${order_id} is ${order.status}/${order.financial_status} and ${
        order.details.capture ? "its authorisation is over" : 'was not placed with capture: "manual"'
      }`
    )
  }
  return { ...order, capture: order.capture }
}
