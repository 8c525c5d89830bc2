// What the command prints: a table for people, JSON for programs, CSV for bookkeepers.
import * as Difference from "@effect-multisafepay/core/Difference"
import * as Money from "@effect-multisafepay/core/Money"
import * as Totals from "@effect-multisafepay/core/Totals"

type Row = { readonly [column: string]: string | number }

/** One line per difference. Amounts in the main unit. */
export const differenceRows = (differences: ReadonlyArray<Difference.Difference>): ReadonlyArray<Row> =>
  differences.map((one) => {
    const here = "here" in one ? (one.here?.state ?? "unknown") : "unknown"
    const order = one.there?.order
    return {
      kind: one._tag,
      order_id: one.order_id,
      amount: main(one),
      currency: one.currency,
      here,
      there: order === undefined ? "unknown" : `${order.status ?? "?"}/${order.financial_status ?? "-"}`,
      transaction_id: order?.transaction_id ?? "",
      advice: Difference.kinds[one._tag].advice + ("why" in one ? ` (${one.why})` : "")
    }
  })

/** One line per day, method and currency. */
export const totalRows = (totals: Totals.Totals): ReadonlyArray<Row> =>
  Totals.lines(totals).map((line) => {
    const { day, method, currency } = line
    return Object.assign({ day, method, currency }, sums(line))
  })

/** One line per day and currency, beside what the account held; empty where that is not known. */
export const dayRows = (days: ReadonlyArray<Totals.Day>): ReadonlyArray<Row> =>
  days.map((line) => {
    const { closing, currency, day, opening, unexplained } = line
    const amount = (of: number | undefined) => (of === undefined ? "" : main({ amount: of, currency }))
    const after = { closing: amount(closing), unexplained: amount(unexplained) }
    return Object.assign({ day, currency, opening: amount(opening) }, sums(line), after)
  })

const sums = (line: Totals.Day | Totals.Line): Row => {
  const amount = (of: number) => main({ amount: of, currency: line.currency })
  return {
    count: line.count,
    gross: amount(line.gross),
    refunds: amount(line.refunds),
    chargebacks: amount(line.chargebacks),
    fees: amount(line.fees),
    net: amount(line.net),
    payouts: amount(line.payouts),
    other: amount(line.other)
  }
}

const main = (money: { readonly amount: number; readonly currency: string }): string =>
  money.amount < 0 ? `-${Money.format({ ...money, amount: -money.amount })}` : Money.format(money)

/** Columns under each other; nothing when there are no rows. */
export const table = (rows: ReadonlyArray<Row>): string => {
  const [first] = rows
  if (first === undefined) return ""
  const names = Object.keys(first)
  const lines = [names, ...rows.map((row) => names.map((name) => plain(`${row[name] ?? ""}`)))]
  const widths = names.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? "").length)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** RFC 4180, with a heading. */
export const csv = (rows: ReadonlyArray<Row>): string => {
  const [first] = rows
  if (first === undefined) return ""
  const names = Object.keys(first)
  return [names, ...rows.map((row) => names.map((name) => cell(`${row[name] ?? ""}`)))]
    .map((line) => line.join(","))
    .join("\r\n")
}

// A spreadsheet takes a text that begins like this for a formula, and an order id may be anybody's. A negative number is none.
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

// An order id may hold what moves a terminal's cursor.
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, "?")
