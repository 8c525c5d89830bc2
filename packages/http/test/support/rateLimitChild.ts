// One of several processes that share a rate limit through Redis: makes so many calls, a few at a time, and prints when it began and ended.
// node rateLimitChild.ts BASE_URL REDIS_SOCKET CALLS LIMIT WINDOW_MS
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as RateLimit from "@effect-multisafepay/http/RateLimit"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"

const [baseUrl = "", path = "", calls = "0", limit = "0", window = "0"] = process.argv.slice(2)

const store = RateLimiter.layerStoreRedis().pipe(
  Layer.provide(
    NodeRedis.layer({ socket: { path, tls: false }, disableOfflineQueue: true, commandOptions: { timeout: 500 } })
  )
)

const live = MultiSafepay.layer({ apiKey: Redacted.make("k"), baseUrl }).pipe(
  Layer.provide(RateLimit.layer({ limit: Number(limit), window: Number(window), store })),
  Layer.provide(NodeHttpClient.layerUndici)
)

const program = Effect.gen(function* () {
  const orders = yield* Orders.Orders
  const from = yield* Clock.currentTimeMillis
  yield* Effect.forEach(Array.from({ length: Number(calls) }), () => orders.get("o-1"), {
    concurrency: 8,
    discard: true
  })
  console.log(`done ${from} ${yield* Clock.currentTimeMillis}`)
})

Effect.runPromise(Effect.provide(program, live)).then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  }
)
