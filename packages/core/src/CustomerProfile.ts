// Customers that MultiSafepay remembers: profile, delivery addresses, payment means. The vendor lost the schemas of all three and
// publishes none of the calls, so that these are known only by their required fields; anything else passes as it is.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { Locale } from "./Customer.ts"
import { listed, one } from "./internal/answers/data.ts"
import { partial } from "./internal/requests/optional.ts"
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

const profile = { ...address, brand: Schema.NonEmptyString, email: Email, locale: Locale }

const details = { ...address, status: Schema.NonEmptyString }

/** A new profile. `brand` is undocumented. @category schemas */
export const CreateCustomerProfile = open("CreateCustomerProfile", profile)
export type CreateCustomerProfile = typeof CreateCustomerProfile.Type

/** Changes to a profile. @category schemas */
export const UpdateCustomerProfile = open("UpdateCustomerProfile", partial(profile))
export type UpdateCustomerProfile = typeof UpdateCustomerProfile.Type

const known = {
  id: wire.text,
  first_name: wire.text,
  last_name: wire.text,
  address1: wire.text,
  address2: wire.text,
  house_number: wire.text,
  zip_code: wire.text,
  city: wire.text,
  country: wire.text
}

/** A customer profile. @category models */
export class CustomerProfile extends wire.open<CustomerProfile>("CustomerProfile")({
  brand: wire.text,
  email: wire.text,
  locale: wire.text,
  ...known
}) {}

/** A new delivery address. The values of `status` are undocumented. @category schemas */
export const CreateDeliveryDetails = open("CreateDeliveryDetails", details)
export type CreateDeliveryDetails = typeof CreateDeliveryDetails.Type

/** Changes to a delivery address. @category schemas */
export const UpdateDeliveryDetails = open("UpdateDeliveryDetails", partial(details))
export type UpdateDeliveryDetails = typeof UpdateDeliveryDetails.Type

/** A delivery address. @category models */
export class DeliveryDetails extends wire.open<DeliveryDetails>("DeliveryDetails")({ status: wire.text, ...known }) {}

/** Payment means to remember: nothing is known of its fields. @category schemas */
export const CreateSavedPaymentDetails = open("CreateSavedPaymentDetails", {})
export type CreateSavedPaymentDetails = typeof CreateSavedPaymentDetails.Type

/** Remembered payment means. @category models */
export class SavedPaymentDetails extends wire.open<SavedPaymentDetails>("SavedPaymentDetails")({ id: wire.text }) {}

const undocumented = "a path file of the specification that nothing refers to"

export const list = Operation.read({
  name: "customers.list",
  path: "/customers",
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

export const get = Operation.read({
  name: "customers.get",
  path: "/customers/{customer_id}",
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

export const listDeliveryDetails = Operation.read({
  name: "customers.listDeliveryDetails",
  path: "/customers/{customer_id}/delivery-details",
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

export const getDeliveryDetails = Operation.read({
  name: "customers.getDeliveryDetails",
  path: "/delivery-details/{delivery_details_id}",
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

export const listPaymentDetails = Operation.read({
  name: "customers.listPaymentDetails",
  path: "/customers/{customer_id}/payment-methods",
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
