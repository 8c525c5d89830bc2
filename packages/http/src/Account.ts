// Whose API key this is. The first call to make when a key does not do what it should.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as KeyIdentity from "@effect-multisafepay/core/KeyIdentity"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Account, never, Client.Client> = Client.layerOver(
  Account,
  Effect.map(Client.Client, (client) =>
    Account.of({
      get: () => client.data(KeyIdentity.get, {})
    })
  )
)
