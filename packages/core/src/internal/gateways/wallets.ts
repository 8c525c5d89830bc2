// Wallets. For PAYPAL and AMAZONBTN the provider collects the money itself, so a paid order stays completed/initialized for good.
import { cardCurrencies, type Descriptions, reservedRefund } from "./describing.ts"

const completed = ["completed", "completed"] as const
const declined = ["declined", "declined"] as const
const collectedElsewhere = ["completed", "initialized"] as const
const voided = ["void", "void"] as const

const cardWallet = {
  recommends: { direct: ["customer.browser"] },
  currencies: cardCurrencies.filter((currency) => currency !== "BGN"),
  countries: "world",
  expiry: "PT1H",
  refund: { full: true, partial: true },
  capture: "manual",
  chargebacks: "possible",
  secondChance: true,
  statuses: {
    pending: ["uncleared", "uncleared"],
    success: completed,
    cancelled: declined,
    declined,
    refund: reservedRefund
  },
  corrections: [{ date: "2026-11", source: "Shopware 4.3", says: "can be captured manually, direct and redirect" }]
} as const

export const wallets = {
  ALIPAY: {
    currencies: ["EUR", "USD"],
    countries: "world",
    expiry: "PT5H",
    refund: { full: true, partial: true, api: true, windowDays: 365 },
    capture: "none",
    chargebacks: "none",
    secondChance: true,
    statuses: {
      success: completed,
      alsoSuccess: collectedElsewhere,
      cancelled: ["expired", "expired"],
      refund: reservedRefund
    },
    endOfLife: { state: "closing", note: "Alipay is to be retired in favour of Alipay+", successor: "ALIPAYPLUS" },
    ownPage: true,
    corrections: [
      { date: "2026-11", source: "changelogs of Shopware, OpenCart and Drupal", says: "removed; Magento still has it" }
    ],
    notes: ["A paid test order shows completed/initialized."],
    source: ["alipay", "testing"]
  },
  ALIPAYPLUS: {
    currencies: ["EUR", "USD", "HKD", "KRW", "MYR", "PHP", "THB"],
    countries: "world",
    expiry: "PT10M",
    expiryNote: "the order shows expired after one hour",
    refund: { full: true, partial: true, api: true },
    capture: "none",
    chargebacks: "provider",
    secondChance: true,
    statuses: { success: completed, cancelled: voided, refund: reservedRefund },
    ownPage: true,
    notes: [
      "Needs a merchant country code; its field is not documented.",
      "Each wallet has its own bounds: AlipayHK HKD 0.10 to 9,999,999, Dana IDR 300 to 20,000,000, GCash PHP 1 to 100,000, KakaoPay KRW 50 to 2,000,000, TnGD MYR 0.10 to 9,999,999, TrueMoney THB 1 and up.",
      "The method page knows EUR and USD, the currency page adds the rest."
    ],
    source: ["alipay-plus", "currencies"]
  },
  AMAZONBTN: {
    recommends: {
      direct: [
        "customer.first_name",
        "customer.last_name",
        "customer.address1",
        "customer.house_number",
        "customer.zip_code",
        "customer.city",
        "customer.country",
        "customer.phone",
        "customer.browser"
      ]
    },
    currencies: ["AUD", "CHF", "DKK", "EUR", "GBP", "HKD", "JPY", "NOK", "NZD", "SEK", "USD", "ZAR"],
    countries: ["AT", "BE", "CH", "CY", "DE", "DK", "ES", "FR", "HU", "IE", "IT", "LU", "NL", "PT", "SE"],
    expiry: "PT24H",
    refund: { full: true, partial: true, api: true },
    capture: "none",
    chargebacks: "possible",
    secondChance: true,
    statuses: { success: collectedElsewhere, declined, refund: reservedRefund },
    ownPage: true,
    answers: ["payment_data"],
    notes: [
      "Amazon collects the money, the vendor does not. Settlement is in EUR.",
      "The answer to a direct order carries `payment_data` with `js` and `payload`."
    ],
    source: ["amazon-pay"]
  },
  APPLEPAY: {
    ...cardWallet,
    notes: [
      "`gateway_info.payment_token` is Apple's `payment.token` as a JSON string.",
      "Needs active cards, and Safari. Networks: American Express, Maestro, Mastercard, Visa."
    ],
    source: ["apple-pay", "apple-pay-direct"]
  },
  GOOGLEPAY: {
    ...cardWallet,
    notes: [
      "`gateway_info.payment_token` is Google's `tokenizationData.token`.",
      "A PAN_ONLY token can need 3D Secure at the answer's `payment_url`. No American Express."
    ],
    source: ["google-pay", "google-pay-direct"]
  },
  PAYPAL: {
    currencies:
      "AUD BRL CAD CHF CZK DKK EUR GBP HKD HRK HUF JPY MXN MYR NOK NZD PHP PLN RUB SEK SGD THB TRY TWD USD".split(" "),
    countries: "world",
    expiry: "P14D",
    refund: { full: true, partial: true, api: true, windowDays: 60 },
    capture: "after-approval",
    chargebacks: "possible",
    secondChance: true,
    statuses: {
      pending: ["uncleared", "initialized"],
      success: collectedElsewhere,
      cancelled: ["void", "cancelled"],
      refund: { start: ["reserved", "initialized"], end: ["completed", "initialized"] }
    },
    ownPage: true,
    notes: [
      "PayPal collects the money: `financial_status` stays initialized.",
      "Seller protection needs the country, and in some countries `customer.state`.",
      "The PayPal button takes `payment_details.external_transaction_id` of a direct order and needs a capture after approval."
    ],
    source: ["paypal", "paypal-direct"]
  },
  WECHAT: {
    currencies: ["EUR"],
    countries: "world",
    expiry: "PT2H",
    refund: { full: true, partial: true, api: true, windowDays: 365 },
    capture: "none",
    chargebacks: "none",
    statuses: { success: completed, cancelled: voided, refund: reservedRefund },
    ownPage: true,
    answers: ["qr_url"],
    notes: ["A direct order is answered with `qr_url`.", "Consumers only. Other currencies on request."],
    source: ["wechatpay"]
  }
} as const satisfies Descriptions<"wallet">
