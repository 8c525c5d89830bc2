// The shop's side of a durable payment: where the order comes from and who is told where to send the customer. The journal never sees
// the order itself.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"

/**
 * An order that has just been placed or was found.
 *
 * @category models
 */
export interface PlacedPayment {
  readonly order_id: string
  /**
   * Where to send the customer. Absent when the order was found instead of placed (a process died between the request and its answer):
   * reading an order does not tell its address. Then cancel this payment and start another one under a new order id.
   */
  readonly payment_url: string | undefined
}

/** @category services */
export interface Service {
  /**
   * The order to place, from the shop's own records: it is asked for by id, possibly in another process and more than once, and must
   * be the same each time. `None` means that the order is placed by the caller itself, right after `Payments.start`: the way for
   * orders with card data, which must not wait anywhere. The payment then only looks for the order.
   */
  readonly order: (order_id: string) => Effect.Effect<Option.Option<CreateOrder>>
  /** Told after the order is there, at least once; keep the address where the web page finds it. */
  readonly placed: (placed: PlacedPayment) => Effect.Effect<void>
}

/**
 * Defects of these functions suspend the payment; `Payments.resume` or the sweep makes it go on, and asks again. The message of a
 * defect is kept in the journal and shown by `Operator.stuck`: keep customers out of it.
 *
 * @category services
 */
export class PaymentOrders extends Context.Service<PaymentOrders, Service>()(
  "@effect-multisafepay/durable/PaymentOrders"
) {}

/** Every order is placed by the caller. @category layers */
export const layerPlacedByCaller: Layer.Layer<PaymentOrders> = Layer.succeed(PaymentOrders, {
  order: () => Effect.succeedNone,
  placed: () => Effect.void
})
