// Orders: placing them so that none is placed twice, and reading them.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { type MultiSafepayError, OrderIdConflict } from "@effect-multisafepay/core/MultiSafepayError"
import * as Operations from "@effect-multisafepay/core/Operations"
import * as Order from "@effect-multisafepay/core/Order"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import type { PlacedOrder } from "@effect-multisafepay/core/PlacedOrder"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"
import type * as Failure from "./internal/Failure.ts"
import type { LookUp } from "./internal/reconcile.ts"

/**
 * A placed order, and how sure its answer is.
 *
 * @category models
 */
export interface Placed extends PlacedOrder {
  /**
   * The answer to the order was lost and the order was found again by its id. Such an answer has no `payment_url`: to get one, cancel
   * this order and place a new one under a new id.
   */
  readonly reconciled: boolean
  /**
   * The order charges at once, the answer to a first request was lost, look-ups found nothing and the repeated request was accepted
   * (`CallPolicy.repeatGuarded`): the customer may have been charged twice. Compare the transactions of this order id before shipping.
   */
  readonly possibleDuplicate: boolean
}

/** An order whose id is known. @category models */
export type Details = OrderDetails & { readonly order_id: string }

/** @category services */
export interface Service {
  /**
   * Places an order.
   *
   * The order is checked before anything is sent (`InvalidRequest`). When its answer is lost, the order is looked up by its
   * `order_id` instead of being placed again: an order with the same amount and currency is the one (`reconciled: true`), another is
   * an `OrderIdConflict`. When look-ups find nothing, an order that charges nobody yet is placed again; one that charges at once is
   * not, and fails with `outcome: "unknown"`.
   *
   * Choose the `order_id` before the first call and keep it for every later one: it is what protects the customer from paying twice.
   *
   * @see https://docs.multisafepay.com/reference/createorder
   */
  readonly create: (order: CreateOrder) => Effect.Effect<Placed, MultiSafepayError>
  /**
   * Reads an order by the shop's own id, or by MultiSafepay's transaction id. Whether an order that no customer has opened yet can be
   * read is undocumented: `NotFound` may mean just that.
   *
   * @see https://docs.multisafepay.com/reference/getorder
   */
  readonly get: (order_id: string) => Effect.Effect<Details, MultiSafepayError>
}

/**
 * The orders service.
 *
 * @example
 * const orders = yield* Orders.Orders
 * const { payment_url } = yield* orders.create({ type: "redirect", gateway: "IDEAL", ... })
 *
 * @category services
 */
export class Orders extends Context.Service<Orders, Service>()("@effect-multisafepay/http/Orders") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const create = Effect.fn("Orders.create")((order: CreateOrder) => {
    const effectClass = Order.effectClass(order)
    return client.write(
      Operations.orders.create,
      { path: {}, body: order, order_id: order.order_id, effectClass },
      {
        lookUp: (read) =>
          Effect.map(read(Operations.orders.get, { path: { order_id: order.order_id } }), ({ data }): LookUp<Placed> =>
            recognise(order, data)
          ).pipe(Effect.catchIf(isNotFound, () => Effect.succeed<LookUp<Placed>>({ _tag: "Absent" }))),
        isTaken: (failure) => failure.reason._tag === "DuplicateOrderId",
        // Where nobody is charged before the customer acts, a link too many costs nothing.
        answered: ({ data }, repeated) => ({
          ...data,
          reconciled: false,
          possibleDuplicate: repeated && effectClass === "guarded"
        })
      }
    )
  })

  const get = Effect.fn("Orders.get")((order_id: string) =>
    Effect.map(
      client.call(Operations.orders.get, { path: { order_id } }),
      // The answer about a cancelled QR session leaves the id out.
      ({ data }): Details => (data.order_id === undefined ? { ...data, order_id } : (data as Details))
    )
  )

  return Orders.of({ create, get })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Orders, never, Client.Client> = Layer.effect(Orders, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Orders, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Orders, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))

// An order id alone proves nothing: another order may have it. Amount and currency must be the same where they are told.
const recognise = (order: CreateOrder, found: OrderDetails): LookUp<Placed> =>
  (found.amount === undefined || found.amount === order.amount) &&
  (found.currency === undefined || found.currency === order.currency)
    ? {
        _tag: "Found",
        value: { ...found, order_id: found.order_id ?? order.order_id, reconciled: true, possibleDuplicate: false }
      }
    : {
        _tag: "Conflict",
        reason: new OrderIdConflict({
          expected: { amount: order.amount, currency: order.currency },
          found: {
            ...(found.amount === undefined ? {} : { amount: found.amount }),
            ...(found.currency === undefined ? {} : { currency: found.currency })
          }
        })
      }

const isNotFound = (failure: Failure.Failure): boolean => failure.reason._tag === "NotFound"
