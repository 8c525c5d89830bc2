// The websites of an account. Reading one gives its API key; it arrives as a `Redacted`.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Site from "@effect-multisafepay/core/partner/Site"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Sites, never, Client.Client> = Client.layerOver(
  Sites,
  Effect.map(Client.Client, (client) =>
    Sites.of({
      get: (site_id) => client.data(Site.get, { path: { site_id } }),
      update: (site_id, changes) => client.data(Site.update, { path: { site_id }, body: changes }),
      list: (account_id) => client.data(Site.list, { path: { account_id } }),
      create: (account_id, site) => client.data(Site.create, { path: { account_id }, body: site })
    })
  )
)
