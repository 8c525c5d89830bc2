// Bank methods. The ids are the vendor's, and several are not the product's name: MISTERCASH is Bancontact, DIRECTBANK is Sofort.
import { type Descriptions, initializedRefund, reservedRefund, sepa } from "./describing.ts"

const initialized = ["initialized", "initialized"] as const
const uncleared = ["uncleared", "uncleared"] as const
const completed = ["completed", "completed"] as const
const declined = ["declined", "declined"] as const
const voided = ["void", "void"] as const
const voidCancelled = ["void", "cancelled"] as const

const refundable = { full: true, partial: true, windowDays: 730 } as const
const refundableByApi = { full: true, partial: true, api: true, windowDays: 730 } as const

const bank = { capture: "none", chargebacks: "none" } as const

const belgianBank = {
  ...bank,
  currencies: ["EUR"],
  countries: ["BE"],
  expiry: "P5D",
  refund: { ...refundable, note: "from one business day after the payment" },
  secondChance: true,
  ownPage: true,
  silent: true
} as const

const bankStatement =
  "A paid order can stay initialized until the daily bank statement when the payer does not come back."

export const banking = {
  BANKTRANS: {
    ...bank,
    recommends: {
      redirect: ["customer.country", "customer.email"],
      direct: ["customer.country", "customer.email"]
    },
    currencies: ["AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "JPY", "NOK", "PLN", "SEK", "USD"],
    countries: sepa,
    expiry: "P60D",
    refund: refundable,
    statuses: { success: completed, cancelled: voidCancelled, refund: reservedRefund },
    answers: ["gateway_info"],
    enters: "account",
    notes: [
      "The transfer is matched by its amount and a 16-digit reference.",
      "`customer.country` selects a local account in AT BE CZ DE ES FR GB HU IT NL PL PT.",
      "`customer.disable_send_email` keeps the vendor from mailing the payment instructions."
    ],
    source: ["bank-transfer", "transaction-expiration"]
  },
  BELFIUS: {
    ...belgianBank,
    statuses: { success: completed, cancelled: voidCancelled, refund: reservedRefund },
    notes: [bankStatement],
    source: ["belfius"]
  },
  BIZUM: {
    ...bank,
    recommends: { direct: ["customer.phone"] },
    currencies: ["EUR"],
    countries: ["ES"],
    limits: { min: 50, max: 100_000 },
    expiry: "PT30M",
    refund: { ...refundable, once: true },
    statuses: {
      success: ["completed", "initialized"],
      cancelled: "impossible",
      declined,
      refund: { start: ["completed", "initialized"], end: ["completed", "initialized"] }
    },
    ownPage: true,
    notes: [
      "A payer can spend EUR 2,000 a day and EUR 5,000 a month.",
      "The phone number is documented as required, while the vendor's examples carry no customer at all.",
      "Listed among both the banking and the wallet gateways."
    ],
    source: ["bizum"]
  },
  CBC: {
    ...belgianBank,
    statuses: { success: completed, cancelled: voided, refund: initializedRefund },
    notes: [bankStatement],
    source: ["cbc-kbc"]
  },
  DBRTP: {
    ...bank,
    currencies: ["EUR"],
    countries: ["DE"],
    limits: { min: 100, max: 1_500_000 },
    expiry: "PT1H",
    refund: refundable,
    secondChance: true,
    statuses: {
      success: ["completed", "uncleared"],
      settled: completed,
      cancelled: voided,
      declined,
      refund: reservedRefund
    },
    endOfLife: { state: "withdrawn", note: "Request to Pay has reached its end of life" },
    ownPage: true,
    settlement: { after: "P1D" },
    notes: ["The money goes to the merchant's own bank account."],
    source: ["request-to-pay"]
  },
  DIRDEB: {
    recommends: { direct: ["gateway_info.emandate"] },
    currencies: ["EUR"],
    countries: sepa,
    expiry: "none",
    refund: refundableByApi,
    capture: "none",
    chargebacks: "undisputable",
    secondChance: true,
    statuses: {
      success: ["uncleared", "initialized"],
      unsettled: ["cancel"],
      collecting: uncleared,
      settled: completed,
      cancelled: voided,
      declined,
      refund: reservedRefund
    },
    settlement: { after: "P9D", larger: { from: 50_000, after: "P22D" } },
    enters: "account",
    tokenizable: true,
    corrections: [{ date: "2026-11", source: "Magento", says: "a direct order without `emandate`; others send it" }],
    notes: [
      "`account_id` and `account_holder_iban` are both documented as required and hold the same IBAN.",
      "Payers outside the EEA need their full name and address.",
      "Settles after 9 days below EUR 500 and after 22 days from there.",
      "One payment per IBAN per 24 hours unless raised.",
      "The payer can reverse it for 56 days, and for 13 months when the debit was not authorised."
    ],
    source: ["direct-debit"]
  },
  DIRECTBANK: {
    ...bank,
    recommends: {
      redirect: ["customer.locale"],
      direct: [
        "payment_options",
        "customer.first_name",
        "customer.last_name",
        "customer.country",
        "customer.email",
        "customer.ip_address"
      ]
    },
    currencies: ["EUR", "CHF", "GBP", "HUF", "PLN"],
    countries: ["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "PL"],
    limits: { min: 10 },
    expiry: "P1D",
    refund: refundableByApi,
    secondChance: true,
    statuses: {
      pending: initialized,
      success: uncleared,
      settled: completed,
      cancelled: voidCancelled,
      refund: reservedRefund
    },
    endOfLife: { state: "ended", since: "2025-11", note: "Sofort has reached its end of life" },
    ownPage: true,
    settlement: { after: "P3D" },
    corrections: [
      {
        date: "2026-11",
        source: "the vendor's example of a direct order",
        says: "a direct order needs neither `customer` nor `payment_options`"
      },
      { date: "2025-11", source: "Drupal's changelog", says: "removed" },
      { date: "2025-12", source: "Shopware's changelog", says: "removed" },
      { date: "2026-01", source: "Magento's changelog", says: "removed" }
    ],
    notes: [
      "Uncleared means the transfer is under way, up to three business days: do not ship before completed.",
      "Payments above EUR 100 need approval, up to three days.",
      "A payer from another country is refused with error 1024.",
      "The method page knows EUR only, the currency page adds CHF GBP HUF PLN."
    ],
    source: ["sofort", "currencies"]
  },
  DOTPAY: {
    ...bank,
    currencies: ["EUR", "PLN"],
    countries: ["PL"],
    expiry: "P3D",
    refund: refundable,
    secondChance: true,
    statuses: { success: completed, refund: reservedRefund },
    notes: ["Two lists of the testing page call it Przelewy24."],
    source: ["dotpay", "testing"]
  },
  EPS: {
    ...bank,
    currencies: ["EUR"],
    countries: ["AT"],
    expiry: "none",
    expiryNote: "the same page also says that a payment expires after 10 minutes",
    refund: refundableByApi,
    secondChance: true,
    statuses: { success: completed, cancelled: voided, refund: reservedRefund },
    notes: ["Testing it needs `customer.locale` at_AT, which the vendor's own list of locales does not contain."],
    source: ["eps", "transaction-expiration"]
  },
  GIROPAY: {
    ...bank,
    currencies: ["EUR"],
    countries: ["DE"],
    expiry: "none",
    expiryNote: "the same page also says that a payment expires after 10 minutes",
    refund: refundableByApi,
    secondChance: true,
    statuses: { success: completed, cancelled: voided, refund: initializedRefund },
    endOfLife: { state: "withdrawn", since: "2024-07-01", note: "Giropay stopped on 2024-07-01" },
    source: ["giropay", "transaction-expiration"]
  },
  IDEAL: {
    ...bank,
    currencies: ["EUR"],
    countries: ["NL"],
    expiry: "PT1H",
    refund: refundableByApi,
    secondChance: true,
    statuses: { success: completed, cancelled: voidCancelled, declined, refund: initializedRefund },
    ownPage: true,
    usual: true,
    corrections: [
      {
        date: "2026-11",
        source: "Magento 3.16 and Shopware 4.3",
        says: "shown to payers as iDEAL | Wero; the id is the same"
      }
    ],
    notes: [
      "`gateway_info.issuer_id` is no longer needed for a direct order.",
      "A first iDEAL payment can start a series that continues as direct debit.",
      "A refund order is initialized, then reserved, then completed."
    ],
    source: ["ideal", "recurring-payments"]
  },
  IDEALQR: {
    ...bank,
    currencies: ["EUR"],
    countries: ["NL"],
    expiry: "PT1H",
    refund: refundable,
    secondChance: true,
    statuses: { success: completed, cancelled: voidCancelled, declined, refund: initializedRefund },
    qr: true,
    notes: [
      "With `gateway_info.allow_change_amount`, `min_amount` and `max_amount` are required, as strings around the amount.",
      "`gateway_info.qr_size` is 100 to 2000 pixels, 250 unless set.",
      "Not available in the test environment."
    ],
    source: ["ideal", "testing"]
  },
  KBC: {
    ...belgianBank,
    statuses: { success: completed, cancelled: voided, refund: initializedRefund },
    notes: [bankStatement, "The vendor's examples show CBC only."],
    source: ["cbc-kbc"]
  },
  MBWAY: {
    ...bank,
    recommends: { redirect: ["customer.phone"] },
    currencies: ["EUR"],
    countries: ["PT"],
    limits: { min: 100, max: 9_999_999 },
    expiry: "PT4M",
    refund: {
      full: true,
      partial: true,
      windowDays: 90,
      note: "3 months on the method page, 730 days on the refund page; the payer's IBAN is needed"
    },
    statuses: {
      success: ["completed", "uncleared"],
      settled: completed,
      cancelled: "impossible",
      declined,
      refund: reservedRefund
    },
    settlement: { after: "P1D" },
    corrections: [{ date: "2026-11", source: "none: nobody says whether the API refunds it", says: "open" }],
    notes: ["`customer.phone` is 9 digits without +351.", "Pilot."],
    source: ["mbway", "refunds"]
  },
  MISTERCASH: {
    componentQr: true,
    recommends: { redirect: ["customer.locale"] },
    currencies: ["EUR"],
    countries: ["BE"],
    expiry: "PT1H",
    expiryNote: "a QR order lives for its `seconds_active`",
    refund: { full: true, partial: true, api: true, windowDays: 180 },
    capture: "deferred",
    chargebacks: "none",
    secondChance: true,
    usual: true,
    statuses: { success: completed, cancelled: voidCancelled, declined, refund: reservedRefund },
    enters: "card",
    withoutCvc: true,
    notes: [
      "QR code: a redirect order with `gateway_info.qr_enabled`; the answer carries `qr_url`.",
      "Deferred Sales needs a contract: one partial capture, the rest is released.",
      "The maximum amount is in the contract.",
      "Recurring is announced as work in progress."
    ],
    source: ["bancontact", "recurring-payments"]
  },
  MULTIBANCO: {
    ...bank,
    currencies: ["EUR"],
    countries: ["PT"],
    limits: { min: 100, max: 9_999_999 },
    expiry: "PT72H",
    expiryNote: "84 hours in the test environment",
    refund: {
      full: false,
      partial: false,
      api: false,
      note: "in the dashboard only, with the payer's IBAN, for 3 months: Magento, WooCommerce and PrestaShop offer no refund"
    },
    statuses: {
      success: ["completed", "uncleared"],
      settled: completed,
      cancelled: "impossible",
      declined,
      refund: reservedRefund
    },
    settlement: { after: "P1D" },
    corrections: [{ date: "2026-11", source: "Magento, WooCommerce and PrestaShop", says: "no refund is offered" }],
    notes: ["Show the payer the reference from the answer.", "Pilot."],
    source: ["multibanco", "testing", "refunds"]
  },
  MYBANK: {
    ...bank,
    recommends: { direct: ["gateway_info.issuer_id", "customer.locale"] },
    currencies: ["EUR"],
    countries: ["IT"],
    expiry: "PT1H",
    refund: refundable,
    secondChance: true,
    statuses: { success: completed, cancelled: voided, declined, refund: reservedRefund },
    ownPage: true,
    notes: [
      "Absent from every list of the vendor's OpenAPI document.",
      "`gateway_info.issuer_id` is known from the direct example only, `customer.locale` is IT on one page and it_IT on another.",
      "Set a minimum amount of your own: the banks charge fees."
    ],
    source: ["mybank", "gateway-ids"]
  },
  TRUSTLY: {
    ...bank,
    recommends: {
      redirect: ["customer.first_name", "customer.last_name", "customer.country", "customer.email"]
    },
    currencies: ["EUR", "GBP", "SEK"],
    countries: ["AT", "CZ", "DE", "DK", "EE", "ES", "FI", "GB", "LT", "LV", "NL", "NO", "PL", "PT", "SE"],
    expiry: "PT2H",
    expiryNote: "the status table says 2 days",
    refund: { full: true, partial: true, api: true, windowDays: 365 },
    secondChance: true,
    statuses: {
      pending: uncleared,
      success: completed,
      cancelled: ["cancelled", "cancelled"],
      refund: initializedRefund
    },
    ownPage: true,
    notes: ["Rarely uncleared, which expires after 5 days."],
    source: ["trustly", "transaction-expiration"]
  },
  TRUSTPAY: {
    ...bank,
    currencies: ["CZK", "DKK", "EUR", "GBP", "NOK", "SEK"],
    countries: ["AT", "CZ", "DE", "DK", "EE", "ES", "FI", "GB", "IT", "LV", "NL", "NO", "PL", "SE"],
    expiry: "P10D",
    refund: refundable,
    secondChance: true,
    statuses: { success: completed, cancelled: voidCancelled, refund: reservedRefund },
    notes: ["The currency page lists CZK only.", "Not available in the test environment."],
    source: ["trustpay", "currencies"]
  }
} as const satisfies Descriptions<"banking">
