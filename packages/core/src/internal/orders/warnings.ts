// What is accepted now and refused, or lost, further down the road: by the method's provider, at the next payment, on the page.
import * as Option from "effect/Option"
import * as Cart from "../../Cart.ts"
import * as Gateway from "../../Gateway.ts"
import { isLocale } from "../requests/locale.ts"
import type { RedirectOrder } from "./models.ts"

/** What is read of an order of any kind. */
interface Subject extends Omit<RedirectOrder, "type" | "gateway" | "gateway_info" | "description"> {
  readonly gateway?: string | undefined
  readonly payment_data?: { readonly tokenize?: boolean | undefined } | undefined
}

type Warnings = ReadonlyArray<Gateway.Warning>

/** What is worth saying about an order beside what its gateway is documented for. */
export const orderWarnings = (order: Subject): Warnings => {
  const entry = Option.getOrUndefined(Gateway.get(order.gateway ?? ""))
  return [
    ...notification(order),
    ...capture(order, entry),
    ...recurring(order),
    ...shares(order),
    ...person("customer", order.customer),
    ...person("delivery", order.delivery),
    ...lines(order),
    ...cart(order, entry),
    ...(entry?.category === "bnpl" ? itemIds(order) : []),
    ...selectors(order),
    ...rates(order, entry)
  ]
}

const when = (condition: boolean, code: Gateway.Warning["code"], path: string, message: string): Warnings =>
  condition ? [{ code, path, message }] : []

const notification = ({ payment_options }: Subject): Warnings =>
  when(
    !payment_options?.notification_url,
    "no-notification-url",
    "payment_options.notification_url",
    "nobody is told when the payment changes, unless the website's own settings have an address: give one"
  )

const capture = (order: Subject, entry: Gateway.Entry | undefined): Warnings =>
  when(
    order.capture === "manual" && entry?.capture !== undefined && entry.capture !== "manual",
    "capture-not-possible",
    "capture",
    `${entry?.name} has no manual capture, the money may be taken at once: leave it out`
  )

const recurring = (order: Subject): Warnings =>
  when(
    (order.recurring_model !== undefined || order.payment_data?.tokenize === true) && !order.customer?.reference,
    "recurring-without-reference",
    "customer.reference",
    "the token that this payment leaves is listed by the customer's reference: give one"
  )

const shares = ({ affiliate, amount }: Subject): Warnings => {
  const parts = affiliate?.split_payments ?? []
  const percent = parts.reduce((sum, { percentage }) => sum + (percentage ?? 0), 0)
  const fixed = parts.reduce((sum, part) => sum + (part.fixed ?? 0), 0)
  return when(
    fixed + (amount * percent) / 100 > amount,
    "shares-above-amount",
    "affiliate.split_payments",
    "the shares are more than the order's amount: make them 100 % of it at most"
  )
}

const person = (path: string, person: Subject["customer"]): Warnings => [
  ...(["first_name", "last_name"] as const).flatMap((field) =>
    when(
      person?.[field] !== undefined && [...person[field]].length < 2,
      "name-too-short",
      `${path}.${field}`,
      "the reference asks for 2 characters or more: ask customers for full names"
    )
  ),
  ...when(
    person?.locale !== undefined && person.locale !== "" && !isLocale(person.locale),
    "locale-not-readable",
    `${path}.locale`,
    "is no language and country as ab_CD, so pages and mails are in English: write it as nl_NL"
  )
]

const itemsOf = ({ shopping_cart }: Subject) => shopping_cart?.items ?? []

const lines = (order: Subject): Warnings =>
  itemsOf(order).flatMap(({ currency, unit_price }, index) => {
    const foreign = when(
      currency !== undefined && currency !== order.currency,
      "line-currency",
      `shopping_cart.items[${index}].currency`,
      "differs from the order's currency: an order has one"
    )
    const long = when(
      decimalsOf(String(unit_price)) > 10,
      "too-many-decimals",
      `shopping_cart.items[${index}].unit_price`,
      "has more than ten decimals: round it to ten, as Cart.make does"
    )
    return foreign.concat(long)
  })

const cart = (order: Subject, entry: Gateway.Entry | undefined): Warnings => {
  const { amount, checkout_options, currency, shopping_cart } = order
  const isEmpty = shopping_cart !== undefined && shopping_cart.items.length === 0
  const isCompared = entry?.category === "bnpl" || checkout_options?.validate_cart === true
  const wrong = isCompared ? Cart.check({ amount, checkout_options, currency, shopping_cart }) : undefined
  return [
    ...when(
      isEmpty,
      "empty-cart",
      "shopping_cart.items",
      "has no lines, so there is nothing to show, to compare and to refund by: leave the cart out, or give its lines"
    ),
    ...when(
      wrong?._tag === "CartMismatch",
      "cart-mismatch",
      "amount",
      "is not what the cart adds up to, which pay later compares, whatever `validate_cart` says (1027): take `Cart.total`"
    )
  ]
}

// "1e-11" has eleven, as 0.00000000001 has.
const decimalsOf = (number: string): number => {
  const [, fraction = "", exponent = "0"] = /^[-+]?\d*(?:\.(\d+))?(?:e([-+]?\d+))?$/i.exec(number) ?? []
  return Math.max(0, fraction.length - Number(exponent))
}

const itemIds = (order: Subject): Warnings => {
  const seen = new Set<string>()
  return itemsOf(order).flatMap(({ merchant_item_id }, index) => {
    const id = merchant_item_id?.trim() ?? ""
    const problem = id === "" ? "is missing" : seen.has(id) ? "is used twice" : undefined
    seen.add(id)
    return when(
      problem !== undefined,
      "item-id",
      `shopping_cart.items[${index}].merchant_item_id`,
      `${problem}, and providers of pay later refuse such a cart: give each line an id of its own`
    )
  })
}

type Tables = NonNullable<NonNullable<Subject["checkout_options"]>["tax_tables"]>

const tableOf = (tables: Tables | undefined, selector: string | undefined) =>
  tables?.alternate?.find(({ name }) => name === selector)

// Where the selector names no table, the default rate counts.
const rateOf = (tables: Tables | undefined, selector: string | undefined) => {
  const table = tableOf(tables, selector)
  return table === undefined ? tables?.default?.rate : table.rules[0]?.rate
}

const selectors = (order: Subject): Warnings => {
  const tables = order.checkout_options?.tax_tables
  return itemsOf(order).flatMap(({ tax_table_selector }, index) =>
    when(
      tax_table_selector !== undefined &&
        tables?.default?.rate === undefined &&
        tableOf(tables, tax_table_selector) === undefined,
      "no-tax-table",
      `shopping_cart.items[${index}].tax_table_selector`,
      "names no tax table, and there is no default one, so the line is taxed at 0 %: give the table"
    )
  )
}

const rates = (order: Subject, entry: Gateway.Entry | undefined): Warnings => {
  const taken = entry?.taxRates
  if (taken === undefined) return []
  const takes = (rate: number) => (taken === "taxed" ? rate !== 0 : taken.includes(rate))
  const tables = order.checkout_options?.tax_tables
  return itemsOf(order).flatMap(({ tax_table_selector }, index) => {
    const rate = rateOf(tables, tax_table_selector)
    return when(
      rate !== undefined && !takes(Number(rate)),
      "tax-rate-not-taken",
      `shopping_cart.items[${index}].tax_table_selector`,
      `${entry?.name} takes ${taken === "taxed" ? "no line of 0 %" : `rates of ${taken.join(" ")} only`}: offer another method for this cart`
    )
  })
}
