// What is bought, line by line. Required by the pay-later methods, shown to the customer by the others.
// `unit_price` is in main units and without tax, while the order's `amount` is in the smallest unit and with it.
// `Cart` writes carts that add up; this file only says what a cart looks like.
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Decimal } from "./internal/money/decimal.ts"
import { optional } from "./internal/requests/optional.ts"
import type { Named } from "./internal/requests/named.ts"

/**
 * Weight of one piece. The reference knows `KG` only; shops send other units and other cases, and the service keeps them.
 *
 * @category schemas
 */
export const Weight = Schema.Struct({ unit: optional(Schema.String), value: optional(Decimal) })
export interface Weight extends Schema.Schema.Type<typeof Weight>, Named {}

/**
 * A line of the cart. Decimals are JSON numbers in the vendor's schema; it takes text (`"50.00"`) as well, and so does this.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const Item = Schema.Struct({
  name: Schema.String,
  description: optional(Schema.String),
  unit_price: Decimal,
  quantity: Decimal,
  merchant_item_id: optional(Schema.String),
  tax_table_selector: optional(Schema.String),
  weight: optional(Weight),
  // The rest is not declared, but seen in the vendor's material.
  currency: optional(Currency),
  cashback: optional(Decimal),
  image: optional(Schema.String),
  product_url: optional(Schema.String),
  options: optional(Schema.Json)
})
export interface Item {
  readonly name: string
  readonly description?: string | undefined
  /**
   * Price of one piece in main units, without tax; negative for a discount. The current reference sets no limit of precision, an
   * older one says ten decimals (more are refused with 1031). Two are not enough for a cart that adds up: see `Cart`.
   */
  readonly unit_price: number | string
  /** Declared as an integer; the vendor's pages also use text, fractions, and negative numbers for returned goods. */
  readonly quantity: number | string
  /** The shop's own id of the article. Shipping costs are the line with `msp-shipping`. */
  readonly merchant_item_id?: string | undefined
  /** Name of a table in `checkout_options.tax_tables.alternate`. Left out, or without such a table, the default rate applies. */
  readonly tax_table_selector?: string | undefined
  readonly weight?: Weight | undefined
  /** Of an older cart format. One that differs from the order's is refused with 1026, two different ones with 1025. */
  readonly currency?: Currency | undefined
  readonly cashback?: number | string | undefined
  readonly image?: string | undefined
  readonly product_url?: string | undefined
  readonly options?: Schema.Json | undefined
}

/**
 * The shopping cart of an order.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const ShoppingCart = Schema.Struct({ items: Schema.Array(Item) })
export interface ShoppingCart {
  /** The lines, shipping and discounts among them. */
  readonly items: ReadonlyArray<Item>
}

/**
 * The `merchant_item_id` by which the API knows the line with the shipping costs.
 *
 * @category data
 */
export const shippingItemId = "msp-shipping"

/**
 * The `merchant_item_id` of the line by which `Cart.make` takes up a rounding.
 *
 * @category data
 */
export const roundingItemId = "rounding"
