// Tax tables and how strictly the cart is compared with the amount; for FastCheckout also the ways of shipping.
// Tax rates are fractions (0.21), shipping prices are in main units, and answers carry the same tables without the
// `tax_tables` around them.
import * as Schema from "effect/Schema"
import { Decimal } from "./internal/money/decimal.ts"
import { optional } from "./internal/requests/optional.ts"
import { Country } from "./internal/requests/text.ts"

/**
 * A tax rate as a fraction of 1: 21 % is `0.21`. Error 1028 speaks of two decimals, the vendor's own examples have five (0.08375).
 *
 * @category schemas
 */
export const Rate = Decimal.check(
  Schema.makeFilter((rate) => Number(rate) >= 0 && Number(rate) <= 1, {
    message: "must be a fraction from 0 to 1: 21 % is 0.21"
  })
)
export type Rate = typeof Rate.Type

/**
 * A named tax table. Lines point to it with `tax_table_selector`; of several rules the first one counts, as in the vendor's samples.
 *
 * @category schemas
 */
export const TaxTable = Schema.Struct({
  name: Schema.String,
  /** The reference repeats another field's text here; in the API's older pages `true` means "never fall back to the default". */
  standalone: optional(Schema.Boolean),
  rules: Schema.Array(Schema.Struct({ rate: Rate, country: optional(Country) }))
})
export interface TaxTable extends Schema.Schema.Type<typeof TaxTable> {}

/**
 * The tax tables of a cart: `default` for lines without a selector of their own.
 *
 * @category schemas
 */
export const TaxTables = Schema.Struct({
  default: optional(Schema.Struct({ shipping_taxed: optional(Schema.Boolean), rate: optional(Rate) })),
  alternate: optional(Schema.Array(TaxTable))
})
export interface TaxTables extends Schema.Schema.Type<typeof TaxTables> {}

const Areas = Schema.Array(Country)

/**
 * Ways of shipping to offer on a FastCheckout page. Prices in main units (5.95); the vendor's example writes them as text.
 *
 * @see https://docs.multisafepay.com/docs/fastcheckout-shipping-options/
 * @category schemas
 */
export const ShippingMethods = Schema.Struct({
  pickup: optional(
    Schema.Struct({
      name: optional(Schema.String),
      provider: optional(Schema.Literal("PostNL")),
      price: optional(Decimal)
    })
  ),
  flat_rate_shipping: optional(
    Schema.Array(
      Schema.Struct({
        id: optional(Schema.String),
        name: optional(Schema.String),
        price: optional(Decimal),
        allowed_areas: optional(Areas),
        excluded_areas: optional(Areas)
      })
    )
  )
})
export interface ShippingMethods extends Schema.Schema.Type<typeof ShippingMethods> {}

/**
 * Settings of the cart.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const CheckoutOptions = Schema.Struct({
  validate_cart: optional(Schema.Boolean),
  tax_tables: optional(TaxTables),
  no_shipping_method: optional(Schema.Boolean),
  use_shipping_notification: optional(Schema.Boolean),
  shipping_methods: optional(ShippingMethods)
})
export interface CheckoutOptions {
  /** `true`: refuse the order with 1027 when the cart does not add up to `amount`. Pay-later methods check it always. */
  readonly validate_cart?: boolean | undefined
  /** The tax rates that the lines of the cart point to. */
  readonly tax_tables?: TaxTables | undefined
  /** FastCheckout only: nothing is shipped. */
  readonly no_shipping_method?: boolean | undefined
  /** FastCheckout only: ask the shop's `notification_url` for ways of shipping. */
  readonly use_shipping_notification?: boolean | undefined
  /** FastCheckout only: the ways of shipping. */
  readonly shipping_methods?: ShippingMethods | undefined
}
