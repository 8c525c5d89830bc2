// One process of the shop of durable-shop.ts. A web process sells and takes notifications; a runner sees payments through. Both are the
// same program: only the engine's role and the HTTP server differ. It can be killed at any moment.
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Config, Effect, Layer, Option, References, Schedule } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { SqlClient } from "effect/sql"
import type { CreateOrder } from "@effect-multisafepay/core"
import { Webhooks } from "@effect-multisafepay/http"
import { NodeMultiSafepay } from "@effect-multisafepay/node"
import { PaymentApi, PaymentOrders, Payments } from "@effect-multisafepay/durable"
import * as ClusterEngine from "@effect-multisafepay/durable/ClusterEngine"

const database = Config.Redacted("DATABASE_URL")

/** The shop's own connection; the engine has another. */
const Database = Layer.unwrap(Effect.map(database, (url) => PgClient.layer({ url, maxConnections: 4 })))

/** The shop's own table: what was ordered, and where its customer pays. */
const Shop = Layer.effect(
  PaymentOrders.PaymentOrders,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      order: (order_id) =>
        sql<{ readonly body: CreateOrder.CreateOrder }>`SELECT body FROM shop_orders WHERE order_id = ${order_id}`.pipe(
          Effect.map(([row]) => Option.fromUndefinedOr(row?.body)),
          Effect.orDie
        ),
      placed: ({ order_id, payment_url }) =>
        Effect.orDie(
          Effect.asVoid(sql`UPDATE shop_orders SET payment_url = ${payment_url ?? "lost"} WHERE order_id = ${order_id}`)
        )
    }
  })
)

const Engine = Layer.unwrap(
  Effect.gen(function* () {
    const role = yield* Config.Literals(["web", "runner"], "ROLE")
    const engine = ClusterEngine.make({
      role,
      host: "127.0.0.1",
      port: yield* Config.Int("CLUSTER_PORT"),
      database: { url: yield* database }
    })
    return Payments.layer(engine).pipe(Layer.provide(Shop))
  })
)

/** `POST /checkout/order-1?amount=1000`: sells, and answers with the page to pay at. */
const Checkout = HttpRouter.add(
  "POST",
  "/checkout/:order_id",
  Effect.gen(function* () {
    const { order_id = "" } = yield* HttpRouter.params
    const request = yield* HttpServerRequest.HttpServerRequest
    const sql = yield* SqlClient.SqlClient
    const payments = yield* Payments.Payments
    const order = {
      type: "redirect",
      gateway: "VISA",
      capture: "manual",
      order_id,
      currency: "EUR",
      amount: 1000,
      description: "A book",
      payment_options: { notification_url: `http://${request.headers["host"]}/webhook` }
    }
    yield* sql`INSERT INTO shop_orders ${sql.insert({ order_id, body: JSON.stringify(order) })} ON CONFLICT DO NOTHING`
    yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 3_600_000, when_paid: "capture" })
    const [row] = yield* sql<{
      readonly payment_url: string | null
    }>`SELECT payment_url FROM shop_orders WHERE order_id = ${order_id}`.pipe(
      Effect.repeat({
        until: ([row]) => row?.payment_url !== null,
        schedule: Schedule.max([Schedule.spaced("100 millis"), Schedule.recurs(100)])
      })
    )
    return HttpServerResponse.jsonUnsafe({ order_id, payment_url: row?.payment_url ?? null })
  })
)

const Notifications = Layer.unwrap(
  Effect.gen(function* () {
    const payments = yield* Payments.Payments
    const keys = yield* Config.Redacted("MULTISAFEPAY_API_KEY")
    return Webhooks.layer({ path: "/webhook", keys, handler: payments.notify })
  })
)

const Program = Layer.unwrap(
  Effect.gen(function* () {
    const port = yield* Config.option(Config.Int("PORT"))
    if (Option.isNone(port)) return Engine
    return HttpRouter.serve(Layer.merge(Checkout, Notifications), { disableLogger: true, disableListenLog: true }).pipe(
      Layer.provide(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: port.value })),
      Layer.provide(Engine)
    )
  })
).pipe(
  Layer.provide(PaymentApi.layer),
  Layer.provide([NodeMultiSafepay.layer, Database]),
  Layer.provide(Layer.succeed(References.MinimumLogLevel, "Fatal"))
)

process.once("disconnect", () => process.exit())
Layer.launch(Program.pipe(Layer.tap(() => Effect.sync(() => process.send?.("ready"))))).pipe(NodeRuntime.runMain)
