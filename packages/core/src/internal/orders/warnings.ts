// What is accepted now and refused, or lost, further down the road: by the method's provider, at the next payment, on the page.
import * as Option from "effect/Option"
import * as Gateway from "../../Gateway.ts"
import { isLocale } from "../requests/locale.ts"
import type { RedirectOrder } from "./kinds.ts"

/** What is read of an order of any kind. */
interface Subject extends Omit<RedirectOrder, "type" | "gateway" | "gateway_info" | "description"> {
  readonly gateway?: string | undefined
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
    ...(entry?.category === "bnpl" ? itemIds(order) : []),
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
    order.recurring_model !== undefined && !order.customer?.reference,
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

const rates = (order: Subject, entry: Gateway.Entry | undefined): Warnings => {
  const taken = entry?.taxRates
  if (taken === undefined) return []
  const takes = (rate: number) => (taken === "taxed" ? rate !== 0 : taken.includes(rate))
  const tables = order.checkout_options?.tax_tables
  return itemsOf(order).flatMap(({ tax_table_selector }, index) => {
    const table = tables?.alternate?.find(({ name }) => name === tax_table_selector)
    // Where the selector names no table, the default rate counts.
    const rate = table === undefined ? tables?.default?.rate : table.rules[0]?.rate
    return when(
      rate !== undefined && !takes(Number(rate)),
      "tax-rate-not-taken",
      `shopping_cart.items[${index}].tax_table_selector`,
      `${entry?.name} takes ${taken === "taxed" ? "no line of 0 %" : `rates of ${taken.join(" ")} only`}: offer another method for this cart`
    )
  })
}
