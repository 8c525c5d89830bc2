// Contesting chargebacks. Which orders have one is told by their `related_transactions`, with the last day to answer.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Chargeback from "@effect-multisafepay/core/Chargeback"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

/** @category services */
export interface Service {
  /**
   * Uploads a document against the chargeback of an order: PDF when in doubt. Nothing tells whether a file has arrived, so that a lost
   * answer (`outcome: "unknown"`) is never followed by a second upload.
   *
   * @see https://docs.multisafepay.com/reference/challengechargeback
   * @see https://docs.multisafepay.com/docs/chargebacks/
   */
  readonly challenge: (order_id: string, evidence: Chargeback.Evidence) => Effect.Effect<void, MultiSafepayError>
}

/**
 * The chargebacks service.
 *
 * @category services
 */
export class Chargebacks extends Context.Service<Chargebacks, Service>()("@effect-multisafepay/http/Chargebacks") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Chargebacks, never, Client.Client> = Client.layerOver(
  Chargebacks,
  Effect.map(Client.Client, (client) =>
    Chargebacks.of({
      challenge: (order_id, evidence) =>
        Effect.asVoid(client.data(Chargeback.challenge, { path: { order_id }, body: evidence }))
    })
  )
)
