// The cart of a refund by lines, from the cart of the order. The vendor computes the refunded amount from what is sent and says
// nothing when it is another one than meant, so the lines are taken from the order itself and the amount is computed here first.
import * as BigDecimal from "effect/BigDecimal"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { CheckoutOptions } from "../CheckoutOptions.ts"
import { type Currency, exponentOf } from "../Currency.ts"
import { type Issue, render } from "../Issue.ts"
import type { CheckoutData, Item } from "../Refund.ts"
import { sum } from "./cartSum.ts"
import * as Decimal from "./decimal.ts"

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
  readonly shopping_cart?: { readonly items?: ReadonlyArray<Line> | undefined } | undefined
  readonly checkout_options?: (Tables & { readonly tax_tables?: Tables | undefined }) | undefined
}

interface Line {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly unit_price?: Decimal.Input | undefined
  readonly quantity?: Decimal.Input | undefined
  readonly merchant_item_id?: string | undefined
  readonly tax_table_selector?: string | undefined
  readonly weight?: { readonly unit?: string | undefined; readonly value?: Decimal.Input | undefined } | undefined
}

/** A refund by lines that the order's cart does not allow. */
export class InvalidRefund extends Data.TaggedError("InvalidRefund")<{ readonly issues: ReadonlyArray<Issue> }> {
  override get message(): string {
    return `These lines cannot be refunded.${this.issues.map((issue) => `\n  ${render(issue)}`).join("")}`
  }
}

/**
 * The cart that refunds some lines of an order: every line of the order as it is, and each returned one once more with a negative
 * quantity, the same price and the same tax table.
 *
 * `amount` is what comes back to the customer, in the smallest unit, by the vendor's rounding rule: compare it with what you promised
 * before sending. Fails with `InvalidRefund`, which lists everything that is wrong: an article that is not in the cart, stands there
 * at several prices, or was not ordered in that quantity.
 *
 * @example
 * const { amount, checkout_data } = yield* Refund.ofItems(yield* orders.get("order-1"), [{ merchant_item_id: "mug", quantity: 1 }])
 * yield* refunds.create("order-1", { refund_order_id: "order-1-refund-1", currency: "EUR", checkout_data })
 */
export const ofItems = (
  order: Carrier,
  returned: ReadonlyArray<Returned>
): Result.Result<{ readonly checkout_data: CheckoutData; readonly amount: number }, InvalidRefund> => {
  const lines = order.shopping_cart?.items ?? []
  const issues: Array<Issue> = []
  if (lines.length === 0)
    issues.push({ path: "shopping_cart", message: "the order has no cart that could be refunded by lines" })
  if (returned.length === 0) issues.push({ path: "items", message: "must have at least one line" })
  const left = new Map<string, BigDecimal.BigDecimal>()
  const back = returned.flatMap((one, index): ReadonlyArray<Item> => {
    const complain = (field: string, message: string) => {
      issues.push({ path: `items[${index}].${field}`, message })
      return []
    }
    const quantity = Decimal.parse(one.quantity)
    if (quantity === undefined || !BigDecimal.isPositive(quantity)) {
      return complain("quantity", "must be a number above 0, such as 1")
    }
    const same = lines.filter((line) => line.merchant_item_id === one.merchant_item_id)
    const line = same[0]
    if (line === undefined) return complain("merchant_item_id", "is not in the cart of the order")
    if (same.some((other) => !samePrice(line, other))) {
      return complain(
        "merchant_item_id",
        "stands in the cart with different prices or tax tables: refund an amount instead"
      )
    }
    const available = left.get(one.merchant_item_id) ?? ordered(same)
    if (BigDecimal.isGreaterThan(quantity, available)) {
      return complain("quantity", "is more than was ordered and not yet refunded")
    }
    left.set(one.merchant_item_id, BigDecimal.subtract(available, quantity))
    return [{ ...toItem(line), quantity: Decimal.toWire(BigDecimal.negate(quantity)) }]
  })
  if (issues.length > 0) return Result.fail(new InvalidRefund({ issues }))
  const items = lines.map(toItem)
  const exponent = exponentOf((order.currency ?? "EUR") as Currency)
  const total = (some: ReadonlyArray<Item>) =>
    sum(
      {
        shopping_cart: { items: some.map((item) => ({ name: "", unit_price: 0, quantity: 1, ...defined(item) })) },
        checkout_options: tables(order)
      },
      exponent
    )
  return Result.mapBoth(
    Result.flatMap(total(items), (before) =>
      Result.map(total([...items, ...back]), (after) => Number(before.total - after.total))
    ),
    {
      onFailure: ({ issues }) => new InvalidRefund({ issues }),
      onSuccess: (amount) => ({ checkout_data: { items: [...items, ...back] }, amount })
    }
  )
}

const samePrice = (a: Line, b: Line): boolean =>
  String(a.unit_price) === String(b.unit_price) && a.tax_table_selector === b.tax_table_selector

const zero = BigDecimal.fromBigInt(0n)

// Refunded lines of earlier refunds stand in the cart with a negative quantity.
const ordered = (lines: ReadonlyArray<Line>): BigDecimal.BigDecimal =>
  lines.reduce((total, line) => BigDecimal.sum(total, Decimal.parse(line.quantity ?? 1) ?? zero), zero)

const toItem = (line: Line): Item => ({
  ...defined({
    name: line.name,
    description: line.description,
    unit_price: line.unit_price,
    quantity: line.quantity,
    merchant_item_id: line.merchant_item_id,
    tax_table_selector: line.tax_table_selector
  }),
  ...(line.weight?.unit === "KG" && line.weight.value !== undefined
    ? { weight: { unit: "KG" as const, value: line.weight.value } }
    : {})
})

const defined = <A extends object>(value: A): { readonly [K in keyof A]: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    readonly [K in keyof A]: Exclude<A[K], undefined>
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
