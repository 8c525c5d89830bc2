// What the buttons of Apple Pay and PayPal in a shop's own page need from its server.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Wallet from "@effect-multisafepay/core/Wallet"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

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

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const createApplePaySession = Effect.fn("Wallets.createApplePaySession")((request: Wallet.ApplePaySessionRequest) =>
    Effect.map(client.call(Wallet.createApplePaySession, { path: {}, body: request }), ({ data }) => data)
  )

  const getPayPalConfig = Effect.fn("Wallets.getPayPalConfig")((query: Wallet.PayPalConfigQuery = {}) =>
    Effect.map(client.call(Wallet.getPayPalConfig, { path: {}, query }), ({ data }) => data)
  )

  return Wallets.of({ createApplePaySession, getPayPalConfig })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Wallets, never, Client.Client> = Layer.effect(Wallets, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Wallets, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Wallets, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
