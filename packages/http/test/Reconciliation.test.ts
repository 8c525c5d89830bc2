// The books of a shop against those of a local MultiSafepay.
import { assert, describe, it } from "@effect/vitest"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type * as Difference from "@effect-multisafepay/core/Difference"
import {
  MultiSafepayError,
  RateLimited,
  Unauthorized,
  Unavailable,
  UnexpectedAnswer
} from "@effect-multisafepay/core/MultiSafepayError"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as OrderId from "@effect-multisafepay/core/OrderId"
import * as Totals from "@effect-multisafepay/core/Totals"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Ledger from "@effect-multisafepay/http/Ledger"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Reconciliation from "@effect-multisafepay/http/Reconciliation"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const world = MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }).pipe(
  Layer.provideMerge(Sandbox.layer({ notifications: "record" }))
)

type Book = Map<string, Difference.Here & { readonly at: number }>

const ledgerOf = (book: Book) =>
  Ledger.layer({
    find: (ids) => Effect.sync(() => ids.flatMap((id) => book.get(id) ?? [])),
    within: ({ from, until }) =>
      Stream.suspend(() =>
        Stream.fromIterable(
          [...book.values()].filter(({ at, due }) => {
            const when = due ?? at
            return when >= from && when < until
          })
        )
      )
  })

const begin = Date.UTC(2026, 2, 1)

const place = (order_id: string, more: Partial<CreateOrder> = {}) =>
  Orders.Orders.use((orders) =>
    orders.create({
      type: "redirect",
      gateway: "IDEAL",
      order_id,
      currency: "EUR",
      amount: 1000,
      description: "A chair",
      ...more
    } as CreateOrder)
  )

const pay = (order_id: string, more: Partial<CreateOrder> = {}) =>
  Effect.andThen(
    place(order_id, more),
    Sandbox.Sandbox.use((sandbox) => sandbox.pay(order_id))
  )

const here = (order_id: string, more: Partial<Difference.Here & { at: number }> = {}) =>
  [order_id, { order_id, amount: 1000, currency: "EUR", state: "paid", at: begin, ...more }] as const

const compared = (book: Book, options: Partial<Reconciliation.Options> = {}) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(
      Reconciliation.stretches({ from: begin, until: begin + Duration.toMillis("2 days"), ...options }).pipe(
        Stream.runCollect,
        Effect.provide(ledgerOf(book))
      )
    )
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

const kindsOf = (stretches: ReadonlyArray<Reconciliation.Stretch>) =>
  stretches.flatMap(({ differences }) => differences.map(({ _tag, order_id }) => `${_tag} ${order_id}`))

const days = (n: number) => TestClock.adjust(Duration.days(n))

describe("Reconciliation", () => {
  it.effect("finds what only one side knows, and nothing about what both do", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["agreed", "unknown", "missed", "refunded"]) yield* pay(id)
      yield* pay("charged-back", { gateway: "VISA" })
      yield* place("expired")
      yield* sandbox.review("expired")
      yield* sandbox.decline("expired")
      yield* place("late")
      yield* place("unpaid")
      yield* Refunds.Refunds.use((refunds) =>
        refunds.create("refunded", { refund_order_id: "refunded-refund-1", currency: "EUR", amount: 300 })
      )
      yield* sandbox.chargeback("charged-back")
      yield* days(3)
      const book: Book = new Map([
        here("agreed"),
        here("missed", { state: "open" }),
        here("refunded", { refunded: 0 }),
        here("charged-back"),
        here("expired", { state: "open" }),
        here("late", { state: "open", due: begin + 3_600_000 }),
        here("unpaid"),
        here("never-placed")
      ])
      const stretches = yield* compared(book)
      assert.sameMembers(kindsOf(stretches), [
        "UnknownHere unknown",
        "PaidThere missed",
        "RefundedThere refunded",
        "ChargedBackThere charged-back",
        "EndedThere expired",
        "Overdue late",
        "PaidHere unpaid",
        "PaidHere never-placed"
      ])
      const metrics = yield* Metric.snapshot
      const counted = metrics.filter(({ id }) => id === "multisafepay.books.differences")
      assert.sameMembers(
        counted.map(({ attributes, state }) => `${attributes?.["kind"]} ${"count" in state ? state.count : ""}`),
        [
          "UnknownHere 1",
          "PaidThere 1",
          "RefundedThere 1",
          "ChargedBackThere 1",
          "EndedThere 1",
          "Overdue 1",
          "PaidHere 2"
        ]
      )
      const oldest = metrics.find(({ id }) => id === "multisafepay.books.oldest")
      assert.include(oldest?.state, { value: Duration.toMillis("3 days") })
      const refund = stretches.flatMap(({ differences }) => differences).find(({ _tag }) => _tag === "RefundedThere")
      assert.include(refund, { amount: 300, currency: "EUR" })
      // Effect counts for the whole process unless told otherwise, and other tests count too.
    }).pipe(Effect.provide(world), Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("of a day on which everything agrees reads no order", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const sandbox = yield* Sandbox.Sandbox
      const ids = Array.from({ length: 25 }, (_, i) => `o-${i}`)
      for (const id of ids) yield* pay(id)
      yield* days(3)
      const before = (yield* sandbox.received()).length
      const stretches = yield* compared(new Map(ids.map((id) => here(id))), { limit: 10 })
      assert.deepStrictEqual(kindsOf(stretches), [])
      assert.strictEqual(
        stretches.reduce((sum, { reads }) => sum + reads, 0),
        0
      )
      assert.strictEqual(
        stretches.reduce((sum, { transactions }) => sum + transactions, 0),
        // With the payout of the first night.
        26
      )
      assert.deepInclude(Totals.lines(stretches.reduce((all, one) => Totals.merge(all, one.totals), Totals.empty))[0], {
        day: "2026-03-01",
        method: "IDEAL",
        count: 25,
        gross: 25_000,
        fees: 25 * 44
      })
      // Eight stretches, two lists each; 25 rows come in pages of ten, and the last page leads to an empty one, as does the payout's.
      assert.isAtMost((yield* sandbox.received()).length - before, 8 * 2 + 2 * 3 + 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("finds the order of a refund or a capture that was named after it, days after it was paid", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin - Duration.toMillis("20 days"))
      yield* pay("old")
      yield* pay("dashboard")
      yield* TestClock.setTime(begin)
      const refund = (order_id: string, refund_order_id: string) =>
        Refunds.Refunds.use((refunds) => refunds.create(order_id, { refund_order_id, currency: "EUR", amount: 300 }))
      yield* refund("old", "old-refund-1")
      yield* refund("dashboard", "made-by-somebody-else")
      yield* days(3)
      const found = yield* compared(
        new Map([here("old", { refunded: 0 }), here("dashboard", { refunded: 0, at: begin - 1 })])
      )
      // Only the name tells the order of a refund. A foreign one is a payment out that the shop does not know.
      assert.sameMembers(kindsOf(found), ["RefundedThere old", "UnknownHere made-by-somebody-else"])
    }).pipe(Effect.provide(world))
  )

  it.effect("goes on at a mark, and reports an order once however often its rows are met", () =>
    Effect.gen(function* () {
      // In the middle of a second, which is where a bound may lie as well.
      yield* TestClock.setTime(begin + 700)
      yield* pay("a")
      yield* TestClock.adjust("7 hours")
      yield* Refunds.Refunds.use((refunds) =>
        refunds.create("a", { refund_order_id: "a-refund-1", currency: "EUR", amount: 300 })
      )
      yield* pay("b")
      // Where a stretch of five hours ends and the next one begins.
      yield* TestClock.setTime(begin + Duration.toMillis("10 hours"))
      yield* pay("c")
      yield* days(3)
      const book: Book = new Map([here("c")])
      const whole = yield* compared(book)
      assert.sameMembers(kindsOf(whole), ["UnknownHere a", "UnknownHere b"])
      const first = yield* compared(book, { until: begin + Duration.toMillis("6 hours") })
      assert.deepStrictEqual(kindsOf(first), ["UnknownHere a"])
      const rest = yield* compared(book, { from: first.at(-1)?.until ?? 0 })
      assert.include(kindsOf(rest), "UnknownHere b")
      // A payment that lies on the mark is of the run that begins there.
      const mark = begin + Duration.toMillis("10 hours")
      const runs = [...(yield* compared(book, { until: mark })), ...(yield* compared(book, { from: mark }))]
      const grosses = runs.flatMap(({ totals }) => Totals.lines(totals)).map(({ gross }) => gross)
      assert.strictEqual(
        grosses.reduce((sum, gross) => sum + gross, 0),
        3000
      )
      // Whatever the stretches are, each second belongs to one.
      for (const stretch of ["7 minutes", "5 hours", "3 days"] as const) {
        const all = yield* compared(book, { from: begin + 300, stretch })
        assert.sameMembers(kindsOf(all), ["UnknownHere a", "UnknownHere b"])
        assert.strictEqual(all[0]?.from, begin)
        all.forEach((one, i) => assert.strictEqual(one.from, all[i - 1]?.until ?? begin))
        const totals = all.reduce((sum, one) => Totals.merge(sum, one.totals), Totals.empty)
        assert.strictEqual(
          Totals.lines(totals).reduce((sum, { gross }) => sum + gross, 0),
          3000
        )
      }
    }).pipe(Effect.provide(world))
  )

  it.effect("neither loses nor doubles a row when pages shift while they are read, whatever their order", () =>
    Effect.gen(function* () {
      const all = Array.from({ length: 40 }, (_, i) => ({
        transaction_id: `${i}`,
        order_id: `o-${i}`,
        type: "payment" as const,
        payment_method: "IDEAL",
        amount: 1000,
        currency: "EUR",
        status: "completed" as const,
        financial_status: "completed" as const,
        completed: "2026-03-01T01:00:00",
        created: "2026-03-01T01:00:00"
      }))
      // Every page begins three rows before the last one ended, as if three payments had come in meanwhile.
      const shifting = Transactions.Transactions.of({
        list: () => Effect.die("not asked"),
        get: () => Effect.die("not asked"),
        all: () =>
          Stream.fromIterable(
            Array.from({ length: 6 }, (_, page) => all.slice(page * 7, page * 7 + 10))
              .flat()
              .reverse()
          )
      })
      yield* TestClock.setTime(begin + Duration.toMillis("3 days"))
      const stretches = yield* Reconciliation.stretches({
        from: begin,
        until: begin + Duration.toMillis("6 hours")
      }).pipe(
        Stream.runCollect,
        Effect.provide(ledgerOf(new Map(all.map(({ order_id }) => here(order_id))))),
        Effect.provideService(Transactions.Transactions, shifting)
      )
      assert.strictEqual(stretches[0]?.transactions, 40)
      assert.deepStrictEqual(kindsOf(stretches), [])
      assert.include(Totals.lines(stretches[0]?.totals ?? Totals.empty)[0], { count: 40, gross: 40_000 })
    }).pipe(Effect.provide(world))
  )

  it.effect("finds what was given back of a capture, which is an order of its own", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* pay("a", { gateway: "VISA", capture: "manual" })
      const capture = OrderId.child("a", "capture", 1)
      yield* Captures.Captures.use((captures) =>
        captures.create("a", { new_order_id: capture, amount: 600, rest: "keep" })
      )
      const refund = (refund_order_id: string, amount: number) =>
        Refunds.Refunds.use((refunds) => refunds.create(capture, { refund_order_id, currency: "EUR", amount }))
      yield* refund(OrderId.child(capture, "refund", 1), 150)
      yield* TestClock.adjust("1 day")
      yield* refund("by-somebody", 50)
      yield* days(3)
      const found = (refunded: number) =>
        Effect.map(compared(new Map([here("a", { captured: 600, refunded })])), (stretches) =>
          stretches
            .flatMap(({ differences }) => differences)
            .filter(({ order_id }) => order_id === "a")
            .map(({ _tag, amount }) => `${_tag} ${amount}`)
        )
      assert.deepStrictEqual(yield* found(200), [])
      assert.deepStrictEqual(yield* found(0), ["RefundedThere 200"])
      assert.deepStrictEqual(yield* found(250), ["RefundedHere 50"])
      // Healing hands over the order and its capture, which says what was given back.
      const handed: Array<string> = []
      const [stretch] = yield* compared(new Map([here("a", { captured: 600, refunded: 0 })]))
      const left = yield* Reconciliation.heal({ differences: stretch?.differences ?? [] }).pipe(
        Effect.provide(
          Webhooks.layerService({
            keys: Redacted.make("sandbox-api-key"),
            handler: ({ order, order_id }) => Effect.sync(() => handed.push(`${order_id} ${order.amount_refunded}`))
          })
        )
      )
      assert.deepStrictEqual(handed, ["a 0", `${capture} 200`])
      assert.deepStrictEqual(left, [])
    }).pipe(Effect.provide(world))
  )

  it.effect("counts once what lies on a bound in the hour that October repeats", () =>
    Effect.gen(function* () {
      // 02:30 in Amsterdam, for the second time.
      const again = Date.UTC(2026, 9, 25, 1, 30)
      yield* TestClock.setTime(again)
      yield* pay("a")
      yield* days(3)
      const period = { from: again - 3_600_000, until: again + 3_600_000, stretch: "1 hour" } as const
      const all = yield* compared(new Map([here("a")]), period)
      const [line] = Totals.lines(all.reduce((sum, one) => Totals.merge(sum, one.totals), Totals.empty))
      assert.include(line, { count: 1, gross: 1000 })
    }).pipe(Effect.provide(world))
  )

  it.effect("takes ids as shops write them, and goes through a rate limit in the middle", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const sandbox = yield* Sandbox.Sandbox
      const ids = ["Bestellung 7/8 #?&%", "zamówienie-ł", "注文 12", "0042", "42"]
      for (const id of ids) yield* pay(id)
      yield* Refunds.Refunds.use((refunds) =>
        refunds.create("注文 12", {
          refund_order_id: OrderId.child("注文 12", "refund", 1),
          currency: "EUR",
          amount: 300
        })
      )
      yield* days(3)
      yield* sandbox.script(["pass", "rate-limit", "rate-limit"], { operation: "transactions.list" })
      yield* sandbox.script(["rate-limit", "pass", "rate-limit"], { operation: "orders.get" })
      const found = yield* compared(
        new Map(ids.map((id) => here(id, id === "注文 12" ? { refunded: 0 } : id === "42" ? { state: "open" } : {})))
      )
      assert.sameMembers(kindsOf(found), ["RefundedThere 注文 12", "PaidThere 42"])
    }).pipe(Effect.provide(world))
  )

  it.effect("reports what else there is about an order that it has reported before", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* pay("a")
      yield* Refunds.Refunds.use((refunds) =>
        refunds.create("a", { refund_order_id: "a-refund-1", currency: "EUR", amount: 1 })
      )
      yield* days(3)
      const transactions = yield* Transactions.Transactions
      const rows = yield* Stream.runCollect(transactions.all())
      const payment = rows.find(({ type }) => type === "payment")
      // Paid once more, ten hours later.
      const again = {
        ...payment,
        transaction_id: "2",
        created: "2026-03-01T11:00:00",
        completed: "2026-03-01T11:00:00"
      }
      const twice = Transactions.Transactions.of({
        ...transactions,
        all: (query) =>
          (query?.created_from ?? query?.completed_from) === begin / 1000
            ? transactions.all(query)
            : Stream.fromIterable((query?.completed_from ?? 0) === begin / 1000 + 6 * 3600 ? [again] : [])
      })
      const book = new Map([here("a", { refunded: 0, transaction_id: payment?.transaction_id })])
      const found = yield* compared(book).pipe(Effect.provideService(Transactions.Transactions, twice))
      // With all there is about it, or the new thing could be healed and what a person must decide forgotten.
      assert.deepStrictEqual(kindsOf(found), ["RefundedThere a", "PaidTwice a", "RefundedThere a"])
    }).pipe(Effect.provide(world))
  )

  // Orders that fail as they are told to, over the ones of the world.
  const failing = (reasons: ReadonlyMap<string, MultiSafepayError["reason"]>) =>
    Layer.effect(
      Orders.Orders,
      Effect.map(Orders.Orders, (orders) =>
        Orders.Orders.of({
          ...orders,
          get: (order_id) => {
            const reason = reasons.get(order_id)
            return reason === undefined ? orders.get(order_id) : Effect.fail(failure("orders.get", reason))
          }
        })
      )
    )
  const failure = (operation: string, reason: MultiSafepayError["reason"]) =>
    new MultiSafepayError({ operation, effectClass: "read", outcome: "unknown", reason, attempts: [] })
  const away = new Unavailable({ status: 500, info: "Internal Server Error" })

  it.effect("lists an order that cannot be read among what differs, and goes on with the others", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      for (const id of ["unknown", "missed", "broken", "strange", "agreed"]) yield* pay(id)
      yield* days(3)
      const book: Book = new Map([
        here("missed", { state: "open" }),
        here("broken", { state: "open", amount: 700 }),
        here("never-placed"),
        here("agreed")
      ])
      const reasons = new Map<string, MultiSafepayError["reason"]>([
        ["broken", away],
        ["strange", new UnexpectedAnswer({ status: 200, problem: "status is required", excerpt: "" })],
        ["never-placed", away]
      ])
      const run = Effect.provide(compared(book), failing(reasons))
      const differences = (yield* run).flatMap((stretch) => stretch.differences)
      assert.sameMembers(
        differences.map(({ _tag, amount, order_id }) => `${_tag} ${order_id} ${amount}`),
        [
          "NotRead broken 700",
          "NotRead strange 1000",
          "NotRead never-placed 1000",
          "PaidThere missed 1000",
          "UnknownHere unknown 1000"
        ]
      )
      for (const one of differences) {
        if (one._tag !== "NotRead") continue
        assert.strictEqual(one.currency, "EUR")
        assert.strictEqual(one.why, reasons.get(one.order_id)?.message)
        assert.strictEqual(one.here?.order_id, one.order_id === "strange" ? undefined : one.order_id)
      }
      // Nothing is healed of what was not read, and the next run asks again.
      const handed: Array<string> = []
      const left = yield* Reconciliation.heal({ differences }).pipe(
        Effect.provide(
          Webhooks.layerService({
            keys: Redacted.make("sandbox-api-key"),
            handler: ({ order_id }) => Effect.sync(() => handed.push(order_id))
          })
        )
      )
      assert.sameMembers(handed, ["missed", "unknown"])
      assert.deepStrictEqual(
        left.map(({ _tag }) => _tag),
        ["NotRead", "NotRead", "NotRead"]
      )
      reasons.clear()
      assert.sameMembers(kindsOf(yield* run), [
        "UnknownHere unknown",
        "UnknownHere strange",
        "PaidThere missed",
        "OtherAmount broken",
        "PaidHere never-placed"
      ])
    }).pipe(Effect.provide(world))
  )

  it.effect("fails where it is not about one order: the key is refused, or the list is not answered either", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      yield* pay("a")
      yield* days(3)
      const endOf = (reason: MultiSafepayError["reason"], pages: number) =>
        Effect.gen(function* () {
          let asked = 0
          const transactions = Layer.effect(
            Transactions.Transactions,
            Effect.map(Transactions.Transactions, (all) =>
              Transactions.Transactions.of({
                ...all,
                list: (query) => (
                  asked++,
                  pages === 0 ? Effect.fail(failure("transactions.list", away)) : all.list(query)
                )
              })
            )
          )
          const error = yield* compared(new Map([here("a", { state: "open" })])).pipe(
            Effect.provide(Layer.merge(failing(new Map([["a", reason]])), transactions)),
            Effect.flip
          )
          return [error._tag === "MultiSafepayError" ? `${error.operation} ${error.reason._tag}` : error._tag, asked]
        })
      const refused = new Unauthorized({ status: 401, info: "", advice: "" })
      assert.deepStrictEqual(yield* endOf(refused, 1), ["orders.get Unauthorized", 0])
      assert.deepStrictEqual(yield* endOf(new RateLimited({}), 1), ["orders.get RateLimited", 0])
      assert.deepStrictEqual(yield* endOf(away, 0), ["orders.get Unavailable", 1])
    }).pipe(Effect.provide(world))
  )

  it.effect("agrees about no card payment of which a part was captured outside the stretch", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      for (const id of ["part", "open"]) yield* pay(id, { gateway: "VISA", capture: "manual" })
      yield* pay("card", { gateway: "VISA" })
      yield* days(1)
      for (const id of ["part", "open"]) {
        yield* Captures.Captures.use((captures) =>
          captures.create(id, { new_order_id: OrderId.child(id, "capture", 1), amount: 600, rest: "release" })
        )
      }
      yield* days(2)
      const stretches = yield* compared(new Map([here("part"), here("open", { state: "open" }), here("card")]), {
        until: begin + Duration.toMillis("6 hours")
      })
      assert.sameMembers(kindsOf(stretches), ["OtherAmount part", "OtherAmount open"])
      assert.strictEqual(stretches[0]?.reads, 2)
    }).pipe(Effect.provide(world))
  )

  it.effect("agrees about none either that the list calls completed, and that began before the stretch", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin + Duration.toMillis("3 days"))
      const row = (order_id: string, created: string, payment_method: string) => ({
        transaction_id: `t-${order_id}`,
        order_id,
        type: "payment",
        payment_method,
        amount: 1000,
        currency: "EUR",
        status: "completed",
        financial_status: "completed",
        created,
        completed: "2026-03-01T03:00:00"
      })
      const rows = [
        row("part", "2026-02-27T10:00:00", "VISA"),
        row("at once", "2026-03-01T02:58:00", "VISA"),
        row("by bank", "2026-02-27T10:00:00", "BANKTRANS")
      ]
      const related = (type: string) => ({ type, transaction_id: type, amount: 500, status: "completed" })
      const read: Array<string> = []
      const services = Layer.mergeAll(
        Layer.effect(
          Transactions.Transactions,
          Effect.map(Transactions.Transactions, (all) =>
            Transactions.Transactions.of({ ...all, all: () => Stream.fromIterable(rows) })
          )
        ),
        Layer.effect(
          Orders.Orders,
          Effect.map(Orders.Orders, (orders) =>
            Orders.Orders.of({
              ...orders,
              get: (order_id) =>
                Effect.sync(() => {
                  read.push(order_id)
                  return {
                    order_id,
                    status: "completed",
                    financial_status: "completed",
                    amount: 1000,
                    currency: "EUR",
                    related_transactions: [related("capture"), related("auth-cancellation")]
                  }
                })
            })
          )
        )
      )
      const stretches = yield* compared(new Map([here("part"), here("at once"), here("by bank")]), {
        until: begin + Duration.toMillis("6 hours")
      }).pipe(Effect.provide(services))
      assert.deepStrictEqual(read, ["part"])
      assert.deepStrictEqual(kindsOf(stretches), ["OtherAmount part"])
    }).pipe(Effect.provide(world))
  )

  it.effect("fails as the books fail, and says where to begin again", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin + Duration.toMillis("3 days"))
      const seen: Array<number> = []
      const error = yield* Reconciliation.stretches({ from: begin, until: begin + Duration.toMillis("1 day") }).pipe(
        Stream.runForEach(({ until }) => Effect.sync(() => seen.push(until))),
        Effect.flip,
        Effect.provide(
          Ledger.layer({
            find: () => Effect.succeed([]),
            within: ({ from }) => (from > begin ? Stream.fail(new Error("down")) : Stream.empty)
          })
        )
      )
      assert.strictEqual(error._tag, "LedgerError")
      assert.deepStrictEqual(seen, [begin + Duration.toMillis("6 hours")])
    }).pipe(Effect.provide(world))
  )

  it.effect("heals what the handler of notifications puts right, once, and leaves what a person must decide", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["missed", "failing", "deaf"]) yield* pay(id)
      yield* pay("less", {}).pipe(Effect.andThen(pay("charged-back", { gateway: "VISA" })))
      yield* sandbox.chargeback("charged-back")
      yield* days(3)
      const open = { state: "open" } as const
      const book: Book = new Map([
        here("missed", open),
        here("failing", open),
        here("deaf", open),
        here("less", { ...open, amount: 900 }),
        here("charged-back")
      ])
      const runs: Array<string> = []
      const handler = ({ order_id, source }: Webhooks.Received) =>
        Effect.gen(function* () {
          runs.push(`${order_id} ${source}`)
          if (order_id === "failing") return yield* Effect.fail("no")
          if (order_id !== "deaf") book.set(order_id, { ...here(order_id)[1] })
        })
      yield* Effect.gen(function* () {
        const run = Reconciliation.run({ from: begin, until: begin + Duration.toMillis("2 days") }, Reconciliation.heal)
        const running = Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(run)
          yield* TestClock.adjust("1 minute")
          return yield* Fiber.join(fiber)
        })
        const report = yield* running
        assert.strictEqual(report.found, 5)
        const left = ["PaidThere failing", "OtherAmount less", "ChargedBackThere charged-back"]
        // Its handler has run, and the books do not agree: that shows in the next run.
        assert.sameMembers(
          report.left.map(({ _tag, order_id }) => `${_tag} ${order_id}`),
          left
        )
        assert.sameMembers(runs, ["missed read", "failing read", "deaf read"])
        runs.length = 0
        const again = yield* running
        assert.sameMembers(
          again.left.map(({ _tag, order_id }) => `${_tag} ${order_id}`),
          [...left, "PaidThere deaf"]
        )
        assert.deepStrictEqual(runs, ["failing read"])
      }).pipe(
        Effect.provide([ledgerOf(book), Webhooks.layerService({ keys: Redacted.make("sandbox-api-key"), handler })])
      )
    }).pipe(Effect.provide(world))
  )

  it.effect(
    "takes a notification of what it has healed for a repetition, whatever its bytes, and the other way round",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(begin)
        const sandbox = yield* Sandbox.Sandbox
        const apiKey = Redacted.make("sandbox-api-key")
        for (const id of ["healed first", "told first"]) yield* pay(id)
        const runs: Array<string> = []
        yield* Effect.gen(function* () {
          const webhooks = yield* Webhooks.Webhooks
          const orders = yield* Orders.Orders
          const tell = (id: string) =>
            Effect.gen(function* () {
              const { headers, url, body } = yield* sandbox.signedNotification(id)
              // The same, written in another way, as MultiSafepay does.
              const text = `${body.slice(0, -1)} }`
              const auth = yield* Notification.sign({ body: text, key: apiKey })
              const request = new Request(url === "" ? "http://shop/?timestamp=1" : url, {
                method: "POST",
                headers: { ...headers, auth },
                body: text
              })
              return (yield* webhooks.receive(HttpServerRequest.fromWeb(request)))._tag
            })
          const hand = (id: string) => Effect.map(Effect.flatMap(orders.get(id), webhooks.handOver), ({ _tag }) => _tag)
          assert.deepStrictEqual([yield* hand("healed first"), yield* tell("healed first")], ["Handled", "Duplicate"])
          assert.deepStrictEqual([yield* tell("told first"), yield* hand("told first")], ["Handled", "Duplicate"])
          assert.deepStrictEqual(runs, ["healed first read", "told first signed"])
        }).pipe(
          Effect.provide(
            Webhooks.layerService({
              keys: apiKey,
              handler: ({ order_id, source }) => Effect.sync(() => runs.push(`${order_id} ${source}`))
            })
          )
        )
      }).pipe(Effect.provide(world))
  )
})
