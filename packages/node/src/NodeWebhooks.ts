// A server for MultiSafepay's notifications in one call. It speaks plain HTTP: MultiSafepay only calls HTTPS without a port, so there is a
// proxy in front. Stopping it finishes what is in hand: no new connection, then the answers that are due, then the rest.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { apiKeyFromEnvironment, type ConfigurationError } from "@effect-multisafepay/http/Configuration"
import type { Orders } from "@effect-multisafepay/http/Orders"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import type { InvalidNotification } from "@effect-multisafepay/core/InvalidNotification"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { ServeError } from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type * as Scope from "effect/Scope"

/**
 * The settings of the intake.
 *
 * @category models
 */
export interface IntakeOptions<R, Reread extends boolean = false> extends Omit<Webhooks.Options<R, Reread>, "keys"> {
  /** By default `MULTISAFEPAY_API_KEY` of the environment. */
  readonly keys?: Webhooks.Options<R, Reread>["keys"] | undefined
}

/**
 * The settings of the intake and of its server.
 *
 * @category models
 */
export interface Options<R, Reread extends boolean = false> extends IntakeOptions<R, Reread> {
  /** 0 takes a free one; the `HttpServer` this layer provides tells which. */
  readonly port: number
  /** The address to listen on: all of the machine by default, `127.0.0.1` when the proxy runs beside it. */
  readonly host?: string | undefined
  /** The path of the `notification_url`. */
  readonly path: HttpRouter.PathInput
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
  return Layer.provide(serve(options), intake<R, Reread>(options))
}

const intake = <R, const Reread extends boolean>({
  keys,
  ...options
}: IntakeOptions<R, Reread>): Layer.Layer<
  Webhooks.Webhooks,
  ConfigurationError | InvalidNotification,
  Exclude<Webhooks.Needs<R, Reread>, Scope.Scope>
> =>
  keys === undefined
    ? Layer.unwrap(
        Effect.map(apiKeyFromEnvironment(), (keys) => Webhooks.layerService<R, Reread>({ ...options, keys }))
      )
    : Webhooks.layerService<R, Reread>({ ...options, keys })

/**
 * A function for Express, Fastify, Nest and whatever else hands out Node's own requests. Give it the request before anything has read its
 * body: the signature covers the bytes as they came, and a body that was read is refused with 500 (`BodyConsumed`) and a line in the log.
 * Build it once, when the module loads. `dispose` stops taking calls in and waits for what is in hand.
 *
 * The second argument is a layer of what the handler needs, and of a `WebhookStore` and a `WebhookQueue` if you like. When it cannot be
 * built, or no key is set, every call is answered with 500 and the log says why.
 *
 * @example
 * app.all("/webhooks/multisafepay", NodeWebhooks.toNodeHandler({ handler }).handler) // before express.json()
 *
 * @category conversions
 */
export const toNodeHandler: {
  (options: IntakeOptions<Scope.Scope>): NodeHandler
  <A, E, const Reread extends boolean = false>(
    options: IntakeOptions<NoInfer<A> | Scope.Scope, Reread>,
    layer: Layer.Layer<A | (Reread extends true ? Orders : never), E>
  ): NodeHandler
} = <A, E, Reread extends boolean>(
  options: IntakeOptions<A | Scope.Scope, Reread>,
  layer?: Layer.Layer<Exclude<Webhooks.Needs<A, Reread>, Scope.Scope>, E>
): NodeHandler => {
  const service = intake(options)
  const runtime = ManagedRuntime.make(
    Layer.effect(Answering, answering).pipe(
      Layer.provide(layer === undefined ? (service as Layer.Layer<Webhooks.Webhooks>) : Layer.provide(service, layer))
    )
  )
  return {
    dispose: runtime.dispose,
    handler: (request, response) => {
      Effect.runFork(
        runtime.contextEffect.pipe(
          Effect.map((context) => Context.get(context, Answering)(request, response)),
          Effect.catchCause((cause) =>
            Effect.andThen(
              Effect.logError("Webhooks cannot be taken in", cause),
              Effect.sync(() => response.writeHead(500).end("not handled"))
            )
          )
        )
      )
    }
  }
}

class Answering extends Context.Service<Answering, NodeHandler["handler"]>()(
  "@effect-multisafepay/node/NodeWebhooks/Answering"
) {}

const answering = Effect.gen(function* () {
  const webhooks = yield* Webhooks.Webhooks
  return yield* NodeHttpServer.makeHandler(Effect.flatMap(HttpServerRequest.HttpServerRequest, webhooks.respond), {
    scope: yield* Effect.scope
  })
})

/** @category models */
export interface NodeHandler {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  readonly dispose: () => Promise<void>
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
