// Customers that MultiSafepay remembers: profile, delivery addresses, payment means. The vendor lost the schemas of all three and
// publishes none of the calls, so that these are known only by their required fields; anything else passes as it is.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { Locale } from "./Customer.ts"
import { listed, one } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { open } from "./internal/requests/closed.ts"
import { Country, Email } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"
import * as Pager from "./Pager.ts"

const address = {
  first_name: Schema.NonEmptyString,
  last_name: Schema.NonEmptyString,
  address1: Schema.NonEmptyString,
  house_number: Schema.NonEmptyString,
  zip_code: Schema.NonEmptyString,
  city: Schema.NonEmptyString,
  country: Country
}

const changes = {
  first_name: optional(Schema.NonEmptyString),
  last_name: optional(Schema.NonEmptyString),
  address1: optional(Schema.NonEmptyString),
  house_number: optional(Schema.NonEmptyString),
  zip_code: optional(Schema.NonEmptyString),
  city: optional(Schema.NonEmptyString),
  country: optional(Country)
}

/** A new profile. `brand` is undocumented. @category schemas */
export const CreateCustomerProfile = open("CreateCustomerProfile", {
  ...address,
  brand: Schema.NonEmptyString,
  email: Email,
  locale: Locale
})
export type CreateCustomerProfile = typeof CreateCustomerProfile.Type

/** Changes to a profile. @category schemas */
export const UpdateCustomerProfile = open("UpdateCustomerProfile", {
  ...changes,
  brand: optional(Schema.NonEmptyString),
  email: optional(Email),
  locale: optional(Locale)
})
export type UpdateCustomerProfile = typeof UpdateCustomerProfile.Type

/** A customer profile. @category models */
export class CustomerProfile extends wire.open<CustomerProfile>("CustomerProfile")({
  id: wire.text,
  brand: wire.text,
  email: wire.text,
  locale: wire.text,
  first_name: wire.text,
  last_name: wire.text,
  address1: wire.text,
  address2: wire.text,
  house_number: wire.text,
  zip_code: wire.text,
  city: wire.text,
  country: wire.text
}) {}

/** A new delivery address. The values of `status` are undocumented. @category schemas */
export const CreateDeliveryDetails = open("CreateDeliveryDetails", { ...address, status: Schema.NonEmptyString })
export type CreateDeliveryDetails = typeof CreateDeliveryDetails.Type

/** Changes to a delivery address. @category schemas */
export const UpdateDeliveryDetails = open("UpdateDeliveryDetails", {
  ...changes,
  status: optional(Schema.NonEmptyString)
})
export type UpdateDeliveryDetails = typeof UpdateDeliveryDetails.Type

const delivery = {
  id: wire.text,
  status: wire.text,
  first_name: wire.text,
  last_name: wire.text,
  address1: wire.text,
  address2: wire.text,
  house_number: wire.text,
  zip_code: wire.text,
  city: wire.text,
  country: wire.text
}

/** A delivery address. @category models */
export class DeliveryDetails extends wire.open<DeliveryDetails>("DeliveryDetails")(delivery) {}

/** Payment means to remember: nothing is known of its fields. @category schemas */
export const CreateSavedPaymentDetails = open("CreateSavedPaymentDetails", {})
export type CreateSavedPaymentDetails = typeof CreateSavedPaymentDetails.Type

/** Remembered payment means. @category models */
export class SavedPaymentDetails extends wire.open<SavedPaymentDetails>("SavedPaymentDetails")({ id: wire.text }) {}

const undocumented = "a path file of the specification that nothing refers to"

export const list = Operation.make({
  name: "customers.list",
  method: "GET",
  path: "/customers",
  effectClass: "read",
  summary: "List customer profiles",
  query: Pager.WindowQuery,
  response: Pager.byOffset(CustomerProfile),
  docs: "introduction",
  undocumented
})

export const create = Operation.make({
  name: "customers.create",
  method: "POST",
  path: "/customers",
  effectClass: "blind",
  summary: "Create a customer profile",
  request: CreateCustomerProfile,
  response: Answer.of(one(CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const get = Operation.make({
  name: "customers.get",
  method: "GET",
  path: "/customers/{customer_id}",
  effectClass: "read",
  summary: "Get a customer profile",
  response: Answer.of(one(CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const update = Operation.make({
  name: "customers.update",
  method: "PATCH",
  path: "/customers/{customer_id}",
  effectClass: "convergent",
  summary: "Change a customer profile",
  request: UpdateCustomerProfile,
  response: Answer.of(one(CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const listDeliveryDetails = Operation.make({
  name: "customers.listDeliveryDetails",
  method: "GET",
  path: "/customers/{customer_id}/delivery-details",
  effectClass: "read",
  summary: "List a customer's delivery addresses",
  response: listed(DeliveryDetails),
  docs: "introduction",
  undocumented
})

export const addDeliveryDetails = Operation.make({
  name: "customers.addDeliveryDetails",
  method: "POST",
  path: "/customers/{customer_id}/delivery-details",
  effectClass: "blind",
  summary: "Add a delivery address to a customer",
  request: CreateDeliveryDetails,
  response: Answer.of(one(DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const getDeliveryDetails = Operation.make({
  name: "customers.getDeliveryDetails",
  method: "GET",
  path: "/delivery-details/{delivery_details_id}",
  effectClass: "read",
  summary: "Get a delivery address",
  response: Answer.of(one(DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const updateDeliveryDetails = Operation.make({
  name: "customers.updateDeliveryDetails",
  method: "PATCH",
  path: "/delivery-details/{delivery_details_id}",
  effectClass: "convergent",
  summary: "Change a delivery address",
  request: UpdateDeliveryDetails,
  response: Answer.of(one(DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const listPaymentDetails = Operation.make({
  name: "customers.listPaymentDetails",
  method: "GET",
  path: "/customers/{customer_id}/payment-methods",
  effectClass: "read",
  summary: "List a customer's remembered payment means",
  response: listed(SavedPaymentDetails),
  docs: "introduction",
  undocumented
})

export const addPaymentDetails = Operation.make({
  name: "customers.addPaymentDetails",
  method: "POST",
  path: "/customers/{customer_id}/payment-methods",
  effectClass: "blind",
  summary: "Remember payment means of a customer",
  request: CreateSavedPaymentDetails,
  response: Answer.of(one(SavedPaymentDetails)),
  docs: "introduction",
  undocumented
})
