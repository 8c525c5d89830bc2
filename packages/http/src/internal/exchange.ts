// One request and its whole answer. Everything that can go wrong on the way is told apart here by one question: had the request
// left? Only what certainly had not is `not-sent`; anything not recognised counts as unknown.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Issue from "@effect-multisafepay/core/Issue"
import { InvalidRequest, Transport } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import { type Answer, judge, unexpected } from "./answer.ts"
import * as Failure from "./Failure.ts"

export interface Endpoint {
  readonly client: HttpClient.HttpClient
  readonly apiKey: Redacted.Redacted<string>
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Scheme, host and port: what errors may show of an address. */
  readonly origin: string
  /** Whether the API may see this program's trace ids. */
  readonly propagateTrace: boolean
}

export interface Request {
  readonly operation: Operation.Any
  readonly url: string
  /** JSON text. Made once, so that a repeated request is the same to the byte. */
  readonly body: string | undefined
}

/** Sends the request and reads the answer to its end. */
export const exchange = (endpoint: Endpoint, request: Request): Effect.Effect<unknown, Failure.Failure> =>
  Effect.gen(function* () {
    const answer = yield* send(endpoint, request)
    const json = Result.getOrUndefined(yield* Effect.result(ExactJson.parse(answer.text)))
    const judged = judge(request.operation, answer, json, endpoint.apiKey, yield* Clock.currentTimeMillis)
    if (Result.isFailure(judged)) return yield* Effect.fail(judged.failure)
    return yield* decode(endpoint, request.operation, answer, judged.success)
  })

const send = (endpoint: Endpoint, request: Request): Effect.Effect<Answer, Failure.Failure> =>
  Effect.gen(function* () {
    const propagation = endpoint.propagateTrace ? yield* Effect.option(Effect.currentSpan) : undefined
    let http = HttpClientRequest.make(request.operation.method)(request.url).pipe(
      HttpClientRequest.setHeader("api_key", Redacted.value(endpoint.apiKey)),
      HttpClientRequest.acceptJson
    )
    if (request.body !== undefined) http = HttpClientRequest.bodyText(http, request.body, "application/json")
    if (propagation?._tag === "Some")
      http = HttpClientRequest.setHeaders(http, HttpTraceContext.toHeaders(propagation.value))
    const response = yield* endpoint.client.execute(http)
    return { status: response.status, headers: response.headers, text: yield* response.text }
  }).pipe(
    Effect.mapError((error) => transportFailure(endpoint, error)),
    // The span around an attempt is ours: the client's own would record the address, and with it ids and tokens.
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    // Following a redirect would hand the API key to wherever it points.
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )

const decode = (endpoint: Endpoint, operation: Operation.Any, answer: Answer, body: unknown) =>
  Effect.mapError(decoderOf(operation)(body), (error) =>
    // Reading it again would give the same answer.
    ({
      ...Failure.make(
        "unknown",
        unexpected(answer, Issue.fromSchemaIssue(error.issue).map(Issue.render).join("; "), endpoint.apiKey),
        { status: answer.status }
      ),
      final: true
    })
  )

type Decoder = (body: unknown) => Effect.Effect<unknown, Schema.SchemaError>
const decoders = new WeakMap<Operation.Any, Decoder>()

const decoderOf = (operation: Operation.Any): Decoder => {
  let decoder = decoders.get(operation)
  if (decoder === undefined) {
    decoder = Schema.decodeUnknownEffect(operation.response as Schema.Codec<unknown, unknown>)
    decoders.set(operation, decoder)
  }
  return decoder
}

// Codes of Node's sockets, its resolver, TLS and undici that can only come before the first byte of a request.
const beforeSending: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER"
])

const transportFailure = (endpoint: Endpoint, error: HttpClientError.HttpClientError): Failure.Failure => {
  switch (error.reason._tag) {
    case "InvalidUrlError":
    case "EncodeError":
      return Failure.make(
        "not-sent",
        new InvalidRequest({ issues: [{ path: "", message: "could not be turned into an HTTP request" }] })
      )
    default: {
      const cause = codeOf(error.reason)
      const phase = beforeSending.has(cause) ? "connect" : "exchange"
      return Failure.make(
        phase === "connect" ? "not-sent" : "unknown",
        new Transport({ phase, origin: endpoint.origin, cause })
      )
    }
  }
}

// undici and fetch wrap the system's error, fetch once more than undici; happy-eyeballs wraps several of them in an AggregateError.
const codeOf = (error: unknown, depth = 0): string => {
  if (typeof error !== "object" || error === null || depth > 5) return "connection error"
  const { cause, code, errors } = error as { cause?: unknown; code?: unknown; errors?: unknown }
  if (typeof code === "string") return code
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0], depth + 1)
  return codeOf(cause, depth + 1)
}
