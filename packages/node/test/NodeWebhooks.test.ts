// The intake over real sockets: everything a stranger, a broken proxy or a tired network can send, written byte by byte.
import { assert, describe, it } from "@effect/vitest"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as NodeWebhooks from "@effect-multisafepay/node/NodeWebhooks"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { createServer } from "node:http"
import { connect, type Socket } from "node:net"
import { gzipSync } from "node:zlib"

const key = Redacted.make("a-key-of-the-socket-tests")
const seconds = () => Math.floor(Date.now() / 1000)
const target = () => `/webhooks?transactionid=o-1&timestamp=${seconds()}`
const genuineBody = (order_id: string) =>
  `{"order_id":"${order_id}","status":"completed","financial_status":"completed"}`
/** A header that nobody's key made, and that only its signature gives away. */
const forged = () => btoa(`${seconds()}:${"ab".repeat(64)}`)
const sign = (body: string | Uint8Array, timestamp?: number) => Notification.sign({ body, key, timestamp })

/** A server, what it handled and what it refused. */
const serve = Effect.fnUntraced(function* (
  options: Partial<NodeWebhooks.Options<never>> = {},
  then: Effect.Effect<unknown, string> = Effect.void
) {
  const handled: Array<string> = []
  const refused: Array<string> = []
  const context = yield* Layer.build(
    NodeWebhooks.layer({
      port: 0,
      host: "127.0.0.1",
      path: "/webhooks",
      keys: key,
      handler: ({ order, order_id }: Webhooks.Received) =>
        Effect.tap(then, () => Effect.sync(() => handled.push(`${order_id} ${order.status}`))),
      onRefused: ({ reason }) => Effect.sync(() => void refused.push(reason._tag)),
      ...options
    })
  ).pipe(Effect.provide(Logger.layer([])))
  const { address } = Context.get(context, HttpServer.HttpServer)
  const port = address._tag === "UnixPathAddress" ? assert.fail("no port") : address.port
  return { handled, port, refused }
})

/** Writes and reads on one connection; the status of the first answer, or `undefined` when the connection ended without one. */
const exchange = (port: number, write: (socket: Socket) => void) =>
  Effect.callback<number | undefined>((resume) => {
    let received = ""
    const socket = connect(port, "127.0.0.1", () => write(socket))
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1")
      if (received.includes("\r\n\r\n")) socket.destroy()
    })
    socket.on("error", () => undefined)
    socket.on("close", () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]
      resume(Effect.succeed(status === undefined ? undefined : Number(status)))
    })
    return Effect.sync(() => socket.destroy())
  })

/** Whether somebody listens there. */
const connects = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy()
      resume(Effect.succeed(true))
    })
    socket.on("error", () => resume(Effect.succeed(false)))
  })

const head = (lines: ReadonlyArray<string>, method = "POST") =>
  [`${method} ${target()} HTTP/1.1`, "Host: localhost", ...lines, "", ""].join("\r\n")

const send = (port: number, lines: ReadonlyArray<string>, body: string | Uint8Array = "") =>
  exchange(port, (socket) => {
    socket.write(head([`Content-Length: ${Buffer.byteLength(body)}`, ...lines]))
    socket.write(body)
  })

const sendSigned = Effect.fnUntraced(function* (
  port: number,
  body: string | Uint8Array,
  lines: ReadonlyArray<string> = [],
  timestamp?: number
) {
  return yield* send(port, [`Auth: ${yield* sign(body, timestamp)}`, ...lines], body)
})

/** Expects one refusal, nothing handled, and a server that still handles what is genuine. */
const refusesWith = Effect.fnUntraced(function* (
  expected: { readonly status: number; readonly reason?: string },
  attempt: (port: number) => Effect.Effect<number | undefined>
) {
  const { handled, port, refused } = yield* serve()
  assert.strictEqual(yield* attempt(port), expected.status)
  assert.deepStrictEqual(refused, expected.reason === undefined ? [] : [expected.reason])
  assert.deepStrictEqual(handled, [])
  assert.strictEqual(yield* sendSigned(port, genuineBody("after")), 200)
  assert.deepStrictEqual(handled, ["after completed"])
})

describe("what cannot be trusted is refused, nothing is handled, and the server lives on", () => {
  it.live("no Auth header", () =>
    refusesWith({ status: 401, reason: "MissingHeader" }, (port) => send(port, [], genuineBody("o-1")))
  )

  it.live("two Auth headers, both genuine", () =>
    refusesWith({ status: 401, reason: "MalformedHeader" }, (port) =>
      Effect.flatMap(sign(genuineBody("o-1")), (auth) =>
        send(port, [`Auth: ${auth}`, `Auth: ${auth}`], genuineBody("o-1"))
      )
    )
  )

  it.live("an Auth header of 1 kB", () =>
    refusesWith({ status: 401, reason: "MalformedHeader" }, (port) =>
      send(port, [`Auth: ${"QUFB".repeat(256)}`], genuineBody("o-1"))
    )
  )

  it.live("an Auth header of 1 MB, which Node itself turns away", () =>
    refusesWith({ status: 431 }, (port) => send(port, [`Auth: ${"QUFB".repeat(262_144)}`], genuineBody("o-1")))
  )

  it.live("a body of 10 MB, announced", () =>
    refusesWith({ status: 413, reason: "BodyTooLarge" }, (port) => {
      const body = `{"order_id":"o-1","status":"completed","items":"${"x".repeat(10_000_000)}"}`
      return sendSigned(port, body)
    })
  )

  it.live("a body of 10 MB in chunks, whose length nobody announced", () =>
    refusesWith({ status: 413, reason: "BodyTooLarge" }, (port) =>
      exchange(port, (socket) => {
        socket.write(head([`Auth: ${forged()}`, "Transfer-Encoding: chunked"]))
        const piece = `10000\r\n${"x".repeat(65_536)}\r\n`
        for (let i = 0; i < 160; i++) socket.write(piece)
        socket.write("0\r\n\r\n")
      })
    )
  )

  it.live("a gzip bomb, signed as it is and as what it unpacks to", () =>
    Effect.forEach([gzipSync(Buffer.alloc(50_000_000, 0x20)), Buffer.from(genuineBody("o-1"))], (signed) =>
      refusesWith({ status: 415, reason: "EncodedBody" }, (port) =>
        Effect.flatMap(sign(signed), (auth) =>
          send(port, [`Auth: ${auth}`, "Content-Encoding: gzip"], gzipSync(signed))
        )
      )
    )
  )

  for (const type of ["multipart/form-data; boundary=x", "text/html", "application/xml", "image/png"]) {
    it.live(`a body that says it is ${type}`, () =>
      refusesWith({ status: 415, reason: "UnsupportedContentType" }, (port) =>
        sendSigned(port, genuineBody("o-1"), [`Content-Type: ${type}`])
      )
    )
  }

  const unreadable: Record<string, string> = {
    "not JSON": "order_id=o-1&status=completed",
    "half a JSON": '{"order_id":"o-1","status":"comp',
    "JSON, but a list": `[${genuineBody("o-1")}]`,
    "JSON, but a text": '"completed"',
    "JSON, but null": "null",
    empty: "",
    "an object with __proto__": '{"order_id":"o-1","status":"completed","__proto__":{"status":"refunded"}}',
    "an object with __proto__ inside": '{"order_id":"o-1","status":"completed","customer":{"__proto__":{"a":1}}}',
    "nested 100,000 deep": `{"order_id":"o-1","status":"completed","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    "an order whose id is a number beyond all numbers": '{"order_id":1e400,"status":"completed"}',
    "an order without id": '{"status":"completed"}',
    "an order whose id has control characters": '{"order_id":"o-1\\u0000\\r\\nX: y","status":"completed"}',
    "an order whose id climbs": '{"order_id":"..","status":"completed"}',
    "an order whose id has 51 characters": genuineBody("x".repeat(51))
  }
  for (const [what, body] of Object.entries(unreadable)) {
    it.live(`signed, but the body is ${what}`, () =>
      refusesWith({ status: 400, reason: "UnreadableBody" }, (port) => sendSigned(port, body))
    )
  }

  it.live("a body that is not the one that was signed", () =>
    refusesWith({ status: 401, reason: "SignatureMismatch" }, (port) =>
      Effect.flatMap(sign(genuineBody("o-1")), (auth) => send(port, [`Auth: ${auth}`], genuineBody("o-2")))
    )
  )

  const times: Record<string, readonly [number, string]> = {
    "at 0": [0, "Expired"],
    "before 1970": [-1, "MalformedHeader"],
    "in the year 5000": [95_617_584_000, "FromFuture"],
    "eleven minutes ago": [seconds() - 660, "Expired"],
    "with a fraction": [seconds() + 0.5, "MalformedHeader"],
    "at a number beyond all integers": [1e21, "MalformedHeader"]
  }
  for (const [when, [timestamp, reason]] of Object.entries(times)) {
    it.live(`signed ${when}`, () =>
      refusesWith({ status: 401, reason }, (port) => sendSigned(port, genuineBody("o-1"), [], timestamp))
    )
  }

  it.live("another method", () =>
    refusesWith({ status: 405, reason: "MethodNotAllowed" }, (port) =>
      exchange(port, (socket) => socket.write(head(["Content-Length: 0"], "DELETE")))
    )
  )
})

describe("strangers", () => {
  it.live("who open many calls and finish none take no genuine notification's place", () =>
    Effect.gen(function* () {
      // Given up by the need for its place, and on a slow machine by the time that Node itself allows.
      const { handled, port, refused } = yield* serve({ readTimeout: "1 hour" })
      const sockets: Array<Socket> = []
      let closed = 0
      const halfSent = (auth: string) =>
        Effect.callback<void>((resume) => {
          const socket = connect(port, "127.0.0.1", () => {
            socket.write(head(["Content-Length: 9", `Auth: ${auth}`]), () => resume(Effect.void))
          })
          socket.on("error", () => undefined)
          socket.on("close", () => {
            closed++
            resume(Effect.void)
          })
          socket.resume()
          sockets.push(socket)
        })
      yield* Effect.addFinalizer(() => Effect.sync(() => sockets.forEach((socket) => socket.destroy())))
      const statuses = yield* Effect.forEach(Array.from({ length: 92 }), (_, i) =>
        Effect.forEach(Array.from({ length: 10 }), (_, n) => halfSent(n === 0 ? "x" : forged()), {
          concurrency: "unbounded"
        }).pipe(Effect.andThen(sendSigned(port, genuineBody(`o-${i}`))))
      )
      assert.deepStrictEqual([...new Set(statuses)], [200])
      assert.lengthOf(new Set(handled), 92)
      // 92 by their header, and all but the 512 that may wait; none holds its socket any longer.
      const displaced = 92 * 9 - 512
      yield* Effect.yieldNow.pipe(
        Effect.andThen(Effect.sleep(5)),
        Effect.repeat({ until: () => closed >= 92 + displaced })
      )
      assert.strictEqual(refused.filter((reason) => reason === "MalformedHeader").length, 92)
      assert.include(refused, "BodyIncomplete")
      assert.notInclude(refused, "Busy")
    })
  )
})

describe("a body that was read before", () => {
  it.live("by a parser in front, on Node's own server, is refused and the log says what to do", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => void lines.push(String(message)))
      const { respond } = yield* Webhooks.make({ keys: key, handler: () => Effect.void })
      const handle = yield* NodeHttpServer.makeHandler(Effect.flatMap(HttpServerRequest.HttpServerRequest, respond), {
        scope: yield* Effect.scope
      }).pipe(Effect.provide(Logger.layer([logger])))
      const server = createServer((request, response) => {
        request.on("data", () => undefined)
        request.on("end", () => handle(request, response))
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
      yield* Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void)))
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : assert.fail("no port")
      assert.strictEqual(yield* sendSigned(port, genuineBody("o-1")), 500)
      assert.lengthOf(lines, 1)
      assert.include(lines[0] ?? "", "Pass the untouched request")
    })
  )
})

describe("a body cut short", () => {
  it.live("by a connection that breaks leaves nothing behind", () =>
    Effect.gen(function* () {
      const { handled, port } = yield* serve()
      const body = genuineBody("o-1")
      const auth = yield* sign(body)
      const status = yield* exchange(port, (socket) => {
        socket.write(head([`Content-Length: ${body.length + 1000}`, `Auth: ${auth}`]))
        socket.write(body, () => socket.destroy())
      })
      assert.isUndefined(status)
      assert.strictEqual(yield* sendSigned(port, genuineBody("after")), 200)
      assert.deepStrictEqual(handled, ["after completed"])
    })
  )

  it.live("by a sender that stops sending and waits is given up after readTimeout", () =>
    Effect.gen(function* () {
      const { handled, port, refused } = yield* serve({ readTimeout: 200 })
      const body = genuineBody("o-1")
      const auth = yield* sign(body)
      const status = yield* exchange(port, (socket) => {
        socket.write(head([`Content-Length: ${body.length + 1000}`, `Auth: ${auth}`]))
        socket.write(body)
      })
      assert.strictEqual(status, 400)
      assert.deepStrictEqual([refused, handled], [["BodyIncomplete"], []])
    })
  )

  it.live("at the length its header claims is another body than the signed one", () =>
    refusesWith({ status: 401, reason: "SignatureMismatch" }, (port) =>
      Effect.flatMap(sign(genuineBody("o-1")), (auth) =>
        exchange(port, (socket) => {
          socket.write(head(["Content-Length: 20", `Auth: ${auth}`]))
          socket.write(genuineBody("o-1").slice(0, 20))
        })
      )
    )
  )
})

describe("what is genuine is handled, however it is written", () => {
  it.live("a key that occurs twice counts as its last occurrence, as in the sender's own language", () =>
    Effect.gen(function* () {
      const { handled, port } = yield* serve()
      assert.strictEqual(yield* sendSigned(port, '{"order_id":"o-1","status":"initialized","status":"completed"}'), 200)
      assert.deepStrictEqual(handled, ["o-1 completed"])
    })
  )

  for (const type of [
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    "application/x-www-form-urlencoded"
  ]) {
    it.live(`as ${type}`, () =>
      Effect.gen(function* () {
        const { handled, port } = yield* serve()
        assert.strictEqual(yield* sendSigned(port, genuineBody("o-1"), [`Content-Type: ${type}`]), 200)
        assert.lengthOf(handled, 1)
      })
    )
  }

  it.live("in chunks of one byte", () =>
    Effect.gen(function* () {
      const { handled, port } = yield* serve()
      const body = genuineBody("o-1")
      const auth = yield* sign(body)
      const status = yield* exchange(port, (socket) => {
        socket.setNoDelay(true)
        socket.write(head(["Transfer-Encoding: chunked", `Auth: ${auth}`]))
        for (const byte of body) socket.write(`1\r\n${byte}\r\n`)
        socket.write("0\r\n\r\n")
      })
      assert.strictEqual(status, 200)
      assert.lengthOf(handled, 1)
    })
  )
})

describe("memory", () => {
  it.live("stays small under twenty senders of endless bodies", () =>
    Effect.gen(function* () {
      const { handled, port, refused } = yield* serve()
      const piece = Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`)
      globalThis.gc?.()
      const before = process.memoryUsage()
      let peak = 0
      const timer = setInterval(() => {
        const { arrayBuffers, heapUsed } = process.memoryUsage()
        peak = Math.max(peak, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed)
      }, 5)
      // Each would go on for ever: it writes as fast as the server reads.
      const statuses = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () =>
          exchange(port, (socket) => {
            socket.write(head([`Auth: ${forged()}`, "Transfer-Encoding: chunked"]))
            const pump = () => {
              while (!socket.destroyed && socket.write(piece));
            }
            socket.on("drain", pump)
            pump()
          }),
        { concurrency: "unbounded" }
      )
      clearInterval(timer)
      assert.deepStrictEqual([...new Set(statuses)], [413])
      assert.deepStrictEqual([...new Set(refused)], ["BodyTooLarge"])
      // 20 bodies of 1 MiB are kept at most; the rest is the sockets' own buffers and garbage of both sides.
      assert.isBelow(peak, 150_000_000)
      assert.strictEqual(yield* sendSigned(port, genuineBody("after")), 200)
      assert.lengthOf(handled, 1)
    })
  )
})

describe("starting and stopping", () => {
  it.live("the key comes from MULTISAFEPAY_API_KEY when none is given", () =>
    Effect.gen(function* () {
      const { handled, port } = yield* serve({ keys: undefined })
      assert.strictEqual(yield* sendSigned(port, genuineBody("o-1")), 200)
      assert.lengthOf(handled, 1)
    }).pipe(
      Effect.provideService(
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromEnvRecord({ MULTISAFEPAY_API_KEY: Redacted.value(key) })
      )
    )
  )

  it.live("without any key it does not start, and says which variable to set", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(serve({ keys: undefined }))
      assert.include(error.message, "MULTISAFEPAY_API_KEY")
    }).pipe(Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord({})))
  )

  it.live("stopping answers what is in hand and accepts no new connection", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const started = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const { handled, port } = yield* Scope.provide(scope)(
        serve({}, Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate)))
      )
      const first = yield* Effect.forkChild(sendSigned(port, genuineBody("o-1")))
      yield* Deferred.await(started)
      const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.repeat(connects(port), { until: (connected) => !connected })
      assert.isUndefined(closed.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* Fiber.join(first), 200)
      yield* Fiber.join(closed)
      assert.deepStrictEqual(handled, ["o-1 completed"])
    })
  )

  it.live("stopping finishes the work of a sender that has hung up", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const started = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const { handled, port } = yield* Scope.provide(scope)(
        serve({}, Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate)))
      )
      const sender = yield* Effect.forkChild(sendSigned(port, genuineBody("o-1")))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(sender)
      const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.sleep(50)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(closed)
      assert.deepStrictEqual(handled, ["o-1 completed"])
    })
  )

  it.live("stopping gives up after shutdownTimeout", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const { handled, port } = yield* Scope.provide(scope)(
        serve({ shutdownTimeout: 200 }, Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
      )
      yield* Effect.forkChild(sendSigned(port, genuineBody("o-1")))
      yield* Deferred.await(started)
      yield* Effect.timeout(Scope.close(scope, Exit.void), "1 minute")
      assert.deepStrictEqual(handled, [])
    })
  )
})
