// A local MultiSafepay with so many paid orders, spread evenly over ten days. Prints its address when they are there.
import { Orders, MultiSafepay } from "@effect-multisafepay/http"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const orders = Number(process.argv[2])

const fill = Effect.gen(function* () {
  const server = yield* SandboxServer.SandboxServer
  const sandbox = yield* Sandbox.Sandbox
  yield* sandbox.clock.freeze
  const from = yield* sandbox.clock.now
  yield* Effect.gen(function* () {
    const service = yield* Orders.Orders
    for (let day = 0; day < 10; day++) {
      for (let hour = 0; hour < 24; hour++) {
        const [first, next] = [0, 1].map((n) => Math.round((orders * (day * 24 + hour + n)) / 240))
        yield* Effect.forEach(
          Array.from({ length: (next ?? 0) - (first ?? 0) }, (_, i) => `o-${(first ?? 0) + i}`),
          (order_id) =>
            Effect.andThen(
              service.create({
                type: "redirect",
                gateway: "IDEAL",
                order_id,
                currency: "EUR",
                amount: 1000,
                description: "A chair"
              }),
              sandbox.pay(order_id)
            ),
          { concurrency: 32, discard: true }
        )
        yield* sandbox.clock.advance("1 hour")
      }
    }
  }).pipe(
    Effect.provide(
      MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key"), baseUrl: server.baseUrl }).pipe(
        Layer.provide(FetchHttpClient.layer)
      )
    )
  )
  console.log(JSON.stringify({ baseUrl: server.baseUrl, from }))
  return yield* Effect.never
})

Effect.runFork(fill.pipe(Effect.provide(SandboxServer.layer({ port: 0, notifications: "record" }))))
