// Answers that no API would give and a proxy may: endless, compressed, somewhere else, or read by a transport with a mistake in it. None
// may fill the memory, be believed, or keep a write from being looked up.
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { gzipSync } from "node:zlib"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import * as Client from "@effect-multisafepay/http/Client"
import type { Options } from "@effect-multisafepay/http/Configuration"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as RateLimit from "@effect-multisafepay/http/RateLimit"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { cardOrder, create, failureOf, methods, order, run, type Wire } from "./support/calls.ts"
import { answer, broken, details, placed, scripted, unknownOrder } from "./support/scripted.ts"

const serving = (handler: Http.RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<string>((resume) => {
      const server = Http.createServer((request, response) => {
        request.resume()
        request.on("end", () => handler(request, response))
      })
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json`))
      )
      servers.push(server)
    }),
    () => Effect.sync(() => servers.splice(0).forEach((server) => void (server.closeAllConnections(), server.close())))
  )
const servers: Array<Http.Server> = []

const over = (transport: Layer.Layer<HttpClient.HttpClient>, baseUrl: string, options: Partial<Options> = {}) =>
  Layer.provide(
    MultiSafepay.layer({
      apiKey: Redacted.make("k"),
      baseUrl,
      policy: { settleDelays: ["1 millis"], baseDelay: "1 millis" },
      ...options
    }),
    transport
  )

const found = (response: Http.ServerResponse) => response.end(JSON.stringify(details()))

describe("an answer without an end", () => {
  for (const [name, transport] of Object.entries({
    undici: NodeHttpClient.layerUndici,
    fetch: FetchHttpClient.layer
  })) {
    it.live(`is read to the bound over ${name}, its connection closed, and the order looked up`, () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        let sent = 0
        let closed = false
        const piece = Buffer.alloc(65_536, " ")
        const baseUrl = yield* serving((request, response) => {
          seen.push(request.method ?? "")
          if (request.method === "GET") return found(response)
          response.on("close", () => void (closed = true))
          response.writeHead(200, { "content-type": "application/json" })
          const more = () => {
            if (closed) return
            sent += piece.byteLength
            if (response.write(piece)) setImmediate(more)
            else response.once("drain", more)
          }
          more()
        })
        const result = yield* Effect.result(Orders.Orders.use((orders) => orders.create(cardOrder))).pipe(
          Effect.provide(over(transport, baseUrl, { maxAnswerSize: 1_000_000 }))
        )
        assert.isTrue(Result.getOrThrow(result).reconciled)
        assert.strictEqual(seen.join(" "), "POST GET")
        // What the sockets hold is sent as well.
        assert.isBelow(sent, 50_000_000)
        yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => closed })
      })
    )
  }

  it.effect("is an unexpected one, of unknown outcome, and not asked for again", () =>
    Effect.gen(function* () {
      for (const headers of [{}, { "content-length": "8000001" }] as ReadonlyArray<Record<string, string>>) {
        const wire = scripted([answer(200, `{"success":true,"data":"${"x".repeat(8_000_000)}`, headers)])
        const error = failureOf(yield* run(wire, (orders) => orders.get("o-1")))
        if (error.reason._tag !== "UnexpectedAnswer") return assert.fail(error.message)
        assert.include(error.message, "more than 8000000 bytes")
        assert.isBelow(error.reason.excerpt.length, 2_010)
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(methods(wire), "GET")
      }
    })
  )

  it.effect("is read when it ends at the bound", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(details())
      for (const headers of [{}, { "content-length": String(text.length) }] as ReadonlyArray<Record<string, string>>) {
        const wire = scripted([answer(200, text, headers)], { maxAnswerSize: text.length })
        Result.getOrThrow(yield* run(wire, (orders) => orders.get("o-1")))
      }
    })
  )

  it.effect("may be cut within a character", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(JSON.stringify(details({ description: "één € 🪑" })))
      const wire = HttpClient.make((request) => {
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
            controller.close()
          }
        })
        return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body)))
      })
      const found = yield* Orders.Orders.use((orders) => orders.get("o-1")).pipe(
        Effect.provide(over(Layer.succeed(HttpClient.HttpClient, wire), "http://127.0.0.1/v1/json"))
      )
      assert.strictEqual(found.description, "één € 🪑")
    })
  )
})

describe("a mistake in a transport", () => {
  for (const [name, transformClient] of [
    ["as the answer is read", (client) => HttpClient.transformResponse(client, Effect.map(unreadable))],
    [
      "after the request",
      (client) => HttpClient.transformResponse(client, Effect.andThen(Effect.die(new TypeError("canary"))))
    ]
  ] as ReadonlyArray<readonly [string, NonNullable<Options["transformClient"]>]>) {
    it.effect(`${name} does not keep a lost card order from being looked up, and is no defect of the caller's`, () =>
      Effect.gen(function* () {
        const posts = (client: HttpClient.HttpClient) =>
          HttpClient.make((request) =>
            request.method === "POST" ? transformClient(client).execute(request) : client.execute(request)
          )
        const wire = scripted([answer(200, placed), answer(200, details())], { transformClient: posts })
        assert.isTrue(Result.getOrThrow(yield* create(wire, cardOrder)).reconciled)
        assert.strictEqual(methods(wire), "POST GET")

        const unseen = scripted([answer(200, placed), answer(404, unknownOrder)], { transformClient: posts })
        const error = failureOf(yield* create(unseen, order))
        assert.strictEqual(error.outcome, "unknown")
        assert.notInclude(error.message, "canary")
        assert.strictEqual(methods(unseen), "POST GET GET")
      })
    )
  }

  it.effect("before a request is no defect either, and what was lost before stays unknown", () =>
    Effect.gen(function* () {
      const throwing = (method: string) => (client: HttpClient.HttpClient) =>
        Object.create(client, {
          execute: {
            value: (request: HttpClientRequest.HttpClientRequest) => {
              if (request.method === method) throw new TypeError("canary")
              return client.execute(request)
            }
          }
        })
      for (const [method, script, sent] of [
        ["POST", [answer(404, unknownOrder)], "GET GET"],
        ["GET", [broken("ECONNRESET")], "POST"]
      ] as const) {
        const wire = scripted(script, { transformClient: throwing(method) })
        const error = failureOf(yield* create(wire, cardOrder))
        assert.strictEqual(error.outcome, "unknown")
        assert.notInclude(error.message, "canary")
        assert.strictEqual(methods(wire), sent)
      }
    })
  )
})

const unreadable = (response: HttpClientResponse.HttpClientResponse): HttpClientResponse.HttpClientResponse =>
  Object.create(response, {
    text: { get: () => Effect.die(new RangeError("canary")) },
    stream: {
      get: () => {
        throw new RangeError("canary")
      }
    }
  })

describe("a redirect", () => {
  for (const [location, host] of [
    ["https://elsewhere.example:8443/v1/json/orders?token=canary", "elsewhere.example:8443"],
    ["/login?next=canary", "another address"],
    [undefined, "another address"]
  ] as const) {
    it.effect(`to ${location} is said to be one, and the order is not sent again`, () =>
      Effect.gen(function* () {
        for (const status of [301, 302, 303, 307, 308]) {
          const headers: Record<string, string> = location === undefined ? {} : { location }
          const wire = scripted([answer(status, "", headers), answer(404, unknownOrder)])
          const error = failureOf(yield* create(wire))
          assert.strictEqual(error.outcome, "unknown")
          assert.include(error.message, `it redirects to ${host}`)
          assert.notInclude(error.message, "canary")
          assert.strictEqual(methods(wire), "POST GET GET")
        }
      })
    )
  }
})

describe("what is asked for", () => {
  for (const [name, transport] of Object.entries({
    undici: NodeHttpClient.layerUndici,
    fetch: FetchHttpClient.layer
  })) {
    it.live(`is no compressed answer over ${name}, where nobody may be there to inflate it`, () =>
      Effect.gen(function* () {
        const baseUrl = yield* serving((request, response) => {
          const text = JSON.stringify(request.method === "GET" ? unknownOrder : placed)
          if (request.headers["accept-encoding"] === "identity") return response.end(text)
          response.setHeader("content-encoding", "gzip")
          return response.end(gzipSync(text))
        })
        const result = yield* Orders.Orders.use((orders) => orders.create(cardOrder)).pipe(
          Effect.provide(over(transport, baseUrl))
        )
        assert.isFalse(result.reconciled)
      })
    )
  }

  it.effect("is not asked for again when it is not implemented", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(501, "")])
      const error = failureOf(yield* run(wire, (orders) => orders.get("o-1")))
      assert.strictEqual(methods(wire), "GET")
      if (error.reason._tag !== "Refused") return assert.fail(error.message)
      assert.strictEqual(error.reason.class, "permanent")
      assert.isFalse(error.isRetryable)
    })
  )

  it.effect("can be asked for again: an id of half a character is not sent", () =>
    Effect.gen(function* () {
      for (const order_id of ["a\ud800b", "\udc00", "a\ud83e"]) {
        const wire = scripted([answer(200, placed)])
        const error = failureOf(yield* create(wire, { ...order, order_id }))
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.strictEqual(methods(wire), "")
      }
      const whole = scripted([answer(200, placed)])
      Result.getOrThrow(yield* create(whole, { ...order, order_id: "stoel-🪑" }))
    })
  )
})

describe("a page instead of an answer", () => {
  const page = answer(403, "<!doctype html><html>blocked by policy</html>")

  it.effect("does not keep a card order that was carried out from being found", () =>
    Effect.gen(function* () {
      const wire = scripted([page, answer(200, details())])
      assert.isTrue(Result.getOrThrow(yield* create(wire, cardOrder)).reconciled)
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("is not asked for again, and the outcome is unknown", () =>
    Effect.gen(function* () {
      for (const lookUp of [page, answer(404, unknownOrder)]) {
        const wire = scripted([page, lookUp])
        const error = failureOf(yield* create(wire, order))
        assert.strictEqual(error.outcome, "unknown")
        assert.isFalse(error.isRetryable)
        assert.include(error.message, "403")
        assert.strictEqual(wire.seen.filter((one) => one.method === "POST").length, 1)
      }
    })
  )
})

describe("an answer about another order", () => {
  const others = details({ order_id: "o-2", status: "completed", financial_status: "completed" })

  it.effect("is asked for again, and never handed out", () =>
    Effect.gen(function* () {
      const again = scripted([answer(200, others), answer(200, details())])
      assert.strictEqual(Result.getOrThrow(yield* run(again, (orders) => orders.get("o-1"))).order_id, "o-1")
      const error = failureOf(yield* run(scripted([answer(200, others)]), (orders) => orders.get("o-1")))
      assert.include(error.message, "another order")
    })
  )

  it.effect("gives nobody another customer's payment address: the order is looked up", () =>
    Effect.gen(function* () {
      const wire = scripted([
        answer(200, { success: true, data: { order_id: "o-2", payment_url: "https://pay.example/2" } }),
        answer(200, details())
      ])
      const result = Result.getOrThrow(yield* create(wire, cardOrder))
      assert.isTrue(result.reconciled)
      assert.isUndefined(result.payment_url)
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("does not place an order by being found", () =>
    Effect.gen(function* () {
      const error = failureOf(yield* run(scripted([answer(200, others)]), (orders) => orders.ensure(order)))
      assert.strictEqual(error.outcome, "not-sent")
      assert.strictEqual(error.reason._tag, "UnexpectedAnswer")
    })
  )

  it.effect("is not one that names it by its other id, as a number or in other letters", () =>
    Effect.gen(function* () {
      for (const [asked, data] of [
        ["1", { transaction_id: 1, order_id: "o-1" }],
        ["2", { transaction_id: 1, order_id: "o-1", related_transactions: [{ transaction_id: 2 }] }],
        ["o-1-refund-1", { order_id: "o-1", related_transactions: [{ refund_order_id: "o-1-refund-1" }] }],
        ["0042", { order_id: 42 }],
        ["a b", { order_id: "A-B " }],
        ["stoel-🪑", { order_id: "stoel-?" }],
        ["o-1", { order_id: null }]
      ] as const) {
        Result.getOrThrow(yield* run<unknown>(scripted([answer(200, details(data))]), (orders) => orders.get(asked)))
      }
    })
  )

  it.effect("is not one for which a program without types gave a number", () =>
    Effect.gen(function* () {
      const body = { ...order, order_id: "42" }
      const placed = Client.Client.use((client) =>
        client.call(PlacedOrder.create, { body, order_id: 42 as unknown as string })
      )
      const wire = scripted([answer(200, { success: true, data: { order_id: "42" } })])
      assert.strictEqual((yield* Effect.provide(placed, wire.layer)).data.order_id, "42")
    })
  )
})

describe("a Retry-After beyond reason", () => {
  it.effect("is a day", () =>
    Effect.gen(function* () {
      for (const asked of ["9".repeat(24), "864000000", "Fri, 01 Jan 2100 00:00:00 GMT"]) {
        const wire = scripted([answer(429, "", { "retry-after": asked })])
        const error = failureOf(yield* create(wire, cardOrder))
        assert.strictEqual(error.retryAfter, 86_400_000)
        assert.notInclude(error.message, "e+")
      }
    })
  )
})

/** The clock, which `jump` sets while something else is going on. */
const jumping = Effect.map(Clock.Clock, (real) => {
  let offset = 0
  const clock: Clock.Clock = Object.create(real, {
    currentTimeMillisUnsafe: { value: () => real.currentTimeMillisUnsafe() + offset },
    currentTimeMillis: { get: () => Effect.sync(() => real.currentTimeMillisUnsafe() + offset) }
  })
  return { clock, jump: (millis: number) => Effect.sync(() => void (offset += millis)) }
})

describe("a clock that is set", () => {
  for (const step of [3_600_000, -3_600_000, 86_400_000 * 365]) {
    it.effect(`${step} ms further after a lost answer leaves time to look the order up`, () =>
      Effect.gen(function* () {
        const { clock, jump } = yield* jumping
        const wire = scripted([broken("ECONNRESET"), answer(200, details())], {
          transformClient: HttpClient.tapError(() => jump(step))
        })
        const result = yield* create(wire, cardOrder).pipe(Effect.provideService(Clock.Clock, clock))
        assert.isTrue(Result.getOrThrow(result).reconciled)
        assert.strictEqual(methods(wire), "POST GET")
      })
    )
  }
})

describe("a process that sleeps for an hour before a request", () => {
  /** Sleeps while it waits for the turn of its n-th request. */
  const sleeping = (
    n: number,
    wire: Wire,
    call: (orders: Orders.Service) => Effect.Effect<Orders.Placed, MultiSafepayError>
  ) =>
    Effect.gen(function* () {
      const { clock, jump } = yield* jumping
      let turns = 0
      const rateLimit = RateLimit.RateLimit.of({
        take: () => Effect.as(++turns === n ? jump(3_600_000) : Effect.void, 0)
      })
      return yield* run(
        { ...wire, layer: Layer.provide(wire.layer, Layer.succeed(RateLimit.RateLimit, rateLimit)) },
        call
      ).pipe(Effect.provideService(Clock.Clock, clock))
    })

  for (const { name, n, script, call, sent, outcome } of [
    {
      name: "an order does not leave",
      n: 1,
      script: [answer(200, placed)],
      call: (orders) => orders.create(cardOrder),
      sent: "",
      outcome: "not-sent"
    },
    {
      name: "an order that was looked up before does not leave",
      n: 2,
      script: [answer(404, unknownOrder), answer(200, placed)],
      call: (orders) => orders.ensure(cardOrder),
      sent: "GET",
      outcome: "not-sent"
    },
    {
      name: "an order whose first connection was refused does not leave after all",
      n: 2,
      script: [broken("ECONNREFUSED"), answer(200, placed)],
      call: (orders) => orders.create(cardOrder),
      sent: "POST",
      outcome: "not-sent"
    },
    {
      name: "a lost order is still looked for",
      n: 2,
      script: [broken("ECONNRESET"), answer(200, details())],
      call: (orders) => orders.create(cardOrder),
      sent: "POST GET",
      outcome: "success"
    },
    {
      name: "a lost order that is not found is not sent again",
      n: 4,
      script: [broken("ECONNRESET"), answer(404, unknownOrder), answer(404, unknownOrder), answer(200, placed)],
      call: (orders) => orders.create(order),
      sent: "POST GET GET",
      outcome: "unknown"
    }
  ] satisfies ReadonlyArray<{
    readonly name: string
    readonly n: number
    readonly script: Parameters<typeof scripted>[0]
    readonly call: Parameters<typeof sleeping>[2]
    readonly sent: string
    readonly outcome: string
  }>) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const wire = scripted(script)
        const result = yield* sleeping(n, wire, call)
        assert.strictEqual(methods(wire), sent)
        assert.strictEqual(Result.isSuccess(result) ? "success" : result.failure.outcome, outcome)
      })
    )
  }
})
