// Calls to a notification URL, as MultiSafepay makes them.
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

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

const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** Lets what needs nothing but the event loop come to rest: turns of it are counted, not time, so that a busy machine changes nothing. */
export const settle = Effect.repeat(turn, { times: 100 })

/** Lets a minute after a minute pass on the test clock until the fiber is done, whenever it comes to wait for that clock. */
export const passUntilDone = <A, E>(fiber: Fiber.Fiber<A, E>) =>
  Effect.repeat(
    Effect.andThen(
      turn,
      Effect.suspend(() => (fiber.pollUnsafe() === undefined ? TestClock.adjust("1 minute") : Effect.void))
    ),
    { until: () => fiber.pollUnsafe() !== undefined }
  )
