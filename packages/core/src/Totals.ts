// What moved, per day, payment method and currency: the sums that a bookkeeper compares with closing balances and payouts. Only what has
// moved counts, so a refund that waits for midnight is not in it.
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as LocalTime from "./LocalTime.ts"
import type { ClosingBalance } from "./partner/Balance.ts"
import type { Transaction } from "./Transaction.ts"

/**
 * One line. Amounts in the smallest unit, all of them 0 or more but `net`, and `other` (corrections, conversions).
 *
 * @category models
 */
export interface Line {
  /** The day of completion in Dutch time, `yyyy-MM-dd`. */
  readonly day: string
  /** As MultiSafepay names it; empty for what has no method (fees of the account, payouts). */
  readonly method: string
  readonly currency: string
  /** How many transactions. */
  readonly count: number
  readonly gross: number
  readonly refunds: number
  readonly chargebacks: number
  readonly fees: number
  /** Gross less refunds, chargebacks and fees, with `other`. Payouts do not change what was earned. */
  readonly net: number
  readonly payouts: number
  readonly other: number
}

/** Lines by day, method and currency. @category models */
export type Totals = ReadonlyMap<string, Line>

/** @category constructors */
export const empty: Totals = new Map()

/** The totals of transactions. @category constructors */
export const of = (transactions: Iterable<Transaction>): Totals => {
  const totals = new Map<string, Line>()
  for (const transaction of transactions) {
    const line = lineOf(transaction)
    if (line !== undefined) put(totals, line)
  }
  return totals
}

/** Both together. @category combinators */
export const merge = (one: Totals, other: Totals): Totals => {
  if (one.size === 0) return other
  const totals = new Map(one)
  for (const line of other.values()) put(totals, line)
  return totals
}

/** By day, then method, then currency. @category accessors */
export const lines = (totals: Totals): ReadonlyArray<Line> =>
  Array.from(totals.entries())
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)

/**
 * A day of one currency, all methods together, beside what the account held. Amounts in the smallest unit.
 *
 * @category models
 */
export interface Day extends Omit<Line, "method"> {
  /** What was left at the end of the day on which the account's money moved before. Undefined where that is not told, like the next two. */
  readonly opening: number | undefined
  readonly closing: number | undefined
  /** `closing` less `opening`, `net` and `payouts`: 0 when the transactions tell everything that moved. */
  readonly unexplained: number | undefined
}

/**
 * The totals of whole days beside the closing balances of those days, by day, then currency. `from`, `yyyy-MM-dd`, is the first day; balances
 * of days before it are where it opens. MultiSafepay does not say whether a day's payout is in its balance or in the next one's, and with a
 * site's key the transactions are one site's while the balances are the account's: both show as `unexplained`.
 *
 * @category conversions
 */
export const days = (totals: Totals, balances: Iterable<ClosingBalance>, from = ""): ReadonlyArray<Day> => {
  const closings = new Map<string, number>()
  for (const { amount, closing_date = "", currency = "" } of balances) {
    if (amount !== undefined) closings.set(`${closing_date.slice(0, 10)}\n${currency}`, amount)
  }
  const moved = new Map<string, Line>()
  for (const line of totals.values()) put(moved, { ...line, method: "" }, `${line.day}\n${line.currency}`)
  const last = new Map<string, number>()
  return [...new Set([...moved.keys(), ...closings.keys()])].sort().flatMap((key): ReadonlyArray<Day> => {
    const [day = "", currency = ""] = key.split("\n")
    const closing = closings.get(key)
    const opening = last.get(currency)
    if (closing !== undefined) last.set(currency, closing)
    // The first balance of a currency is there to begin with.
    if (day < from || (opening === undefined && !moved.has(key))) return []
    const { method: _method, ...line } = moved.get(key) ?? { ...nothing, day, currency }
    const told = opening === undefined || closing === undefined ? undefined : closing - opening
    return [{ ...line, opening, closing, unexplained: told === undefined ? undefined : told - line.net + line.payouts }]
  })
}

const nothing: Line = {
  day: "",
  method: "",
  currency: "",
  count: 0,
  gross: 0,
  refunds: 0,
  chargebacks: 0,
  fees: 0,
  net: 0,
  payouts: 0,
  other: 0
}

const put = (totals: Map<string, Line>, line: Line, key = `${line.day}\n${line.method}\n${line.currency}`): void => {
  const known = totals.get(key)
  totals.set(key, known === undefined ? line : together(known, line))
}

const together = (one: Line, other: Line): Line => ({
  ...one,
  count: one.count + other.count,
  gross: one.gross + other.gross,
  refunds: one.refunds + other.refunds,
  chargebacks: one.chargebacks + other.chargebacks,
  fees: one.fees + other.fees,
  net: one.net + other.net,
  payouts: one.payouts + other.payouts,
  other: one.other + other.other
})

type Column = "gross" | "refunds" | "chargebacks" | "fees" | "payouts" | "other"

const columns: { readonly [type: string]: Column } = {
  payment: "gross",
  fastcheckout: "gross",
  coupon: "gross",
  refund: "refunds",
  chargeback: "chargebacks",
  admin_fee: "fees",
  monthly_fee: "fees",
  signup_fee: "fees",
  automatic_payout: "payouts",
  affiliate_payout: "payouts",
  merchant_settlement: "payouts",
  withdrawal: "payouts"
}

const lineOf = (transaction: Transaction): Line | undefined => {
  const when = transaction.completed ?? transaction.created
  if (transaction.financial_status !== "completed" || when === undefined) return undefined
  const isDebit = transaction.debit_credit === "D"
  const amount = Math.abs(transaction.amount ?? 0)
  const column = columnOf(transaction)
  const counted = {
    ...nothing,
    day: dayOf(when),
    method: transaction.payment_method ?? "",
    currency: transaction.currency ?? "",
    count: 1,
    fees: transaction.costs?.reduce((total, cost) => total + Math.abs(cost.amount ?? 0), 0) ?? 0
  }
  counted[column] += column === "other" && isDebit ? -amount : amount
  return { ...counted, net: counted.gross - counted.refunds - counted.chargebacks - counted.fees + counted.other }
}

// What goes the other way than its kind does, a fee that was given back for example, is a correction.
const columnOf = ({ debit_credit, type }: Transaction): Column => {
  const column = type === undefined ? "gross" : (columns[type] ?? "other")
  const usual = column === "gross" ? "C" : "D"
  return debit_credit === undefined || debit_credit === usual ? column : "other"
}

// A text with a zone of its own may lie on another day in the Netherlands.
const dayOf = (text: string): string =>
  Option.match(LocalTime.parse(text), {
    onNone: () => text.slice(0, 10),
    onSome: (instant) => LocalTime.format(DateTime.toUtc(instant)).slice(0, 10)
  })
