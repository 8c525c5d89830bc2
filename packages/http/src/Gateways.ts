// Which payment methods the site has, by id and name. `PaymentMethods` says what each can do.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Gateways, never, Client.Client> = Client.layerOver(
  Gateways,
  Effect.map(Client.Client, (client) =>
    Gateways.of({
      list: (query) => client.data(ActiveGateway.list, { query }),
      get: (gateway_id) => client.data(ActiveGateway.get, { path: { gateway_id } })
    })
  )
)
