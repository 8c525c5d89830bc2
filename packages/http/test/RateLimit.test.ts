import * as Orders from "@effect-multisafepay/http/Orders"
import * as RateLimit from "@effect-multisafepay/http/RateLimit"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { failureOf, order } from "./support/calls.ts"
import { answer, broken, details, placed, scripted } from "./support/scripted.ts"

const limited = (
  wire: ReturnType<typeof scripted>,
  options: RateLimit.Options<unknown> = { limit: 2, window: "1 second" }
) => Layer.provideMerge(wire.services, Layer.merge(RateLimit.layer(options), wire.client))

const get = Orders.Orders.use((orders) => orders.get("o-1"))

describe("RateLimit", () => {
  it.effect("lets so many requests leave in a window, and the others wait their turn", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())])
      yield* Effect.gen(function* () {
        const all = yield* Effect.forkChild(
          Effect.all(
            Array.from({ length: 6 }, () => get),
            { concurrency: "unbounded" }
          )
        )
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(all)
      }).pipe(Effect.provide(limited(wire)))
      assert.deepStrictEqual(
        wire.seen.map((one) => one.at),
        [0, 0, 1000, 1000, 2000, 2000]
      )
    })
  )

  it.effect("gives turns in the order they were asked for", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 5 }, (_, index) => `o-${index}`)
      const wire = scripted([(request) => answer(200, details({ order_id: request.url.split("/").at(-1) }))(request)])
      yield* Effect.gen(function* () {
        const orders = yield* Orders.Orders
        const all = yield* Effect.forkChild(Effect.forEach(ids, orders.get, { concurrency: "unbounded" }))
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(all)
      }).pipe(Effect.provide(limited(wire, { limit: 1, window: "1 second" })))
      assert.deepStrictEqual(
        wire.seen.map((one) => one.path),
        ids.map((order_id) => `/orders/${order_id}`)
      )
    })
  )

  it.effect("never repeats a request, not even one that is answered with 429", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(429, "", { "retry-after": "1" })], { policy: { retry: "none" } })
      const error = failureOf(
        yield* Orders.Orders.use((orders) => orders.create(order)).pipe(Effect.result, Effect.provide(limited(wire)))
      )
      assert.strictEqual(error.reason._tag, "RateLimited")
      assert.strictEqual(wire.seen.length, 1)
    })
  )

  it.effect("fails at once, without sending, when no turn comes within the deadline of the call", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())], { policy: { readDeadline: "3 seconds" } })
      const started = yield* Effect.gen(function* () {
        yield* get
        return yield* Effect.result(get)
      }).pipe(Effect.provide(limited(wire, { limit: 1, window: "10 seconds" })))
      const error = failureOf(started)
      assert.strictEqual(error.outcome, "not-sent")
      if (error.reason._tag !== "Timeout") return assert.fail(error.message)
      assert.deepInclude(error.reason, { phase: "total", after: 3000 })
      assert.strictEqual(wire.seen.length, 1)
    })
  )

  it.effect("knows that a place far back in the line is too late", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())], { policy: { readDeadline: "3 seconds" } })
      const results = yield* Effect.gen(function* () {
        const all = yield* Effect.forkChild(
          Effect.all(
            Array.from({ length: 20 }, () => Effect.result(get)),
            { concurrency: "unbounded" }
          )
        )
        yield* TestClock.adjust("1 minute")
        return yield* Fiber.join(all)
      }).pipe(Effect.provide(limited(wire)))
      assert.strictEqual(results.filter(Result.isSuccess).length, wire.seen.length)
      assert.strictEqual(wire.seen.length, 6)
      assert.isAtMost(wire.seen.at(-1)?.at ?? Infinity, 3000)
    })
  )

  it.effect("books no turn for a call that gave up", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, details())])
      yield* Effect.gen(function* () {
        yield* get
        const waiting = yield* Effect.forkChild(get)
        yield* TestClock.adjust("400 millis")
        yield* Fiber.interrupt(waiting)
        const other = yield* Effect.forkChild(get)
        yield* TestClock.adjust("600 millis")
        yield* Fiber.join(other)
      }).pipe(Effect.provide(limited(wire, { limit: 1, window: "1 second" })))
      assert.deepStrictEqual(
        wire.seen.map((one) => one.at),
        [0, 1000]
      )
    })
  )

  it.effect("counts look-ups, and tells the wait as the pause before a request", () =>
    Effect.gen(function* () {
      const wire = scripted([broken("ECONNRESET"), broken("ECONNRESET")])
      const error = yield* Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.result(Orders.Orders.use((orders) => orders.create(order))))
        yield* TestClock.adjust("1 minute")
        return failureOf(yield* Fiber.join(fiber))
      }).pipe(Effect.provide(limited(wire, { limit: 1, window: "10 seconds" })))
      assert.deepStrictEqual(
        error.attempts.slice(0, 2).map(({ delay, operation, start }) => ({ delay, operation, start })),
        [
          { operation: "orders.create", start: 0, delay: 0 },
          { operation: "orders.get", start: 10_000, delay: 10_000 }
        ]
      )
    })
  )

  it.effect("is not there unless it is asked for", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, placed)])
      yield* Effect.all(
        Array.from({ length: 50 }, () => Orders.Orders.use((orders) => orders.create(order))),
        { concurrency: "unbounded" }
      ).pipe(Effect.provide(wire.layer))
      assert.strictEqual(wire.seen.length, 50)
    })
  )
})

describe("the store of a rate limit", () => {
  const failing = Layer.succeed(RateLimiter.RateLimiterStore, {
    fixedWindow: () =>
      Effect.fail(
        new RateLimiter.RateLimiterError({
          reason: new RateLimiter.RateLimitStoreError({ message: "down", cause: "down" })
        })
      ),
    tokenBucket: () => Effect.never,
    adaptiveConsume: () => Effect.never,
    adaptiveFeedback: () => Effect.never
  })
  const hanging = Layer.succeed(RateLimiter.RateLimiterStore, {
    fixedWindow: () => Effect.never,
    tokenBucket: () => Effect.never,
    adaptiveConsume: () => Effect.never,
    adaptiveFeedback: () => Effect.never
  })
  const dying = Layer.succeed(RateLimiter.RateLimiterStore, {
    fixedWindow: () => Effect.die("bug"),
    tokenBucket: () => Effect.never,
    adaptiveConsume: () => Effect.never,
    adaptiveFeedback: () => Effect.never
  })
  const unbuildable = Layer.effect(RateLimiter.RateLimiterStore, Effect.fail("no connection"))
  const slowToBuild = Layer.effect(RateLimiter.RateLimiterStore, Effect.never)

  for (const [what, store] of Object.entries({ failing, hanging, dying, unbuildable, slowToBuild })) {
    it.effect(
      `does not stop payments when it is out of order (${what}): this process keeps to the limit, and says so once`,
      () =>
        Effect.gen(function* () {
          const wire = scripted([answer(200, details())])
          const said: Array<unknown> = []
          const fiber = yield* Effect.gen(function* () {
            yield* Effect.all(Array.from({ length: 4 }, () => get))
          }).pipe(
            Effect.provide(
              Layer.provideMerge(
                limited(wire, { limit: 2, window: "1 second", store }),
                Logger.layer([Logger.make(({ logLevel, message }) => said.push([logLevel, message]))])
              )
            ),
            Effect.forkChild
          )
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(fiber)
          const [first = 0, ...others] = wire.seen.map((one) => one.at)
          assert.strictEqual(wire.seen.length, 4)
          assert.deepStrictEqual([first, others.at(-1)].map(Number), [0, 1000])
          assert.strictEqual(said.length, 1)
          assert.include(String(said[0]), "Warn")
        })
    )
  }

  it.effect("is not waited for while it cannot be given up, and counts once it is there", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const asked: Array<string> = []
      const store = Layer.effect(
        RateLimiter.RateLimiterStore,
        Effect.as(Effect.uninterruptible(Deferred.await(gate)), {
          fixedWindow: ({ key }) => Effect.sync(() => (asked.push(key), [1, 1000] as const)),
          tokenBucket: () => Effect.never,
          adaptiveConsume: () => Effect.never,
          adaptiveFeedback: () => Effect.never
        } satisfies RateLimiter.RateLimiterStore["Service"])
      )
      const making = yield* Effect.forkChild(RateLimit.make({ limit: 1, window: "1 second", store }))
      yield* TestClock.adjust("2 seconds")
      const { take } = yield* Fiber.join(making)
      yield* take(0)
      assert.lengthOf(asked, 0)
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust("1 second")
      yield* take(0)
      assert.lengthOf(asked, 1)
    })
  )
})
