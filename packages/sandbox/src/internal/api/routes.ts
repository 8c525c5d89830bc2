// Every simulated operation, and what is said about the others.
import * as Result from "effect/Result"
import * as Operations from "@effect-multisafepay/core/Operations"
import * as account from "./account.ts"
import * as methods from "./methods.ts"
import * as orders from "./orders.ts"
import * as refunds from "./refunds.ts"
import { failure, notSimulated, type Reply } from "./Reply.ts"
import { type Found, match, type Route } from "./Route.ts"
import * as tokens from "./tokens.ts"
import * as transactions from "./transactions.ts"

const routes: ReadonlyArray<Route> = [
  ...orders.routes,
  ...refunds.routes,
  ...methods.routes,
  ...tokens.routes,
  ...transactions.routes,
  ...account.routes
]

/** A path that is not simulated: what it is called in the record, and what is said about it. */
export interface Unknown {
  readonly name: string
  readonly reply: Reply
}

export const find = (method: string, path: string, body: unknown): Result.Result<Found, Unknown> => {
  for (const route of routes) {
    const found = route.operation.method === method ? route.find(path, body) : undefined
    if (found !== undefined) return Result.succeed(found)
  }
  return Result.fail(unknown(method, path))
}

/** Endpoints that know a wrong key by 403 and a message, and have no error codes. */
export const isNewer = (path: string): boolean =>
  /^\/(?:(?:transactions|sites|accounts|customers|terminals|terminal-groups)(?:\/|$)|(?:orders\/[^/]+\/cancel|pad\/orders\/[^/]+)$)/.test(
    path
  )

// Is it one of the API's, or nobody's?
const unknown = (method: string, path: string): Unknown => {
  const operation = Operations.all.find((one) => one.method === method && match(one.path, path) !== undefined)
  if (operation !== undefined) {
    return {
      name: operation.name,
      reply: notSimulated(`${operation.name} (${method} ${operation.path})`)
    }
  }
  const others = Operations.all.filter((one) => match(one.path, path) !== undefined)
  const hint = others.length === 0 ? "" : `; it takes ${[...new Set(others.map((one) => one.method))].join(", ")}`
  return { name: "unknown", reply: failure(404, 1000, `Not found: there is no ${method} ${path}${hint}`) }
}
