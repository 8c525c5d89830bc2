// Notifications, received by a shop: in process through a client of the test's own, and by a real HTTP endpoint.
import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as TestClock from "effect/testing/TestClock"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Notification from "@effect-multisafepay/core/Notification"
import type { Tampering } from "../src/Notice.ts"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, redirect } from "./support.ts"

interface Heard {
  readonly method: string
  readonly url: string
  readonly auth: string | undefined
  readonly body: string
}

/** A shop that answers what it is told to, in order, and remembers what it heard. The last answer stays. */
const shop = (...answers: ReadonlyArray<Response | "unreachable">) => {
  const heard: Array<Heard> = []
  const client = HttpClient.make((request, url) =>
    Effect.suspend(() => {
      const { body } = request
      heard.push({
        method: request.method,
        url: url.href,
        auth: request.headers["auth"],
        body: body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
      })
      const answer = answers[Math.min(heard.length, answers.length) - 1] ?? new Response("OK")
      return answer === "unreachable"
        ? Effect.fail(
            new HttpClientError.HttpClientError({
              reason: new HttpClientError.TransportError({ request, description: "nobody there" })
            })
          )
        : Effect.succeed(HttpClientResponse.fromWeb(request, answer.clone()))
    })
  )
  return { heard, layer: Sandbox.layer({ notifications: client }) }
}

const pay = (order_id = "o-1", more: object = {}) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    yield* call("POST", "/orders", redirect(order_id, more))
    yield* sandbox.pay(order_id)
    return yield* sandbox.awaitNotice(order_id)
  })

const acknowledged = () => new Response("OK")

describe("a notification", () => {
  it.effect("is the bare order, signed over its exact bytes", () => {
    const { heard, layer } = shop(acknowledged())
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* TestClock.adjust("1000 seconds")
      const notice = yield* pay("o-1", { description: "Part 1/2" })
      assert.strictEqual(notice.state, "accepted")
      assert.strictEqual(heard.length, 1)
      const [one] = heard
      assert.strictEqual(one?.url, "https://shop.test/notification?transactionid=o-1&timestamp=1000")
      assert.strictEqual(one?.method, "POST")
      assert.include(one?.body, "Part 1/2")
      const verified = yield* Notification.verify({ body: one?.body ?? "", header: one?.auth, keys: sandbox.apiKey })
      const { order, timestamp } = yield* Notification.decode(verified)
      assert.deepStrictEqual([order.status, timestamp], ["completed", 1000])
    }).pipe(Effect.provide(layer))
  })

  const genuine = new URL("../../../../shared/vectors/webhook-docs-example.json", import.meta.url)
  const isThere = existsSync(genuine)
  it.effect.skipIf(!isThere)(
    `has what the vendor's own has${isThere ? "" : " (skipped: needs ../shared/vectors)"}`,
    () =>
      Effect.gen(function* () {
        const [{ body }] = JSON.parse(readFileSync(genuine, "utf8")) as readonly [{ readonly body: string }]
        const sandbox = yield* Sandbox.Sandbox
        yield* call("POST", "/orders", redirect("my-order-id"))
        yield* sandbox.outcome("my-order-id", "opened")
        const ours = (yield* sandbox.notify("my-order-id")).body
        const names = (value: unknown, path = ""): ReadonlyArray<string> =>
          typeof value === "object" && value !== null
            ? Object.entries(value).flatMap(([key, one]) => [`${path}.${key}`].concat(names(one, `${path}.${key}`)))
            : []
        const theirs = names(JSON.parse(body)).filter((name) => !name.startsWith(".costs."))
        assert.deepStrictEqual(
          theirs.filter((name) => !names(JSON.parse(ours)).includes(name)),
          []
        )
        // In the same order, what both have.
        const both = names(JSON.parse(ours)).filter((name) => theirs.includes(name))
        assert.deepStrictEqual(both, theirs)
      }).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))
  )

  it.effect("is for nobody when the order has no address, and the log says so when it is placed", () =>
    Effect.gen(function* () {
      const { payment_options: _, ...deaf } = redirect("deaf") as { readonly payment_options?: object }
      yield* call("POST", "/orders", deaf)
      yield* call("POST", "/orders", {
        ...deaf,
        order_id: "told",
        payment_options: { notification_url: "http://localhost/n" }
      })
      const { events } = yield* Sandbox.Sandbox
      assert.deepStrictEqual(
        (yield* events).map(({ detail, order_id }) => [order_id, detail]),
        [
          ["deaf", "redirect IDEAL 1000 EUR, nobody is told: no notification_url"],
          ["told", "redirect IDEAL 1000 EUR"]
        ]
      )
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("keeps the query that its address has", () => {
    const { heard, layer } = shop(acknowledged())
    return Effect.gen(function* () {
      yield* pay("a b", { payment_options: { notification_url: "https://shop.test/hook?type=msp" } })
      assert.strictEqual(heard[0]?.url, "https://shop.test/hook?type=msp&transactionid=a%20b&timestamp=0")
    }).pipe(Effect.provide(layer))
  })

  it.effect("by GET has neither body nor signature", () => {
    const { heard, layer } = shop(acknowledged())
    return Effect.gen(function* () {
      const options = { notification_url: "https://shop.test/hook", notification_method: "GET" }
      yield* pay("o-1", { payment_options: options })
      assert.deepStrictEqual(
        heard.map(({ auth, body, method }) => [method, body, auth]),
        [["GET", "", undefined]]
      )
    }).pipe(Effect.provide(layer))
  })

  const answers: ReadonlyArray<readonly [string, () => Response, boolean]> = [
    ["OK", () => new Response("OK"), true],
    ["MULTISAFEPAY_OK", () => new Response("<p>MULTISAFEPAY_OK</p>"), true],
    ["OK at the 99th character", () => new Response(`${" ".repeat(98)}OK`), true],
    ["OK at the 100th character", () => new Response(`${" ".repeat(99)}OK`), false],
    ["ok in small letters", () => new Response("ok"), false],
    ["nothing", () => new Response(""), false],
    ["204", () => new Response(null, { status: 204 }), false],
    ["201 OK", () => new Response("OK", { status: 201 }), false],
    [
      "302 to a page",
      () => new Response("OK", { status: 302, headers: { location: "https://shop.test/other" } }),
      false
    ],
    ["500 OK", () => new Response("OK", { status: 500 }), false]
  ]
  for (const [name, answer, accepted] of answers) {
    it.effect(`answered with ${name} is ${accepted ? "accepted" : "rejected"}`, () => {
      const { heard, layer } = shop(answer())
      return Effect.gen(function* () {
        const notice = yield* pay()
        assert.strictEqual(notice.attempts[0]?.verdict, accepted ? "accepted" : "rejected")
        assert.strictEqual(heard.length, 1)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("is repeated after 15, 30 and 45 minutes, signed anew over the same bytes, and then given up", () => {
    const { heard, layer } = shop("unreachable", new Response("no"), new Response("OK", { status: 500 }))
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* pay()
      for (let n = 2; n <= 4; n++) {
        yield* TestClock.adjust("14 minutes")
        assert.strictEqual(heard.length, n - 1)
        yield* TestClock.adjust("1 minute")
        yield* sandbox.awaitNotice("o-1", n)
      }
      yield* TestClock.adjust("1 day")
      const [notice] = yield* sandbox.notices("o-1")
      assert.strictEqual(notice?.state, "given-up")
      assert.deepStrictEqual(
        notice?.attempts.map((one) => [one.timestamp, one.verdict]),
        [
          [0, "unreachable"],
          [900, "rejected"],
          [1800, "rejected"],
          [2700, "rejected"]
        ]
      )
      assert.strictEqual(new Set(heard.map((one) => one.body)).size, 1)
      assert.strictEqual(new Set(heard.map((one) => one.auth)).size, 4)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is not repeated once it was acknowledged", () => {
    const { heard, layer } = shop(new Response("busy", { status: 503 }), acknowledged())
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* pay()
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual((yield* sandbox.awaitNotice("o-1", 2)).state, "accepted")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(heard.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("comes for every change, in order, also for refunds and captures by their own ids", () => {
    const { heard, layer } = shop(acknowledged())
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { capture: "manual" }))
      for (const [amount, new_order_id] of [
        [900, "c-1"],
        [100, "c-2"]
      ] as const)
        yield* call("POST", "/orders/o-1/capture", { amount, new_order_id, new_order_status: "completed" })
      yield* call("POST", "/orders/c-1/refunds", { currency: "EUR", amount: 200, refund_order_id: "r-1" })
      yield* sandbox.acceptRefund("r-1")
      yield* sandbox.awaitNotice("r-1", 2)
      yield* sandbox.awaitNotice("c-1", 2)
      yield* sandbox.awaitNotice("o-1", 2)
      const told = heard.map((one) => {
        const order = JSON.parse(one.body) as { readonly [key: string]: unknown }
        return [order["order_id"], `${String(order["status"])}/${String(order["financial_status"])}`] as const
      })
      const of = (id: string) => told.flatMap(([order_id, pair]) => (order_id === id ? [pair] : []))
      assert.deepStrictEqual(of("o-1"), ["completed/initialized", "completed/completed"])
      assert.deepStrictEqual(of("c-1"), ["completed/completed", "partial_refunded/completed"])
      assert.deepStrictEqual(of("r-1"), ["reserved/reserved", "completed/completed"])
    }).pipe(Effect.provide(layer))
  })

  const wrong: ReadonlyArray<readonly [Tampering, string]> = [
    ["wrong-signature", "SignatureMismatch"],
    ["stale", "Expired"],
    ["future", "FromFuture"],
    ["unsigned", "MissingHeader"]
  ]
  for (const [tampering, reason] of wrong) {
    it.effect(`sent ${tampering} is refused by core as ${reason}`, () => {
      const { heard, layer } = shop(acknowledged())
      return Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* TestClock.adjust("1 day")
        yield* pay()
        yield* sandbox.notify("o-1", { tampering })
        yield* sandbox.awaitNotice("o-1", 2)
        const { auth, body } = heard[1] as Heard
        const error = yield* Effect.flip(Notification.verify({ body, header: auth, keys: sandbox.apiKey }))
        assert.strictEqual(error.reason._tag, reason)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("can be duplicated, delayed, respaced and marked as a pre-transaction", () => {
    const { heard, layer } = shop(acknowledged())
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const notice = yield* pay()
      yield* sandbox.resend(notice.id, { tampering: "duplicate" })
      yield* sandbox.awaitNotice("o-1", 3)
      assert.strictEqual(heard.length, 3)
      yield* sandbox.notify("o-1", { after: "10 minutes" })
      yield* sandbox.notify("o-1", { tampering: "pretransaction" })
      yield* sandbox.awaitNotice("o-1", 4)
      assert.include(heard[3]?.url, "payload_type=pretransaction")
      yield* TestClock.adjust("10 minutes")
      yield* sandbox.awaitNotice("o-1", 5)
      yield* sandbox.notify("o-1", { tampering: "text-ids" })
      yield* sandbox.awaitNotice("o-1", 6)
      assert.match(heard[5]?.body ?? "", /"transaction_id":"\d{17}"/)
      yield* sandbox.notify("o-1", { tampering: "spaced" })
      yield* sandbox.awaitNotice("o-1", 7)
      const { auth, body } = heard[6] as Heard
      assert.include(body, ", ")
      yield* Notification.verify({ body, header: auth, keys: sandbox.apiKey })
    }).pipe(Effect.provide(layer))
  })
})

describe("an address", () => {
  it.effect("that is not on this machine is never called, and the log says why", () =>
    Effect.gen(function* () {
      const notice = yield* pay("o-1", { payment_options: { notification_url: "https://shop.example.com/hook" } })
      assert.strictEqual(notice.state, "not-sent")
      assert.include(notice.attempts[0]?.reason, "shop.example.com is not on this machine")
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("keeps its query in front of a fragment, which no client sends", () => {
    const { heard, layer } = shop()
    const notification_url = "https://shop.test/hook?x=1#part"
    return Effect.gen(function* () {
      yield* pay("o-1", { payment_options: { notification_url } })
      const [{ url }] = heard as [Heard]
      assert.match(url, /^https:\/\/shop\.test\/hook\?x=1&transactionid=o-1&timestamp=\d+$/)
      assert.notInclude((yield* (yield* Sandbox.Sandbox).signedNotification("o-1")).url, "#")
    }).pipe(Effect.provide(layer))
  })

  it.effect("with a name and a password is not called, and the log says why without them", () =>
    Effect.gen(function* () {
      const notification_url = "http://clerk:secret-word@127.0.0.1:1/hook"
      const { attempts, state } = yield* pay("o-1", { payment_options: { notification_url } })
      assert.strictEqual(state, "not-sent")
      assert.include(attempts[0]?.reason, "a name and a password")
      assert.notInclude(attempts[0]?.reason, "secret-word")
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("that Node.js does not call is told by its own reason", () =>
    Effect.gen(function* () {
      const { attempts } = yield* pay("o-1", { payment_options: { notification_url: "http://127.0.0.1:6000/hook" } })
      assert.deepStrictEqual(
        [attempts[0]?.verdict, attempts[0]?.reason],
        ["unreachable", "the shop could not be reached: bad port"]
      )
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("is called elsewhere only when that is allowed", () => {
    const { heard } = shop()
    const client = HttpClient.make((request) => {
      heard.push({ method: request.method, url: request.url, auth: undefined, body: "" })
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response("OK")))
    })
    const elsewhere = { payment_options: { notification_url: "https://shop.example.com/hook" } }
    return Effect.gen(function* () {
      const refused = yield* pay("o-1", elsewhere).pipe(Effect.provide(Sandbox.layer({ notifications: client })))
      assert.strictEqual(refused.state, "not-sent")
      const allowed = Sandbox.layer({ notifications: client, allowNonLoopback: true })
      const sent = yield* pay("o-1", elsewhere).pipe(Effect.provide(allowed))
      assert.strictEqual(sent.state, "accepted")
      assert.strictEqual(heard.length, 1)
    })
  })

  it.effect("is not needed: without one nothing is queued", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { payment_options: {} }))
      yield* sandbox.pay("o-1")
      assert.deepStrictEqual(yield* sandbox.notices(), [])
      const error = yield* Effect.flip(sandbox.notify("o-1"))
      assert.include(error.message, "no payment_options.notification_url")
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})

// The shop on a real port fails twice, with a redirect and with a page, before it acknowledges.

describe("an answer", () => {
  it.effect("that goes on for ever is judged by its beginning, and not kept", () => {
    let given = 0
    const piece = new TextEncoder().encode("OK ".padEnd(65_536))
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (++given > 2_000) controller.close()
        else controller.enqueue(piece)
      }
    })
    const client = HttpClient.make((request) =>
      Effect.succeed(HttpClientResponse.fromWeb(request, new Response(endless)))
    )
    return Effect.gen(function* () {
      const { attempts } = yield* pay()
      assert.deepStrictEqual([attempts[0]?.verdict, attempts[0]?.head], ["accepted", "OK ".padEnd(100)])
      assert.isAtMost(given, 100)
    }).pipe(Effect.provide(Sandbox.layer({ notifications: client })))
  })

  it.effect("that never comes, or not whole, is told in words", () =>
    Effect.gen(function* () {
      const server = createServer((request, response) => {
        if (request.url?.startsWith("/whole") === true) response.writeHead(200, { "content-length": "100" }).write("OK")
        setImmediate(() => request.socket.destroy())
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () => Effect.sync(() => server.close())
      )
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const reasons = []
      for (const path of ["never", "whole"]) {
        const payment_options = { notification_url: `${origin}/${path}` }
        const { attempts } = yield* pay(path, { payment_options })
        reasons.push(attempts[0]?.reason)
      }
      assert.match(String(reasons[0]), /^the shop could not be reached: .* \([A-Z_]+\)$/)
      assert.match(String(reasons[1]), /^the shop's answer could not be read: .* \([A-Z_]+\)$/)
      assert.notInclude(reasons.join(), origin)
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})

describe("a real endpoint", () => {
  it.effect("gets the bytes that were signed, until it says OK, and is not followed elsewhere", () => {
    const requests = Ref.makeUnsafe<ReadonlyArray<Heard>>([])
    const route = HttpRouter.add(
      "POST",
      "/notification",
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const body = yield* request.text
        const before = yield* Ref.getAndUpdate(requests, (all) => [
          ...all,
          { method: request.method, url: request.originalUrl, auth: request.headers["auth"], body }
        ])
        if (before.length === 0) return HttpServerResponse.redirect("/elsewhere")
        return HttpServerResponse.text(before.length === 1 ? "please wait" : "OK")
      })
    )
    const elsewhere = HttpRouter.add("*", "/elsewhere", HttpServerResponse.text("OK"))
    const server = HttpRouter.serve(Layer.merge(route, elsewhere), {
      disableLogger: true,
      disableListenLog: true
    }).pipe(Layer.provideMerge(NodeHttpServer.layerServer(createServer, { port: 0, host: "127.0.0.1" })))
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { address } = yield* HttpServer.HttpServer
      const port = "port" in address ? address.port : 0
      const notification_url = `http://127.0.0.1:${port}/notification`
      const first = yield* pay("o-1", { payment_options: { notification_url } })
      assert.deepStrictEqual([first.attempts[0]?.verdict, first.attempts[0]?.status], ["rejected", 302])
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual((yield* sandbox.awaitNotice("o-1", 2)).attempts[1]?.head, "please wait")
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual((yield* sandbox.awaitNotice("o-1", 3)).state, "accepted")
      const heard = yield* Ref.get(requests)
      assert.strictEqual(heard.length, 3)
      for (const { auth, body } of heard) {
        const options = { body, header: auth, keys: sandbox.apiKey, window: { past: "1 day" } } as const
        assert.strictEqual((yield* Notification.decode(yield* Notification.verify(options))).order_id, "o-1")
      }
    }).pipe(Effect.provide(Layer.merge(Sandbox.layer(), server)))
  })
})

describe("the connection of a notification", () => {
  it.effect("is its own: one that a shop closes because it was silent loses none", () =>
    Effect.gen(function* () {
      const said: Array<string | undefined> = []
      const server = createServer((request, response) => {
        said.push(request.headers.connection)
        response.end("OK")
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () => Effect.sync(() => server.close())
      )
      const payment_options = { notification_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
      for (const order_id of ["o-1", "o-2"]) {
        assert.strictEqual((yield* pay(order_id, { payment_options })).state, "accepted")
      }
      assert.deepStrictEqual(said, ["close", "close"])
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})
