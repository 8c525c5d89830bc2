// The shopping cart and its taxes as answers give them back. Prices are in the main unit and may come as text ("50.00"); the tax
// tables lie directly under `checkout_options`, without the `tax_tables` that a request needs around them.
import * as wire from "./internal/answers/wire.ts"

class Weight extends wire.open<Weight>("PlacedWeight")({ unit: wire.text, value: wire.number }) {}

/**
 * One line of the cart.
 *
 * @category models
 */
export class Item extends wire.open<Item>("PlacedItem")({
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
}) {}

/**
 * `shopping_cart` of an order answer.
 *
 * @category models
 */
export class PlacedCart extends wire.open<PlacedCart>("PlacedCart")({ items: wire.many(Item.field) }) {}

class Rule extends wire.open<Rule>("PlacedTaxRule")({
  country: wire.text,
  /** Fraction: 0.21 is 21 %. */
  rate: wire.number
}) {}

/**
 * A named tax table.
 *
 * @category models
 */
export class TaxTable extends wire.open<TaxTable>("PlacedTaxTable")({
  name: wire.text,
  standalone: wire.bool,
  rules: wire.many(Rule.field)
}) {}

class Fallback extends wire.open<Fallback>("PlacedTaxDefault")({ rate: wire.number, shipping_taxed: wire.bool }) {}

/**
 * `checkout_options` of an order answer.
 *
 * @category models
 */
export class CheckoutOptions extends wire.open<CheckoutOptions>("PlacedCheckoutOptions")({
  default: Fallback.field,
  alternate: wire.many(TaxTable.field)
}) {}

/**
 * `order_adjustment`: what taxes and discounts added to the lines.
 *
 * @category models
 */
export class Adjustment extends wire.open<Adjustment>("PlacedAdjustment")({
  /** Main unit. */
  total_adjustment: wire.number,
  /** Main unit. */
  total_tax: wire.number
}) {}
