// One turn of the machine: the state as it grows while a command is carried out. Seen from outside the machine is a pure function;
// inside, a turn is the one thing that changes.
import * as HashMap from "effect/HashMap"
import type { Notice, Tampering } from "../../Notice.ts"
import type { SandboxEvent } from "../../SandboxEvent.ts"
import * as chance from "../state/chance.ts"
import type { NoteRequest } from "../state/Command.ts"
import { type Pair, pairOf } from "../rules/methods.ts"
import type { Settings } from "../state/Settings.ts"
import * as State from "../state/State.ts"
import * as wireNotification from "../wire/notification.ts"
import * as outbox from "./outbox.ts"

export interface Turn {
  state: State.State
  /** When the thing happens; a late alarm happens at its own time. */
  readonly now: number
  readonly settings: Settings
}

/** Why a command is not carried out, in the service's own terms. */
export interface Refusal {
  readonly _tag: "Refusal"
  readonly status: number
  readonly code: number
  readonly info: string
}

export const refuse = (status: number, code: number, info: string): Refusal => ({ _tag: "Refusal", status, code, info })

export const isRefusal = (value: object | undefined): value is Refusal =>
  value !== undefined && "_tag" in value && value._tag === "Refusal"

export const nextId = (turn: Turn): number => {
  const n = turn.state.next
  turn.state = { ...turn.state, next: n + 1 }
  return n
}

export const newTransactionId = (turn: Turn): string =>
  chance.transactionId(turn.settings.seed, nextId(turn), turn.now, turn.settings.quirks.longIds)

export const log = (turn: Turn, type: SandboxEvent["type"], order: State.Order | undefined, detail: string): void =>
  enter(turn, {
    type,
    order_id: order?.order_id,
    pair: order === undefined ? undefined : `${order.status}/${order.financial_status}`,
    detail
  })

/** What is told of a request is no state of its order, and the order it names may be none. */
export const logRequest = (turn: Turn, { detail, order_id, type }: NoteRequest): void =>
  enter(turn, {
    type,
    order_id: order_id === undefined ? undefined : (State.find(turn.state, order_id)?.order_id ?? order_id),
    pair: undefined,
    detail
  })

const enter = (turn: Turn, line: Omit<SandboxEvent, "id" | "at">): void => {
  const event: SandboxEvent = { id: (turn.state.events.at(-1)?.id ?? 0) + 1, at: turn.now, ...line }
  turn.state = { ...turn.state, events: State.latest(turn.state.events, event) }
}

/** Stores an order and everything it can be found by. A later order of the same id is the one that is found. */
export const put = (turn: Turn, order: State.Order): State.Order => {
  const { state } = turn
  const sharesId = order.parent !== undefined && State.find(state, order.order_id)?.key === order.parent
  turn.state = {
    ...state,
    orders: state.orders.set(order),
    // A refund without an id of its own shares the order's, and the order is what the id finds.
    byOrderId: sharesId ? state.byOrderId : HashMap.set(state.byOrderId, order.order_id, order.key),
    byTransaction:
      order.transaction_id === undefined
        ? state.byTransaction
        : HashMap.set(state.byTransaction, order.transaction_id, order.key),
    bySession: HashMap.set(state.bySession, order.session_id, order.key)
  }
  return order
}

/** Changes an order in place; it stays found by what it was found by. */
export const update = (turn: Turn, order: State.Order, change: Partial<State.Order>): State.Order => {
  const next = { ...order, ...change }
  const { state } = turn
  turn.state = {
    ...state,
    orders: state.orders.set(next),
    byTransaction:
      next.transaction_id === undefined
        ? state.byTransaction
        : HashMap.set(state.byTransaction, next.transaction_id, next.key)
  }
  return next
}

/** Makes something happen later, while the order still has the transaction it has now. */
export const schedule = (turn: Turn, order: State.Order, alarm: State.Alarm, at: number): void => {
  const timer: State.Timer = { at, order: order.key, alarm, transaction_id: order.transaction_id }
  turn.state = { ...turn.state, timers: turn.state.timers.add(timer) }
}

export interface Move {
  readonly phase: State.Phase
  readonly shipped?: boolean | undefined
  /** Where the method's own pair is not the right one. */
  readonly pair?: Pair | undefined
  readonly reason?: string | undefined
  readonly reason_code?: string | undefined
  readonly silent?: boolean | undefined
}

/** Moves an order to another phase; a new pair of statuses is logged and told to the shop. */
export const move = (turn: Turn, order: State.Order, to: Move): State.Order => {
  const shipped = to.shipped ?? order.shipped
  const pair = to.pair ?? pairOf(order, to.phase, shipped)
  const [status, financial_status] = withRefunds(turn.state, order, to.phase, pair)
  const isDone = (to.phase === "paid" || to.phase === "settled") && status !== "uncleared"
  const next = update(turn, order, {
    phase: to.phase,
    // Who has not paid keeps the credit of the gift card.
    giftCards: order.kind === "payment" && unpaid.has(to.phase) ? undefined : order.giftCards,
    shipped,
    status,
    financial_status,
    reason: to.reason ?? order.reason,
    reason_code: to.reason_code ?? order.reason_code,
    modified: turn.now,
    completed: order.completed ?? (isDone ? turn.now : undefined),
    cleared: order.cleared ?? (isDone && financial_status === "completed" ? turn.now : undefined)
  })
  if (next.status !== order.status || next.financial_status !== order.financial_status) {
    log(turn, "order.changed", next, `${order.status}/${order.financial_status} became ${status}/${financial_status}`)
    if (to.silent !== true) notify(turn, next)
  }
  return next
}

const unpaid: ReadonlySet<State.Phase> = new Set(["declined", "cancelled", "expired", "void"])

// Refunds that are paid out show in the order's status; the money's status stays what it was.
const withRefunds = (state: State.State, order: State.Order, phase: State.Phase, pair: Pair): Pair => {
  if (phase !== "paid" && phase !== "settled") return pair
  const done = State.children(state, order, "refund").filter((refund) => refund.phase === "settled")
  const sum = done.reduce((total, refund) => total + refund.amount, 0)
  if (sum === 0) return pair
  return [sum >= order.amount ? "refunded" : "partial_refunded", pair[1]]
}

/** Queues a notification of the order as it is now, in the same turn as the change. */
export const notify = (
  turn: Turn,
  order: State.Order,
  options?: { readonly tampering?: Tampering | undefined; readonly at?: number | undefined }
): Notice | undefined => {
  const { notification_method: method, notification_url: url } = order.details
  if (url === undefined) return undefined
  const body = method === "GET" ? "" : wireNotification.print(turn.state, order, turn.settings)
  const delivery: Notice = {
    id: outbox.nextId(turn.state),
    order_id: order.order_id,
    url,
    method,
    body: otherwise(body, options?.tampering),
    created: turn.now,
    tampering: options?.tampering,
    attempts: [],
    state: "pending",
    nextAt: options?.at ?? turn.now
  }
  turn.state = outbox.add(turn.state, delivery)
  log(turn, "notification.queued", order, `${delivery.id} to ${url}`)
  return delivery
}

/** Other spellings of a body that are as genuine, since they are what is signed. */
export const otherwise = (body: string, tampering: Tampering | undefined): string => {
  if (tampering === "spaced") return body.replace(",", ", ")
  if (tampering === "escaped") return body.replaceAll("/", "\\/")
  return tampering === "text-ids" ? body.replaceAll(/"transaction_id":(\d+)/g, '"transaction_id":"$1"') : body
}
