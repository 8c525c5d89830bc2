import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookQueue from "@effect-multisafepay/http/WebhookQueue"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import * as Postgres from "./support/postgres.ts"
import { body, incoming, key, post, settle } from "./support/webhookCalls.ts"

const entry = (id: string, order = "o-1", modified?: number): WebhookStore.Entry => ({
  id,
  order,
  modified: modified === undefined ? undefined : { from: modified, to: modified }
})

/** What every store owes. */
const contract = <R>(
  run: <A, E>(test: (store: WebhookStore.Service) => Effect.Effect<A, E, R>) => Effect.Effect<A, unknown>
) => {
  it.live("handles a content once", () =>
    run((store) =>
      Effect.gen(function* () {
        let runs = 0
        const work = Effect.sync(() => ++runs)
        assert.strictEqual(yield* store.once(entry("a"), work), "Handled")
        assert.strictEqual(yield* store.once(entry("a"), work), "Duplicate")
        assert.strictEqual(runs, 1)
      })
    )
  )

  it.live("handles a content once, though it comes twenty times at once", () =>
    run((store) =>
      Effect.gen(function* () {
        let runs = 0
        const work = Effect.andThen(
          Effect.sleep(5),
          Effect.sync(() => ++runs)
        )
        const ends = yield* Effect.forEach(Array.from({ length: 20 }), () => store.once(entry("a"), work), {
          concurrency: 20
        })
        assert.strictEqual(runs, 1)
        assert.lengthOf(
          ends.filter((end) => end === "Duplicate"),
          19
        )
      })
    )
  )

  it.live("remembers nothing of work that failed, died or was interrupted", () =>
    run((store) =>
      Effect.gen(function* () {
        for (const bad of [Effect.fail("no"), Effect.die("no"), Effect.interrupt]) {
          const exit = yield* Effect.exit(store.once(entry("a", "o-1", 5), bad))
          assert.isTrue(Exit.isFailure(exit))
        }
        assert.strictEqual(yield* store.once(entry("b", "o-1", 4), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(entry("a", "o-1", 5), Effect.void), "Handled")
      })
    )
  )

  it.live("fails with what the work failed with", () =>
    run((store) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* Effect.flip(store.once(entry("a"), Effect.fail("mine"))), "mine")
      })
    )
  )

  it.live("never overlaps work on one order, and overlaps work on two", () =>
    run((store) =>
      Effect.gen(function* () {
        const running = new Set<string>()
        let overlaps = 0
        const both = yield* Deferred.make<void>()
        const work = (order: string) =>
          Effect.gen(function* () {
            if (running.has(order)) overlaps++
            running.add(order)
            if (running.size === 2) yield* Deferred.succeed(both, undefined)
            yield* Deferred.await(both)
            yield* Effect.sleep(2)
            running.delete(order)
          })
        yield* Effect.forEach(
          Array.from({ length: 8 }),
          (_, i) => store.once(entry(`n-${i}`, `o-${i % 2}`), work(`o-${i % 2}`)),
          { concurrency: 8 }
        )
        assert.strictEqual(overlaps, 0)
      })
    )
  )

  it.live("drops what is older than the newest handled of its order, not what is as old, not another order's", () =>
    run((store) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* store.once(entry("a", "o-1", 5), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(entry("b", "o-1", 4), Effect.void), "Stale")
        assert.strictEqual(yield* store.once(entry("c", "o-1", 5), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(entry("d", "o-1"), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(entry("e", "o-2", 4), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(entry("f", "o-1", 4), Effect.void), "Stale")
      })
    )
  )

  it.live("takes two possible instants of one clock time for older only when both are", () =>
    run((store) =>
      Effect.gen(function* () {
        const between = (id: string, from: number, to: number) =>
          store.once({ id, order: "o-1", modified: { from, to } }, Effect.void)
        assert.strictEqual(yield* between("a", 10, 20), "Handled")
        assert.strictEqual(yield* between("b", 5, 15), "Handled")
        assert.strictEqual(yield* between("c", 1, 9), "Stale")
      })
    )
  )

  const attempt = (
    id: string,
    transaction: string | undefined,
    attempt: WebhookStore.Entry["attempt"],
    modified: number
  ): WebhookStore.Entry => ({ ...entry(id, "o-1", modified), transaction, attempt })

  it.live("skips unpaid attempts beside a paid transaction, whatever their age, and says so to recall too", () =>
    run((store) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* store.once(attempt("a", "222", "paid", 5), Effect.void), "Handled")
        for (const late of [attempt("b", "111", "failed", 9), attempt("c", undefined, "unpaid", 5)]) {
          assert.strictEqual(yield* store.recall(late), "Superseded")
          assert.strictEqual(yield* store.once(late, Effect.die("it ran")), "Superseded")
        }
        assert.strictEqual(yield* store.recall(attempt("b", "111", "unpaid", 4)), "Stale")
        assert.strictEqual(yield* store.recall(attempt("a", "222", "paid", 5)), "Duplicate")
        assert.isUndefined(yield* store.recall(attempt("d", "222", "unpaid", 9)))
        assert.isUndefined(yield* store.recall({ ...attempt("e", "111", "unpaid", 9), order: "o-2" }))
      })
    )
  )

  it.live("a paid transaction is never older than another transaction, only than itself", () =>
    run((store) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* store.once(attempt("a", "111", "unpaid", 9), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(attempt("b", "222", "paid", 5), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(attempt("c", "333", "paid", 3), Effect.void), "Handled")
        assert.strictEqual(yield* store.once(attempt("d", "222", "paid", 4), Effect.void), "Stale")
        // What became of money that had come: void after a chargeback, older than the attempt that ended last.
        assert.strictEqual(yield* store.once(attempt("e", "222", "unpaid", 6), Effect.void), "Handled")
        // Paid twice, and one of the two fails after all: the order is still paid.
        assert.strictEqual(yield* store.once(attempt("f", "222", "failed", 10), Effect.void), "Superseded")
      })
    )
  )

  it.live("runs a hint without a content every time, and still one after another", () =>
    run((store) =>
      Effect.gen(function* () {
        let runs = 0
        const hint: WebhookStore.Entry = { order: "o-1" }
        yield* store.once(
          hint,
          Effect.sync(() => ++runs)
        )
        yield* store.once(
          hint,
          Effect.sync(() => ++runs)
        )
        assert.strictEqual(runs, 2)
      })
    )
  )
}

describe("in memory", () => {
  contract<never>((test) => Effect.flatMap(WebhookStore.makeMemory(), test))

  it.effect("forgets after the retention", () =>
    Effect.gen(function* () {
      const store = yield* WebhookStore.makeMemory({ retention: "1 hour" })
      yield* store.once(entry("a"), Effect.void)
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual(yield* store.once(entry("a"), Effect.void), "Duplicate")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* store.once(entry("a"), Effect.void), "Handled")
    })
  )

  it.effect("forgets the oldest first when it is full", () =>
    Effect.gen(function* () {
      const store = yield* WebhookStore.makeMemory({ capacity: 3 })
      for (const id of ["a", "b", "c", "d"]) yield* store.once(entry(id), Effect.void)
      assert.strictEqual(yield* store.once(entry("b"), Effect.void), "Duplicate")
      assert.strictEqual(yield* store.once(entry("a"), Effect.void), "Handled")
    })
  )
})

describe("on SQLite", () => {
  it.live("tells attempts of one order apart, also in a table of before they were told apart", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE multisafepay_webhooks (id TEXT NOT NULL, order_key TEXT NOT NULL, modified BIGINT NULL,
        handled_at BIGINT NOT NULL, PRIMARY KEY (order_key, id))`
      yield* sql`INSERT INTO multisafepay_webhooks (id, order_key, modified, handled_at) VALUES ('old', 'o-1', 2, 1)`
      const store = yield* WebhookStore.makeSql({ retention: Duration.infinity })
      const paid: WebhookStore.Entry = { ...entry("a", "o-1", 5), transaction: "222", attempt: "paid" }
      const expired: WebhookStore.Entry = { ...entry("b", "o-1", 9), transaction: "111", attempt: "unpaid" }
      assert.strictEqual(yield* store.once(entry("old", "o-1", 2), Effect.void), "Duplicate")
      assert.strictEqual(yield* store.once(entry("older", "o-1", 1), Effect.void), "Stale")
      assert.strictEqual(yield* store.once(paid, Effect.void), "Handled")
      assert.strictEqual(yield* store.once(expired, Effect.void), "Superseded")
    }).pipe(Effect.provide(SqliteClient.layer({ filename: ":memory:" })))
  )
})

describe.skipIf(!Postgres.isHere)(`on PostgreSQL${Postgres.whyNot}`, () => {
  const cluster = Scope.makeUnsafe()
  let socket = ""
  beforeAll(async () => {
    socket = await Effect.runPromise(Scope.provide(cluster)(Postgres.start))
  })
  afterAll(() => Effect.runPromise(Scope.close(cluster, Exit.void)))

  const onPostgres = <A, E>(test: Effect.Effect<A, E, SqlClient.SqlClient | Scope.Scope>, isolation?: string) =>
    Effect.scoped(Effect.suspend(() => Effect.provide(test, Postgres.fresh(socket, isolation))))

  contract<SqlClient.SqlClient | Scope.Scope>((test) => onPostgres(Effect.flatMap(WebhookStore.makeSql(), test)))

  // A database, a role or a URL may ask for more than `read committed`, and then a transaction sees nothing of what it has waited for.
  for (const isolation of ["read committed", "repeatable read", "serializable"]) {
    it.live(`handles neither an older nor the same content after what it has waited for, ${isolation}`, () =>
      onPostgres(
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const store = yield* WebhookStore.makeSql()
          yield* sql`CREATE TABLE log (id TEXT)`
          const [begun, open] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
          const work = (id: string) => sql`INSERT INTO log (id) VALUES (${id})`
          const newer = yield* Effect.forkChild(
            store.once(
              entry("b", "o-1", 20),
              Effect.andThen(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(open)), work("b"))
            )
          )
          yield* Deferred.await(begun)
          const older = yield* Effect.forkChild(store.once(entry("a", "o-1", 10), work("a")))
          const same = yield* Effect.forkChild(store.once(entry("b", "o-1", 20), work("same")))
          const waiting = sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
          yield* Effect.raceFirst(
            Effect.repeat(waiting, { until: (rows) => rows.length === 2 }),
            Effect.andThen(Fiber.joinAll([older, same]), Effect.die("nobody waited"))
          )
          yield* Deferred.succeed(open, undefined)
          assert.strictEqual(yield* Fiber.join(newer), "Handled")
          assert.strictEqual(yield* Fiber.join(older), "Stale")
          assert.strictEqual(yield* Fiber.join(same), "Duplicate")
          assert.deepStrictEqual(yield* sql`SELECT id FROM log`, [{ id: "b" }])
        }),
        isolation
      )
    )
  }

  describe("above read committed", () => {
    contract<SqlClient.SqlClient | Scope.Scope>((test) =>
      onPostgres(Effect.flatMap(WebhookStore.makeSql(), test), "repeatable read")
    )
  })

  it.live("what the work wrote stays exactly when the notification counts as handled", () =>
    onPostgres(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const store = yield* WebhookStore.makeSql()
        yield* sql`CREATE TABLE paid (order_id TEXT)`
        const pay = sql`INSERT INTO paid (order_id) VALUES ('o-1')`
        const count = Effect.map(sql<{ n: string }>`SELECT COUNT(*) AS n FROM paid`, (rows) => Number(rows[0]?.n))
        yield* Effect.exit(store.once(entry("a"), Effect.andThen(pay, Effect.fail("no"))))
        assert.strictEqual(yield* count, 0)
        yield* store.once(entry("a"), pay)
        yield* store.once(entry("a"), pay)
        assert.strictEqual(yield* count, 1)
      })
    )
  )

  it.live("forgets after the retention when a process starts", () =>
    onPostgres(
      Effect.gen(function* () {
        const first = yield* WebhookStore.makeSql()
        yield* first.once(entry("a"), Effect.void)
        const sql = yield* SqlClient.SqlClient
        yield* Effect.sleep(20)
        const second = yield* WebhookStore.makeSql({ retention: 10 })
        yield* Effect.repeat(sql`SELECT 1 FROM multisafepay_webhooks`, { until: (rows) => rows.length === 0 })
        assert.strictEqual(yield* second.once(entry("a"), Effect.void), "Handled")
      })
    )
  )

  it.live("a database that is gone is an error of the store, and its message says so", () =>
    onPostgres(
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const store = yield* WebhookStore.makeSql()
        yield* store.once(entry("a"), Effect.void)
        yield* sql`DROP TABLE multisafepay_webhooks`
        const error = yield* Effect.flip(store.once(entry("b"), Effect.void))
        assert.strictEqual(error._tag, "WebhookStoreError")
        assert.include(error.message, "not handled")
      })
    )
  )
})

const memoryQueue = Layer.provide(PersistedQueue.layer, PersistedQueue.layerStoreMemory)

/** An intake that answers from a queue. */
const queued = Effect.fnUntraced(function* (
  handler: (received: Webhooks.Received) => Effect.Effect<unknown, unknown>,
  options: WebhookQueue.Options = {},
  more: Partial<Webhooks.Options<never>> = {}
) {
  const intake = yield* Effect.provideServiceEffect(
    Webhooks.make({ keys: key, handler, ...more }),
    WebhookQueue.WebhookQueue,
    WebhookQueue.make(options)
  )
  return { receive: (request: Request) => intake.receive(incoming(request)) }
})

const inJune = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(Date.UTC(2024, 5, 1, 12)), effect)

describe("answering from a queue", () => {
  it.effect("answers before the handler has run, and runs it", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const done = yield* Deferred.make<Webhooks.Received>()
        const { receive } = yield* queued((received) =>
          Effect.andThen(Deferred.await(gate), Deferred.succeed(done, received))
        )
        assert.strictEqual((yield* receive(yield* post(body("o-1", { amount: 1000 }))))._tag, "Queued")
        yield* Deferred.succeed(gate, undefined)
        const received = yield* Deferred.await(done)
        assert.strictEqual(received.order.amount, 1000)
        assert.strictEqual(received.attempt, 1)
        assert.strictEqual(received.timestamp, Date.UTC(2024, 5, 1, 12) / 1000)
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("keeps the exact digits of long numbers and the words of the signed text", () =>
    inJune(
      Effect.gen(function* () {
        const done = yield* Deferred.make<Webhooks.Received>()
        const { receive } = yield* queued((received) => Deferred.succeed(done, received))
        yield* receive(
          yield* post(
            '{"order_id":"o-1","status":"completed","transaction_id":12345678901234567,"reason":"caf\\u00e9 \\/"}'
          )
        )
        const { order } = yield* Deferred.await(done)
        assert.strictEqual(order.transaction_id, "12345678901234567")
        assert.strictEqual(order.reason, "café /")
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("handles a repetition once, also after the first was handled", () =>
    inJune(
      Effect.gen(function* () {
        let runs = 0
        const { receive } = yield* queued(() => Effect.sync(() => ++runs))
        for (let i = 0; i < 3; i++) {
          yield* receive(yield* post(body("o-1")))
          yield* settle
        }
        assert.strictEqual(runs, 1)
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("tries again with longer and longer pauses, counting the attempts", () =>
    inJune(
      Effect.gen(function* () {
        const attempts: Array<number | undefined> = []
        const { receive } = yield* queued(({ attempt }) =>
          Effect.suspend(() => {
            attempts.push(attempt)
            return attempts.length < 3 ? Effect.fail("no") : Effect.void
          })
        )
        yield* receive(yield* post(body("o-1")))
        yield* settle
        assert.deepStrictEqual(attempts, [1])
        yield* TestClock.adjust("1 second")
        yield* settle
        assert.deepStrictEqual(attempts, [1, 2])
        yield* TestClock.adjust("1 second")
        yield* settle
        assert.deepStrictEqual(attempts, [1, 2])
        yield* TestClock.adjust("1 second")
        yield* settle
        assert.deepStrictEqual(attempts, [1, 2, 3])
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(attempts, [1, 2, 3])
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("is patient for longer than MultiSafepay would be: what the handler needs may be away for hours", () =>
    inJune(
      Effect.gen(function* () {
        let isAway = true
        let handled = 0
        const parked: Array<string> = []
        const { receive } = yield* queued(
          () => Effect.suspend(() => (isAway ? Effect.fail("no stock") : Effect.sync(() => handled++))),
          {},
          { onParked: (order_id) => Effect.sync(() => parked.push(order_id)) }
        )
        yield* receive(yield* post(body("o-1")))
        for (let i = 0; i < 40; i++) {
          yield* settle
          yield* TestClock.adjust("5 minutes")
        }
        isAway = false
        yield* TestClock.adjust("5 minutes")
        yield* settle
        assert.deepStrictEqual({ handled, parked }, { handled: 1, parked: [] })
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("parks after maxAttempts and says so once", () =>
    inJune(
      Effect.gen(function* () {
        let runs = 0
        const parked: Array<string> = []
        const { receive } = yield* queued(
          () => Effect.suspend(() => (runs++, Effect.fail("no stock"))),
          { maxAttempts: 3 },
          { onParked: (order_id, cause) => Effect.sync(() => parked.push(`${order_id}: ${Cause.pretty(cause)}`)) }
        )
        yield* receive(yield* post(body("o-1")))
        for (let i = 0; i < 10; i++) {
          yield* settle
          yield* TestClock.adjust("1 minute")
        }
        assert.strictEqual(runs, 3)
        assert.lengthOf(parked, 1)
        assert.include(parked[0] ?? "", "o-1")
        assert.include(parked[0] ?? "", "no stock")
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("parks what is no message of this version, and says so, with the order where it is told", () =>
    inJune(
      Effect.gen(function* () {
        let runs = 0
        const parked: Array<string> = []
        yield* queued(
          () => Effect.sync(() => runs++),
          { maxAttempts: 3 },
          { onParked: (order_id, cause) => Effect.sync(() => parked.push(`${order_id}: ${Cause.pretty(cause)}`)) }
        )
        const rows = yield* PersistedQueue.make({ name: "multisafepay-webhooks", schema: Schema.Json })
        yield* rows.offer({ order_id: "o-1", version: 2 }, { id: "one" })
        yield* rows.offer("changed by hand", { id: "two" })
        for (let i = 0; i < 10; i++) {
          yield* settle
          yield* TestClock.adjust("1 minute")
        }
        assert.strictEqual(runs, 0)
        assert.lengthOf(parked, 2)
        assert.match(parked.join(" "), /(?:^| )o-1: /)
        assert.match(parked.join(" "), /(?:^| ): /)
        for (const one of parked) assert.include(one, "another version of this package wrote it")
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("a handler that interrupts itself uses up attempts like one that fails", () =>
    inJune(
      Effect.gen(function* () {
        let runs = 0
        const { receive } = yield* queued(() => Effect.suspend(() => (runs++, Effect.interrupt)), { maxAttempts: 2 })
        yield* receive(yield* post(body("o-1")))
        for (let i = 0; i < 5; i++) {
          yield* settle
          yield* TestClock.adjust("1 minute")
        }
        assert.strictEqual(runs, 2)
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("a queue that cannot be reached is answered 500, so that the sender keeps the notification", () =>
    inJune(
      Effect.gen(function* () {
        const broken: WebhookQueue.Service = {
          workers: 0,
          maxAttempts: 1,
          offer: () => Effect.fail(new WebhookStore.WebhookStoreError({ operation: "queue", cause: "down" })),
          take: () => Effect.never
        }
        const intake = yield* Effect.provideService(
          Webhooks.make({ keys: key, handler: () => Effect.void }),
          WebhookQueue.WebhookQueue,
          broken
        )
        assert.strictEqual((yield* intake.respond(incoming(yield* post(body("o-1"))))).status, 500)
      })
    )
  )

  it.effect("what is not genuine never reaches the queue", () =>
    inJune(
      Effect.gen(function* () {
        let offers = 0
        const counting: WebhookQueue.Service = {
          workers: 0,
          maxAttempts: 1,
          offer: () => Effect.sync(() => void offers++),
          take: () => Effect.never
        }
        const intake = yield* Effect.provideService(
          Webhooks.make({ keys: key, handler: () => Effect.void }),
          WebhookQueue.WebhookQueue,
          counting
        )
        const header = yield* Notification.sign({ body: body("o-2"), key })
        yield* Effect.flip(intake.receive(incoming(yield* post(body("o-1"), { headers: { auth: header } }))))
        assert.strictEqual(offers, 0)
      })
    )
  )

  it.effect("stopping lets a busy worker finish and an idle one go", () =>
    inJune(
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const started = yield* Deferred.make<void>()
        let done = 0
        const scope = yield* Scope.make()
        const { receive } = yield* Scope.provide(scope)(
          queued(() =>
            Deferred.succeed(started, undefined).pipe(
              Effect.andThen(Deferred.await(gate)),
              Effect.andThen(Effect.sync(() => ++done))
            )
          )
        )
        yield* receive(yield* post(body("o-1")))
        yield* Deferred.await(started)
        const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* settle
        assert.isUndefined(closed.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(closed)
        assert.strictEqual(done, 1)
      })
    ).pipe(Effect.provide(memoryQueue))
  )

  it.effect("stopping interrupts a worker that does not finish in time, and its notification is not lost", () =>
    inJune(
      Effect.gen(function* () {
        const attempts: Array<number | undefined> = []
        const started = yield* Deferred.make<void>()
        const scope = yield* Scope.make()
        const { receive } = yield* Scope.provide(scope)(
          queued(
            () => Effect.andThen(Deferred.succeed(started, undefined), Effect.never),
            {},
            { shutdownTimeout: "3 seconds" }
          )
        )
        yield* receive(yield* post(body("o-1")))
        yield* Deferred.await(started)
        const closed = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* settle
        yield* TestClock.adjust("3 seconds")
        yield* Fiber.join(closed)
        // The next process takes it, and the interrupted attempt does not count.
        yield* queued(({ attempt }) => Effect.sync(() => attempts.push(attempt)))
        yield* settle
        assert.deepStrictEqual(attempts, [1])
      })
    ).pipe(Effect.provide(memoryQueue))
  )
})
