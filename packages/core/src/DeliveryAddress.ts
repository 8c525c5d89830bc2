// Where the goods go. Required by most pay-later methods, even when it equals the customer's own address.
import * as Schema from "effect/Schema"
import { optional } from "./internal/requests/optional.ts"
import { Country, Email, textFrom } from "./internal/requests/text.ts"

/**
 * A delivery address. Klarna wants its `email`. `address2` and `state` are undeclared but sent by the vendor's own examples.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const DeliveryAddress = Schema.Struct({
  first_name: optional(textFrom(2)),
  last_name: optional(textFrom(2)),
  address1: optional(Schema.String),
  address2: optional(Schema.String),
  house_number: optional(Schema.String),
  zip_code: optional(Schema.String),
  city: optional(Schema.String),
  state: optional(Schema.String),
  country: optional(Country),
  phone: optional(Schema.String),
  email: optional(Email)
})
export interface DeliveryAddress extends Schema.Schema.Type<typeof DeliveryAddress> {}
