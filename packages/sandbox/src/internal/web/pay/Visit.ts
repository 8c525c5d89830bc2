// What a payer's visit comes down to: the order behind the session, where it stands, and what the page has to be.
import * as Option from "effect/Option"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import { possible } from "../../machine/outcomes.ts"
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
  /** `€ 49,95` */
  readonly amount: string
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
  const method = order.gateway ?? (methodsFor(order, settings).some((one) => one.id === picked) ? picked : null)
  return {
    order,
    settings,
    now,
    lang,
    words,
    amount: formatAmount(order.amount, order.currency, tag),
    merchant: hostOf(redirect_url ?? cancel_url ?? notification_url) ?? words.site(settings.siteId),
    path: `/pay/${order.session_id}`,
    method: method ?? undefined,
    state: stateOf(order, now)
  }
}

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

/** The methods a payer can pick from: those of the site that have a page and take this order, the usual ones of the country first. */
export const methodsFor = (order: State.Order, settings: Settings): ReadonlyArray<Gateway.Entry> =>
  settings.gateways
    .flatMap((id): ReadonlyArray<Gateway.Entry> => Option.toArray(Gateway.get(id)))
    .filter(
      (entry) =>
        entry.generic !== true &&
        entry.flows.includes("redirect") &&
        (entry.currencies === undefined || entry.currencies.includes(order.currency)) &&
        isSoldIn(entry, countryOf(order)) &&
        (!entry.requires.redirect.includes("shopping_cart") || State.orderedLines(order).length > 0)
    )
    .sort((a, b) => rank(a, order) - rank(b, order))

const countryOf = (order: State.Order): string | undefined => {
  const country = order.details.customer?.["country"]
  return typeof country === "string" && country !== "" ? country.toUpperCase() : undefined
}

// A customer whose country nobody gave may live anywhere.
const isSoldIn = ({ countries }: Gateway.Entry, country: string | undefined): boolean =>
  country === undefined || countries === undefined || countries === "world" || countries.includes(country)

/** Methods made for the customer's country come first, then those usual anywhere. */
const rank = (entry: Gateway.Entry, order: State.Order): number => {
  const country = countryOf(order)
  if (country !== undefined && Array.isArray(entry.countries) && entry.countries.includes(country)) return 0
  return entry.usual === true ? 1 : 2
}

export const nameOf = (method: string): string =>
  Option.match(Gateway.get(method), { onNone: () => method, onSome: (entry) => entry.name })

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
