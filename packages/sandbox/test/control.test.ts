// The control API: one endpoint per lever, for any client, and strict about what it is told.
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as Control from "../src/Control.ts"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { callAt, card, redirect } from "./support.ts"

const server = Layer.merge(SandboxServer.layer({ port: 0, notifications: "record" }), FetchHttpClient.layer)

const send = (method: "GET" | "POST" | "DELETE" | "PUT", path: string, body?: string, type?: string) =>
  Effect.gen(function* () {
    const { url } = yield* SandboxServer.SandboxServer
    const response = yield* HttpClient.execute(
      HttpClientRequest.make(method)(`${url}/_sandbox${path}`).pipe(
        body === undefined ? (self) => self : HttpClientRequest.bodyText(body, type ?? "application/json")
      )
    )
    const text = yield* response.text
    return { status: response.status, text, json: JSON.parse(text) as { readonly [key: string]: unknown } }
  })

const place = (order_id: string) =>
  Effect.flatMap(SandboxServer.SandboxServer, ({ baseUrl }) =>
    callAt(baseUrl)("POST", "/orders", redirect(order_id, { gateway: "IDEAL" }))
  )

const client = Effect.flatMap(SandboxServer.SandboxServer, ({ url }) =>
  HttpApiClient.make(Control.Control, { baseUrl: url })
)

describe("nonsense is refused by the name of the field, and changes nothing", () => {
  const rows: ReadonlyArray<readonly ["GET" | "POST", string, unknown, RegExp]> = [
    ["POST", "/orders/o-1/notify", { tampering: "nonsense" }, /tampering.*wrong-signature/],
    ["POST", "/orders/o-1/notify", { after: "banana" }, /after.*15m/],
    ["POST", "/orders/o-1/notify", { after: -5 }, /after/],
    ["POST", "/orders/o-1/notify", { tamper: "stale" }, /tamper is not|tamper: is not/],
    ["POST", "/notices/notice-1/resend", { tampering: "nonsense" }, /tampering/],
    ["POST", "/faults", { fault: "reset", times: "abc" }, /times/],
    ["POST", "/faults", { fault: "reset", times: 0 }, /times/],
    ["POST", "/faults", { fault: "reset", times: -1 }, /times/],
    ["POST", "/faults", { fault: "reset", times: 1.5 }, /times/],
    ["POST", "/faults", { fault: "everything" }, /fault.*reset-after-commit/],
    ["POST", "/faults", { fault: { kind: "latency", ms: "soon" } }, /fault/],
    ["POST", "/faults", { fault: { kind: "latency", ms: -1 } }, /fault/],
    ["POST", "/faults", { fault: "reset", operation: "orders.creat" }, /operation/],
    ["POST", "/faults", { fault: "reset", probability: "often" }, /probability/],
    ["POST", "/faults", { fault: "reset", probability: 2 }, /probability/],
    ["POST", "/faults", { fault: "reset", order_id: "" }, /order_id/],
    ["POST", "/faults", { fault: "reset", tiems: 2 }, /tiems/],
    ["POST", "/faults", { script: ["pass", "nonsense"] }, /script/],
    ["POST", "/faults", { script: [] }, /script/],
    ["POST", "/faults", { chaos: ["reset"], seed: "x" }, /seed/],
    ["POST", "/faults", { chaos: [] }, /chaos/],
    ["POST", "/faults", { fault: "reset", script: ["pass"] }, /one of fault, script and chaos/],
    ["POST", "/faults", {}, /one of fault, script and chaos/],
    ["POST", "/orders/o-1/outcomes", { outcome: "won" }, /outcome.*completed/],
    ["POST", "/orders/o-1/outcomes", { outcome: "completed", gateway: "IDEALL" }, /gateway/],
    ["POST", "/orders/o-1/outcomes", {}, /outcome/],
    ["POST", "/clock/advance", { by: "soon" }, /by.*15m/],
    ["POST", "/clock/advance", { by: -1 }, /by/],
    ["POST", "/clock/advance", {}, /by/],
    ["POST", "/clock/set", { to: "banana" }, /to/],
    ["POST", "/clock/set", { to: null }, /to/],
    ["POST", "/clock/set", {}, /to/],
    ["GET", "/orders/o-1/wait?status=complted", undefined, /status.*completed/],
    ["GET", "/orders/o-1/wait", undefined, /status/],
    ["GET", "/orders/o-1/wait?status=completed&timeout=banana", undefined, /timeout.*15m/],
    ["GET", "/orders/o-1/notification?skew=abc", undefined, /skew/],
    ["GET", "/orders/o-1/notification?skew=1.5", undefined, /skew/],
    ["GET", "/orders/o-1/notification?scew=5", undefined, /scew/],
    ["GET", "/events?since=abc", undefined, /since/],
    ["GET", "/events?since=-1", undefined, /since/],
    ["GET", "/received?operation=orders.creat", undefined, /operation/],
    ["GET", "/received?order=o-1", undefined, /order/],
    ["GET", "/received?latest=0", undefined, /latest/],
    ["GET", "/received?only=refused", undefined, /only.*failed/],
    ["POST", "/orders/o-1/gift-cards", { card_number: "" }, /card_number/],
    ["POST", "/orders/o-1/gift-cards", { card_number: "111112", gateway: "VVV" }, /gateway/],
    ["POST", "/orders/o-1/refunds", { amount: 0 }, /amount.*1 or more/],
    ["POST", "/orders/o-1/captures", { amount: "6.00" }, /amount/],
    ["POST", "/tokens/t-1/renewals", { outcomes: ["declined:9"] }, /outcomes.*declined:4002/],
    ["POST", "/tokens/t-1/renewals", {}, /outcomes/],
    ["GET", "/orders?latest=0", undefined, /latest/],
    ["GET", "/orders?status=complted", undefined, /status.*completed/],
    ["GET", "/orders?gateway=VISA", undefined, /gateway/],
    ["POST", "/snapshot", { version: 3 }, /next|snapshot/]
  ]
  for (const [method, path, body, expected] of rows) {
    it.effect(`${method} ${path} ${JSON.stringify(body) ?? ""}`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("o-1")
        const before = yield* sandbox.snapshot
        const answer = yield* send(method, path, body === undefined ? undefined : JSON.stringify(body))
        assert.strictEqual(answer.status, 400, answer.text)
        assert.match(String(answer.json["error"]), expected)
        assert.strictEqual(yield* sandbox.snapshot, before)
        assert.strictEqual(yield* sandbox.clock.now, 0)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("what is no JSON object too", () =>
    Effect.gen(function* () {
      for (const body of ["", "{", "null", "[]", '"x"', "by=15m"]) {
        assert.strictEqual((yield* send("POST", "/clock/advance", body)).status, 400, body)
      }
    }).pipe(Effect.provide(server))
  )
})

describe("the control API", () => {
  it.effect("takes JSON however it is called, and no body where nothing must be said", () =>
    Effect.gen(function* () {
      yield* place("o-1")
      const type = "application/x-www-form-urlencoded"
      assert.strictEqual((yield* send("POST", "/clock/advance", '{"by":"15m"}', type)).json["now"], 900_000)
      assert.strictEqual((yield* send("POST", "/orders/o-1/notify")).json["id"], "notice-1")
      assert.strictEqual((yield* send("POST", "/notices/notice-1/resend")).json["id"], "notice-2")
      assert.strictEqual((yield* send("PUT", "/orders/o-1")).status, 404)
    }).pipe(Effect.provide(server))
  )

  it.effect("describes itself", () =>
    Effect.gen(function* () {
      const { json } = yield* send("GET", "/openapi.json")
      assert.match(String(json["openapi"]), /^3\./)
      const paths = json["paths"] as { readonly [path: string]: object }
      const index = (yield* send("GET", "/")).json["routes"] as ReadonlyArray<string>
      HttpApi.reflect(Control.Control, {
        onGroup: () => {},
        onEndpoint: ({ endpoint }) => {
          const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}")
          assert.property(paths[path] ?? {}, endpoint.method.toLowerCase(), path)
          assert.isTrue(index.some((line) => line.startsWith(`${endpoint.method} ${path}: `) && !line.endsWith(": ")))
        }
      })
    }).pipe(Effect.provide(server))
  )

  it.effect("has typed clients, which see the same words", () =>
    Effect.gen(function* () {
      const control = yield* client
      yield* place("a/b ü%2F")
      const params = { id: "a/b ü%2F" }
      const waiting = yield* Effect.forkChild(
        control.orders.wait({ params, query: { status: "completed", timeout: Duration.seconds(20) } })
      )
      const paid = yield* control.orders.choose({ params, payload: { outcome: "completed" } })
      assert.deepStrictEqual([paid.order_id, paid.status], ["a/b ü%2F", "completed"])
      yield* (yield* Sandbox).awaitStatus("a/b ü%2F", "completed")
      assert.isDefined(waiting)
      const [notice] = yield* control.notices.list({ query: {} })
      assert.strictEqual(notice?.id, "notice-1")
      const rule = yield* control.faults.add({ payload: { fault: "reset", operation: "refunds.create" } })
      assert.deepStrictEqual(yield* control.faults.list(), [rule])
      const again = yield* Effect.flip(control.orders.choose({ params, payload: { outcome: "completed" } }))
      assert.strictEqual(again._tag, "Impossible")
      const nobody = yield* Effect.flip(control.orders.get({ params: { id: "nobody" } }))
      assert.strictEqual(nobody._tag, "NotFound")
      const saved = yield* control.everything.save()
      yield* control.everything.reset()
      assert.lengthOf(yield* control.orders.list({ query: {} }), 0)
      yield* control.everything.restore({ payload: saved })
      assert.lengthOf(yield* control.orders.list({ query: {} }), 1)
    }).pipe(Effect.provide(server))
  )

  it.effect("gives the orders that are asked for, the newest of them when there are many", () =>
    Effect.gen(function* () {
      const control = yield* client
      for (const order_id of ["red-1", "red-2", "blue-3", "red-4"]) yield* place(order_id)
      yield* control.orders.choose({ params: { id: "red-2" }, payload: { outcome: "completed" } })
      const asked: ReadonlyArray<readonly [object, ReadonlyArray<string>]> = [
        [{}, ["red-1", "red-2", "blue-3", "red-4"]],
        [{ latest: 2 }, ["blue-3", "red-4"]],
        [{ text: "RED" }, ["red-1", "red-2", "red-4"]],
        [{ text: "red", status: "initialized" }, ["red-1", "red-4"]],
        [{ text: "red", status: "initialized", latest: 1 }, ["red-4"]],
        [{ method: "IDEAL", status: "completed" }, ["red-2"]],
        [{ method: "VISA" }, []]
      ]
      for (const [query, expected] of asked) {
        const found = yield* control.orders.list({ query })
        assert.deepStrictEqual(
          found.map((one) => one.order_id),
          [...expected],
          JSON.stringify(query)
        )
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("plays the merchant and the payer's bank", () =>
    Effect.gen(function* () {
      const { merchant, orders, refunds } = yield* client
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const call = callAt(baseUrl)
      const params = { id: "o-1" }
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { capture: "manual" }))
      const part = yield* merchant.capture({ params, payload: { amount: 600 } })
      assert.strictEqual(part.payment_details?.capture_remain, 400)
      assert.strictEqual((yield* merchant.capture({ params, payload: null })).financial_status, "completed")
      assert.strictEqual((yield* Effect.flip(merchant.capture({ params, payload: null })))._tag, "Impossible")

      const paid = { id: "o-2" }
      yield* call("POST", "/orders", card("o-2", "4111111111111111"))
      assert.strictEqual((yield* merchant.refund({ params: paid, payload: { amount: 400 } })).amount_refunded, 400)
      assert.strictEqual((yield* refunds.decline({ params: paid })).amount_refunded, 0)
      assert.strictEqual((yield* merchant.refund({ params: paid, payload: { amount: 300 } })).amount_refunded, 300)
      assert.strictEqual((yield* refunds.accept({ params: paid })).status, "partial_refunded")

      yield* orders.choose({ params: paid, payload: { outcome: "chargeback" } })
      const lost = (yield* merchant.loseDispute({ params: paid })).related_transactions?.at(-1)
      assert.deepStrictEqual([lost?.type, lost?.status, lost?.amount], ["chargeback", "completed", 700])
      const won = (yield* merchant.winDispute({ params: paid })).related_transactions?.at(-1)
      assert.deepStrictEqual([won?.type, won?.amount], ["reverse-chargeback", 700])
      assert.strictEqual((yield* Effect.flip(merchant.loseDispute({ params: paid })))._tag, "Impossible")
      assert.strictEqual((yield* Effect.flip(merchant.winDispute({ params: { id: "nobody" } })))._tag, "NotFound")
    }).pipe(Effect.provide(server))
  )

  it.effect("sends the Second Chance mail, or says why not", () =>
    Effect.gen(function* () {
      const { log, merchant } = yield* client
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const asked = { second_chance: { send_mail: true }, customer: { email: "simon@shop.test" } }
      yield* callAt(baseUrl)("POST", "/orders", redirect("o-1", asked))
      yield* merchant.remind({ params: { id: "o-1" } })
      assert.strictEqual((yield* log.events({ query: {} })).at(-1)?.type, "mail.sent")
      yield* place("o-2")
      const refused = yield* Effect.flip(merchant.remind({ params: { id: "o-2" } }))
      assert.strictEqual(refused._tag, "Impossible")
      assert.include(refused.message, "second_chance.send_mail")
    }).pipe(Effect.provide(server))
  )

  it.effect("decides how stored cards are charged", () =>
    Effect.gen(function* () {
      const { tokens } = yield* client
      const { baseUrl } = yield* SandboxServer.SandboxServer
      yield* callAt(baseUrl)("POST", "/orders", card("o-1", "4111111111111111", { recurring_model: "subscription" }))
      const id = (yield* tokens.list())[0]?.token ?? ""
      const outcomes = ["declined:4002", "completed"] as const
      assert.deepStrictEqual((yield* tokens.renewals({ params: { id }, payload: { outcomes } })).renewals, outcomes)
      assert.isTrue((yield* tokens.expire({ params: { id } })).expired)
      assert.deepStrictEqual(
        (yield* tokens.list()).map(({ expired, renewals }) => [expired, renewals]),
        [[true, outcomes]]
      )
      assert.strictEqual((yield* Effect.flip(tokens.expire({ params: { id: "nobody" } })))._tag, "NotFound")
    }).pipe(Effect.provide(server))
  )

  it.effect("tells what became of requests, all of them or those that failed", () =>
    Effect.gen(function* () {
      const { log } = yield* client
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const call = callAt(baseUrl)
      yield* place("well")
      yield* call("POST", "/orders", redirect("Refused", { amount: -1 }))
      yield* call("POST", "/orders", redirect("odd", { shop_mood: "sunny" }))
      yield* (yield* Sandbox).fault("error-500-after-commit")
      yield* call("POST", "/orders", redirect("lost"))
      const ids = (query: Parameters<typeof log.received>[0]["query"]) =>
        Effect.map(log.received({ query }), (found) => found.map((one) => one.order_id))
      assert.deepStrictEqual(yield* ids({}), ["well", "Refused", "odd", "lost"])
      assert.deepStrictEqual(yield* ids({ only: "failed" }), ["Refused", "lost"])
      assert.deepStrictEqual(yield* ids({ only: "failed", latest: 1 }), ["lost"])
      assert.deepStrictEqual(yield* ids({ text: "refus" }), ["Refused"])
      yield* call("PATCH", "/orders/well", { status: "cancelled" })
      yield* call("GET", "/orders/well")
      assert.deepStrictEqual(yield* ids({ operation: "orders.create", only: "failed" }), ["Refused", "lost"])
      assert.deepStrictEqual(yield* ids({ operation: "POST /orders", only: "failed" }), ["Refused", "lost"])
      assert.deepStrictEqual(yield* ids({ operation: "PATCH /orders/{order_id}" }), ["well"])
      const told = (yield* log.events({ query: {} })).filter(({ type }) => /^(request|fault)/.test(type))
      assert.deepStrictEqual(
        told.map((one) => [one.type, one.order_id, one.detail]),
        [
          [
            "request.refused",
            "Refused",
            `POST /orders: 404 1001 ${(yield* log.received({ query: { text: "Refused" } }))[0]?.problem}`
          ],
          ["request.ignored", "odd", "orders.create passed over shop_mood"],
          ["fault.triggered", "lost", "orders.create met error-500-after-commit"]
        ]
      )
    }).pipe(Effect.provide(server))
  )

  it.effect("keeps the beginning of what is too long to be an id", () =>
    Effect.gen(function* () {
      const { log } = yield* client
      const { baseUrl } = yield* SandboxServer.SandboxServer
      yield* callAt(baseUrl)("POST", "/orders", redirect("x".repeat(10_000)))
      const [refused] = yield* log.received({ query: { only: "failed" } })
      assert.lengthOf(refused?.order_id ?? "", 100)
      assert.lengthOf((yield* log.events({ query: {} }))[0]?.order_id ?? "", 100)
    }).pipe(Effect.provide(server))
  )

  it.effect("gives the notifications that were attempted since a time, by the end of the attempt", () =>
    Effect.gen(function* () {
      const control = yield* client
      for (const order_id of ["o-1", "o-2"]) {
        yield* place(order_id)
        yield* control.orders.choose({ params: { id: order_id }, payload: { outcome: "completed" } })
        yield* (yield* Sandbox).awaitNotice(order_id)
        yield* control.clock.advance({ payload: { by: Duration.minutes(1) } })
      }
      const idsSince = (since: number, order_id?: string) =>
        Effect.map(control.notices.list({ query: { since, order_id } }), (all) => all.map((one) => one.order_id))
      assert.deepStrictEqual(yield* idsSince(0), ["o-1", "o-2"])
      assert.deepStrictEqual(yield* idsSince(60_000), ["o-2"])
      assert.deepStrictEqual(yield* idsSince(60_000, "o-1"), [])
      assert.deepStrictEqual(yield* idsSince(60_001), [])
    }).pipe(Effect.provide(server))
  )

  it.live("says 408 when what is waited for does not happen", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* send("GET", "/orders/nobody/wait?status=completed&timeout=10ms")).status, 408)
    }).pipe(Effect.provide(server))
  )

  it("reads spans of time as people write them", () => {
    for (const [text, millis] of [
      ["90s", 90_000],
      ["15m", 900_000],
      ["2 hours", 7_200_000],
      ["1d", 86_400_000],
      ["250ms", 250],
      ["250", 250],
      ["1.5h", 5_400_000],
      ["1 minute", 60_000]
    ] as const) {
      assert.strictEqual(Duration.toMillis(Control.parseSpan(text) ?? -1), millis, text)
    }
    for (const text of ["", "soon", "-1", "1y", "m", "1e9", "NaN", "Infinity"]) {
      assert.isUndefined(Control.parseSpan(text), text)
    }
  })
})
