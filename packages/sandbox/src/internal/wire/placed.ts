// What POST /orders answers: an address for a session, the whole order for a direct one. When nothing is left to do,
// `payment_url` is the shop's own success page, so it tells nothing about the payment.
import { word } from "../state/chance.ts"
import { entryOf } from "../rules/methods.ts"
import type * as Json from "../state/Json.ts"
import type { Settings } from "../state/Settings.ts"
import type * as State from "../state/State.ts"
import * as wireOrder from "./order.ts"
import * as orderEvent from "./orderEvent.ts"

type Fields = { readonly [key: string]: Json.Json | undefined }

/** Where the payer goes. The page itself is mounted by whoever serves it. */
export const pageUrl = (order: State.Order, settings: Settings): string => `${settings.origin}/pay/${order.session_id}`

/** The shop's address with the order id that the service appends. */
export const withOrderId = (url: string, order_id: string): string =>
  `${url}${url.includes("?") ? "&" : "?"}transactionid=${encodeURIComponent(order_id)}`

export const placed = (state: State.State, order: State.Order, settings: Settings): Fields => {
  if (order.flow !== "direct") return session(order, settings)
  const { details } = order
  const waits = order.phase === "open" || order.phase === "session"
  const page = pageUrl(order, settings)
  const { answers = [] } = entryOf(order.method) ?? {}
  return {
    ...wireOrder.details(state, order, settings),
    payment_url: waits ? page : withOrderId(details.redirect_url ?? page, order.order_id),
    ...(details.cancel_url === undefined ? {} : { cancel_url: withOrderId(details.cancel_url, order.order_id) }),
    ...(order.challenge ? { customer_verification: verification(page) } : {}),
    ...(waits && answers.includes("qr_url") ? { qr_url: `${page}?qr=1` } : {}),
    ...(answers.includes("gateway_info") ? { gateway_info: instructions(order, settings) } : {}),
    ...(answers.includes("payment_data")
      ? { payment_data: { js: `${settings.origin}/pay/amazon.js`, payload: "{}" } }
      : {})
  }
}

const session = (order: State.Order, settings: Settings): Fields => {
  const page = pageUrl(order, settings)
  return {
    order_id: wireOrder.orderId(order.order_id, settings.quirks),
    payment_url: page,
    session_id: order.session_id,
    events_token: orderEvent.token(order, settings),
    events_url: `${settings.origin.replace(/^http/, "ws")}/events/`,
    events_stream_url: `${settings.origin}/events/stream/`,
    ...(order.details.qr ? { qr_url: `${page}?qr=1` } : {})
  }
}

const verification = (page: string): Json.Json => ({
  type: "form",
  html: `<html><body><form method="POST" action="${page}"><button>Continue to 3-D Secure</button></form></body></html>`,
  redirect: page
})

const instructions = (order: State.Order, settings: Settings): Json.Json => ({
  reference: word(settings.seed, order.key, 16)
    .split("")
    .map((letter) => letter.charCodeAt(0) % 10)
    .join(""),
  issuer_name: "ABN AMRO",
  destination_holder_name: "MultiSafepay",
  destination_holder_city: "Amsterdam",
  destination_holder_country: "NL",
  destination_holder_iban: "NL91ABNA0417164300",
  destination_holder_swift: "ABNANL2A",
  account_holder_country: "NL"
})
