// A shop's backend: checkout, webhook, status, refunds, shipping and subscriptions as an Effect `HttpApi`.
//
//   npx multisafepay-sandbox start          # in one terminal; it prints the two variables
//   MULTISAFEPAY_BASE_URL=... MULTISAFEPAY_API_KEY=... SHOP_URL=http://127.0.0.1:3000 node examples/src/shop/main.ts
//
// Orders are kept in SQLite (SHOP_FILE, shop.db); with DATABASE_URL in PostgreSQL. Its documentation is served under /docs.
import { createServer } from "node:http"
import { NodeMultiSafepay } from "@effect-multisafepay/node"
import { SqliteClient } from "@effect-multisafepay/sqlite"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Config, Effect, Layer, Option } from "effect"
import { HttpRouter } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import { OrdersLive, SubscriptionsLive } from "./handlers.ts"
import { OrderBook } from "./OrderBook.ts"
import { ShopApi } from "./ShopApi.ts"
import { WebhookLive } from "./webhook.ts"

/** The shop's routes; they need MultiSafepay's services and a database. */
export const Shop = Layer.mergeAll(
  HttpApiBuilder.layer(ShopApi).pipe(Layer.provide([OrdersLive, SubscriptionsLive])),
  HttpApiScalar.layer(ShopApi, { path: "/docs" }),
  WebhookLive
).pipe(Layer.provide(OrderBook.layer))

export const Database = Layer.unwrap(
  Effect.gen(function* () {
    const url = yield* Config.option(Config.Redacted("DATABASE_URL"))
    return Option.isSome(url)
      ? PgClient.layer({ url: url.value })
      : SqliteClient.layer({ filename: yield* Config.String("SHOP_FILE").pipe(Config.withDefault("shop.db")) })
  })
)

const Server = Layer.unwrap(
  Effect.map(Config.Port("PORT").pipe(Config.withDefault(3000)), (port) => NodeHttpServer.layer(createServer, { port }))
)

if (import.meta.main) {
  HttpRouter.serve(Shop).pipe(
    Layer.provide([Server, NodeMultiSafepay.layer, Database]),
    Layer.launch,
    NodeRuntime.runMain
  )
}
