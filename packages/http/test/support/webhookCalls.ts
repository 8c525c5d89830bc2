// Calls to a notification URL, as MultiSafepay makes them.
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Redacted from "effect/Redacted"

export const key = Redacted.make("a-key-of-the-webhook-tests")
export const otherKey = Redacted.make("another-key-of-the-webhook-tests")

/** The text of a notification. */
export const body = (order_id: string, fields: Record<string, unknown> = {}): string =>
  JSON.stringify({ order_id, status: "completed", financial_status: "completed", transaction_id: 4051823, ...fields })

/** A web request with this body, signed now. */
export const post = Effect.fnUntraced(function* (
  text: string,
  options: {
    readonly key?: Redacted.Redacted<string> | undefined
    readonly query?: string | undefined
    readonly headers?: Record<string, string> | undefined
    readonly url?: string | undefined
  } = {}
) {
  const auth = yield* Notification.sign({ body: text, key: options.key ?? key })
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const query = options.query ?? `transactionid=whatever&timestamp=${now}`
  return new Request(`${options.url ?? "http://localhost/webhooks"}?${query}`, {
    method: "POST",
    headers: { auth, "content-type": "application/json", ...options.headers },
    body: text
  })
})

/** A web request as Effect's servers see it. */
export const incoming = (request: Request) => HttpServerRequest.fromWeb(request)
