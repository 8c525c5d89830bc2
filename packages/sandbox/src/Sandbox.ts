// A MultiSafepay of your own, for tests: it takes the same calls, and its service is the hand that plays payer, bank and merchant.
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as layers from "./internal/edges/client.ts"
import * as control from "./internal/edges/control.ts"
import type { SandboxOptionsError } from "./SandboxError.ts"
import type { SandboxOptions } from "./SandboxOptions.ts"
import type { Sandbox } from "./SandboxShape.ts"

export type { SignedNotification } from "./Notice.ts"
export type { Received } from "./Received.ts"
export { SandboxError, SandboxOptionsError } from "./SandboxError.ts"
export type { SandboxOptions } from "./SandboxOptions.ts"
export { Sandbox, type SandboxShape } from "./SandboxShape.ts"

/**
 * A sandbox of its own for whoever builds the layer, without a port: an `HttpClient` whose requests to any host's `/v1/json` the
 * sandbox answers (others fail), and the service to control it.
 *
 * @category layers
 */
export const layer = (
  options: SandboxOptions = {}
): Layer.Layer<Sandbox | HttpClient.HttpClient, SandboxOptionsError> =>
  Layer.merge(control.layer, layers.client).pipe(Layer.provide(layers.simulator(options)))
