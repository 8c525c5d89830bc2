// The vendor's payment methods, as data: what each one can do, needs, costs in time and ends in. Product and id differ
// (Bancontact is MISTERCASH, Sofort is DIRECTBANK), the vendor's own lists disagree about the ids, and merchants can have gift cards
// of their own. So the list is open: `Gateway.unknown("NEWPAY")` names a gateway that is not in it.
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { banking } from "./internal/gateways/banking.ts"
import { bnpl } from "./internal/gateways/bnpl.ts"
import { cards } from "./internal/gateways/cards.ts"
import type { Category, Description, Entry, Flow, Ordering } from "./internal/gateways/entry.ts"
import { ordering } from "./internal/gateways/ordering.ts"
import { prepaid } from "./internal/gateways/prepaid.ts"
import { wallets } from "./internal/gateways/wallets.ts"

export type {
  Category,
  Correction,
  EndOfLife,
  Entry,
  Flow,
  Limits,
  Pair,
  PerFlow,
  Refund,
  Settlement,
  Statuses,
  StatusWord
} from "./internal/gateways/entry.ts"

type Table = typeof ordering

// Under a name, so that the compiler compares it by that: 1,066 instantiations less for an order.
interface Facts extends Table {}

/** A gateway id of the catalogue, spelt as the vendor spells it. */
export type Id = keyof Table

/** The ids of one category: `Gateway.IdOf<"banking">`. */
export type IdOf<C extends Category> = { [I in Id]: Facts[I]["category"] extends C ? I : never }[Id]

/** The ids that can be ordered in one flow: `Gateway.IdWithFlow<"direct">`. */
export type IdWithFlow<F extends Flow> = { [I in Id]: F extends Facts[I]["flows"][number] ? I : never }[Id]

/** The ids of a category that can be ordered in a flow: `Gateway.IdWith<"banking", "direct">`. */
export type IdWith<C extends Category, F extends Flow> = Extract<IdOf<C>, IdWithFlow<F>>

/** The ids that can be paid through the payment component. */
export type IdWithComponent = { [I in Id]: Facts[I]["component"] extends true ? I : never }[Id]

/** The ids whose payments can be charged again with a token. */
export type IdWithRecurring = { [I in Id]: Facts[I] extends { readonly recurring: true } ? I : never }[Id]

/** Spellings that the vendor prints beside its ids. */
export type PrintedSpelling = {
  [I in Id]: Facts[I] extends { readonly printed: infer Spelling extends string } ? Spelling : never
}[Id]

/** The gateways with a function of their own in `Order`, by the name of that function. */
export type Shortcuts = {
  readonly [I in Id as Facts[I] extends { readonly shortcut: infer Name extends string } ? Name : never]: I
}

/** One line of the catalogue; the fields that types are derived from keep their literal values. */
export interface Known<I extends Id = Id> extends Entry {
  readonly id: I
  readonly category: Facts[I]["category"]
  readonly flows: Facts[I]["flows"]
  readonly component: Facts[I]["component"]
  readonly requires: Facts[I]["requires"]
}

/** All ids, by category. */
export const ids: ReadonlyArray<Id> = Object.keys(ordering) as Array<Id>

/** Every gateway the vendor documents, by id. See https://docs.multisafepay.com/reference/gateway-ids for the vendor's list. */
export const catalogue: { readonly [I in Id]: Known<I> } = /* @__PURE__ */ whole()

/** Ids by the name of their function in `Order`: `{ ideal: "IDEAL", sofort: "DIRECTBANK", ... }`. */
export const shortcuts = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ ids.flatMap((id) => {
    const { shortcut }: Ordering = ordering[id]
    return shortcut === undefined ? [] : [[shortcut, id]]
  })
) as unknown as Shortcuts

/**
 * The `type` under which `payment_methods` of an order lists what a gift card paid; never a gateway to order with.
 *
 * @see https://docs.multisafepay.com/docs/gift-cards
 */
export const giftCardPayment = "COUPON"

/** Spellings that the vendor prints beside its ids. */
export const printedSpellings = ids.flatMap((id) => {
  const { printed }: Ordering = ordering[id]
  return printed === undefined ? [] : [printed]
}) as ReadonlyArray<string> as ReadonlyArray<PrintedSpelling>

/** The ids whose payments can be charged again with a token. */
export const recurringIds = ids.filter((id): id is IdWithRecurring => {
  const { recurring }: Ordering = ordering[id]
  return recurring === true
})

/** Whether the catalogue has this id, in this spelling. */
export const isKnown = (id: string): id is Id => Object.hasOwn(ordering, id)

/** The catalogue's spelling of an id. The API ignores case, and one of the vendor's examples orders with "iDEAL". */
export const canonical = (id: string): Option.Option<Id> => {
  const upper = id.toUpperCase()
  return isKnown(upper) ? Option.some(upper) : Option.none()
}

/** The line of an id in any case; none when the catalogue does not have it. */
export const get = (id: string): Option.Option<Known> => Option.map(canonical(id), (known) => catalogue[known])

/** A gateway that is not in the catalogue: a new method, or a gift card of the merchant's own. */
export const Unknown = Schema.NonEmptyString.check(
  Schema.makeFilter((id: string) => Option.isNone(canonical(id)), {
    message: "gateway is in the catalogue: write its id as it is, without Gateway.unknown"
  })
).pipe(Schema.brand("UnknownGateway"))
export type Unknown = typeof Unknown.Type

/** What the compiler shows when a literal given to `Gateway.unknown` is in the catalogue. */
export interface AlreadyKnown<I extends string> {
  readonly "this gateway is in the catalogue, write its id instead": I
}

/**
 * Names a gateway that is not in the catalogue. A literal that is in it does not compile; a string that turns out to be in it is
 * read as what it is when the order is checked.
 */
export const unknown = <const S extends string>(
  id: S & (Uppercase<S> extends Id ? AlreadyKnown<Uppercase<S>> : unknown)
) => id as string as Unknown

/** Something the vendor recommends and the order does not follow. Never a reason to refuse the order: the account's contract decides. */
export interface Warning {
  readonly code:
    | "end-of-life"
    | "flow-not-documented"
    | "currency-not-listed"
    | "country-not-listed"
    | "amount-outside-limits"
    | "recommended-field-missing"
    | "no-notification-url"
    | "capture-not-possible"
    | "recurring-without-reference"
    | "shares-above-amount"
    | "name-too-short"
    | "locale-not-readable"
    | "line-currency"
    | "too-many-decimals"
    | "empty-cart"
    | "cart-mismatch"
    | "item-id"
    | "no-tax-table"
    | "tax-rate-not-taken"
  /** Wire path in the order. */
  readonly path: string
  readonly message: string
}

/** The part of an order that `warnings` reads. */
export interface Subject {
  readonly type?: string | undefined
  readonly gateway?: string | undefined
  readonly currency?: string | undefined
  /** In the currency's smallest unit. */
  readonly amount?: number | undefined
  readonly customer?: object | undefined
}

/**
 * What the vendor's pages would say about this order: a currency, country or amount its gateway is not documented for, a gateway that
 * ended, a recommended field that is missing. Empty without a gateway (the payer chooses on the payment page) and for unknown ones.
 */
export const warnings = (order: Subject): ReadonlyArray<Warning> =>
  Option.match(get(order.gateway ?? ""), {
    onNone: () => [],
    onSome: (entry: Entry) => [
      ...endOfLife(entry),
      ...flow(entry, order),
      ...currency(entry, order),
      ...country(entry, order),
      ...amount(entry, order),
      ...missing(entry, order)
    ]
  })

const endOfLife = ({ endOfLife }: Entry): Array<Warning> =>
  endOfLife === undefined
    ? []
    : [
        {
          code: "end-of-life",
          path: "gateway",
          message: endOfLife.successor === undefined ? endOfLife.note : `${endOfLife.note}: use ${endOfLife.successor}`
        }
      ]

const flow = (entry: Entry, order: Subject): Array<Warning> => {
  const wanted = flowOf(order)
  const possible =
    entry.flows.includes(wanted) || (wanted === "direct" && entry.component && has(order, "payment_data"))
  return possible
    ? []
    : [
        {
          code: "flow-not-documented",
          path: "type",
          message: `${entry.name} is documented for ${entry.flows.join(" and ")} orders only`
        }
      ]
}

const currency = (entry: Entry, order: Subject): Array<Warning> =>
  order.currency === undefined || entry.currencies === undefined || entry.currencies.includes(order.currency)
    ? []
    : [
        {
          code: "currency-not-listed",
          path: "currency",
          message: `${entry.name} is documented for ${entry.currencies.join(" ")} only`
        }
      ]

const country = (entry: Entry, order: Subject): Array<Warning> => {
  const payer = at(order, "customer.country")
  return typeof payer !== "string" ||
    payer === "" ||
    entry.countries === undefined ||
    entry.countries === "world" ||
    entry.countries.includes(payer.toUpperCase())
    ? []
    : [
        {
          code: "country-not-listed",
          path: "customer.country",
          message: `${entry.name} is documented for payers in ${entry.countries.join(" ")} only`
        }
      ]
}

const amount = (entry: Entry, order: Subject): Array<Warning> => {
  const { min = 0, max = Number.POSITIVE_INFINITY, currency = "EUR" } = entry.limits ?? {}
  const given = order.amount
  if (given === undefined || order.currency !== currency || (given === 0 && entry.zeroAuthorization === true)) return []
  const bound = given < min ? `at least ${min}` : given > max ? `at most ${max}` : undefined
  return bound === undefined
    ? []
    : [
        {
          code: "amount-outside-limits",
          path: "amount",
          message: `${entry.name} is documented for amounts of ${bound}, in the smallest unit of ${currency}`
        }
      ]
}

// A component or token order carries no gateway data of its own: its `gateway_info` is not missed.
const missing = (entry: Entry, order: Subject): Array<Warning> => {
  const bare = has(order, "payment_data") || has(order, "recurring_id")
  return (entry.recommends?.[flowOf(order)] ?? [])
    .filter((path) => !(bare && path.startsWith("gateway_info")) && !path.split("|").some((one) => has(order, one)))
    .map((path) => ({
      code: "recommended-field-missing",
      path: path.split("|")[0] ?? path,
      message: `${entry.name} asks for ${path.split("|").join(" or ")}`
    }))
}

const flowOf = (order: Subject): Flow => (order.type === "direct" ? "direct" : "redirect")

const has = (order: object, path: string): boolean => {
  const value = at(order, path)
  return value !== undefined && value !== null && value !== ""
}

const at = (order: object, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      order
    )

// Only what asks for more than ordering brings the descriptions along.
function whole(): { readonly [I in Id]: Known<I> } {
  const descriptions: { readonly [I in Id]: Description } = { ...banking, ...cards, ...wallets, ...bnpl, ...prepaid }
  return Object.fromEntries(ids.map((id) => [id, { id, ...ordering[id], ...descriptions[id] }])) as unknown as {
    readonly [I in Id]: Known<I>
  }
}
