// What the account holds: its money by currency at the end of every day on which some of it moved, and the payouts that follow. Worked out
// from what the orders say, since money that has moved never moves back: a refund and a chargeback are moves of their own.
import { dayOf, nextMidnight } from "./days.ts"
import type { Register } from "./Register.ts"
import type * as State from "./State.ts"

/** All that an account had at the end of a day, paid out as the next day begins. */
export interface Payout {
  readonly transaction_id: string
  readonly at: number
  readonly currency: string
  readonly amount: number
  /** Where it stands among the orders, newest last: right after the order that has this key. */
  readonly after: number
}

/** Amounts in the smallest unit. */
interface Closing {
  readonly day: string
  /** When the day was over. */
  readonly at: number
  readonly currency: string
  readonly amount: number
  /** Approved payments whose money has not come. */
  readonly uncleared: number
  readonly payout: Payout | undefined
}

interface Balances {
  /** Oldest first. */
  readonly closings: ReadonlyArray<Closing>
  readonly payouts: ReadonlyArray<Payout>
}

/** What MultiSafepay takes for a payment, smallest unit. */
export const feeOf = (order: State.Order): number =>
  order.completed !== undefined && (order.kind === "capture" || (order.kind === "payment" && !isHeld(order))) ? 44 : 0

/** What a card holds for captures is nobody's money yet: each is an order of its own. One of everything is the order itself. */
export const isHeld = ({ capture, kind }: State.Order): boolean =>
  kind === "payment" && capture !== undefined && capture.whole !== true

/** When its money moved. Files of older sandboxes tell only when it succeeded. */
export const clearedAt = (order: State.Order): number | undefined =>
  isHeld(order) ? undefined : (order.cleared ?? (order.financial_status === "completed" ? order.completed : undefined))

/** Does it take money off the account? */
export const isDebit = ({ kind }: State.Order): boolean => kind === "refund" || kind === "chargeback"

/** Up to now; a day that is not over has no balance yet. `idOf` names a payout by its place among all payouts. */
export const of = (state: State.State, now: number, idOf: (index: number, at: number) => string): Balances => {
  const known = cache.get(state.orders) ?? work(state, idOf)
  cache.set(state.orders, known)
  return {
    closings: known.closings.filter(({ at }) => at <= now),
    payouts: known.payouts.filter(({ at }) => at <= now)
  }
}

// Lists are read page by page, and between two pages hardly ever an order changes.
const cache = new WeakMap<Register<State.Order>, Balances>()

interface Move {
  readonly at: number
  readonly currency: string
  readonly amount: number
  readonly uncleared: number
}

const movesOf = (order: State.Order): ReadonlyArray<Move> => {
  const { amount, completed, currency } = order
  const cleared = clearedAt(order)
  const sign = isDebit(order) ? -1 : 1
  const moved =
    cleared === undefined ? [] : [{ at: cleared, currency, amount: sign * amount - feeOf(order), uncleared: 0 }]
  const waited =
    !isDebit(order) &&
    completed !== undefined &&
    (cleared === undefined ? order.financial_status === "uncleared" && order.phase === "paid" : completed < cleared)
  if (!waited) return moved
  const coming = { at: completed, currency, amount: 0, uncleared: amount }
  return cleared === undefined ? [coming] : [coming, { ...coming, at: cleared, uncleared: -amount }, ...moved]
}

const work = (state: State.State, idOf: (index: number, at: number) => string): Balances => {
  const orders = [...state.orders]
  const moves = orders.flatMap(movesOf).sort((a, b) => a.at - b.at)
  const closings: Array<Closing> = []
  const payouts: Array<Payout> = []
  const amounts = new Map<string, number>()
  const uncleared = new Map<string, number>()
  const add = (to: Map<string, number>, currency: string, amount: number) =>
    to.set(currency, (to.get(currency) ?? 0) + amount)

  let paidOut: ReadonlyArray<Payout> = []
  let midnight = 0
  let next = 0
  let key = 0
  while (next < moves.length || paidOut.length > 0) {
    // Days on which nothing moves are passed over.
    midnight = nextMidnight(paidOut.length > 0 ? midnight : (moves[next]?.at ?? midnight))
    const touched = new Set(paidOut.map(({ currency }) => currency))
    for (; (moves[next]?.at ?? Infinity) < midnight; next++) {
      const move = moves[next] as Move
      add(amounts, move.currency, move.amount)
      add(uncleared, move.currency, move.uncleared)
      if (move.amount !== 0) touched.add(move.currency)
    }
    while ((orders[key]?.created ?? Infinity) < midnight) key++
    const leaving: Array<Payout> = []
    for (const currency of [...touched].sort()) {
      const amount = amounts.get(currency) ?? 0
      const payout =
        amount > 0
          ? {
              transaction_id: idOf(payouts.length + leaving.length, midnight),
              at: midnight,
              currency,
              amount,
              after: orders[key - 1]?.key ?? 0
            }
          : undefined
      if (payout !== undefined) leaving.push(payout)
      closings.push({
        day: dayOf(midnight - 1),
        at: midnight,
        currency,
        amount,
        uncleared: uncleared.get(currency) ?? 0,
        payout
      })
    }
    for (const { amount, currency } of leaving) add(amounts, currency, -amount)
    payouts.push(...leaving)
    paidOut = leaving
  }
  return { closings, payouts }
}
