// The body of a notification: an order without the envelope of answers, in bytes of its own (see `Quirks`). Bank accounts are masked, as
// they are unless a site asks otherwise.
import { draw } from "../state/chance.ts"
import * as Json from "../state/Json.ts"
import type { Settings } from "../state/Settings.ts"
import type * as State from "../state/State.ts"
import { details } from "./order.ts"

type Fields = { readonly [key: string]: Json.Json | undefined }

export const print = (state: State.State, order: State.Order, settings: Settings): string => {
  const { sortedNotifications, textIds } = settings.quirks
  const masked = masking(details(state, order, settings))
  const fields = textIds ? withTextIds(masked, draw(order.key)[1] < 0.5) : masked
  return Json.print(sortedNotifications ? sorted(fields) : fields, false)
}

const withTextIds = (order: Fields, isText: boolean): Fields => ({
  ...order,
  order_id: text(order["order_id"]),
  transaction_id: isText ? text(order["transaction_id"]) : order["transaction_id"],
  costs: each(order["costs"], (cost) => ({ ...cost, transaction_id: text(cost["transaction_id"]) })),
  payment_details: each(order["payment_details"], withTextExternal),
  payment_methods: each(order["payment_methods"], withTextExternal)
})

const withTextExternal = (payment: Fields): Fields => ({
  ...payment,
  external_transaction_id: text(payment["external_transaction_id"])
})

const text = (id: Json.Json | undefined): Json.Json | undefined =>
  typeof id === "number" || typeof id === "bigint" ? String(id) : id

const masking = (order: Fields): Fields => ({
  ...order,
  payment_details: each(order["payment_details"], mask),
  payment_methods: each(order["payment_methods"], mask)
})

const mask = (payment: Fields): Fields =>
  Object.fromEntries(
    Object.entries(payment).map(([key, value]) => [
      key,
      (key === "account_iban" || key === "account_id") && typeof value === "string" ? `*** ${value.slice(-4)}` : value
    ])
  )

/** What stands there, one or several of it. */
const each = (value: Json.Json | undefined, change: (one: Fields) => Fields): Json.Json | undefined => {
  if (Array.isArray(value)) return value.map((one: Json.Json) => each(one, change) ?? null)
  const fields = Json.record(value)
  return fields === undefined ? value : change(fields as Fields)
}

const sorted = (value: Json.Json): Json.Json => {
  if (Array.isArray(value)) return value.map((one: Json.Json) => sorted(one))
  const fields = Json.record(value) as Fields | undefined
  if (fields === undefined) return value
  return Object.fromEntries(
    Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, member === undefined ? undefined : sorted(member)])
  )
}
