// A shop's webhook on Effect's own server, beside another route. With DATABASE_URL (PostgreSQL) it answers as soon as the notification is
// safe in a queue, in as many processes as you like; without, it remembers in memory. `node examples/src/webhooks-effect.ts` starts it,
// plays MultiSafepay for a moment and stops; with PORT set it stays.
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Config, Console, Context, Effect, Layer, Option, Redacted } from "effect"
import { HttpRouter, HttpServer, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"
import { Notification, Status } from "@effect-multisafepay/core"
import { WebhookQueue, Webhooks, WebhookStore } from "@effect-multisafepay/http"

/** What the shop does with orders that are paid or guaranteed. Here it only says so. */
class Fulfilment extends Context.Service<
  Fulfilment,
  {
    readonly ship: (order_id: string) => Effect.Effect<void>
    readonly note: (order_id: string, status: string) => Effect.Effect<void>
  }
>()("shop/Fulfilment") {
  static readonly layer = Layer.succeed(Fulfilment, {
    ship: (order_id) => Console.log(`  shop: shipping ${order_id}`),
    note: (order_id, status) => Console.log(`  shop: ${order_id} is ${status}`)
  })
}

/** The one function. It may be called again for the same notification after a crash, so `ship` should know what it has shipped. */
const handler = Effect.fn("shop.notification")(function* ({ order, order_id }: Webhooks.Received) {
  const fulfilment = yield* Fulfilment
  if (Status.isSecured(order)) yield* fulfilment.ship(order_id)
  else yield* fulfilment.note(order_id, order.status)
})

const demoKey = Redacted.make("a-key-for-the-demonstration")
const keys = Config.Redacted("MULTISAFEPAY_API_KEY").pipe(Config.withDefault(demoKey))
const path = "/webhooks/multisafepay"

const Webhook = Layer.unwrap(
  Effect.gen(function* () {
    const apiKey = yield* keys
    const database = yield* Config.option(Config.Redacted("DATABASE_URL"))
    const route = Webhooks.layer({ path, keys: apiKey, handler })
    return Option.match(database, {
      onNone: () => route,
      onSome: (url) =>
        route.pipe(
          Layer.provide([WebhookStore.layerSql(), WebhookQueue.layerSql({ workers: 4 })]),
          Layer.provide(PgClient.layer({ url }))
        )
    })
  })
)

const Health = HttpRouter.add("GET", "/health", HttpServerResponse.text("fine"))

const port = Config.Int("PORT").pipe(Config.withDefault(0))

const Server = HttpRouter.serve(Layer.mergeAll(Webhook, Health), { disableLogger: true }).pipe(
  Layer.provide(Fulfilment.layer),
  Layer.provideMerge(
    Layer.unwrap(Effect.map(port, (port) => NodeHttpServer.layer(createServer, { host: "127.0.0.1", port })))
  )
)

// From here on it is MultiSafepay that is played.
const call = Effect.fn("call")(function* (what: string, fields: object, key: Redacted.Redacted<string>) {
  const { address } = yield* HttpServer.HttpServer
  const body = JSON.stringify({
    order_id: "2026-0042",
    financial_status: "completed",
    currency: "EUR",
    amount: 1000,
    ...fields
  })
  const auth = yield* Notification.sign({ body, key })
  const url = `${HttpServer.formatAddress(address).replace("0.0.0.0", "127.0.0.1")}${path}?transactionid=2026-0042&timestamp=1`
  const response = yield* Effect.promise(() => fetch(url, { method: "POST", headers: { auth }, body }))
  const answer = yield* Effect.promise(() => response.text())
  yield* Console.log(`${what}: ${response.status} ${answer}`)
})

const demonstration = Effect.gen(function* () {
  const key = yield* keys
  const paid = { status: "completed", modified: "2026-11-21T10:00:05" }
  yield* call("the customer has paid", paid, key)
  yield* call("the same again", paid, key)
  yield* call("an older one, late", { status: "initialized", modified: "2026-11-21T10:00:01" }, key)
  yield* call("a forged one", { status: "completed", amount: 1 }, Redacted.make("a guess"))
  yield* Effect.sleep("1 second")
})

const main = Effect.gen(function* () {
  const stays = Option.isSome(yield* Config.option(Config.Int("PORT")))
  yield* stays ? Layer.launch(Server) : Effect.provide(demonstration, Server)
})

NodeRuntime.runMain(main)
