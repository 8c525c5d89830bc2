// A transport that follows a script and remembers what it was asked: the wire, without a wire.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import type { Options } from "@effect-multisafepay/http/Client"

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  /** Milliseconds since the first request. */
  readonly at: number
}

type Reply = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** An answer with this status and body. */
export const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (request) =>
    Effect.succeed(
      HttpClientResponse.fromWeb(
        request,
        new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers })
      )
    )

/** A connection that breaks with a system error. */
export const broken =
  (code: string): Reply =>
  (request) =>
    Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({ request, cause: Object.assign(new Error(code), { code }) })
      })
    )

/** Headers that never come. */
export const stalled: Reply = () => Effect.never

/** Headers that come, and a body that never ends. */
export const stalledBody: Reply = (request) =>
  Effect.succeed(
    HttpClientResponse.fromWeb(
      request,
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"success":true,'))
          }
        }),
        { status: 200 }
      )
    )
  )

/** All services over a transport that answers by the script, its last line again and again. */
export const scripted = (script: readonly [Reply, ...Array<Reply>], options: Partial<Options> = {}) => {
  const seen: Array<Seen> = []
  let first: number | undefined
  const client = HttpClient.make((request, url, _signal, fiber) =>
    Effect.suspend(() => {
      const now = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
      first ??= now
      const reply = script[Math.min(seen.length, script.length - 1)] ?? script[0]
      const text = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined
      seen.push({
        method: request.method,
        path: url.pathname.replace("/v1/json", "") + url.search,
        headers: request.headers,
        body: text === undefined ? undefined : JSON.parse(text),
        at: now - first
      })
      return reply(request)
    })
  )
  const transport = Layer.succeed(HttpClient.HttpClient, client)
  const services = MultiSafepay.layer({ apiKey: Redacted.make("test-api-key-canary"), ...options })
  return { seen, client: transport, services, layer: Layer.provide(services, transport) }
}

export const placed = {
  success: true,
  data: { order_id: "o-1", payment_url: "https://pay.example/1", session_id: "s" }
}
export const details = (extra: object = {}) => ({
  success: true,
  data: {
    order_id: "o-1",
    transaction_id: 1,
    amount: 1000,
    currency: "EUR",
    status: "initialized",
    financial_status: "initialized",
    ...extra
  }
})
export const unknownOrder = { success: false, data: [], error_code: 1006, error_info: "Invalid transaction ID" }
