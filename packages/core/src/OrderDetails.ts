// An order as MultiSafepay tells it: the `data` of GET /orders/{id}, of a direct POST /orders, and the body of a notification (which
// has no envelope). Only `status` can be relied on. The answer about a cancelled QR session has no order_id, no amount
// and no currency. An optional part that cannot be read is left out rather than hiding the status behind an error.
import * as Answer from "./Answer.ts"
import * as Cost from "./Cost.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import * as Payer from "./Payer.ts"
import * as PaymentDetails from "./PaymentDetails.ts"
import * as PlacedCart from "./PlacedCart.ts"
import * as RelatedTransaction from "./RelatedTransaction.ts"
import * as Status from "./Status.ts"

/** What the shop put into `custom_info`. @category models */
export class CustomInfo extends wire.open<CustomInfo>("PlacedCustomInfo")({
  custom_1: wire.text,
  custom_2: wire.text,
  custom_3: wire.text
}) {}

/**
 * What a direct card order asks of the customer (3-D Secure). Prefer `payment_url`, which leads to the same.
 *
 * @category models
 */
export class CustomerVerification extends wire.open<CustomerVerification>("CustomerVerification")({
  type: wire.word("form", "redirect"),
  /** A page to show to the customer as it is. It comes from a third party: never put it into a page of your own. */
  html: wire.text,
  redirect: wire.text
}) {}

/** What a browser needs to go on with the payment. @category models */
export class PaymentData extends wire.open<PaymentData>("PlacedPaymentData")({ js: wire.text, payload: wire.json }) {}

/** @internal */
export const fields = {
  /** The merchant's id. Text even when it has only digits; missing in answers about a cancelled QR session. */
  order_id: wire.text,
  /** MultiSafepay's id (PSP id), up to 17 digits: exact when the body went through `ExactJson`. */
  transaction_id: wire.text,
  /** The id of the authorisation this capture came from. */
  auth_order_id: wire.text,
  /** Smallest unit: 1000 is EUR 10.00. */
  amount: wire.int,
  /** Smallest unit. Absent is not zero: some answers leave it out. */
  amount_refunded: wire.int,
  currency: wire.text,
  /** How far the merchant's order is. `Status` tells what the pair with `financial_status` means. Unknown words survive. */
  status: wire.word(...Status.orderStatuses),
  /** How far the money is. Absent (`null` on the wire) for a session that was cancelled before it had a transaction. */
  financial_status: wire.word(...Status.financialStatuses),
  reason: wire.text,
  reason_code: wire.text,
  /** Local Dutch time without a zone, like all times here; `LocalTime.parse` makes it an instant. */
  created: wire.text,
  modified: wire.text,
  /** The schema calls it `completed_date`, documents `completed`: both arrive here. */
  completed: wire.text,
  description: wire.text,
  /** The cart as an HTML table. Escape it before showing it. */
  items: wire.text,
  /** `YES` or `NO` on the wire. */
  fastcheckout: wire.yesNo,
  customer: Payer.Payer.field,
  payment_details: PaymentDetails.PaymentDetails.field,
  payment_methods: wire.many(PaymentDetails.Payment.field),
  payment_method: wire.text,
  costs: wire.many(Cost.Cost.field),
  related_transactions: wire.many(RelatedTransaction.RelatedTransaction.field),
  custom_info: CustomInfo.field,
  var1: wire.text,
  var2: wire.text,
  var3: wire.text,
  shopping_cart: PlacedCart.PlacedCart.field,
  checkout_options: PlacedCart.CheckoutOptions.field,
  order_adjustment: PlacedCart.Adjustment.field,
  /** Main unit, unlike `amount`. */
  order_total: wire.number,
  /** Where to send the customer: payment page, issuer, 3-D Secure, or the merchant's own success page when nothing is left to do. */
  payment_url: wire.text,
  cancel_url: wire.text,
  qr_url: wire.text,
  session_id: wire.text,
  /** Bearer token of the event stream: whoever has it can follow the payment. */
  events_token: wire.secret("events_token"),
  /** Web socket (`wss`). */
  events_url: wire.text,
  /** Server-sent events (`https`). */
  events_stream_url: wire.text,
  /** Instructions for the payer of a bank transfer; one document uses the IBAN itself as a key. */
  gateway_info: wire.record,
  customer_verification: CustomerVerification.field,
  /** Amazon Pay: script and payload of the button. */
  payment_data: PaymentData.field,
  /** Site of the order. */
  site_id: wire.text,
  /** `withdrawal` for a payout. */
  type: wire.text,
  debit_credit: wire.word("D", "C")
}

/** Spellings the vendor's pages use beside the real ones. @internal */
export const spellings = {
  completed_date: "completed",
  event_stream_url: "events_stream_url",
  event_url: "events_url"
} as const

/**
 * An order.
 *
 * Unknown fields, here and in nested objects, are kept by decoding and written back by encoding.
 *
 * @see https://docs.multisafepay.com/reference/getorder
 * @see https://docs.multisafepay.com/docs/webhook
 * @category models
 */
export class OrderDetails extends wire.open<OrderDetails>("OrderDetails")(fields, {
  required: ["status"],
  spellings
}) {}

// The specification names the placeholder `psp_id`; guides and SDKs pass the shop's own order id, and the service takes both.
export const get = Operation.read({
  name: "orders.get",
  path: "/orders/{order_id}",
  summary: "Get an order",
  response: Answer.of(OrderDetails),
  docs: "getorder"
})

// The reference speaks of Bancontact QR only; the pages about terminals use it for orders at a terminal.
export const cancelSession = Operation.make({
  name: "orders.cancelSession",
  method: "POST",
  path: "/orders/{order_id}/cancel",
  effectClass: "convergent",
  summary: "Cancel a Bancontact QR payment or an order at a terminal",
  response: Answer.of(OrderDetails),
  docs: "cancelbancontactqr"
})
