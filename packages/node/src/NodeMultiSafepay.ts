// Everything on Node.js: undici as transport, configuration from the environment.
import type { Dispatcher } from "@effect/platform-node/Undici"
import type { Options as ClientOptions } from "@effect-multisafepay/http/Client"
import type { ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as NodeDispatcher from "./internal/dispatcher.ts"
import * as Transport from "./internal/transport.ts"

/**
 * What may differ from the environment.
 *
 * @category models
 */
export interface Options extends Partial<ClientOptions> {
  /**
   * Connections of your own: an undici `Agent` with a client certificate, a `ProxyAgent`, a `MockAgent` (`@effect/platform-node/Undici`).
   * Closing them stays with you. What is said of `layer` holds over any of them, and none can send a request twice.
   */
  readonly dispatcher?: Dispatcher | undefined
}

/**
 * The transport alone, an `HttpClient` for `MultiSafepay.layer` and its like: undici over HTTP/1.1, with connections of its own that close
 * with the layer. It knows whether a request began to leave, so that what ended before that is `not-sent` and may be tried again; a
 * request that could not leave within ten seconds, because there was no connection or the process was asleep, does not leave later.
 * Compressed answers are inflated, and bodies of more than 8,000,000 bytes (or `HttpIncomingMessage.MaxBodySize`) are not read to their end.
 *
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count, in capitals or small letters; requests to this machine pass no proxy. Fails with a
 * `ConfigurationError` when a proxy's address cannot be used.
 *
 * @category layers
 */
export const layerTransport: Layer.Layer<HttpClient.HttpClient, ConfigurationError> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(NodeDispatcher.make, (dispatcher) => Transport.make(dispatcher))
)

/**
 * All services over `layerTransport`, configured from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` and `MULTISAFEPAY_BASE_URL`.
 *
 * @category layers
 */
// Fresh, because Effect builds a layer once, whatever it is provided with, and two configurations in one program are two sites.
export const layer: Layer.Layer<MultiSafepay.Services, ConfigurationError> = Layer.fresh(
  Layer.provide(MultiSafepay.layerConfig(), layerTransport)
)

/**
 * The same with options of your own, which win over the environment.
 *
 * @category layers
 */
export const layerOptions = ({
  dispatcher,
  ...options
}: Options): Layer.Layer<MultiSafepay.Services, ConfigurationError> =>
  Layer.provide(
    MultiSafepay.layerConfig(options),
    dispatcher === undefined ? layerTransport : Layer.sync(HttpClient.HttpClient, () => Transport.make(dispatcher))
  )
