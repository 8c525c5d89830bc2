// GET /transactions: every attempt that had a transaction, refunds, captures and chargebacks, newest first. The last page
// still has an `after`, which leads to an empty page without one.
import * as Option from "effect/Option"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Core from "@effect-multisafepay/core/Transaction"
import * as Json from "../state/Json.ts"
import * as State from "../state/State.ts"
import * as wireOrder from "../wire/order.ts"
import { message, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"

type Transaction = { readonly [key: string]: Json.Json | undefined }

const types = {
  payment: "payment",
  capture: "payment",
  shipment: "payment",
  refund: "refund",
  chargeback: "chargeback"
}

const wire = (order: State.Order, { settings }: Call): Transaction => {
  const { quirks } = settings
  const { customer } = order.details
  const nothing = quirks.nulls ? null : undefined
  const fee = order.completed !== undefined && order.kind === "payment" ? 44 : 0
  const isDebit = order.kind === "refund" || order.kind === "chargeback"
  return {
    amount: order.amount,
    // Smallest unit here, main unit in an order.
    costs: fee === 0 ? [] : [{ amount: fee, description: "Transaction fee" }],
    created: wireOrder.time(order.created, quirks),
    completed: order.completed === undefined ? undefined : wireOrder.time(order.completed, quirks),
    updated: wireOrder.time(order.modified, quirks),
    currency: order.currency,
    customer: {
      email: Json.string(customer?.["email"]) ?? nothing,
      first_name: Json.string(customer?.["first_name"]) ?? nothing,
      last_name: Json.string(customer?.["last_name"]) ?? nothing,
      iban: nothing
    },
    debit_credit: isDebit ? "D" : "C",
    description: order.details.description,
    financial_status: order.financial_status ?? nothing,
    invoice_id: nothing,
    net: order.amount - fee,
    order_id: wireOrder.orderId(order.order_id, quirks),
    payment_method: order.method ?? nothing,
    site_id: settings.siteId,
    status: order.status,
    transaction_id: wireOrder.number(order.transaction_id ?? "0"),
    type: types[order.kind],
    var1: order.details.vars[0] ?? nothing,
    var2: order.details.vars[1] ?? nothing,
    var3: order.details.vars[2] ?? nothing
  }
}

/** From one key towards another, and no further than somebody reads. */
function* rows({ state }: Call, from: number, step: 1 | -1): Generator<State.Order> {
  for (let key = from; key > 0 && key < state.next; key += step) {
    const order = State.byKey(state, key)
    if (order?.transaction_id !== undefined) yield order
  }
}

// Repeating a filter means any of its values.
const accepts = (call: Call, name: string, value: Json.Json | undefined): boolean => {
  const wanted = [...call.query.getAll(name), ...call.query.getAll(`${name}[]`)].flatMap((one) => one.split(","))
  return wanted.length === 0 || wanted.includes(Json.string(value) ?? "")
}

const moment = (text: string | null): number | undefined => {
  if (text === null) return undefined
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000
  return Option.getOrUndefined(Option.map(LocalTime.parse(text), (time) => time.epochMilliseconds))
}

const isWithin = (at: number | undefined, from: string | null, until: string | null): boolean => {
  const [first, last] = [moment(from), moment(until)]
  if (first === undefined && last === undefined) return true
  return at !== undefined && (first === undefined || at >= first) && (last === undefined || at <= last)
}

const filtered = ["currency", "debit_credit", "financial_status", "payment_method", "site_id", "status", "type"]

const list = (call: Call): Handling => {
  const { query } = call
  const filters = filtered.filter((name) => query.has(name) || query.has(`${name}[]`))
  const isWanted = (order: State.Order) =>
    isWithin(order.created, query.get("created_from"), query.get("created_until")) &&
    isWithin(order.completed, query.get("completed_from"), query.get("completed_until")) &&
    filters.every((name) => accepts(call, name, wire(order, call)[name]))
  const limit = Math.min(Math.max(Number(query.get("limit") ?? 100) || 100, 1), 1000)
  const after = keyOf(query.get("after"))
  const before = keyOf(query.get("before"))
  const page: Array<State.Order> = []
  for (const order of before === undefined
    ? rows(call, Math.min(after ?? Infinity, call.state.next) - 1, -1)
    : rows(call, before + 1, 1)) {
    if (isWanted(order)) page.push(order)
    if (page.length === limit) break
  }
  if (before !== undefined) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  return success(
    page.map((order) => wire(order, call)),
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

const cursor = (order: State.Order) => btoa(`transaction:${order.key}`)

const keyOf = (text: string | null): number | undefined => {
  if (text === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const match = /^transaction:(\d+)$/.exec(atob(text))
  return match === null ? undefined : Number(match[1])
}

const address = (
  { query, settings }: Call,
  direction: "after" | "before",
  order: State.Order,
  limit: number
): string => {
  const next = new URLSearchParams(query)
  for (const name of ["after", "before", "api_key"]) next.delete(name)
  next.set("limit", String(limit))
  next.set(direction, cursor(order))
  return `${settings.origin}/v1/json/transactions?${next}`
}

const get = (call: Call<{ readonly transaction_id: string }>): Handling => {
  const order = State.byTransaction(call.state, call.params.transaction_id)
  return order === undefined ? message(404, "Not found") : success(wire(order, call))
}

export const routes: ReadonlyArray<Route> = [route(Core.list, list), route(Core.get, get)]
