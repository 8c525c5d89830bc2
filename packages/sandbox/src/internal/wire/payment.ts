// How an order was paid: `payment_details`, and the same once more in `payment_methods`, where the service prints some of it in another
// way. Nothing is known of a payment before a method is chosen.
import { hexadecimal, word } from "../state/chance.ts"
import { bank } from "../rules/banks.ts"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import { isGiftCard, restOf } from "../rules/giftCards.ts"
import { entryOf } from "../rules/methods.ts"
import * as Json from "../state/Json.ts"
import type { Quirks, Settings } from "../state/Settings.ts"
import type * as State from "../state/State.ts"
import { time } from "./time.ts"

type Fields = { readonly [key: string]: Json.Json | undefined }

export const details = (order: State.Order, settings: Settings): Fields => {
  const { quirks } = settings
  const nothing = quirks.nulls ? null : undefined
  if (order.method === undefined) return {}
  const { capture, card, details } = order
  return {
    recurring_id: details.recurring_id ?? nothing,
    recurring_model: details.recurring_model ?? nothing,
    recurring_flow: details.recurring_id === undefined ? nothing : "token",
    type: order.method,
    ...(isGiftCard(order.method) ? { coupon_brand: order.method } : {}),
    account_id: nothing,
    account_holder_name: holder(order) ?? nothing,
    external_transaction_id: externalId(order, quirks) ?? nothing,
    ...account(order, quirks),
    ...(card === undefined ? {} : cardDetails(order, card, settings)),
    ...(capture === undefined ? {} : captureDetails(order, capture, quirks)),
    ...(details.terminal_id === undefined ? {} : { terminal_id: details.terminal_id })
  }
}

/** One for every gift card that pays a part, and one for what the method itself pays. */
export const methods = (order: State.Order, settings: Settings): ReadonlyArray<Fields> => {
  const { giftCards = [], method } = order
  if (method === undefined) return []
  const coupons = giftCards.filter((one) => one.amount > 0).map((one) => coupon(order, one))
  if (isGiftCard(method)) {
    const all = { brand: method, number: undefined, amount: order.amount, refunded: 0 }
    return coupons.length > 0 ? coupons : [coupon(order, all)]
  }
  return restOf(order) > 0 ? [...coupons, other(order, method, settings)] : coupons
}

// As a plug-in's own test has it: `COUPON`, the brand, and a description with the card's number.
const coupon = (order: State.Order, { amount, brand, number }: State.GiftCard): Fields => ({
  type: Gateway.giftCardPayment,
  coupon_brand: brand,
  amount,
  currency: order.currency,
  description: number === undefined ? order.details.description : `Coupon ${entryOf(brand)?.name ?? brand}/${number}`,
  payment_description: entryOf(brand)?.name ?? brand,
  status: order.status
})

const other = (order: State.Order, method: string, { quirks }: Settings): Fields => {
  const { card } = order
  const external = externalId(order, quirks)
  const { issuer_id: _issuer, ...payer } = account(order, quirks)
  return {
    type: method,
    account_holder_name: holder(order) ?? (quirks.nulls ? null : undefined),
    amount: restOf(order),
    currency: order.currency,
    description: order.details.description,
    ...payer,
    ...(card === undefined
      ? {}
      : {
          last4: quirks.looseCards ? looseDigits(card.last4) : card.last4,
          card_expiry_date: quirks.looseCards ? Number(card.expiry) : card.expiry
        }),
    external_transaction_id: card === undefined || external === undefined ? external : Number(external),
    payment_description: entryOf(method)?.name ?? method,
    status: order.status
  }
}

const holder = ({ card, details: { customer } }: State.Order): string | undefined => {
  if (card !== undefined && card.holder !== "") return card.holder
  const names = [Json.string(customer?.["first_name"]), Json.string(customer?.["last_name"])]
  const name = names.filter((one) => one !== undefined).join(" ")
  return name === "" ? undefined : name
}

// Text, except beside a card in `payment_methods`; the specification says number.
const externalId = ({ transaction_id }: State.Order, quirks: Quirks): string | number | undefined => {
  const digits = transaction_id?.slice(-9).replace(/^0+/, "1")
  return digits === undefined || quirks.looseCards ? digits : Number(digits)
}

// "0004" in the service's own documents, and 1111.
const looseDigits = (digits: string): Json.Json => (digits.startsWith("0") ? digits : Number(digits))

// Money came from it, or is on its way.
const hasPayer: ReadonlySet<State.Phase> = new Set(["pending", "paid", "settled", "chargeback"])

const account = (order: State.Order, quirks: Quirks): Fields => {
  if (entryOf(order.method)?.category !== "banking") return {}
  if (!hasPayer.has(order.phase)) {
    const nothing = quirks.nulls ? null : undefined
    return { account_iban: nothing, issuer_id: order.details.issuer_id ?? nothing }
  }
  const iban = order.details.account_iban ?? bank.iban
  return {
    account_iban: iban,
    account_bic: bank.bic,
    account_id: iban,
    issuer_id: order.details.issuer_id ?? bank.code
  }
}

// Reserved, or taken whole: then it stays what it was, with nothing left to capture.
const captureDetails = (order: State.Order, capture: NonNullable<State.Order["capture"]>, quirks: Quirks): Fields =>
  order.phase === "authorised" || capture.whole === true
    ? { capture: "manual", capture_remain: capture.remain, capture_expiry: time(capture.until, quirks) }
    : {}

const cardDetails = (order: State.Order, card: State.Card, { quirks, seed }: Settings): Fields => {
  const nothing = quirks.nulls ? null : undefined
  const isApproved = order.reason_code === "1000"
  return {
    last4: card.last4,
    card_expiry_date: card.expiry,
    issuer_bin: card.bin,
    card_entry_mode: "UNKNOWN",
    response_code: isApproved ? "00" : nothing,
    authorization_code: isApproved ? `${100_000 + ((order.key * 7_919) % 900_000)}` : nothing,
    card_funding: "C",
    card_product: "I",
    card_verification_result: isApproved ? "M" : nothing,
    card_authentication_details: { flow: order.challenge ? "challenge" : "frictionless" },
    card_authentication_result: authentication(order, seed) ?? nothing,
    mcc: nothing,
    scheme_reference_id: nothing
  }
}

const authentication = (order: State.Order, seed: number): Fields | undefined => {
  const ids = { acs_transaction_id: uuid(seed, order.key), ds_transaction_id: uuid(seed, order.key + 500_009) }
  if (order.reason_code === "1000")
    return { ...ids, cavv: `${word(seed, order.key, 27)}=`, eci: "05", status: "Y", version: "2.1.0" }
  return order.reason_code === "3001" ? { ...ids, status: "N", version: "2.1.0" } : undefined
}

const uuid = (seed: number, n: number): string =>
  hexadecimal(seed, n, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5")
