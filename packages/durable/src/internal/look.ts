// What an order says about its payment, as answers to the questions of the workflow: the journal is no place for its customer.
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Capture from "@effect-multisafepay/core/Capture"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Status from "@effect-multisafepay/core/Status"
import type { Payment } from "../Payment.ts"

/** What the order said, and when. */
export const Look = Schema.Struct({
  at: Schema.Finite,
  status: Schema.optionalKey(Schema.String),
  financial_status: Schema.optionalKey(Schema.String),
  money: Schema.optionalKey(Schema.Literals(["paid", "guaranteed", "reserved"])),
  shippable: Schema.optionalKey(Schema.Boolean),
  failed: Schema.optionalKey(Schema.Boolean),
  /** Void or given back: nothing can come of it any more. */
  over: Schema.optionalKey(Schema.Boolean),
  /** Over, with a part of the money: that was captured, and the rest of the authorisation released. */
  part: Schema.optionalKey(Schema.Boolean),
  /** The customer has accepted, or could yet: the money may come, and the order is not to be cancelled or cannot be. */
  underway: Schema.optionalKey(Schema.Boolean),
  /** The shop has cancelled the payment by then. */
  cancelled: Schema.optionalKey(Schema.Boolean),
  /** It is for less than the payment, or in another currency. */
  other: Schema.optionalKey(Schema.Boolean),
  /** Whether the step that reports this did something. */
  did: Schema.optionalKey(Schema.Boolean)
})
export type Look = typeof Look.Type

export const words = (look: Pick<Look, "status" | "financial_status">) => ({
  ...(look.status === undefined ? {} : { status: look.status }),
  ...(look.financial_status === undefined ? {} : { financial_status: look.financial_status })
})

// Some answers leave amount or currency out.
export const isSame = (
  payment: Payment,
  order: { readonly amount?: number | undefined; readonly currency?: string | undefined }
) =>
  (order.amount === undefined || order.amount === payment.amount) &&
  (order.currency === undefined || order.currency === payment.currency)

/** FastCheckout adds the shipping that the customer chose. */
export const isEnough = (payment: Payment, order: OrderDetails) =>
  (order.amount === undefined || order.amount >= payment.amount) &&
  (order.currency === undefined || order.currency === payment.currency)

export const readOrder = (payment: Payment, order: OrderDetails, at: number, did?: boolean): Look => ({
  at,
  ...(isEnough(payment, order) ? {} : { other: true }),
  status: order.status,
  ...(order.financial_status === undefined ? {} : { financial_status: order.financial_status }),
  ...moneyOf(order),
  shippable: mayShip(order),
  failed: Status.attemptFailed(order),
  ...endOf(order),
  ...(did === undefined ? {} : { did })
})

export const endOf = (order: OrderDetails): Pick<Look, "over" | "part" | "underway"> => {
  const part = Capture.isPart(order)
  const over =
    part || (Status.isFinal(order) && !Status.isPaid(order)) || Status.normalize(order.status) === "chargeback"
  const open = moneyOf(order).money === undefined && !over && !Status.attemptFailed(order)
  return { over, ...(part ? { part } : {}), underway: open && (isAccepted(order) || !Status.canCancel(order)) }
}

export const mayShip = (order: OrderDetails) => Status.mayShip(order) && !Capture.isPart(order)

/** It may be cancelled, but the customer has done their part (a direct debit that was signed, a card under review), or may have. */
export const isAccepted = (order: OrderDetails) =>
  Status.normalize(order.status) === "uncleared" || isSilent(order.payment_details?.type ?? "")

const isSilent = (type: string): boolean =>
  Option.exists(Gateway.get(type), ({ silent }: Gateway.Entry) => silent === true)

export const moneyOf = (order: OrderDetails): Pick<Look, "money"> => {
  if (Capture.isPart(order)) return {}
  if (Status.isPaid(order) || isCaptured(order)) return { money: "paid" }
  if (Status.canCapture(order)) return { money: "reserved" }
  return Status.isSecured(order) ? { money: "guaranteed" } : {}
}

/**
 * Captured in full, and not all given back. Whether a capture completes the authorisation itself or only an order of its own, the vendor leaves
 * open: so it is read as if it did.
 */
const isCaptured = (order: OrderDetails) =>
  order.payment_details?.capture === "manual" &&
  order.payment_details.capture_remain === 0 &&
  Status.isPaid({ ...order, financial_status: "completed" })

export const pair = (order: OrderDetails) => `${order.status}/${order.financial_status ?? ""}`
