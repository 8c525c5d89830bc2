// MultiSafepay's own pay-later method: holding its collection, putting its expiry off, and two calls of an unpublished
// beta.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as PadOrder from "@effect-multisafepay/core/PadOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Pauses the collection of an order: `duration` in seconds, 60 to 7,776,000, 10 days when left out. Gives when it goes on, as text.
   *
   * @see https://docs.multisafepay.com/reference/padputonhold
   */
  readonly hold: (order_id: string, options?: PadOrder.Hold) => Effect.Effect<string, MultiSafepayError>
  /**
   * Puts the automatic expiry of an order off: `days` 1 to 180. Gives the new expiry, as text. Every call adds days, so that a lost
   * answer is not followed by a second call.
   *
   * @see https://docs.multisafepay.com/reference/padextendautoexpire
   */
  readonly extendExpiry: (order_id: string, options?: PadOrder.ExtendExpiry) => Effect.Effect<string, MultiSafepayError>
  /** Scores a customer's credit. Beta, not in the vendor's reference; what it answers is undocumented. */
  readonly checkCredit: (check: PadOrder.CreditCheck) => Effect.Effect<PadOrder.CreditScore, MultiSafepayError>
  /** Reads what is paid and owed of an order. Beta, not in the vendor's reference. */
  readonly get: (order_id: string) => Effect.Effect<PadOrder.PadOrder, MultiSafepayError>
}

/**
 * The Pay After Delivery service.
 *
 * @category services
 */
export class PayAfterDelivery extends Context.Service<PayAfterDelivery, Service>()(
  "@effect-multisafepay/http/PayAfterDelivery"
) {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const hold = Effect.fn("PayAfterDelivery.hold")((order_id: string, options: PadOrder.Hold = {}) =>
    Effect.map(client.call(PadOrder.hold, { path: { order_id }, body: options }), ({ data }) => data)
  )

  const extendExpiry = Effect.fn("PayAfterDelivery.extendExpiry")(
    (order_id: string, options: PadOrder.ExtendExpiry = {}) =>
      Effect.map(client.call(PadOrder.extendExpiry, { path: { order_id }, body: options }), ({ data }) => data)
  )

  const checkCredit = Effect.fn("PayAfterDelivery.checkCredit")((check: PadOrder.CreditCheck) =>
    Effect.map(
      client.call(PadOrder.checkCredit, { path: {}, body: check }),
      ({ data }): PadOrder.CreditScore => data ?? {}
    )
  )

  const get = Effect.fn("PayAfterDelivery.get")((order_id: string) =>
    Effect.map(client.call(PadOrder.get, { path: { order_id } }), ({ data }) => data)
  )

  return PayAfterDelivery.of({ hold, extendExpiry, checkCredit, get })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<PayAfterDelivery, never, Client.Client> = Layer.effect(PayAfterDelivery, make)

/** The service with a client of its own. @category layers */
export const layer = (
  options: Client.Options
): Layer.Layer<PayAfterDelivery, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<PayAfterDelivery, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
