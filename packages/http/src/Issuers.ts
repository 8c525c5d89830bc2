// The banks of a payment method. Nobody needs them for iDEAL any more: since 2025 its own page asks for the bank.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Issuer from "@effect-multisafepay/core/Issuer"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Issuers, never, Client.Client> = Client.layerOver(
  Issuers,
  Effect.map(Client.Client, (client) =>
    Issuers.of({
      list: (gateway) => client.data(Issuer.list, { path: { gateway: gateway.toLowerCase() } })
    })
  )
)
