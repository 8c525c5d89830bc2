// GET /gateways and GET /payment-methods, from core's catalogue and the gateways the site has. CREDITCARD is never in
// the lists, only one gift card is unless all are asked for, and limits are euro cents whatever the currency.
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import type * as Json from "../state/Json.ts"
import { refuse } from "../machine/turn.ts"
import { cardPage, entryOf } from "../rules/methods.ts"
import { refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"

const isGiftCard = (entry: Gateway.Entry) => entry.coupon === true

const enabled = ({ query, settings }: Call, withCoupons: boolean): ReadonlyArray<Gateway.Entry> => {
  const country = query.get("country")?.toUpperCase()
  const currency = query.get("currency")?.toUpperCase()
  const amount = query.get("amount")
  const entries = settings.gateways
    .flatMap((id) => entryOf(id) ?? [])
    .filter(
      (entry) =>
        entry.generic !== true &&
        (country === undefined ||
          entry.countries === undefined ||
          entry.countries === "world" ||
          entry.countries.includes(country)) &&
        (currency === undefined || entry.currencies === undefined || entry.currencies.includes(currency)) &&
        (amount === null || fits(entry, Number(amount)))
    )
  const firstCard = entries.find(isGiftCard)
  return withCoupons ? entries : entries.filter((entry) => !isGiftCard(entry) || entry === firstCard)
}

const fits = ({ limits }: Gateway.Entry, amount: number): boolean =>
  amount >= (limits?.min ?? 0) && amount <= (limits?.max ?? Infinity)

const listGateways = (call: Call): Handling =>
  success(
    enabled(call, call.query.get("include") === "coupons").map((entry) => ({
      id: entry.id,
      description: entry.name,
      type: isGiftCard(entry) ? "coupon" : undefined
    }))
  )

const find = (call: Call, id: string): Gateway.Entry | undefined => {
  const entry = entryOf(id)
  return entry !== undefined && call.settings.gateways.includes(entry.id) ? entry : undefined
}

const missing = (call: Call): Handling =>
  refused(refuse(404, 1023, "Gateway not available: it is not enabled for this site"), call.settings.quirks.emptyLists)

const getGateway = (call: Call<{ readonly gateway_id: string }>): Handling => {
  const entry = find(call, call.params.gateway_id)
  return entry === undefined ? missing(call) : success({ id: entry.id, description: entry.name })
}

const isYes = (value: string | null) => value === "1" || value === "true"

const listMethods = (call: Call): Handling => {
  const entries = enabled(call, isYes(call.query.get("include_coupons")))
  const grouped = isYes(call.query.get("group_cards"))
  const cards = entries.filter((entry) => entry.category === "card")
  const type = call.query.get("type")
  const methods = entries
    .filter((entry) => !grouped || entry.category !== "card" || entry === cards[0])
    .map((entry) => (grouped && entry === cards[0] ? cardGroup(call, cards) : method(call, entry)))
  return success(type === null ? methods : methods.filter((one) => one["type"] === type))
}

const getMethod = (call: Call<{ readonly payment_method_id: string }>): Handling => {
  const entry = find(call, call.params.payment_method_id)
  return entry === undefined ? missing(call) : success(method(call, entry))
}

type Fields = { readonly [key: string]: Json.Json }

const icons = (id: string): Json.Json => {
  const media = "https://media.multisafepay.com/img/methods"
  const name = id.toLowerCase()
  return { large: `${media}/3x/${name}.png`, medium: `${media}/2x/${name}.png`, vector: `${media}/svg/${name}.svg` }
}

const method = ({ settings }: Call, entry: Gateway.Entry): Fields => {
  const tokens = entry.tokenizable === true
  return {
    additional_data: settings.quirks.emptyLists ? [] : {},
    allowed_amount: { max: isGiftCard(entry) ? null : (entry.limits?.max ?? null), min: entry.limits?.min ?? 0 },
    allowed_countries: Array.isArray(entry.countries) ? entry.countries : [],
    allowed_currencies: entry.currencies ?? [],
    apps: {
      fastcheckout: { is_enabled: entry.category !== "bnpl" },
      payment_components: { has_fields: entry.category === "card", is_enabled: entry.component }
    },
    brands: [],
    icon_urls: icons(entry.id),
    id: entry.id,
    name: entry.name,
    preferred_countries: [],
    required_customer_data: entry.requires.redirect.flatMap((path) =>
      path.startsWith("customer.") ? [path.slice("customer.".length)] : []
    ),
    shopping_cart_required: entry.requires.redirect.includes("shopping_cart"),
    tokenization: {
      is_enabled: tokens,
      models: tokens ? { cardonfile: true, subscription: true, unscheduled: true } : null
    },
    type: isGiftCard(entry) ? "coupon" : "payment-method"
  }
}

const cardGroup = (call: Call, cards: ReadonlyArray<Gateway.Entry>): Fields => ({
  ...method(call, cards[0] as Gateway.Entry),
  id: cardPage,
  name: "Card payment",
  icon_urls: icons("creditcard"),
  brands: cards.map((card) => ({ id: card.id, name: card.name, icon_urls: icons(card.id) }))
})

export const routes: ReadonlyArray<Route> = [
  route(ActiveGateway.list, listGateways),
  route(ActiveGateway.get, getGateway),
  route(PaymentMethod.list, listMethods),
  route(PaymentMethod.get, getMethod)
]
