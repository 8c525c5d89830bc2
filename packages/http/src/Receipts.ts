// Receipts of payments at terminals. Live environment only.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Receipt from "@effect-multisafepay/core/Receipt"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Reads the receipt of an order paid at a terminal. Prices are in the smallest unit. Fails with `NotFound` (1006) when there is none.
   *
   * @see https://docs.multisafepay.com/reference/getreceipt
   */
  readonly get: (order_id: string) => Effect.Effect<Receipt.Receipt, MultiSafepayError>
}

/**
 * The receipts service.
 *
 * @category services
 */
export class Receipts extends Context.Service<Receipts, Service>()("@effect-multisafepay/http/Receipts") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const get = Effect.fn("Receipts.get")((order_id: string) =>
    Effect.map(client.call(Receipt.get, { path: { order_id } }), ({ data }) => data)
  )

  return Receipts.of({ get })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Receipts, never, Client.Client> = Layer.effect(Receipts, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Receipts, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Receipts, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
