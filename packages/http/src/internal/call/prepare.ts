// What a caller gives, made into a request: path, query and body by the operation's schemas, once, so that a repeated request is the same to the
// byte.
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import { InvalidRequest } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { Endpoint, Request } from "./exchange.ts"
import * as Failure from "./Failure.ts"
import * as Path from "./path.ts"
import { secretsOf } from "./redact.ts"

interface Input {
  readonly path?: { readonly [name: string]: string }
  readonly query?: unknown
  readonly body?: unknown
  readonly order_id?: string | undefined
}

const strict = { errors: "all", onExcessProperty: "error" } as const

/** The request of a call, or the rules that it breaks. */
export const prepare = (
  endpoint: Endpoint,
  operation: Operation.Any,
  input: Input
): Effect.Effect<Request, Failure.Failure> => {
  const { path: params = {} } = input
  const path = Path.expand(operation.path, params)
  if (Result.isFailure(path)) return invalid(path.failure)
  const request = (query: string, body: string | undefined): Request => ({
    operation,
    url: `${endpoint.baseUrl}${path.success}${query}`,
    body,
    about: named.has(operation.name) ? (params["order_id"] ?? input.order_id) : undefined,
    secrets: secretsIn(params, body)
  })
  const withBody = (query: string) =>
    operation.request === undefined
      ? Effect.succeed(request(query, undefined))
      : Effect.mapEager(encode(operation.request, input.body), (encoded) => request(query, JSON.stringify(encoded)))
  return operation.query === undefined || input.query === undefined
    ? withBody("")
    : Effect.flatMapEager(encodeQuery(operation.query, input.query), withBody)
}

// What answers with the order itself. Others answer with what was made of it: a refund, a capture, a shipment.
const named: ReadonlySet<string> = new Set(["orders.get", "orders.create"])

const secretsIn =
  (path: { readonly [name: string]: string }, body: string | undefined): Request["secrets"] =>
  () => [
    ...Object.entries(path)
      .filter(([name]) => name.includes("token"))
      .map(([, value]) => value),
    ...secretsOf(body)
  ]

type Encoder = (value: unknown) => Effect.Effect<unknown, Failure.Failure>
const encoders = new WeakMap<Schema.Constraint, Encoder>()

const encode = (schema: Schema.Constraint, value: unknown): Effect.Effect<unknown, Failure.Failure> => {
  let encoder = encoders.get(schema)
  if (encoder === undefined) {
    const parse = Schema.encodeUnknownEffect(schema as Schema.Codec<unknown, unknown>, strict)
    encoder = (value) => Effect.catchEager(parse(value), (error) => invalid(Issue.fromSchemaIssue(error.issue)))
    encoders.set(schema, encoder)
  }
  return encoder(value)
}

const encodeQuery = (schema: Schema.Constraint, value: unknown): Effect.Effect<string, Failure.Failure> =>
  Effect.mapEager(encode(schema, value), (encoded) => {
    const params = new URLSearchParams()
    for (const [name, one] of Object.entries(encoded as Record<string, unknown>)) {
      for (const item of Array.isArray(one) ? one : [one]) {
        if (item !== undefined && item !== null && item !== "") params.append(name, String(item))
      }
    }
    return params.size === 0 ? "" : `?${params}`
  })

const invalid = (issues: ReadonlyArray<Issue.Issue>) =>
  Effect.fail(Failure.make("not-sent", new InvalidRequest({ issues: issues.slice() })))
