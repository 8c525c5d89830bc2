// The account's balances against its own transactions: a bookkeeper's sum, over random months of a shop.
import { assert, describe, it } from "@effect/vitest"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as OrderId from "@effect-multisafepay/core/OrderId"
import * as Totals from "@effect-multisafepay/core/Totals"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as ClosingBalances from "@effect-multisafepay/http/ClosingBalances"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { timed } from "./support/timed.ts"

const world = (seed: number) =>
  MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }).pipe(
    Layer.provideMerge(Sandbox.layer({ notifications: "record", seed }))
  )

const balances = (query?: Parameters<ClosingBalances.Service["list"]>[0]) =>
  Effect.map(
    ClosingBalances.ClosingBalances.use((all) => all.list(query)),
    ({ data }) => data
  )

const totals = Transactions.Transactions.use((all) => Stream.runCollect(all.all({ limit: 7 }))).pipe(
  Effect.map((rows) => ({ rows, totals: Totals.of(rows) }))
)

const methods = [
  { gateway: "IDEAL", currency: "EUR" },
  { gateway: "VISA", currency: "USD" },
  { gateway: "VISA", currency: "JPY" },
  { gateway: "MASTERCARD", currency: "EUR", capture: "manual" },
  // Paid and not yet cleared, in their own ways.
  { gateway: "DIRDEB", currency: "EUR" },
  { gateway: "DBRTP", currency: "EUR" },
  { gateway: "MULTIBANCO", currency: "EUR" },
  { gateway: "PAYPAL", currency: "GBP" }
] as const

const month = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const orders = yield* Orders.Orders
  const refunds = yield* Refunds.Refunds
  const captures = yield* Captures.Captures
  const pick = <A>(all: ReadonlyArray<A>) =>
    Effect.map(Random.nextIntBetween(0, all.length), (i) => all[Math.min(i, all.length - 1)] as A)
  const ids = new Array<string>()
  let n = 0
  for (let step = 0; step < 60; step++) {
    if (ids.length === 0 || (yield* Random.next) < 0.3) {
      const order_id = `o-${ids.length}`
      const amount = yield* Random.nextIntBetween(50, 5000)
      yield* timed(
        orders.create({
          type: "redirect",
          order_id,
          amount,
          description: "A chair",
          ...(yield* pick(methods))
        } as CreateOrder)
      )
      ids.push(order_id)
    }
    const id = yield* pick(ids)
    const order = yield* Effect.option(sandbox.order(id))
    const currency = order._tag === "Some" ? (order.value.currency ?? "EUR") : "EUR"
    const amount = yield* Random.nextIntBetween(1, 500)
    yield* timed(
      yield* pick<Effect.Effect<unknown, unknown>>([
        sandbox.pay(id),
        sandbox.pay(id),
        sandbox.pay(id),
        sandbox.decline(id),
        sandbox.cancel(id),
        sandbox.expire(id),
        sandbox.review(id),
        sandbox.settle(id),
        sandbox.settle(id),
        sandbox.chargeback(id),
        sandbox.acceptRefund(id),
        sandbox.declineRefund(id),
        orders.ship(id),
        orders.cancel(id),
        captures.create(id, { new_order_id: OrderId.child(id, "capture", ++n), amount, rest: "keep" }),
        captures.create(id, { new_order_id: OrderId.child(id, "capture", ++n), amount, rest: "release" }),
        refunds.create(id, { refund_order_id: OrderId.child(id, "refund", ++n), currency: currency as "EUR", amount })
      ])
    )
    yield* TestClock.adjust(yield* pick<Duration.Input>(["1 second", "1 hour", "9 hours", "1 day", "4 days"]))
  }
})

describe("closing balances", () => {
  it.effect("are what the transactions add up to, day by day, and what was closed stays closed: 25 months", () =>
    Effect.gen(function* () {
      let [compared, negative, uncleared, paidOut] = [0, 0, 0, 0]
      for (let seed = 1; seed <= 25; seed++) {
        yield* Effect.gen(function* () {
          yield* TestClock.setTime(Date.UTC(2026, 2, 20))
          yield* month
          const before = yield* balances()
          yield* month
          yield* TestClock.adjust("3 days")
          const after = yield* balances()
          // Newest first, so what was closed before stands at the end.
          assert.deepStrictEqual(after.slice(after.length - before.length), before)
          const { rows, totals: sums } = yield* totals
          assert.strictEqual(new Set(rows.map((row) => row.transaction_id)).size, rows.length)
          const days = Totals.days(sums, after)
          for (const day of days) {
            const where = `seed ${seed}: ${JSON.stringify(day)}`
            // On the first day of a currency there was nothing before.
            const opening = day.opening ?? 0
            assert.strictEqual(day.closing, opening + day.net - day.payouts, where)
            if (day.opening !== undefined) assert.strictEqual(day.unexplained, 0, where)
            compared++
          }
          // What is paid out is what there was, and is a transaction of its own.
          for (const one of after) {
            assert.strictEqual(one.payout_amount, Math.max(one.amount ?? 0, 0))
            negative += (one.amount ?? 0) < 0 ? 1 : 0
            uncleared += (one.amount_uncleared ?? 0) > 0 ? 1 : 0
            assert.isAtLeast(one.amount_uncleared ?? 0, 0)
            if (one.payout_transaction_id === undefined) continue
            paidOut++
            const row = rows.find(({ transaction_id }) => transaction_id === one.payout_transaction_id)
            assert.deepInclude(row, { type: "automatic_payout", debit_credit: "D" })
            assert.strictEqual(row?.amount, one.payout_amount)
            const read = yield* Transactions.Transactions.use((all) => all.get(one.payout_transaction_id ?? ""))
            assert.deepStrictEqual(read, row)
          }
        }).pipe(Random.withSeed(seed), Effect.provide(Layer.provideMerge(world(seed), TestClock.layer())))
      }
      assert.isAbove(compared, 200)
      assert.deepStrictEqual(
        [negative > 0, uncleared > 0, paidOut > 100],
        [true, true, true],
        `${negative} ${uncleared} ${paidOut}`
      )
    })
  )

  it.effect("are those of a period, the last day left out, and of a currency", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 2, 28, 22, 59, 59))
      const sandbox = yield* Sandbox.Sandbox
      const orders = yield* Orders.Orders
      const sell = (order_id: string, currency: "EUR" | "USD") =>
        Effect.andThen(
          orders.create({
            type: "redirect",
            gateway: "VISA",
            order_id,
            currency,
            amount: 1000,
            description: "A chair"
          }),
          sandbox.pay(order_id)
        )
      // A second before midnight in Amsterdam, and of the day on which the clock is put forward.
      yield* sell("a", "EUR")
      yield* TestClock.adjust("1 second")
      yield* sell("b", "EUR")
      yield* sell("c", "USD")
      assert.deepStrictEqual(
        (yield* balances()).map(({ closing_date }) => closing_date),
        ["2026-03-28"]
      )
      yield* TestClock.adjust("2 days")
      const days = (query?: Parameters<ClosingBalances.Service["list"]>[0]) =>
        Effect.map(balances(query), (all) =>
          all.map(({ amount, closing_date, currency, payout_amount }) =>
            [closing_date, currency, amount, payout_amount].join(" ")
          )
        )
      const [payouts, usd, eur, first] = [
        ["2026-03-30 USD 0 0", "2026-03-30 EUR 0 0"],
        "2026-03-29 USD 956 956",
        "2026-03-29 EUR 956 956",
        "2026-03-28 EUR 956 956"
      ]
      assert.deepStrictEqual(yield* days(), [...payouts, usd, eur, first])
      assert.deepStrictEqual(yield* days({ from: "2026-03-29", until: "2026-03-30" }), [usd, eur])
      assert.deepStrictEqual(yield* days({ until: "2026-03-30", currency: "EUR" }), [eur, first])
      assert.deepStrictEqual(yield* days({ from: "2026-04-01" }), [])
    }).pipe(Effect.provide(world(1)))
  )
})
