// The banks of a payment method. Nobody needs them for iDEAL any more: since 2025 its own page asks for the bank.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Issuer from "@effect-multisafepay/core/Issuer"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /** Lists the banks of `ideal` or `mybank`. The vendor took the call out of its reference: expect `NotFound` one day. */
  readonly list: (gateway: string) => Effect.Effect<ReadonlyArray<Issuer.Issuer>, MultiSafepayError>
}

/**
 * The issuers service.
 *
 * @category services
 */
export class Issuers extends Context.Service<Issuers, Service>()("@effect-multisafepay/http/Issuers") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Issuers.list")((gateway: string) =>
    Effect.map(client.call(Issuer.list, { path: { gateway: gateway.toLowerCase() } }), ({ data }) => data)
  )

  return Issuers.of({ list })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Issuers, never, Client.Client> = Layer.effect(Issuers, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Issuers, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Issuers, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
