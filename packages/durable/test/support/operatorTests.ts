// Tests of `Operator` that run on every database.
import { assert } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as MachineId from "effect/cluster/MachineId"
import * as Snowflake from "effect/cluster/Snowflake"
import * as SqlClient from "effect/sql/SqlClient"
import { NotFound } from "@effect-multisafepay/core/MultiSafepayError"
import { Gauges, History, Operator, Payments, PaymentWorkflow } from "../../src/index.ts"
import * as Standing from "./standing.ts"
import { redirect, World } from "./world.ts"

let orders = 0
const gone = new NotFound({ status: 410, info: "", advice: "" })

const begin = Effect.gen(function* () {
  const payments = yield* Payments.Payments
  const world = yield* World
  const sql = yield* SqlClient.SqlClient
  const order_id = `operator-${++orders}`
  const start = payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 60_000 })
  const becomes = (tag: Payments.Standing["_tag"]) => Standing.becomes(order_id, tag)
  const rows = Effect.map(
    sql<{ readonly n: number | bigint }>`SELECT count(*) AS n FROM multisafepay_messages`,
    ([row]) => Number(row?.n)
  )
  const mine = Effect.map(Operator.stuck, (all) =>
    all.filter((problem) => Option.getOrUndefined(problem.order_id) === order_id)
  )
  const is = <E, R>(what: string, check: Effect.Effect<boolean, E, R>) =>
    Standing.progress(what, check, Standing.shown(order_id))
  const listed = Effect.andThen(
    is(
      "listed",
      Effect.map(mine, (all) => all.length > 0)
    ),
    Effect.map(mine, ([problem]) => problem)
  )
  return { ...world, payments, sql, order_id, start, becomes, is, rows, mine, listed }
})

export const operatorTests: ReadonlyArray<{
  readonly title: string
  readonly body: Effect.Effect<void, unknown, Payments.Payments | World | SqlClient.SqlClient>
}> = [
  {
    title: "a healthy payment is not stuck",
    body: Effect.gen(function* () {
      const { becomes, mine, start } = yield* begin
      yield* start
      yield* becomes("Waiting")
      assert.deepStrictEqual(yield* mine, [])
    })
  },
  {
    title: "a suspended payment is listed with its reason, and the sweep makes it go on",
    body: Effect.gen(function* () {
      const { becomes, mine, order_id, orders, start } = yield* begin
      orders.set(order_id, Effect.die(new Error("no such table")))
      yield* start
      yield* becomes("Suspended")
      assert.deepStrictEqual(yield* mine, [
        { kind: "suspended", order_id: Option.some(order_id), reason: "no such table" }
      ])
      orders.delete(order_id)
      assert.isAtLeast(yield* Operator.sweep, 1)
      yield* becomes("Waiting")
      assert.deepStrictEqual(yield* mine, [])
    })
  },
  {
    title: "money that comes after a payment has ended without it is listed",
    body: Effect.gen(function* () {
      const { api, becomes, listed, mine, order_id, payments, start } = yield* begin
      yield* start
      yield* becomes("Waiting")
      api.decline(order_id)
      yield* payments.notify(api.notification(order_id))
      yield* becomes("Ended")
      assert.deepStrictEqual(yield* mine, [])
      // The customer has tried again with the same link.
      api.pay(order_id)
      yield* payments.notify(api.notification(order_id))
      assert.strictEqual((yield* listed)?.kind, "paid-late")
    })
  },
  {
    title: "money for an order that was placed after its payment had been refused is listed",
    body: Effect.gen(function* () {
      const { api, becomes, listed, order_id, orders, payments } = yield* begin
      orders.set(order_id, Effect.succeedNone)
      api.failures.push({ operation: "get", order_id, phase: "before" })
      yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 500 })
      yield* becomes("Ended")
      assert.strictEqual((yield* payments.outcome(order_id)).result, "refused")
      yield* Effect.ignore(api.requests.create(redirect(order_id)))
      api.pay(order_id)
      yield* payments.notify(api.notification(order_id))
      assert.strictEqual((yield* listed)?.kind, "paid-late")
    })
  },
  {
    title: "money for an order that was placed for less is listed",
    body: Effect.gen(function* () {
      const { api, becomes, mine, order_id, orders, payments, start } = yield* begin
      orders.set(order_id, Effect.succeedNone)
      yield* start
      yield* becomes("Waiting")
      yield* Effect.ignore(api.requests.create(redirect(order_id, 900)))
      api.pay(order_id)
      yield* payments.notify(api.notification(order_id))
      yield* becomes("Ended")
      assert.strictEqual((yield* payments.outcome(order_id)).result, "conflict")
      assert.deepStrictEqual(
        (yield* mine).map(({ kind }) => kind),
        ["paid-late"]
      )
    })
  },
  {
    title: "money that was notified and that the order did not show is listed",
    body: Effect.gen(function* () {
      const { api, becomes, mine, order_id, payments } = yield* begin
      yield* payments.start({ order_id, amount: 1000, currency: "EUR", expires_in: 600_000, poll_interval: 200 })
      yield* becomes("Waiting")
      api.pay(order_id)
      const paid = api.notification(order_id)
      api.decline(order_id)
      api.replace(order_id, () => ({ cancel: () => Effect.fail(api.error("cancel", "rejected", gone)) }))
      yield* payments.notify(paid)
      yield* becomes("Ended")
      assert.notStrictEqual((yield* payments.outcome(order_id)).result, "paid")
      assert.lengthOf(yield* mine, 1)
    })
  },
  {
    title: "what was given back although money had been notified is not listed",
    body: Effect.gen(function* () {
      const { api, becomes, mine, order_id, payments, start } = yield* begin
      yield* start
      yield* becomes("Waiting")
      api.reserve(order_id)
      api.beforeReading(order_id, 1, Effect.orDie(payments.cancel(order_id)))
      yield* payments.notify(api.notification(order_id))
      yield* becomes("Ended")
      assert.deepInclude(yield* payments.outcome(order_id), { result: "cancelled", released: true })
      assert.deepStrictEqual(yield* mine, [])
    })
  },
  {
    title: "a payment whose tries come to nothing is listed with the last reason, and not once it gets on",
    body: Effect.gen(function* () {
      const { api, is, listed, mine, order_id, start } = yield* begin
      for (let n = 0; n < 4; n++) api.failures.push({ operation: "create", order_id, phase: "unsent" })
      yield* start
      const problem = yield* listed
      assert.strictEqual(problem?.kind, "failing")
      assert.include(problem?.reason, "ECONNREFUSED")
      const shown = yield* History.of(order_id)
      assert.isAtLeast(Option.getOrThrow(shown).failed_tries, 3)
      assert.strictEqual(Option.getOrThrow(shown).last_error, problem?.reason)
      yield* is(
        "no longer listed",
        Effect.map(mine, (all) => all.length === 0)
      )
      assert.strictEqual(api.count("create", order_id), 5)
    })
  },
  {
    title: "payments are counted by state, and listed by state and time",
    body: Effect.gen(function* () {
      const { becomes, order_id, payments, start } = yield* begin
      const before = yield* Clock.currentTimeMillis
      yield* start
      yield* becomes("Waiting")
      const ids = (query: History.Query) => Effect.map(History.list(query), (all) => all.map((entry) => entry.order_id))
      assert.deepStrictEqual(yield* ids({ state: "waiting", from: before }), [order_id])
      assert.deepStrictEqual(yield* ids({ state: "ended", from: before }), [])
      assert.notInclude(yield* ids({ to: before, limit: 1000 }), order_id)
      const { oldest, states } = yield* History.counts
      assert.isAtLeast(states.waiting, 1)
      assert.isTrue(Option.isSome(oldest))
      yield* Gauges.update
      const gauge = (name: string, attributes: Readonly<Record<string, string>>) =>
        Effect.map(Metric.snapshot, (all) =>
          all.find(
            (one) =>
              one.id === name && Object.entries(attributes).every(([key, value]) => one.attributes?.[key] === value)
          )
        )
      const waiting = yield* gauge("multisafepay_payments", { state: "waiting" })
      assert.isAtLeast(Number(waiting?.type === "Gauge" ? waiting.state.value : 0), 1)
      assert.isDefined(yield* gauge("multisafepay_payments_problems", { kind: "failing" }))
      assert.isDefined(yield* gauge("multisafepay_payments_notices_queued", {}))
      // By the process that runs it, though asked for beside it.
      assert.isTrue(yield* Operator.cancel(order_id))
      yield* becomes("Ended")
      assert.strictEqual((yield* payments.outcome(order_id)).result, "cancelled")
      assert.isFalse(yield* Operator.cancel(order_id))
      assert.isFalse(yield* Operator.cancel("never-started"))
    })
  },
  {
    title: "a payment that is alive is forgotten only by force, and one that is not there is told apart",
    body: Effect.gen(function* () {
      const { becomes, order_id, start } = yield* begin
      yield* start
      yield* becomes("Waiting")
      const error = yield* Effect.flip(Operator.forget(order_id))
      assert.strictEqual(error._tag, "StillAlive")
      yield* becomes("Waiting")
      assert.isTrue(yield* Operator.forget(order_id, { force: true }))
      assert.isFalse(yield* Operator.forget(order_id))
    })
  },
  {
    title: "an order id that was asked for and never got to be a payment can be forgotten, and started for other money",
    body: Effect.gen(function* () {
      const { becomes, order_id, payments, sql, start } = yield* begin
      const execution = yield* PaymentWorkflow.executionId(order_id)
      yield* sql`INSERT INTO multisafepay_steps (execution_id, name, answer, at)
        VALUES (${execution}, 'asked', '{"amount":1,"currency":"EUR"}', 0)`
      assert.strictEqual((yield* Effect.flip(start))._tag, "OtherPayment")
      assert.deepStrictEqual(yield* payments.standing(order_id), { _tag: "Unknown" })
      assert.isTrue(yield* Operator.forget(order_id))
      yield* start
      yield* becomes("Waiting")
    })
  },
  {
    title: "a payment that was swept in vain goes to the end of the line",
    body: Effect.gen(function* () {
      const first = yield* begin
      const second = yield* begin
      const line = Effect.map(Operator.stuck, (all) =>
        all
          .flatMap(({ order_id }) => Option.toArray(order_id))
          .filter((id) => id === first.order_id || id === second.order_id)
      )
      let asked = 0
      const broken = Effect.suspend(() => Effect.die(new Error(`no such table, ${++asked}`)))
      for (const one of [first, second]) {
        one.orders.set(one.order_id, broken)
        yield* one.start
        yield* one.becomes("Suspended")
      }
      assert.deepStrictEqual(yield* line, [first.order_id, second.order_id])
      yield* first.payments.resume(first.order_id)
      yield* first.is(
        "at the end of the line",
        Effect.map(line, ([one, two]) => one === second.order_id && two === first.order_id)
      )
    })
  },
  {
    title: "a payment that is awake is not called unread, however old it is",
    body: Effect.gen(function* () {
      const { order_id, sql } = yield* begin
      const insert = (id: bigint, tag: string, key: string) =>
        sql`INSERT INTO multisafepay_messages ${sql.insert({
          id: String(id),
          request_id: String(id),
          message_id: `Workflow/multisafepay/Payment/v1/${key}/${tag}/`,
          // A shard that nobody has.
          shard_id: "nobody:2",
          entity_type: "Workflow/multisafepay/Payment/v1",
          entity_id: key,
          kind: 0,
          tag,
          payload: JSON.stringify({ order_id: key }),
          headers: "{}"
        })}`
      const now = Snowflake.make({
        machineId: MachineId.make(900),
        sequence: orders,
        timestamp: yield* Clock.currentTimeMillis
      })
      const unread = Effect.map(Operator.stuck, (all) =>
        all.flatMap(({ kind, order_id }) => (kind === "unread" ? [Option.getOrUndefined(order_id)] : []))
      )
      yield* insert(20_000n + BigInt(orders), "run", `${order_id}-awake`)
      yield* insert(now, "resume", `${order_id}-awake`)
      yield* insert(30_000n + BigInt(orders), "run", `${order_id}-asleep`)
      assert.deepStrictEqual(
        (yield* unread).filter((id) => id?.startsWith(order_id)),
        [`${order_id}-asleep`]
      )
    })
  },
  {
    title: "a payment broken for good is listed, forgotten and started again, and its order is not placed twice",
    body: Effect.gen(function* () {
      const { api, becomes, is, mine, order_id, payments, sql, start } = yield* begin
      yield* start
      yield* becomes("Waiting")
      yield* payments.notify({ order_id, order: { status: "declined", financial_status: "declined" } })
      const execution = yield* PaymentWorkflow.executionId(order_id)
      const answers = Effect.map(
        sql<{ readonly name: string }>`SELECT name FROM multisafepay_steps WHERE execution_id = ${execution}`,
        (rows) => rows.map(({ name }) => name)
      )
      // It looks, and waits on: the order shows nothing.
      yield* is(
        "it has looked",
        Effect.map(answers, (names) => names.includes("look/0"))
      )
      yield* becomes("Waiting")
      // A notification that could not be told at once, and would be taken for a repetition.
      const queue = sql`SELECT id FROM multisafepay_queue WHERE id LIKE ${`%:${order_id}`}`
      yield* sql`INSERT INTO multisafepay_queue ${sql.insert({
        id: `failed:${order_id}`,
        queue_name: "none",
        element: "{}",
        state: "completed",
        visible_at: "2026-01-01 00:00:00",
        created_at: "2026-01-01 00:00:00",
        updated_at: "2026-01-01 00:00:00"
      })}`
      // What a process that does not know the workflow leaves behind.
      const failure = JSON.stringify({
        _tag: "Failure",
        cause: [{ _tag: "Die", defect: { message: "Entity not registered" } }]
      })
      yield* sql`UPDATE multisafepay_replies SET payload = ${failure} WHERE id IN (
        SELECT last_reply_id FROM multisafepay_messages WHERE tag = 'run' AND payload LIKE ${`%"${order_id}"%`})`
      assert.deepStrictEqual(yield* mine, [
        { kind: "broken", order_id: Option.some(order_id), reason: "run: Entity not registered" }
      ])
      assert.strictEqual((yield* payments.standing(order_id))._tag, "Broken")
      assert.strictEqual((yield* Effect.flip(payments.outcome(order_id)))._tag, "BrokenPayment")
      yield* Operator.forget(order_id)
      assert.deepStrictEqual(yield* payments.standing(order_id), { _tag: "Unknown" })
      assert.deepStrictEqual(yield* answers, [])
      assert.deepStrictEqual(yield* queue, [])
      yield* start
      yield* becomes("Waiting")
      assert.strictEqual(api.count("create", order_id), 1)
    })
  },
  {
    title: "a message that was read and dropped is offered again within the minute",
    body: Effect.gen(function* () {
      const { order_id, sql } = yield* begin
      const count = (where: string) =>
        Effect.map(
          sql.unsafe<{ readonly n: number | bigint }>(
            `SELECT count(*) AS n FROM multisafepay_messages WHERE entity_id = '${order_id}' AND ${where}`
          ),
          ([row]) => Number(row?.n)
        )
      // A shard that nobody has, so that nobody takes the message in between.
      yield* sql`INSERT INTO multisafepay_messages ${sql.insert({
        id: String(10_000 + orders),
        request_id: String(10_000 + orders),
        message_id: order_id,
        shard_id: "nobody:1",
        entity_type: "Workflow/multisafepay/Payment/v1",
        entity_id: order_id,
        kind: 0,
        tag: "resume",
        payload: "{}",
        headers: "{}",
        last_read: "2026-01-01 00:00:00"
      })}`
      yield* Operator.sweep
      assert.strictEqual(yield* count("last_read IS NULL"), 1)
      assert.include(
        (yield* Operator.stuck).map((problem) => problem.kind),
        "unread"
      )
      yield* Operator.forget(order_id)
      yield* sql`DELETE FROM multisafepay_messages WHERE entity_id = ${order_id}`
    })
  },
  {
    title: "pruning deletes what has ended long enough, and nothing else",
    body: Effect.gen(function* () {
      const ended = yield* begin
      const waiting = yield* begin
      yield* ended.start
      yield* waiting.start
      yield* ended.becomes("Waiting")
      yield* waiting.becomes("Waiting")
      ended.api.pay(ended.order_id)
      yield* ended.payments.notify(ended.api.notification(ended.order_id))
      yield* ended.becomes("Ended")
      const rowsOf = (one: typeof ended) =>
        Effect.gen(function* () {
          const execution = yield* PaymentWorkflow.executionId(one.order_id)
          const all = one.sql<{ readonly tag: string; readonly processed: unknown }>`
            SELECT tag, processed FROM multisafepay_messages WHERE entity_id = ${execution}
            UNION ALL SELECT name AS tag, NULL AS processed FROM multisafepay_steps WHERE execution_id = ${execution}`
          return yield* all
        })
      // Its last messages are still being answered.
      yield* ended.is(
        "all is answered",
        Effect.map(rowsOf(ended), (rows) =>
          rows.every(({ processed, tag }) => tag !== "deferred" || Boolean(processed))
        )
      )

      // Forgetting a payment that is awake, as another test does, may leave one behind.
      const orphans = ended.sql`SELECT CAST(id AS TEXT) AS id FROM multisafepay_replies r
        WHERE NOT EXISTS (SELECT 1 FROM multisafepay_messages m WHERE m.request_id = r.request_id)`
      const orphansBefore = yield* orphans
      const before = [yield* rowsOf(ended), yield* rowsOf(waiting)]
      assert.strictEqual(yield* Operator.prune("1 hour"), 0)
      assert.deepStrictEqual([yield* rowsOf(ended), yield* rowsOf(waiting)], before)
      assert.isAtLeast(yield* Operator.prune(0), 1)
      assert.deepStrictEqual([yield* rowsOf(ended), yield* rowsOf(waiting)], [[], before[1]])
      assert.deepStrictEqual(yield* orphans, orphansBefore)
      assert.deepStrictEqual(yield* ended.payments.standing(ended.order_id), { _tag: "Unknown" })
      assert.deepStrictEqual(yield* waiting.payments.standing(waiting.order_id), { _tag: "Waiting" })
    })
  },
  {
    title: "a long journal is looked through to its end",
    body: Effect.gen(function* () {
      const { order_id, sql } = yield* begin
      const row = (n: number, tag: string, processed: boolean) => ({
        id: String(40_000 + n),
        request_id: String(40_000 + n),
        message_id: `Workflow/multisafepay/Payment/v1/${order_id}-${n}/${tag}/`,
        shard_id: "nobody:2",
        entity_type: "Workflow/multisafepay/Payment/v1",
        entity_id: `${order_id}-${n}`,
        kind: 0,
        tag,
        processed: sql.onDialectOrElse({ pg: (): boolean | number => processed, orElse: () => Number(processed) }),
        payload: JSON.stringify({ order_id }),
        headers: "{}"
      })
      const strangers = Array.from({ length: 2500 }, (_, n) => row(n, "deferred", true))
      yield* Effect.forEach(
        Arr.chunksOf(strangers, 500),
        (some) => sql`INSERT INTO multisafepay_messages ${sql.insert(some)}`
      )
      yield* sql`INSERT INTO multisafepay_messages ${sql.insert(row(2500, "run", false))}`
      const mine = Effect.map(Operator.stuck, (all) =>
        all.filter((one) => Option.getOrUndefined(one.order_id) === order_id)
      )
      assert.deepStrictEqual(
        (yield* mine).map(({ kind }) => kind),
        ["unread"]
      )
      yield* Operator.prune("1 hour")
      const left = yield* sql<{ readonly tag: string }>`
        SELECT tag FROM multisafepay_messages WHERE entity_id LIKE ${`${order_id}-%`}`
      assert.deepStrictEqual(left, [{ tag: "run" }])
      yield* sql`DELETE FROM multisafepay_messages WHERE entity_id = ${`${order_id}-2500`}`
    })
  },
  {
    title: "pruning deletes notifications about orders that never were payments",
    body: Effect.gen(function* () {
      const { is, order_id, payments, sql } = yield* begin
      const key = yield* PaymentWorkflow.executionId(order_id)
      const rows = Effect.map(
        sql<{ readonly processed: unknown }>`SELECT processed FROM multisafepay_messages WHERE entity_id = ${key}`,
        (rows) => rows.map((row) => Boolean(row.processed))
      )
      yield* payments.notify({ order_id, order: { status: "completed", financial_status: "completed" } })
      yield* is(
        "dealt with",
        Effect.map(rows, ([processed]) => processed === true)
      )
      yield* Effect.sleep("50 millis")
      yield* Operator.prune("1 hour")
      assert.strictEqual((yield* rows).length, 1)
      yield* Operator.prune(0)
      assert.strictEqual((yield* rows).length, 0)
    })
  }
]
