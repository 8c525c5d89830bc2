// The shop's backend on a real socket, beside a MultiSafepay in the same process that calls its webhook.
import { createServer } from "node:http"
import { MultiSafepay } from "@effect-multisafepay/http"
import { Sandbox } from "@effect-multisafepay/sandbox"
import { SqliteClient } from "@effect-multisafepay/sqlite"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { postgres } from "../src/durable-postgres.ts"
import { Shop } from "../src/shop/main.ts"
import { ShopApi } from "../src/shop/ShopApi.ts"

const address = Effect.map(HttpServer.HttpServer, ({ address }) =>
  HttpServer.formatAddress(address).replace("0.0.0.0", "127.0.0.1")
)

const Configured = Layer.unwrap(
  Effect.map(address, (url) =>
    ConfigProvider.layer(ConfigProvider.fromUnknown({ MULTISAFEPAY_API_KEY: "sandbox-api-key", SHOP_URL: url }))
  )
)

const Backend = HttpRouter.serve(Shop, { disableLogger: true, disableListenLog: true }).pipe(
  Layer.provide(Configured),
  // Longer than clients keep a connection: one that is closed just as a request leaves loses its answer.
  Layer.provideMerge(
    NodeHttpServer.layer(() => createServer({ keepAliveTimeout: 65_000 }), { port: 0, host: "127.0.0.1" })
  ),
  Layer.provideMerge(MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") })),
  Layer.provideMerge(Sandbox.layer())
)

const client = Effect.flatMap(address, (baseUrl) => HttpApiClient.make(ShopApi, { baseUrl })).pipe(
  Effect.provide(FetchHttpClient.layer)
)

const aDay = Effect.gen(function* () {
  const shop = yield* client
  const sandbox = yield* Sandbox.Sandbox

  const { order_id, payment_url } = yield* shop.orders.checkout({
    payload: { lines: [{ product: "mug", quantity: 2 }], email: "noor@example.com" }
  })
  assert.match(payment_url, /\/pay\//)
  assert.strictEqual((yield* shop.orders.status({ params: { order_id } })).state, "open")

  yield* sandbox.pay(order_id)
  yield* sandbox.awaitNotice(order_id, 1)
  assert.deepInclude(yield* shop.orders.status({ params: { order_id } }), { state: "paid", amount: 1990, refunded: 0 })

  yield* shop.orders.ship({ params: { order_id }, payload: { carrier: "PostNL", tracktrace_code: "3S1" } })

  // The answer is lost, and the page asks again: one refund.
  yield* sandbox.fault("reset-after-commit", { operation: "refunds.create" })
  const refund = shop.orders.refund({ params: { order_id, number: 1 }, payload: { amount: 995 } })
  assert.deepStrictEqual(yield* refund, yield* refund)
  assert.lengthOf(yield* sandbox.received({ operation: "refunds.create" }), 1)
  yield* sandbox.acceptRefund(order_id)
  yield* sandbox.awaitNotice(order_id, 3)
  assert.strictEqual((yield* shop.orders.status({ params: { order_id } })).refunded, 995)
})

const problems = Effect.gen(function* () {
  const shop = yield* client
  const sandbox = yield* Sandbox.Sandbox
  const checkout = shop.orders.checkout({
    payload: { lines: [{ product: "chair", quantity: 1 }], email: "noor@example.com" }
  })
  const unknown = yield* Effect.flip(shop.orders.status({ params: { order_id: "nobody's" } }))
  assert.strictEqual(unknown._tag, "NoSuchOrder")

  const { order_id } = yield* checkout
  const early = yield* Effect.flip(shop.orders.refund({ params: { order_id, number: 1 }, payload: { amount: 100 } }))
  assert.deepInclude(early, { outcome: "rejected" })

  yield* sandbox.fault("unauthorized", { operation: "orders.create" })
  const misconfigured = yield* Effect.flip(checkout)
  assert.deepInclude(misconfigured, { status: 500, reason: "Unauthorized", outcome: "rejected" })
})

const membership = Effect.gen(function* () {
  const shop = yield* client
  const sandbox = yield* Sandbox.Sandbox
  const params = { customer: "noor" }
  const december = shop.subscriptions.charge({ params: { ...params, month: "2026-12" } })
  assert.strictEqual((yield* Effect.flip(december))._tag, "NotSubscribed")

  const { order_id } = yield* shop.subscriptions.start({ params, payload: { email: "noor@example.com" } })
  yield* sandbox.pay(order_id)
  yield* sandbox.awaitNotice(order_id, 1)

  // The job dies after the charge and runs again.
  yield* december
  yield* december
  yield* sandbox.awaitNotice("noor-2026-12", 1)
  assert.deepInclude(yield* december, { state: "paid", amount: 1250 })
  assert.lengthOf(yield* sandbox.received({ operation: "orders.create", order_id: "noor-2026-12" }), 1)
})

const sqlite = SqliteClient.layer({ filename: ":memory:" })

describe("the shop", () => {
  it.live("takes an order from checkout to refund", () =>
    aDay.pipe(Effect.provide(Backend.pipe(Layer.provide(sqlite))))
  )

  it.live("answers what MultiSafepay refuses with a problem", () =>
    problems.pipe(Effect.provide(Backend.pipe(Layer.provide(sqlite))))
  )

  it.live("charges a member once a month, however often the job runs", () =>
    membership.pipe(Effect.provide(Backend.pipe(Layer.provide(sqlite))))
  )

  it.live("is the same over PostgreSQL", () =>
    Effect.gen(function* () {
      const url = yield* postgres
      const database = PgClient.layer({ url: Redacted.make(url) })
      yield* aDay.pipe(Effect.provide(Backend.pipe(Layer.provide(database))))
    }).pipe(
      Effect.scoped,
      Effect.catchTag("NoPostgres", ({ message }) => Effect.sync(() => console.log(`not run: ${message}`)))
    )
  )
})
