// What only a real connection can show: that an abandoned request is hung up, and which system errors mean that nothing left.
import type { AddressInfo } from "node:net"
import * as Http from "node:http"
import * as Net from "node:net"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import type { Options } from "@effect-multisafepay/http/Client"
import { layerTransport } from "../../node/src/NodeMultiSafepay.ts"
import { failureOf, order } from "./support/calls.ts"

const transports: Record<string, Layer.Layer<HttpClient.HttpClient>> = {
  "the transport of the node package": Layer.orDie(layerTransport),
  undici: NodeHttpClient.layerUndici,
  fetch: FetchHttpClient.layer
}

/** A server that never finishes an answer, and tells when a request came and when its connection was closed. */
const stalling = (begin: (response: Http.ServerResponse) => void) =>
  Effect.gen(function* () {
    const arrived = yield* Deferred.make<void>()
    const hungUp = yield* Deferred.make<void>()
    const server = Http.createServer((request, response) => {
      request.resume()
      request.on("end", () => {
        begin(response)
        Effect.runSync(Deferred.succeed(arrived, undefined))
      })
      response.on("close", () => Effect.runSync(Deferred.succeed(hungUp, undefined)))
    })
    const port = yield* listen(server)
    return { arrived, hungUp, baseUrl: `http://127.0.0.1:${port}/v1/json` }
  })

const listen = (server: Net.Server | Http.Server) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.sync(() => {
        if ("closeAllConnections" in server) server.closeAllConnections()
        server.close()
      })
  )

const services = (transport: string, baseUrl: string, policy: Options["policy"] = {}) =>
  Layer.provide(
    MultiSafepay.layer({ apiKey: Redacted.make("k"), baseUrl, policy }),
    transports[transport] ?? (Layer.empty as never)
  )

const headers: (response: Http.ServerResponse) => void = () => undefined
const body = (response: Http.ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.write('{"success":true,')
}

for (const transport of Object.keys(transports)) {
  describe(`over ${transport}`, () => {
    for (const [what, begin] of [
      ["headers", headers],
      ["a body", body]
    ] as const) {
      it.live(`an interrupted call hangs up on a server that stalls in ${what}`, () =>
        Effect.gen(function* () {
          const { arrived, baseUrl, hungUp } = yield* stalling(begin)
          const spans: Array<Tracer.Span> = []
          const fiber = yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.provide(services(transport, baseUrl)),
            Effect.withTracer(recording(spans)),
            Effect.forkChild
          )
          yield* Deferred.await(arrived)
          yield* Effect.sleep(50)
          yield* Fiber.interrupt(fiber)
          yield* Deferred.await(hungUp).pipe(Effect.timeout("1 minute"))
          const span = spans.find((one) => one.name === "Orders.create")
          assert.strictEqual(span?.attributes.get("multisafepay.outcome"), "unknown")
          assert.strictEqual(span?.attributes.get("error.type"), "Interrupted")
        })
      )

      it.live(`a deadline hangs up on a server that stalls in ${what}`, () =>
        Effect.gen(function* () {
          const { baseUrl, hungUp } = yield* stalling(begin)
          const error = failureOf(
            yield* Orders.Orders.use((orders) => orders.get("o-1")).pipe(
              Effect.result,
              Effect.provide(services(transport, baseUrl, { attemptDeadline: "200 millis", maxAttempts: 1 }))
            )
          )
          assert.strictEqual(error.reason._tag, "Timeout")
          yield* Deferred.await(hungUp).pipe(Effect.timeout("1 minute"))
        })
      )
    }

    it.live("a refused connection has not sent anything", () =>
      Effect.gen(function* () {
        const server = Net.createServer()
        const port = yield* Effect.scoped(listen(server))
        const error = failureOf(
          yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.result,
            Effect.provide(services(transport, `http://127.0.0.1:${port}/v1/json`, { maxAttempts: 1 }))
          )
        )
        assert.strictEqual(error.outcome, "not-sent")
        assert.include(error.message, `could not connect to http://127.0.0.1:${port}: ECONNREFUSED`)
      })
    )

    it.live("a name that does not resolve has not sent anything", () =>
      Effect.gen(function* () {
        const error = failureOf(
          yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.result,
            Effect.provide(services(transport, "https://nowhere.invalid/v1/json", { maxAttempts: 1 }))
          )
        )
        assert.strictEqual(error.outcome, "not-sent")
        assert.strictEqual(error.reason._tag, "Transport")
      })
    )

    it.live("a connection that speaks no TLS has not sent anything", () =>
      Effect.gen(function* () {
        const server = Net.createServer((socket) => {
          socket.on("error", () => undefined)
          socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")
        })
        const port = yield* listen(server)
        const error = failureOf(
          yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.result,
            Effect.provide(services(transport, `https://127.0.0.1:${port}/v1/json`, { maxAttempts: 1 }))
          )
        )
        assert.strictEqual(error.reason._tag, "Transport")
        assert.strictEqual(error.outcome, "not-sent", error.message)
      })
    )

    it.live("a connection that is reset after the request may have done anything", () =>
      Effect.gen(function* () {
        const server = Net.createServer((socket) => {
          socket.on("error", () => undefined)
          socket.once("data", () => socket.resetAndDestroy())
        })
        const port = yield* listen(server)
        const error = failureOf(
          yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.result,
            Effect.provide(services(transport, `http://127.0.0.1:${port}/v1/json`, { retry: "none" }))
          )
        )
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(error.attempts.length, 1)
      })
    )

    it.live("an answer that ends before its length is unknown", () =>
      Effect.gen(function* () {
        const server = Net.createServer((socket) => {
          socket.on("error", () => undefined)
          socket.once("data", () =>
            socket.end(
              'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"success":true'
            )
          )
        })
        const port = yield* listen(server)
        const error = failureOf(
          yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
            Effect.result,
            Effect.provide(services(transport, `http://127.0.0.1:${port}/v1/json`, { retry: "none" }))
          )
        )
        assert.strictEqual(error.outcome, "unknown")
      })
    )
  })
}

const recording = (spans: Array<Tracer.Span>) =>
  Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
