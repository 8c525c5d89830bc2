// The vendor's test data: card numbers, IBANs, amounts and people that decide how a direct order ends
// (https://docs.multisafepay.com/docs/testing). For bank transfers and direct debits the outcome comes minutes later.
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Json from "../state/Json.ts"
import type { Plan } from "../state/Command.ts"
import { componentCard } from "./componentCard.ts"
import { brandOf, entryOf } from "./methods.ts"
import type { Card } from "../state/State.ts"

const minute = 60_000
const hour = 60 * minute

const completed: Plan = { now: "completed", later: [] }
const opened: Plan = { now: "opened", later: [] }
const declined: Plan = { now: "declined", later: [] }

const threeDSecureFailed: Plan = { now: "declined", reason: "3DS failed", reason_code: "3001", later: [] }
const insufficientFunds: Plan = { now: "declined", reason: "Insufficient funds", reason_code: "4002", later: [] }
// The documentation's own server-to-server example prints an order that waits for 3-D Secure.
const challenged: Plan = { now: "opened", reason: "3D Secure Authorization", later: [], challenge: true }
const reviewThen = (alarm: "void" | "clear"): Plan => ({ now: "uncleared", later: [{ after: 3 * minute, alarm }] })

/** By card number. Every other number is paid, as the vendor's examples with undocumented numbers show. */
const cards = new Map<string, Plan>([
  ["374500000000015", completed],
  ["6799990000000000011", completed],
  ["5500000000000004", completed],
  ["5555555555554444", challenged],
  ["4111111111111111", completed],
  ["4761340000000019", completed],
  ["4917300000000008", reviewThen("void")],
  ["4462000000000003", reviewThen("clear")],
  ["378734493671000", reviewThen("void")],
  ["374200000000004", threeDSecureFailed],
  ["4012001037461114", threeDSecureFailed],
  ["4012001038488884", insufficientFunds],
  ["67034500054620008", completed],
  ["67039902990000045", threeDSecureFailed],
  ["67039902990000011", insufficientFunds]
])

/** By the last digits of NL87ABNA000000000x. */
const debits = new Map<string, Plan["later"]>([
  ["NL87ABNA0000000001", [{ after: 2 * minute, alarm: "settle" }]],
  ["NL87ABNA0000000002", [{ after: 2 * minute, alarm: "decline" }]],
  [
    "NL87ABNA0000000003",
    [
      { after: 2 * minute, alarm: "uncleared" },
      { after: 3 * minute, alarm: "settle" }
    ]
  ],
  [
    "NL87ABNA0000000004",
    [
      { after: 2 * minute, alarm: "uncleared" },
      { after: 3 * minute, alarm: "decline" }
    ]
  ]
])

const transfers = new Map<string, Plan["later"]>([
  ["NL87ABNA0000000001", [{ after: 2 * minute, alarm: "complete" }]],
  ["NL87ABNA0000000002", [{ after: 2 * minute, alarm: "expire" }]],
  ["NL87ABNA0000000004", [{ after: 2 * minute, alarm: "decline" }]]
])

const byAmount = (_iban: string, amount: number): Plan => {
  if (amount <= 999) return declined
  return amount <= 2000 ? completed : { now: "opened", later: [{ after: 84 * hour, alarm: "expire" }] }
}

const staysUncleared = (): Plan => ({ now: "uncleared", later: [] })

/** Every number and account above, for the guide's table, which a test holds against them. */
export const documented: ReadonlyArray<string> = [...new Set([...cards.keys(), ...debits.keys(), ...transfers.keys()])]

/** What the vendor's page about testing says of single methods (https://docs.multisafepay.com/docs/testing). */
const tests: { readonly [I in Gateway.Id]?: (iban: string, amount: number) => Plan } = {
  BANKTRANS: (iban) => ({ now: "opened", later: transfers.get(iban) ?? [] }),
  BNPL_MF: staysUncleared,
  DIRDEB: (iban) => ({ now: "completed", later: debits.get(iban) ?? [] }),
  EINVOICE: staysUncleared,
  MBWAY: byAmount,
  MULTIBANCO: byAmount
}

const isOfTests = (method: string | undefined): method is Gateway.Id & keyof typeof tests =>
  method !== undefined && Object.hasOwn(tests, method)

/** What a direct order does, from its raw request. Looks at card numbers, and keeps none of them. */
export const planOf = (method: string | undefined, order: { readonly [key: string]: unknown }): Plan => {
  const info = Json.record(order["gateway_info"]) ?? {}
  const amount = Number(order["amount"])
  const number = Json.string(info["card_number"])?.replaceAll(/[\s-]/g, "")
  if (number !== undefined) return cards.get(number) ?? completed
  const component = componentCard(Json.at(order, "payment_data", "payload"))
  if (component !== undefined) return planOfMasked(component)
  if (order["recurring_id"] !== undefined && order["recurring_id"] !== "") return completed
  const iban = (Json.string(info["account_holder_iban"]) ?? Json.string(info["account_id"]))?.replaceAll(" ", "")
  const special = isOfTests(method) ? tests[method] : undefined
  if (special !== undefined) return special(iban ?? "", amount)
  if (entryOf(method)?.category === "bnpl") {
    if (isRejected(order, info)) return declined
    return entryOf(method)?.ownPage === true ? opened : completed
  }
  return entryOf(method)?.ownPage === true ? opened : completed
}

// No two test cards share their first six and last four digits.
const planOfMasked = ({ bin, last4 }: Card): Plan => {
  for (const [number, plan] of cards) if (number.startsWith(bin) && number.endsWith(last4)) return plan
  return completed
}

// AFTERPAY by e-mail, IN3 by birth date, address and postcode. The last name is in the vendor's older examples only.
const isRejected = (order: { readonly [key: string]: unknown }, info: { readonly [key: string]: unknown }): boolean => {
  const email = Json.string(info["email"]) ?? Json.string(Json.at(order, "customer", "email"))
  const birthday = Json.string(info["birthday"]) ?? Json.string(Json.at(order, "customer", "birthday"))
  const zip = Json.string(Json.at(order, "customer", "zip_code"))?.replaceAll(" ", "")
  return (
    email === "rejection@afterpay.nl" ||
    (zip === "1111AB" && (birthday === "2000-01-01" || birthday === "01-01-2000")) ||
    Json.string(Json.at(order, "customer", "last_name"))?.toLowerCase() === "rejected"
  )
}

/** What may be kept of the card of a request: brand, first six and last four digits, expiry, holder. */
export const cardOf = (order: { readonly [key: string]: unknown }): Card | undefined => {
  const info = Json.record(order["gateway_info"])
  const number = Json.string(info?.["card_number"])?.replaceAll(/[\s-]/g, "")
  if (number === undefined) return componentCard(Json.at(order, "payment_data", "payload"))
  return {
    brand: brandOf(number),
    last4: number.slice(-4),
    bin: number.slice(0, 6),
    expiry: (Json.string(info?.["card_expiry_date"]) ?? "").padStart(4, "0"),
    holder: Json.string(info?.["card_holder_name"]) ?? ""
  }
}

/** The card of a payer who only says that it is one. Undefined where no card is used. */
export const anyCard = (brand: string): Card | undefined => {
  const entry = entryOf(brand)
  return entry?.category === "card"
    ? { brand, last4: "1111", bin: (entry.cardNumbers?.[0] || "4").padEnd(6, "1"), expiry: "3012", holder: "" }
    : undefined
}
