// A shop's webhook in Hono. The same three lines work wherever a function from `Request` to `Response` does: Next.js (`export const POST`),
// Deno, Bun, Workers. Hand over the request untouched. What a JSON middleware has read is no longer what was signed.
import { Console, Effect, Redacted } from "effect"
import { Hono } from "hono"
import { Notification, Status } from "@effect-multisafepay/core"
import { Webhooks } from "@effect-multisafepay/http"

const key = Redacted.make("a-key-for-the-demonstration") // yours comes from the environment

const webhook = Webhooks.toWebHandler({
  keys: key,
  handler: ({ order, order_id }) =>
    Status.isSecured(order)
      ? Console.log(`  shop: ${order_id} is paid or guaranteed`)
      : Console.log(`  shop: ${order_id} is ${order.status}`)
})

const app = new Hono()
app.get("/health", (context) => context.text("fine"))
app.all("/webhooks/multisafepay", (context) => webhook.handler(context.req.raw))

export default app

// Played here: MultiSafepay calls, twice, and then somebody who knows no key.
const call = Effect.fn("call")(function* (what: string, key: Redacted.Redacted<string>) {
  const body =
    '{"order_id":"2026-0042","status":"completed","financial_status":"completed","currency":"EUR","amount":1000}'
  const auth = yield* Notification.sign({ body, key })
  const url = "/webhooks/multisafepay?transactionid=2026-0042&timestamp=1"
  const response = yield* Effect.promise(() =>
    Promise.resolve(app.request(url, { method: "POST", headers: { auth }, body }))
  )
  yield* Console.log(`${what}: ${response.status} ${yield* Effect.promise(() => response.text())}`)
})

const demonstration = Effect.gen(function* () {
  yield* call("the customer has paid", key)
  yield* call("the same again", key)
  yield* call("a forged one", Redacted.make("a guess"))
  yield* Effect.promise(webhook.dispose)
})

if (import.meta.main) Effect.runFork(demonstration)
