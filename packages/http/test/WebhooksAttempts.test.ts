// One order, several attempts to pay it: a link that was opened twice, a declined card and then another one. The shop's handler is the
// guide's: it marks the order paid, and gives the stock back when an attempt failed. Whatever arrives when, a paid order stays paid.
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Status from "@effect-multisafepay/core/Status"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookQueue from "@effect-multisafepay/http/WebhookQueue"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import * as Postgres from "./support/postgres.ts"
import { answer, details, scripted } from "./support/scripted.ts"
import { body, incoming, key, post } from "./support/webhookCalls.ts"

interface Told {
  readonly status: string
  readonly transaction_id?: number | string | undefined
  readonly minute: number
  readonly financial_status?: string
  readonly debit_credit?: string
}

const bodyOf = (order_id: string, { minute, ...told }: Told) =>
  body(order_id, {
    financial_status: told.status,
    ...told,
    modified: `2024-06-01T10:${String(minute).padStart(2, "0")}:00`
  })

const permutations = <A>(of: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  of.length === 0
    ? [[]]
    : of.flatMap((one, at) => permutations(of.filter((_, i) => i !== at)).map((rest) => [one].concat(rest)))

/** What the shop has done, in order, by order id. */
const makeShop = () => {
  const done = new Map<string, Array<string>>()
  const handler = ({ order, order_id }: Webhooks.Received) =>
    Effect.sync(() => {
      const what = Status.isPaid(order) ? "paid" : Status.attemptFailed(order) ? "stock given back" : "nothing"
      done.set(order_id, [...(done.get(order_id) ?? []), what])
    })
  return { done, handler }
}

const paid: Told = { status: "completed", transaction_id: 222, minute: 10 }
const stories: Record<string, ReadonlyArray<Told>> = {
  "an attempt expires after another was paid": [paid, { status: "expired", transaction_id: 111, minute: 15 }],
  "four attempts, of which the second is paid": [
    { status: "initialized", transaction_id: 111, minute: 1 },
    { status: "declined", transaction_id: "111", minute: 12 },
    paid,
    { status: "void", financial_status: "cancelled", transaction_id: 333, minute: 13 }
  ],
  "a session without a transaction is cancelled": [
    paid,
    { status: "cancelled", transaction_id: undefined, minute: 20 },
    { status: "initialized", transaction_id: 444, minute: 21 }
  ],
  "PayPal's last word is completed/initialized": [
    { ...paid, financial_status: "completed" },
    { status: "uncleared", financial_status: "initialized", transaction_id: 555, minute: 11 },
    { status: "expired", transaction_id: 555, minute: 55 }
  ]
}

/** Every story in every order of arrival, each as an order of its own. */
const tellAll = Effect.fnUntraced(function* (
  receive: (request: Request) => Effect.Effect<Webhooks.Receipt, Webhooks.WebhookRefused | Webhooks.NotHandled>
) {
  for (const [name, story] of Object.entries(stories)) {
    for (const [at, arrival] of permutations(story).entries()) {
      for (const told of arrival) yield* receive(yield* post(bodyOf(`${name.slice(0, 20)} ${at}`, told)))
    }
  }
})

const count = Object.values(stories).reduce((sum, story) => sum + permutations(story).length, 0)

const expectAllPaid = (done: ReadonlyMap<string, ReadonlyArray<string>>) => {
  assert.strictEqual(done.size, count)
  for (const [order_id, what] of done) {
    const at = what.indexOf("paid")
    assert.isAtLeast(at, 0, `${order_id} was never paid: ${what.join(", ")}`)
    assert.deepStrictEqual(what.slice(at), ["paid"], `${order_id} after it was paid`)
  }
}

const inline = <E, R>(store: Effect.Effect<WebhookStore.Service, E, R>) =>
  Effect.gen(function* () {
    const { done, handler } = makeShop()
    const intake = yield* Effect.provideServiceEffect(
      Webhooks.make({ keys: key, handler }),
      WebhookStore.WebhookStore,
      store
    )
    yield* tellAll((request) => intake.receive(incoming(request)))
    expectAllPaid(done)
  })

/** One worker, so that the order of arrival is the order of work. */
const queued = <E, R>(store: Effect.Effect<WebhookStore.Service, E, R>) =>
  Effect.gen(function* () {
    const { done, handler } = makeShop()
    const worked = yield* Queue.unbounded<string>()
    const queue = yield* WebhookQueue.make({ workers: 1 })
    const intake = yield* Webhooks.make({ keys: key, handler }).pipe(
      Effect.provideServiceEffect(WebhookStore.WebhookStore, store),
      Effect.provideService(WebhookQueue.WebhookQueue, {
        ...queue,
        take: (work) =>
          queue.take((id, message, attempt) =>
            Effect.ensuring(work(id, message, attempt), Queue.offer(worked, message.order_id))
          )
      })
    )
    let sent = 0
    yield* tellAll((request) => Effect.tap(intake.receive(incoming(request)), () => Effect.sync(() => sent++)))
    yield* Effect.forEach(Array.from({ length: sent }), () => Queue.take(worked))
    expectAllPaid(done)
  }).pipe(Effect.provide(Layer.provide(PersistedQueue.layer, PersistedQueue.layerStoreMemory)))

describe("a paid order stays paid, whichever of its attempts is told about when", () => {
  for (const [how, run] of [
    ["answered when handled", inline],
    ["answered from a queue", queued]
  ] as const) {
    it.live(`in memory, ${how}`, () => run(WebhookStore.makeMemory()))

    it.live(`on SQLite, ${how}`, () =>
      Effect.provide(run(WebhookStore.makeSql()), SqliteClient.layer({ filename: ":memory:" }))
    )
  }

  it.live("a paid order that is refunded, charged back or paid twice is still told", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const intake = yield* Webhooks.make({
        keys: key,
        handler: ({ order }) => Effect.sync(() => told.push(`${order.transaction_id} ${order.status}`))
      })
      const one = (status: string, transaction_id: number, minute: number) =>
        Effect.flatMap(post(bodyOf("o-1", { status, transaction_id, minute })), (request) =>
          intake.receive(incoming(request))
        )
      yield* one("completed", 222, 10)
      assert.deepStrictEqual(yield* one("expired", 111, 15), { _tag: "Superseded", order_id: "o-1" })
      yield* one("partial_refunded", 222, 20)
      yield* one("completed", 333, 12)
      yield* one("void", 222, 14)
      yield* one("void", 222, 30)
      assert.deepStrictEqual(told, ["222 completed", "222 partial_refunded", "333 completed", "222 void"])
    })
  )
})

describe("a refund that has its order's id, as those of the dashboard have", () => {
  const refund = (status: string, minute: number) =>
    bodyOf("o-1", { status, transaction_id: 999, minute, debit_credit: "D" })
  const told = (told: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const { done, handler } = makeShop()
      const intake = yield* Webhooks.make({ keys: key, handler })
      const receipts = yield* Effect.forEach(told, (text) =>
        Effect.flatMap(post(text), (request) => intake.receive(incoming(request)))
      )
      return { done: done.get("o-1"), receipts: receipts.map(({ _tag }) => _tag) }
    })
  const stores = [
    ["in memory", Layer.empty],
    ["on SQLite", Layer.provide(WebhookStore.layerSql(), SqliteClient.layer({ filename: ":memory:" }))]
  ] as const

  for (const [where, store] of stores) {
    it.effect(`is told from its beginning to its end, also when the order has moved on, ${where}`, () =>
      Effect.gen(function* () {
        const { done, receipts } = yield* told([
          bodyOf("o-1", paid),
          refund("reserved", 20),
          bodyOf("o-1", { ...paid, status: "partial_refunded", minute: 30 }),
          refund("initialized", 21),
          refund("declined", 25),
          refund("initialized", 22)
        ])
        assert.deepStrictEqual(receipts, ["Handled", "Handled", "Handled", "Handled", "Handled", "Stale"])
        // Declined is the refund, and not the payment.
        assert.notInclude(done ?? [], "stock given back")
      }).pipe(Effect.provide(store))
    )

    it.effect(`pays nothing: the order's own attempt that failed is told after it, ${where}`, () =>
      Effect.gen(function* () {
        const { receipts } = yield* told([
          refund("completed", 20),
          bodyOf("o-1", { status: "declined", transaction_id: 111, minute: 30 })
        ])
        assert.deepStrictEqual(receipts, ["Handled", "Handled"])
      }).pipe(Effect.provide(store))
    )
  }
})

describe("whatever is told about whichever attempt", () => {
  const Arrivals = Schema.Array(
    Schema.Struct({
      status: Schema.Literals([...Status.orderStatuses, "chargedback", "Expired", "hold"]),
      transaction_id: Schema.UndefinedOr(Schema.Literals([111, "111", 222, 333])),
      minute: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))
    })
  ).check(Schema.isMaxLength(12))

  /** The receipts of an intake, one per arrival. */
  const receiptsOf = Effect.fnUntraced(function* (arrivals: ReadonlyArray<Told>) {
    const intake = yield* Webhooks.make({ keys: key, handler: () => Effect.void })
    return yield* Effect.forEach(arrivals, (told) =>
      Effect.flatMap(post(bodyOf("o-1", told)), (request) => intake.receive(incoming(request)))
    )
  })

  it.effect.prop(
    "memory and database agree, and no unpaid attempt follows another transaction's money",
    { arrivals: Arrivals },
    ({ arrivals }) =>
      Effect.gen(function* () {
        const receipts = yield* receiptsOf(arrivals)
        const inDatabase = yield* receiptsOf(arrivals).pipe(
          Effect.provide(Layer.provide(WebhookStore.layerSql(), SqliteClient.layer({ filename: ":memory:" })))
        )
        assert.deepStrictEqual(inDatabase, receipts)
        const paidBy = new Set<string>()
        for (const [at, { status, transaction_id }] of arrivals.entries()) {
          if (receipts[at]?._tag !== "Handled") continue
          const id = String(transaction_id)
          const order = { status, financial_status: status }
          if (Status.attemptFailed(order)) {
            const others = [...paidBy].filter((other) => other !== id)
            assert.isEmpty(others, `${id} ${status} after another paid`)
          }
          if (Status.isSecured(order)) paidBy.add(id)
        }
        // The first word of money about a transaction is never lost to another one's.
        for (const id of ["111", "222", "333"]) {
          const about = arrivals.findIndex((told) => String(told.transaction_id) === id)
          if (about !== -1 && arrivals[about]?.status === "completed") {
            assert.strictEqual(receipts[about]?._tag, "Handled")
          }
        }
      })
  )

  it.effect("what Status calls secured, of any method, counts as paid", () =>
    Effect.gen(function* () {
      let secured = 0
      for (const type of [...Gateway.ids, undefined]) {
        for (const status of Status.orderStatuses) {
          for (const financial_status of Status.financialStatuses) {
            const order = { status, financial_status, amount: 1000, payment_details: { type } }
            if (!Status.isSecured(order)) continue
            secured++
            const told: Told = { status, financial_status, transaction_id: 222, minute: 1 }
            const receipts = yield* receiptsOf([told, { status: "expired", transaction_id: 111, minute: 5 }])
            assert.strictEqual(receipts[1]?._tag, "Superseded", `${type} ${status}/${financial_status}`)
          }
        }
      }
      assert.isAbove(secured, 50)
    })
  )
})

describe.skipIf(!Postgres.isHere)(`a paid order stays paid on PostgreSQL${Postgres.whyNot}`, () => {
  const cluster = Scope.makeUnsafe()
  let socket = ""
  beforeAll(async () => {
    socket = await Effect.runPromise(Scope.provide(cluster)(Postgres.start))
  })
  afterAll(() => Effect.runPromise(Scope.close(cluster, Exit.void)))

  it.live("answered when handled", () => Effect.provide(inline(WebhookStore.makeSql()), Postgres.fresh(socket)))
  it.live("answered from a queue", () => Effect.provide(queued(WebhookStore.makeSql()), Postgres.fresh(socket)))
})

describe("reading the order again", () => {
  it.live("leaves the database alone while the API thinks", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const sql = yield* SqlClient.SqlClient
      const modified = "2024-06-01T10:10:00"
      const { layer, seen } = scripted([
        (request) =>
          Deferred.succeed(asked, undefined).pipe(
            Effect.andThen(Deferred.await(gate)),
            Effect.andThen(answer(200, details({ status: "completed", modified }))(request))
          )
      ])
      const told = () => post(body("o-1", { status: "initialized", modified: "2024-06-01T10:09:00" }))
      let handled = 0
      const intake = yield* Effect.provide(
        Webhooks.make({
          keys: key,
          reread: true,
          handler: () => Effect.sync(() => void handled++)
        }),
        Layer.merge(layer, WebhookStore.layerSql())
      )
      const call = yield* Effect.forkChild(intake.receive(incoming(yield* told())))
      yield* Deferred.await(asked)
      // The only connection is free: this would wait for ever if the API were asked inside the transaction.
      assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
      yield* Deferred.succeed(gate, undefined)
      yield* Effect.exit(Fiber.join(call))
      assert.strictEqual(handled, 1)
      // Neither a repetition costs a call to the API, nor a notification of what was read.
      assert.strictEqual((yield* intake.receive(incoming(yield* told())))._tag, "Stale")
      const { data } = details({ status: "completed", modified })
      assert.strictEqual((yield* intake.receive(incoming(yield* post(JSON.stringify(data)))))._tag, "Duplicate")
      assert.lengthOf(seen, 1)
    }).pipe(Effect.provide(SqliteClient.layer({ filename: ":memory:" })))
  )

  it.live("an older reading whose turn comes after a newer one is out of date", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const asked = yield* Deferred.make<void>()
      const at = (minute: number, status: string) =>
        answer(200, details({ status, modified: `2024-06-01T10:${minute}:00` }))
      const { layer } = scripted([
        (request) =>
          Deferred.succeed(asked, undefined).pipe(
            Effect.andThen(Deferred.await(gate)),
            Effect.andThen(at(10, "completed")(request))
          ),
        at(20, "refunded")
      ])
      const told: Array<string> = []
      const intake = yield* Effect.provide(
        Webhooks.make({ keys: key, reread: true, handler: ({ order }) => Effect.sync(() => told.push(order.status)) }),
        layer
      )
      const one = (amount: number) =>
        Effect.flatMap(post(body("o-1", { amount })), (request) => intake.receive(incoming(request)))
      const slow = yield* Effect.forkChild(one(1))
      yield* Deferred.await(asked)
      assert.strictEqual((yield* one(2))._tag, "Handled")
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual((yield* Fiber.join(slow))._tag, "Stale")
      assert.deepStrictEqual(told, ["refunded"])
    })
  )
})
