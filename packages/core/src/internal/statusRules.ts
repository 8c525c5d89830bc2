// What a pair of order status and financial status allows, in general and per payment method. Data for `Status`, to be read against
// the vendor's pages of the methods (https://docs.multisafepay.com/docs/payment-statuses). A pair that is not here allows nothing.

export type Answer = "paid" | "ship" | "final" | "refund" | "cancel"

/** What `status/financial_status` allows; the part after the slash is empty when there is no financial status. */
export type Rules = { readonly [pair: string]: ReadonlyArray<Answer> }

export const general: Rules = {
  "initialized/": ["cancel"],
  "initialized/initialized": ["cancel"],
  "completed/completed": ["paid", "ship", "final", "refund"],
  "partial_refunded/completed": ["paid", "ship", "final", "refund"],
  "shipped/completed": ["paid", "final", "refund"]
}

// The money never passes MultiSafepay (or not in a way it reports): this pair is as good as it gets. That a part refund leaves the
// financial status alone is documented for other methods and taken to hold here.
const collectedElsewhere: Rules = {
  "completed/initialized": ["paid", "ship", "final", "refund"],
  "partial_refunded/initialized": ["paid", "ship", "final", "refund"]
}

const payLater: Rules = {
  "completed/uncleared": ["ship", "refund", "cancel"],
  "partial_refunded/uncleared": ["ship", "refund"],
  "shipped/uncleared": ["refund"]
}

const invoice: Rules = {
  "completed/initialized": ["ship", "refund", "cancel"],
  "shipped/initialized": ["refund"],
  "shipped/uncleared": ["refund"]
}

const guaranteed: Rules = { "completed/uncleared": ["ship"] }

const notCancellable: Rules = { "initialized/": [], "initialized/initialized": [] }

const notRefundable: Rules = {
  "completed/completed": ["paid", "ship", "final"],
  "shipped/completed": ["paid", "final"]
}

/**
 * What differs from the general rules, by `payment_details.type`.
 *
 * ALIPAY has its pair only in the test environment, AMEX only with the merchant's own American Express account.
 */
export const exceptions: { readonly [gateway: string]: Rules } = {
  ALIPAY: collectedElsewhere,
  AMAZONBTN: collectedElsewhere,
  AMEX: collectedElsewhere,
  BIZUM: { ...collectedElsewhere, ...notCancellable },
  PAYPAL: collectedElsewhere,

  AFTERPAY: payLater,
  BILLINK: payLater,
  BNPL_INSTM: payLater,
  BNPL_MF: payLater,
  IN3: payLater,
  KLARNA: payLater,
  PAYAFTER: payLater,
  SANTANDER: payLater,
  EINVOICE: invoice,
  ZINIA: invoice,

  DBRTP: guaranteed,
  MBWAY: { ...guaranteed, ...notCancellable },
  MULTIBANCO: { ...guaranteed, ...notCancellable },
  // The mandate exists, the collection has not been sent to the bank yet.
  DIRDEB: { "uncleared/initialized": ["cancel"] },

  EDENCO: notRefundable,
  EDENCOM: notRefundable,
  EDENECO: notRefundable,
  EDENRES: notRefundable,
  EDENSPORTS: notRefundable,
  MONIECO: notRefundable,
  MONIGIFT: notRefundable,
  MONIMEAL: notRefundable,
  SODESPORTS: notRefundable
}
