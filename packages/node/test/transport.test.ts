// A request must not leave long after it was made: a process that slept may find its work done by another one.
import { assert, describe, it } from "@effect/vitest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Agent, buildConnector } from "@effect/platform-node/Undici"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Transport from "../src/internal/transport.ts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** A server that counts, and a client whose connections take this long, in milliseconds. */
const world = Effect.gen(function* () {
  const requests: Array<string> = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ success: true, data: { order_id: "o-1", payment_url: "https://pay.example/1" } }))
    })
  })
  yield* Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)))
  yield* Effect.addFinalizer(() => Effect.sync(() => (server.closeAllConnections(), server.close())))
  const { port } = server.address() as AddressInfo

  const clock = yield* Effect.clockWith(Effect.succeed)
  const create = (delay: number, limit: number) => {
    const connect = buildConnector({})
    const agent = new Agent({ connect: (options, done) => void setTimeout(() => connect(options, done), delay) })
    const client = MultiSafepay.layer({ apiKey: Redacted.make("k"), baseUrl: `http://127.0.0.1:${port}/v1/json` }).pipe(
      Layer.provide(NodeHttpClient.layerUndiciNoDispatcher),
      Layer.provide(Layer.succeed(NodeHttpClient.Dispatcher, agent.compose(Transport.sendWithin(limit, clock))))
    )
    return Orders.Orders.use((orders) =>
      orders.create({ type: "redirect", order_id: "o-1", amount: 1000, currency: "EUR", description: "A book" })
    ).pipe(
      CallPolicy.override({ retry: "none" }),
      Effect.provide(client),
      Effect.ensuring(Effect.promise(() => agent.destroy()))
    )
  }
  return { create, requests }
})

describe("a request that waits for its connection", () => {
  it.live("is sent when there is one in time", () =>
    Effect.gen(function* () {
      const { create, requests } = yield* world
      assert.strictEqual((yield* create(0, 10_000)).payment_url, "https://pay.example/1")
      assert.deepStrictEqual(requests, ["POST /v1/json/orders"])
    }).pipe(Effect.scoped)
  )

  it.live("is not sent when that takes too long, and the failure says so", () =>
    Effect.gen(function* () {
      const { create, requests } = yield* world
      const error = yield* Effect.flip(create(100, 20))
      assert.strictEqual(error._tag === "MultiSafepayError" ? error.outcome : error.message, "not-sent")
      assert.deepStrictEqual(requests, [])
    }).pipe(Effect.scoped)
  )
})
