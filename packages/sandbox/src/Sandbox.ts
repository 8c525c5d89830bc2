// A MultiSafepay of your own, for tests: it takes the same calls, and its service is the hand that plays payer, bank and merchant.
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as layers from "./internal/edges/client.ts"
import * as time from "./internal/edges/passTime.ts"
import * as control from "./internal/edges/control.ts"
import type { SandboxOptionsError } from "./SandboxError.ts"
import type { SandboxOptions } from "./SandboxOptions.ts"
import type { Sandbox } from "./SandboxShape.ts"

export type { SignedNotification } from "./Notice.ts"
export type { Shop } from "./Shop.ts"
export type { Received } from "./Received.ts"
export { SandboxError, SandboxOptionsError } from "./SandboxError.ts"
export type { SandboxOptions } from "./SandboxOptions.ts"
export { Sandbox, type SandboxShape } from "./SandboxShape.ts"

/**
 * Runs an effect while the test clock is moved on, from one sleeper to the next and only when nothing else can go on, until it has ended:
 * under `it.effect` a client that looks again after a lost answer would wait for ever. The clock stops where the effect ended. Without a
 * test clock it is the effect itself.
 *
 * On Node.js time also stands still while threads hash, files are read, names are looked up, or an answer is due on a connection. It does
 * not see real timers, worker threads, and queries on a database connection that was open before: tests of those belong under `it.live`.
 *
 * @category testing
 */
export const passTime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = time.passTime

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
