// The sandbox on a real port, asked by real clients.
import { assert, describe, it } from "@effect/vitest"
import * as http from "node:http"
import { connect } from "node:net"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type * as Fault from "../src/Fault.ts"
import * as Sandbox from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { callAt, card, redirect, verdict } from "./support.ts"

const server = SandboxServer.layer({ port: 0, notifications: "record" })
const provided = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Layer.merge(server, FetchHttpClient.layer))

const call = (...args: Parameters<ReturnType<typeof callAt>>) =>
  Effect.flatMap(SandboxServer.SandboxServer, ({ baseUrl }) => callAt(baseUrl)(...args))

const control = (method: "GET" | "POST" | "DELETE", path: string, body?: object) =>
  Effect.gen(function* () {
    const { url } = yield* SandboxServer.SandboxServer
    const request = HttpClientRequest.make(method)(`${url}/_sandbox${path}`).pipe(
      body === undefined ? (self) => self : HttpClientRequest.bodyText(JSON.stringify(body), "application/json")
    )
    const response = yield* HttpClient.execute(request)
    return { status: response.status, json: (yield* response.json) as { readonly [key: string]: unknown } }
  })

// The codes hide as deep as the client buries them.
const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== "object" || error === null) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return "cause" in error ? codeOf(error.cause) : undefined
}

describe("SandboxServer.layer", () => {
  it.effect("picks a free port, says where it is, and sends payers there", () =>
    Effect.gen(function* () {
      const { baseUrl, port, url } = yield* SandboxServer.SandboxServer
      assert.isAbove(port, 0)
      assert.strictEqual(url, `http://127.0.0.1:${port}`)
      assert.strictEqual(baseUrl, `${url}/v1/json`)
      const { data } = yield* call("POST", "/orders", redirect("o-1"))
      assert.isTrue(String(data["payment_url"]).startsWith(`${url}/pay/`))
    }).pipe(provided)
  )

  it.effect("keeps a connection longer than clients do", () =>
    Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      const { headers } = yield* HttpClient.get(`${url}/_sandbox/events`)
      assert.strictEqual(headers["keep-alive"], "timeout=65")
    }).pipe(provided)
  )

  it.effect("shares its state with the control service", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("a/b ü"))
      yield* sandbox.pay("a/b ü")
      const found = yield* call("GET", `/orders/${encodeURIComponent("a/b ü")}`)
      assert.strictEqual(found.data["status"], "completed")
      assert.strictEqual((yield* sandbox.received()).length, 2)
    }).pipe(provided)
  )

  it.effect("is healthy", () =>
    Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      const response = yield* HttpClient.get(`${url}/healthz`)
      assert.deepStrictEqual([response.status, yield* response.text], [200, "ok"])
    }).pipe(provided)
  )

  it.effect("says where the API is to whoever forgot the end of the base URL", () =>
    Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      const forgot = HttpClientRequest.post(`${url}/orders?locale=nl`).pipe(
        HttpClientRequest.bodyJsonUnsafe(redirect("o-1"))
      )
      for (const request of [forgot, HttpClientRequest.get(`${url}/v1/orders/o-1`)]) {
        const response = yield* HttpClient.execute(request)
        const { pathname } = new URL(request.url)
        assert.deepStrictEqual(
          [response.status, yield* response.json],
          [
            404,
            {
              success: false,
              data: {},
              error_info: `there is no ${request.method} ${pathname} here: every path of the API begins with /v1/json, as in /v1/json/orders`
            }
          ]
        )
      }
      const page = yield* HttpClient.get(`${url}/`)
      assert.strictEqual(page.status, 200)
    }).pipe(provided)
  )

  it.effect("listens to nothing that the whole process shares, so that a test may start as many as it likes", () =>
    Effect.gen(function* () {
      const shared = { process, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }
      const listeners = () =>
        Object.entries(shared).map(([name, emitter]) => [
          name,
          emitter.eventNames().map((event) => [event, emitter.listenerCount(event)])
        ])
      const before = listeners()
      yield* Layer.build(SandboxServer.layer({ port: 0 }))
      assert.deepStrictEqual(listeners(), before)
    }).pipe(Effect.scoped)
  )

  it.effect("closes every connection when it ends, also those that wait for an answer or have not asked yet", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(server, scope)
      const { port } = Context.get(context, SandboxServer.SandboxServer)
      const sandbox = Context.get(context, Sandbox.Sandbox)
      yield* sandbox.fault("stall")
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
      yield* Effect.addFinalizer(() => Effect.sync(() => agent.destroy()))
      const ask = (path: string) =>
        new Promise((resolve, reject) => {
          const asked = http.get({ agent, host: "127.0.0.1", port, path }, (answer) =>
            answer.on("error", reject).resume().on("end", resolve)
          )
          asked.on("error", reject)
        })
      const silent = connect(port, "127.0.0.1")
      const isClosed = new Promise((resolve) => silent.on("error", () => undefined).on("close", resolve))
      const waiting = ask("/v1/json/gateways").catch((error: unknown) => error)
      yield* Effect.repeat(
        Effect.andThen(TestClock.withLive(Effect.sleep("5 millis")), () => sandbox.received()),
        { until: ({ length }) => length > 0 }
      )
      yield* Scope.close(scope, Exit.void)
      yield* Effect.promise(() => Promise.all([waiting, isClosed]))
      const error = yield* Effect.flip(Effect.tryPromise(() => ask("/healthz")))
      assert.match(String(codeOf(error)), /ECONNREFUSED|ECONNRESET/)
    })
  )

  it.effect("fails readably when the port is taken", () =>
    Effect.gen(function* () {
      const { port } = yield* SandboxServer.SandboxServer
      const error = yield* Effect.flip(Effect.scoped(Layer.build(SandboxServer.layer({ port }))))
      assert.strictEqual(error._tag, "SandboxServerError")
      assert.include(error.message, `127.0.0.1:${port} is in use`)
    }).pipe(provided)
  )

  it.effect("listens only where this machine alone can reach it, unless told", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(SandboxServer.layer({ port: 0, host: "0.0.0.0" }))))
      assert.strictEqual(error._tag, "SandboxOptionsError")
      assert.include(error.message, "can be reached by other machines")
    })
  )

  it.effect("on every address of the machine names one that a browser can open", () => {
    const any = (host: string) =>
      Effect.gen(function* () {
        const { baseUrl, port, url } = yield* SandboxServer.SandboxServer
        assert.strictEqual(url, `http://127.0.0.1:${port}`, host)
        const { data } = yield* callAt(baseUrl)("POST", "/orders", redirect("o-1"))
        assert.isTrue(String(data["payment_url"]).startsWith(`${url}/pay/`), String(data["payment_url"]))
        assert.strictEqual((yield* HttpClient.get(String(data["payment_url"]))).status, 200)
      }).pipe(
        Effect.provide(
          SandboxServer.layer({ port: 0, host, exposeToNetwork: true, notifications: "record" }).pipe(
            Layer.merge(FetchHttpClient.layer)
          ),
          { local: true }
        )
      )
    return Effect.forEach(["0.0.0.0", "::"], any)
  })

  it.effect("behind another address hands that out, answers to it, and takes forms from it", () =>
    Effect.gen(function* () {
      const { baseUrl, port, url } = yield* SandboxServer.SandboxServer
      assert.strictEqual(url, `http://127.0.0.1:${port}`)
      const sandbox = yield* Sandbox.Sandbox
      const { data } = yield* callAt(baseUrl)("POST", "/orders", redirect("o-1"))
      const page = new URL(String(data["payment_url"]))
      assert.strictEqual(page.origin, "https://pay.example.com:8443")
      // As a proxy passes it on: TLS ends there, and the name stays.
      const form = (origin: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          const headers = { host: page.host, origin, "content-type": "application/x-www-form-urlencoded" }
          http
            .request({ host: "127.0.0.1", port, path: page.pathname, method: "POST", headers }, (answer) =>
              answer.resume().on("end", () => resolve(answer.statusCode))
            )
            .on("error", reject)
            .end("choice=paid")
        })
      yield* Effect.promise(() => form("https://pay.example.org"))
      assert.strictEqual((yield* sandbox.order("o-1")).status, "initialized")
      assert.strictEqual(yield* Effect.promise(() => form(page.origin)), 303)
      assert.strictEqual((yield* sandbox.order("o-1")).status, "completed")
    }).pipe(
      Effect.provide(
        SandboxServer.layer({ port: 0, notifications: "record", publicUrl: "https://pay.example.com:8443/" }).pipe(
          Layer.merge(FetchHttpClient.layer)
        )
      )
    )
  )

  it.effect("takes no public address that is none, or has a path", () =>
    Effect.forEach(
      ["sandbox:4310", "localhost", "ftp://a.test", "http://a.test/sandbox", "http://u@a.test"],
      (publicUrl) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(Effect.scoped(Layer.build(SandboxServer.layer({ port: 0, publicUrl }))))
          assert.strictEqual(error._tag, "SandboxOptionsError")
          assert.include(error.message, "publicUrl must be an http or https address without a path")
        })
    )
  )

  it.effect("takes more routes", () => {
    const more = HttpRouter.add(
      "GET",
      "/extra",
      Effect.map(
        Sandbox.Sandbox.use((sandbox) => sandbox.orders),
        (orders) => HttpServerResponse.text(`${orders.length} orders`)
      )
    )
    return Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      yield* call("POST", "/orders", redirect("o-1"))
      const page = yield* HttpClient.get(`${url}/extra`)
      assert.strictEqual(yield* page.text, "1 orders")
    }).pipe(
      Effect.provide(
        Layer.merge(SandboxServer.layerWith({ port: 0, notifications: "record" }, more), FetchHttpClient.layer)
      )
    )
  })
})

const clients = [
  ["fetch", FetchHttpClient.layer],
  ["undici", NodeHttpClient.layerUndici]
] as const

describe("faults over a socket", () => {
  for (const [name, client] of clients) {
    const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, Layer.merge(server, client))

    const broken: ReadonlyArray<readonly [Fault.Kind, RegExp, boolean]> = [
      ["refuse", /ECONNRESET|UND_ERR_SOCKET/, false],
      ["reset", /ECONNRESET|UND_ERR_SOCKET/, false],
      ["reset-after-commit", /ECONNRESET|UND_ERR_SOCKET/, true],
      ["lost-answer", /UND_ERR_SOCKET|ECONNRESET/, true]
    ]
    for (const [kind, code, committed] of broken) {
      it.effect(`${name} sees ${kind} as a broken connection`, () =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox.Sandbox
          yield* sandbox.fault(kind)
          const error = yield* Effect.flip(call("POST", "/orders", redirect("o-1")))
          assert.match(String(codeOf(error)), code)
          assert.strictEqual((yield* sandbox.orders).length === 1, committed)
          assert.strictEqual((yield* call("GET", "/gateways")).status, 200)
        }).pipe(run)
      )
    }

    it.effect(`${name} waits for ever for stalled headers and a stalled body`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        for (const kind of ["stall", "stall-headers", "stall-body"] as const) {
          yield* sandbox.fault(kind)
          const request = Effect.as(call("POST", "/orders", redirect(kind)), "answered")
          const rest = (millis: number) => TestClock.withLive(Effect.sleep(millis))
          // A busy machine takes its time to get it there.
          const arrived = Effect.repeat(
            Effect.flatMap(rest(5), () => sandbox.received({ order_id: kind })),
            { until: ({ length }) => length > 0, times: 10_000 }
          )
          const outcome = yield* Effect.raceFirst(request, Effect.as(Effect.andThen(arrived, rest(150)), "waiting"))
          assert.strictEqual(outcome, "waiting")
        }
        assert.strictEqual((yield* sandbox.orders).length, 2)
        assert.strictEqual((yield* call("GET", "/gateways")).status, 200)
      }).pipe(run)
    )

    it.effect(`${name} gets the head of a stalled body at once`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        const { baseUrl } = yield* SandboxServer.SandboxServer
        yield* sandbox.fault("stall-body")
        const headers = { api_key: "sandbox-api-key" }
        const response = yield* HttpClient.execute(HttpClientRequest.get(`${baseUrl}/gateways`, { headers }))
        assert.strictEqual(response.status, 200)
        assert.isAbove(Number(response.headers["content-length"]), 0)
      }).pipe(run)
    )

    it.effect(`${name} reads truncated and garbage answers as what they are`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        for (const kind of ["truncated", "garbage"] as const) {
          yield* sandbox.fault(kind)
          const answered = yield* call("GET", "/gateways")
          assert.strictEqual(answered.status, 200)
          assert.deepStrictEqual(answered.json, {})
        }
        yield* sandbox.fault("error-503")
        const html = yield* call("GET", "/gateways")
        assert.deepStrictEqual([html.status, html.headers["retry-after"]], [503, "1"])
        assert.include(html.text, "<html>")
      }).pipe(run)
    )
  }
})

describe("the control routes", () => {
  it.effect("list themselves", () =>
    Effect.gen(function* () {
      const index = yield* control("GET", "")
      assert.include(JSON.stringify(index.json["routes"]), "POST /_sandbox/orders/{id}/outcomes")
      assert.strictEqual((yield* control("GET", "/nothing")).status, 404)
    }).pipe(provided)
  )

  it.effect("let outcomes happen and say what is possible", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1", { gateway: "VISA" }))
      const possible = yield* control("GET", "/orders/o-1/outcomes")
      assert.include(JSON.stringify(possible.json), "declined")
      const declined = yield* control("POST", "/orders/o-1/outcomes", { outcome: "declined", reason_code: "4002" })
      assert.deepStrictEqual([declined.json["status"], declined.json["reason_code"]], ["declined", "4002"])
      assert.strictEqual((yield* control("POST", "/orders/o-1/outcomes", { outcome: "settled" })).status, 409)
      assert.strictEqual((yield* control("POST", "/orders/o-1/outcomes", { outcome: "won" })).status, 400)
      assert.strictEqual((yield* control("POST", "/orders/o-2/outcomes", { outcome: "completed" })).status, 404)
      assert.strictEqual((yield* control("GET", "/orders/o-1/wait?status=declined")).json["status"], "declined")
    }).pipe(provided)
  )

  it.effect("show orders, events, requests and notices, and resend", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.awaitNotice("o-1")
      const list = (path: string) =>
        Effect.map(
          control("GET", path),
          ({ json }) => json as unknown as ReadonlyArray<{ readonly [key: string]: unknown }>
        )
      assert.strictEqual((yield* list("/orders"))[0]?.["order_id"], "o-1")
      const events = yield* list("/events")
      assert.isAbove(events.length, 2)
      assert.strictEqual((yield* list(`/events?since=${events.length}`)).length, 0)
      assert.strictEqual((yield* list("/received?operation=orders.create")).length, 1)
      assert.strictEqual((yield* list("/received?order_id=o-2")).length, 0)
      assert.strictEqual((yield* list("/notices"))[0]?.["state"], "not-sent")
      const again = yield* control("POST", "/notices/notice-1/resend", {})
      assert.strictEqual(again.json["id"], "notice-2")
      assert.strictEqual((yield* control("POST", "/notices/notice-9/resend")).status, 404)
      assert.isString((yield* control("GET", "/orders/o-1/notification")).json["body"])
      assert.notInclude(JSON.stringify([events, yield* list("/received"), yield* list("/orders")]), "4111111111111111")
    }).pipe(provided)
  )

  it.effect("move the clock, set faults and forget", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* control("POST", "/clock/advance", { by: "15m" })).json["now"], 900_000)
      assert.strictEqual((yield* control("POST", "/clock/advance", { by: "2 hours" })).json["now"], 8_100_000)
      assert.strictEqual((yield* control("POST", "/clock/set", { to: 9_000_000 })).json["now"], 9_000_000)
      assert.strictEqual((yield* control("POST", "/clock/set", { to: 1 })).status, 400)
      assert.strictEqual((yield* control("POST", "/clock/advance", { by: "soon" })).status, 400)
      assert.strictEqual((yield* control("POST", "/faults", { fault: "error-500", times: 2 })).json["left"], 2)
      assert.strictEqual((yield* control("POST", "/faults", { script: ["pass", "error-502"] })).json["mode"], "script")
      assert.strictEqual((yield* control("POST", "/faults", { fault: "everything" })).status, 400)
      assert.strictEqual((yield* call("GET", "/gateways")).status, 500)
      yield* control("DELETE", "/faults")
      assert.strictEqual((yield* call("GET", "/gateways")).status, 200)
      yield* call("POST", "/orders", redirect("o-1"))
      yield* control("POST", "/reset")
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "404 1006")
    }).pipe(provided)
  )
})
