// The life of a shop that misses things: its notifications are lost, late, doubled and out of order, it crashes between any two steps, and
// people work in the dashboard behind its back. Afterwards the books are compared and healed.
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type * as Difference from "@effect-multisafepay/core/Difference"
import * as Notification from "@effect-multisafepay/core/Notification"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as OrderId from "@effect-multisafepay/core/OrderId"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Status from "@effect-multisafepay/core/Status"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Client from "@effect-multisafepay/http/Client"
import * as Ledger from "@effect-multisafepay/http/Ledger"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Reconciliation from "@effect-multisafepay/http/Reconciliation"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { timed } from "./timed.ts"

const key = Redacted.make("sandbox-api-key")
const begin = Date.UTC(2026, 2, 1)

/** Numbers from 0 to 1, the same for the same seed. */
const numbers = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let n = Math.imul(state ^ (state >>> 15), 1 | state)
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n
    return ((n ^ (n >>> 14)) >>> 0) / 4_294_967_296
  }
}

const gateways: ReadonlyArray<Partial<CreateOrder>> = [
  { gateway: "IDEAL" },
  { gateway: "VISA" },
  { gateway: "VISA", capture: "manual" },
  { gateway: "BANKTRANS" }
]

interface Row {
  readonly id: string
  readonly state: Difference.Here["state"]
  readonly refunded: number
  readonly captured: number
  readonly shipped: number
  readonly charged_back: number
}

const amount = 1000

/**
 * Lives one life and says what was wrong with the books afterwards, if anything. `forgetful`: a healer that hands an order to the shop's
 * effect without asking whether it has seen it.
 */
export const live = (seed: number, { forgetful = false } = {}): Effect.Effect<string | undefined, unknown> => {
  const chance = numbers(seed)
  const pick = <A>(all: ReadonlyArray<A>): A => all[Math.floor(chance() * all.length)] as A
  let crashing = true

  const crash = Effect.suspend(() => (crashing && chance() < 0.08 ? Effect.fail("crashed" as const) : Effect.void))

  // The shop's effect: everything it does in one transaction with the mark that it was done.
  const handler = (sql: SqlClient.SqlClient, order_id: string, order: OrderDetails) =>
    Effect.gen(function* () {
      yield* crash
      const rows = yield* sql<Row>`SELECT * FROM orders WHERE id = ${order_id}`
      const row = rows[0]
      // A refund or a capture, or an order that the shop has not written down yet.
      if (row === undefined) return
      const captured = order.related_transactions?.filter((one) => one.type === "capture" && one.status !== "void")
      const sum = captured?.reduce((total, one) => total + (one.amount ?? 0), 0) ?? 0
      const paid = Status.isSecured(order) || (order.amount_refunded ?? 0) > 0 || sum > 0
      const over = Status.attemptFailed(order) || order.status === "void"
      yield* crash
      yield* sql`UPDATE orders SET
        state = ${paid ? "paid" : over && row.state === "open" ? "over" : row.state},
        refunded = ${order.amount_refunded ?? 0}, captured = ${sum},
        shipped = ${order.status === "shipped" ? 1 : row.shipped} WHERE id = ${order_id}`
      yield* crash
      // A mail to the customer: written down here, sent from there.
      const children = order.related_transactions?.map(({ status, type }) => `${type} ${status}`).join(" ") ?? ""
      const what = `${order.status}/${order.financial_status} ${order.amount_refunded} ${order.modified} ${children}`
      yield* sql`INSERT INTO effects (id, what) VALUES (${order_id}, ${what})`
      yield* crash
    })

  const intake = Layer.unwrap(
    Effect.map(SqlClient.SqlClient, (sql) =>
      Webhooks.layerService({
        keys: key,
        window: { past: "30 days", future: "30 days" },
        handler: ({ order, order_id }) => handler(sql, order_id, order)
      })
    )
  ).pipe(Layer.provide(WebhookStore.layerSql()))

  const ledger = Layer.unwrap(
    Effect.map(SqlClient.SqlClient, (sql) => {
      const here = (row: Row): Difference.Here => ({
        order_id: row.id,
        amount,
        currency: "EUR",
        state: row.state,
        refunded: row.refunded,
        captured: row.captured,
        shipped: row.shipped === 1,
        chargedBack: row.charged_back === 1
      })
      return Ledger.layer({
        find: (ids) => Effect.map(sql<Row>`SELECT * FROM orders WHERE ${sql.in("id", ids)}`, (rows) => rows.map(here)),
        within: () => Stream.empty
      })
    })
  )

  const world = Layer.mergeAll(intake, ledger).pipe(
    Layer.provideMerge(MultiSafepay.layer({ apiKey: key })),
    Layer.provideMerge(Sandbox.layer({ notifications: "record", seed })),
    Layer.provideMerge(SqliteClient.layer({ filename: ":memory:" }))
  )

  return Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const sql = yield* SqlClient.SqlClient
    const webhooks = yield* Webhooks.Webhooks
    const orders = yield* Orders.Orders
    const refunds = yield* Refunds.Refunds
    const captures = yield* Captures.Captures
    const client = yield* Client.Client
    yield* sql`CREATE TABLE orders (id TEXT PRIMARY KEY, state TEXT, refunded INT DEFAULT 0, captured INT DEFAULT 0,
      shipped INT DEFAULT 0, charged_back INT DEFAULT 0)`
    yield* sql`CREATE TABLE effects (id TEXT, what TEXT)`

    const notify = (body: string) =>
      Effect.gen(function* () {
        const auth = yield* Notification.sign({ body, key })
        const url = `http://shop/webhooks?transactionid=x&timestamp=1`
        const request = new Request(url, { method: "POST", headers: { auth }, body })
        yield* Effect.ignore(webhooks.receive(HttpServerRequest.fromWeb(request)))
      })

    const late: Array<string> = []
    let told = 0
    const hear = Effect.gen(function* () {
      const all = yield* sandbox.notices()
      for (const { body } of all.slice(told)) {
        const fate = pick(["lost", "lost", "told", "told", "twice", "late", "late and lost"])
        if (fate === "told" || fate === "twice") yield* notify(body)
        if (fate === "twice") yield* notify(body)
        if (fate.startsWith("late")) late.push(body)
        // Out of order: an older one after a newer one.
        if (late.length > 0 && chance() < 0.2)
          yield* notify(late.splice(Math.floor(chance() * late.length), 1)[0] ?? "")
      }
      told = all.length
    })

    const ids = Array.from({ length: 1 + Math.floor(chance() * 3) }, (_, i) => `o-${i}`)
    for (const id of ids) {
      const write = sql`INSERT INTO orders (id, state) VALUES (${id}, 'open')`
      const place = timed(
        orders.create({
          type: "redirect",
          order_id: id,
          currency: "EUR",
          amount,
          description: "A chair",
          ...pick(gateways),
          payment_options: { notification_url: "http://shop/webhooks" }
        } as CreateOrder)
      )
      yield* write
      yield* place
      let n = 0
      const give = (body: Refund.CreateRefund) => client.call(Refund.create, { path: { order_id: id }, body })
      for (let steps = Math.floor(chance() * 7); steps > 0; steps--) {
        const cents = 100 * (1 + Math.floor(chance() * 4))
        const happens: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          sandbox.pay(id),
          sandbox.pay(id),
          sandbox.decline(id),
          sandbox.cancel(id),
          sandbox.expire(id),
          sandbox.review(id),
          sandbox.settle(id),
          sandbox.chargeback(id),
          sandbox.acceptRefund(id),
          sandbox.declineRefund(id),
          orders.ship(id),
          captures.ensure(id, {
            new_order_id: OrderId.child(id, "capture", ++n),
            amount: cents,
            rest: pick(["keep", "release"])
          }),
          refunds.ensure(id, { refund_order_id: OrderId.child(id, "refund", ++n), currency: "EUR", amount: cents }),
          // In the dashboard: under the order's own id.
          give({ currency: "EUR", amount: cents })
        ]
        yield* timed(pick(happens))
        yield* hear
        yield* TestClock.adjust(pick<Duration.Input>(["1 second", "10 minutes", "7 hours", "2 days"]))
        yield* hear
      }
    }
    yield* TestClock.adjust("3 days")
    yield* hear

    crashing = false
    const healer = forgetful
      ? Webhooks.Webhooks.of({
          ...webhooks,
          handOver: (order) =>
            Effect.as(Effect.orDie(handler(sql, order.order_id, order)), { _tag: "Handled", order_id: order.order_id })
        })
      : webhooks
    const books = timed(
      Reconciliation.run({ from: begin - 1000, stretch: "2 days" }, Reconciliation.heal).pipe(
        Effect.provideService(Webhooks.Webhooks, healer)
      )
    ).pipe(Effect.flatten)

    const first = yield* books
    const strange = first.left.filter(({ _tag }) => _tag !== "ChargedBackThere")
    const contested = new Set(first.left.filter(({ _tag }) => _tag === "ChargedBackThere").map((one) => one.order_id))
    const unexpected = strange.filter(({ order_id }) => !contested.has(order_id))
    if (unexpected.length > 0) return `left unhealed: ${unexpected.map(({ _tag }) => _tag).join(", ")}`
    // Somebody looks at what a machine must not decide; only then may the rest of that order be healed.
    for (const id of contested) yield* sql`UPDATE orders SET charged_back = 1 WHERE id = ${id}`
    if (contested.size > 0) yield* books
    const again = yield* books
    if (again.found > 0) return `a further run finds ${again.left.map(({ _tag }) => _tag).join(", ")}`

    // What was late comes after all.
    for (const body of late) yield* notify(body)
    const last = yield* books
    if (last.found > 0) return `after late notifications ${last.left.map(({ _tag }) => _tag).join(", ")}`

    const doubled = yield* sql<{ readonly what: string }>`
      SELECT id || ' ' || what AS what FROM effects GROUP BY id, what HAVING COUNT(*) > 1`
    if (doubled.length > 0) return `done twice: ${doubled.map(({ what }) => what).join(", ")}`

    for (const row of yield* sql<Row>`SELECT * FROM orders`) {
      const order = yield* sandbox.order(row.id)
      const captured = order.related_transactions?.filter((one) => one.type === "capture") ?? []
      const sum = captured.reduce((total, one) => total + (one.amount ?? 0), 0)
      if ((order.amount_refunded ?? 0) !== row.refunded) return `${row.id}: refunds are not booked`
      if (sum !== row.captured) return `${row.id}: captures are not booked`
      if (
        Status.isSecured(order) !== (row.state === "paid") &&
        row.refunded === 0 &&
        sum === 0 &&
        !contested.has(row.id)
      ) {
        return `${row.id}: is ${row.state} here and ${order.status}/${order.financial_status} there`
      }
      if (order.status === "shipped" && row.shipped === 0) return `${row.id}: shipping is not booked`
    }
    return undefined
  }).pipe(
    Effect.provide(world),
    // Before the world is made: the store looks after its table every hour, from then on.
    (life) => Effect.andThen(TestClock.setTime(begin), life),
    Effect.provide(TestClock.layer()),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
}
