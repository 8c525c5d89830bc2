// Where an order is, and what that allows. Two words tell it: `status` (the merchant's order) and `financial_status` (the money), and
// only the pair has a meaning, which differs per payment method. PAYPAL stays completed/initialized for ever, a
// pay-later order may ship while its money is `uncleared`, and declined, expired or cancelled end an attempt, never an order: the
// customer may try again under the same order_id.
import { dual } from "effect/Function"
import * as Option from "effect/Option"
import * as Gateway from "./Gateway.ts"
import { type Answer, rulesOf } from "./internal/gateways/statusRules.ts"

/**
 * Order statuses the vendor's pages name. More may come.
 *
 * @see https://docs.multisafepay.com/docs/payment-statuses
 * @category models
 */
export type OrderStatus = (typeof orderStatuses)[number]
export const orderStatuses = [
  "initialized",
  "uncleared",
  "completed",
  "shipped",
  "declined",
  "expired",
  "cancelled",
  "void",
  "reserved",
  "refunded",
  "partial_refunded",
  "chargeback"
] as const

/**
 * Financial (transaction) statuses. The schema stops at `void`; the product pages add the rest for refunds.
 *
 * @category models
 */
export type FinancialStatus = (typeof financialStatuses)[number]
export const financialStatuses = [
  "initialized",
  "uncleared",
  "completed",
  "declined",
  "expired",
  "cancelled",
  "void",
  "reserved",
  "refunded",
  "partial_refunded"
] as const

/**
 * What the questions below look at: an `OrderDetails` fits, and so does what `orders.create` answered. A question about money needs
 * `payment_details.type`: without it the general rules count, and an answer that depends on the method is "no".
 *
 * @category models
 */
export interface Facts {
  /** Absent in the answer to a redirect order, which nobody has opened yet. */
  readonly status?: string | undefined
  readonly financial_status?: string | undefined
  /** Smallest unit. */
  readonly amount?: number | undefined
  /** Smallest unit. */
  readonly amount_refunded?: number | undefined
  /** `D` of a refund or a payout: its money goes out. */
  readonly debit_credit?: string | undefined
  readonly payment_details?:
    | {
        readonly type?: string | undefined
        readonly capture?: string | undefined
        /** Smallest unit. */
        readonly capture_remain?: number | undefined
        readonly terminal_id?: string | undefined
      }
    | undefined
  /** What was paid with what; a gift card and the rest by another method are two. */
  readonly payment_methods?: ReadonlyArray<{ readonly type?: string | undefined }> | undefined
}

/**
 * One spelling per status: `chargedback` is `chargeback`, `canceled` is `cancelled`, capitals do not count. Unknown words come back
 * unchanged.
 *
 * @category combinators
 */
export const normalize = (status: string): OrderStatus | FinancialStatus | (string & {}) => {
  const lower = status.toLowerCase()
  const word = spellings.get(lower) ?? lower
  return known.has(word) ? word : status
}

/**
 * Is the money in, as far as this method ever tells? Guaranteed but not collected (pay-later, MULTIBANCO), reserved (manual capture)
 * and given back are all no; a part refund leaves it yes.
 *
 * @category questions
 */
export const isPaid = (order: Facts): boolean => has(order, "paid") && !isRefundedInFull(order)

/**
 * Does the merchant get the money: is it in, or guaranteed by the method (pay-later, MULTIBANCO), and is it not all given back? Yes from
 * acceptance to the end, shipped or not. This is the question for "the order is good, do what was ordered"; `isPaid` is for the books.
 * No for an authorisation, which secures nothing beyond `capture_expiry`: see `canCapture`.
 *
 * @category questions
 */
export const isSecured = (order: Facts): boolean => has(order, "secured") && !isRefundedInFull(order)

/**
 * May goods leave now: is the money in, or guaranteed by the method? No for an authorisation (capture first), for a card under
 * review, for a direct debit or Sofort payment underway, and for what is shipped already.
 *
 * @category questions
 */
export const mayShip = (order: Facts): boolean => has(order, "ship") && !isRefundedInFull(order)

/**
 * Will nothing more happen by itself? The money has arrived or is given back, or the order is void. A refund or a chargeback may
 * still follow a paid order. Declined, expired and cancelled are never final: see `attemptFailed`.
 *
 * @category questions
 */
export const isFinal = (order: Facts): boolean => ended.has(normalize(order.status ?? "")) || has(order, "final")

/**
 * Did this attempt to pay fail? The same order_id may still be paid: the link works again, Second Chance mails invite to it.
 * A declined payment at a terminal is a soft decline (`isSoftDecline`) and does not count, nor does a refund that was declined, nor `void`: that is the end of the
 * order, and what was voided may have been paid before (a chargeback, a pay-later order given back in full).
 *
 * @category questions
 */
export const attemptFailed = (order: Facts): boolean =>
  failed.has(normalize(order.status ?? "")) && !isSoftDecline(order) && order.debit_credit !== "D"

/**
 * Did a terminal decline once? The step-up (insert the card, enter the code) is still running: wait for completed or cancelled.
 *
 * @see https://docs.multisafepay.com/docs/event-notifications
 * @category questions
 */
export const isSoftDecline = (order: Facts): boolean =>
  normalize(order.status ?? "") === "declined" && order.payment_details?.terminal_id !== undefined

/**
 * Is money reserved on a card and waiting for a capture? The rest of it can be captured or released.
 *
 * @see https://docs.multisafepay.com/docs/manual-capture
 * @category questions
 */
export const canCapture = (order: Facts): boolean => {
  if (order.payment_details?.capture !== "manual" || pairOf(order) !== "completed/initialized") return false
  return (order.payment_details.capture_remain ?? 1) > 0
}

/**
 * Is there something left to refund, and is this method refundable in this state? What was paid by gift card alone is not: that takes
 * `payment_methods` with another one. The API has the last word: refund windows and the merchant's balance are not in the order.
 *
 * @see https://docs.multisafepay.com/docs/refunds
 * @category questions
 */
export const canRefund = (order: Facts): boolean =>
  has(order, "refund") && order.amount !== 0 && !isRefundedInFull(order) && !isByGiftCardAlone(order)

/**
 * Can the order be cancelled (`PATCH /orders/{order_id}` with status `cancelled`)? Before it is paid, and for pay-later methods
 * before it is shipped; the vendor's tables contradict each other on the latter. MBWAY, MULTIBANCO and BIZUM cannot be cancelled.
 * A reserved card amount is released with the capture operations instead.
 *
 * @category questions
 */
export const canCancel = (order: Facts): boolean => has(order, "cancel")

/**
 * What to do per order status: one function for each, and `unknown` for words this version does not know, which get the raw word.
 * The compiler asks for all of them. `chargedback` and other spellings reach the status they mean.
 *
 * @category matching
 */
export const match: {
  <A extends { readonly status: string }, const C extends Cases<A>>(
    cases: C
  ): (order: A) => ReturnType<C[keyof Cases<A>]>
  <A extends { readonly status: string }, const C extends Cases<A>>(order: A, cases: C): ReturnType<C[keyof Cases<A>]>
} = /* @__PURE__ */ dual(2, <A extends { readonly status: string }>(order: A, cases: Cases<A>): unknown => {
  const status = normalize(order.status)
  return isOrderStatus(status) ? cases[status](order) : cases.unknown(order.status, order)
})

/**
 * The functions of `match`.
 *
 * @category matching
 */
export type Cases<A> = { readonly [S in OrderStatus]: (order: A) => unknown } & {
  readonly unknown: (raw: string, order: A) => unknown
}

const isOrderStatus = (status: string): status is OrderStatus =>
  (orderStatuses as ReadonlyArray<string>).includes(status)

const known: ReadonlySet<string> = new Set([...orderStatuses, ...financialStatuses])

const spellings = new Map([
  ["chargedback", "chargeback"],
  ["canceled", "cancelled"]
])

const ended: ReadonlySet<string> = new Set(["refunded", "void"])

const failed: ReadonlySet<string> = new Set(["declined", "expired", "cancelled"])

const pairOf = (order: Facts): string =>
  `${normalize(order.status ?? "")}/${order.financial_status === undefined ? "" : normalize(order.financial_status)}`

const has = (order: Facts, answer: Answer): boolean => {
  const { capture, type = "" } = order.payment_details ?? {}
  const pair = pairOf(order)
  // An authorisation looks exactly like PayPal's last word.
  if (capture === "manual" && pair.endsWith("/initialized")) return false
  // A refund may have the id of its order, and is completed as well when it is paid out.
  if (order.debit_credit === "D" && answer !== "final" && answer !== "cancel") return false
  return (rulesOf(type)[pair] ?? []).includes(answer)
}

const isRefundedInFull = (order: Facts): boolean =>
  order.amount !== undefined && order.amount > 0 && (order.amount_refunded ?? 0) >= order.amount

const isByGiftCardAlone = ({ payment_details, payment_methods = [] }: Facts): boolean =>
  isGiftCard(payment_details?.type) && !payment_methods.some(({ type }) => type !== undefined && !isGiftCard(type))

const isGiftCard = (type: string | undefined): boolean =>
  type !== undefined &&
  (type === Gateway.giftCardPayment ||
    Option.exists(Gateway.get(type), ({ refund }: Gateway.Entry) => refund?.combinedOnly === true))
