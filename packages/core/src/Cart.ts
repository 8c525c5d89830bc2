// From what a shop knows (names, prices, tax) to a cart that adds up: items, tax tables and the amount that belongs to them.
// The vendor's rule: the prices without tax are added and rounded, the taxes are added and rounded, and the two
// sums make the amount. A cart that ends elsewhere is refused with 1027, one cent is enough.
import * as BigDecimal from "effect/BigDecimal"
import * as Result from "effect/Result"
import type { CheckoutOptions, TaxTable } from "./CheckoutOptions.ts"
import { type Currency, exponentOf } from "./Currency.ts"
import {
  type Carrier,
  CartCurrencyMismatch,
  InvalidCart,
  CartMismatch,
  mismatch,
  type Policy,
  sum
} from "./internal/money/cartSum.ts"
import * as Decimal from "./internal/money/decimal.ts"
import type { Issue } from "./Issue.ts"
import { type Item, roundingItemId, type ShoppingCart, shippingItemId } from "./ShoppingCart.ts"

export { type Carrier, CartCurrencyMismatch, InvalidCart, CartMismatch, type Policy }

/**
 * What every line has. Decimals are numbers or text; text says exactly what you mean.
 *
 * `tax` is a fraction (`"0.21"`), `quantity` counts as 1 when left out and may be a fraction or negative (returned goods).
 *
 * @category models
 */
export interface LineFields extends Omit<Item, "unit_price" | "quantity" | "tax_table_selector" | "currency"> {
  readonly tax: Decimal.Input
  readonly quantity?: Decimal.Input | undefined
}

/** A line priced without tax: `unit_price` in main units, at most 10 decimals. @category models */
export interface NetLine extends LineFields {
  readonly unit_price: Decimal.Input
  readonly price?: never
}

/** A line priced as the customer sees it: `price` in main units, tax included. @category models */
export interface GrossLine extends LineFields {
  readonly price: Decimal.Input
  readonly unit_price?: never
}

/** A line of a cart, priced either way. @category models */
export type Line = NetLine | GrossLine

/**
 * A line whose price includes the tax: `Cart.gross({ name: "Mug", price: "10.00", tax: "0.21" })`.
 * Its `unit_price` is derived with ten decimals.
 *
 * @category constructors
 */
export const gross = (line: GrossLine): GrossLine => line

/**
 * A discount: the same as a line, with the price counted as negative whether or not you write the sign.
 * Pay-later methods want a lower `unit_price` instead, since a discount line cannot be refunded.
 *
 * @see https://docs.multisafepay.com/docs/discounts/
 * @category constructors
 */
export const discount: {
  (line: GrossLine): GrossLine
  (line: NetLine): NetLine
} = <L extends Line>(line: L): L =>
  line.price === undefined
    ? { ...line, unit_price: negative(line.unit_price) }
    : { ...line, price: negative(line.price) }

const negative = (price: Decimal.Input): Decimal.Input =>
  typeof price === "number" ? -Math.abs(price) : price.startsWith("-") ? price : `-${price}`

type Shipping<L extends Line> = Omit<L, "name" | "merchant_item_id"> & { readonly name?: string | undefined }

/**
 * The line with the shipping costs, which the API knows by `msp-shipping`: `Cart.shipping({ price: "4.95", tax: "0.21" })`.
 *
 * @category constructors
 */
export const shipping: {
  (line: Shipping<GrossLine>): GrossLine
  (line: Shipping<NetLine>): NetLine
} = <L extends Line>(line: Shipping<L>) =>
  ({
    ...line,
    name: line.name ?? "Shipping",
    merchant_item_id: shippingItemId
  }) as unknown as L

/** @category models */
export interface Options {
  /** How sums are rounded: the vendor's documented rule unless you say otherwise. */
  readonly policy?: Policy | undefined
  /** Digits after the point, where the currency's own are in doubt: see `Currency.unconfirmed`. */
  readonly exponent?: number | undefined
}

/** @category models */
export interface MakeOptions<C extends Currency> extends Options {
  readonly currency: C
  /** Let the API compare cart and amount even where it would not (`checkout_options.validate_cart`). */
  readonly validate_cart?: boolean | undefined
  /**
   * Name of the line that takes up the cent which some tax-inclusive totals need under the vendor's rule (EUR 9.99 at 20 % is
   * one: 8.325 and 1.665 both round up). Default "Rounding". `false`: fail with `InvalidCart` instead.
   */
  readonly roundingLine?: string | false | undefined
}

/**
 * The fields of an order that make up a cart; spread them into it. `amount` is in the smallest unit.
 *
 * @category models
 */
export interface Cart<C extends Currency = Currency> {
  readonly currency: C
  readonly amount: number
  readonly shopping_cart: ShoppingCart
  readonly checkout_options: CheckoutOptions
}

/**
 * A cart with its tax tables and amount.
 *
 * Every rate becomes a table (`VAT21`) to which its lines point. The tables `none` and `0`, of 0 %, are always there: refunds of a free amount name them. When all prices include tax, the amount is
 * exactly their sum; where the vendor's rule cannot give it, a line without tax of a cent or so is added (`roundingLine`).
 * Currencies without cents round to whole units: the vendor's page speaks of two decimals only.
 * Fails with `InvalidCart`, which lists everything that is wrong.
 *
 * @example
 * const cart = yield* Effect.fromResult(Cart.make([{ name: "Mug", price: "10.00", tax: "0.21" }], { currency: "EUR" }))
 *
 * @see https://docs.multisafepay.com/docs/rounding-rule/
 * @category constructors
 */
export const make = <const C extends Currency>(
  lines: ReadonlyArray<Line>,
  options: MakeOptions<C>
): Result.Result<Cart<C>, InvalidCart> => {
  const exponent = options.exponent ?? exponentOf(options.currency)
  const issues: Array<Issue> = lines.length === 0 ? [{ path: "lines", message: "must have at least one line" }] : []
  const items: Array<Item> = []
  const rates = new Map(rulesOfRefunds.map((name) => [name, zero]))
  let shown: BigDecimal.BigDecimal | undefined = zero
  let taxedShipping = false
  for (const [index, line] of lines.entries()) {
    const read = readLine(line, `lines[${index}]`, issues)
    if (read === undefined) continue
    const table = tableName(read.tax)
    rates.set(table, read.tax)
    taxedShipping ||= line.merchant_item_id === shippingItemId && !BigDecimal.isZero(read.tax)
    shown = shown && read.shown && BigDecimal.sum(shown, read.shown)
    items.push(toItem(line, read, table))
  }
  if (issues.length > 0) return Result.fail(new InvalidCart({ issues }))

  const finish = (items: ReadonlyArray<Item>) => ({
    shopping_cart: { items },
    checkout_options: checkoutOptions(rates, taxedShipping, options.validate_cart)
  })
  const added = (cart: ReturnType<typeof finish>) =>
    Result.map(sum(cart, exponent, options.policy), ({ total }) => total)
  const first = finish(items)
  return Result.flatMap(added(first), (total) => {
    const wanted = shown === undefined ? total : Decimal.toMinor(shown, exponent)
    if (wanted === total) return toCart(first, total, options.currency)
    if (options.roundingLine === false) return invalid(roundingRefused)
    const second = finish([...items, roundingItem(wanted - total, exponent, options.roundingLine ?? "Rounding")])
    // Around zero even the extra line may round away; nothing a customer pays is that small.
    return Result.flatMap(added(second), (total) =>
      wanted === total ? toCart(second, total, options.currency) : invalid(roundingRefused)
    )
  })
}

/**
 * What a cart adds up to in the smallest unit, for any cart that a request may carry. A line takes the rate of the table named by
 * its `tax_table_selector`, or the default rate, or else 0. Fails with `InvalidCart` when a number cannot be read, which a cart
 * that passed the schema never does.
 *
 * @example
 * const cents = yield* Effect.fromResult(Cart.total(order))
 *
 * @see https://docs.multisafepay.com/docs/rounding-rule/
 * @category getters
 */
export const total = (order: Carrier, options?: Options): Result.Result<number, InvalidCart> =>
  Result.map(sum(order, exponentFor(order, options), options?.policy), ({ total }) => Number(total))

/**
 * Says why an order's cart would be refused, before it is sent: `CartMismatch` for a cart that does not add up to `amount` (1027),
 * `CartCurrencyMismatch` for items in other currencies (1025, 1026). `undefined` when all is well or there is no cart.
 *
 * The API compares always for pay-later methods, for others only when `checkout_options.validate_cart` is true; elsewhere a
 * mismatch is accepted and the payment page shows a wrong total.
 *
 * @see https://docs.multisafepay.com/docs/rounding-rule/
 * @category guards
 */
export const check = (
  order: Carrier & { readonly amount: number },
  options?: Options
): CartMismatch | CartCurrencyMismatch | InvalidCart | undefined => {
  const items = order.shopping_cart?.items ?? []
  if (items.length === 0) return undefined
  const currencies = [...new Set(items.flatMap((item) => item.currency ?? []))]
  if (currencies.length > 1) return new CartCurrencyMismatch({ code: 1025, currencies, currency: order.currency })
  if (currencies.length === 1 && order.currency !== undefined && currencies[0] !== order.currency) {
    return new CartCurrencyMismatch({ code: 1026, currencies, currency: order.currency })
  }
  const exponent = exponentFor(order, options)
  const added = sum(order, exponent, options?.policy)
  if (Result.isFailure(added)) return added.failure
  if (Number(added.success.total) === order.amount) return undefined
  return mismatch(order, added.success, exponent, options?.policy)
}

const zero = BigDecimal.fromBigInt(0n)
const one = BigDecimal.fromBigInt(1n)

const exponentFor = (order: Carrier, options: Options | undefined) =>
  options?.exponent ?? exponentOf(order.currency ?? "EUR")

const roundingRefused = {
  path: "lines",
  message: "these tax-inclusive prices cannot be reached under the vendor's rounding rule without a rounding line"
}

const invalid = (issue: Issue) => Result.fail(new InvalidCart({ issues: [issue] }))

interface ReadLine {
  readonly unitPrice: BigDecimal.BigDecimal
  readonly quantity: BigDecimal.BigDecimal
  readonly tax: BigDecimal.BigDecimal
  /** Tax-inclusive price of the whole line, known for gross lines only. */
  readonly shown: BigDecimal.BigDecimal | undefined
}

const readLine = (line: Line, path: string, issues: Array<Issue>): ReadLine | undefined => {
  const before = issues.length
  const complain = (field: string, message: string) => void issues.push({ path: `${path}.${field}`, message })
  const read = (field: string, value: Decimal.Input): BigDecimal.BigDecimal => {
    const decimal = Decimal.parse(value)
    if (decimal === undefined) complain(field, "must be a decimal number such as 8.25")
    return decimal ?? zero
  }
  if (line.name === "") complain("name", "must not be empty")
  const quantity = read("quantity", line.quantity ?? 1)
  const tax = read("tax", line.tax)
  if (BigDecimal.isNegative(tax) || BigDecimal.isGreaterThan(tax, one)) {
    complain("tax", "must be a fraction from 0 to 1: 21 % is 0.21")
  }
  if (line.price === undefined) {
    const unitPrice = read("unit_price", line.unit_price)
    if (BigDecimal.normalize(unitPrice).scale > 10) complain("unit_price", "must have at most 10 decimals (error 1031)")
    return issues.length > before ? undefined : { unitPrice, quantity, tax, shown: undefined }
  }
  const price = read("price", line.price)
  if (issues.length > before) return undefined
  return { unitPrice: withoutTax(price, tax), quantity, tax, shown: BigDecimal.multiply(price, quantity) }
}

// Ten decimals, fewer for prices so high that the JSON number could not hold them.
const withoutTax = (price: BigDecimal.BigDecimal, tax: BigDecimal.BigDecimal) => {
  const whole = BigDecimal.truncate(BigDecimal.abs(price)).value.toString().length
  return Decimal.divide(price, BigDecimal.sum(one, tax), Math.max(0, Math.min(10, 15 - whole)))
}

const toItem = ({ price: _price, tax: _tax, ...rest }: Line, line: ReadLine, table: string): Item => ({
  ...rest,
  unit_price: Decimal.toWire(line.unitPrice),
  quantity: Decimal.toWire(line.quantity),
  tax_table_selector: table
})

const roundingItem = (minor: bigint, exponent: number, name: string): Item => ({
  name,
  unit_price: Decimal.toWire(BigDecimal.make(minor, exponent)),
  quantity: 1,
  merchant_item_id: roundingItemId,
  tax_table_selector: tableName(zero)
})

// "none" and not "VAT0": it is what the vendor's examples and its dashboard use.
const tableName = (rate: BigDecimal.BigDecimal): string =>
  BigDecimal.isZero(rate) ? "none" : `VAT${Decimal.toText(BigDecimal.multiply(rate, BigDecimal.make(100n, 0)))}`

// Refunds of a free amount name a rule of 0 %: "0" in the vendor's libraries and plug-ins, whoever placed the order, "none" here. Where
// the rule is missing the default rate counts, and the customer gets another amount.
const rulesOfRefunds = [tableName(zero), "0"]

const checkoutOptions = (
  rates: ReadonlyMap<string, BigDecimal.BigDecimal>,
  shipping_taxed: boolean,
  validate_cart: boolean | undefined
): CheckoutOptions => {
  // Highest first, so that the order of the lines does not show; the highest is also the default for lines the API may add.
  const sorted = [...rates].sort(([, a], [, b]) => BigDecimal.Order(b, a))
  const alternate = sorted.map(([name, rate]): TaxTable => ({
    name,
    standalone: true,
    rules: [{ rate: Decimal.toWire(rate) }]
  }))
  const tax_tables = { default: { shipping_taxed, rate: Decimal.toWire(sorted[0]?.[1] ?? zero) }, alternate }
  return validate_cart === undefined ? { tax_tables } : { validate_cart, tax_tables }
}

const toCart = <C extends Currency>(
  cart: Pick<Cart, "shopping_cart" | "checkout_options">,
  total: bigint,
  currency: C
): Result.Result<Cart<C>, InvalidCart> => {
  const amount = Number(total)
  if (amount < 0) return invalid({ path: "lines", message: "add up to less than 0" })
  if (!Number.isSafeInteger(amount))
    return invalid({ path: "lines", message: "add up to more than an amount can hold" })
  return Result.succeed({ currency, amount, ...cart })
}
