import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"
import { cardOrder, create, failureOf, methods, order, run } from "./support/calls.ts"
import { answer, broken, details, placed, scripted, stalled, stalledBody, unknownOrder } from "./support/scripted.ts"

describe("Orders.create", () => {
  it.effect("posts the order with the key in the header and gives the payment address back", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, placed)])
      const result = yield* create(wire)
      assert.deepStrictEqual(Result.getOrThrow(result), { ...placed.data, reconciled: false, possibleDuplicate: false })
      const [seen] = wire.seen
      assert.strictEqual(wire.seen.length, 1)
      assert.strictEqual(seen?.path, "/orders")
      assert.strictEqual(seen?.headers["api_key"], "test-api-key-canary")
      assert.deepStrictEqual(seen?.body, order)
    })
  )

  it.effect("checks an order once when it is built and once when it is sent, and a draft once when it is placed", () =>
    Effect.gen(function* () {
      const email = "counted@example.com"
      // Every pass over an order looks at the address by the rule of an address.
      const looks = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.acquireUseRelease(
          Effect.sync(() => {
            const { exec, test } = RegExp.prototype
            const seen = { count: 0 }
            const counted = (of: "exec" | "test") =>
              function (this: RegExp, text: string) {
                if (text === email) seen.count++
                return of === "exec" ? exec.call(this, text) : test.call(this, text)
              }
            Object.assign(RegExp.prototype, { exec: counted("exec"), test: counted("test") })
            return { seen, exec, test }
          }),
          ({ seen }) => Effect.map(effect, (value) => [value, seen.count] as const),
          ({ exec, test }) => Effect.sync(() => Object.assign(RegExp.prototype, { exec, test }))
        )
      const draft = Order.ideal({ order_id: "o-1", description: "A mug" }).pipe(
        Order.amount(Money.eur("10.00")),
        Order.customer({ email })
      )
      const [, onePass] = yield* looks(
        Effect.suspend(() => Schema.decodeUnknownEffect(Order.CreateOrder)(draft.fields))
      )
      assert.isAbove(onePass, 0)
      const [built, building] = yield* looks(Order.build(draft))
      const [, sending] = yield* looks(create(scripted([answer(200, placed)]), built))
      const [, placing] = yield* looks(create(scripted([answer(200, placed)]), draft))
      assert.deepStrictEqual({ building, sending, placing }, { building: onePass, sending: onePass, placing: onePass })
    })
  )

  it.effect("sends no trace headers to a third party unless asked", () =>
    Effect.gen(function* () {
      const silent = scripted([answer(200, placed)])
      yield* create(silent).pipe(Effect.withSpan("checkout"))
      assert.isUndefined(silent.seen[0]?.headers["traceparent"])
      const open = scripted([answer(200, placed)], { propagateTrace: true })
      yield* create(open).pipe(Effect.withSpan("checkout"))
      assert.match(open.seen[0]?.headers["traceparent"] ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    })
  )

  it.effect("refuses a broken order before anything is sent, with every issue by wire path", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, placed)])
      const error = failureOf(yield* create(wire, { ...order, amount: 10.5, description: `<b>${"x".repeat(200)}</b>` }))
      assert.strictEqual(error.outcome, "not-sent")
      if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
      assert.deepStrictEqual(
        error.reason.issues.map((issue) => issue.path),
        ["amount", "description", "description"]
      )
      assert.strictEqual(wire.seen.length, 0)
      assert.deepStrictEqual(error.attempts, [])
    })
  )

  it.effect("takes a draft as it takes a literal", () =>
    Effect.gen(function* () {
      const { amount: _, type: __, gateway: ___, ...start } = order
      const wire = scripted([answer(200, placed)])
      const result = yield* create(wire, Order.ideal(start).pipe(Order.amount(Money.eur("10.00"))))
      assert.isTrue(Result.isSuccess(result))
      assert.deepStrictEqual(wire.seen[0]?.body, order)
    })
  )

  it.effect("knows what a draft may do: a card is not posted again", () =>
    Effect.gen(function* () {
      const draft = Order.direct({ order_id: "o-1", description: "Two chairs", ...Money.eur("10.00") }).pipe(
        Order.gateway("VISA"),
        Order.customer({ ip_address: "203.0.113.7" }),
        Order.card({ number: "4111111111111111", holder: "A", expiry: { year: 2030, month: 12 }, cvc: "123" })
      )
      const wire = scripted([broken("ECONNRESET"), answer(404, unknownOrder)])
      assert.strictEqual(failureOf(yield* create(wire, draft)).outcome, "unknown")
      assert.strictEqual(methods(wire), "POST GET GET")
    })
  )

  it.effect("refuses a broken draft with the one error, cart and fields at once", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, placed)])
      const draft = Order.klarna({ order_id: "o-1", currency: "EUR", description: "Two chairs" }).pipe(
        Order.customer({ email: "nobody" }),
        Order.cart([{ name: "Chair", price: "ten", tax: "0.21" }])
      )
      const error = failureOf(yield* create(wire, draft))
      assert.strictEqual(error.outcome, "not-sent")
      if (error.reason._tag !== "InvalidRequest") return assert.fail(error.message)
      assert.deepStrictEqual(
        error.reason.issues.map((issue) => issue.path),
        ["lines[0].price", "customer.email"]
      )
      assert.strictEqual(wire.seen.length, 0)
    })
  )

  it.effect("asks a wrong API key once", () =>
    Effect.gen(function* () {
      const wire = scripted([
        answer(401, { success: false, data: {}, error_code: 1032, error_info: "Invalid API key" })
      ])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "rejected")
      assert.strictEqual(error.reason._tag, "Unauthorized")
      assert.strictEqual(wire.seen.length, 1)
    })
  )

  it.effect("tries a refused connection again within the deadline, then says where it tried to connect", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNREFUSED")], { baseUrl: "http://127.0.0.1:9/v1/json" })
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "not-sent")
      assert.strictEqual(error.reason._tag, "Transport")
      assert.include(error.message, "could not connect to http://127.0.0.1:9: ECONNREFUSED")
      assert.strictEqual(methods(wire), "POST POST POST")
      assert.isTrue(error.isRetryable)
    })
  )

  it.effect(
    "does not say that nothing happened when the id is taken: an earlier process may have placed this order",
    () =>
      Effect.gen(function* () {
        const wire = scripted([answer(404, unknownOrder)])
        const error = failureOf(yield* create(wire))
        assert.strictEqual(error.reason._tag, "DuplicateOrderId")
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(methods(wire), "POST")
      })
  )

  const lost = {
    "a connection reset": broken("ECONNRESET"),
    "a closed keep-alive socket": broken("UND_ERR_SOCKET"),
    "an HTML 502": answer(502, "<html><body>Bad gateway</body></html>"),
    "a JSON 500": answer(500, { success: false, error_code: 9999, error_info: "Unknown error" }),
    "half a JSON": answer(200, '{"success":true,"data":{"order_id":"o-1"'),
    "an empty 200": answer(200, ""),
    "headers that never come": stalled,
    "a body that never ends": stalledBody
  }
  for (const [what, reply] of Object.entries(lost)) {
    it.effect(`finds the order again after ${what}, without posting twice`, () =>
      Effect.gen(function* () {
        const wire = scripted([reply, answer(200, details())])
        const result = Result.getOrThrow(yield* create(wire))
        assert.isTrue(result.reconciled)
        assert.strictEqual(result.order_id, "o-1")
        assert.strictEqual(methods(wire), "POST GET")
        assert.strictEqual(wire.seen[1]?.path, "/orders/o-1")
      })
    )

    it.effect(`makes exactly one request when told not to retry, after ${what}`, () =>
      Effect.gen(function* () {
        const wire = scripted([reply, answer(200, details())])
        const error = failureOf(
          yield* run(wire, (orders) => orders.create(order).pipe(CallPolicy.override({ retry: "none" })))
        )
        assert.strictEqual(error.outcome, "unknown")
        assert.strictEqual(methods(wire), "POST")
        assert.strictEqual(error.order_id, "o-1")
      })
    )
  }

  it.effect("looks for the order that was sent, also when its object has become another meanwhile", () =>
    Effect.gen(function* () {
      const mine = { ...order, order_id: "o-1", amount: 1000 }
      const wire = scripted([
        (request) => {
          mine.order_id = "o-2"
          mine.amount = 2000
          return broken("ECONNRESET")(request)
        },
        answer(200, details())
      ])
      const result = Result.getOrThrow(yield* create(wire, mine))
      assert.strictEqual(wire.seen[1]?.path, "/orders/o-1")
      assert.isTrue(result.reconciled)
      assert.strictEqual(result.order_id, "o-1")
    })
  )

  it.effect("sends the amount that was checked when every look at it gives another", () =>
    Effect.gen(function* () {
      let looks = 0
      const wire = scripted([answer(200, placed)])
      yield* create(wire, {
        ...order,
        get amount() {
          return looks++ === 0 ? 1000 : -1
        }
      })
      assert.deepStrictEqual(wire.seen[0]?.body, order)
    })
  )

  it.effect("waits a little before it looks, and looks again: an order may become visible late", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(404, unknownOrder), answer(200, details())])
      const result = Result.getOrThrow(yield* create(wire))
      assert.isTrue(result.reconciled)
      assert.deepStrictEqual(
        wire.seen.map((one) => [one.method, one.at]),
        [
          ["POST", 0],
          ["GET", 250],
          ["GET", 1250]
        ]
      )
    })
  )

  it.effect("posts the same body again when look-ups find nothing and nobody is charged yet", () =>
    Effect.gen(function* () {
      const wire = scripted([
        broken("ECONNRESET"),
        answer(404, unknownOrder),
        answer(404, unknownOrder),
        answer(200, placed)
      ])
      const result = Result.getOrThrow(yield* create(wire))
      assert.isFalse(result.reconciled)
      assert.isFalse(result.possibleDuplicate)
      assert.strictEqual(methods(wire), "POST GET GET POST")
      assert.deepStrictEqual(wire.seen[3]?.body, wire.seen[0]?.body)
    })
  )

  it.effect("takes a repeated request's 1006 as a sign that the first one worked", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([broken("ECONNRESET"), absent, absent, absent, answer(200, details())])
      const result = Result.getOrThrow(yield* create(wire))
      assert.isTrue(result.reconciled)
      assert.strictEqual(methods(wire), "POST GET GET POST GET")
    })
  )

  it.effect("never posts an order twice that charges at once, whatever look-ups say", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(404, unknownOrder)])
      const error = failureOf(yield* create(wire, cardOrder))
      assert.strictEqual(error.outcome, "unknown")
      assert.isFalse(error.isRetryable)
      assert.strictEqual(methods(wire), "POST GET GET")
    })
  )

  it.effect("posts what charges at once only once, however its type and token are spelt", () =>
    Effect.gen(function* () {
      const account = { account_holder_name: "S Smit", account_holder_iban: "NL87ABNA0000000001" }
      const mandate = { ...account, account_id: account.account_holder_iban, emandate: "mandate-1" }
      for (const charge of [
        { gateway: "DIRDEB", type: "Direct", gateway_info: mandate },
        { gateway: "dirdeb", type: " DIRECT", gateway_info: mandate },
        { gateway: "VISA", type: "direct", recurring_id: 12, customer: { reference: "c-1" } }
      ]) {
        const absent = answer(404, unknownOrder)
        const wire = scripted([broken("ECONNRESET"), absent, absent, answer(200, details())])
        const error = failureOf(yield* create(wire, { ...order, ...charge } as unknown as CreateOrder))
        assert.strictEqual(error.outcome, "unknown", JSON.stringify(charge))
        assert.strictEqual(methods(wire), "POST GET GET")
      }
    })
  )

  it.effect("finds a FastCheckout order that has grown by its shipping, however its type is spelt", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(200, details({ amount: order.amount + 495 }))])
      const shopping_cart = { items: [{ name: "Chair", unit_price: 5, quantity: 2 }] }
      const given = { ...order, gateway: undefined, type: "Checkout", shopping_cart, checkout_options: {} }
      assert.isTrue(Result.getOrThrow(yield* create(wire, given as unknown as CreateOrder)).reconciled)
    })
  )

  it.effect("goes by the client's own policy where another one says nothing", () =>
    Effect.gen(function* () {
      const nothing = { retry: undefined, maxAttempts: undefined, attemptDeadline: undefined, settleDelays: undefined }
      const unsaid = nothing as object as Partial<CallPolicy.CallPolicy>
      const wire = scripted([broken("ECONNREFUSED"), answer(200, details())], { policy: { ...unsaid, retry: "none" } })
      const error = failureOf(yield* run(wire, (orders) => orders.create(cardOrder).pipe(CallPolicy.override(unsaid))))
      assert.strictEqual(error.outcome, "not-sent")
      assert.strictEqual(methods(wire), "POST")
    })
  )

  it.effect("posts a charge again only when the caller takes the risk, and says so in the answer", () =>
    Effect.gen(function* () {
      const absent = answer(404, unknownOrder)
      const wire = scripted([broken("ECONNRESET"), absent, absent, answer(200, details())])
      const result = Result.getOrThrow(
        yield* run(wire, (orders) => orders.create(cardOrder).pipe(CallPolicy.override({ repeatGuarded: true })))
      )
      assert.isTrue(result.possibleDuplicate)
      assert.strictEqual(methods(wire), "POST GET GET POST")
    })
  )

  it.effect("never calls another order under the same id a success", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(502, "<html>"), answer(200, details({ amount: 2500 }))])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.reason._tag, "OrderIdConflict")
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(methods(wire), "POST GET")
    })
  )

  it.effect("leaves the outcome unknown, and posts no more, when looking up fails as well", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(503, "")])
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      assert.strictEqual(error.reason._tag, "Transport")
      assert.strictEqual(methods(wire).match(/POST/g)?.length, 1)
      assert.strictEqual(error.attempts.length, wire.seen.length)
    })
  )

  it.effect("compares numbers that arrive as text, and ids that arrive as numbers", () =>
    Effect.gen(function* () {
      const wire = scripted([
        broken("ECONNRESET"),
        answer(
          200,
          '{"success":true,"data":{"order_id":1,"transaction_id":17472052901237123,"amount":"1000","currency":"EUR","status":"completed"}}'
        )
      ])
      const result = Result.getOrThrow(yield* create(wire, { ...order, order_id: "0001" }))
      assert.isTrue(result.reconciled)
      assert.strictEqual(result.order_id, "1")
      assert.strictEqual(result.transaction_id, "17472052901237123")
    })
  )

  it.effect("stays within its deadline, pauses and look-ups included", () =>
    Effect.gen(function* () {
      const wire = scripted([stalled], { policy: { attemptDeadline: "20 seconds", writeDeadline: "30 seconds" } })
      const error = failureOf(yield* create(wire))
      assert.strictEqual(error.outcome, "unknown")
      const last = error.attempts.at(-1)
      assert.isAtMost((last?.start ?? 0) + (last?.duration ?? 0), 30_000)
    })
  )

  it.effect("sends what a class works out: an order to be captured later was charged", () =>
    Effect.gen(function* () {
      class Later {
        readonly type = "redirect"
        readonly gateway = "VISA"
        readonly order_id = "o-1"
        readonly currency = "EUR"
        readonly amount = 1000
        readonly description = "Two chairs"
        get capture() {
          return "manual" as const
        }
      }
      const wire = scripted([answer(200, placed)])
      Result.getOrThrow(yield* create(wire, new Later()))
      assert.deepNestedInclude(wire.seen[0], { "body.capture": "manual" })
    })
  )
})

describe("Orders.get", () => {
  it.effect("encodes the id fully and keeps long transaction ids exact", () =>
    Effect.gen(function* () {
      const wire = scripted([
        answer(
          200,
          '{"success":true,"data":{"order_id":"a/b c","transaction_id":17472052901237123,"status":"completed"}}'
        )
      ])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.get("a/b c")))
      assert.strictEqual(wire.seen[0]?.path, "/orders/a%2Fb%20c")
      assert.strictEqual(result.transaction_id, "17472052901237123")
    })
  )

  it.effect("fills in the id where the service leaves it out", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, { success: true, data: { status: "cancelled", financial_status: null } })])
      const result = Result.getOrThrow(yield* run(wire, (orders) => orders.get("qr-1")))
      assert.strictEqual(result.order_id, "qr-1")
    })
  )

  for (const id of ["", ".", ".."]) {
    it.effect(`refuses ${JSON.stringify(id)} as an id before anything is sent`, () =>
      Effect.gen(function* () {
        const wire = scripted([answer(200, details())])
        const error = failureOf(yield* run(wire, (orders) => orders.get(id)))
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.strictEqual(wire.seen.length, 0)
      })
    )
  }

  it.effect("is not found when the service does not know the id", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(404, unknownOrder)])
      const error = failureOf(yield* run(wire, (orders) => orders.get("nobody")))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.strictEqual(wire.seen.length, 1)
    })
  )

  it.effect("reads again after a transient failure, with growing pauses", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), answer(503, "<html>"), answer(200, details())])
      Result.getOrThrow(yield* run(wire, (orders) => orders.get("o-1")))
      assert.strictEqual(methods(wire), "GET GET GET")
      assert.isAtMost(wire.seen[1]?.at ?? Infinity, 500)
    })
  )

  it.effect("obeys Retry-After up to its bound, and fails at once when that passes the deadline", () =>
    Effect.gen(function* () {
      const patient = scripted([answer(429, "", { "retry-after": "7" }), answer(200, details())])
      Result.getOrThrow(yield* run(patient, (orders) => orders.get("o-1")))
      assert.strictEqual(patient.seen[1]?.at, 7000)
      const bounded = scripted([answer(429, "", { "retry-after": "86400" }), answer(200, details())])
      Result.getOrThrow(yield* run(bounded, (orders) => orders.get("o-1")))
      assert.strictEqual(bounded.seen[1]?.at, 30_000)
      const hurried = scripted([answer(429, "", { "retry-after": "86400" })], {
        policy: { readDeadline: "10 seconds" }
      })
      const error = failureOf(yield* run(hurried, (orders) => orders.get("o-1")))
      assert.strictEqual(hurried.seen.length, 1)
      assert.strictEqual(error.retryAfter, 86_400_000)
      const absurd = scripted([answer(429, "", { "retry-after": "-5" }), answer(200, details())])
      Result.getOrThrow(yield* run(absurd, (orders) => orders.get("o-1")))
      assert.isAtMost(absurd.seen[1]?.at ?? Infinity, 500)
    })
  )

  it.effect("keeps the text of an answer whose shape it does not know, and does not ask again", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, { success: true, data: { note: "no status here" } })])
      const error = failureOf(yield* run(wire, (orders) => orders.get("o-1")))
      if (error.reason._tag !== "UnexpectedAnswer") return assert.fail(error.message)
      assert.include(error.reason.excerpt, "no status here")
      assert.include(error.reason.problem, "data.status")
      assert.strictEqual(wire.seen.length, 1)
    })
  )
})
