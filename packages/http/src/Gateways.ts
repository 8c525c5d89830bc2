// Which payment methods the site has, by id and name. `PaymentMethods` says what each can do.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Lists the gateways of the site. Only one gift card is in the list unless `include` is `coupons`; CREDITCARD never is, though it
   * can be ordered.
   *
   * @see https://docs.multisafepay.com/reference/listgateways
   */
  readonly list: (
    query?: ActiveGateway.GatewayQuery
  ) => Effect.Effect<ReadonlyArray<ActiveGateway.ActiveGateway>, MultiSafepayError>
  /**
   * Reads one gateway by its id, in upper or lower case. Fails with `Refused` (1023) when the site does not have it.
   *
   * @see https://docs.multisafepay.com/reference/getgateway
   */
  readonly get: (gateway_id: string) => Effect.Effect<ActiveGateway.ActiveGateway, MultiSafepayError>
}

/**
 * The gateways service.
 *
 * @example
 * const gateways = yield* Gateways.Gateways
 * const active = yield* gateways.list({ country: "NL" })
 *
 * @category services
 */
export class Gateways extends Context.Service<Gateways, Service>()("@effect-multisafepay/http/Gateways") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Gateways.list")((query: ActiveGateway.GatewayQuery = {}) =>
    Effect.map(client.call(ActiveGateway.list, { path: {}, query }), ({ data }) => data)
  )

  const get = Effect.fn("Gateways.get")((gateway_id: string) =>
    Effect.map(client.call(ActiveGateway.get, { path: { gateway_id } }), ({ data }) => data)
  )

  return Gateways.of({ list, get })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Gateways, never, Client.Client> = Layer.effect(Gateways, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Gateways, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Gateways, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
