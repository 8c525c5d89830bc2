// Adding up a cart, and saying why it does not add up. `Cart` is the door to this; the arithmetic is kept apart from the writing of
// carts so that both can be read at once. Exact decimals from end to end, one pass over the lines.
import * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"
import * as Result from "effect/Result"
import type { CheckoutOptions } from "../../CheckoutOptions.ts"
import * as Issue from "../../Issue.ts"
import { format } from "../../Money.ts"
import type { ShoppingCart } from "../../ShoppingCart.ts"
import * as Decimal from "./decimal.ts"

/**
 * How a cart is rounded to the smallest unit.
 *
 * - `documented`: the sum without tax and the sum of the taxes, each half up, then added. The vendor's stated rule.
 * - `end-half-up`, `end-half-even`: once, after everything is added. The vendor's Python library does the first by default.
 * - `line-half-up`: every taxed line, then added. What many shops print on an invoice.
 *
 * Negative halves go away from zero; the vendor's page has none.
 */
export const Policy = Schema.Literals(["documented", "end-half-up", "end-half-even", "line-half-up"])
export type Policy = typeof Policy.Type

/** The part of an order that carries its cart. @category models */
export interface Carrier {
  readonly currency?: string | undefined
  readonly shopping_cart?: ShoppingCart | undefined
  readonly checkout_options?: CheckoutOptions | undefined
}

/** What a cart adds up to. `total` is in the smallest unit, the two sums are in main units and not yet rounded. */
export interface Sum {
  readonly total: bigint
  readonly items: BigDecimal.BigDecimal
  readonly tax: BigDecimal.BigDecimal
}

const Counted = Schema.Struct({
  name: Schema.String,
  quantity: Schema.String,
  unit_price: Schema.String,
  /** `unit_price` times `quantity`. */
  items: Schema.String,
  rate: Schema.String,
  tax: Schema.String
})
/** A line as it was counted, in exact decimal text (main units). */
interface CountedLine extends Schema.Schema.Type<typeof Counted> {}

/** A cart that cannot be made or read; `issues` says everything that is wrong with it. */
export class InvalidCart extends Schema.TaggedError<InvalidCart>("@effect-multisafepay/core/InvalidCart")(
  "InvalidCart",
  {
    issues: Schema.Array(Issue.Issue)
  }
) {
  override get message(): string {
    return `The cart cannot be used.${Issue.renderAll(this.issues)}`
  }
}

/** Items in another currency than the order's (1026), or in several (1025). */
export class CartCurrencyMismatch extends Schema.TaggedError<CartCurrencyMismatch>(
  "@effect-multisafepay/core/CartCurrencyMismatch"
)("CartCurrencyMismatch", {
  code: Schema.Literals([1025, 1026]),
  currencies: Schema.Array(Schema.String),
  /** The order's own. */
  currency: Schema.UndefinedOr(Schema.String)
}) {
  override get message(): string {
    return this.code === 1025
      ? `The items are in several currencies (${this.currencies.join(", ")}): MultiSafepay refuses this with 1025. Leave \`currency\` out of the items.`
      : `The items are in ${this.currencies.join()}, the order is in ${this.currency}: MultiSafepay refuses this with 1026. Leave \`currency\` out of the items.`
  }
}

/** A cart that does not add up to the order's `amount` (1027). Amounts in the smallest unit, sums in main units. */
export class CartMismatch extends Schema.TaggedError<CartMismatch>("@effect-multisafepay/core/CartMismatch")(
  "CartMismatch",
  {
    currency: Schema.String,
    exponent: Schema.Finite,
    policy: Policy,
    /** What the cart adds up to. */
    expected: Schema.Finite,
    /** The order's `amount`. */
    given: Schema.Finite,
    items_total: Schema.String,
    vat_total: Schema.String,
    lines: Schema.Array(Counted)
  }
) {
  /** 1 when `amount` is one cent (yen, ...) too high, -1 when it is too low. */
  get difference(): number {
    return this.given - this.expected
  }

  override get message(): string {
    const { currency, exponent, expected, given, difference, lines, items_total, vat_total } = this
    const money = (amount: number) => `${amount} (${currency} ${format({ currency, amount }, { exponent })})`
    const more = lines.length - linesShown
    return [
      `The cart adds up to ${money(expected)}, but \`amount\` is ${money(given)}: ${Math.abs(difference)} too ${difference > 0 ? "high" : "low"}. MultiSafepay refuses this with 1027.`,
      ...lines.slice(0, linesShown).map(describe),
      ...(more > 0 ? [`  and ${more} more`] : []),
      `  together ${items_total} without tax and ${vat_total} tax, ${roundings[this.policy]}`
    ].join("\n")
  }
}

// A message is read in a log: enough to find the line that is off, not a ledger. `lines` has them all.
const linesShown = 20

const describe = (line: CountedLine, index: number) =>
  `  items[${index}] ${JSON.stringify(line.name)}: ${line.quantity} x ${line.unit_price} = ${line.items}, tax ${line.rate} = ${line.tax}`

const roundings: Record<Policy, string> = {
  documented: "each rounded half up, then added",
  "end-half-up": "added, then rounded half up",
  "end-half-even": "added, then rounded half to even",
  "line-half-up": "every taxed line rounded half up, then added"
}

/** Adds up a cart. */
export const sum = (
  order: Carrier,
  exponent: number,
  policy: Policy = "documented"
): Result.Result<Sum, InvalidCart> => {
  const issues: Array<Issue.Issue> = []
  let items = zero
  let tax = zero
  let roundedLines = 0n
  forEachLine(order, issues, (line) => {
    items = BigDecimal.sum(items, line.items)
    tax = BigDecimal.sum(tax, line.tax)
    if (policy === "line-half-up") roundedLines += Decimal.toMinor(BigDecimal.sum(line.items, line.tax), exponent)
  })
  if (issues.length > 0) return Result.fail(new InvalidCart({ issues }))
  return Result.succeed({
    total: policy === "line-half-up" ? roundedLines : round(items, tax, exponent, policy),
    items,
    tax
  })
}

const round = (items: BigDecimal.BigDecimal, tax: BigDecimal.BigDecimal, exponent: number, policy: Policy): bigint => {
  if (policy === "documented") return Decimal.toMinor(items, exponent) + Decimal.toMinor(tax, exponent)
  const mode = policy === "end-half-even" ? "half-even" : "half-from-zero"
  return Decimal.toMinor(BigDecimal.sum(items, tax), exponent, mode)
}

/** The error for an order whose cart adds up to `sum` instead of its amount. */
export const mismatch = (
  order: Carrier & { readonly amount: number },
  sum: Sum,
  exponent: number,
  policy: Policy = "documented"
): CartMismatch => {
  const lines: Array<CountedLine> = []
  forEachLine(order, [], (line) =>
    lines.push({
      name: line.name,
      quantity: Decimal.toText(line.quantity),
      unit_price: Decimal.toText(line.unitPrice),
      items: Decimal.toText(line.items),
      rate: Decimal.toText(line.rate),
      tax: Decimal.toText(line.tax)
    })
  )
  return new CartMismatch({
    currency: order.currency ?? "EUR",
    exponent,
    policy,
    expected: Number(sum.total),
    given: order.amount,
    items_total: Decimal.toText(sum.items),
    vat_total: Decimal.toText(sum.tax),
    lines
  })
}

const zero = BigDecimal.fromBigInt(0n)

interface ReadLine {
  readonly name: string
  readonly quantity: BigDecimal.BigDecimal
  readonly unitPrice: BigDecimal.BigDecimal
  readonly rate: BigDecimal.BigDecimal
  readonly items: BigDecimal.BigDecimal
  readonly tax: BigDecimal.BigDecimal
}

const forEachLine = (order: Carrier, issues: Array<Issue.Issue>, use: (line: ReadLine) => void): void => {
  const read = (value: Decimal.Input, path: () => string): BigDecimal.BigDecimal => {
    const decimal = Decimal.parse(value)
    if (decimal === undefined) issues.push({ path: path(), message: "must be a decimal number such as 8.25" })
    return decimal ?? zero
  }
  const rates = readRates(order.checkout_options, read)
  for (const [index, item] of (order.shopping_cart?.items ?? []).entries()) {
    const quantity = read(item.quantity, () => `shopping_cart.items[${index}].quantity`)
    const unitPrice = read(item.unit_price, () => `shopping_cart.items[${index}].unit_price`)
    const rate = rates.named.get(item.tax_table_selector ?? "") ?? rates.fallback
    const items = BigDecimal.multiply(unitPrice, quantity)
    use({ name: item.name, quantity, unitPrice, rate, items, tax: BigDecimal.multiply(items, rate) })
  }
}

// The first table of a name and the first rule of a table count, countries notwithstanding: so do the vendor's samples. Without a
// default rate the pages say nothing; 0 is what its Python library takes.
const readRates = (
  options: CheckoutOptions | undefined,
  read: (value: Decimal.Input, path: () => string) => BigDecimal.BigDecimal
) => {
  const path = "checkout_options.tax_tables"
  const named = new Map<string, BigDecimal.BigDecimal>()
  for (const [index, table] of (options?.tax_tables?.alternate ?? []).entries()) {
    const rule = table.rules[0]
    if (rule === undefined || table.name === "" || named.has(table.name)) continue
    named.set(
      table.name,
      read(rule.rate, () => `${path}.alternate[${index}].rules[0].rate`)
    )
  }
  return { named, fallback: read(options?.tax_tables?.default?.rate ?? 0, () => `${path}.default.rate`) }
}
