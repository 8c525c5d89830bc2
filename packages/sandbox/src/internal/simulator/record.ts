// The record of received requests: each is entered when it arrives, and what became of it is filled in when it goes. Of a body everything is
// kept but what a card or a wallet told.
import * as SecretFields from "@effect-multisafepay/core/SecretFields"
import type { Received } from "../../Received.ts"
import { match } from "../api/Route.ts"
import * as Json from "../state/Json.ts"
import * as State from "../state/State.ts"
import type { Asked } from "./Asked.ts"
import { tooLong } from "./Exchange.ts"

/** The request's number, and the state that has it on record. */
export const enter = (
  state: State.State,
  { body, request, subject: { operation, order_id } }: Asked,
  at: number
): readonly [State.State, number] => {
  const id = (state.received.at(-1)?.id ?? 0) + 1
  const received: Received = {
    id,
    at,
    operation,
    method: request.method,
    path: request.path,
    order_id,
    body: request.body === undefined ? tooLong : redacted(body, request.body),
    committed: false,
    status: undefined,
    error_code: undefined,
    problem: undefined,
    fault: undefined,
    ignored: [],
    warnings: []
  }
  return [{ ...state, received: State.latest(state.received, received) }, id]
}

/** The numbers follow each other. */
export const fillIn = (state: State.State, id: number, fields: Partial<Received>): State.State => {
  const place = id - (state.received.at(0)?.id ?? id)
  const one = state.received.at(Math.max(place, 0))
  return one?.id === id ? { ...state, received: state.received.with(place, { ...one, ...fields }) } : state
}

export interface Filter {
  readonly operation?: string | undefined
  readonly order_id?: string | undefined
  /** Part of the order id, the path or the body, in any case. */
  readonly text?: string | undefined
  /** Not those that went well. */
  readonly only?: "failed" | undefined
}

export const isWanted = (filter: Filter): ((one: Received) => boolean) => {
  const text = filter.text?.toLowerCase()
  return (one) =>
    (filter.operation === undefined || isOf(filter.operation, one)) &&
    (filter.order_id === undefined || one.order_id === filter.order_id) &&
    (filter.only === undefined || hasFailed(one)) &&
    (text === undefined || contains(one, text))
}

/** By name, or by method and path, which several operations may share. */
const isOf = (operation: string, one: Received): boolean => {
  const [method, path] = operation.split(" ", 2)
  return (
    one.operation === operation || (path !== undefined && one.method === method && match(path, one.path) !== undefined)
  )
}

/** It was refused, or met a fault. */
export const hasFailed = ({ fault, status }: Received): boolean =>
  status === undefined || status >= 400 || fault !== undefined

const contains = ({ body, order_id, path }: Received, text: string): boolean =>
  [order_id ?? "", path, body].some((one) => one.toLowerCase().includes(text))

// A security code under a misspelt name is one all the same: `CVC`, `cardCvc`.
const bare = (key: string): string => key.toLowerCase().replaceAll(/[^a-z]/g, "")

const secrets: ReadonlySet<string> = new Set(
  [...SecretFields.card, ...SecretFields.credentials, ...SecretFields.cardholder].map(bare)
)

// JSON text with `***` for secrets. A body that is not JSON is not kept at all.
const redacted = (body: unknown, text: string): string => {
  if (text.trim() === "") return ""
  return typeof body === "object"
    ? bounded(Json.print(strip(Json.from(body)), false))
    : `<${text.length} characters that are not a JSON object>`
}

// The log keeps ten thousand requests.
const limit = 16_384

const bounded = (text: string): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters are not kept)`

const strip = (value: Json.Json): Json.Json => {
  if (Array.isArray(value)) return value.map(strip)
  const object = Json.record(value)
  return object === undefined
    ? value
    : Object.fromEntries(
        Object.entries(object).map(([key, member]) => [
          key,
          secrets.has(bare(key)) ? "***" : strip(member as Json.Json)
        ])
      )
}
