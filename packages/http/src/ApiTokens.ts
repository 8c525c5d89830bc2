// Short-lived keys for the payment component in the customer's browser, which must never see the API key.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ApiToken from "@effect-multisafepay/core/ApiToken"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<ApiTokens, never, Client.Client> = Client.layerOver(
  ApiTokens,
  Effect.map(Client.Client, (client) =>
    ApiTokens.of({
      create: () => client.data(ApiToken.create, {})
    })
  )
)
