// GET /transactions: every order that had a transaction, refunds, captures, chargebacks, reversals and payouts, newest first. The last page
// still has an `after`, which leads to an empty page without one. GET /closing-balances: what they add up to at the end of a day.
import * as Option from "effect/Option"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import * as Core from "@effect-multisafepay/core/Transaction"
import * as Balances from "../state/Balances.ts"
import * as chance from "../state/chance.ts"
import * as Json from "../state/Json.ts"
import * as State from "../state/State.ts"
import * as wireOrder from "../wire/order.ts"
import { time } from "../wire/time.ts"
import { message, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"

type Transaction = { readonly [key: string]: Json.Json | undefined }

const types = {
  payment: "payment",
  capture: "payment",
  shipment: "payment",
  refund: "refund",
  chargeback: "chargeback",
  reversal: "reverse_chargeback"
}

/** What a list can be filtered by, without all that a line says besides: most lines are passed over. */
const marksOf = (order: State.Order, { settings }: Call): Marks => {
  // An order that was authorised is completed when all is captured. Its money is in the captures, which have lines of their own.
  const isHeld = Balances.isHeld(order) && order.financial_status === "completed"
  return {
    currency: order.currency,
    debit_credit: Balances.isDebit(order) ? "D" : "C",
    financial_status: isHeld ? "initialized" : order.financial_status,
    payment_method: order.method ?? null,
    site_id: settings.siteId,
    status: order.status,
    type: types[order.kind]
  }
}

const wire = (order: State.Order, call: Call): Transaction => {
  const { settings } = call
  const marks = marksOf(order, call)
  const { quirks } = settings
  const { customer } = order.details
  const nothing = quirks.nulls ? null : undefined
  const fee = Balances.feeOf(order)
  const completed = completedAt(order)
  return {
    amount: order.amount,
    // Smallest unit here, main unit in an order.
    costs: fee === 0 ? [] : [{ amount: fee, description: "Transaction fee" }],
    created: time(order.created, quirks),
    completed: completed === undefined ? undefined : time(completed, quirks),
    updated: time(order.modified, quirks),
    currency: marks.currency,
    customer: {
      email: Json.string(customer?.["email"]) ?? nothing,
      first_name: Json.string(customer?.["first_name"]) ?? nothing,
      last_name: Json.string(customer?.["last_name"]) ?? nothing,
      iban: nothing
    },
    debit_credit: marks.debit_credit,
    description: order.details.description,
    financial_status: marks.financial_status ?? nothing,
    invoice_id: nothing,
    net: order.amount - fee,
    order_id: wireOrder.orderId(order.order_id, quirks),
    payment_method: marks.payment_method ?? nothing,
    site_id: marks.site_id,
    status: marks.status,
    transaction_id: wireOrder.number(order.transaction_id ?? "0"),
    type: marks.type,
    var1: order.details.vars[0] ?? nothing,
    var2: order.details.vars[1] ?? nothing,
    var3: order.details.vars[2] ?? nothing
  }
}

const filtered = [
  "currency",
  "debit_credit",
  "financial_status",
  "payment_method",
  "site_id",
  "status",
  "type"
] as const

type Marks = { readonly [name in (typeof filtered)[number]]: Json.Json }

// When the money moved, or, as long as it has not, when it was approved.
const completedAt = (order: State.Order): number | undefined => Balances.clearedAt(order) ?? order.completed

const payoutMarks = ({ currency }: Balances.Payout): Marks => ({
  currency,
  debit_credit: "D",
  financial_status: "completed",
  payment_method: null,
  site_id: null,
  status: "completed",
  type: "automatic_payout"
})

const wirePayout = (payout: Balances.Payout, { settings: { quirks } }: Call): Transaction => {
  const at = time(payout.at, quirks)
  const marks = payoutMarks(payout)
  const nothing = quirks.nulls ? null : undefined
  return {
    amount: payout.amount,
    costs: [],
    created: at,
    completed: at,
    updated: at,
    currency: marks.currency,
    customer: { email: nothing, first_name: nothing, last_name: nothing, iban: nothing },
    debit_credit: marks.debit_credit,
    description: `Payout ${payout.currency}`,
    financial_status: marks.financial_status,
    invoice_id: nothing,
    net: payout.amount,
    order_id: nothing,
    payment_method: marks.payment_method ?? nothing,
    site_id: marks.site_id ?? nothing,
    status: marks.status,
    transaction_id: wireOrder.number(payout.transaction_id),
    type: marks.type,
    var1: nothing,
    var2: nothing,
    var3: nothing
  }
}

const balancesOf = ({ now, settings: { quirks, seed }, state }: Call) =>
  // Counted down from where the numbers of orders hardly come, so that no two ids are the same.
  Balances.of(state, now, (index, at) => chance.transactionId(seed, 4_999_999 - index, at, quirks.longIds))

/** A line of the list, and where it stands in it. */
interface Line {
  readonly position: number
  readonly created: number
  readonly completed: number | undefined
  readonly marks: () => Marks
  readonly wire: () => Transaction
}

const lineOfOrder = (order: State.Order, call: Call): Line => ({
  position: order.key,
  created: order.created,
  completed: completedAt(order),
  marks: () => marksOf(order, call),
  wire: () => wire(order, call)
})

const lineOfPayout = (payout: Balances.Payout, index: number, call: Call): Line => ({
  position: payout.after + (index + 1) / 1_000_000,
  created: payout.at,
  completed: payout.at,
  marks: () => payoutMarks(payout),
  wire: () => wirePayout(payout, call)
})

/** From beyond one position towards another, and no further than somebody reads. */
function* lines(call: Call, beyond: number, step: 1 | -1): Generator<Line> {
  const payouts = balancesOf(call)
    .payouts.map((payout, index) => lineOfPayout(payout, index, call))
    .filter(({ position }) => (position - beyond) * step > 0)
  if (step < 0) payouts.reverse()
  let next = 0
  const first = step < 0 ? Math.ceil(beyond) - 1 : Math.floor(beyond) + 1
  for (let key = first; key > 0 && key < call.state.next; key += step) {
    for (; ((payouts[next]?.position ?? step * Infinity) - key) * step < 0; next++) yield payouts[next] as Line
    const order = State.byKey(call.state, key)
    if (order?.transaction_id !== undefined) yield lineOfOrder(order, call)
  }
  yield* payouts.slice(next)
}

// Repeating a filter means any of its values.
const wantedOf = ({ query }: Call): ReadonlyArray<readonly [name: keyof Marks, values: ReadonlySet<string>]> =>
  filtered.flatMap((name) => {
    const values = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((one) => one.split(","))
    return values.length === 0 ? [] : [[name, new Set(values)] as const]
  })

const moment = (text: string | null): number | undefined => {
  if (text === null) return undefined
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000
  return Option.getOrUndefined(Option.map(LocalTime.parse(text), (time) => time.epochMilliseconds))
}

/** Between two moments, each of which may be left open. */
const within = ({ query }: Call, from: string, until: string): ((at: number | undefined) => boolean) => {
  const [first, last] = [moment(query.get(from)), moment(query.get(until))]
  if (first === undefined && last === undefined) return () => true
  return (at) => at !== undefined && (first === undefined || at >= first) && (last === undefined || at <= last)
}

const list = (call: Call): Handling => {
  const { query } = call
  const wanted = wantedOf(call)
  const isCreated = within(call, "created_from", "created_until")
  const isCompleted = within(call, "completed_from", "completed_until")
  const isWanted = ({ completed, created, marks }: Line) => {
    if (!isCreated(created) || !isCompleted(completed)) return false
    if (wanted.length === 0) return true
    const marked = marks()
    return wanted.every(([name, values]) => values.has(Json.string(marked[name]) ?? ""))
  }
  const limit = Math.min(Math.max(Number(query.get("limit") ?? 100) || 100, 1), 1000)
  const after = positionOf(query.get("after"))
  const before = positionOf(query.get("before"))
  const page: Array<Line> = []
  for (const line of before === undefined
    ? lines(call, Math.min(after ?? Infinity, call.state.next), -1)
    : lines(call, before, 1)) {
    if (isWanted(line)) page.push(line)
    if (page.length === limit) break
  }
  if (before !== undefined) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  return success(
    page.map((line) => line.wire()),
    {
      pager:
        first === undefined || last === undefined
          ? { limit }
          : {
              after: address(call, "after", last, limit),
              before: address(call, "before", first, limit),
              cursor: { after: cursor(last), before: cursor(first) },
              limit
            }
    }
  )
}

const cursor = ({ position }: Line) => btoa(`transaction:${position}`)

const positionOf = (text: string | null): number | undefined => {
  if (text === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const match = /^transaction:(\d+(?:\.\d+)?)$/.exec(atob(text))
  return match === null ? undefined : Number(match[1])
}

const address = ({ query, settings }: Call, direction: "after" | "before", line: Line, limit: number): string => {
  const next = new URLSearchParams(query)
  for (const name of ["after", "before", "api_key"]) next.delete(name)
  next.set("limit", String(limit))
  next.set(direction, cursor(line))
  return `${settings.origin}/v1/json/transactions?${next}`
}

const get = (call: Call<{ readonly transaction_id: string }>): Handling => {
  const { transaction_id } = call.params
  const order = State.byTransaction(call.state, transaction_id)
  if (order !== undefined) return success(wire(order, call))
  const payout = balancesOf(call).payouts.find((one) => one.transaction_id === transaction_id)
  return payout === undefined ? message(404, "Not found") : success(wirePayout(payout, call))
}

// The last day does not count, says the vendor's page. What is no date bounds nothing.
const closingBalances = (call: Call): Handling => {
  const { query, settings } = call
  const nothing = settings.quirks.nulls ? null : undefined
  const [from, until] = [dayIn(query.get("from")), dayIn(query.get("until"))]
  const wanted = balancesOf(call)
    .closings.filter(
      ({ currency, day }) =>
        (from === undefined || day >= from) &&
        (until === undefined || day < until) &&
        (query.get("currency") ?? currency) === currency
    )
    .reverse()
  return success(
    wanted.map((closing) => ({
      account_id: settings.accountId,
      amount: closing.amount,
      amount_uncleared: closing.uncleared,
      bic: "",
      closing_date: closing.day,
      currency: closing.currency,
      iban: "NL02ABNA0123456789",
      payout_amount: closing.payout?.amount ?? 0,
      payout_transaction_id: closing.payout === undefined ? nothing : wireOrder.number(closing.payout.transaction_id),
      status: "completed"
    })),
    { page: { total: wanted.length } }
  )
}

const dayIn = (text: string | null): string | undefined =>
  text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined

export const routes: ReadonlyArray<Route> = [
  route(Core.list, list),
  route(Core.get, get),
  route(Balance.listClosing, closingBalances)
]
