// The websites of an account. The surprise: reading one gives its API key; it arrives as a `Redacted`.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Site from "@effect-multisafepay/core/partner/Site"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Reads a site, with its API key.
   *
   * @see https://docs.multisafepay.com/reference/getsite
   */
  readonly get: (site_id: string) => Effect.Effect<Site.Site, MultiSafepayError>
  /**
   * Changes a site; what is left out stays as it is.
   *
   * @see https://docs.multisafepay.com/reference/updatesite
   */
  readonly update: (site_id: string, changes: Site.UpdateSite) => Effect.Effect<Site.Site, MultiSafepayError>
  /**
   * Lists the sites of an affiliate. Needs the partner's API key.
   *
   * @see https://docs.multisafepay.com/reference/partnerlistaccountsites
   */
  readonly list: (account_id: string) => Effect.Effect<ReadonlyArray<Site.Site>, MultiSafepayError>
  /**
   * Adds a site to an affiliate. A lost answer is not followed by a second call: list them first.
   *
   * @see https://docs.multisafepay.com/reference/partnercreateaccountsite
   */
  readonly create: (account_id: string, site: Site.CreateSite) => Effect.Effect<Site.Site, MultiSafepayError>
}

/**
 * The sites service.
 *
 * @category services
 */
export class Sites extends Context.Service<Sites, Service>()("@effect-multisafepay/http/Sites") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const get = Effect.fn("Sites.get")((site_id: string) =>
    Effect.map(client.call(Site.get, { path: { site_id } }), ({ data }) => data)
  )

  const update = Effect.fn("Sites.update")((site_id: string, changes: Site.UpdateSite) =>
    Effect.map(client.call(Site.update, { path: { site_id }, body: changes }), ({ data }): Site.Site => data ?? {})
  )

  const list = Effect.fn("Sites.list")((account_id: string) =>
    Effect.map(client.call(Site.list, { path: { account_id } }), ({ data }) => data)
  )

  const create = Effect.fn("Sites.create")((account_id: string, site: Site.CreateSite) =>
    Effect.map(client.call(Site.create, { path: { account_id }, body: site }), ({ data }) => data)
  )

  return Sites.of({ get, update, list, create })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Sites, never, Client.Client> = Layer.effect(Sites, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Sites, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Sites, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
