// Refunds: an order of their own that begins as the method says (reserved for most), is paid out at midnight in Amsterdam or when
// somebody accepts it, and can be withdrawn until then. The same amount again within five minutes is refused, and after
// five minutes it is not.
import type { Refund, VoidRefund } from "../state/Command.ts"
import { isPartPaid, sharesOf } from "../rules/giftCards.ts"
import { day, entryOf, mayUntilSettled, statusesOf } from "../rules/methods.ts"
import { nextMidnight } from "../state/days.ts"
import * as State from "../state/State.ts"
import { childOf } from "./children.ts"
import { refundLines } from "./refundLines.ts"
import { choose } from "./outcomes.ts"
import { isRefusal, log, notify, type Refusal, refuse, schedule, type Turn, update } from "./turn.ts"

export const refund = (turn: Turn, command: Refund): State.Order | Refusal => {
  const order = State.find(turn.state, command.order_id)
  if (order === undefined) return refuse(404, 1006, "Invalid transaction ID")
  const left = refundable(order)
  const given = byLines(order, command) ? refundLines(turn.state, order, command.items ?? []) : undefined
  if (isRefusal(given)) return given
  const amount = given?.amount ?? (command.amount === undefined || command.amount === 0 ? left : command.amount)
  const refusal = objection(turn, order, command, amount, left)
  if (refusal !== undefined) return refusal

  const pairs = statusesOf(order.method).refund ?? { start: ["reserved", "reserved"], end: ["completed", "completed"] }
  const shares = sharesOf(order, amount)
  const child = childOf(turn, order, "refund", command.refund_order_id ?? order.order_id, amount, {
    status: pairs.start[0],
    financial_status: pairs.start[1],
    phase: "open",
    lines: given?.lines,
    giftCards: shares,
    description: command.description ?? `Refund order ${order.order_id}`
  })
  const parent = update(turn, order, {
    children: [...order.children, child.key],
    refunded: order.refunded + amount,
    giftCards: order.giftCards?.map((card, i) => ({ ...card, refunded: card.refunded + (shares?.[i]?.amount ?? 0) })),
    modified: turn.now
  })
  log(turn, "refund.created", child, `${amount} of ${order.order_id}`)
  if (child.order_id !== parent.order_id) notify(turn, child)
  // Some methods pay out at once: their refund begins where it ends.
  if (pairs.start[0] === "completed" && pairs.start[1] === pairs.end[1]) {
    const done = choose(turn, child, "completed")
    return isRefusal(done) ? child : done
  }
  schedule(turn, child, "accept-refund", nextMidnight(turn.now))
  return child
}

// Elsewhere than with pay later an amount beside the lines is what counts.
const byLines = (order: State.Order, { amount, items }: Refund): boolean =>
  items !== undefined && (amount === undefined || amount === 0 || entryOf(order.method)?.category === "bnpl")

/** What can still be given back, smallest unit. Captures are refunded one by one, not through their authorisation. */
export const refundable = (order: State.Order): number => {
  if (order.kind === "refund" || order.kind === "chargeback") return 0
  if (order.phase !== "paid" && order.phase !== "settled") return 0
  if ((order.capture !== undefined && order.capture.whole !== true) || order.inParts) return 0
  const isUnderway = order.phase === "paid" && statusesOf(order.method).settled !== undefined
  if (isUnderway && !mayUntilSettled(order, "refund")) return 0
  return order.amount - order.refunded
}

const objection = (
  turn: Turn,
  order: State.Order,
  command: Refund,
  amount: number,
  left: number
): Refusal | undefined => {
  const refused = (info: string) => refuse(404, 1034, `Refund not possible: ${info}`)
  if (order.capture !== undefined && order.capture.captured > 0 && order.capture.whole !== true) {
    return refused("refund the captures of this authorisation by their own order ids")
  }
  if (order.inParts) return refused("the order was shipped in parts, refund the shipments by their own order ids")
  if (left === 0)
    return refused(`order ${order.order_id} is ${order.status}/${order.financial_status}, nothing is left to refund`)
  if (amount > left) return refused("the amount is more than what is left of the order")
  if (command.currency !== undefined && command.currency !== order.currency) {
    return refuse(404, 1002, "Invalid currency: it is not the order's")
  }
  const rules = entryOf(order.method)?.refund
  if (rules !== undefined) {
    if (rules.combinedOnly === true && !isPartPaid(order))
      return refused(`what ${order.method} paid alone cannot be refunded`)
    if (!rules.full && !rules.partial) return refused(`${order.method} payments cannot be refunded`)
    if (!rules.partial && amount !== order.amount)
      return refused(`${order.method} payments can only be refunded in full`)
    if (rules.windowDays !== undefined && turn.now - (order.completed ?? order.created) > rules.windowDays * day) {
      return refused(`${order.method} payments can be refunded for ${rules.windowDays} days`)
    }
  }
  const earlier = State.children(turn.state, order, "refund")
  if (rules?.once === true && earlier.some((one) => one.phase !== "void" && one.phase !== "declined")) {
    return refused(`${order.method} allows one refund per payment`)
  }
  if (earlier.some((one) => one.amount === amount && turn.now - one.created < 5 * 60_000)) {
    return refused("the same amount was refunded less than 5 minutes ago")
  }
  if (command.refund_order_id !== undefined && State.find(turn.state, command.refund_order_id) !== undefined) {
    return refuse(404, 1006, "Invalid order ID: refund_order_id is taken")
  }
  return undefined
}

/** PATCH /orders/{id}/refunds/{refund_id} with status void, until the refund is paid out. */
export const voidRefund = (turn: Turn, command: VoidRefund): State.Order | Refusal => {
  const order = State.find(turn.state, command.order_id)
  if (order === undefined) return refuse(404, 1006, "Invalid transaction ID")
  const found = State.children(turn.state, order, "refund").find(
    (one) => one.transaction_id === command.refund_id || one.order_id === command.refund_id
  )
  if (found === undefined) return refuse(404, 1006, "Invalid transaction ID: no such refund of this order")
  if (found.phase !== "open") return refuse(410, 1000, `Refund not cancelled: it is ${found.status}`)
  return choose(turn, found, "cancelled")
}
