// A server for MultiSafepay's notifications in one call. It speaks plain HTTP: MultiSafepay only calls HTTPS without a port, so there is a
// proxy in front. Stopping it finishes what is in hand: no new connection, then the answers that are due, then the rest.
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { apiKeyFromEnvironment, type ConfigurationError } from "@effect-multisafepay/http/Configuration"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import type { InvalidNotification } from "@effect-multisafepay/core/InvalidNotification"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServer from "effect/http/HttpServer"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/**
 * The settings of the intake and of its server.
 *
 * @category models
 */
export interface Options<R, Reread extends boolean = false> extends Omit<Webhooks.Options<R, Reread>, "keys"> {
  /** 0 takes a free one; the `HttpServer` this layer provides tells which. */
  readonly port: number
  /** The address to listen on: all of the machine by default, `127.0.0.1` when the proxy runs beside it. */
  readonly host?: string | undefined
  /** The path of the `notification_url`. */
  readonly path: HttpRouter.PathInput
  /** By default `MULTISAFEPAY_API_KEY` of the environment. */
  readonly keys?: Webhooks.Options<R, Reread>["keys"] | undefined
}

/**
 * Serves the intake. When its scope closes, at the latest `shutdownTimeout` (20 seconds) goes to open answers, and as much to work whose
 * sender has hung up; what is not done then is interrupted, and repeated by the sender or the queue.
 *
 * It remembers in the `WebhookStore` and answers from the `WebhookQueue` there is; without a store it remembers in this process.
 *
 * Fails with `ServeError` when the port is taken, `ConfigurationError` when no key is set.
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category layers
 */
export const layer = <R, const Reread extends boolean = false>(
  options: Options<R, Reread>
): Layer.Layer<
  HttpServer.HttpServer,
  ServeError | ConfigurationError | InvalidNotification,
  Exclude<Webhooks.Needs<R, Reread>, Scope.Scope>
> => {
  const { keys } = options
  const intake =
    keys === undefined
      ? Layer.unwrap(
          Effect.map(apiKeyFromEnvironment, (keys) => Webhooks.layerService<R, Reread>({ ...options, keys }))
        )
      : Webhooks.layerService<R, Reread>({ ...options, keys })
  return Layer.provide(serve(options), intake)
}

const serve = (options: {
  readonly port: number
  readonly host?: string | undefined
  readonly path: HttpRouter.PathInput
  readonly shutdownTimeout?: Duration.Input | undefined
}): Layer.Layer<HttpServer.HttpServer, ServeError, Webhooks.Webhooks> => {
  const route = HttpRouter.use((router) =>
    Effect.flatMap(Webhooks.Webhooks, (webhooks) => router.add("*", options.path, webhooks.respond))
  )
  const server = NodeHttpServer.layer(
    // A notification has a few kilobytes; a sender that trickles them gets no half hour.
    () => createServer({ headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 }),
    {
      port: options.port,
      ...(options.host === undefined ? {} : { host: options.host }),
      gracefulShutdownTimeout: options.shutdownTimeout ?? Duration.seconds(20)
    }
  )
  return Layer.provideMerge(HttpRouter.serve(route, { disableLogger: true, disableListenLog: true }), server)
}
