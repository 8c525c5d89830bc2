// Profiles of customers, with their delivery addresses and payment means. None of it is in the vendor's published
// reference and the schemas of its data are lost: what is known is typed, everything else passes through.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Stream from "effect/Stream"
import * as CustomerProfile from "@effect-multisafepay/core/CustomerProfile"
import type * as Pager from "@effect-multisafepay/core/Pager"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"
import * as Pages from "./internal/pages.ts"

/** A page of profiles. @category models */
export interface Page {
  readonly data: ReadonlyArray<CustomerProfile.CustomerProfile>
  readonly page?: Pager.Page
}

/** @category services */
export interface Service {
  /** One page of profiles: `limit` 1 to 1000 rows. */
  readonly list: (query?: Pager.WindowQuery) => Effect.Effect<Page, MultiSafepayError>
  /** Every profile, page after page of `limit` rows (100). */
  readonly all: (query?: Pager.WindowQuery) => Stream.Stream<CustomerProfile.CustomerProfile, MultiSafepayError>
  /** Creates a profile. Nothing tells a second one from the first: a lost answer is not followed by a second call. */
  readonly create: (
    profile: CustomerProfile.CreateCustomerProfile
  ) => Effect.Effect<CustomerProfile.CustomerProfile, MultiSafepayError>
  /** Reads a profile. */
  readonly get: (customer_id: string) => Effect.Effect<CustomerProfile.CustomerProfile, MultiSafepayError>
  /** Changes a profile; what is left out stays as it is. */
  readonly update: (
    customer_id: string,
    changes: CustomerProfile.UpdateCustomerProfile
  ) => Effect.Effect<CustomerProfile.CustomerProfile, MultiSafepayError>
  /** Lists a customer's delivery addresses. */
  readonly listDeliveryDetails: (
    customer_id: string
  ) => Effect.Effect<ReadonlyArray<CustomerProfile.DeliveryDetails>, MultiSafepayError>
  /** Adds a delivery address. */
  readonly addDeliveryDetails: (
    customer_id: string,
    address: CustomerProfile.CreateDeliveryDetails
  ) => Effect.Effect<CustomerProfile.DeliveryDetails, MultiSafepayError>
  /** Reads a delivery address. */
  readonly getDeliveryDetails: (
    delivery_details_id: string
  ) => Effect.Effect<CustomerProfile.DeliveryDetails, MultiSafepayError>
  /** Changes a delivery address. */
  readonly updateDeliveryDetails: (
    delivery_details_id: string,
    changes: CustomerProfile.UpdateDeliveryDetails
  ) => Effect.Effect<CustomerProfile.DeliveryDetails, MultiSafepayError>
  /** Lists a customer's remembered payment means. */
  readonly listPaymentDetails: (
    customer_id: string
  ) => Effect.Effect<ReadonlyArray<CustomerProfile.SavedPaymentDetails>, MultiSafepayError>
  /** Remembers payment means of a customer. */
  readonly addPaymentDetails: (
    customer_id: string,
    details: CustomerProfile.CreateSavedPaymentDetails
  ) => Effect.Effect<CustomerProfile.SavedPaymentDetails, MultiSafepayError>
}

/**
 * The customers service.
 *
 * @category services
 */
export class Customers extends Context.Service<Customers, Service>()("@effect-multisafepay/http/Customers") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Customers.list")((query: Pager.WindowQuery = {}) =>
    client.call(CustomerProfile.list, { path: {}, query })
  )

  const all = (query: Pager.WindowQuery = {}) => {
    const limit = query.limit ?? 100
    return Pages.byOffset({ offset: query.offset ?? 0, size: limit }, (offset) =>
      Effect.map(list({ limit, offset }), ({ data }) => data)
    )
  }

  const create = Effect.fn("Customers.create")((profile: CustomerProfile.CreateCustomerProfile) =>
    Effect.map(client.call(CustomerProfile.create, { path: {}, body: profile }), ({ data }) => data)
  )

  const get = Effect.fn("Customers.get")((customer_id: string) =>
    Effect.map(client.call(CustomerProfile.get, { path: { customer_id } }), ({ data }) => data)
  )

  const update = Effect.fn("Customers.update")((customer_id: string, changes: CustomerProfile.UpdateCustomerProfile) =>
    Effect.map(client.call(CustomerProfile.update, { path: { customer_id }, body: changes }), ({ data }) => data)
  )

  const listDeliveryDetails = Effect.fn("Customers.listDeliveryDetails")((customer_id: string) =>
    Effect.map(client.call(CustomerProfile.listDeliveryDetails, { path: { customer_id } }), ({ data }) => data)
  )

  const addDeliveryDetails = Effect.fn("Customers.addDeliveryDetails")(
    (customer_id: string, address: CustomerProfile.CreateDeliveryDetails) =>
      Effect.map(
        client.call(CustomerProfile.addDeliveryDetails, { path: { customer_id }, body: address }),
        ({ data }) => data
      )
  )

  const getDeliveryDetails = Effect.fn("Customers.getDeliveryDetails")((delivery_details_id: string) =>
    Effect.map(client.call(CustomerProfile.getDeliveryDetails, { path: { delivery_details_id } }), ({ data }) => data)
  )

  const updateDeliveryDetails = Effect.fn("Customers.updateDeliveryDetails")(
    (delivery_details_id: string, changes: CustomerProfile.UpdateDeliveryDetails) =>
      Effect.map(
        client.call(CustomerProfile.updateDeliveryDetails, { path: { delivery_details_id }, body: changes }),
        ({ data }) => data
      )
  )

  const listPaymentDetails = Effect.fn("Customers.listPaymentDetails")((customer_id: string) =>
    Effect.map(client.call(CustomerProfile.listPaymentDetails, { path: { customer_id } }), ({ data }) => data)
  )

  const addPaymentDetails = Effect.fn("Customers.addPaymentDetails")(
    (customer_id: string, details: CustomerProfile.CreateSavedPaymentDetails) =>
      Effect.map(
        client.call(CustomerProfile.addPaymentDetails, { path: { customer_id }, body: details }),
        ({ data }) => data
      )
  )

  return Customers.of({
    list,
    all,
    create,
    get,
    update,
    listDeliveryDetails,
    addDeliveryDetails,
    getDeliveryDetails,
    updateDeliveryDetails,
    listPaymentDetails,
    addPaymentDetails
  })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Customers, never, Client.Client> = Layer.effect(Customers, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Customers, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Customers, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
