// GET /gateways and GET /payment-methods, from core's catalogue and the gateways the site has. CREDITCARD is never in
// the lists, gift cards are only when they are asked for (but for one of GET /gateways), and limits are euro cents whatever the currency.
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import type * as Json from "../state/Json.ts"
import type { Quirks } from "../state/Settings.ts"
import { refuse } from "../machine/turn.ts"
import { cardPage, entryOf } from "../rules/methods.ts"
import { refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"

const isGiftCard = (entry: Gateway.Entry) => entry.coupon === true

/** `all` gift cards, `one` for them all as GET /gateways has it, or `none` as GET /payment-methods has it. */
type Coupons = "all" | "one" | "none"

const enabled = ({ query, settings }: Call, coupons: Coupons): ReadonlyArray<Gateway.Entry> => {
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
  const kept = coupons === "one" ? entries.find(isGiftCard) : undefined
  return coupons === "all" ? entries : entries.filter((entry) => !isGiftCard(entry) || entry === kept)
}

const fits = ({ limits }: Gateway.Entry, amount: number): boolean =>
  amount >= (limits?.min ?? 0) && amount <= (limits?.max ?? Infinity)

const listGateways = (call: Call): Handling =>
  success(
    enabled(call, call.query.get("include") === "coupons" ? "all" : "one").map((entry) => ({
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
  const entries = enabled(call, isYes(call.query.get("include_coupons")) ? "all" : "none")
  const grouped = isYes(call.query.get("group_cards"))
  const cards = entries.filter((entry) => entry.category === "card")
  const type = call.query.get("type")
  const { quirks } = call.settings
  const methods = entries
    .filter((entry) => !grouped || entry.category !== "card" || entry === cards[0])
    .map((entry) => (grouped && entry === cards[0] ? cardGroup(cards, quirks) : method(entry, quirks)))
  return success(type === null ? methods : methods.filter((one) => one["type"] === type))
}

const getMethod = (call: Call<{ readonly payment_method_id: string }>): Handling => {
  const entry = find(call, call.params.payment_method_id)
  return entry === undefined ? missing(call) : success(method(entry, call.settings.quirks))
}

type Fields = { readonly [key: string]: Json.Json | undefined }

const icons = (id: string): Json.Json => {
  const media = "https://media.multisafepay.com/img/methods"
  const name = id.toLowerCase()
  return { large: `${media}/3x/${name}.png`, medium: `${media}/2x/${name}.png`, vector: `${media}/svg/${name}.svg` }
}

const method = (entry: Gateway.Entry, { nulls }: Quirks): Fields => {
  const nothing = nulls ? null : undefined
  const tokens = entry.tokenizable === true
  // Absent, the vendor's PHP SDK cannot read the list.
  const qr = { supported: entry.componentQr === true }
  return {
    additional_data: {},
    allowed_amount: { max: isGiftCard(entry) ? nothing : (entry.limits?.max ?? nothing), min: entry.limits?.min ?? 0 },
    allowed_countries: Array.isArray(entry.countries) ? entry.countries : [],
    allowed_currencies: entry.currencies ?? [],
    apps: {
      fastcheckout: { is_enabled: entry.category !== "bnpl", qr },
      payment_components: { has_fields: entry.category === "card", is_enabled: entry.component, qr }
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
      models: tokens ? { cardonfile: true, subscription: true, unscheduled: true } : nothing
    },
    type: isGiftCard(entry) ? "coupon" : "payment-method"
  }
}

const cardGroup = (cards: ReadonlyArray<Gateway.Entry>, quirks: Quirks): Fields => ({
  ...method(cards[0] as Gateway.Entry, quirks),
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
