// What the buttons of Apple Pay and PayPal in a shop's own page need from its server.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Wallet from "@effect-multisafepay/core/Wallet"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

/** @category services */
export interface Service {
  /**
   * A session for Apple Pay's sheet, 5 minutes long. `origin_domain` is the shop's domain as registered with Apple, `validation_url`
   * the address the sheet gave; only Apple's own addresses are accepted.
   *
   * @see https://docs.multisafepay.com/docs/apple-pay-direct/
   */
  readonly createApplePaySession: (
    request: Wallet.ApplePaySessionRequest
  ) => Effect.Effect<Wallet.ApplePaySession, MultiSafepayError>
  /**
   * What PayPal's script is loaded with; for EUR unless told otherwise.
   *
   * @see https://docs.multisafepay.com/docs/paypal-direct/
   */
  readonly getPayPalConfig: (query?: Wallet.PayPalConfigQuery) => Effect.Effect<Wallet.PayPalConfig, MultiSafepayError>
}

/**
 * The wallets service.
 *
 * @category services
 */
export class Wallets extends Context.Service<Wallets, Service>()("@effect-multisafepay/http/Wallets") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Wallets, never, Client.Client> = Client.layerOver(
  Wallets,
  Effect.map(Client.Client, (client) =>
    Wallets.of({
      createApplePaySession: (request) => client.data(Wallet.createApplePaySession, { body: request }),
      getPayPalConfig: (query) => client.data(Wallet.getPayPalConfig, { query })
    })
  )
)
