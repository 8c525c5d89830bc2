import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as TestClock from "effect/testing/TestClock"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Sandbox from "../src/Sandbox.ts"
import { base, call, callAt, card, debit, payLater, redirect, verdict } from "./support.ts"

const recorded = { notifications: "record" } as const
const provided = Effect.provide(Sandbox.layer(recorded))

describe("a reset", () => {
  it.effect("leaves what is under way to the life that it began in", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const answers: Array<(answer: Response) => void> = []
      yield* sandbox.connect(() => new Promise((resolve) => void answers.push(resolve)))
      const heard = (count: number) =>
        Effect.repeat(Effect.yieldNow, { until: () => answers.length === count, times: 1_000 })
      yield* call("POST", "/orders", redirect("before"))
      yield* sandbox.pay("before")
      yield* heard(1)
      yield* sandbox.fault({ kind: "latency", ms: 5_000 }, { operation: "orders.create" })
      const late = yield* Effect.forkChild(call("POST", "/orders", redirect("late")), { startImmediately: true })
      yield* sandbox.reset
      yield* call("POST", "/orders", redirect("after"))
      yield* call("GET", "/orders/nobody")
      yield* call("GET", "/orders/nobody")
      yield* sandbox.pay("after")
      yield* heard(2)
      const received = yield* sandbox.received()
      answers[0]?.(new Response("OK"))
      yield* TestClock.adjust("5 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(late)))
      assert.deepStrictEqual(yield* sandbox.received(), received)
      assert.deepStrictEqual(
        (yield* sandbox.orders).map(({ order_id }) => order_id),
        ["after"]
      )
      assert.deepStrictEqual(
        (yield* sandbox.notices()).map(({ attempts, order_id, state }) => [order_id, state, attempts]),
        [["after", "sending", []]]
      )
      answers[1]?.(new Response("OK"))
      assert.strictEqual((yield* sandbox.awaitNotice("after")).state, "accepted")
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})

describe("Sandbox.layer", () => {
  it.effect("answers a redirect order with a page and no status", () =>
    Effect.gen(function* () {
      const placed = yield* call("POST", "/orders", redirect("o-1"))
      assert.strictEqual(placed.status, 200)
      assert.deepStrictEqual(Object.keys(placed.data), [
        "order_id",
        "payment_url",
        "session_id",
        "events_token",
        "events_url",
        "events_stream_url"
      ])
      assert.match(String(placed.data["payment_url"]), /^http:\/\/sandbox\.localhost\/pay\/[A-Za-z0-9]{32}$/)
    }).pipe(provided)
  )

  it.effect("takes the order through payment", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      const before = yield* call("GET", "/orders/o-1")
      assert.strictEqual(before.data["status"], "initialized")
      assert.isUndefined(before.data["transaction_id"])
      const paid = yield* sandbox.pay("o-1")
      assert.strictEqual(paid.status, "completed")
      const after = yield* call("GET", "/orders/o-1")
      assert.strictEqual(after.data["status"], "completed")
      assert.strictEqual((yield* call("GET", `/orders/${String(after.data["transaction_id"])}`)).text, after.text)
    }).pipe(provided)
  )

  it.effect("prints transaction ids of 17 digits that JSON.parse corrupts", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.pay("o-1")
      const { data, text } = yield* call("GET", "/orders/o-1")
      const id = String(data["transaction_id"])
      assert.match(id, /^\d{17}$/)
      assert.include(text, `"transaction_id":${id},`)
      const parsed = JSON.parse(text) as { readonly data: { readonly transaction_id: number } }
      assert.notStrictEqual(String(parsed.data.transaction_id), id)
    }).pipe(provided)
  )

  it.effect("gives the same ids for the same calls", () => {
    const run = Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const placed = yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.pay("o-1")
      return placed.text + (yield* call("GET", "/orders/o-1")).text
    })
    return Effect.gen(function* () {
      const first = yield* run.pipe(Effect.provide(Sandbox.layer(recorded)))
      const second = yield* run.pipe(Effect.provide(Sandbox.layer(recorded)))
      const other = yield* run.pipe(Effect.provide(Sandbox.layer({ ...recorded, seed: 2 })))
      assert.strictEqual(first, second)
      assert.notStrictEqual(first, other)
    })
  })

  it.effect("is a sandbox of its own each time it is built", () => {
    const layer = Sandbox.layer(recorded)
    return Effect.gen(function* () {
      assert.strictEqual((yield* call("POST", "/orders", redirect("o-1")).pipe(Effect.provide(layer))).status, 200)
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1").pipe(Effect.provide(layer))), "404 1006")
    })
  })

  it.effect("answers any host, and nothing but the API", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* callAt("http://localhost:1/v1/json")("GET", "/gateways")).status, 200)
      const error = yield* Effect.flip(HttpClient.get("https://api.example.com/other"))
      assert.include(error.message, "/v1/json only")
    }).pipe(provided)
  )

  it.effect("refuses options with a key that looks real", () =>
    Effect.gen(function* () {
      const key = "8HHhGgRWrA3O7NswjmgwyH7buPPCGnR5AkwAQyqI"
      const error = yield* Effect.flip(call("GET", "/gateways").pipe(Effect.provide(Sandbox.layer({ apiKey: key }))))
      assert.include(error.message, "shape of a real MultiSafepay key")
      assert.notInclude(error.message, key)
      const answered = yield* callAt(base, key)("GET", "/gateways").pipe(
        Effect.provide(Sandbox.layer({ apiKey: key, allowAnyKey: true }))
      )
      assert.strictEqual(answered.status, 200)
    })
  )
})

describe("keys", () => {
  const withHeaders = (headers: { readonly [name: string]: string }, query = "") =>
    HttpClient.execute(HttpClientRequest.get(`${base}/gateways${query}`, { headers })).pipe(
      Effect.map((response) => response.status)
    )

  it.effect("are taken from the header, the query and a bearer token", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* withHeaders({ api_key: "sandbox-api-key" }), 200)
      assert.strictEqual(yield* withHeaders({}, "?api_key=sandbox-api-key"), 200)
      assert.strictEqual(yield* withHeaders({ authorization: "Bearer sandbox-api-key" }), 200)
      assert.strictEqual(yield* withHeaders({}), 401)
      assert.strictEqual(yield* withHeaders({ api_key: "other" }), 401)
    }).pipe(provided)
  )

  it.effect("are refused with 1032 by classic endpoints, with a message by newer ones", () =>
    Effect.gen(function* () {
      const wrong = callAt(base, "wrong")
      assert.strictEqual(verdict(yield* wrong("POST", "/orders", redirect("o-1"))), "401 1032")
      const newer = yield* wrong("GET", "/transactions")
      assert.strictEqual(newer.status, 403)
      assert.deepStrictEqual(newer.json, { message: "Forbidden" })
      assert.strictEqual((yield* wrong("GET", "/accounts")).status, 403)
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "404 1006")
    }).pipe(provided)
  )

  it.effect("that look real are named as such, and never told", () =>
    Effect.gen(function* () {
      const key = "a".repeat(40)
      const answered = yield* callAt(base, key)("GET", "/gateways")
      assert.include(answered.text, "shape of a real key")
      assert.notInclude(answered.text, key)
    }).pipe(provided)
  )
})

describe("refusals", () => {
  const cases: ReadonlyArray<readonly [string, object, string]> = [
    ["an amount that is no integer", { amount: 10.5 }, "404 1001"],
    ["an unknown currency", { currency: "XXX" }, "404 1002"],
    ["a currency the gateway does not take", { currency: "USD" }, "404 1002"],
    ["an order id of 51 characters", { order_id: "x".repeat(51) }, "404 1006"],
    ["a wrong IP address", { customer: { ip_address: "somewhere" } }, "404 1007"],
    ["a missing description", { description: "" }, "404 1008"],
    ["var1 of 101 characters", { var1: "x".repeat(101) }, "404 1010"],
    ["a wrong country", { customer: { country: "Netherlands" } }, "404 1018"],
    ["a direct order without a gateway", { type: "direct", gateway: "" }, "404 1023"],
    ["an unknown gateway", { gateway: "NOSUCHPAY" }, "404 1023"],
    ["a gateway that was withdrawn", { gateway: "GIROPAY" }, "404 1023"],
    ["several things at once, by the first with a code", { amount: -1, oder_id: 1 }, "404 1001"]
  ]
  for (const [name, more, expected] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const answered = yield* call("POST", "/orders", redirect("o-1", more))
        assert.strictEqual(verdict(answered), expected, answered.text)
        assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "404 1006")
      }).pipe(provided)
    )
  }

  it.effect("name the field and what was probably meant, when asked to be strict", () =>
    Effect.gen(function* () {
      const answered = yield* call("POST", "/orders", redirect("o-1", { custommer: {} }))
      assert.strictEqual(verdict(answered), "404 1016")
      assert.include(answered.text, "custommer is not a field of this request")
      assert.include(answered.text, "(did you mean customer?)")
      const refund = { currency: "EUR", amount: 1, refund_order_id: "r-1", plug: 1 }
      assert.strictEqual(verdict(yield* call("POST", "/orders/o-1/refunds", refund)), "404 1016")
      assert.strictEqual(verdict(yield* call("POST", "/orders", redirect("o-1", { gateway: "IDEEL" }))), "404 1023")
    }).pipe(Effect.provide(Sandbox.layer({ ...recorded, unknownFields: "refuse" })))
  )

  it.effect("answer a body that is no JSON", () =>
    Effect.gen(function* () {
      assert.strictEqual(verdict(yield* call("POST", "/orders", "{")), "404 1016")
      assert.strictEqual(verdict(yield* call("POST", "/orders", "[1]")), "404 1016")
    }).pipe(provided)
  )

  it.effect("compare the cart with the amount for pay-later methods, and for others when asked", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* call("POST", "/orders", payLater("ok", "KLARNA"))).status, 200)
      assert.strictEqual(
        verdict(yield* call("POST", "/orders", payLater("o-1", "KLARNA", { amount: 3024 }))),
        "404 1027"
      )
      const { checkout_options, ...plain } = payLater("o-2", "IDEAL", { amount: 3024 })
      assert.strictEqual((yield* call("POST", "/orders", { ...plain, checkout_options })).status, 200)
      const validated = { ...plain, order_id: "o-3", checkout_options: { ...checkout_options, validate_cart: true } }
      assert.strictEqual(verdict(yield* call("POST", "/orders", validated)), "404 1027")
    }).pipe(provided)
  )

  it.effect("say 404 for paths nobody knows and 501 for operations that are not simulated", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* call("GET", "/nothing")).status, 404)
      assert.include((yield* call("DELETE", "/orders/o-1")).text, "it takes GET, PATCH")
      const terminals = yield* call("GET", "/terminals")
      assert.strictEqual(terminals.status, 501)
      assert.include(terminals.text, "does not simulate terminals.list")
      assert.isUndefined(terminals.json["error_code"])
      const refund = { ...redirect("o-1"), type: "unreferenced_refund", gateway_info: { terminal_id: "0000004d" } }
      assert.strictEqual((yield* call("POST", "/orders", { ...refund, gateway: undefined })).status, 501)
    }).pipe(provided)
  )
})

describe("an order id", () => {
  it.effect("is taken once its order is completed", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      assert.strictEqual((yield* call("POST", "/orders", redirect("o-1"))).status, 200)
      yield* sandbox.pay("o-1")
      assert.strictEqual(verdict(yield* call("POST", "/orders", redirect("o-1"))), "404 1006")
    }).pipe(provided)
  )

  it.effect("is taken by any order when reuse is refused", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1"))
      assert.strictEqual(verdict(yield* call("POST", "/orders", redirect("o-1"))), "404 1006")
    }).pipe(Effect.provide(Sandbox.layer({ ...recorded, orderIdReuse: "refuse" })))
  )

  it.effect("of a direct payment underway gives 1022", () =>
    Effect.gen(function* () {
      const direct = { ...redirect("o-1"), type: "direct" }
      assert.strictEqual((yield* call("POST", "/orders", direct)).status, 200)
      assert.strictEqual(verdict(yield* call("POST", "/orders", direct)), "404 1022")
    }).pipe(provided)
  )

  it.effect("with slashes and other signs finds its order", () =>
    Effect.gen(function* () {
      const id = "2026/11 ünïcode?#%"
      yield* call("POST", "/orders", redirect(id))
      assert.strictEqual((yield* call("GET", `/orders/${encodeURIComponent(id)}`)).data["order_id"], id)
    }).pipe(provided)
  )

  it.effect("of an order nobody has opened is not found when pre-transactions are invisible", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "404 1006")
      yield* sandbox.outcome("o-1", "opened")
      assert.strictEqual((yield* call("GET", "/orders/o-1")).status, 200)
    }).pipe(Effect.provide(Sandbox.layer({ ...recorded, preTransactionVisible: false })))
  )
})

describe("the control service", () => {
  it.effect("says what is possible when something is not", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.pay("o-1")
      const error = yield* Effect.flip(sandbox.pay("o-1"))
      assert.strictEqual(error.problem, "impossible")
      assert.include(error.message, "order o-1 is completed/completed")
      assert.strictEqual((yield* Effect.flip(sandbox.pay("nope"))).problem, "unknown-order")
    }).pipe(provided)
  )

  it.effect("signs notifications that core verifies", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.pay("o-1")
      const { body, headers } = yield* sandbox.signedNotification("o-1")
      const verified = yield* Notification.verify({ body, header: headers["auth"], keys: sandbox.apiKey })
      const notification = yield* Notification.decode(verified)
      assert.strictEqual(notification.order_id, "o-1")
      assert.strictEqual(notification.order.status, "completed")
    }).pipe(provided)
  )

  it.effect("signs with another time or key on request", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* TestClock.adjust("1 day")
      const check = (options: Parameters<typeof sandbox.signedNotification>[1]) =>
        Effect.gen(function* () {
          const { body, headers } = yield* sandbox.signedNotification("o-1", options)
          const error = yield* Effect.flip(Notification.verify({ body, header: headers["auth"], keys: sandbox.apiKey }))
          return error.reason._tag
        })
      assert.strictEqual(yield* check({ skew: -3600 }), "Expired")
      assert.strictEqual(yield* check({ skew: 3600 }), "FromFuture")
      assert.strictEqual(yield* check({ key: Redacted.make("other") }), "SignatureMismatch")
    }).pipe(provided)
  )

  it.effect("waits for a status that somebody else brings about", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      const waiting = yield* Effect.forkChild(sandbox.awaitStatus("o-1", "completed"))
      yield* Effect.yieldNow
      yield* sandbox.pay("o-1")
      assert.strictEqual((yield* Fiber.join(waiting)).status, "completed")
    }).pipe(provided)
  )

  it.effect("tells which requests arrived, without card data", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      yield* call("GET", "/orders/o-1")
      yield* call("GET", "/orders/o-2")
      const all = yield* sandbox.received()
      assert.deepStrictEqual(
        all.map((one) => [one.operation, one.order_id, one.committed, one.status]),
        [
          ["orders.create", "o-1", true, 200],
          ["orders.get", "o-1", false, 200],
          ["orders.get", "o-2", false, 404]
        ]
      )
      assert.strictEqual((yield* sandbox.received({ operation: "orders.get", order_id: "o-1" })).length, 1)
      const everything = JSON.stringify([all, yield* sandbox.events, yield* sandbox.orders, yield* sandbox.notices()])
      assert.notInclude(everything, "4111111111111111")
      assert.notInclude(everything, '"card_cvc":"123"')
      assert.include(everything, "***")
    }).pipe(provided)
  )

  it.effect("moves the test's clock, and never back", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", debit("o-1", "NL87ABNA0000000001"))
      assert.strictEqual((yield* sandbox.order("o-1")).status, "uncleared")
      yield* sandbox.clock.advance("2 minutes")
      assert.strictEqual((yield* sandbox.order("o-1")).status, "completed")
      assert.strictEqual(yield* sandbox.clock.now, 120_000)
      assert.strictEqual((yield* Effect.flip(sandbox.clock.set(0))).problem, "invalid")
      assert.strictEqual((yield* Effect.flip(sandbox.clock.set(Number.NaN))).problem, "invalid")
      yield* sandbox.clock.set(180_000)
      assert.strictEqual(yield* sandbox.clock.now, 180_000)
    }).pipe(provided)
  )

  it.effect("goes on from a snapshot in another sandbox, with its alarms, tokens and notices", () =>
    Effect.gen(function* () {
      const saved = yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* call("POST", "/orders", card("o-1", "4462000000000003", { recurring_model: "cardOnFile" }))
        yield* call("POST", "/orders", card("o-2", "4111111111111111", { recurring_model: "cardOnFile" }))
        yield* call("POST", "/orders/o-2/refunds", { currency: "EUR", amount: 100 })
        return yield* sandbox.snapshot
      }).pipe(provided)
      yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.restore(saved)
        assert.strictEqual(yield* sandbox.snapshot, saved)
        assert.strictEqual((yield* call("GET", "/recurring/customer-1")).status, 200)
        assert.strictEqual((yield* sandbox.order("o-2")).amount_refunded, 100)
        yield* TestClock.adjust("3 minutes")
        assert.strictEqual((yield* sandbox.order("o-1")).status, "completed")
        yield* sandbox.acceptRefund("o-2")
        assert.strictEqual((yield* sandbox.order("o-2")).status, "partial_refunded")
        assert.strictEqual((yield* Effect.flip(sandbox.restore("[]"))).problem, "invalid")
        assert.strictEqual((yield* Effect.flip(sandbox.restore('{"version":3}'))).problem, "invalid")
      }).pipe(provided)
    })
  )

  it.effect("forgets everything on reset", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.reset
      assert.deepStrictEqual(yield* sandbox.orders, [])
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "404 1006")
    }).pipe(provided)
  )
})
