// The cart of a refund by lines, from the cart of the order. The vendor computes the refunded amount from what is sent and says
// nothing when it is another one than meant, so the lines are taken from the order itself and the amount is computed here first.
import * as BigDecimal from "effect/BigDecimal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CheckoutOptions } from "./CheckoutOptions.ts"
import { exponentOf } from "./Currency.ts"
import * as Issue from "./Issue.ts"
import { sum } from "./internal/money/cartSum.ts"
import * as Decimal from "./internal/money/decimal.ts"
import { optional } from "./internal/requests/optional.ts"
import { Item as CartItem, roundingItemId } from "./ShoppingCart.ts"

/** Lines go back as GET answered them, which has `null` for what an order left out and numbers for ids of digits. */
const echoed = <S extends Schema.Top>(schema: S) => optional(Schema.NullOr(schema))

/**
 * A line of a refund by lines. Lines of the order stand as they were ordered; a returned one stands once more with a negative
 * `unit_price`, as the vendor's schema text and its libraries have it. The product pages say a negative `quantity`; that is accepted too.
 *
 * @category schemas
 */
export const Item = Schema.Struct({
  ...CartItem.fields,
  name: echoed(Schema.String),
  description: echoed(Schema.String),
  /** Main unit, without tax, as in the order; negative for what comes back. */
  unit_price: echoed(Decimal.Decimal),
  quantity: echoed(Decimal.Decimal),
  merchant_item_id: echoed(Schema.Union([Schema.String, Schema.Finite])),
  /** Must be the order's own: a wrong one refunds another amount without a word. */
  tax_table_selector: echoed(Schema.Union([Schema.String, Schema.Finite])),
  currency: echoed(Schema.String),
  cashback: echoed(Decimal.Decimal),
  weight: echoed(Schema.Struct({ unit: echoed(Schema.String), value: echoed(Decimal.Decimal) }))
})
export interface Item extends Schema.Schema.Type<typeof Item> {}

/**
 * The cart of a refund by lines; `ofItems` and `ofAmount` make them.
 *
 * @category schemas
 */
export const CheckoutData = Schema.Struct({
  items: optional(Schema.Array(Item)),
  /** Undeclared; the vendor's SDK sends it. */
  tax_table: optional(Schema.Json)
})
export interface CheckoutData extends Schema.Schema.Type<typeof CheckoutData> {}

/** A line to refund: how many pieces of an article, as a positive number. */
export interface Returned {
  readonly merchant_item_id: string
  readonly quantity: Decimal.Input
}

interface Rule {
  readonly rate?: Decimal.Input | undefined
}

interface Tables {
  readonly default?: Rule | undefined
  readonly alternate?:
    | ReadonlyArray<{ readonly name?: string | undefined; readonly rules?: ReadonlyArray<Rule> | undefined }>
    | undefined
}

/** An order with its cart: one that was read back, or the request it was placed with. */
export interface Carrier {
  readonly currency?: string | undefined
  /** Smallest unit. */
  readonly amount?: number | undefined
  /** Smallest unit. Absent means unknown: then the cart alone tells what is left. */
  readonly amount_refunded?: number | undefined
  readonly shopping_cart?: { readonly items?: ReadonlyArray<Line> | undefined } | undefined
  readonly checkout_options?: (Tables & { readonly tax_tables?: Tables | undefined }) | undefined
}

/** A line as it was ordered, or as an answer has it: with `null` for what was left out. */
interface Line {
  readonly name?: string | null | undefined
  readonly description?: string | null | undefined
  readonly unit_price?: Decimal.Input | null | undefined
  readonly quantity?: Decimal.Input | null | undefined
  readonly merchant_item_id?: string | number | null | undefined
  readonly tax_table_selector?: string | number | null | undefined
  readonly weight?:
    | { readonly unit?: string | null | undefined; readonly value?: Decimal.Input | null | undefined }
    | null
    | undefined
}

/** A refund by lines that the order's cart does not allow. */
export class InvalidRefund extends Schema.TaggedError<InvalidRefund>("@effect-multisafepay/core/InvalidRefund")(
  "InvalidRefund",
  { issues: Schema.Array(Issue.Issue) }
) {
  override get message(): string {
    return `These lines cannot be refunded.${Issue.renderAll(this.issues)}`
  }
}

/** A refund by lines, and what it gives back in the smallest unit. */
export interface Lines {
  readonly checkout_data: CheckoutData
  readonly amount: number
}

/**
 * The cart that refunds some lines of an order: every line of the order as it is, and each returned one once more with a negative
 * `unit_price`, the same tax table and the quantity that comes back.
 *
 * `amount` is what the customer gets, in the smallest unit: the cart before minus the cart after, by the vendor's rounding rule. Compare
 * it with what you promised before sending. With the last of the goods (shipping costs are goods too) the coupons, credits and rounding
 * that are left go as well, so that everything back is the order's amount to the cent. It never passes what is left of the order: where
 * a discount makes the goods worth more than was paid, a line "Discount" takes up the difference.
 *
 * Fails with `InvalidRefund`, which lists everything that is wrong: an article that is not in the cart, stands there at several prices,
 * or was not ordered in that quantity or is back already; lines that give nothing back; an order without its currency.
 *
 * @example
 * const order = yield* orders.get("order-1")
 * const { amount, checkout_data } = yield* Effect.fromResult(Refund.ofItems(order, [{ merchant_item_id: "mug", quantity: 1 }]))
 * yield* refunds.create("order-1", { refund_order_id: "order-1-refund-1", currency: "EUR", checkout_data })
 */
export const ofItems = (order: Carrier, returned: ReadonlyArray<Returned>): Result.Result<Lines, InvalidRefund> => {
  const issues: Array<Issue.Issue> = []
  const cart = read(order, issues)
  issues.push(...missingTables(order, cart))
  if (returned.length === 0) issues.push({ path: "items", message: "must have at least one line" })
  const back = returned.flatMap((one, index): ReadonlyArray<CartItem> => {
    const complain = (field: string, message: string) => {
      issues.push({ path: `items[${index}].${field}`, message })
      return []
    }
    const quantity = Decimal.parse(one.quantity)
    if (quantity === undefined || !BigDecimal.isPositive(quantity)) {
      return complain("quantity", "must be a number above 0, such as 1")
    }
    const [article, another] = cart.articles.filter(({ item }) => item.merchant_item_id === one.merchant_item_id)
    if (article === undefined) return complain("merchant_item_id", "is not in the cart of the order")
    if (another !== undefined) {
      return complain(
        "merchant_item_id",
        "stands in the cart with different prices or tax tables: refund an amount instead"
      )
    }
    if (BigDecimal.isGreaterThan(quantity, BigDecimal.abs(article.left))) {
      return complain("quantity", "is more than was ordered and not yet refunded")
    }
    return [takeBack(article, quantity)]
  })
  if (issues.length > 0) return Result.fail(new InvalidRefund({ issues }))

  const isLast = !cart.articles.some(isGoods)
  const rest = isLast
    ? cart.articles
        .filter(({ left }) => !BigDecimal.isZero(left))
        .map((article) => takeBack(article, BigDecimal.abs(article.left)))
    : []
  return settle(cart, [...back, ...rest], (before, after) => {
    const amount = before - after
    const left = leftOf(order, before)
    // A cart that is off by a rounding leaves no cents behind.
    const isOff = isLast && left > amount && left - amount <= cart.items.length
    return amount > left || isOff ? left : amount
  })
}

/** @category models */
export interface AmountOptions {
  /** Shown in the cart. Default "Refund". */
  readonly name?: string | undefined
  /** Default `refund-1`, `refund-2`, ...: providers want ids that are not in the cart yet. */
  readonly merchant_item_id?: string | undefined
}

/**
 * The cart that refunds any amount of a pay-later order (goodwill, a part of the shipping, a surcharge): every line of the order as it
 * is, and one free line of quantity 1 with that amount as a negative `unit_price`. `amount` is in the smallest unit, at least 1.
 *
 * The line has a tax rule of 0 %, which `Cart.make` gives every order; on an order without one it takes the lowest rate there is, and
 * comes to the same amount. Fails with `InvalidRefund` when more than what is left is asked for. Other methods take a plain `amount`.
 *
 * @example
 * const order = yield* orders.get("order-1")
 * const { checkout_data } = yield* Effect.fromResult(Refund.ofAmount(order, 500, { name: "With our apologies" }))
 */
export const ofAmount = (
  order: Carrier,
  amount: number,
  options?: AmountOptions
): Result.Result<Lines, InvalidRefund> => {
  const issues: Array<Issue.Issue> = []
  const cart = read(order, issues)
  issues.push(...missingTables(order, cart))
  if (!Number.isSafeInteger(amount) || amount < 1) {
    issues.push({ path: "amount", message: "must be a whole number of 1 or more, in the smallest unit" })
  }
  if (issues.length > 0) return Result.fail(new InvalidRefund({ issues }))
  const free = { name: options?.name ?? "Refund", merchant_item_id: options?.merchant_item_id ?? freeId(cart.items) }
  return Result.flatMap(
    settle(cart, [], () => BigInt(amount), free),
    (refund) =>
      Result.flatMap(total(cart, cart.items), (before) =>
        BigInt(amount) > leftOf(order, before)
          ? refuse("amount", "is more than what is left of the order")
          : Result.succeed(refund)
      )
  )
}

/**
 * What all refunds by lines up to this one give back of an order, in the smallest unit, give or take a cent for every line. Undefined when the
 * order's own amounts and cart do not agree, or leave it open.
 *
 * @category questions
 */
export const givenBackBy = (order: Carrier, { items = [] }: CheckoutData): number | undefined => {
  if (order.amount === undefined || order.currency === undefined) return undefined
  const paid = BigInt(order.amount)
  const cart = read(order, [])
  const now = Result.getOrElse(total(cart, cart.items), () => undefined)
  const then = Result.getOrElse(total(cart, items.map(toItem)), () => undefined)
  const agrees = [0n, BigInt(order.amount_refunded ?? 0)].some(
    (refunded) => now !== undefined && isAbout(paid - refunded - now, cart.items.length)
  )
  return agrees && then !== undefined ? Number(paid - then) : undefined
}

/**
 * Whether a refund by lines takes more of an article back than the order's cart shows: then it was not made. False when the cart shows
 * nothing that came back, as not every answer does.
 *
 * @category questions
 */
export const takesMoreThan = (order: Carrier, { items = [] }: CheckoutData): boolean => {
  const shown = returnedOf(order.shopping_cart?.items ?? [])
  if (shown.size === 0) return false
  return Array.from(returnedOf(items)).some(([id, quantity]) =>
    BigDecimal.isGreaterThan(quantity, shown.get(id) ?? zero)
  )
}

/**
 * Whether any of these lines comes back. Of lines that give nothing back the service is only told an order and no amount, which is how it is
 * asked for everything.
 *
 * @category questions
 */
export const givesBack = ({ items }: CheckoutData): boolean => {
  const lines = Array.isArray(items) ? items.filter((line) => typeof line === "object" && line !== null) : []
  return Array.from(returnedOf(lines).values()).some((quantity) => !BigDecimal.isZero(quantity))
}

const isAbout = (difference: bigint, cents: number): boolean =>
  difference <= BigInt(cents) && -difference <= BigInt(cents)

// How much of each article came back: both forms are in use, a negative price and a negative quantity.
const returnedOf = (lines: ReadonlyArray<Line>): ReadonlyMap<string, BigDecimal.BigDecimal> => {
  const returned = new Map<string, BigDecimal.BigDecimal>()
  for (const { merchant_item_id = "", quantity, unit_price } of lines.map(toItem)) {
    const [price, pieces] = [Decimal.parse(unit_price) ?? zero, Decimal.parse(quantity) ?? zero]
    if (BigDecimal.isNegative(price) === BigDecimal.isNegative(pieces)) continue
    returned.set(merchant_item_id, BigDecimal.sum(returned.get(merchant_item_id) ?? zero, BigDecimal.abs(pieces)))
  }
  return returned
}

/** The lines of an order together, as often as they are still there: above 0 for goods, below 0 for discounts. */
interface Article {
  readonly item: CartItem
  readonly price: BigDecimal.BigDecimal
  left: BigDecimal.BigDecimal
}

interface ReadCart {
  readonly items: ReadonlyArray<CartItem>
  readonly articles: ReadonlyArray<Article>
  readonly exponent: number
  readonly checkout_options: CheckoutOptions
}

const read = (order: Carrier, issues: Array<Issue.Issue>): ReadCart => {
  const lines = order.shopping_cart?.items ?? []
  if (lines.length === 0) {
    issues.push({ path: "shopping_cart", message: "the order has no cart that could be refunded by lines" })
  }
  const { currency } = order
  if (currency === undefined) {
    issues.push({
      path: "currency",
      message: "the order does not say it, and an amount has two decimals, three or none"
    })
  }
  const items = lines.map(toItem)
  const articles = new Map<string, Article>()
  for (const item of items) {
    const price = Decimal.parse(item.unit_price) ?? zero
    const quantity = Decimal.parse(item.quantity) ?? zero
    // What came back stands there with a negative price or a negative quantity: both forms are in use.
    const signed = BigDecimal.isNegative(price) ? BigDecimal.negate(quantity) : quantity
    const unsigned = BigDecimal.abs(price)
    const key = JSON.stringify([item.merchant_item_id, Decimal.toText(unsigned), item.tax_table_selector])
    const article = articles.get(key)
    if (article === undefined) articles.set(key, { item, price: unsigned, left: signed })
    else article.left = BigDecimal.sum(article.left, signed)
  }
  return {
    items,
    articles: [...articles.values()],
    exponent: exponentOf(currency ?? ""),
    checkout_options: tables(order)
  }
}

/** A rate that is not known makes another amount of a refund, here or at the service, and neither says so. */
const missingTables = (order: Carrier, cart: ReadCart): ReadonlyArray<Issue.Issue> => {
  const { alternate = [], default: fallback } = cart.checkout_options.tax_tables ?? {}
  const missing = cart.items.find(
    ({ tax_table_selector: named }) =>
      named !== undefined && fallback === undefined && !alternate.some(({ name, rules }) => name === named && rules[0])
  )
  // Where the order comes to its amount without, its lines were never taxed.
  return missing === undefined || givenBackBy(order, { items: cart.items }) !== undefined
    ? []
    : [
        {
          path: "checkout_options",
          message: `has no tax table ${missing.tax_table_selector}, which a line names: give the order as it was placed, or refund an \`amount\` without lines`
        }
      ]
}

const isGoods = ({ item, left, price }: Article): boolean =>
  BigDecimal.isPositive(left) && !BigDecimal.isZero(price) && item.merchant_item_id !== roundingItemId

/** The line by which some of an article goes: a negative price for goods, a positive one for a discount that is taken back. */
const takeBack = (article: Article, quantity: BigDecimal.BigDecimal): CartItem => {
  const isDiscount = BigDecimal.isNegative(article.left)
  article.left = isDiscount ? BigDecimal.sum(article.left, quantity) : BigDecimal.subtract(article.left, quantity)
  return {
    ...article.item,
    unit_price: Decimal.toWire(isDiscount ? article.price : BigDecimal.negate(article.price)),
    quantity: Decimal.toWire(quantity)
  }
}

/** Adds the lines that go to the cart, and a free line where they come to another amount than wanted. */
const settle = (
  cart: ReadCart,
  back: ReadonlyArray<CartItem>,
  wanted: (before: bigint, after: bigint) => bigint,
  free: Free = { name: "Discount", merchant_item_id: freeId(cart.items) }
): Result.Result<Lines, InvalidRefund> =>
  Result.gen(function* () {
    const before = yield* total(cart, cart.items)
    const natural = yield* total(cart, [...cart.items, ...back])
    const amount = wanted(before, natural)
    if (amount <= 0n)
      return yield* refuse("items", "give nothing back: what they cost is refunded already, or was never paid")
    const items = [...cart.items, ...back]
    const rest = before - amount - natural
    if (rest !== 0n) {
      const line = freeLine(cart, items, before - amount, free)
      if (line === undefined)
        return yield* refuse("items", "come to an amount that no line can make up: refund an amount instead")
      items.push(line)
    }
    return { checkout_data: { items }, amount: Number(amount) }
  })

interface Free {
  readonly name: string
  readonly merchant_item_id: string
}

const refuse = (path: string, message: string) => Result.fail(new InvalidRefund({ issues: [{ path, message }] }))

/** The line that brings the cart to this total: without tax where the order has such a rule, else at its lowest rate. */
const freeLine = (cart: ReadCart, items: ReadonlyArray<CartItem>, wanted: bigint, free: Free): CartItem | undefined => {
  const { alternate = [], default: fallback } = cart.checkout_options.tax_tables ?? {}
  const rules = [
    ...alternate.map(({ name, rules }) => ({ selector: name, rate: Decimal.parse(rules[0]?.rate ?? 0) ?? zero })),
    { selector: undefined, rate: Decimal.parse(fallback?.rate ?? 0) ?? zero }
  ].sort((a, b) => BigDecimal.Order(a.rate, b.rate))
  const now = Result.getOrElse(total(cart, items), () => wanted)
  for (const { rate, selector } of rules) {
    // A sum that sits on a half can round the other way once the line is there.
    for (const nudge of [0n, 1n, -1n]) {
      const price = Decimal.divide(
        BigDecimal.make(wanted - now + nudge, cart.exponent),
        BigDecimal.sum(BigDecimal.fromBigInt(1n), rate),
        10
      )
      const line = {
        ...free,
        unit_price: Decimal.toWire(price),
        quantity: 1,
        ...(selector === undefined ? {} : { tax_table_selector: selector })
      }
      if (Result.getOrElse(total(cart, [...items, line]), () => now) === wanted) return line
    }
  }
  return undefined
}

const freeId = (items: ReadonlyArray<CartItem>): string => {
  const taken = new Set(items.map((item) => item.merchant_item_id))
  let n = 1
  while (taken.has(`refund-${n}`)) n++
  return `refund-${n}`
}

/** What is left of the order. Some answers leave out what was refunded: then the cart tells. */
const leftOf = ({ amount, amount_refunded }: Carrier, cart: bigint): bigint =>
  amount === undefined || amount_refunded === undefined ? cart : BigInt(amount) - BigInt(amount_refunded)

const total = (cart: ReadCart, items: ReadonlyArray<CartItem>): Result.Result<bigint, InvalidRefund> =>
  Result.mapBoth(sum({ shopping_cart: { items }, checkout_options: cart.checkout_options }, cart.exponent), {
    onFailure: ({ issues }) => new InvalidRefund({ issues }),
    onSuccess: ({ total }) => total
  })

const zero = BigDecimal.fromBigInt(0n)

const toItem = (line: Line): CartItem => {
  const text = (value: string | number | null | undefined) => (value === null || value === "" ? undefined : value)
  const { unit, value } = line.weight ?? {}
  return {
    name: line.name ?? "",
    ...defined({ description: text(line.description)?.toString() }),
    unit_price: line.unit_price ?? 0,
    quantity: line.quantity ?? 1,
    ...defined({
      merchant_item_id: text(line.merchant_item_id)?.toString(),
      tax_table_selector: text(line.tax_table_selector)?.toString(),
      weight: unit === "KG" && value !== undefined && value !== null ? { unit: "KG" as const, value } : undefined
    })
  }
}

const defined = <A extends object>(value: A): { readonly [K in keyof A]?: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    readonly [K in keyof A]?: Exclude<A[K], undefined>
  }

// Requests wrap the tables in `tax_tables`, answers do not.
const tables = (order: Carrier): CheckoutOptions => {
  const from = order.checkout_options?.tax_tables ?? order.checkout_options ?? {}
  return {
    tax_tables: {
      ...(from.default?.rate === undefined ? {} : { default: { rate: from.default.rate } }),
      alternate: (from.alternate ?? []).flatMap(({ name, rules }) =>
        name === undefined ? [] : [{ name, rules: (rules ?? []).map((rule) => ({ rate: rule.rate ?? 0 })) }]
      )
    }
  }
}
