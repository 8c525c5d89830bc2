// Pay later. Reporting the shipment is the capture, and almost all of them want the billing, the delivery and the cart.
// The vendor's schema asks all three of every method, but its own EINVOICE and SANTANDER examples leave them out, and its plug-ins send no
// delivery with virtual goods. Of `gateway_info` the pages demand what the schema leaves optional. Nobody has shown either refused, so
// the absence of both is a warning.
import { type Descriptions, initializedRefund, reservedRefund } from "./describing.ts"

const completed = ["completed", "completed"] as const
const declined = ["declined", "declined"] as const
const initialized = ["initialized", "initialized"] as const
const promised = ["completed", "uncleared"] as const
const shipped = ["shipped", "uncleared"] as const
const shippedSettled = ["shipped", "completed"] as const
const uncleared = ["uncleared", "uncleared"] as const
const voided = ["void", "void"] as const
const voidCancelled = ["void", "cancelled"] as const

const providerRefund = { start: ["initialized", "completed"], end: completed } as const
const immediateRefund = { start: completed, end: completed } as const
const cartRefund = { full: true, partial: true, api: true, windowDays: 730, note: "by shopping cart" } as const

const unsettled = ["cancel", "refund"] as const
const buyer = ["customer.ip_address", "customer.email"] as const

const bnpl3 = {
  recommends: { redirect: buyer, direct: buyer },
  currencies: ["EUR"],
  capture: "shipping",
  chargebacks: "none"
} as const

const padStatuses = {
  pending: uncleared,
  success: promised,
  unsettled,
  shipped,
  settled: shippedSettled,
  cancelled: voidCancelled,
  declined,
  refund: reservedRefund
} as const

const in3Statuses = {
  pending: ["uncleared", "initialized"],
  success: promised,
  unsettled,
  shipped,
  settled: completed,
  cancelled: voided,
  declined,
  refund: immediateRefund
} as const

const terms = "A direct checkout must show the provider's terms."
const partialShipping =
  "Each part of a partial shipment becomes an order of its own; the main order never becomes completed."
const statusesOfIn3 = [
  { date: "2026-11", source: "an inference", says: "no page gives its statuses: those of IN3 are the nearest" }
] as const
const phpOnly = "Known from the vendor's PHP library alone, which only tells that it needs a shopping cart."

export const bnpl = {
  AFTERPAY: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery"],
      direct: [
        ...buyer,
        "delivery",
        "gateway_info.birthday",
        "gateway_info.gender",
        "gateway_info.phone",
        "gateway_info.email"
      ]
    },
    corrections: [
      {
        date: "2026-11",
        source: "Magento and WooCommerce",
        says: "a redirect order of virtual goods has no `delivery`"
      }
    ],
    countries: ["AT", "BE", "CH", "DE", "NL"],
    expiry: "P90D",
    refund: cartRefund,
    statuses: {
      success: promised,
      unsettled,
      shipped,
      settled: shippedSettled,
      cancelled: voidCancelled,
      declined,
      refund: providerRefund
    },
    taxRates: "taxed",
    notes: [
      terms,
      "Needs the merchant's own Riverty key per country and site.",
      "Items with 0 % VAT are refused.",
      "A direct order can answer with a redirect for strong customer authentication."
    ],
    source: ["riverty"]
  },
  BILLINK: {
    ...bnpl3,
    recommends: {
      redirect: [
        "delivery",
        "customer.ip_address",
        "customer.last_name",
        "customer.address1",
        "customer.house_number",
        "customer.zip_code",
        "customer.city",
        "customer.country",
        "customer.email"
      ],
      direct: [
        "delivery",
        "customer.ip_address",
        "customer.last_name",
        "customer.address1",
        "customer.house_number",
        "customer.zip_code",
        "customer.city",
        "customer.country",
        "customer.email",
        "gateway_info.birthday",
        "gateway_info.gender",
        "gateway_info.phone",
        "gateway_info.email"
      ]
    },
    countries: ["BE", "DE", "NL"],
    expiry: "P30D",
    refund: { full: true, partial: true, windowDays: 730, note: "by shopping cart" },
    statuses: {
      pending: initialized,
      success: promised,
      unsettled,
      shipped,
      settled: shippedSettled,
      cancelled: voided,
      declined,
      refund: immediateRefund
    },
    taxRates: [0, 0.05, 0.06, 0.07, 0.09, 0.16, 0.19, 0.2, 0.21],
    refuses: { "tax-rate-not-taken": "VAT rate not supported" },
    corrections: [{ date: "2026-11", source: "fixes in WooCommerce and PrestaShop", says: "the listed rates only" }],
    notes: [
      terms,
      "VAT rates of 0, 5, 6, 7, 9, 16, 19, 20 and 21 % only.",
      "`payment_options.settings.gateways.BILLINK.type` is P for consumers (a direct order's default) or B for businesses.",
      "One page gives void/cancelled for a cancellation."
    ],
    source: ["billink"]
  },
  BNPL_INST: {
    ...bnpl3,
    statuses: in3Statuses,
    corrections: statusesOfIn3,
    notes: [phpOnly],
    source: ["php-sdk"]
  },
  BNPL_INSTM: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery"],
      direct: [...buyer, "delivery", "gateway_info.birthday", "gateway_info.email", "gateway_info.phone"]
    },
    countries: ["NL"],
    expiry: "P14D",
    expiryNote: "21 days at most; after a partial shipment 14 days, extended twice, 58 days in all",
    refund: cartRefund,
    statuses: padStatuses,
    partialShipments: true,
    notes: [
      terms,
      partialShipping,
      "Three instalments, the first paid by iDEAL.",
      "Billing and shipping address must be the same."
    ],
    source: ["pay-after-delivery-installments"]
  },
  BNPL_MF: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery"],
      direct: [...buyer, "delivery", "gateway_info.birthday", "gateway_info.email", "gateway_info.phone"]
    },
    countries: ["NL"],
    expiry: "P90D",
    expiryNote: "30 days on the method page, 90 in the expiry table; 180 days at most",
    refund: cartRefund,
    statuses: padStatuses,
    partialShipments: true,
    notes: [
      terms,
      partialShipping,
      "The vendor's example leaves out `gateway_info.phone`, and `gateway_info.bank_account` is no longer needed.",
      "Takes the place of PAYAFTER."
    ],
    source: ["pay-after-delivery", "transaction-expiration"]
  },
  BNPL_OB: {
    ...bnpl3,
    statuses: in3Statuses,
    corrections: statusesOfIn3,
    notes: [phpOnly],
    source: ["php-sdk"]
  },
  EINVOICE: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery"],
      direct: [
        ...buyer,
        "delivery",
        "gateway_info.birthday",
        "gateway_info.phone",
        "gateway_info.email",
        "gateway_info.bank_account"
      ]
    },
    countries: "world",
    expiryNote: "set by the merchant, 180 days at most",
    refund: { full: true, partial: true, api: true, windowDays: 730, note: "with or without a shopping cart" },
    secondChance: true,
    statuses: {
      pending: initialized,
      success: ["completed", "initialized"],
      unsettled,
      shipped: ["shipped", "initialized"],
      settled: completed,
      cancelled: voidCancelled,
      declined,
      refund: initializedRefund
    },
    partialShipments: true,
    corrections: [
      {
        date: "2026-11",
        source: "test of PHP SDK 5.21",
        says: "`bank_account` may be left out; `bankaccount` is accepted"
      }
    ],
    notes: [
      terms,
      partialShipping,
      "The method page calls the cart optional, the schema requires it.",
      "Reporting the shipment answers with `invoice_url`."
    ],
    source: ["e-invoicing"]
  },
  IN3: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery"],
      direct: [...buyer, "delivery", "gateway_info.phone", "gateway_info.birthday", "gateway_info.gender"]
    },
    countries: ["NL"],
    limits: { min: 5_000, max: 500_000 },
    expiry: "PT2H",
    expiryNote: "the method page says about 2 days",
    refund: {
      full: true,
      partial: true,
      api: true,
      windowDays: 365,
      note: "by shopping cart; one year on the method page, 730 days on the refund page"
    },
    secondChance: true,
    statuses: in3Statuses,
    ownPage: true,
    corrections: [
      {
        date: "2026-11",
        source: "Magento and WooCommerce",
        says: "a redirect order of virtual goods has no `delivery`"
      },
      {
        date: "2026-11",
        source: "Magento 3.9.1 and 3.16, OpenCart and PrestaShop",
        says: "called in3; gender and birthday are no longer required"
      }
    ],
    notes: [terms, "Reporting the shipment is optional."],
    source: ["in3", "transaction-expiration"]
  },
  IN3B2B: {
    ...bnpl3,
    recommends: { redirect: ["customer.ip_address"], direct: ["customer.ip_address"] },
    countries: ["NL"],
    limits: { min: 15_000, max: 3_000_000 },
    statuses: in3Statuses,
    corrections: [
      {
        date: "2026-11",
        source: "Magento, Shopware and the method's page",
        says: "redirect orders and payment links work"
      },
      ...statusesOfIn3
    ],
    notes: [
      "Pilot.",
      "Also needs the business name and the chamber of commerce number; the request fields are not documented (answers have `cocnumber`)."
    ],
    source: ["in3", "php-sdk"]
  },
  KLARNA: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "customer.house_number", "delivery", "delivery.email"],
      direct: [
        ...buyer,
        "customer.house_number",
        "delivery",
        "delivery.email",
        "gateway_info.birthday",
        "gateway_info.gender",
        "gateway_info.phone",
        "gateway_info.email"
      ]
    },
    currencies: ["DKK", "EUR", "GBP", "NOK", "SEK"],
    corrections: [
      {
        date: "2026-11",
        source: "Magento and WooCommerce",
        says: "a redirect order of virtual goods has no `delivery`"
      },
      {
        date: "2026-11",
        source: "a fix in OpenCart",
        says: "a duplicate, blank or missing `merchant_item_id` is refused as invalid or duplicate"
      }
    ],
    refuses: { "item-id": "invalid or duplicate" },
    countries: ["AT", "BE", "DE", "DK", "ES", "FI", "FR", "GB", "IT", "NL", "NO", "PT", "SE"],
    expiry: "P1D",
    expiryNote: "one day to authorise, then 28 days to ship; can be extended to 180 days",
    refund: cartRefund,
    statuses: {
      pending: initialized,
      success: promised,
      unsettled,
      shipped,
      settled: shippedSettled,
      cancelled: voided,
      declined,
      refund: providerRefund
    },
    extendable: true,
    answers: ["qr_url"],
    notes: [terms, "A `merchant_item_id` of 9 or more characters can be refused as BAD_VALUE."],
    source: ["klarna"]
  },
  PAYAFTER: {
    ...bnpl3,
    statuses: padStatuses,
    endOfLife: {
      state: "withdrawn",
      since: "2024-08-31",
      note: "PAYAFTER orders are declined since 2024-08-31",
      successor: "BNPL_MF"
    },
    corrections: [
      {
        date: "2026-11",
        source: "test of PHP SDK 5.21",
        says: "`bank_account` may be left out; `bankaccount` is accepted"
      }
    ],
    notes: ["Still seen as `payment_details.type` of old orders."],
    source: ["pay-after-delivery", "php-sdk"]
  },
  SANTANDER: {
    ...bnpl3,
    recommends: {
      redirect: [...buyer, "delivery", "shopping_cart"],
      direct: [...buyer, "delivery", "shopping_cart"]
    },
    countries: ["NL"],
    limits: { min: 25_000, max: 800_000 },
    expiry: "P1D",
    refund: { full: true, partial: true, note: "until 2024-03-31" },
    statuses: {
      pending: ["uncleared", "initialized"],
      success: promised,
      unsettled,
      shipped,
      settled: shippedSettled,
      cancelled: voided,
      declined,
      refund: reservedRefund
    },
    endOfLife: { state: "withdrawn", since: "2024-01-01", note: "Betaal per Maand was discontinued on 2024-01-01" },
    notes: [
      "The vendor's own example has neither delivery nor cart.",
      "Names and delivery fields need two characters or more."
    ],
    source: ["betaalpermaand"]
  },
  ZINIA: {
    ...bnpl3,
    recommends: { redirect: [...buyer, "delivery"], direct: [...buyer, "delivery"] },
    countries: ["NL"],
    expiry: "P30D",
    expiryNote: "14 days: 30 days, 180 at most; three instalments: 10 days, the first within 15 minutes",
    refund: cartRefund,
    secondChance: true,
    statuses: {
      pending: initialized,
      success: ["completed", "initialized"],
      unsettled,
      shipped,
      settled: shippedSettled,
      cancelled: voided,
      declined,
      refund: initializedRefund
    },
    partialShipments: true,
    endOfLife: { state: "ended", since: "2025-09", note: "Zinia was removed from the vendor's plug-ins" },
    corrections: [
      { date: "2025-09", source: "Magento's changelog", says: "removed" },
      { date: "2025-11", source: "PrestaShop's changelog", says: "removed" },
      { date: "2025-12", source: "Shopware's changelog", says: "removed" }
    ],
    notes: [
      terms,
      partialShipping,
      "Billing and shipping address must be the same.",
      "Which `gateway_info` a direct order needs is not documented."
    ],
    source: ["zinia"]
  },
  ZINIA_IN3: {
    ...bnpl3,
    statuses: in3Statuses,
    corrections: statusesOfIn3,
    notes: [phpOnly],
    source: ["php-sdk"]
  }
} as const satisfies Descriptions<"bnpl">
