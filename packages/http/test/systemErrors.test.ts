// A card must not be charged twice whatever word the system has for a broken connection. The service here has carried the first request out
// unless the connection was never made; an answer never comes.
import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { cardOrder, failureOf, order } from "./support/calls.ts"
import { details, placed, unknownOrder } from "./support/scripted.ts"

/** A service that loses the answer to the first POST by this error. What it has carried out shows in look-ups, or much too late. */
const losing = (error: unknown, options: { readonly carriedOut: boolean; readonly shows: boolean }) => {
  const requests: Array<string> = []
  let made = 0
  const client = HttpClient.make((request) =>
    Effect.suspend(() => {
      requests.push(request.method)
      const reply = (body: object, status = 200) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(body, { status })))
      if (request.method === "GET") return made > 0 && options.shows ? reply(details()) : reply(unknownOrder, 404)
      const isFirst = requests.length === 1
      if (!isFirst || options.carriedOut) made++
      return isFirst
        ? Effect.fail(
            new HttpClientError.HttpClientError({
              reason: new HttpClientError.TransportError({ request, cause: error })
            })
          )
        : reply(placed)
    })
  )
  return { requests, made: () => made, transport: Layer.succeed(HttpClient.HttpClient, client) }
}

const place = (wire: ReturnType<typeof losing>, what: typeof order | typeof cardOrder) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(Orders.Orders.use((orders) => orders.create(what))))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(
      Orders.layer.pipe(
        Layer.provide(Client.layer({ apiKey: Redacted.make("k"), baseUrl: "http://127.0.0.1:9/v1/json" })),
        Layer.provide(wire.transport)
      )
    )
  )

const error = (code: string | undefined, syscall: string | undefined, message = `${syscall} ${code}`) =>
  Object.assign(new Error(message), {
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall })
  })

/** As `fetch` wraps it. */
const fetchFailed = (cause: unknown) => Object.assign(new TypeError("fetch failed"), { cause })

const codes = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EPROTO",
  "EACCES",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT"
]
/** What nobody reports of an open connection without naming the system call. */
const sayThemselves = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])

describe("a connection that broke", () => {
  for (const syscall of ["connect", "getaddrinfo", "read", "write", undefined]) {
    for (const code of codes) {
      const connecting =
        syscall === undefined ? sayThemselves.has(code) : syscall === "connect" || syscall === "getaddrinfo"
      for (const [how, wrap] of [
        ["", (one: Error) => one],
        [" from fetch", fetchFailed]
      ] as const) {
        it.effect(
          `${syscall ?? "(no system call)"} ${code}${how}: nothing is made twice, and what is said is true`,
          () =>
            Effect.gen(function* () {
              for (const what of [cardOrder, order]) {
                for (const shows of [true, false]) {
                  const wire = losing(wrap(error(code, syscall)), { carriedOut: !connecting, shows })
                  const result = yield* place(wire, what)
                  const charges = what === cardOrder
                  if (connecting) {
                    assert.strictEqual(wire.requests.join(" "), "POST POST")
                    assert.isTrue(Result.isSuccess(result))
                  } else if (shows) {
                    assert.strictEqual(wire.requests.join(" "), "POST GET")
                    assert.isTrue(Result.getOrThrow(result).reconciled)
                  } else if (charges) {
                    assert.strictEqual(wire.requests.join(" "), "POST GET GET")
                    assert.strictEqual(failureOf(result).outcome, "unknown")
                  } else {
                    assert.strictEqual(wire.requests.join(" "), "POST GET GET POST")
                  }
                  if (charges) assert.strictEqual(wire.made(), 1)
                }
              }
            })
        )
      }
    }
  }

  const openssl = (line: string) => `40ED220D707F0000:error:${line}`
  const words: ReadonlyArray<readonly [string, unknown, "not-sent" | "unknown"]> = [
    [
      "Node: FIN within the TLS handshake",
      error("ECONNRESET", undefined, "Client network socket disconnected before secure TLS connection was established"),
      "not-sent"
    ],
    ["Node: a certificate nobody has signed", error("DEPTH_ZERO_SELF_SIGNED_CERT", undefined), "not-sent"],
    ["Node: no such name at the TLS server", error("ERR_SSL_TLSV1_UNRECOGNIZED_NAME", undefined), "not-sent"],
    [
      "Node: a server without TLS",
      error(
        "ERR_SSL_WRONG_VERSION_NUMBER",
        undefined,
        openssl(
          "0A00010B:SSL routines:tls_validate_record_header:wrong version number:ssl/record/methods/tlsany_meth.c:77:"
        )
      ),
      "not-sent"
    ],
    [
      "Node: text without TLS on an open TLS 1.2 connection",
      error(
        "ERR_SSL_WRONG_VERSION_NUMBER",
        undefined,
        openssl(
          "0A00010B:SSL routines:tls_default_validate_record_header:wrong version number:ssl/record/methods/tls_common.c:1001:"
        )
      ),
      "unknown"
    ],
    ["Node: text without TLS on an open TLS 1.3 connection", error("ERR_SSL_BAD_RECORD_TYPE", undefined), "unknown"],
    ["Node: an alert that may come at any time", error("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", undefined), "unknown"],
    ["undici: used after it was closed", error("UND_ERR_CLOSED", undefined), "not-sent"],
    ["undici: destroyed, perhaps with requests under way", error("UND_ERR_DESTROYED", undefined), "unknown"],
    [
      "several addresses, all refused",
      new AggregateError([error("ECONNREFUSED", "connect"), error("ENETUNREACH", "connect")]),
      "not-sent"
    ],
    [
      "several errors, one of an open connection",
      new AggregateError([error("ECONNREFUSED", "connect"), error("ECONNRESET", "read")]),
      "unknown"
    ],
    ["Bun: refused", error("ConnectionRefused", undefined), "not-sent"],
    [
      "Bun: TLS",
      error("EPROTO", undefined, "EPROTO: The TLS handshake failed. Does the server speak TLS?"),
      "not-sent"
    ],
    ["Bun: closed", error("ECONNRESET", undefined, "The socket connection was closed unexpectedly."), "unknown"],
    [
      "Deno: refused",
      fetchFailed(new Error("error sending request for url (https://x/): client error (Connect): tcp connect error")),
      "not-sent"
    ],
    [
      "Deno: closed",
      fetchFailed(new Error("error sending request for https://x/: client error (SendRequest): connection closed")),
      "unknown"
    ],
    ["workerd: anything", new Error("Network connection lost."), "unknown"],
    ["nothing recognisable", "gone", "unknown"]
  ]
  for (const [name, cause, outcome] of words) {
    it.effect(`${name}: ${outcome}`, () =>
      Effect.gen(function* () {
        const wire = losing(cause, { carriedOut: outcome === "unknown", shows: false })
        const result = yield* place(wire, cardOrder)
        assert.strictEqual(wire.made(), 1)
        if (outcome === "not-sent") return assert.strictEqual(wire.requests.join(" "), "POST POST")
        const said = failureOf(result)
        assert.strictEqual(said.outcome, outcome)
        assert.include(said.message, "may have been sent")
      })
    )
  }

  for (const [name, cause] of [
    ["undici", error("UND_ERR_INVALID_ARG", undefined)],
    ["Node", new TypeError('Headers.append: "a\nb" is an invalid header value.')],
    ["Node, not Latin-1", new TypeError("Cannot convert argument to a ByteString because of a value of 8203")],
    ["Bun", new TypeError("Header 'api_key' has invalid value")],
    ["Deno", new TypeError('Invalid header value: "a\nb"')],
    ["workerd", new TypeError("Invalid header value.")]
  ] as const) {
    it.effect(`a header that ${name} cannot send is named as that, at once`, () =>
      Effect.gen(function* () {
        const wire = losing(cause, { carriedOut: false, shows: false })
        const said = failureOf(yield* place(wire, cardOrder))
        assert.strictEqual(said.outcome, "not-sent")
        assert.strictEqual(said.reason._tag, "InvalidRequest")
        assert.strictEqual(wire.requests.join(" "), "POST")
      })
    )
  }
})
