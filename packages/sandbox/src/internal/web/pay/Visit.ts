// What a payer's visit comes down to: the order behind the session, where it stands, and what the page has to be.
import * as Option from "effect/Option"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import { isAllowed, isGiftCard, isPartPaid, restOf } from "../../rules/giftCards.ts"
import { isWornOut, possible } from "../../machine/outcomes.ts"
import { isGeneric } from "../../rules/methods.ts"
import type { Settings } from "../../state/Settings.ts"
import * as State from "../../state/State.ts"
import { formatAmount } from "../amount.ts"
import { hostOf, returnUrl, schemeOf } from "./returnUrl.ts"
import { type Language, speak } from "./speak.ts"
import type { State as PageState, Words } from "./english.ts"

export interface Visit {
  readonly order: State.Order
  readonly settings: Settings
  readonly now: number
  readonly lang: Language
  readonly words: Words
  /** `€ 49,95`: what is still to be paid, or all of it once it is paid. */
  readonly amount: string
  /** What gift cards have paid of it, while something is still to be paid. */
  readonly paidByGiftCard: ReadonlyArray<{ readonly name: string; readonly amount: string }>
  readonly merchant: string
  /** Path of the page. */
  readonly path: string
  /** The method, once it is known: ordered, or picked on the page. */
  readonly method: string | undefined
  /** A form, or a page that says how it stands. */
  readonly state: "form" | "challenge" | PageState
}

export const visit = (
  state: State.State,
  settings: Settings,
  now: number,
  session: string,
  picked: string | null
): Visit | undefined => {
  const order = State.bySession(state, session)
  if (order === undefined || order.kind !== "payment") return undefined
  const { lang, tag, words } = speak(order.details.customer?.["locale"])
  const { cancel_url, notification_url, redirect_url } = order.details
  const chosen = methodsFor(order, settings).some((one) => one.id === picked) ? picked : null
  const method = isFree(order) ? chosen : order.gateway
  return {
    order,
    settings,
    now,
    lang,
    words,
    amount: formatAmount(order.phase === "open" ? restOf(order) : order.amount, order.currency, tag),
    paidByGiftCard: (order.phase === "open" ? (order.giftCards ?? []) : []).map(({ amount, brand }) => ({
      name: nameOf({ words }, brand),
      amount: formatAmount(amount, order.currency, tag)
    })),
    merchant: hostOf(redirect_url ?? cancel_url ?? notification_url) ?? words.site(settings.siteId),
    path: `/pay/${order.session_id}`,
    method: method ?? undefined,
    state: stateOf(order, now)
  }
}

/** Can the payer choose how to pay? What a gift card leaves is paid with any other method. */
export const isFree = (order: State.Order): boolean => order.gateway === undefined || isPartPaid(order)

const stateOf = (order: State.Order, now: number): Visit["state"] => {
  switch (order.phase) {
    case "session":
    case "open":
      if (order.linkDisabled || now >= order.linkUntil) return "gone"
      return order.challenge && order.phase === "open" ? "challenge" : "form"
    case "declined":
    case "expired":
    case "cancelled":
      return possible(order, now).includes("completed") ? "form" : order.phase === "expired" ? "gone" : "closed"
    case "review":
    case "pending":
      return "processing"
    case "authorised":
      return "authorised"
    case "paid":
      return order.status === "uncleared" ? "processing" : "paid"
    case "settled":
      return "paid"
    case "void":
    case "chargeback":
      return "closed"
  }
}

/** The methods a payer can pick from: those of the site that have a page and take this order, the customer's usual ones first. */
export const methodsFor = (order: State.Order, settings: Settings): ReadonlyArray<Gateway.Entry> => {
  const home = homeOf(order)
  return settings.gateways
    .flatMap((id): ReadonlyArray<Gateway.Entry> => Option.toArray(Gateway.get(id)))
    .filter((entry) => entry.generic !== true && takes(entry, order))
    .sort((a, b) => rank(a, home) - rank(b, home) || usualFirst(a, b))
}

const unfit: ReadonlySet<Gateway.Warning["code"]> = new Set([
  "flow-not-documented",
  "currency-not-listed",
  "country-not-listed",
  "amount-outside-limits"
])

// What only warns a shop that names the method is reason enough not to offer it to a payer.
const takes = (entry: Gateway.Entry, order: State.Order): boolean => {
  const { currency, details } = order
  const asked = { type: "redirect", gateway: entry.id, amount: restOf(order), currency, customer: details.customer }
  const hasCart = State.orderedLines(order).length > 0
  return (
    // The last attempt may be paid, and no other begins.
    !(isWornOut(order) && entry.id !== order.method) &&
    // Pay later wants to know of a gift card before the order is placed.
    !(entry.category === "bnpl" && isPartPaid(order)) &&
    !(isGiftCard(entry.id) && (details.capture || !isAllowed(order, entry.id))) &&
    !Gateway.warnings(asked).some(({ code }) => unfit.has(code)) &&
    (hasCart || !entry.requires.redirect.includes("shopping_cart"))
  )
}

/** The customer's country; else the one whose money it is, with whose code that of a currency begins (ISO 4217). */
const homeOf = ({ currency, details }: State.Order): string => {
  const country = details.customer?.["country"]
  return typeof country === "string" && country !== "" ? country.toUpperCase() : currency.slice(0, 2)
}

/** Made for this country alone, usual anywhere, of several countries with this one, of the rest. Gift cards pay a part at most. */
const rank = ({ category, countries, usual }: Gateway.Entry, home: string): number => {
  if (category === "prepaid") return 4
  const isLocal = Array.isArray(countries) && countries.includes(home)
  if (isLocal && countries.length === 1) return 0
  return usual === true ? 1 : isLocal ? 2 : 3
}

const usualFirst = (a: Gateway.Entry, b: Gateway.Entry): number => Number(b.usual === true) - Number(a.usual === true)

/** The method's name in the language of the page: the product's own, which is the same in all, but for those that are words. */
export const nameOf = ({ words }: Pick<Visit, "words">, method: string): string =>
  words.methods[method] ?? Option.match(Gateway.get(method), { onNone: () => method, onSome: (entry) => entry.name })

/** The card schemes that the page of a method takes. */
export const schemesOf = ({ order, settings }: Visit, method: string): ReadonlyArray<string> =>
  isGeneric(method)
    ? methodsFor(order, settings).flatMap(({ category, id }) => (category === "card" ? [id] : []))
    : [method]

/** Where the payer goes after what happened, when that is somewhere a browser may be sent. */
export const afterwards = ({ order }: Visit): string | undefined => {
  const { cancel_url, redirect_url } = order.details
  const failed = ["declined", "expired", "cancelled", "void", "chargeback"].includes(order.phase)
  return returnUrl(failed ? cancel_url : redirect_url, order.order_id)
}

/** For the page's Content-Security-Policy: every form may end at one of the shop's addresses. */
export const formAction = ({ order }: Visit): string => {
  const { cancel_url, redirect_url } = order.details
  const urls = [redirect_url, cancel_url].flatMap((url) => returnUrl(url, order.order_id) ?? [])
  const schemes = new Set(urls.map(schemeOf).flatMap((scheme) => (scheme === "http:" ? ["http:", "https:"] : [scheme])))
  return ["'self'", ...schemes].join(" ")
}
