// Keeping to a number of requests per second, in one process or in several that share a Redis. MultiSafepay documents no limit; this is
// for those who agreed on one, or who would rather wait than find out. Nothing is ever sent twice because of it.
// Run: node examples/src/rate-limit.ts
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as RateLimit from "@effect-multisafepay/http/RateLimit"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { Clock, Config, Console, Effect, Layer, Option, Redacted } from "effect"
import * as RateLimiter from "effect/persistence/RateLimiter"

/** This process alone. */
export const alone = RateLimit.layer({ limit: 5, window: "500 millis" })

/**
 * Several processes together. The two options matter: without them a command waits for ever while Redis is away. The limit itself
 * never stops a payment: until Redis is back, each process counts alone.
 */
export const together = (url: string) =>
  RateLimit.layer({
    limit: 5,
    window: "500 millis",
    store: RateLimiter.layerStoreRedis().pipe(
      Layer.provide(NodeRedis.layer({ url, disableOfflineQueue: true, commandOptions: { timeout: 500 } }))
    )
  })

const limit = Layer.unwrap(
  Effect.map(Config.option(Config.String("REDIS_URL")), (url) =>
    Option.match(url, { onNone: () => alone, onSome: together })
  )
)

const services = Layer.unwrap(
  SandboxServer.SandboxServer.useSync(({ baseUrl }) =>
    MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key"), baseUrl })
  )
).pipe(
  Layer.provide(limit),
  Layer.provide(NodeHttpClient.layerUndici),
  Layer.provide(SandboxServer.layer({ port: 0, notifications: "record" }))
)

const program = Effect.gen(function* () {
  const orders = yield* Orders.Orders
  const start = yield* Clock.currentTimeMillis
  yield* Effect.forEach(
    Array.from({ length: 15 }, (_, index) => `order-${index}`),
    (order_id) =>
      orders.create({ type: "redirect", order_id, currency: "EUR", amount: 1000, description: "A mug" }).pipe(
        Effect.andThen(Clock.currentTimeMillis),
        Effect.flatMap((now) => Console.log(`${order_id} placed after ${now - start} ms`))
      ),
    { concurrency: "unbounded", discard: true }
  )
})

await Effect.runPromise(Effect.provide(program, services))
