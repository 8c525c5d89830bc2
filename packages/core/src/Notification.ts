// What MultiSafepay tells a shop about an order, by calling the shop. Verify the raw bytes first, read them after: `decode` takes
// nothing but what `verify` returned. The URL of the call is not signed, so its `transactionid` (which is the shop's own
// order id) is never believed; the query can only make us ignore a call.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as ExactJson from "./ExactJson.ts"
import { InvalidNotification, UnreadableBody } from "./InvalidNotification.ts"
import * as Issue from "./Issue.ts"
import * as OrderDetails from "./OrderDetails.ts"
import * as OrderId from "./OrderId.ts"
import { isRecord } from "./internal/answers/fields.ts"
import type { Verified } from "./SignedNotification.ts"

export { InvalidNotification, type Reason } from "./InvalidNotification.ts"
export { checkHeader, makeVerifier, sign, verify } from "./SignedNotification.ts"
export type { Received, Verified, Verifier, VerifierOptions } from "./SignedNotification.ts"

/**
 * A signed notification, read.
 *
 * Notifications repeat and overtake each other; `timestamp` (unix seconds) is when this one was signed and changes with every resend,
 * so tell repetitions by the order's own fields. Read the order again before anything that cannot be undone.
 *
 * `kind` is `pretransaction` when the query says `payload_type=pretransaction` (not documented by MultiSafepay; its own plug-ins
 * acknowledge such a call and do nothing): a session that never became a transaction.
 *
 * @category models
 */
export interface Notification {
  readonly kind: "order" | "pretransaction"
  /** From the signed body: the shop's id of the order, or of the refund, capture or shipment the notification is about. */
  readonly order_id: string
  readonly order: OrderDetails.OrderDetails
  readonly timestamp: number
}

/** A query string as frameworks hand it over: `URLSearchParams`, or a record whose repeated parameters are lists. @category models */
export type Query =
  | { readonly get: (name: string) => string | null }
  | { readonly [name: string]: string | ReadonlyArray<string> | undefined }

/**
 * Reads a verified notification. Fails only with `UnreadableBody`.
 *
 * A key that occurs twice counts as its last occurrence, as in `JSON.parse` and in MultiSafepay's own PHP. Refused: text that is not
 * JSON, a key `__proto__` anywhere, a number beyond 1.8e308 anywhere (it would read as Infinity), nesting deeper than 64, no `status`, no
 * `order_id`, or one that is a number with a fraction or beyond exact integers, is longer than 50 characters, is `.` or `..`, or holds
 * control characters or damaged text (lone surrogates, U+FFFD).
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category decoding
 */
export const decode = Effect.fnUntraced(function* (
  verified: Verified,
  options?: { readonly query?: Query | undefined }
): Effect.fn.Return<Notification, InvalidNotification> {
  const text = verified.text()
  if (text === "") return yield* unreadable("", "is empty")
  const json = yield* Effect.mapError(ExactJson.parse(text), () => unreadable("", "must be JSON"))
  const fault = faultOfJson(json)
  if (fault !== undefined) return yield* fault
  const order = yield* Effect.mapError(decodeOrder(json), (error) => {
    const issue = Issue.fromSchemaIssue(error.issue)[0]
    return unreadable(issue?.path ?? "", issue?.message ?? "cannot be read")
  })
  // An id with a fraction or an exponent has been through a calculation, and JSON.parse may have rounded it to somebody else's.
  const id = isRecord(json) ? json["order_id"] : undefined
  if (typeof id === "number" && !Number.isSafeInteger(id))
    return yield* unreadable("order_id", "must be text or digits")
  if (order.order_id === undefined) return yield* unreadable("order_id", "is required")
  if (!isOrderId(order.order_id)) {
    return yield* unreadable("order_id", "must be 1 to 50 characters without control characters, and not `.` or `..`")
  }
  return {
    kind: isPretransaction(options?.query) ? "pretransaction" : "order",
    order_id: order.order_id,
    order,
    timestamp: verified.timestamp
  }
})

/**
 * What kind of call this is, told from its unsigned parts, so a decision about where to look and never about what is true.
 *
 * - `Signed`: POST with a body. `verify` and `decode` it.
 * - `Hint`: GET. Unsigned: somebody says that something happened to `order_id`. Read the order from the API.
 * - `Pretransaction`: `payload_type=pretransaction`. Acknowledge it with `OK` and do nothing.
 * - `Shipping`: `identifier=shipping`, a FastCheckout question that wants shipping rates as its answer, not `OK`.
 * - `WithoutTimestamp`: an order notification without `timestamp` in the query, which MultiSafepay's page says to ignore.
 * - `Unknown`: anything else; not a notification.
 *
 * @category models
 */
export type Call =
  | { readonly _tag: "Signed" }
  | { readonly _tag: "Hint"; readonly order_id: string }
  | { readonly _tag: "Pretransaction" }
  | { readonly _tag: "Shipping" }
  | { readonly _tag: "WithoutTimestamp" }
  | { readonly _tag: "Unknown" }

/**
 * Sorts a call to the notification URL.
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @see https://docs.multisafepay.com/docs/fastcheckout-shipping-options-request
 * @category decoding
 */
export const classifyRequest = (request: {
  readonly method: string
  readonly query: Query
  readonly hasBody: boolean
}): Call => {
  const method = request.method.toUpperCase()
  if (method !== "GET" && method !== "POST") return { _tag: "Unknown" }
  if (parameter(request.query, "identifier") === "shipping") return { _tag: "Shipping" }
  if (isPretransaction(request.query)) return { _tag: "Pretransaction" }
  if (!parameter(request.query, "timestamp")) return { _tag: "WithoutTimestamp" }
  if (method === "POST") return { _tag: request.hasBody ? "Signed" : "Unknown" }
  const order_id = parameter(request.query, "transactionid")
  return order_id !== undefined && isOrderId(order_id) ? { _tag: "Hint", order_id } : { _tag: "Unknown" }
}

const unreadable = (path: string, rule: string) =>
  new InvalidNotification({ reason: new UnreadableBody({ path, rule }) })

const decodeOrder = Schema.decodeUnknownEffect(OrderDetails.OrderDetails)

const isRequestOrderId = Schema.is(OrderId.OrderId)

// The rules of a request plus what only a damaged transport can bring about.
const isOrderId = (id: string): boolean => isRequestOrderId(id) && !/[\p{Cc}\p{Cs}\uFFFD]/u.test(id)

const isPretransaction = (query: Query | undefined): boolean =>
  query !== undefined && parameter(query, "payload_type") === "pretransaction"

const parameter = (query: Query, name: string): string | undefined => {
  if (typeof query.get === "function") return query.get(name) ?? undefined
  if (!Object.hasOwn(query, name)) return undefined
  const value: unknown = (query as { readonly [name: string]: unknown })[name]
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === "string" ? first : undefined
}

// What JSON text may say and no order does. `JSON.parse` makes `__proto__` an ordinary key, but the first copy of that object made with an
// assignment takes it for the prototype; and it makes 1e400 Infinity. A walk without recursion, because nesting must not be able to exhaust
// the stack here or in the schema.
const faultOfJson = (json: Schema.Json): InvalidNotification | undefined => {
  let level: Array<Schema.Json> = [json]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 64) return unreadable("", "must not be nested deeper than 64")
    const next: Array<Schema.Json> = []
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue
      if (Object.hasOwn(value, "__proto__")) return unreadable("", "must not have a key `__proto__`")
      for (const [key, member] of Object.entries(value)) {
        if (typeof member === "object") next.push(member)
        if (member === Infinity || member === -Infinity) {
          return unreadable(depth === 0 ? key : "", "must not have a number beyond 1.8e308")
        }
      }
    }
    level = next
  }
  return undefined
}
