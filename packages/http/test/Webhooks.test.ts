import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import * as Tracer from "effect/Tracer"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as Status from "@effect-multisafepay/core/Status"
import { answer, details, scripted, unknownOrder } from "./support/scripted.ts"
import { body, incoming, key, otherKey, post } from "./support/webhookCalls.ts"

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
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
        yield* TestClock.adjust("5 seconds")
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
    options: Partial<Webhooks.Options<never, never, never, never, true>> = {}
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

  it.effect("beyond maxInHand the sender is asked to repeat, and later it is let in", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const started = yield* Deferred.make<void>()
        const { answer } = yield* recording({ maxInHand: 2 }, ({ order_id }) =>
          order_id === "slow" ? Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(gate)) : Effect.void
        )
        const slow = yield* Effect.forkChild(answer(yield* post(body("slow"))))
        yield* Deferred.await(started)
        assert.strictEqual(yield* answer(yield* post(body("o-2"))), 503)
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual(yield* Fiber.join(slow), 200)
        assert.strictEqual(yield* answer(yield* post(body("o-2"))), 200)
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

  it.effect("one span and no secret per notification, in logs and spans alike", () =>
    inJune(
      Effect.gen(function* () {
        const lines: Array<string> = []
        const spans: Array<Tracer.NativeSpan> = []
        const logger = Logger.make(({ cause, message }) => {
          lines.push(`${String(message)} ${Cause.pretty(cause)}`)
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
        const printed = lines.join("\n") + JSON.stringify(spans.map(({ attributes }) => Object.fromEntries(attributes)))
        assert.include(printed, "database is down")
        for (const secret of ["jan@example.com", auth, "a-key-of-the-webhook-tests"]) assert.notInclude(printed, secret)
      })
    )
  )
})
