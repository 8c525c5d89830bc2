// POST /orders: from raw JSON to a command without secrets, or to the refusal the service would give. The check is core's own schema
// of the request, so that what the compiler lets through and what is accepted here is the same.
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Order from "@effect-multisafepay/core/Order"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import type * as Command from "../state/Command.ts"
import * as Json from "../state/Json.ts"
import { type Refusal, refuse } from "../machine/turn.ts"
import * as Magic from "../rules/magic.ts"
import { day, entryOf, isGeneric, noChargeback } from "../rules/methods.ts"
import type { Details } from "../state/State.ts"
import { cardOf, planOf } from "../rules/testData.ts"
import { type Body, validate } from "./validate.ts"

export const toCommand = (body: unknown, hiddenFor: number | undefined): Command.CreateOrder | Refusal => {
  const valid = validate(PlacedOrder.create, body)
  if (Result.isFailure(valid)) return valid.failure
  const order = valid.success
  if (order["type"] === "unreferenced_refund") {
    return refuse(501, 0, "unreferenced refunds")
  }
  const refusal = checkCart(order) ?? checkProvider(order)
  if (refusal !== undefined) return refusal

  const flow = flowOf(order)
  const gateway = gatewayOf(order)
  const card = cardOf(order)
  const method = isGeneric(gateway) ? card?.brand : gateway
  const texts = [Json.string(order["order_id"]) ?? "", Json.string(order["description"]) ?? ""]
  return {
    _tag: "CreateOrder",
    order_id: Json.string(order["order_id"]) ?? "",
    flow,
    gateway,
    method,
    byPlugin: order["plugin"] !== undefined,
    amount: Number(order["amount"]),
    currency: Json.string(order["currency"]) ?? "",
    details: detailsOf(order),
    card,
    activeFor: activeFor(order),
    plan: flow === "terminal" ? opened : (magicPlan(texts) ?? planOf(method ?? card?.brand, order)),
    hiddenFor
  }
}

/** What the order says of itself and will not happen. Where the customer chooses the method, it is known when it is paid. */
export const warnings = ({ details, method, order_id }: Command.CreateOrder): ReadonlyArray<string> => {
  const warning = method === undefined ? undefined : noChargeback([order_id, details.description], method)
  return warning === undefined ? [] : [warning]
}

// What the order says itself goes before what the vendor's test data say.
const magicPlan = (texts: ReadonlyArray<string>): Command.Plan | undefined => {
  const ending = Magic.ending(texts)
  if (Magic.asksForChallenge(texts)) return { ...opened, challenge: true }
  return ending === undefined ? undefined : { ...ending, later: [] }
}

const opened: Command.Plan = { now: "opened", later: [] }

// Pay-later methods compare cart and amount unless they are told not to, the others when they are asked to. The page of 1027 says that
// pay later always compares; the vendor's own tests place a cart that is off with `validate_cart: false`, and it is taken.
const checkCart = (order: Body): Refusal | undefined => {
  const asked = Json.at(order, "checkout_options", "validate_cart")
  const validates = typeof asked === "boolean" ? asked : entryOf(gatewayOf(order))?.category === "bnpl"
  if (!validates) return undefined
  const wrong = Cart.check(order as unknown as Parameters<typeof Cart.check>[0])
  if (wrong === undefined) return undefined
  const code = wrong._tag === "CartMismatch" ? 1027 : wrong._tag === "CartCurrencyMismatch" ? wrong.code : 1031
  return refuse(404, code, `Invalid shopping cart: ${wrong.message.split("\n")[0]}`)
}

// What core warns of and the method's provider refuses for sure, the service passes on.
const checkProvider = (order: Body): Refusal | undefined => {
  const refuses = entryOf(gatewayOf(order))?.refuses
  if (refuses === undefined) return undefined
  for (const { code, path } of Order.warnings(order as unknown as Order.CreateOrder)) {
    const words = (refuses as { readonly [code: string]: string | undefined })[code]
    if (words !== undefined) return refuse(404, 1022, `Cannot initiate transaction: ${words} (${path})`)
  }
  return undefined
}

const gatewayOf = (order: Body): string | undefined => {
  const id = Json.string(order["gateway"]) ?? Json.string(Json.at(order, "payment_data", "gateway"))
  return id === undefined ? undefined : Option.getOrElse(Gateway.canonical(id), () => id)
}

const flowOf = (order: Body): Command.CreateOrder["flow"] => {
  if (Json.at(order, "gateway_info", "terminal_id") !== undefined) return "terminal"
  const type = Json.string(order["type"])
  return type === "direct" || type === "paymentlink" || type === "checkout" ? type : "redirect"
}

// Days and seconds together: the seconds win. 30 days when nothing is said.
const activeFor = (order: Body): number => {
  const seconds = Number(Json.string(order["seconds_active"]))
  if (Number.isFinite(seconds)) return seconds * 1000
  const days = Number(Json.string(order["days_active"]))
  return (Number.isFinite(days) ? days : 30) * day
}

// Where the specification has it, where older clients put it, and FastCheckout's own. A list of none says nothing.
const couponPaths = [["coupons"], ["gateways", "coupons"], ["fco", "coupons"]]

const giftCardsOf = (options: unknown): ReadonlyArray<string> | undefined => {
  const coupons = couponPaths.map((path) => Json.record(Json.at(options, "settings", ...path)))
  if (coupons.some((one) => one?.["disabled"] === true)) return []
  const allowed = coupons.map((one) => one?.["allow"]).find((allow) => Array.isArray(allow) && allow.length > 0)
  return Array.isArray(allowed)
    ? allowed.flatMap((id: unknown) => Option.toArray(Gateway.canonical(Json.string(id) ?? "")))
    : undefined
}

const detailsOf = (order: Body): Details => {
  const options = Json.record(order["payment_options"])
  const recurring = Json.record(order["recurring"])
  return {
    description: Json.string(order["description"]) ?? "",
    items: Json.string(order["items"]),
    customer: Json.record(order["customer"]),
    shopping_cart: Json.record(order["shopping_cart"]),
    checkout_options: Json.record(order["checkout_options"]),
    custom_info: Json.record(order["custom_info"]),
    vars: [Json.string(order["var1"]), Json.string(order["var2"]), Json.string(order["var3"])],
    notification_url: Json.string(options?.["notification_url"]),
    notification_method: options?.["notification_method"] === "GET" ? "GET" : "POST",
    redirect_url: Json.string(options?.["redirect_url"]),
    cancel_url: Json.string(options?.["cancel_url"]),
    recurring_model:
      Json.string(order["recurring_model"]) ??
      Json.string(recurring?.["model"]) ??
      (Json.at(order, "payment_data", "tokenize") === true ? "cardOnFile" : undefined),
    recurring_id: Json.string(order["recurring_id"]) ?? Json.string(recurring?.["id"]),
    capture: order["capture"] === "manual",
    terminal_id: Json.string(Json.at(order, "gateway_info", "terminal_id")),
    issuer_id: Json.string(Json.at(order, "gateway_info", "issuer_id")),
    account_iban: Json.string(Json.at(order, "gateway_info", "account_holder_iban"))?.replaceAll(" ", ""),
    qr: Json.at(order, "gateway_info", "qr_enabled") === true || entryOf(gatewayOf(order))?.qr === true,
    giftCards: giftCardsOf(options),
    // `send_mail` in the specification, `send_email` in the vendor's own clients.
    second_chance:
      Json.at(order, "second_chance", "send_mail") === true || Json.at(order, "second_chance", "send_email") === true
  }
}
