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
})
