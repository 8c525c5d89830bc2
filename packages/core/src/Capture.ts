// Taking money that was authorised before (`capture: "manual"`; VISA, MASTERCARD, MAESTRO). A capture without an amount takes everything.
// A capture of a part is an order of its own, under the id you give it; one of everything completes the order itself, whatever id it is given.
import * as Schema from "effect/Schema"
import { acknowledged } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { textUpTo } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import type { OrderDetails } from "./OrderDetails.ts"
import { PositiveAmount } from "./internal/money/amount.ts"
import { OrderId } from "./OrderId.ts"
import * as Status from "./Status.ts"

const Text = optional(Schema.String)

/**
 * The body of a capture, as the API takes it. `amount` may be missing here, as in the vendor's own example, and then everything is
 * captured; {@link Capture} is what to write.
 *
 * @see https://docs.multisafepay.com/reference/capturepayment
 * @category schemas
 */
export const CreateCapture = closed("CreateCapture", {
  /** Smallest unit, at least 1, at most what remains of the authorisation. */
  amount: optional(PositiveAmount),
  /** The id of the order that this capture becomes, unless it takes everything at once. */
  new_order_id: optional(OrderId),
  /** The only value left; older pages had ten. */
  new_order_status: Schema.Literal("completed"),
  invoice_id: optional(textUpTo(50)),
  tracktrace_code: Text,
  carrier: Text,
  /** Undeclared; the vendor's SDK sends it. */
  ship_date: Text,
  reason: Text,
  description: Text
})
export interface CreateCapture extends Schema.Schema.Type<typeof CreateCapture> {}

/**
 * A capture: how much, under which id, and what becomes of the rest.
 *
 * @category models
 */
export interface Capture extends Omit<CreateCapture, "amount" | "new_order_id" | "new_order_status"> {
  /** Smallest unit, at least 1. */
  readonly amount: number
  /**
   * The id of the order that a capture of a part becomes: the handle by which a lost answer is found again. Derive it from the order's own
   * id and a number you keep (`OrderId.child(order_id, "capture", 1)`), never from time or chance.
   */
  readonly new_order_id: OrderId
  /**
   * What becomes of the part of the authorisation that is not captured: `keep` it for later captures until it expires (VISA 7 days,
   * others 30), or `release` it to the customer right after this capture, with a second request. A Bancontact authorisation is
   * released by itself after its only capture.
   */
  readonly rest: "keep" | "release"
}

/**
 * Was everything captured at once? Then there is no order of the capture: the authorised order is what was paid, and is refunded by its own
 * id. Stays true after refunds and a chargeback.
 *
 * @see https://docs.multisafepay.com/docs/manual-capture
 * @category questions
 */
export const isWhole = (order: OrderDetails): boolean =>
  order.payment_details?.capture === "manual" &&
  Status.normalize(order.financial_status ?? "") === "completed" &&
  order.related_transactions?.some(({ type }) => type === "capture" || type === "auth-cancellation") !== true

/**
 * Was a part captured and the rest released? The order has the words of one that was paid in full, and its `amount` is still what was authorised:
 * what was paid are its captures.
 *
 * @see https://docs.multisafepay.com/docs/manual-capture
 * @category questions
 */
export const isPart = ({ related_transactions = [] }: OrderDetails): boolean =>
  related_transactions.some(({ type }) => type === "auth-cancellation") &&
  related_transactions.some(({ type }) => type === "capture")

/** The body that says it. @category constructors */
export const toRequest = ({ rest: _rest, ...capture }: Capture): CreateCapture => ({
  ...capture,
  new_order_status: "completed"
})

/**
 * What a capture answers.
 *
 * @category models
 */
export class Captured extends wire.open<Captured>("Captured")({
  transaction_id: wire.text,
  /** The id of the capture's order. One test of the vendor's own SDK expects the original order's id here. */
  order_id: wire.text
}) {}

/**
 * Gives back what has not been captured. `reason` is required.
 *
 * @see https://docs.multisafepay.com/reference/cancelauthorizedorder
 * @category schemas
 */
export const CancelAuthorization = closed("CancelAuthorization", {
  status: Schema.Literal("cancelled"),
  reason: Schema.NonEmptyString,
  description: Text
})
export interface CancelAuthorization extends Schema.Schema.Type<typeof CancelAuthorization> {}

/**
 * What that answers: nothing on older pages, ids and a `success` of its own on newer ones.
 *
 * @category models
 */
export class CancelledAuthorization extends wire.open<CancelledAuthorization>("CancelledAuthorization")({
  transaction_id: wire.text,
  order_id: wire.text,
  success: wire.bool
}) {}

/** Found again by `new_order_id` after a lost answer. */
export const create = Operation.make({
  name: "captures.create",
  method: "POST",
  path: "/orders/{order_id}/capture",
  effectClass: "reconcilable",
  summary: "Capture an authorised payment, or a part of it",
  request: CreateCapture,
  response: acknowledged(Captured),
  docs: "capturepayment"
})

export const cancel = Operation.make({
  name: "captures.cancel",
  method: "PATCH",
  path: "/capture/{order_id}",
  effectClass: "convergent",
  summary: "Give back what has not been captured",
  request: CancelAuthorization,
  response: acknowledged(CancelledAuthorization),
  docs: "cancelauthorizedorder"
})
