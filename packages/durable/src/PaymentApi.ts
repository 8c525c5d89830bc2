// What a durable payment asks of MultiSafepay, and nothing more. Each write may be made again after a crash, so what makes something is
// ensured: looked up by the order id, or an id derived from it, before it is made. The client's own repeating is switched off here: one
// write per try keeps it known how long a request can still be on its way; repeating is the payment's business.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import { writeDeadline } from "./internal/tries.ts"

/** @category services */
export interface Service {
  readonly get: (order_id: string) => Effect.Effect<OrderDetails, MultiSafepayError>
  /** `reconciled`: it was there already. */
  readonly create: (
    order: CreateOrder
  ) => Effect.Effect<{ readonly payment_url?: string | undefined; readonly reconciled: boolean }, MultiSafepayError>
  /** Takes a reserved amount, unless a capture of this name shows. `new_order_id` is derived from the order's id. */
  readonly capture: (
    order_id: string,
    capture: { readonly amount: number; readonly new_order_id: string }
  ) => Effect.Effect<unknown, MultiSafepayError>
  /** Gives a reserved amount back to the card. */
  readonly release: (order_id: string) => Effect.Effect<unknown, MultiSafepayError>
  /** Tells that everything is shipped. */
  readonly ship: (order_id: string) => Effect.Effect<unknown, MultiSafepayError>
  /** Cancels an order that has not been paid. */
  readonly cancel: (order_id: string) => Effect.Effect<unknown, MultiSafepayError>
}

/** @category services */
export class PaymentApi extends Context.Service<PaymentApi, Service>()("@effect-multisafepay/durable/PaymentApi") {}

const overClient = Layer.effect(
  PaymentApi,
  Effect.gen(function* () {
    const client = yield* Client.Client
    const orders = yield* Orders.Orders
    const captures = yield* Captures.Captures
    const once = <A, E>(write: Effect.Effect<A, E>) =>
      Effect.flatMap(writeDeadline, (millis) =>
        CallPolicy.override({
          retry: "none",
          ...(millis === undefined ? {} : { attemptDeadline: millis, writeDeadline: millis })
        })(write)
      )
    return PaymentApi.of({
      get: orders.get,
      create: (order) => once(orders.ensure(order)),
      capture: (order_id, capture) => once(captures.ensure(order_id, { ...capture, rest: "keep" })),
      release: (order_id) => once(captures.cancel(order_id, { reason: "The payment was cancelled" })),
      ship: (order_id) => once(client.call(OrderUpdate.ship, { path: { order_id }, body: { status: "shipped" } })),
      cancel: (order_id) =>
        once(
          client.call(OrderUpdate.cancel, {
            path: { order_id },
            body: { status: "cancelled", exclude_order: true, reason: "The payment has ended" }
          })
        )
    })
  })
).pipe(Layer.provide([Orders.layer, Captures.layer]))

/**
 * Over the client of `MultiSafepay.layer`. Each write, what it looks up first included, has two thirds of `inFlight` (10 seconds of the
 * default 15).
 *
 * @category layers
 */
// Fresh, because Effect builds a layer once, whatever it is provided with: another shop's payments would go to the first one's account.
export const layer: Layer.Layer<PaymentApi, never, Client.Client> = Layer.fresh(overClient)
