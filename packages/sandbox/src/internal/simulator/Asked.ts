// What a request asks for, before anything is decided: which operation, with which body, about which order.
import * as Result from "effect/Result"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import type { Found } from "../api/Route.ts"
import * as routes from "../api/routes.ts"
import { maskCards } from "../rules/cardNumbers.ts"
import * as Json from "../state/Json.ts"
import * as State from "../state/State.ts"
import type * as Exchange from "./Exchange.ts"
import type { Subject } from "./faults.ts"

/** A body that is not JSON. */
export const notJson = Symbol("not JSON")

export interface Asked {
  /** With the method that is meant. */
  readonly request: Exchange.Request
  /** Undefined when there is none. */
  readonly body: unknown
  /** Its operation here, or what is said of a path that has none. */
  readonly found: Result.Result<Found, routes.Unknown>
  /** What faults look at. */
  readonly subject: Subject
}

export const read = (sent: Exchange.Request, state: State.State): Asked => {
  const request = { ...sent, method: methodOf(sent) }
  const body = maskCards(parse(request.body ?? ""), cardNumber)
  const found = routes.find(request.method, request.path, body)
  const { operation, path, of } = Result.match(found, {
    onFailure: ({ name }) => ({ operation: name, path: request.path, of: undefined }),
    onSuccess: ({ operation: { name, path }, order_id }) => ({ operation: name, path, of: order_id })
  })
  const order_id = operation === PlacedOrder.create.name ? idIn(body) : of
  const stored = order_id === undefined ? undefined : State.find(state, order_id)
  const description = stored?.details.description ?? Json.string(Json.at(body, "description"))
  return {
    request,
    body,
    found,
    subject: {
      operation,
      template: `${request.method} ${path}`,
      order_id,
      texts: [order_id, description].filter((text) => text !== undefined)
    }
  }
}

// No id has more than 50 characters. Of what is no id the logs keep only the beginning.
const idIn = (body: unknown): string | undefined => Json.string(Json.at(body, "order_id"))?.slice(0, 100)

// Clients that cannot send a PATCH say so in a header.
const methodOf = ({ headers, method }: Exchange.Request): string => {
  const meant = headers["x-http-method-override"]?.trim().toUpperCase()
  return method === "POST" && (meant === "PATCH" || meant === "DELETE") ? meant : method
}

// The test data tell what becomes of an order by it; nothing keeps it.
const cardNumber: ReadonlySet<string> = new Set(["card_number"])

const parse = (text: string): unknown => (text.trim() === "" ? undefined : (Json.parse(text) ?? notJson))
