// What sites sell, as MultiSafepay files it.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Site from "@effect-multisafepay/core/partner/Site"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

/** @category services */
export interface Service {
  /**
   * Lists every category of sites: a number and its name.
   *
   * @see https://docs.multisafepay.com/reference/listsitecategories
   */
  readonly list: () => Effect.Effect<ReadonlyArray<Site.SiteCategory>, MultiSafepayError>
}

/**
 * The categories service.
 *
 * @category services
 */
export class Categories extends Context.Service<Categories, Service>()("@effect-multisafepay/http/Categories") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Categories, never, Client.Client> = Client.layerOver(
  Categories,
  Effect.map(Client.Client, (client) =>
    Categories.of({
      list: () => client.data(Site.listCategories, {})
    })
  )
)
