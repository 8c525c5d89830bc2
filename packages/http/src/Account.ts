// Whose API key this is. The first call to make when a key does not do what it should.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as KeyIdentity from "@effect-multisafepay/core/KeyIdentity"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Account, role and site of the API key. Fails with `Unauthorized` when the key is wrong or of the other environment. Not in the
   * vendor's reference; its SDKs use it.
   */
  readonly get: () => Effect.Effect<KeyIdentity.KeyIdentity, MultiSafepayError>
}

/**
 * The account service.
 *
 * @category services
 */
export class Account extends Context.Service<Account, Service>()("@effect-multisafepay/http/Account") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const get = Effect.fn("Account.get")(() => Effect.map(client.call(KeyIdentity.get, { path: {} }), ({ data }) => data))

  return Account.of({ get })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Account, never, Client.Client> = Layer.effect(Account, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Account, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Account, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
