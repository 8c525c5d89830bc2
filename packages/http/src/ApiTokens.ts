// Short-lived keys for the payment component in the customer's browser, which must never see the API key.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as ApiToken from "@effect-multisafepay/core/ApiToken"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * A key for one payment component. It works for 600 seconds: ask for a new one for every order.
   *
   * @see https://docs.multisafepay.com/reference/generateapitoken
   */
  readonly create: () => Effect.Effect<ApiToken.ApiToken, MultiSafepayError>
}

/**
 * The API tokens service.
 *
 * @example
 * const { api_token } = yield* (yield* ApiTokens.ApiTokens).create()
 *
 * @category services
 */
export class ApiTokens extends Context.Service<ApiTokens, Service>()("@effect-multisafepay/http/ApiTokens") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const create = Effect.fn("ApiTokens.create")(() =>
    Effect.map(client.call(ApiToken.create, { path: {} }), ({ data }) => data)
  )

  return ApiTokens.of({ create })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<ApiTokens, never, Client.Client> = Layer.effect(ApiTokens, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<ApiTokens, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<ApiTokens, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
