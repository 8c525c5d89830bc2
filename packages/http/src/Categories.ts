// What sites sell, as MultiSafepay files it.
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

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Categories.list")(() =>
    Effect.map(client.call(Site.listCategories, { path: {} }), ({ data }) => data)
  )

  return Categories.of({ list })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Categories, never, Client.Client> = Layer.effect(Categories, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Categories, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Categories, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
