// What commands print: a line for people, or a line of JSON.
import * as Console from "effect/Console"
import type * as Effect from "effect/Effect"
import * as Money from "@effect-multisafepay/core/Money"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import type { Rule } from "../Fault.ts"
import type { Received } from "../Received.ts"
import * as Json from "../internal/state/Json.ts"
import type { Notice } from "../Notice.ts"
import { formatTime } from "../internal/web/amount.ts"
import type { SandboxEvent } from "../SandboxEvent.ts"
import type { StoredToken } from "../StoredToken.ts"

export const print = (json: boolean, value: unknown, line: string): Effect.Effect<void> =>
  Console.log(json ? Json.print(Json.from(value), false) : line)

const orderColumns = (order: OrderDetails): ReadonlyArray<string> => [
  order.order_id ?? "—",
  `${order.status ?? "—"}/${order.financial_status ?? "—"}`,
  `${Money.format({ amount: order.amount ?? 0, currency: order.currency ?? "—" })} ${order.currency ?? "—"}`,
  order.payment_details?.type ?? "",
  `transaction ${order.transaction_id ?? "—"}`
]

export const orderLine = (order: OrderDetails): string => orderColumns(order).join("  ")

/** `orderLine` for a list: every column is as wide as its widest value. */
export const alignedOrderLine = (orders: ReadonlyArray<OrderDetails>): ((order: OrderDetails) => string) => {
  const widths: Array<number> = []
  for (const order of orders) {
    for (const [index, text] of orderColumns(order).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, text.length)
    }
  }
  return (order) =>
    orderColumns(order)
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd()
}

/** Whoever reaches the sandbox chooses some of these words: none of them begins a line of its own or commands the terminal. */
const inOneLine = (columns: ReadonlyArray<string>): string => columns.join("  ").replaceAll(/\p{Cc}/gu, "\ufffd")

export const eventLine = ({ at, detail, order_id, pair, type }: SandboxEvent): string =>
  inOneLine([formatTime(at), type.padEnd(20), order_id ?? "—", pair ?? "", detail])

export const requestLine = (one: Received): string =>
  inOneLine([
    formatTime(one.at),
    one.status === undefined ? "no answer" : `HTTP ${one.status}`,
    `${one.method} ${one.path}`,
    one.order_id ?? "—",
    ...(one.problem === undefined ? [] : [`${one.error_code ?? ""} ${one.problem}`.trim()]),
    ...(one.ignored.length === 0 ? [] : [`ignored ${one.ignored.join(", ")}`]),
    ...one.warnings.map((warning) => `warning ${warning}`),
    ...(one.fault === undefined ? [] : [`fault ${one.fault}`])
  ])

export const noticeLine = ({ id, order_id, state, url }: Notice): string => [id, order_id, state, url].join("  ")

export const tokenLine = ({ code, expired, expiry, reference, renewals, token }: StoredToken): string =>
  [
    token,
    reference,
    code,
    expiry === undefined ? "" : `${expired ? "expired" : "until"} ${expiry.slice(2)}/${expiry.slice(0, 2)}`,
    renewals.length === 0 ? "" : `next ${renewals.join(", ")}`
  ]
    .filter((column) => column !== "")
    .join("  ")

export const ruleLine = ({ faults, id, left, operation }: Rule): string => {
  const names = faults.map((one) => (one === "pass" ? one : one.kind)).join(", ")
  return [id, names, `operation ${operation ?? "—"}`, `left ${left}`].join("  ")
}

/** A list, one line each; JSON is one value a line as well. */
export const printAll = <A>(json: boolean, values: ReadonlyArray<A>, line: (value: A) => string, none: string) =>
  values.length > 0
    ? Console.log(values.map((one) => (json ? Json.print(Json.from(one), false) : line(one))).join("\n"))
    : json
      ? Console.log("[]")
      : Console.log(none)
