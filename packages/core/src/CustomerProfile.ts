// Customers that MultiSafepay remembers: profile, delivery addresses, payment means. The vendor lost the schemas of all three and
// publishes none of the calls, so that these are known only by their required fields; anything else passes as it is.
import * as Schema from "effect/Schema"
import { Locale } from "./Customer.ts"
import { open } from "./internal/request.ts"
import { optional } from "./internal/optional.ts"
import { Country, Email } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

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

const profile = {
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
}

/** A customer profile. @category models */
export interface CustomerProfile extends wire.Value<typeof profile> {}
export const CustomerProfile: wire.Open<CustomerProfile> = wire.object<CustomerProfile>("CustomerProfile", profile)

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
export interface DeliveryDetails extends wire.Value<typeof delivery> {}
export const DeliveryDetails: wire.Open<DeliveryDetails> = wire.object<DeliveryDetails>("DeliveryDetails", delivery)

/** Payment means to remember: nothing is known of its fields. @category schemas */
export const CreateSavedPaymentDetails = open("CreateSavedPaymentDetails", {})
export type CreateSavedPaymentDetails = typeof CreateSavedPaymentDetails.Type

const saved = { id: wire.text }

/** Remembered payment means. @category models */
export interface SavedPaymentDetails extends wire.Value<typeof saved> {}
export const SavedPaymentDetails: wire.Open<SavedPaymentDetails> = wire.object<SavedPaymentDetails>(
  "SavedPaymentDetails",
  saved
)
