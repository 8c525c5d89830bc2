// Where the goods go. Required by most pay-later methods, even when it equals the customer's own address.
import * as Schema from "effect/Schema"
import { type Customer, fields } from "./Customer.ts"
import type { Named } from "./internal/requests/named.ts"

/**
 * A delivery address. Klarna wants its `email`. The reference declares the address only; the vendor's plug-ins send all they know of the
 * customer here as well (`locale`, `ip_address`, `company_name`, ...), and the service takes it.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const DeliveryAddress = Schema.Struct(fields)
export interface DeliveryAddress extends Customer, Named {}
