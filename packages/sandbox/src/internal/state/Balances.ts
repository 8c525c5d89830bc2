// What the account holds: its money by currency at the end of every day on which some of it moved, and the payouts that follow. Worked out
// from what the orders say, since money that has moved never moves back: a refund and a chargeback are moves of their own.
import { dayOf, nextMidnight } from "./days.ts"
import * as Register from "./Register.ts"
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
export const of = (
  { orders }: State.State,
  now: number,
  idOf: (index: number, at: number) => string
): { readonly closings: ReadonlyArray<Closing>; readonly payouts: ReadonlyArray<Payout> } => {
  const ledger = ledgers.get(orders.lineage) ?? new Ledger(orders)
  ledgers.set(orders.lineage, ledger)
  ledger.follow(orders)
  ledger.closings ??= close(ledger, idOf)
  const closings = ledger.closings.filter(({ at }) => at <= now)
  return { closings, payouts: closings.flatMap(({ payout }) => payout ?? []) }
}

// One sandbox's, for as long as it has these orders: only those that have changed since are looked at again.
const ledgers = new WeakMap<object, Ledger>()

/** What moved on a day. */
interface Sum {
  amount: number
  uncleared: number
  /** How many moves changed the amount. */
  moves: number
}

class Ledger {
  /** By the midnight that ends a day, and by currency. */
  readonly days = new Map<number, Map<string, Sum>>()
  /** The newest order of those that were placed on a day, by the midnight that ends it. */
  readonly newest = new Map<number, number>()
  /** Once worked out, until an order changes. */
  closings: ReadonlyArray<Closing> | undefined
  private orders: Register.Register<State.Order>
  private readonly midnights = new Map<number, number>()

  constructor({ lineage }: Register.Register<State.Order>) {
    this.orders = Register.empty(lineage)
  }

  follow(orders: Register.Register<State.Order>): void {
    if (orders === this.orders) return
    for (const [before, after] of orders.changes(this.orders)) {
      if (before !== undefined) for (const move of movesOf(before)) this.add(move, -1)
      if (after === undefined) continue
      for (const move of movesOf(after)) this.add(move, 1)
      const midnight = this.midnightAfter(after.created)
      this.newest.set(midnight, Math.max(this.newest.get(midnight) ?? 0, after.key))
    }
    this.orders = orders
    this.closings = undefined
  }

  private add({ amount, at, currency, uncleared }: Move, sign: 1 | -1): void {
    const midnight = this.midnightAfter(at)
    const day = this.days.get(midnight) ?? new Map<string, Sum>()
    const sum = day.get(currency) ?? { amount: 0, uncleared: 0, moves: 0 }
    sum.amount += sign * amount
    sum.uncleared += sign * uncleared
    if (amount !== 0) sum.moves += sign
    this.days.set(midnight, day.set(currency, sum))
  }

  // It falls on a full hour, and to work it out takes longer than all the rest.
  private midnightAfter(at: number): number {
    const hour = Math.floor(at / 3_600_000)
    const midnight = this.midnights.get(hour) ?? nextMidnight(at)
    this.midnights.set(hour, midnight)
    return midnight
  }
}

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

const close = ({ days, newest }: Ledger, idOf: (index: number, at: number) => string): ReadonlyArray<Closing> => {
  const closings: Array<Closing> = []
  const [moving, placing] = [days, newest].map((map) => [...map.keys()].sort((a, b) => a - b)) as [
    Array<number>,
    Array<number>
  ]
  const amounts = new Map<string, number>()
  const uncleared = new Map<string, number>()
  const add = (to: Map<string, number>, currency: string, amount: number) =>
    to.set(currency, (to.get(currency) ?? 0) + amount)

  let paidOut: ReadonlyArray<Payout> = []
  let count = 0
  let midnight = 0
  let after = 0
  let [day, placed] = [0, 0]
  while (day < moving.length || paidOut.length > 0) {
    // Days on which nothing moves are passed over.
    midnight = paidOut.length > 0 ? nextMidnight(midnight) : (moving[day] ?? midnight)
    const touched = new Set(paidOut.map(({ currency }) => currency))
    if (moving[day] === midnight) {
      for (const [currency, sum] of days.get(midnight) ?? []) {
        add(amounts, currency, sum.amount)
        add(uncleared, currency, sum.uncleared)
        if (sum.moves > 0) touched.add(currency)
      }
      day++
    }
    for (; (placing[placed] ?? Infinity) <= midnight; placed++) after = newest.get(placing[placed] ?? 0) ?? after
    const leaving: Array<Payout> = []
    for (const currency of [...touched].sort()) {
      const amount = amounts.get(currency) ?? 0
      const payout =
        amount > 0 ? { transaction_id: idOf(count++, midnight), at: midnight, currency, amount, after } : undefined
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
    paidOut = leaving
  }
  return closings
}
