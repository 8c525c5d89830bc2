// All services at once, over one client.
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"
import * as Orders from "./Orders.ts"

export type { Options } from "./Client.ts"

/** Every service of this package. @category models */
export type Services = Client.Client | Orders.Orders

const services: Layer.Layer<Services, never, Client.Client> = Layer.mergeAll(
  Orders.layerClient,
  Layer.effect(Client.Client, Client.Client)
)

/**
 * All services with explicit options. Fails with a `ConfigurationError` when the address cannot be used.
 *
 * @example
 * const MultiSafepayLive = MultiSafepay.layer({ apiKey: Redacted.make("...") }).pipe(Layer.provide(FetchHttpClient.layer))
 *
 * @category layers
 */
export const layer = (options: Client.Options): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(services, Client.layer(options))

/**
 * All services, configured from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` (`test` by default, or `live`) and
 * `MULTISAFEPAY_BASE_URL`. What is given here wins over the environment.
 *
 * @category layers
 */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(services, Client.layerConfig(options))
