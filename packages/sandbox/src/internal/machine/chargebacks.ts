// Chargebacks. What the payer's bank asks back is reserved first; then the money leaves, or the merchant wins the dispute. What the order
// itself shows after a dispute was won the vendor leaves open: here it goes on from where it was.
import type { Ending } from "../state/Command.ts"
import { refundableRest } from "../rules/giftCards.ts"
import { statusesOf } from "../rules/methods.ts"
import type * as State from "../state/State.ts"
import { childOf, parentOf } from "./children.ts"
import { log, move, type Turn } from "./turn.ts"

export const chargeback = (
  turn: Turn,
  order: State.Order,
  { reason, reason_code }: Omit<Ending, "now">
): State.Order => {
  const child = childOf(turn, order, "chargeback", order.order_id, refundableRest(order), {
    status: "reserved",
    financial_status: "reserved",
    phase: "open",
    reason,
    reason_code
  })
  log(turn, "chargeback.created", child, `transaction ${child.transaction_id}`)
  return move(turn, { ...order, children: [...order.children, child.key] }, { phase: "chargeback" })
}

/** What can become of a chargeback: `completed` the money leaves, `declined` the merchant wins, before or after that. */
export const possibleOf = (chargeback: State.Order): ReadonlyArray<"completed" | "declined"> =>
  chargeback.phase === "open" ? ["completed", "declined"] : chargeback.phase === "settled" ? ["declined"] : []

export const settle = (turn: Turn, chargeback: State.Order, outcome: "completed" | "declined"): State.Order => {
  if (outcome === "completed") {
    const pair = ["completed", "completed"] as const
    return move(turn, chargeback, { phase: "settled", pair, silent: true })
  }
  const order = parentOf(turn, chargeback)
  const hasLeft = chargeback.phase === "settled"
  // Money that has left comes back by a transaction of its own; the chargeback stays what it was in the books.
  const pair = hasLeft ? (["completed", "completed"] as const) : (["void", "void"] as const)
  const ended = move(turn, chargeback, { phase: "void", pair, silent: true })
  if (order === undefined) return ended
  const back = hasLeft ? [reverse(turn, order, ended).key] : []
  move(turn, { ...order, children: [...order.children, ...back] }, { phase: phaseBefore(order) })
  return ended
}

const reverse = (turn: Turn, order: State.Order, chargeback: State.Order): State.Order => {
  const child = childOf(turn, order, "reversal", order.order_id, chargeback.amount, {
    status: "completed",
    financial_status: "completed",
    phase: "settled"
  })
  log(turn, "chargeback.reversed", child, `transaction ${child.transaction_id}`)
  return child
}

const phaseBefore = ({ cleared, method }: State.Order): State.Phase =>
  cleared !== undefined && statusesOf(method).settled !== undefined ? "settled" : "paid"
