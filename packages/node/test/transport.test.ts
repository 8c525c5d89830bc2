// Whether a request left is a fact here, told by the moment it began, whatever the error is called; and it leaves once, in time or never.
import { Agent, buildConnector, type Dispatcher, interceptors } from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as NodeMultiSafepay from "@effect-multisafepay/node/NodeMultiSafepay"
import type { PlacedOrder } from "@effect-multisafepay/core/PlacedOrder"
import * as ByteSize from "effect/ByteSize"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createSecureServer } from "node:http2"
import { createServer as createTlsServer } from "node:https"
import { connect, createServer as createRawServer, type Server, type Socket } from "node:net"
import * as Tls from "node:tls"
import * as Zlib from "node:zlib"
import { cert, key } from "./support/certificate.ts"
import { listen } from "./support/servers.ts"

/** A card order: it charges at once, so that only what certainly did not leave may be sent again. */
const order: CreateOrder = {
  type: "direct",
  gateway: "VISA",
  order_id: "o-1",
  currency: "EUR",
  amount: 1000,
  description: "Two chairs",
  customer: { ip_address: "203.0.113.7" },
  gateway_info: {
    card_number: "4111111111111111",
    card_holder_name: "A. Tester",
    card_expiry_date: "3012",
    card_cvc: "123"
  }
}

interface Way {
  readonly base: string
  readonly dispatcher?: Dispatcher
  readonly environment?: Record<string, string>
}

const layer = ({ base, dispatcher, environment = {} }: Way) =>
  NodeMultiSafepay.layerOptions({
    apiKey: Redacted.make("k"),
    baseUrl: `${base}/v1/json`,
    ...(dispatcher === undefined ? {} : { dispatcher })
  }).pipe(Layer.provide(Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(environment))))

const once = { retry: "none" } as const

/** Places the order in one request. */
const place = (way: Way, policy: Partial<CallPolicy.CallPolicy> = {}) =>
  Orders.Orders.use((orders) => orders.create(order)).pipe(
    CallPolicy.override({ ...once, ...policy }),
    Effect.provide(layer(way))
  )

const outcome = <E>(self: Effect.Effect<PlacedOrder, E>) =>
  Effect.map(Effect.flip(self), (error) =>
    error instanceof MultiSafepayError ? error.outcome : assert.fail(`another error: ${String(error)}`)
  )

const answer = (_: unknown, response: ServerResponse) => {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify({ success: true, data: { order_id: "o-1", payment_url: "https://pay.example/1" } }))
}

/** A server that reads each request to its end, counts it, and then does this. */
const counting = (then: (request: IncomingMessage, response: ServerResponse) => void) => {
  const seen: Array<string> = []
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    void request.resume().on("end", () => {
      seen.push(`${request.method} ${request.url}`)
      then(request, response)
    })
  return { seen, handle }
}

/** A server below HTTP: what it does with the first bytes of a connection. */
const raw = (onData: (socket: Socket) => void): Server =>
  createRawServer((socket) => void socket.once("data", () => onData(socket)))

const agent = (options: ConstructorParameters<typeof Agent>[0] = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => new Agent({ connect: { ca: cert }, ...options })),
    (agent) => Effect.promise(() => agent.destroy())
  )

/** This process trusts the certificate of these servers, for the length of a test. */
const trusted = Effect.acquireRelease(
  Effect.sync(() => {
    const before = Tls.getCACertificates("default")
    Tls.setDefaultCACertificates([...before, cert])
    return before
  }),
  (before) => Effect.sync(() => Tls.setDefaultCACertificates(before))
)

const tlsAlert = (description: number) => Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, description])

describe("what ends before the request begins is not sent, whatever it is called", () => {
  const cuts: Record<string, (socket: Socket) => void> = {
    "a FIN in the TLS handshake": (socket) => socket.end(),
    "a reset in the TLS handshake": (socket) => socket.resetAndDestroy(),
    "the TLS alert internal_error": (socket) => socket.end(tlsAlert(80)),
    "the TLS alert unrecognized_name": (socket) => socket.end(tlsAlert(112)),
    "the TLS alert handshake_failure": (socket) => socket.end(tlsAlert(40)),
    "plain HTTP instead of TLS": (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")
  }
  for (const [what, cut] of Object.entries(cuts)) {
    it.live(what, () =>
      Effect.gen(function* () {
        const port = yield* listen(raw(cut))
        assert.strictEqual(yield* outcome(place({ base: `https://localhost:${port}` })), "not-sent")
      })
    )
  }

  it.live("a certificate that nobody trusts", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const port = yield* listen(createTlsServer({ key, cert }, handle))
      assert.strictEqual(yield* outcome(place({ base: `https://localhost:${port}` })), "not-sent")
      assert.deepStrictEqual(seen, [])
    })
  )

  it.live("a refused port", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(place({ base: "http://127.0.0.1:1" })), "not-sent")
    })
  )

  it.live("a deadline that passes before the connection is there", () =>
    Effect.gen(function* () {
      const port = yield* listen(raw(() => undefined))
      const late = place({ base: `https://localhost:${port}` }, { attemptDeadline: 200 })
      assert.strictEqual(yield* outcome(late), "not-sent")
    })
  )

  it.live("a service whose layer was closed", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const port = yield* listen(createServer(handle))
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(layer({ base: `http://127.0.0.1:${port}` }), scope)
      yield* Scope.close(scope, Exit.void)
      const late = Context.get(context, Orders.Orders).create(order).pipe(CallPolicy.override(once))
      assert.strictEqual(yield* outcome(late), "not-sent")
      assert.deepStrictEqual(seen, [])
    })
  )

  it.live("so that a card is charged by the next try, once", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const good = createTlsServer({ key, cert }, handle)
      let connections = 0
      const port = yield* listen(
        createRawServer((socket) => {
          connections += 1
          if (connections === 1) socket.once("data", () => socket.resetAndDestroy())
          else good.emit("connection", socket)
        })
      )
      const way = { base: `https://localhost:${port}`, dispatcher: yield* agent() }
      assert.isFalse((yield* place(way, { retry: "standard" })).possibleDuplicate)
      assert.deepStrictEqual([connections, seen], [2, ["POST /v1/json/orders"]])
    })
  )
})

describe("what ends after it began is unknown", () => {
  const ends: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    "a reset": ({ socket }) => socket.resetAndDestroy(),
    "a connection closed without an answer": ({ socket }) => socket.destroy(),
    "half an answer": ({ socket }, response) => {
      response.writeHead(200, { "content-length": "100" })
      response.write("{", () => socket.destroy())
    },
    "an answer that is no HTTP": ({ socket }) => socket.end("SSH-2.0-OpenSSH\r\n"),
    "a deadline that passes": () => undefined
  }
  for (const [what, end] of Object.entries(ends)) {
    it.live(what, () =>
      Effect.gen(function* () {
        const { handle, seen } = counting(end)
        const port = yield* listen(createServer(handle))
        const way = { base: `http://127.0.0.1:${port}` }
        assert.strictEqual(yield* outcome(place(way, { attemptDeadline: 1000 })), "unknown")
        assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
      })
    )
  }

  it.live("a layer that is closed while the answer is awaited", () =>
    Effect.gen(function* () {
      const received = yield* Deferred.make<void>()
      const { handle } = counting(() => Deferred.doneUnsafe(received, Effect.void))
      const port = yield* listen(createServer(handle))
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(layer({ base: `http://127.0.0.1:${port}` }), scope)
      const call = yield* Effect.forkChild(
        Context.get(context, Orders.Orders).create(order).pipe(CallPolicy.override(once))
      )
      yield* Deferred.await(received)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* outcome(Fiber.join(call)), "unknown")
    })
  )
})

describe("a request leaves in time or never", () => {
  /** Connections that are there when `open` says so. */
  const slow = (open: Effect.Effect<void>) =>
    agent({
      connect: (options, done) =>
        void Effect.runFork(
          Effect.andThen(
            open,
            Effect.sync(() => buildConnector({})(options, done))
          )
        )
    })

  it.live("a process that slept until long after does not send it", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const port = yield* listen(createServer(handle))
      const asked = yield* Deferred.make<void>()
      const woken = yield* Deferred.make<void>()
      const dispatcher = yield* slow(Effect.andThen(Deferred.succeed(asked, undefined), Deferred.await(woken)))
      // The time has moved on by an hour, and no timer has had its turn.
      const clock = yield* Clock.Clock
      let slept = 0
      const wall: Clock.Clock = Object.assign(Object.create(clock), {
        currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + slept
      })
      const call = yield* Effect.forkChild(
        outcome(place({ base: `http://127.0.0.1:${port}`, dispatcher })).pipe(Effect.provideService(Clock.Clock, wall))
      )
      yield* Deferred.await(asked)
      slept = 3_600_000
      yield* Deferred.succeed(woken, undefined)
      assert.strictEqual(yield* Fiber.join(call), "not-sent")
      assert.deepStrictEqual(seen, [])
    })
  )

  it.live("interrupted before it began, it is not sent when the connection comes", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const port = yield* listen(createServer(handle))
      const asked = yield* Deferred.make<void>()
      const woken = yield* Deferred.make<void>()
      const dispatcher = yield* slow(Effect.andThen(Deferred.succeed(asked, undefined), Deferred.await(woken)))
      const way = { base: `http://127.0.0.1:${port}`, dispatcher }
      const call = yield* Effect.forkChild(place(way))
      yield* Deferred.await(asked)
      yield* Fiber.interrupt(call)
      yield* Deferred.succeed(woken, undefined)
      // The next one uses the connection that the first had asked for.
      yield* place(way)
      assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
    })
  )
})

const HEADERS = 1
const SETTINGS = 4
const GOAWAY = 7

const frame = (type: number, payload: Buffer): Buffer => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  return Buffer.concat([head, payload])
}

/** The types of the whole frames behind the client's preface. */
const typesOf = (received: Buffer): ReadonlyArray<number> => {
  const types: Array<number> = []
  for (let at = 24; at + 9 <= received.length; at += 9 + received.readUIntBE(at, 3)) types.push(received[at + 3] ?? 0)
  return types
}

/** A server that reads a request over HTTP/2 and then says that the last stream it has seen is number 0. */
const goingAway = Effect.gen(function* () {
  const seen = { requests: 0 }
  const server = Tls.createServer({ key, cert, ALPNProtocols: ["h2"] }, (socket) => {
    socket.on("error", () => undefined)
    socket.write(frame(SETTINGS, Buffer.alloc(0)))
    let received = Buffer.alloc(0)
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (!typesOf(received).includes(HEADERS) || socket.writableEnded) return
      seen.requests += 1
      socket.end(frame(GOAWAY, Buffer.alloc(8)))
    })
  })
  return { seen, port: yield* listen(server) }
})

/** What undici tells whoever handles a request, up to the moment in which it would send it a second time. */
const told = (dispatcher: Dispatcher, origin: string) =>
  Effect.callback<ReadonlyArray<string>>((resume) => {
    const all: Array<string> = []
    const tell = (what: string) => () => void all.push(what)
    dispatcher.dispatch(
      { origin, path: "/v1/json/orders", method: "POST", body: Buffer.from("{}") },
      {
        onRequestStart: (controller) => {
          all.push("started")
          if (all.length > 1) controller.abort(new Error("once is enough"))
        },
        onResponseStart: tell("answered"),
        onResponseData: tell("data"),
        onResponseEnd: tell("ended"),
        onResponseError: (_, error) => {
          all.push(error.message)
          resume(Effect.succeed(all))
        }
      }
    )
  })

describe("a request leaves once, whatever its dispatcher would do", () => {
  it.live("over HTTP/2, when the server hands it back", () =>
    Effect.gen(function* () {
      let streams = 0
      const server = createSecureServer({ key, cert, allowHTTP1: true })
      server.on("stream", (stream) => {
        streams += 1
        stream.on("error", () => undefined)
        stream.close(7) // REFUSED_STREAM
      })
      const port = yield* listen(server)
      const dispatcher = yield* agent({ allowH2: true })
      assert.strictEqual(yield* outcome(place({ base: `https://localhost:${port}`, dispatcher })), "unknown")
      assert.strictEqual(streams, 1)
    })
  )

  // RFC 9113 says that such a stream was not processed. But undici does not say why it starts again, and RequestProgress never goes back.
  it.live("over HTTP/2, when the server goes away and says that it has seen nothing of it", () =>
    Effect.gen(function* () {
      const { port, seen } = yield* goingAway
      const dispatcher = yield* agent({ allowH2: true })
      assert.strictEqual(yield* outcome(place({ base: `https://localhost:${port}`, dispatcher })), "unknown")
      assert.strictEqual(seen.requests, 1)
    })
  )

  it.live("undici tells a request that HTTP/2 hands back as it tells one that was carried out and is retried", () =>
    Effect.gen(function* () {
      const { port } = yield* goingAway
      const handedBack = yield* told(yield* agent({ allowH2: true }), `https://localhost:${port}`)
      const { handle, seen } = counting(({ socket }) => socket.destroy())
      const other = yield* listen(createServer(handle))
      const retry = interceptors.retry({ methods: ["POST"], minTimeout: 1 })
      assert.deepStrictEqual(handedBack, yield* told((yield* agent()).compose(retry), `http://127.0.0.1:${other}`))
      assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
    })
  )

  it.live("under undici's retry interceptor", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(({ socket }) => socket.destroy())
      const port = yield* listen(createServer(handle))
      const dispatcher = (yield* agent()).compose(interceptors.retry({ methods: ["POST"], minTimeout: 1 }))
      assert.strictEqual(yield* outcome(place({ base: `http://127.0.0.1:${port}`, dispatcher })), "unknown")
      assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
    })
  )

  it.live("under undici's redirect interceptor, which would take the key elsewhere", () =>
    Effect.gen(function* () {
      const elsewhere = counting(answer)
      const other = yield* listen(createServer(elsewhere.handle))
      const { handle, seen } = counting((_, response) =>
        response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end()
      )
      const port = yield* listen(createServer(handle))
      const dispatcher = (yield* agent()).compose(interceptors.redirect({ maxRedirections: 3 }))
      yield* Effect.flip(place({ base: `http://127.0.0.1:${port}`, dispatcher }))
      assert.deepStrictEqual([seen, elsewhere.seen], [["POST /v1/json/orders"], []])
    })
  )

  it.live("by default it is HTTP/1.1, which hands nothing back", () =>
    Effect.gen(function* () {
      yield* trusted
      const { handle, seen } = counting((request, response) => {
        assert.strictEqual(request.httpVersion, "1.1")
        answer(request, response)
      })
      const server = createSecureServer({ key, cert, allowHTTP1: true })
      server.on("request", (request, response) => handle(request as never, response as never))
      const port = yield* listen(server)
      yield* place({ base: `https://localhost:${port}` })
      assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
    })
  )
})

describe("an answer is read, whatever its coding, and no further than it may go", () => {
  const body = JSON.stringify({ success: true, data: { order_id: "o-1", payment_url: "https://pay.example/1" } })

  for (const [coding, coded] of Object.entries({
    gzip: Zlib.gzipSync(body),
    br: Zlib.brotliCompressSync(body),
    zstd: Zlib.zstdCompressSync(body)
  })) {
    it.live(`${coding}, from a server that does not care what was asked for`, () =>
      Effect.gen(function* () {
        const asked: Array<unknown> = []
        const { handle } = counting((request, response) => {
          asked.push(request.headers["accept-encoding"])
          response.writeHead(200, { "content-type": "application/json", "content-encoding": coding }).end(coded)
        })
        const port = yield* listen(createServer(handle))
        assert.strictEqual((yield* place({ base: `http://127.0.0.1:${port}` })).payment_url, "https://pay.example/1")
        assert.deepStrictEqual(asked, ["identity"])
      })
    )
  }

  const bomb = Zlib.gzipSync(Buffer.alloc(100_000_000, 0x20))
  const endless: Record<string, (response: ServerResponse) => void> = {
    "that has no end": (response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20)));
      }
      response.on("drain", more)
      more()
    },
    "of 100 kB that unpacks to 100 MB": (response) => {
      response.setHeader("content-encoding", "gzip")
      response.end(bomb)
    }
  }
  for (const [what, write] of Object.entries(endless)) {
    it.live(`a body ${what} is given up, and the order is not`, () =>
      Effect.gen(function* () {
        const { handle, seen } = counting((_, response) => write(response))
        const port = yield* listen(createServer(handle))
        const error = yield* Effect.flip(place({ base: `http://127.0.0.1:${port}` }))
        if (!(error instanceof MultiSafepayError)) return assert.fail(String(error))
        assert.deepStrictEqual([error.outcome, error.reason._tag], ["unknown", "UnexpectedAnswer"])
        assert.include(error.message, "8000000 bytes")
        assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
      })
    )
  }

  it.live("HttpIncomingMessage.MaxBodySize bounds it as well", () =>
    Effect.gen(function* () {
      const port = yield* listen(createServer(counting(answer).handle))
      const bounded = Effect.provideService(
        place({ base: `http://127.0.0.1:${port}` }),
        HttpIncomingMessage.MaxBodySize,
        ByteSize.bytes(10)
      )
      assert.strictEqual(yield* outcome(bounded), "unknown")
    })
  )

  it.live("in many pieces, whose length nobody announced", () =>
    Effect.gen(function* () {
      const { handle } = counting((_, response) => {
        const write = (from: number) => {
          if (from >= body.length) return response.end()
          response.write(body.slice(from, from + 10))
          setImmediate(() => write(from + 10))
        }
        write(0)
      })
      const port = yield* listen(createServer(handle))
      assert.strictEqual((yield* place({ base: `http://127.0.0.1:${port}` })).payment_url, "https://pay.example/1")
    })
  )

  // undici cannot parse one answer from inside the parser of another.
  it.live("and whoever has it may go on with the body of another one at once", () =>
    Effect.gen(function* () {
      const { handle } = counting((request, response) =>
        request.method === "GET" ? response.end(Buffer.alloc(5_000_000)) : answer(request, response)
      )
      const base = `http://127.0.0.1:${yield* listen(createServer(handle))}`
      const long = yield* HttpClient.get(`${base}/long`)
      const size = yield* Orders.Orders.use((orders) => orders.create(order)).pipe(
        Effect.andThen(
          Stream.runFold(
            long.stream,
            () => 0,
            (sum, piece) => sum + piece.byteLength
          )
        ),
        Effect.provide(layer({ base }))
      )
      assert.strictEqual(size, 5_000_000)
    }).pipe(Effect.provide(NodeMultiSafepay.layerTransport))
  )
})

describe("the way of a call", () => {
  it.live("leads through whatever is wrapped around the transport", () =>
    Effect.gen(function* () {
      const { handle, seen } = counting(answer)
      const base = `http://127.0.0.1:${yield* listen(createServer(handle))}`
      const methods: Array<string> = []
      const wrapped = NodeMultiSafepay.layerOptions({
        apiKey: Redacted.make("k"),
        baseUrl: `${base}/v1/json`,
        transformClient: HttpClient.tapRequest(({ method }) => Effect.sync(() => void methods.push(method)))
      })
      yield* Effect.provide(
        Orders.Orders.use((orders) => orders.create(order)),
        wrapped
      )
      assert.deepStrictEqual([methods, seen], [["POST"], ["POST /v1/json/orders"]])
    })
  )

  it.live("has a deadline of a month, which is longer than a timer of Node can be", () =>
    Effect.gen(function* () {
      const { handle } = counting((request, response) => void setTimeout(() => answer(request, response), 50))
      const base = `http://127.0.0.1:${yield* listen(createServer(handle))}`
      const placed = yield* place({ base }, { attemptDeadline: "30 days", writeDeadline: "60 days" })
      assert.strictEqual(placed.order_id, "o-1")
    })
  )
})

describe("a proxy that the environment names", () => {
  /** A proxy that answers a CONNECT by this, and keeps what it was asked. */
  const proxy = (onConnect: (socket: Socket, head: Buffer) => void) =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`)
        response.writeHead(502).end()
      })
      server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
        asked.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trimEnd())
        onConnect(socket, head)
      })
      const port = yield* listen(server)
      return { asked, address: `http://user:secret@127.0.0.1:${port}` }
    })

  const tunnelTo = (port: number) => (socket: Socket) => {
    const target = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      target.pipe(socket).pipe(target)
    })
    target.on("error", () => socket.destroy())
    socket.on("error", () => target.destroy())
  }

  const base = "https://pay.example"
  const asked = ["CONNECT pay.example:443 Basic dXNlcjpzZWNyZXQ="]

  for (const name of ["HTTPS_PROXY", "https_proxy"]) {
    it.live(`is used: ${name}`, () =>
      Effect.gen(function* () {
        yield* trusted
        const { handle, seen } = counting(answer)
        const port = yield* listen(createTlsServer({ key, cert }, handle))
        const { address, asked: heard } = yield* proxy(tunnelTo(port))
        yield* place({ base, environment: { [name]: address } })
        assert.deepStrictEqual([heard, seen], [asked, ["POST /v1/json/orders"]])
      })
    )
  }

  const failures: Record<string, (socket: Socket) => void> = {
    "wants another password": (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    "cannot reach the API": (socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"),
    "hangs up": (socket) => socket.destroy(),
    "never answers": () => undefined,
    "cuts the tunnel in the TLS handshake": (socket) => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      socket.once("data", () => socket.destroy())
    }
  }
  for (const [what, onConnect] of Object.entries(failures)) {
    it.live(`that ${what} leaves the request unsent`, () =>
      Effect.gen(function* () {
        const { address, asked: heard } = yield* proxy(onConnect)
        const call = place({ base, environment: { HTTPS_PROXY: address } }, { attemptDeadline: 1000 })
        assert.strictEqual(yield* outcome(call), "not-sent")
        assert.include(heard, asked[0])
      })
    )
  }

  it.live("is named with what it answered when it makes no tunnel", () =>
    Effect.gen(function* () {
      const { address } = yield* proxy((socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"))
      const error = yield* Effect.flip(place({ base, environment: { HTTPS_PROXY: address } }))
      assert.include(error.message, "could not connect to https://pay.example: the proxy answered 407")
      assert.notInclude(error.message, "secret")
    })
  )

  it.live("that cuts the tunnel after the request leaves it unknown", () =>
    Effect.gen(function* () {
      yield* trusted
      const { handle, seen } = counting(({ socket }) => socket.destroy())
      const port = yield* listen(createTlsServer({ key, cert }, handle))
      const { address } = yield* proxy(tunnelTo(port))
      assert.strictEqual(yield* outcome(place({ base, environment: { HTTPS_PROXY: address } })), "unknown")
      assert.deepStrictEqual(seen, ["POST /v1/json/orders"])
    })
  )

  it.live("is passed by for NO_PROXY, and for this machine always", () =>
    Effect.gen(function* () {
      const { address, asked: heard } = yield* proxy((socket) => socket.destroy())
      const environment = { HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: "other.example,pay.example" }
      assert.strictEqual(yield* outcome(place({ base: "https://nowhere.pay.example", environment })), "not-sent")
      const { handle, seen } = counting(answer)
      const port = yield* listen(createServer(handle))
      for (const host of ["127.0.0.1", "localhost"]) yield* place({ base: `http://${host}:${port}`, environment })
      assert.deepStrictEqual([heard, seen.length], [[], 2])
    })
  )

  for (const address of ["proxy.example:3128", "ftp://user:secret@proxy.example", "http://"]) {
    it.live(`is refused at the start when its address is ${address}, without a word of it`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(place({ base, environment: { HTTPS_PROXY: address } }))
        assert.strictEqual(error._tag, "ConfigurationError")
        assert.include(error.message, "HTTPS_PROXY")
        assert.notInclude(error.message, "secret")
      })
    )
  }
})

describe("two configurations in one program", () => {
  it.live("are two sites, each with its own key and address", () =>
    Effect.gen(function* () {
      const keys: Array<string> = []
      const address = Effect.suspend(() => {
        const server = createServer((request, response) => {
          keys.push(`${request.headers["api_key"]} ${request.headers.host}`)
          response.writeHead(404).end()
        })
        return Effect.map(listen(server), (port) => `127.0.0.1:${port}`)
      })
      const sites = [
        ["dutch", yield* address],
        ["belgian", yield* address]
      ] as const
      class Dutch extends Context.Service<Dutch, Orders.Service>()("test/Dutch") {}
      class Belgian extends Context.Service<Belgian, Orders.Service>()("test/Belgian") {}
      const [dutch, belgian] = sites.map(([apiKey, host]) =>
        Layer.provide(
          NodeMultiSafepay.layer,
          ConfigProvider.layer(
            ConfigProvider.fromEnvRecord({
              MULTISAFEPAY_API_KEY: apiKey,
              MULTISAFEPAY_BASE_URL: `http://${host}/v1/json`
            })
          )
        )
      ) as [typeof NodeMultiSafepay.layer, typeof NodeMultiSafepay.layer]
      const both = Layer.mergeAll(
        Layer.provide(Layer.effect(Dutch, Orders.Orders), dutch),
        Layer.provide(Layer.effect(Belgian, Orders.Orders), belgian)
      )
      yield* Effect.gen(function* () {
        for (const orders of [yield* Dutch, yield* Belgian]) {
          yield* Effect.flip(CallPolicy.override(once)(orders.get("o-1")))
        }
      }).pipe(Effect.provide(both))
      assert.deepStrictEqual(
        keys,
        sites.map(([apiKey, host]) => `${apiKey} ${host}`)
      )
    })
  )
})
