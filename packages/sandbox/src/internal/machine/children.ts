// Orders that belong to another one: refunds, captures, shipments, chargebacks and their reversals. Each has a transaction and a status of its own.
import { word } from "../state/chance.ts"
import * as State from "../state/State.ts"
import { newTransactionId, nextId, put, type Turn } from "./turn.ts"

/** An order that belongs to another one: refund, capture, shipment, chargeback. */
export const childOf = (
  turn: Turn,
  parent: State.Order,
  kind: State.Kind,
  order_id: string,
  amount: number,
  rest: Pick<State.Order, "status" | "financial_status" | "phase" | "lines" | "giftCards"> & {
    readonly description?: string | undefined
    /** Of its own, where it is not the parent's. */
    readonly reason?: string | undefined
    readonly reason_code?: string | undefined
  }
): State.Order => {
  const { description, giftCards, lines, reason = parent.reason, reason_code = parent.reason_code, ...statuses } = rest
  const transaction_id = newTransactionId(turn)
  const key = nextId(turn)
  return put(turn, {
    ...parent,
    ...statuses,
    giftCards,
    lines,
    reason,
    reason_code,
    key,
    kind,
    parent: parent.key,
    children: [],
    order_id,
    transaction_id,
    session_id: word(turn.settings.seed, key, 32),
    flow: "child",
    amount,
    details: { ...parent.details, description: description ?? parent.details.description },
    created: turn.now,
    modified: turn.now,
    completed: statuses.phase === "paid" || statuses.phase === "settled" ? turn.now : undefined,
    cleared: statuses.financial_status === "completed" ? turn.now : undefined,
    capture: undefined,
    refunded: 0,
    attempts: [],
    visibleFrom: undefined,
    shipped: false,
    inParts: false,
    challenge: false
  })
}

export const parentOf = (turn: Turn, child: State.Order): State.Order | undefined =>
  State.byKey(turn.state, child.parent)
