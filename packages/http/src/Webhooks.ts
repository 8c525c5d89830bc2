// MultiSafepay calls the shop: one effect of yours, run for every genuine notification, once per content and one at a time per order. 200 is
// a promise: without a queue it is given only after your effect succeeded, and every other end asks MultiSafepay to repeat.
import type { InvalidNotification } from "@effect-multisafepay/core/InvalidNotification"
import * as Cause from "effect/Cause"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { apiKeyFromEnvironment, type ConfigurationError } from "./Configuration.ts"
import * as Intake from "./internal/webhooks/intake.ts"
import type * as Orders from "./Orders.ts"
import type { Keys, Needs, NotHandled, Options, Receipt } from "./WebhookOptions.ts"
import type { WebhookRefused } from "./WebhookRefused.ts"

export {
  HandlerTimeout,
  type Keys,
  KeysTimeout,
  type Needs,
  NotHandled,
  type Options,
  ReadingBehind,
  type Received,
  type Receipt,
  type Site
} from "./WebhookOptions.ts"
export { type Reason, statuses, WebhookRefused } from "./WebhookRefused.ts"

/**
 * The intake's interface.
 *
 * @category services
 */
export interface Service {
  /** Takes one call in, and says what became of it. For a server that wants to answer in its own words. */
  readonly receive: (
    request: HttpServerRequest.HttpServerRequest
  ) => Effect.Effect<Receipt, WebhookRefused | NotHandled>
  /** Takes one call in and answers it: 200 and `OK`, or an error status without details. */
  readonly respond: (
    request: HttpServerRequest.HttpServerRequest
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
  /**
   * Hands an order to your effect that the API has told, as if its notification had come: once by what it says, so that a notification of
   * the same state, before or after, is a duplicate of it. `site` is its site's name where `keys` tells sites apart.
   */
  readonly handOver: (
    order: Orders.Details,
    options?: { readonly site?: string | undefined }
  ) => Effect.Effect<Receipt, WebhookRefused | NotHandled>
}

/**
 * The intake.
 *
 * @category services
 */
export class Webhooks extends Context.Service<Webhooks, Service>()("@effect-multisafepay/http/Webhooks") {}

/**
 * An intake. When its scope closes it takes nothing more in, and waits for what it has in hand. It remembers in the `WebhookStore` and answers
 * from the `WebhookQueue` there is; without a store it remembers in this process, without a queue the sender waits for your effect.
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category constructors
 */
export const make = <R, const Reread extends boolean = false>(
  options: Options<R, Reread>
): Effect.Effect<Service, InvalidNotification, Needs<R, Reread> | Scope.Scope> =>
  Effect.map(Intake.make(options), ({ handOver, receive }) =>
    Webhooks.of({
      receive,
      handOver: (order, options) => handOver(order, options?.site ?? ""),
      respond: (request) =>
        Effect.match(receive(request), {
          onSuccess: () => accepted,
          onFailure: (failure) => (failure._tag === "NotHandled" ? repeat : refusal(failure))
        })
    })
  )

/**
 * The service, for servers that call `receive` or `respond` themselves.
 *
 * @category layers
 */
export const layerService = <R, const Reread extends boolean = false>(
  options: Options<R, Reread>
): Layer.Layer<Webhooks, InvalidNotification, Exclude<Needs<R, Reread>, Scope.Scope>> =>
  Layer.effect(Webhooks, make(options))

/** @category models */
export interface RouteOptions<R, Reread extends boolean = false> extends Options<R, Reread> {
  /** Where MultiSafepay calls: the path of the `notification_url`. Every method of it belongs to the intake. */
  readonly path: HttpRouter.PathInput
}

/**
 * A route for Effect's `HttpRouter`.
 *
 * @example
 * const Shop = Webhooks.layer({
 *   path: "/webhooks/multisafepay",
 *   keys: apiKey,
 *   handler: ({ order_id, order }) => (Status.isPaid(order) ? markPaid(order_id) : Effect.void)
 * }).pipe(Layer.provide(WebhookStore.layerSql()))
 * HttpRouter.serve(Shop).pipe(Layer.provide(NodeHttpServer.layer(createServer, { port: 3000 })))
 *
 * @see https://docs.multisafepay.com/docs/webhook
 * @category layers
 */
export const layer = <R, const Reread extends boolean = false>(
  options: RouteOptions<R, Reread>
): Layer.Layer<never, InvalidNotification, HttpRouter.HttpRouter | Exclude<Needs<R, Reread>, Scope.Scope>> =>
  Layer.effectDiscard(
    Effect.flatMap(Effect.all([make(options), HttpRouter.HttpRouter]), ([intake, router]) =>
      router.add("*", options.path, intake.respond)
    )
  )

/** @category models */
export type ConfigOptions<O extends { readonly keys: unknown }> = Omit<O, "keys"> & {
  /** By default `MULTISAFEPAY_API_KEY` of the environment. */
  readonly keys?: Config.Config<Keys> | undefined
}

/**
 * `layer` with the keys of the configuration.
 *
 * @category layers
 */
export const layerConfig = <R, const Reread extends boolean = false>({
  keys,
  ...options
}: ConfigOptions<RouteOptions<R, Reread>>): Layer.Layer<
  never,
  ConfigurationError | Config.ConfigError | InvalidNotification,
  HttpRouter.HttpRouter | Exclude<Needs<R, Reread>, Scope.Scope>
> => {
  const configured: Effect.Effect<Keys, ConfigurationError | Config.ConfigError> = keys ?? apiKeyFromEnvironment()
  return Layer.unwrap(Effect.map(configured, (keys) => layer<R, Reread>({ ...options, keys })))
}

/**
 * One web `Request` answered by an intake that runs already, inside an Effect program.
 *
 * @category conversions
 */
export const handleRequest = (request: Request): Effect.Effect<Response, never, Webhooks> =>
  Effect.flatMap(Webhooks, (webhooks) =>
    Effect.suspend(() => webhooks.respond(HttpServerRequest.fromWeb(request))).pipe(
      // What is no request, whatever its type says.
      Effect.catchDefect((defect) =>
        Effect.as(Effect.logError("A webhook could not be read as a request", Cause.die(defect)), repeat)
      ),
      Effect.map((response) => HttpServerResponse.toWeb(response))
    )
  )

/**
 * A function from web `Request` to `Response`, for Hono, Next.js, Deno, Bun or Workers. Build it once, when the module loads. `dispose`
 * stops taking calls in and waits for what is in hand.
 *
 * The second argument is a layer of what the handler needs, and of a `WebhookStore` and a `WebhookQueue` if you like.
 *
 * @category conversions
 */
export const toWebHandler: {
  (options: Options<Scope.Scope>): WebHandler
  <A, E, const Reread extends boolean = false>(
    options: Options<NoInfer<A> | Scope.Scope, Reread>,
    layer: Layer.Layer<A | (Reread extends true ? Orders.Orders : never), E>
  ): WebHandler
} = <A, E, Reread extends boolean>(
  options: Options<A | Scope.Scope, Reread>,
  layer?: Layer.Layer<Exclude<Needs<A, Reread>, Scope.Scope>, E>
): WebHandler => {
  const service = layerService(options)
  const respond = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    Effect.flatMap(Webhooks, (webhooks) => webhooks.respond(request))
  )
  return HttpEffect.toWebHandlerLayer(
    respond,
    layer === undefined ? (service as Layer.Layer<Webhooks, InvalidNotification>) : Layer.provide(service, layer)
  )
}

/** @category models */
export interface WebHandler {
  readonly handler: (request: Request) => Promise<Response>
  readonly dispose: () => Promise<void>
}

// MultiSafepay wants status 200 and `OK` among the first 100 characters. Nobody is told why not.
const accepted = HttpServerResponse.text("OK", { status: 200 })
const repeat = HttpServerResponse.text("not handled", { status: 500 })
// Closed, because the rest of a body that was not read in full would keep the connection, and with it a socket, for half a minute.
const refusal = (refused: WebhookRefused): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text("refused", {
    status: refused.status,
    headers: { connection: "close", ...(refused.reason._tag === "MethodNotAllowed" ? { allow: "POST, GET" } : {}) }
  })
