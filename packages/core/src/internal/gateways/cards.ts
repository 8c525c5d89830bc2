// Cards. CREDITCARD is the generic card page: the scheme shows in the answer's `payment_details.type`, and GET /gateways never lists it.
import { cardCurrencies, type Descriptions, reservedRefund } from "./describing.ts"
import type { Statuses } from "./entry.ts"

const statuses = {
  pending: ["uncleared", "uncleared"],
  success: ["completed", "completed"],
  cancelled: ["declined", "declined"],
  declined: ["declined", "declined"],
  refund: reservedRefund
} as const satisfies Statuses

const card = {
  recommends: {
    redirect: ["customer.ip_address", "customer.country", "customer.email"],
    direct: ["customer.ip_address", "customer.country", "customer.email", "customer.browser"]
  },
  currencies: cardCurrencies,
  countries: "world",
  limits: { min: 1, max: 500_000 },
  expiry: "PT1H",
  refund: {
    full: true,
    partial: true,
    api: true,
    windowDays: 180,
    note: "a partial refund on the day of the payment is an immediate reversal; never more than the amount paid"
  },
  chargebacks: "possible",
  secondChance: true,
  enters: "card",
  statuses
} as const

const risk = "The EUR 5,000 limit is the default per order; the risk team can raise it."
const pci = "Direct orders need PCI certification and an agreement with the vendor."

export const cards = {
  AMEX: {
    ...card,
    currencies: ["CHF", "EUR", "GBP", "USD"],
    capture: "none",
    statuses: { ...statuses, alsoSuccess: ["completed", "initialized"] },
    tokenizable: true,
    cardNumbers: ["34", "37"],
    notes: [
      risk,
      pci,
      "CHF settles in EUR. With the merchant's own American Express account all currencies are possible.",
      "With an own account a paid order stays completed/initialized: American Express collects the money.",
      "SafeKey is asked for above EUR 30."
    ],
    source: ["card-payments"]
  },
  CREDITCARD: {
    ...card,
    capture: "manual",
    generic: true,
    notes: [
      risk,
      pci,
      "The scheme is detected from the first four digits, and whether a manual capture is possible depends on it.",
      "The vendor lists it among the component gateways, but not as a value of `payment_data.gateway`."
    ],
    source: ["card-payments", "manual-capture", "zero-authorization"]
  },
  MAESTRO: {
    ...card,
    capture: "manual",
    captureWindow: "P30D",
    tokenizable: true,
    cardNumbers: ["50", "56", "57", "58", "59", "6"],
    withoutCvc: true,
    notes: [risk, pci, "Has no CVC and always needs 3D Secure.", "Mail and telephone orders in IE, TR and FR only."],
    source: ["card-payments", "moto", "manual-capture"]
  },
  MASTERCARD: {
    ...card,
    capture: "manual",
    captureWindow: "P30D",
    tokenizable: true,
    cardNumbers: ["51", "52", "53", "54", "55", "22", "23", "24", "25", "26", "27"],
    notes: [risk, pci],
    source: ["card-payments", "manual-capture", "zero-authorization"]
  },
  VISA: {
    ...card,
    recommends: {
      redirect: ["customer.ip_address", "customer.country", "customer.email|customer.phone"],
      direct: ["customer.ip_address", "customer.country", "customer.email|customer.phone", "customer.browser"]
    },
    capture: "manual",
    captureWindow: "P7D",
    tokenizable: true,
    cardNumbers: [""],
    usual: true,
    notes: [
      risk,
      pci,
      "Also Cartes Bancaires (FR), Dankort (DK), Postepay (IT) and V Pay; `customer.locale` selects the co-brand.",
      "The scheme asks for an e-mail address or a phone number.",
      "Postepay has no chargebacks."
    ],
    source: ["card-payments", "3ds2", "manual-capture", "zero-authorization"]
  }
} as const satisfies Descriptions<"card">
