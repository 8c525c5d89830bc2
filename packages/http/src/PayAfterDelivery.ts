// MultiSafepay's own pay-later method: holding its collection, putting its expiry off, and two calls of an unpublished
// beta.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as PadOrder from "@effect-multisafepay/core/PadOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<PayAfterDelivery, never, Client.Client> = Client.layerOver(
  PayAfterDelivery,
  Effect.map(Client.Client, (client) =>
    PayAfterDelivery.of({
      hold: (order_id, options = {}) => client.data(PadOrder.hold, { path: { order_id }, body: options }),
      extendExpiry: (order_id, options = {}) =>
        client.data(PadOrder.extendExpiry, { path: { order_id }, body: options }),
      checkCredit: (check) => client.data(PadOrder.checkCredit, { body: check }),
      get: (order_id) => client.data(PadOrder.get, { path: { order_id } })
    })
  )
)
