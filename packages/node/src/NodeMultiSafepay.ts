// Everything on Node.js: undici as transport, configuration from the environment.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Options } from "@effect-multisafepay/http/Client"
import type { ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Layer from "effect/Layer"

/**
 * All services over undici, configured from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` and `MULTISAFEPAY_BASE_URL`.
 *
 * @category layers
 */
export const layer: Layer.Layer<MultiSafepay.Services, ConfigurationError> = Layer.provide(
  MultiSafepay.layerConfig(),
  NodeHttpClient.layerUndici
)

/**
 * The same with options of your own, which win over the environment.
 *
 * @category layers
 */
export const layerOptions = (options: Partial<Options>): Layer.Layer<MultiSafepay.Services, ConfigurationError> =>
  Layer.provide(MultiSafepay.layerConfig(options), NodeHttpClient.layerUndici)
