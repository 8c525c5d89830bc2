// Giving money back. On the wire a refund without an amount, or with 0, returns everything, so that it
// takes the word `full` to say so; and a refund without `refund_order_id` shares the id of its order and can never be told from it.
// Pay-later orders are refunded by their lines, see `ofItems` and `ofAmount`.
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { Currency } from "./Currency.ts"
import { acknowledged } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed, oneOf } from "./internal/requests/closed.ts"
import { textUpTo, Var } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import { OrderId } from "./OrderId.ts"
import { CheckoutData } from "./RefundCart.ts"

export {
  type AmountOptions,
  type Carrier,
  CheckoutData,
  givenBackBy,
  givesBack,
  InvalidRefund,
  Item,
  type Lines,
  ofAmount,
  ofItems,
  type Returned,
  takesMoreThan
} from "./RefundCart.ts"

const common = {
  /** At most 200 characters; shown to the customer. */
  description: optional(textUpTo(200)),
  var1: Var,
  var2: Var,
  var3: Var
}

const named = {
  /** The same currency as the order's. */
  currency: Currency,
  refund_order_id: optional(OrderId),
  ...common
}

const AmountKind = Schema.Struct({
  ...named,
  amount: Schema.Finite.check(
    Schema.isInt({ message: "must be a whole number in the smallest unit: 1000 is EUR 10.00" }),
    Schema.isGreaterThan(0, {
      message: "must be 1 or more, in the smallest unit; say `full: true` to refund everything"
    })
  )
})

const FullKind = Schema.Struct({ ...named, amount: optional(Schema.Literal(0)) }).pipe(
  Schema.decodeTo(
    Schema.toType(
      Schema.Struct({
        ...named,
        full: Schema.Literal(true).annotateKey({
          messageMissingKey: "is required, unless there is an `amount` of 1 or more or `checkout_data`"
        })
      })
    ),
    SchemaTransformation.transform({
      decode: ({ amount: _amount, ...rest }) => ({ ...rest, full: true as const }),
      encode: ({ full: _full, ...rest }) => rest
    })
  )
)

// Declared with nothing but `checkout_data`. The endpoint is one and the vendor's SDK sends the rest along, which gives the handle.
const ItemsKind = Schema.Struct({ ...named, currency: optional(Currency), checkout_data: CheckoutData })

/**
 * The body of a refund. In the program it has an `amount` of at least 1, or says `full: true`, or has `checkout_data`; on the wire
 * `full` is an amount left out. Read from the wire, an amount of 0 or none is `full` too.
 *
 * `refund_order_id` may be missing here, as the API allows; {@link Refund} is what to write.
 *
 * @see https://docs.multisafepay.com/reference/refundorder
 * @category schemas
 */
export const CreateRefund = oneOf("CreateRefund", [AmountKind, FullKind, ItemsKind], (fields) => {
  if ("checkout_data" in fields) return 2
  return fields["amount"] === undefined || fields["amount"] === 0 ? 1 : 0
})
export type CreateRefund = typeof CreateRefund.Type

interface Named {
  /**
   * The id of the order that this refund becomes: the handle by which a lost answer is found again. Never the order's own id. Derive
   * it from that id and a number you keep (`OrderId.child(order_id, "refund", 1)`), never from time or chance.
   */
  readonly refund_order_id: OrderId
  /** The currency of the order. */
  readonly currency: Currency
  readonly description?: string | undefined
  readonly var1?: string | undefined
  readonly var2?: string | undefined
  readonly var3?: string | undefined
}

/** A part of the order: `amount` in the smallest unit, at least 1. @category models */
export interface AmountRefund extends Named {
  readonly amount: number
  readonly full?: never
  readonly checkout_data?: never
}

/** Everything that has not been refunded yet. @category models */
export interface FullRefund extends Named {
  readonly full: true
  readonly amount?: never
  readonly checkout_data?: never
}

/** Lines of a pay-later order, with `checkout_data` from `Refund.ofItems`. @category models */
export interface ItemsRefund extends Named {
  readonly checkout_data: CheckoutData
  readonly amount?: never
  readonly full?: never
}

/** @category models */
export type Refund = AmountRefund | FullRefund | ItemsRefund

/**
 * What a refund answers. The vendor's schema, example and older pages name different ids, so none is certain.
 *
 * @see https://docs.multisafepay.com/reference/refundorder
 * @category models
 */
export class Refunded extends wire.open<Refunded>("Refunded")({
  /** The refund's own transaction; one older document shows the original payment's here. */
  transaction_id: wire.text,
  /** The id to cancel the refund by. Missing where the vendor answers `order_id` instead. */
  refund_id: wire.text,
  order_id: wire.text
}) {}

/**
 * Cancels a refund that has not left yet: while it is reserved, for some methods initialized, which is until midnight.
 *
 * @see https://docs.multisafepay.com/reference/cancelrefund
 * @category schemas
 */
export const CancelRefund = closed("CancelRefund", {
  status: Schema.Literal("void"),
  description: optional(textUpTo(200))
})
export interface CancelRefund extends Schema.Schema.Type<typeof CancelRefund> {}

/** Found again by `refund_order_id` after a lost answer. */
export const create = Operation.make({
  name: "refunds.create",
  method: "POST",
  path: "/orders/{order_id}/refunds",
  effectClass: "guarded",
  summary: "Refund an order, a part of it, or lines of it",
  request: CreateRefund,
  response: acknowledged(Refunded),
  docs: "refundorder"
})

export const cancel = Operation.make({
  name: "refunds.cancel",
  method: "PATCH",
  path: "/orders/{order_id}/refunds/{refund_id}",
  effectClass: "convergent",
  summary: "Cancel a refund that has not left yet",
  request: CancelRefund,
  response: acknowledged(Refunded),
  docs: "cancelrefund"
})
