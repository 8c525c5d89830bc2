import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as WebhookQueue from "@effect-multisafepay/http/WebhookQueue"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as Status from "@effect-multisafepay/core/Status"
import { answer, details, scripted, unknownOrder } from "./support/scripted.ts"
import { body, incoming, key, otherKey, passUntilDone, post } from "./support/webhookCalls.ts"

const now = Date.UTC(2024, 5, 1, 12)

/** Runs with the clock on a day in June, so that signatures have a sensible age. */
const inJune = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.andThen(TestClock.setTime(now), effect)

/** An intake whose handler notes what it is given. */
const recording = Effect.fnUntraced(function* (
  options: Partial<Webhooks.Options<never>> = {},
  then: (received: Webhooks.Received) => Effect.Effect<unknown, unknown> = () => Effect.void
) {
  const handled: Array<Webhooks.Received> = []
  const intake = yield* Webhooks.make({
    keys: key,
    handler: (received) =>
      Effect.tap(then(received), () =>
        Effect.sync(() => {
          handled.push(received)
        })
      ),
    ...options
  })
  return {
    handled,
    handOver: intake.handOver,
    receive: (request: Request) => intake.receive(incoming(request)),
    answer: (request: Request) => Effect.map(intake.respond(incoming(request)), (response) => response.status)
  }
})

const refusalOf = (effect: Effect.Effect<unknown, Webhooks.WebhookRefused | Webhooks.NotHandled>) =>
  Effect.map(Effect.flip(effect), (error) => (error._tag === "WebhookRefused" ? error.reason._tag : error._tag))

describe("a genuine notification", () => {
  it.effect("is handed over with its order, and answered 200 OK as plain text", () =>
    inJune(
      Effect.gen(function* () {
        let paid: boolean | undefined
        const intake = yield* Webhooks.make({
          keys: key,
          handler: ({ order }) =>
            Effect.sync(() => {
              paid = Status.isPaid(order)
            })
        })
        const context = Context.make(Webhooks.Webhooks, intake)
        const response = yield* Effect.provideContext(Webhooks.handleRequest(yield* post(body("o-1"))), context)
        assert.strictEqual(response.status, 200)
        assert.match(response.headers.get("content-type") ?? "", /^text\/plain/)
        assert.strictEqual(yield* Effect.promise(() => response.text()), "OK")
        assert.isTrue(paid)
      })
    )
  )

  it.effect("tells its id, the time it was signed and that it was signed", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        assert.deepStrictEqual(yield* receive(yield* post(body("o-1"))), { _tag: "Handled", order_id: "o-1" })
        const received = handled[0]
        assert.match(received?.id ?? "", /^[0-9a-f]{64}$/)
        assert.strictEqual(received?.order_id, "o-1")
        assert.strictEqual(received?.order.order_id, "o-1")
        assert.strictEqual(received?.timestamp, now / 1000)
        assert.strictEqual(received?.source, "signed")
        assert.strictEqual(received?.site, "")
        assert.strictEqual(received?.attempt, undefined)
      })
    )
  )

  it.effect("is believed about its order, whatever the query says", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("mine"), { query: "transactionid=another&timestamp=1" }))
        assert.deepStrictEqual(
          handled.map(({ order_id }) => order_id),
          ["mine"]
        )
      })
    )
  )

  it.effect("waits for the handler before it is answered", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const { answer } = yield* recording({}, () => Deferred.await(gate))
        const fiber = yield* Effect.forkChild(answer(yield* post(body("o-1"))))
        yield* TestClock.adjust("10 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual(yield* Fiber.join(fiber), 200)
      })
    )
  )

  it.effect("is handled although the sender has hung up meanwhile", () =>
    inJune(
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const gate = yield* Deferred.make<void>()
        const { handled, receive } = yield* recording({}, () =>
          Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate))
        )
        const request = yield* post(body("o-1"))
        const again = request.clone()
        const fiber = yield* Effect.forkChild(receive(request))
        yield* Deferred.await(started)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual((yield* receive(again))._tag, "Duplicate")
        assert.lengthOf(handled, 1)
      })
    )
  )
})

describe("repetitions", () => {
  it.effect("a notification that comes 100 times at once is handled once and always answered 200", () =>
    inJune(
      Effect.gen(function* () {
        const { answer, handled } = yield* recording({}, () => Effect.yieldNow)
        const statuses = yield* Effect.forEach(
          Array.from({ length: 100 }),
          () => Effect.flatMap(post(body("o-1")), answer),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual([...new Set(statuses)], [200])
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("a resend, signed anew minutes later, is a repetition", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1")))
        yield* TestClock.adjust("15 minutes")
        assert.strictEqual((yield* receive(yield* post(body("o-1"))))._tag, "Duplicate")
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("another content about the same order is no repetition, down to one field", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1", { amount_refunded: 0 })))
        yield* receive(yield* post(body("o-1", { amount_refunded: 100 })))
        assert.lengthOf(handled, 2)
      })
    )
  )

  it.effect("are told apart per site, because two sites may use the same order id", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({
          keys: (request) =>
            Effect.succeed({
              site: request.url.includes("/nl") ? "nl" : "be",
              keys: request.url.includes("/nl") ? key : otherKey
            })
        })
        // An older state of the other site's order is not out of date.
        const later = body("1001", { modified: "2024-06-01T12:00:00" })
        const earlier = body("1001", { modified: "2024-06-01T11:00:00" })
        yield* receive(yield* post(later, { url: "http://localhost/nl" }))
        yield* receive(yield* post(earlier, { url: "http://localhost/be", key: otherKey }))
        yield* receive(yield* post(later, { url: "http://localhost/be", key: otherKey }))
        assert.deepStrictEqual(
          handled.map(({ site }) => site),
          ["nl", "be", "be"]
        )
      })
    )
  )
})

describe("a handler that does not succeed", () => {
  const causes: Record<string, Effect.Effect<never, string>> = {
    fails: Effect.fail("no"),
    dies: Effect.die(new Error("no")),
    "is interrupted": Effect.interrupt
  }
  for (const [how, no] of Object.entries(causes)) {
    it.effect(`because it ${how} makes the answer 500, and the repetition is handled`, () =>
      inJune(
        Effect.gen(function* () {
          let attempts = 0
          const { answer, handled } = yield* recording({}, () =>
            Effect.suspend((): Effect.Effect<void, string> => (++attempts === 1 ? no : Effect.void))
          )
          assert.strictEqual(yield* answer(yield* post(body("o-1"))), 500)
          assert.lengthOf(handled, 0)
          assert.strictEqual(yield* answer(yield* post(body("o-1"))), 200)
          assert.lengthOf(handled, 1)
        })
      )
    )
  }

  it.effect("in time is interrupted and answered 500", () =>
    inJune(
      Effect.gen(function* () {
        const { receive } = yield* recording({ timeout: "5 seconds" }, () => Effect.never)
        const fiber = yield* Effect.forkChild(Effect.flip(receive(yield* post(body("o-1")))))
        yield* passUntilDone(fiber)
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag, "NotHandled")
        if (error._tag !== "NotHandled") return
        assert.include(Cause.pretty(error.cause), "did not finish within 5s")
      })
    )
  )

  it.effect("holds up only its own order", () =>
    inJune(
      Effect.gen(function* () {
        const { answer } = yield* recording({ shutdownTimeout: 0 }, ({ order_id }) =>
          order_id === "stuck" ? Effect.never : Effect.void
        )
        yield* Effect.forkChild(answer(yield* post(body("stuck"))))
        assert.strictEqual(yield* answer(yield* post(body("other"))), 200)
      })
    )
  )
})

describe("order", () => {
  it.effect("one order is handled one notification at a time, different orders at once", () =>
    inJune(
      Effect.gen(function* () {
        const running = new Set<string>()
        const allThree = yield* Deferred.make<void>()
        let overlaps = 0
        const { handled, receive } = yield* recording({}, ({ order_id }) =>
          Effect.gen(function* () {
            if (running.has(order_id)) overlaps++
            running.add(order_id)
            // Nobody leaves before all three orders are in here together.
            if (running.size === 3) yield* Deferred.succeed(allThree, undefined)
            yield* Deferred.await(allThree)
            for (let i = 0; i < 5; i++) yield* Effect.yieldNow
            running.delete(order_id)
          })
        )
        const requests = yield* Effect.forEach(Array.from({ length: 60 }), (_, i) =>
          post(body(`o-${i % 3}`, { amount: i }))
        )
        yield* Effect.forEach(requests, receive, { concurrency: "unbounded" })
        assert.lengthOf(handled, 60)
        assert.strictEqual(overlaps, 0)
      })
    )
  )

  it.effect("what is older than what was handled is dropped and answered 200", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1", { status: "completed", modified: "2024-06-01T13:00:02" })))
        const late = yield* receive(
          yield* post(body("o-1", { status: "initialized", modified: "2024-06-01T13:00:01" }))
        )
        assert.strictEqual(late._tag, "Stale")
        assert.deepStrictEqual(
          handled.map(({ order }) => order.status),
          ["completed"]
        )
      })
    )
  )

  it.effect("what was modified in the same second is not older", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1", { status: "completed", modified: "2024-06-01T13:00:02" })))
        yield* receive(yield* post(body("o-1", { status: "refunded", modified: "2024-06-01T13:00:02" })))
        assert.lengthOf(handled, 2)
      })
    )
  )

  it.effect("what says nothing about its age is handled, and hides nothing", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1", { modified: "2024-06-01T13:00:02" })))
        yield* receive(yield* post(body("o-1", { status: "cancelled", modified: "" })))
        yield* receive(yield* post(body("o-1", { status: "void", modified: "2024-06-01T13:00:03" })))
        assert.lengthOf(handled, 3)
      })
    )
  )

  it.effect("in the hour that October repeats, earlier on the clock may be later, so it is handled", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        yield* receive(yield* post(body("o-1", { status: "initialized", modified: "2024-10-27T02:50:00" })))
        yield* receive(yield* post(body("o-1", { status: "completed", modified: "2024-10-27T02:10:00" })))
        assert.lengthOf(handled, 2)
        yield* receive(yield* post(body("o-1", { status: "shipped", modified: "2024-10-27T03:10:00" })))
        const late = yield* receive(yield* post(body("o-1", { status: "void", modified: "2024-10-27T02:59:59" })))
        assert.strictEqual(late._tag, "Stale")
      })
    )
  )

  it.effect("a failed newer notification does not hide an older one", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({}, ({ order }) =>
          order.status === "completed" ? Effect.fail("no") : Effect.void
        )
        yield* Effect.flip(receive(yield* post(body("o-1", { modified: "2024-06-01T13:00:02" }))))
        yield* receive(yield* post(body("o-1", { status: "initialized", modified: "2024-06-01T13:00:01" })))
        assert.lengthOf(handled, 1)
      })
    )
  )
})

describe("calls that are no notification to handle", () => {
  it.effect("a pretransaction is acknowledged and ignored", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        const request = yield* post(body("o-1"), { query: "timestamp=1&payload_type=pretransaction" })
        assert.deepStrictEqual(yield* receive(request), { _tag: "Ignored", why: "pretransaction" })
        assert.lengthOf(handled, 0)
      })
    )
  )

  it.effect('a pretransaction is verified and handed over when asked: pretransaction: "handle"', () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({ pretransaction: "handle" })
        const query = "timestamp=1&payload_type=pretransaction"
        yield* receive(yield* post(body("o-1"), { query }))
        assert.strictEqual(handled[0]?.kind, "pretransaction")
        assert.strictEqual(
          yield* refusalOf(receive(yield* post(body("o-2"), { query, key: otherKey }))),
          "SignatureMismatch"
        )
      })
    )
  )

  it.effect("a query without timestamp is acknowledged and ignored, as MultiSafepay's page says", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        const request = yield* post(body("o-1"), { query: "transactionid=o-1" })
        assert.deepStrictEqual(yield* receive(request), { _tag: "Ignored", why: "without timestamp" })
        assert.lengthOf(handled, 0)
      })
    )
  )

  it.effect('a query without timestamp is verified when asked: withoutTimestamp: "verify"', () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({ withoutTimestamp: "verify" })
        yield* receive(yield* post(body("o-1"), { query: "" }))
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("another method is answered 405 and told which are allowed", () =>
    inJune(
      Effect.gen(function* () {
        const intake = yield* Webhooks.make({ keys: key, handler: () => Effect.void })
        for (const method of ["PUT", "DELETE", "PATCH", "HEAD"]) {
          const response = yield* intake.respond(
            incoming(new Request("http://localhost/webhooks?timestamp=1", { method }))
          )
          assert.strictEqual(response.status, 405)
          assert.strictEqual(response.headers["allow"], "POST, GET")
        }
      })
    )
  )

  it.effect("a FastCheckout question and a GET about nothing are refused", () =>
    inJune(
      Effect.gen(function* () {
        const { answer } = yield* recording()
        for (const query of ["identifier=shipping&timestamp=1&transactionid=o-1", "timestamp=1"]) {
          assert.strictEqual(yield* answer(new Request(`http://localhost/webhooks?${query}`)), 400)
        }
      })
    )
  )
})

describe("reading the order again", () => {
  const rereading = Effect.fnUntraced(function* (
    reply: ReturnType<typeof answer>,
    options: Partial<Webhooks.Options<never, true>> = {}
  ) {
    const handled: Array<Webhooks.Received> = []
    const { layer, seen } = scripted([reply])
    const intake = yield* Effect.provide(
      Webhooks.make({
        keys: key,
        reread: true,
        handler: (received: Webhooks.Received) =>
          Effect.sync(() => {
            handled.push(received)
          }),
        ...options
      }),
      layer
    )
    return { handled, seen, receive: (request: Request) => intake.receive(incoming(request)) }
  })
  const shipped = answer(200, details({ status: "shipped" }))

  it.effect("the handler is given the API's word, not the notification's", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* rereading(shipped)
        yield* receive(yield* post(body("o-1", { status: "completed" })))
        assert.strictEqual(handled[0]?.order.status, "shipped")
      })
    )
  )

  it.effect("is not asked of another site, which may have a paid order of the same id", () =>
    inJune(
      Effect.gen(function* () {
        const site = { site: "be", keys: key }
        const paid = answer(200, details({ status: "completed", financial_status: "completed" }))
        const { handled, receive, seen } = yield* rereading(paid, { keys: () => Effect.succeed(site) })
        assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-1", { status: "declined" })))), "NotHandled")
        assert.lengthOf(handled, 0)
        assert.lengthOf(seen, 0)
      })
    )
  )

  it.effect("is asked of the site that the notification belongs to", () =>
    inJune(
      Effect.gen(function* () {
        const read: Array<string> = []
        const ordersOf = (site: string) =>
          site === "fr"
            ? Effect.fail("no such site")
            : Effect.provide(
                Orders.Orders,
                scripted([
                  (request) =>
                    Effect.suspend(() => {
                      read.push(site)
                      const order_id = request.url.split("/").at(-1)
                      return answer(200, details({ order_id, status: "shipped", description: site }))(request)
                    })
                ]).layer
              )
        const { handled, receive, handOver } = yield* recording({
          ordersOf,
          keys: ({ url }) => Effect.succeed({ site: url.slice(10, 12), keys: key })
        })
        for (const site of ["nl", "be"]) {
          yield* receive(yield* post(body("o-1", { status: "declined" }), { url: `http://localhost/webhooks/${site}` }))
          yield* receive(new Request(`http://localhost/webhooks/${site}?transactionid=o-2&timestamp=1`))
        }
        yield* handOver({ order_id: "o-3", status: "completed" }, { site: "be" })
        assert.deepStrictEqual(read, ["nl", "nl", "be", "be", "be"])
        assert.deepStrictEqual(
          handled.map(({ order, source }) => `${order.description} ${order.status} ${source}`),
          ["nl shipped signed", "nl shipped hint", "be shipped signed", "be shipped hint", "be shipped read"]
        )
        const call = post(body("o-1"), { url: "http://localhost/webhooks/fr" })
        assert.strictEqual(yield* refusalOf(receive(yield* call)), "NotHandled")
      })
    )
  )

  it.effect("an API that cannot be reached means: not handled, repeat", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* rereading(answer(404, unknownOrder))
        assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-1")))), "NotHandled")
        assert.lengthOf(handled, 0)
      })
    )
  )

  it.effect("a GET notification, which nobody signed, is handled with what the API says", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive, seen } = yield* rereading(shipped)
        yield* receive(new Request("http://localhost/webhooks?transactionid=o-1&timestamp=1"))
        assert.strictEqual(seen[0]?.path, "/orders/o-1")
        assert.strictEqual(handled[0]?.source, "hint")
        assert.strictEqual(handled[0]?.order_id, "o-1")
        assert.strictEqual(handled[0]?.order.status, "shipped")
      })
    )
  )

  it.effect("what was read is handed over once, and has one id, however many calls led to it", () =>
    inJune(
      Effect.gen(function* () {
        const told = { status: "completed", modified: "2024-06-01T13:59:00", amount: 1000, currency: "EUR" }
        const { handled, receive } = yield* rereading(answer(200, details(told)))
        const hint = () => new Request("http://localhost/webhooks?transactionid=o-1&timestamp=1")
        const receipts = yield* Effect.forEach(
          [
            yield* post(body("o-1", { ...told, status: "initialized" })),
            yield* post(body("o-1", { ...told, amount_refunded: 0 })),
            hint(),
            hint(),
            yield* post(body("o-1", { status: "completed" }))
          ],
          receive
        )
        assert.deepStrictEqual(
          receipts.map(({ _tag }) => _tag),
          ["Handled", "Duplicate", "Duplicate", "Duplicate", "Duplicate"]
        )
        assert.lengthOf(handled, 1)
        assert.match(handled[0]?.id ?? "", /^[0-9a-f]{64}$/)
      })
    )
  )

  const at = (minute: number, fields: object = {}) => ({
    status: "completed",
    financial_status: "completed",
    amount_refunded: 0,
    modified: `2024-06-01T13:${minute}:00`,
    transaction_id: "1",
    ...fields
  })

  it.effect("a reading that lags behind what is signed is not said OK to, whether it is news or was handled", () =>
    inJune(
      Effect.gen(function* () {
        let reading = at(10, { status: "initialized", financial_status: "initialized" })
        const { handled, receive } = yield* rereading((request) => answer(200, details(reading))(request))
        const paid = () => post(body("o-1", at(20)))
        const refund = { transaction_id: "2", type: "refund", status: "initialized", amount: 100 }
        assert.strictEqual(yield* refusalOf(receive(yield* paid())), "NotHandled")
        assert.lengthOf(handled, 0)
        // It is handed over when its own notification comes, and then the lag shows as a repetition.
        assert.strictEqual((yield* receive(yield* post(body("o-1", reading))))._tag, "Handled")
        const error = yield* Effect.flip(receive(yield* paid()))
        assert.include(
          error._tag === "NotHandled" ? Cause.pretty(error.cause) : "",
          "before the state that the notification"
        )
        reading = at(20)
        assert.strictEqual((yield* receive(yield* paid()))._tag, "Handled")
        assert.strictEqual((yield* receive(yield* paid()))._tag, "Duplicate")
        // A refund changes no status, and one that was only asked for no amount.
        for (const told of [at(30, { amount_refunded: 100 }), at(30, { related_transactions: [refund] })]) {
          reading = at(20, { related_transactions: [] })
          assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-1", told)))), "NotHandled")
        }
        assert.deepStrictEqual(
          handled.map(({ order }) => order.status),
          ["initialized", "completed"]
        )
      })
    )
  )

  it.effect("another attempt that has brought money is not to be missed, one that has not is not waited for", () =>
    inJune(
      Effect.gen(function* () {
        const other = { transaction_id: "7" }
        const { receive } = yield* rereading(answer(200, details(at(10, { status: "initialized" }))))
        assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-1", at(20, other))))), "NotHandled")
        const declined = { ...other, status: "declined", financial_status: "declined" }
        assert.strictEqual((yield* receive(yield* post(body("o-1", at(20, declined)))))._tag, "Handled")
        const settled = yield* rereading(answer(200, details(at(10))))
        assert.strictEqual((yield* settled.receive(yield* post(body("o-1", at(20, other)))))._tag, "Handled")
      })
    )
  )

  it.effect("a reading of the payment is no older state of a refund that has the order's id", () =>
    inJune(
      Effect.gen(function* () {
        const { receive } = yield* rereading(answer(200, details(at(10, { transaction_id: undefined }))))
        const refund = { transaction_id: "7", debit_credit: "D", status: "declined", financial_status: "declined" }
        assert.strictEqual((yield* receive(yield* post(body("o-1", at(20, refund)))))._tag, "Handled")
      })
    )
  )

  it.effect("a reading that is older only by its clock, and says the same, is no lag", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* rereading(answer(200, details(at(19))))
        assert.strictEqual((yield* receive(yield* post(body("o-1", at(20)))))._tag, "Handled")
        assert.strictEqual((yield* receive(yield* post(body("o-1", at(20)))))._tag, "Duplicate")
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("an order that does not say when it was modified is told apart by all it says", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* rereading(shipped)
        for (const status of ["initialized", "completed", "initialized"])
          yield* receive(yield* post(body("o-1", { status })))
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("a hint by MultiSafepay's id is about the order with the shop's, and is no news beside one by that", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* rereading(shipped)
        const hints = ["1", "o-1", "1"].map((id) => `http://localhost/webhooks?transactionid=${id}&timestamp=1`)
        yield* Effect.forEach(hints, (url) => receive(new Request(url)), { concurrency: "unbounded" })
        assert.deepStrictEqual(
          handled.map(({ order_id }) => order_id),
          ["o-1"]
        )
      })
    )
  )

  it.effect("without it, a GET notification is acknowledged and ignored", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording()
        const receipt = yield* receive(new Request("http://localhost/webhooks?transactionid=o-7&timestamp=1"))
        assert.deepStrictEqual(receipt, { _tag: "Ignored", why: "hint" })
        assert.lengthOf(handled, 0)
      })
    )
  )

  it.effect('hints: "refuse" turns GET notifications away', () =>
    inJune(
      Effect.gen(function* () {
        const { receive } = yield* rereading(shipped, { hints: "refuse" })
        const request = new Request("http://localhost/webhooks?transactionid=o-7&timestamp=1")
        assert.strictEqual(yield* refusalOf(receive(request)), "NotANotification")
      })
    )
  )
})

describe("keys", () => {
  it.effect("the old and the new one count while a key is replaced", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({ keys: [otherKey, key] })
        yield* receive(yield* post(body("o-1"), { key }))
        yield* receive(yield* post(body("o-2"), { key: otherKey }))
        assert.lengthOf(handled, 2)
      })
    )
  )

  it.effect("may come from an effect that is asked for every call", () =>
    inJune(
      Effect.gen(function* () {
        let current = otherKey
        const { receive } = yield* recording({ keys: Effect.sync(() => current) })
        assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-1")))), "SignatureMismatch")
        current = key
        assert.strictEqual((yield* receive(yield* post(body("o-1"))))._tag, "Handled")
      })
    )
  )

  it.effect("a site nobody knows is refused with 401, a look-up that fails is answered 500", () =>
    inJune(
      Effect.gen(function* () {
        const unknown = yield* recording({ keys: () => Effect.undefined })
        assert.strictEqual(yield* unknown.answer(yield* post(body("o-1"))), 401)
        const broken = yield* recording({ keys: () => Effect.fail("database") })
        assert.strictEqual(yield* broken.answer(yield* post(body("o-1"))), 500)
      })
    )
  )

  it.effect("a blank one stops the program when it starts", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Webhooks.make({ keys: Redacted.make(" "), handler: () => Effect.void }))
      assert.include(error.message, "blank")
    })
  )
})

/** A call whose body sends so many bytes and then waits for ever, and the moment when they have been taken. */
const unfinished = Effect.fnUntraced(function* (bytes: number) {
  const { headers, url } = yield* post(body("never"))
  const taken = Deferred.makeUnsafe<void>()
  let sent = false
  const stream = new ReadableStream(
    {
      pull: (controller) => {
        if (sent) {
          Deferred.doneUnsafe(taken, Effect.void)
          return new Promise(() => undefined)
        }
        sent = true
        controller.enqueue(new Uint8Array(bytes))
        return undefined
      }
    },
    { highWaterMark: 0 }
  )
  const request = new Request(url, { method: "POST", headers, duplex: "half", body: stream } as RequestInit)
  return { request, taken: Deferred.await(taken) }
})

describe("calls that nobody has vouched for", () => {
  const whyOf = (fiber: Fiber.Fiber<unknown, Webhooks.WebhookRefused | Webhooks.NotHandled>) =>
    Effect.map(Effect.flip(Fiber.join(fiber)), (error) => error.message)

  it.effect("are turned away by their header before their body is waited for", () =>
    inJune(
      Effect.gen(function* () {
        const { receive } = yield* recording()
        for (const [auth, reason] of [
          ["", "MissingHeader"],
          ["x", "MalformedHeader"],
          [btoa("1717243200:abc"), "MalformedHeader"],
          ["A".repeat(300), "MalformedHeader"]
        ] as const) {
          const { request } = yield* unfinished(10)
          request.headers.set("auth", auth)
          assert.strictEqual(yield* refusalOf(receive(request)), reason)
        }
      })
    )
  )

  it.effect("give up the oldest unfinished body when there are too many, and when they hold too many bytes", () =>
    inJune(
      Effect.gen(function* () {
        for (const limits of [{ maxUnverified: 3 }, { maxBodySize: 1000, maxUnverifiedBytes: 2800 }]) {
          const { handled, receive } = yield* recording(limits)
          const waiting: Array<Fiber.Fiber<Webhooks.Receipt, Webhooks.WebhookRefused | Webhooks.NotHandled>> = []
          for (let i = 0; i < 4; i++) {
            const { request, taken } = yield* unfinished(900)
            waiting.push(yield* Effect.forkChild(receive(request)))
            yield* taken
          }
          assert.include(yield* whyOf(waiting[0]!), "longest")
          assert.isUndefined(waiting[1]!.pollUnsafe())
          assert.strictEqual((yield* receive(yield* post(body("o-1", { items: "x".repeat(500) }))))._tag, "Handled")
          assert.include(yield* whyOf(waiting[1]!), "longest")
          assert.isUndefined(waiting[2]!.pollUnsafe())
          assert.lengthOf(handled, 1)
        }
      })
    )
  )

  it.effect("have a place again when they are done, however they end", () =>
    inJune(
      Effect.gen(function* () {
        const { handled, receive } = yield* recording({ maxUnverified: 1 })
        for (let i = 0; i < 5; i++) {
          yield* refusalOf(receive(yield* post(body("o-1"), { key: otherKey })))
          yield* Effect.flip(receive(yield* post("[]")))
          const { request, taken } = yield* unfinished(1)
          const given = yield* Effect.forkChild(receive(request))
          yield* taken
          yield* Fiber.interrupt(given)
          yield* receive(yield* post(body(`o-${i}`)))
        }
        assert.lengthOf(handled, 5)
      })
    )
  )

  it.effect("wait for `keys` for readTimeout at most, and only then count as not handled", () =>
    inJune(
      Effect.gen(function* () {
        const asked = yield* Queue.unbounded<void>()
        const { receive } = yield* recording({
          keys: () => Effect.andThen(Queue.offer(asked, undefined), Effect.never),
          maxUnverified: 2
        })
        const slow = [yield* post(body("o-1")), yield* post(body("o-2"))]
        const calls = yield* Effect.forEach(slow, (request) => Effect.forkChild(Effect.flip(receive(request))))
        yield* Effect.forEach(calls, () => Queue.take(asked))
        assert.strictEqual(yield* refusalOf(receive(yield* post(body("o-3")))), "Busy")
        for (const call of calls) {
          yield* passUntilDone(call)
          const error = yield* Fiber.join(call)
          assert.strictEqual(error._tag, "NotHandled")
          if (error._tag === "NotHandled") assert.include(Cause.pretty(error.cause), "did not answer within 10s")
        }
      })
    )
  )

  it.effect("are answered although `onRefused` hangs, throws or interrupts itself", () =>
    inJune(
      Effect.gen(function* () {
        const endings: ReadonlyArray<() => Effect.Effect<void>> = [
          () => Effect.never,
          () => Effect.interrupt,
          () => {
            throw new Error("no")
          }
        ]
        for (const onRefused of endings) {
          const { answer } = yield* recording({ onRefused })
          const call = yield* Effect.forkChild(answer(yield* post(body("o-1"), { key: otherKey })))
          yield* passUntilDone(call)
          assert.strictEqual(yield* Fiber.join(call), 401)
        }
      })
    )
  )

  it.effect("as unsigned hints they take no notification's place", () =>
    inJune(
      Effect.gen(function* () {
        const asked = yield* Queue.unbounded<void>()
        const { layer } = scripted([
          (request) =>
            request.url.includes("hinted")
              ? Effect.andThen(Queue.offer(asked, undefined), Effect.never)
              : answer(200, details())(request)
        ])
        const intake = yield* Effect.provide(
          Webhooks.make({
            keys: key,
            reread: true,
            maxInHand: 1,
            maxUnverified: 3,
            shutdownTimeout: 0,
            handler: () => Effect.void
          }),
          layer
        )
        const hint = () =>
          intake.receive(incoming(new Request("http://localhost/webhooks?transactionid=hinted&timestamp=1")))
        for (let i = 0; i < 3; i++) {
          yield* Effect.forkChild(hint())
          yield* Queue.take(asked)
        }
        assert.strictEqual(yield* refusalOf(hint()), "Busy")
        assert.strictEqual((yield* intake.receive(incoming(yield* post(body("o-1")))))._tag, "Handled")
      })
    )
  )
})

describe("a request that is not as it was sent", () => {
  /** The answer to a web request, and what was logged about it. */
  const handle = Effect.fnUntraced(function* (request: Request) {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, message }) => void lines.push(`${String(message)} ${Cause.pretty(cause)}`))
    const response = yield* Effect.gen(function* () {
      const intake = yield* Webhooks.make({ keys: key, readTimeout: 50, handler: () => Effect.void })
      return yield* Effect.provideService(Webhooks.handleRequest(request), Webhooks.Webhooks, intake)
    }).pipe(Effect.provide(Logger.layer([logger])))
    return { status: response.status, lines }
  })

  it.live("because its body was read, or is being read, is refused, and the log says to pass the untouched one", () =>
    Effect.gen(function* () {
      const read = yield* post(body("o-1"))
      yield* Effect.promise(() => read.text())
      const locked = yield* post(body("o-1"))
      locked.body?.getReader()
      for (const request of [read, locked]) {
        const { lines, status } = yield* handle(request)
        assert.strictEqual(status, 500)
        assert.lengthOf(lines, 1)
        assert.include(lines[0] ?? "", "Pass the untouched request")
      }
    })
  )

  it.live("because its body was drained, is refused as empty, not only as wrongly signed", () =>
    Effect.gen(function* () {
      const { headers, url } = yield* post(body("o-1"))
      for (const drained of ["", null]) {
        const { lines, status } = yield* handle(new Request(url, { method: "POST", headers, body: drained }))
        assert.strictEqual(status, 401)
        assert.include(lines[0] ?? "", "the body is empty")
      }
    })
  )

  it.live("whatever it is, is answered and logged: handleRequest never dies", () =>
    Effect.gen(function* () {
      const streams: Record<string, () => BodyInit | null> = {
        none: () => null,
        empty: () => "",
        breaks: () => new ReadableStream({ start: (controller) => controller.error(new Error("cut")) }),
        throws: () =>
          new ReadableStream({
            pull: () => {
              throw new Error("cut")
            }
          }),
        "is text": () =>
          new ReadableStream({ start: (controller) => (controller.enqueue("text"), controller.close()) }),
        "is numbers": () => new ReadableStream({ start: (controller) => (controller.enqueue(7), controller.close()) }),
        "is undefined": () =>
          new ReadableStream({ start: (controller) => (controller.enqueue(undefined), controller.close()) }),
        "never ends": () => new ReadableStream({})
      }
      const { headers } = yield* post(body("o-1"))
      const auths = [headers.get("auth") ?? "", "", "x", "%", btoa("\xff\xfe")]
      const queries = ["?timestamp=1", "", "?%", "?timestamp=%E0%A4%A", "?payload_type=pretransaction&timestamp=1"]
      const odd: Array<() => Request> = []
      for (const make of Object.values(streams)) {
        for (const auth of auths) {
          for (const query of queries) {
            odd.push(
              () =>
                new Request(`http://localhost/${query}`, {
                  method: "POST",
                  headers: { auth, "content-length": "-1" },
                  body: make(),
                  duplex: "half"
                } as RequestInit)
            )
          }
        }
      }
      const fine = new Request("http://localhost/?timestamp=1", { method: "POST", headers, body: body("o-1") })
      // Objects that frameworks and mocks pass off as a Request.
      for (const broken of ["url", "method", "headers", "body", "bodyUsed"]) {
        odd.push(
          () =>
            new Proxy(fine, {
              get: (target, name) => {
                if (name === broken) throw new Error(`no ${broken}`)
                const value: unknown = Reflect.get(target, name)
                return typeof value === "function" ? value.bind(target) : value
              }
            })
        )
      }
      for (const no of [{}, { url: "/" }, { url: "http://x/?timestamp=1", method: "POST", headers: {} }, null, 7]) {
        odd.push(() => no as Request)
      }
      for (const make of odd) {
        const { lines, status } = yield* handle(make())
        assert.include([200, 400, 401, 405, 413, 415, 500], status)
        if (status !== 200) assert.isAtLeast(lines.length, 1)
      }
    })
  )
})

describe("the edges", () => {
  it.effect("statuses of refusals can be chosen", () =>
    inJune(
      Effect.gen(function* () {
        const { answer } = yield* recording({ statuses: { SignatureMismatch: 403 } })
        assert.strictEqual(yield* answer(yield* post(body("o-1"), { key: otherKey })), 403)
      })
    )
  )

  it.effect("every refusal is told to onRefused, with its reason", () =>
    inJune(
      Effect.gen(function* () {
        const seen: Array<string> = []
        const { receive } = yield* recording({
          onRefused: ({ reason }) => Effect.sync(() => void seen.push(reason._tag))
        })
        yield* Effect.flip(receive(yield* post(body("o-1"), { key: otherKey })))
        yield* Effect.flip(receive(yield* post("[]")))
        assert.deepStrictEqual(seen, ["SignatureMismatch", "UnreadableBody"])
      })
    )
  )

  it.effect("maxInHand notifications are taken at once, each counted once; one more is asked to come again", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const started = yield* Queue.unbounded<string>()
        const { answer, handled, receive } = yield* recording({ maxInHand: 20 }, ({ order_id }) =>
          Effect.andThen(Queue.offer(started, order_id), Deferred.await(gate))
        )
        const calls = yield* Effect.forEach(Array.from({ length: 20 }), (_, i) =>
          Effect.flatMap(post(body(`o-${i}`)), (request) => Effect.forkChild(answer(request)))
        )
        yield* Effect.forEach(calls, () => Queue.take(started))
        const refused = yield* Effect.flip(receive(yield* post(body("one more"))))
        assert.include(refused.message, "maxInHand")
        yield* Deferred.succeed(gate, undefined)
        assert.deepStrictEqual(yield* Effect.forEach(calls, Fiber.join), Array(20).fill(200))
        assert.strictEqual(yield* answer(yield* post(body("one more"))), 200)
        assert.lengthOf(handled, 21)
      })
    )
  )

  it.effect("shutting down finishes what is in hand and takes nothing more", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const started = yield* Deferred.make<void>()
        const scope = yield* Scope.make()
        const { answer, handled } = yield* Scope.provide(scope)(
          recording({}, () => Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate)))
        )
        const first = yield* Effect.forkChild(answer(yield* post(body("o-1"))))
        yield* Deferred.await(started)
        const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* Effect.yieldNow
        assert.strictEqual(yield* answer(yield* post(body("o-2"))), 503)
        assert.isUndefined(closed.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual(yield* Fiber.join(first), 200)
        yield* Fiber.join(closed)
        assert.lengthOf(handled, 1)
      })
    )
  )

  it.effect("shutting down does not wait for ever: what is not done in time is interrupted and answered 500", () =>
    inJune(
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const scope = yield* Scope.make()
        const { answer, handled } = yield* Scope.provide(scope)(
          recording({ shutdownTimeout: "3 seconds" }, () =>
            Effect.andThen(Deferred.succeed(started, undefined), Effect.never)
          )
        )
        const first = yield* Effect.forkChild(answer(yield* post(body("o-1"))))
        yield* Deferred.await(started)
        const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* TestClock.adjust("3 seconds")
        yield* Fiber.join(closed)
        assert.strictEqual(yield* Fiber.join(first), 500)
        assert.lengthOf(handled, 0)
      })
    )
  )

  it.effect("the route answers on its path and nowhere else", () =>
    inJune(
      Effect.gen(function* () {
        const route = Webhooks.layer({ path: "/webhooks", keys: key, handler: () => Effect.void })
        const { dispose, handler } = HttpRouter.toWebHandler(route, { disableLogger: true })
        const found = yield* Effect.promise(() => handler(new Request("http://localhost/webhooks", { method: "PUT" })))
        const missing = yield* Effect.promise(() => handler(new Request("http://localhost/other", { method: "PUT" })))
        yield* Effect.promise(dispose)
        assert.deepStrictEqual([found.status, missing.status], [405, 404])
      })
    )
  )

  it.live("toWebHandler needs nothing but a function call, and a layer when the handler needs one", () =>
    Effect.gen(function* () {
      class Shop extends Context.Service<Shop, { readonly paid: Array<string> }>()("Shop") {}
      const paid: Array<string> = []
      const { dispose, handler } = Webhooks.toWebHandler(
        { keys: key, handler: ({ order_id }) => Effect.map(Shop, (shop) => shop.paid.push(order_id)) },
        Layer.succeed(Shop, { paid })
      )
      const request = yield* post(body("o-1"))
      assert.strictEqual((yield* Effect.promise(() => handler(request))).status, 200)
      yield* Effect.promise(dispose)
      assert.deepStrictEqual(paid, ["o-1"])
    })
  )

  it.live("the route takes its keys from the configuration, MULTISAFEPAY_API_KEY unless told otherwise", () =>
    Effect.gen(function* () {
      const paid: Array<string> = []
      const handler = ({ order_id }: Webhooks.Received) => Effect.sync(() => paid.push(order_id))
      const call = Effect.fnUntraced(function* (
        route: Layer.Layer<never, unknown, HttpRouter.HttpRouter>,
        env: Record<string, string>
      ) {
        const provider = ConfigProvider.layer(ConfigProvider.fromEnvRecord(env))
        const web = HttpRouter.toWebHandler(Layer.provide(route, provider), { disableLogger: true })
        const request = yield* post(body(`o-${paid.length}`))
        return yield* Effect.promise(() => web.handler(request).then(({ status }) => status)).pipe(
          Effect.ensuring(Effect.promise(() => web.dispose()))
        )
      })
      const secret = Redacted.value(key)
      const route = Webhooks.layerConfig({ path: "/webhooks", handler })
      assert.strictEqual(yield* call(route, { MULTISAFEPAY_API_KEY: secret }), 200)
      const own = Webhooks.layerConfig({ path: "/webhooks", handler, keys: Config.Redacted("SHOP_KEY") })
      assert.strictEqual(yield* call(own, { SHOP_KEY: secret }), 200)
      assert.lengthOf(paid, 2)
      const error = yield* Layer.build(
        Layer.provide(route, ConfigProvider.layer(ConfigProvider.fromEnvRecord({})))
      ).pipe(Effect.provide(HttpRouter.layer), Effect.flip)
      assert.include(error.message, "MULTISAFEPAY_API_KEY")
    })
  )

  it.live("toWebHandler finds a store and a queue in the layer it is given", () =>
    Effect.gen(function* () {
      const orders: Array<string> = []
      const handled = yield* Deferred.make<string>()
      const store = Layer.succeed(WebhookStore.WebhookStore, {
        recall: () => Effect.undefined,
        once: (entry, work) =>
          Effect.as(
            Effect.andThen(
              Effect.sync(() => orders.push(entry.order)),
              work
            ),
            "Handled"
          )
      })
      const queue = Layer.provide(
        WebhookQueue.layer(),
        Layer.provide(PersistedQueue.layer, PersistedQueue.layerStoreMemory)
      )
      const { dispose, handler } = Webhooks.toWebHandler(
        { keys: key, handler: ({ order_id }) => Deferred.succeed(handled, order_id) },
        Layer.merge(store, queue)
      )
      const request = yield* post(body("o-1"))
      assert.strictEqual((yield* Effect.promise(() => handler(request))).status, 200)
      assert.strictEqual(yield* Deferred.await(handled), "o-1")
      yield* Effect.promise(dispose)
      assert.deepStrictEqual(orders, ["\no-1"])
    })
  )

  it.effect(
    "one span and no secret per notification, in logs and spans alike; what failed is logged with its order",
    () =>
      inJune(
        Effect.gen(function* () {
          const lines: Array<string> = []
          const spans: Array<Tracer.NativeSpan> = []
          const logger = Logger.make(({ cause, fiber, message }) => {
            const annotations = JSON.stringify(fiber.getRef(References.CurrentLogAnnotations))
            lines.push(`${String(message)} ${Cause.pretty(cause)} ${annotations}`)
          })
          const tracer = Tracer.make({
            span: (options) => {
              const span = new Tracer.NativeSpan(options)
              spans.push(span)
              return span
            }
          })
          const request = yield* post(body("o-1", { customer: { email: "jan@example.com" } }))
          const auth = request.headers.get("auth") ?? ""
          yield* Effect.gen(function* () {
            const { answer } = yield* recording({}, () => Effect.fail("database is down"))
            yield* answer(request)
            yield* answer(yield* post("[]"))
            yield* answer(yield* post(body("o-1", { customer: { email: "jan@example.com" } }), { key: otherKey }))
          }).pipe(
            Effect.provide(Logger.layer([logger])),
            Effect.provideService(References.MinimumLogLevel, "Trace"),
            Effect.withTracer(tracer)
          )
          assert.deepStrictEqual(
            spans.map(({ attributes, name }) => [name, attributes.get("multisafepay.webhook.result")]),
            [
              ["Webhooks.receive", "failed"],
              ["Webhooks.receive", "refused"],
              ["Webhooks.receive", "refused"]
            ]
          )
          const printed =
            lines.join("\n") + JSON.stringify(spans.map(({ attributes }) => Object.fromEntries(attributes)))
          assert.match(lines[0] ?? "", /^A webhook was not handled.*database is down.*\{"order_id":"o-1"\}$/s)
          for (const secret of ["jan@example.com", auth, "a-key-of-the-webhook-tests"])
            assert.notInclude(printed, secret)
        })
      )
  )
})
