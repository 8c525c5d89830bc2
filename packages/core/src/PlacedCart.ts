// The shopping cart and its taxes as answers give them back. Prices are in the main unit and may come as text ("50.00"); the tax
// tables lie directly under `checkout_options`, without the `tax_tables` that a request needs around them.
import * as wire from "./internal/wire.ts"

const weight = { unit: wire.text, value: wire.number }
interface Weight extends wire.Value<typeof weight> {}
const Weight = wire.object<Weight>("PlacedWeight", weight)

const item = {
  name: wire.text,
  description: wire.text,
  /** Main unit, without tax; negative for a discount. */
  unit_price: wire.number,
  currency: wire.text,
  /** May be a fraction, and negative after a refund. */
  quantity: wire.number,
  merchant_item_id: wire.text,
  tax_table_selector: wire.text,
  weight: Weight.field,
  cashback: wire.text,
  image: wire.text,
  product_url: wire.text,
  options: wire.many(wire.json)
}

/**
 * One line of the cart.
 *
 * @category models
 */
export interface Item extends wire.Value<typeof item> {}
export const Item: wire.Open<Item> = wire.object<Item>("PlacedItem", item)

const cart = { items: wire.many(Item.field) }

/**
 * `shopping_cart` of an order answer.
 *
 * @category models
 */
export interface PlacedCart extends wire.Value<typeof cart> {}
export const PlacedCart: wire.Open<PlacedCart> = wire.object<PlacedCart>("PlacedCart", cart)

const rule = {
  country: wire.text,
  /** Fraction: 0.21 is 21 %. */
  rate: wire.number
}
interface Rule extends wire.Value<typeof rule> {}
const Rule = wire.object<Rule>("PlacedTaxRule", rule)

const table = { name: wire.text, standalone: wire.bool, rules: wire.many(Rule.field) }

/**
 * A named tax table.
 *
 * @category models
 */
export interface TaxTable extends wire.Value<typeof table> {}
export const TaxTable: wire.Open<TaxTable> = wire.object<TaxTable>("PlacedTaxTable", table)

const fallback = { rate: wire.number, shipping_taxed: wire.bool }
interface Fallback extends wire.Value<typeof fallback> {}
const Fallback = wire.object<Fallback>("PlacedTaxDefault", fallback)

const checkout = { default: Fallback.field, alternate: wire.many(TaxTable.field) }

/**
 * `checkout_options` of an order answer.
 *
 * @category models
 */
export interface CheckoutOptions extends wire.Value<typeof checkout> {}
export const CheckoutOptions: wire.Open<CheckoutOptions> = wire.object<CheckoutOptions>(
  "PlacedCheckoutOptions",
  checkout
)

const adjustment = {
  /** Main unit. */
  total_adjustment: wire.number,
  /** Main unit. */
  total_tax: wire.number
}

/**
 * `order_adjustment`: what taxes and discounts added to the lines.
 *
 * @category models
 */
export interface Adjustment extends wire.Value<typeof adjustment> {}
export const Adjustment: wire.Open<Adjustment> = wire.object<Adjustment>("PlacedAdjustment", adjustment)
