// What commands print: a line for people, or a line of JSON.
import * as Console from "effect/Console"
import type * as Effect from "effect/Effect"
import * as Money from "@effect-multisafepay/core/Money"
import * as Json from "../internal/Json.ts"
import { formatTime } from "../page/amount.ts"

export const print = (json: boolean, value: unknown, line: string): Effect.Effect<void> =>
  Console.log(json ? Json.print(Json.from(value), false) : line)

const word = (value: unknown, key: string): string => Json.string(Json.at(value, key)) ?? "—"

export const orderLine = (order: unknown): string =>
  [
    word(order, "order_id"),
    `${word(order, "status")}/${word(order, "financial_status")}`,
    `${Money.format({ amount: Number(Json.at(order, "amount") ?? 0), currency: word(order, "currency") })} ${word(order, "currency")}`,
    Json.string(Json.at(order, "payment_details", "type")) ?? "",
    `transaction ${word(order, "transaction_id")}`
  ].join("  ")

export const eventLine = (event: unknown): string =>
  [
    formatTime(Number(Json.at(event, "at") ?? 0)),
    word(event, "type").padEnd(20),
    word(event, "order_id"),
    Json.string(Json.at(event, "pair")) ?? "",
    Json.string(Json.at(event, "detail")) ?? ""
  ].join("  ")

export const deliveryLine = (delivery: unknown): string =>
  [word(delivery, "id"), word(delivery, "order_id"), word(delivery, "state"), word(delivery, "url")].join("  ")

export const ruleLine = (rule: unknown): string => {
  const faults = Json.at(rule, "faults")
  const names = Array.isArray(faults)
    ? faults.map((one) => (typeof one === "string" ? one : word(one, "kind"))).join(", ")
    : ""
  return [word(rule, "id"), names, `operation ${word(rule, "operation")}`, `left ${word(rule, "left")}`].join("  ")
}

/** A list, one line each; JSON is one value a line as well. */
export const printAll = (json: boolean, values: unknown, line: (value: unknown) => string, none: string) =>
  Array.isArray(values) && values.length > 0
    ? Console.log(values.map((one) => (json ? Json.print(Json.from(one), false) : line(one))).join("\n"))
    : json
      ? Console.log("[]")
      : Console.log(none)
