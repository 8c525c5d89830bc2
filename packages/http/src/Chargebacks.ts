// Contesting chargebacks. Which orders have one is told by their `related_transactions`, with the last day to answer.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Chargeback from "@effect-multisafepay/core/Chargeback"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

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

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const challenge = Effect.fn("Chargebacks.challenge")((order_id: string, evidence: Chargeback.Evidence) =>
    Effect.map(client.call(Chargeback.challenge, { path: { order_id }, body: evidence }), () => undefined)
  )

  return Chargebacks.of({ challenge })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Chargebacks, never, Client.Client> = Layer.effect(Chargebacks, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Chargebacks, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Chargebacks, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
