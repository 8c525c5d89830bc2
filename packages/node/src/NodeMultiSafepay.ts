// Everything on Node.js: undici as transport, configuration from the environment.
import type { Options } from "@effect-multisafepay/http/Client"
import type { ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Layer from "effect/Layer"
import * as Transport from "./internal/transport.ts"

/**
 * All services over undici, configured from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` and `MULTISAFEPAY_BASE_URL`. A request that
 * could not leave within ten seconds, because there was no connection or the process was asleep, does not leave later: it fails as `not-sent`.
 *
 * @category layers
 */
export const layer: Layer.Layer<MultiSafepay.Services, ConfigurationError> = Layer.provide(
  MultiSafepay.layerConfig(),
  Transport.layer
)

/**
 * The same with options of your own, which win over the environment.
 *
 * @category layers
 */
export const layerOptions = (options: Partial<Options>): Layer.Layer<MultiSafepay.Services, ConfigurationError> =>
  Layer.provide(MultiSafepay.layerConfig(options), Transport.layer)
