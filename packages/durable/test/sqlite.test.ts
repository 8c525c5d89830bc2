import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Client from "@effect-multisafepay/http/Client"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Engine, LocalEngine, PaymentApi, PaymentOrders, Payments } from "../src/index.ts"
import * as SqlClient from "effect/sql/SqlClient"
import { PersistenceError } from "effect/cluster/ClusterError"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { StepStore } from "../src/internal/journal/StepStore.ts"
import { makeLeapingClock } from "./support/leaping.ts"
import { contract } from "./support/contract.ts"
import { becomes, outcomeOf, progress, shown } from "./support/standing.ts"
import { makeWorld, redirect, World } from "./support/world.ts"
import { makeFakeApi } from "./support/FakeApi.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
const engineOn = (filename: string) =>
  Payments.layer(LocalEngine.make({ filename, pollInterval: "50 millis", synchronous: "NORMAL" }))

const { layer: clock, leap, watched } = makeLeapingClock()

const { begin } = contract({
  name: "SQLite",
  pass: leap,
  provide: (effect) => {
    const filename = join(dir, `${++files}.db`)
    const engine = watched(LocalEngine.make({ filename, pollInterval: "50 millis", synchronous: "NORMAL" }))
    const payments = Layer.provideMerge(Payments.layer(engine), makeWorld())
    return Effect.provide(effect, Layer.provideMerge(payments, clock)) as Effect.Effect<never>
  }
})

describe("two shops in one program", () => {
  class Dutch extends Context.Service<Dutch, Payments.Service>()("test/Dutch") {}
  class Belgian extends Context.Service<Belgian, Payments.Service>()("test/Belgian") {}

  it.effect("have each their own account", () =>
    Effect.gen(function* () {
      const client = (): Client.Service => ({
        call: () => Effect.never,
        data: () => Effect.never,
        write: () => Effect.never
      })
      const memo = yield* Layer.makeMemoMap
      const scope = yield* Effect.scope
      const [one, other] = yield* Effect.forEach([client(), client()], (client) =>
        Effect.map(
          Layer.buildWithMemoMap(Layer.provide(PaymentApi.layer, Layer.succeed(Client.Client, client)), memo, scope),
          (context) => Context.get(context, PaymentApi.PaymentApi)
        )
      )
      assert.notStrictEqual(one, other)
    })
  )

  it.live("have each their own journal, orders and site, though their order ids are the same", () =>
    Effect.gen(function* () {
      const worlds = [yield* Layer.build(makeWorld()), yield* Layer.build(makeWorld())] as const
      const shop = <I>(tag: Context.Key<I, Payments.Service>, filename: string, world: (typeof worlds)[number]) =>
        Layer.effect(tag, Payments.Payments).pipe(
          Layer.provide(engineOn(join(dir, filename))),
          Layer.provide(Layer.succeedContext(world))
        )
      const shops = Layer.mergeAll(shop(Dutch, "dutch.db", worlds[0]), shop(Belgian, "belgian.db", worlds[1]))
      yield* Effect.gen(function* () {
        const payment = { order_id: "o-1", amount: 1000, currency: "EUR", expires_in: 86_400_000 }
        for (const [payments, world] of [
          [yield* Dutch, worlds[0]],
          [yield* Belgian, worlds[1]]
        ] as const) {
          const { api, placed } = Context.get(world, World)
          yield* payments.start(payment)
          yield* Effect.provideService(becomes("o-1", "Waiting"), Payments.Payments, payments)
          assert.strictEqual(api.count("create"), 1)
          assert.lengthOf(placed.get("o-1") ?? [], 1)
        }
      }).pipe(Effect.provide(shops))
    })
  )
})

describe("a file", () => {
  it.live("a payment goes on after a restart, without doing anything twice", () =>
    Effect.gen(function* () {
      const filename = join(dir, "restart.db")
      const world = yield* Layer.build(makeWorld())
      const process = <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World>) =>
        Effect.provide(effect, Layer.provideMerge(Layer.fresh(engineOn(filename)), Layer.succeedContext(world)))

      const { api, order_id } = yield* process(
        Effect.gen(function* () {
          const it = yield* begin
          yield* it.start({ when_paid: "capture", expires_in: 86_400_000 })
          yield* it.isWaiting
          return it
        })
      )
      api.reserve(order_id)
      const outcome = yield* process(
        Effect.gen(function* () {
          const payments = yield* Payments.Payments
          yield* payments.notify(api.notification(order_id))
          return yield* outcomeOf(order_id)
        })
      )
      assert.strictEqual(outcome.result, "captured")
      assert.strictEqual(api.count("create"), 1)
      assert.strictEqual(api.count("capture"), 1)
    })
  )

  it.live("a second process on the same file is refused, and taken in when the first has gone", () =>
    Effect.gen(function* () {
      const filename = join(dir, "lock.db")
      const both = Layer.provideMerge(Layer.fresh(engineOn(filename)), makeWorld())
      const error = yield* Effect.flip(
        Effect.provide(Effect.scoped(Layer.build(Layer.fresh(engineOn(filename)))), both)
      )
      assert.strictEqual((error as LocalEngine.AlreadyRunning)._tag, "AlreadyRunning")
      yield* Effect.scoped(Layer.build(Layer.provideMerge(Layer.fresh(engineOn(filename)), makeWorld())))
    })
  )

  it.live("a second process is refused by whatever name it calls the file", () =>
    Effect.gen(function* () {
      const filename = join(dir, "shared.db")
      for (const release of ["release-1.db", "release-2.db"]) symlinkSync(filename, join(dir, release))
      const first = Layer.provideMerge(Layer.fresh(engineOn(join(dir, "release-1.db"))), makeWorld())
      const second = Effect.scoped(Layer.build(Layer.fresh(engineOn(join(dir, "release-2.db")))))
      const error = yield* Effect.flip(Effect.provide(second, first))
      assert.strictEqual((error as LocalEngine.AlreadyRunning)._tag, "AlreadyRunning")
    })
  )

  it.live("a clock that was set back is noticed before a message is lost", () =>
    Effect.gen(function* () {
      const filename = join(dir, "clock.db")
      const process = <A, E>(effect: Effect.Effect<A, E, Payments.Payments | World | SqlClient.SqlClient>) =>
        Effect.provide(effect, Layer.provideMerge(Layer.fresh(engineOn(filename)), makeWorld()))
      const later = (milliseconds: number) =>
        process(
          Effect.gen(function* () {
            const { isWaiting, start } = yield* begin
            yield* start()
            yield* isWaiting
            const sql = yield* SqlClient.SqlClient
            // Numbers begin with the time in milliseconds, and have 22 bits more.
            yield* sql`UPDATE multisafepay_replies SET id = id + ${milliseconds * 2 ** 22}
              WHERE id = (SELECT MAX(id) FROM multisafepay_replies)`
          })
        )
      yield* later(3000)
      const [took] = yield* Effect.timed(later(3_600_000))
      assert.isAbove(Duration.toMillis(took), 1000)
      const error = yield* Effect.flip(process(Effect.void))
      assert.strictEqual((error as LocalEngine.ClockBehind)._tag, "ClockBehind")
      assert.match(
        (error as LocalEngine.ClockBehind).message,
        /^the clock is 3\d{3} s behind the payments of .*clock\.db/
      )
    })
  )
})

/** An engine whose storage fails the first three times that this is written, as a broken connection would have it. */
const failing = (what: string) => {
  let left = 3
  const fault = Effect.die(new PersistenceError({ cause: new Error("the connection is gone") }))
  const inner = LocalEngine.make({ filename: ":memory:", pollInterval: "50 millis" })[Engine.TypeId]
  const unless = <A, R>(name: string, write: Effect.Effect<A, never, R>) =>
    Effect.suspend(() => (name === what && left-- > 0 ? fault : write))
  const clock = Layer.effect(
    WorkflowEngine.WorkflowEngine,
    Effect.map(WorkflowEngine.WorkflowEngine, (engine) => ({
      ...engine,
      scheduleClock: (workflow, options) => unless(options.clock.name, engine.scheduleClock(workflow, options))
    }))
  )
  const answers = Layer.effect(
    StepStore,
    Effect.map(StepStore, (store) => ({
      ...store,
      put: (execution, name, answer) => unless(name, store.put(execution, name, answer))
    }))
  )
  const wrapped = Layer.merge(clock, answers)
  const engine = Engine.make({ runs: true, layer: Layer.provideMerge(wrapped, inner.layer) })
  const layer = Payments.layer(engine).pipe(Layer.provideMerge(makeWorld()))
  return { layer, failed: () => left < 0 }
}

describe("a shop that does not answer", () => {
  it.live("does not keep the process from stopping", () =>
    Effect.gen(function* () {
      const { count, layer } = makeFakeApi()
      const called = yield* Deferred.make<void>()
      const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
        order: (id) => Effect.succeedSome(redirect(id)),
        placed: () => Effect.andThen(Deferred.succeed(called, undefined), Effect.never)
      })
      const engine = engineOn(join(dir, "hanging.db")).pipe(Layer.provide([layer, shop]))
      const scope = yield* Scope.make()
      const payments = Context.get(yield* Layer.buildWithScope(engine, scope), Payments.Payments)
      yield* payments.start({ order_id: "hanging-1", amount: 1000, currency: "EUR", expires_in: 86_400_000 })
      const stands = Effect.provideService(shown("hanging-1"), Payments.Payments, payments)
      yield* progress("the shop is called", Deferred.isDone(called), stands)
      const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void))
      // Within half a minute of its clock.
      for (let leaps = 0; leaps < 30 && closing.pollUnsafe() === undefined; leaps++) yield* leap(1000)
      assert.isDefined(closing.pollUnsafe(), "it has not stopped")

      // And it is told again by the next one.
      const told = yield* Deferred.make<string | undefined>()
      const next = Layer.succeed(PaymentOrders.PaymentOrders, {
        order: (id) => Effect.succeedSome(redirect(id)),
        placed: ({ payment_url }) => Effect.asVoid(Deferred.succeed(told, payment_url))
      })
      yield* progress("the next shop is told", Deferred.isDone(told), shown("hanging-1")).pipe(
        Effect.provide(Layer.fresh(engineOn(join(dir, "hanging.db")).pipe(Layer.provide([layer, next]))))
      )
      assert.strictEqual(yield* Deferred.await(told), "https://pay.example/hanging-1")
      assert.strictEqual(count("create", "hanging-1"), 1)
    }).pipe(Effect.provide(clock))
  )
})

describe("a storage that fails for a moment", () => {
  it.live("does not stop a payment that begins to wait", () => {
    const { failed, layer } = failing("wait/0")
    return Effect.gen(function* () {
      const { api, isWaiting, notify, order_id, outcome, start } = yield* begin
      yield* start()
      yield* isWaiting
      api.pay(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "paid")
      assert.isTrue(failed())
    }).pipe(Effect.provide(layer))
  })

  it.live("does not lose the address to pay at when the order has just been placed", () => {
    const { failed, layer } = failing("create/0")
    return Effect.gen(function* () {
      const { api, isWaiting, order_id, placed, start } = yield* begin
      yield* start()
      yield* isWaiting
      assert.isTrue(failed())
      assert.strictEqual(api.count("create", order_id), 1)
      assert.deepStrictEqual(placed.get(order_id), [`https://pay.example/${order_id}`])
    }).pipe(Effect.provide(layer))
  })
})
