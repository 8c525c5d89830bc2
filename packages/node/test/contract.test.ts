// One suite over three clients: what an Effect `HttpClient` promises holds over this package's transport as over Effect's own, and
// where they differ is written down at the end.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as NodeMultiSafepay from "@effect-multisafepay/node/NodeMultiSafepay"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as ByteSize from "effect/ByteSize"
import * as UrlParams from "effect/http/UrlParams"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as Zlib from "node:zlib"
import { listen } from "./support/servers.ts"

const noEnvironment = Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord({}))
const ours = Layer.provide(NodeMultiSafepay.layerTransport, noEnvironment)
const untraced = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.provideService(self, HttpClient.TracerDisabledWhen, () => true)

const clients = {
  "this transport": { layer: Layer.orDie(ours), around: untraced },
  "this transport, with a span": { layer: Layer.orDie(ours), around: <A, E, R>(self: Effect.Effect<A, E, R>) => self },
  "Effect's undici": { layer: NodeHttpClient.layerUndici, around: untraced },
  fetch: {
    layer: Layer.provide(
      FetchHttpClient.layer,
      Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" } as const)
    ),
    around: untraced
  }
} as const

const codings: Record<string, (body: string) => Buffer> = {
  gzip: (body) => Zlib.gzipSync(body),
  deflate: (body) => Zlib.deflateSync(body),
  br: (body) => Zlib.brotliCompressSync(body)
}

const read = (request: IncomingMessage, then: (body: Buffer) => void) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => then(Buffer.concat(chunks)))
}

const routes: Record<string, (request: IncomingMessage, response: ServerResponse, url: URL) => void> = {
  "/echo": (request, response) =>
    read(request, (body) => {
      const { headers, method, url } = request
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ method, url, headers, body: body.toString("utf8") }))
    }),
  "/bytes": (_, response, url) => {
    for (let left = Number(url.searchParams.get("n")); left > 0; left -= 50_000) {
      response.write(Buffer.alloc(Math.min(left, 50_000), "x"))
    }
    response.end()
  },
  "/coded": (_, response, url) => {
    const coding = url.searchParams.get("coding") ?? ""
    response.setHeader("content-encoding", coding)
    response.end(codings[coding]?.(url.searchParams.get("body") ?? "") ?? "")
  },
  "/status": (_, response, url) => {
    response.writeHead(Number(url.searchParams.get("code")), { location: "/echo" })
    response.end()
  },
  "/cookies": (_, response) => {
    response.setHeader("set-cookie", ["a=1; Path=/", "b=2; HttpOnly"])
    response.setHeader("x-many", ["one", "two"])
    response.end()
  },
  "/mark": (_, response) => response.end(Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])),
  "/form": (_, response) => {
    response.setHeader("content-type", "application/x-www-form-urlencoded")
    response.end("?a=1&b=%C3%A9&b=3")
  },
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "100" })
    response.write("0123456789", () => response.destroy())
  },
  "/early": (_, response) => {
    response.writeProcessing()
    response.end("late")
  }
}

const world = Effect.gen(function* () {
  const hanging = yield* Deferred.make<void>()
  const closed = yield* Deferred.make<void>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost")
    // Headers, then nothing: until the client goes.
    if (url.pathname === "/hang" || url.pathname === "/hangBody") {
      response.on("close", () => Deferred.doneUnsafe(closed, Effect.void))
      if (url.pathname === "/hangBody") response.write("x")
      Deferred.doneUnsafe(hanging, Effect.void)
      return
    }
    routes[url.pathname]?.(request, response, url)
  })
  const port = yield* listen(server)
  return { base: `http://127.0.0.1:${port}`, hanging, closed }
})

const reasonOf = (error: HttpClientError) => error.reason._tag

for (const [name, { around, layer }] of Object.entries(clients)) {
  const test = (
    what: string,
    body: (
      client: HttpClient.HttpClient,
      base: string,
      hang: { readonly hanging: Deferred.Deferred<void>; readonly closed: Deferred.Deferred<void> }
    ) => Effect.Effect<void, unknown, Scope.Scope>
  ) =>
    it.live(what, () =>
      Effect.gen(function* () {
        const { base, ...hang } = yield* world
        yield* around(body(yield* HttpClient.HttpClient, base, hang))
      }).pipe(Effect.provide(layer), Effect.scoped)
    )

  describe(`${name} keeps the contract of an HttpClient`, () => {
    test("sends method, address, parameters, headers and body as they are", (client, base) =>
      Effect.gen(function* () {
        const response = yield* client.execute(
          HttpClientRequest.patch(`${base}/echo?a=1#part`).pipe(
            HttpClientRequest.appendUrlParam("b", "é &"),
            HttpClientRequest.setHeader("x-test", "yes"),
            HttpClientRequest.bodyText('{"é":1}', "application/json")
          )
        )
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.strictEqual(response.url, `${base}/echo?a=1&b=%C3%A9+%26`)
        const seen = (yield* response.json) as Record<string, unknown> & { headers: Record<string, string> }
        assert.deepStrictEqual(
          [seen["method"], seen["url"], seen["body"], seen.headers["x-test"], seen.headers["content-type"]],
          ["PATCH", "/echo?a=1&b=%C3%A9+%26", '{"é":1}', "yes", "application/json"]
        )
        assert.strictEqual(seen.headers["content-length"], "8")
      }))

    test("sends a body of every kind", (client, base) =>
      Effect.gen(function* () {
        const form = new FormData()
        form.append("a", "é")
        const bodies: ReadonlyArray<HttpBody.HttpBody> = [
          HttpBody.empty,
          HttpBody.uint8Array(new TextEncoder().encode("bytes")),
          HttpBody.stream(Stream.make(new TextEncoder().encode("in "), new TextEncoder().encode("parts"))),
          HttpBody.urlParams(UrlParams.fromInput({ a: "1 2" })),
          HttpBody.formData(form)
        ]
        const seen = yield* Effect.forEach(bodies, (body) =>
          Effect.flatMap(
            client.execute(HttpClientRequest.post(`${base}/echo`).pipe(HttpClientRequest.setBody(body))),
            (response) => Effect.map(response.json, (json) => String((json as Record<string, unknown>)["body"]))
          )
        )
        assert.deepStrictEqual(seen.slice(0, 4), ["", "bytes", "in parts", "a=1+2"])
        assert.match(seen[4] ?? "", /name="a"\r\n\r\né\r\n/)
      }))

    for (const n of [0, 1, 50_000, 262_144, 300_000, 3_000_000]) {
      test(`reads a body of ${n} bytes by every accessor, again and again`, (client, base) =>
        Effect.gen(function* () {
          const response = yield* client.get(`${base}/bytes?n=${n}`)
          assert.strictEqual((yield* response.text).length, n)
          assert.strictEqual((yield* response.arrayBuffer).byteLength, n)
          assert.strictEqual((yield* response.text).length, n)
          const sizes = Stream.map((yield* client.get(`${base}/bytes?n=${n}`)).stream, (chunk) => chunk.byteLength)
          assert.strictEqual(yield* Stream.runSum(sizes), n)
        }))
    }

    test("reads JSON, nothing as null, and fails on what is no JSON", (client, base) =>
      Effect.gen(function* () {
        assert.isNull(yield* (yield* client.get(`${base}/bytes?n=0`)).json)
        const error = yield* Effect.flip((yield* client.get(`${base}/bytes?n=3`)).json)
        assert.strictEqual(reasonOf(error), "DecodeError")
        assert.deepStrictEqual(yield* (yield* client.get(`${base}/mark`)).json, {})
      }))

    test("reads a form, as parameters and as form data", (client, base) =>
      Effect.gen(function* () {
        const response = yield* client.get(`${base}/form`)
        assert.deepStrictEqual(UrlParams.getAll(yield* response.urlParamsBody, "b"), ["é", "3"])
        assert.strictEqual(UrlParams.getAll(yield* response.urlParamsBody, "?a").length, 1)
        assert.deepStrictEqual((yield* (yield* client.get(`${base}/form`)).formData).getAll("b"), ["é", "3"])
      }))

    test("reads cookies and headers that come twice", (client, base) =>
      Effect.gen(function* () {
        const response = yield* client.get(`${base}/cookies`)
        assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
        assert.strictEqual(response.headers["x-many"], "one, two")
      }))

    test("hands over every status, follows no redirect, and fails no upgrade but by its effect", (client, base) =>
      Effect.gen(function* () {
        for (const code of [201, 204, 302, 304, 404, 500, 503]) {
          const response = yield* client.get(`${base}/status?code=${code}`)
          assert.strictEqual(response.status, code)
          assert.strictEqual(yield* response.text, "")
          assert.strictEqual(reasonOf(yield* Effect.flip(response.upgrade)), "StatusCodeError")
        }
      }))

    test("answers HEAD without a body", (client, base) =>
      Effect.gen(function* () {
        const response = yield* client.head(`${base}/bytes?n=10`)
        assert.deepStrictEqual([response.status, yield* response.text], [200, ""])
      }))

    test("waits for the answer behind an interim one", (client, base) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* (yield* client.get(`${base}/early`)).text, "late")
      }))

    test("hands over the head before the body has ended, and each part of it as it comes", (client, base, { closed }) =>
      Effect.gen(function* () {
        const response = yield* client.get(`${base}/hangBody`)
        const first = yield* Stream.runHead(Stream.decodeText(response.stream))
        assert.deepStrictEqual([response.status, first], [200, Option.some("x")])
        // Whoever wanted no more than that has hung up.
        yield* Deferred.await(closed)
      }))

    test("has no body where HTTP has none, whatever the head says of it", (client, base) =>
      Effect.gen(function* () {
        for (const response of [
          yield* client.head(`${base}/coded?coding=gzip&body=x`),
          yield* client.get(`${base}/coded?coding=none`)
        ]) {
          assert.strictEqual(yield* response.text, "")
        }
      }))

    test("fails on a body that is cut short", (client, base) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.flatMap(client.get(`${base}/cut`), (response) => response.text))
        assert.include(["TransportError", "DecodeError"], reasonOf(error))
      }))

    test("fails on a refused port, an impossible header and an address that is none", (client, base) =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(client.get("http://127.0.0.1:1/"))
        assert.strictEqual(reasonOf(refused), "TransportError")
        const header = HttpClientRequest.get(`${base}/echo`).pipe(HttpClientRequest.setHeader("x-test", "a\nb"))
        assert.strictEqual(reasonOf(yield* Effect.flip(client.execute(header))), "TransportError")
        assert.strictEqual(reasonOf(yield* Effect.flip(client.get("http://"))), "InvalidUrlError")
      }))

    test("closes the request of an interrupted fiber before its answer", (client, base, { closed, hanging }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(client.get(`${base}/hang`))
        yield* Deferred.await(hanging)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }))

    test("closes the request of an interrupted fiber within its answer", (client, base, { closed, hanging }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(
          Effect.flatMap(client.get(`${base}/hangBody`), (response) => response.text)
        )
        yield* Deferred.await(hanging)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }))
  })
}

describe("where the clients differ", () => {
  const differ = <A, E>(
    what: string,
    body: (client: HttpClient.HttpClient, base: string) => Effect.Effect<A, E>,
    expected: Record<keyof typeof clients, A>
  ) =>
    it.live(what, () =>
      Effect.gen(function* () {
        const { base } = yield* world
        for (const [name, { around, layer }] of Object.entries(clients)) {
          const found = yield* Effect.flatMap(HttpClient.HttpClient, (client) => around(body(client, base))).pipe(
            Effect.provide(layer)
          )
          assert.deepStrictEqual([name, found], [name, expected[name as keyof typeof clients]])
        }
      }).pipe(Effect.scoped)
    )

  for (const coding of Object.keys(codings)) {
    const undone = { text: true, stream: true }
    differ(
      `an answer in ${coding} is inflated here and by fetch, and left to the reader by Effect's undici`,
      (client, base) =>
        Effect.gen(function* () {
          const url = `${base}/coded?coding=${coding}&body=${"héllo".repeat(20)}`
          const text = yield* (yield* client.get(url)).text
          const stream = yield* Stream.mkString(Stream.decodeText((yield* client.get(url)).stream))
          return { text: text === "héllo".repeat(20), stream: stream === "héllo".repeat(20) }
        }),
      {
        "this transport": undone,
        "this transport, with a span": undone,
        "Effect's undici": { text: false, stream: false },
        fetch: undone
      }
    )
  }

  it.live(
    "a coded answer that is cut short, or is none, is an error; one that unpacks without end is read to its bound",
    () =>
      Effect.gen(function* () {
        const packed = Zlib.gzipSync(Buffer.alloc(200_000_000))
        const bodies = [packed.subarray(0, 1000), Buffer.from("no gzip at all"), packed]
        const server = createServer((request, response) => {
          response.setHeader("content-encoding", "gzip")
          response.end(bodies[Number(request.url?.slice(1))])
        })
        const port = yield* listen(server)
        const client = yield* HttpClient.HttpClient
        for (const index of bodies.keys()) {
          const response = yield* client.get(`http://127.0.0.1:${port}/${index}`)
          const error = yield* Effect.flip(response.text)
          assert.strictEqual(reasonOf(error), "DecodeError")
          if (index === 2) assert.include(error.message, "more than 8000000 bytes")
        }
      }).pipe(Effect.provide(ours))
  )

  differ(
    "HttpIncomingMessage.MaxBodySize bounds what is read here, and nowhere else",
    (client, base) =>
      Effect.gen(function* () {
        const big = yield* Effect.exit(Effect.flatMap(client.get(`${base}/bytes?n=400000`), (one) => one.arrayBuffer))
        const small = yield* Effect.exit(Effect.flatMap(client.get(`${base}/bytes?n=1001`), (one) => one.text))
        const fits = yield* Effect.exit(Effect.flatMap(client.get(`${base}/bytes?n=1000`), (one) => one.text))
        return [big._tag, small._tag, fits._tag]
      }).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(1000))),
    {
      "this transport": ["Failure", "Failure", "Success"],
      "this transport, with a span": ["Failure", "Failure", "Success"],
      "Effect's undici": ["Success", "Success", "Success"],
      fetch: ["Success", "Success", "Success"]
    }
  )
})
