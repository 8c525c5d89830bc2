// Profiles of customers, with their delivery addresses and payment means. None of it is in the vendor's published
// reference and the schemas of its data are lost: what is known is typed, everything else passes through.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import * as CustomerProfile from "@effect-multisafepay/core/CustomerProfile"
import type * as Pager from "@effect-multisafepay/core/Pager"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Customers, never, Client.Client> = Client.layerOver(
  Customers,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (query) => client.call(CustomerProfile.list, { query })

    return Customers.of({
      list,
      all: (query) => Pages.window(CustomerProfile.list, query, list),
      create: (profile) => client.data(CustomerProfile.create, { body: profile }),
      get: (customer_id) => client.data(CustomerProfile.get, { path: { customer_id } }),
      update: (customer_id, changes) => client.data(CustomerProfile.update, { path: { customer_id }, body: changes }),
      listDeliveryDetails: (customer_id) => client.data(CustomerProfile.listDeliveryDetails, { path: { customer_id } }),
      addDeliveryDetails: (customer_id, address) =>
        client.data(CustomerProfile.addDeliveryDetails, { path: { customer_id }, body: address }),
      getDeliveryDetails: (delivery_details_id) =>
        client.data(CustomerProfile.getDeliveryDetails, { path: { delivery_details_id } }),
      updateDeliveryDetails: (delivery_details_id, changes) =>
        client.data(CustomerProfile.updateDeliveryDetails, { path: { delivery_details_id }, body: changes }),
      listPaymentDetails: (customer_id) => client.data(CustomerProfile.listPaymentDetails, { path: { customer_id } }),
      addPaymentDetails: (customer_id, details) =>
        client.data(CustomerProfile.addPaymentDetails, { path: { customer_id }, body: details })
    })
  })
)
