import { assert, describe, it } from "@effect/vitest"
import * as Totals from "../src/Totals.ts"
import type { Transaction } from "../src/Transaction.ts"

const row = (more: Partial<Transaction>): Transaction => ({
  type: "payment",
  payment_method: "IDEAL",
  currency: "EUR",
  amount: 1000,
  financial_status: "completed",
  debit_credit: "C",
  completed: "2026-03-01T12:00:00",
  costs: [{ amount: 44 }],
  ...more
})

describe("Totals", () => {
  it("adds up by day, method and currency, and nets what was earned", () => {
    const lines = Totals.lines(
      Totals.of([
        row({}),
        row({ amount: 500 }),
        row({ type: "refund", amount: -300, debit_credit: "D", costs: [{ amount: 19 }] }),
        row({ type: "chargeback", amount: 100, debit_credit: "D", costs: [] }),
        row({ payment_method: "VISA" }),
        row({ currency: "USD" }),
        row({ completed: "2026-03-02T00:00:00" })
      ])
    )
    assert.deepStrictEqual(
      lines.map(({ day, method, currency, count, net }) => [day, method, currency, count, net]),
      [
        ["2026-03-01", "IDEAL", "EUR", 4, 1500 - 300 - 100 - 107],
        ["2026-03-01", "IDEAL", "USD", 1, 956],
        ["2026-03-01", "VISA", "EUR", 1, 956],
        ["2026-03-02", "IDEAL", "EUR", 1, 956]
      ]
    )
    assert.include(lines[0], { gross: 1500, refunds: 300, chargebacks: 100, fees: 107, payouts: 0, other: 0 })
  })

  it("counts only what has moved", () => {
    assert.strictEqual(
      Totals.of([row({ financial_status: "reserved" }), row({ financial_status: "declined" })]).size,
      0
    )
  })

  it("takes what goes the other way than its kind for a correction", () => {
    const [line] = Totals.lines(
      Totals.of([
        row({ type: "monthly_fee", amount: 900, debit_credit: "C", costs: [] }),
        row({ type: "refund", amount: 200, debit_credit: "C", costs: [] }),
        row({ type: "payment", amount: 50, debit_credit: "D", costs: [] }),
        row({ type: "withdrawal", amount: 10, debit_credit: "C", costs: [] })
      ])
    )
    assert.include(line, { gross: 0, fees: 0, refunds: 0, payouts: 0, other: 900 + 200 - 50 + 10, net: 1060 })
  })

  it("keeps fees, payouts and corrections apart from payments", () => {
    const [line] = Totals.lines(
      Totals.of([
        row({ type: "monthly_fee", amount: 900, debit_credit: "D", costs: [] }),
        row({ type: "automatic_payout", amount: 5000, debit_credit: "D", costs: [] }),
        row({ type: "reverse_chargeback", amount: 100, costs: [] }),
        row({ type: "internal", amount: 30, debit_credit: "D", costs: [] }),
        row({ type: "something_new" as never, amount: 7, costs: [] })
      ])
    )
    assert.include(line, { gross: 0, fees: 900, payouts: 5000, other: 77, net: -823 })
  })

  it("puts a moment with a zone of its own on its Dutch day", () => {
    const [line] = Totals.lines(Totals.of([row({ completed: "2026-06-30T22:30:00Z" })]))
    assert.strictEqual(line?.day, "2026-07-01")
  })

  it("is the same however it is split", () => {
    const rows = Array.from({ length: 40 }, (_, i) =>
      row({ amount: i, completed: `2026-03-0${1 + (i % 3)}T10:00:00`, payment_method: i % 2 === 0 ? "IDEAL" : "VISA" })
    )
    for (let cut = 0; cut <= rows.length; cut += 7) {
      const both = Totals.merge(Totals.of(rows.slice(0, cut)), Totals.of(rows.slice(cut)))
      assert.deepStrictEqual(Totals.lines(both), Totals.lines(Totals.of(rows)))
    }
  })

  it("stands beside the balances of whole days, and says what the transactions do not explain", () => {
    const totals = Totals.of([
      row({}),
      row({ payment_method: "VISA", amount: 500 }),
      row({ completed: "2026-03-03T12:00:00", type: "automatic_payout", amount: 1412, debit_credit: "D", costs: [] }),
      row({ completed: "2026-03-04T12:00:00" }),
      row({ currency: "JPY", costs: [] })
    ])
    const balance = (closing_date: string, amount: number, currency = "EUR") => ({ closing_date, amount, currency })
    const balances = [
      balance("2026-02-20", 7),
      balance("2026-02-27", 100),
      balance("2026-03-01", 1512),
      balance("2026-03-03T00:00:00", 90),
      balance("2026-03-02", 1512),
      balance("2026-02-27", 5000, "USD"),
      balance("2026-03-02", 4000, "USD")
    ]
    assert.deepStrictEqual(
      Totals.days(totals, balances, "2026-02-28").map((day) => [
        day.day,
        day.currency,
        day.opening,
        day.net,
        day.payouts,
        day.closing,
        day.unexplained
      ]),
      [
        ["2026-03-01", "EUR", 100, 1412, 0, 1512, 0],
        ["2026-03-01", "JPY", undefined, 1000, 0, undefined, undefined],
        ["2026-03-02", "EUR", 1512, 0, 0, 1512, 0],
        // Money left that no transaction tells of.
        ["2026-03-02", "USD", 5000, 0, 0, 4000, -1000],
        ["2026-03-03", "EUR", 1512, 0, 1412, 90, -10],
        // Not over, or not to be read.
        ["2026-03-04", "EUR", 90, 956, 0, undefined, undefined]
      ]
    )
  })
})
