// A payment method of the site with everything a checkout needs to offer it: limits, countries, logos. The surprise: its amounts are
// always euro cents, whatever currency was asked for, and `max` is absent when there is no maximum.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { listed } from "./internal/data.ts"
import { optional } from "./internal/optional.ts"
import { closed, flag, wholeFrom } from "./internal/request.ts"
import * as wire from "./internal/wire.ts"
import * as Operation from "./Operation.ts"

const icons = { large: wire.text, medium: wire.text, vector: wire.text }

/** Addresses of a logo. @category models */
export interface Icons extends wire.Value<typeof icons> {}
export const Icons: wire.Open<Icons> = wire.object<Icons>("Icons", icons)

const brand = { id: wire.text, name: wire.text, icon_urls: Icons.field }

/** A brand that shares a method: PostePay is a Visa card. @category models */
export interface Brand extends wire.Value<typeof brand> {}
export const Brand: wire.Open<Brand> = wire.object<Brand>("Brand", brand)

const allowed = {
  /** Euro cents. */
  min: wire.int,
  /** Euro cents. Absent (`null` on the wire): no maximum. */
  max: wire.int
}
interface Allowed extends wire.Value<typeof allowed> {}
const Allowed = wire.object<Allowed>("AllowedAmount", allowed)

const qr = { supported: wire.bool }
interface Qr extends wire.Value<typeof qr> {}
const Qr = wire.object<Qr>("QrSupport", qr)

const app = { is_enabled: wire.bool, has_fields: wire.bool, qr: Qr.field }
interface App extends wire.Value<typeof app> {}
const App = wire.object<App>("App", app)

const apps = { fastcheckout: App.field, payment_components: App.field }
interface Apps extends wire.Value<typeof apps> {}
const Apps = wire.object<Apps>("Apps", apps)

const models = { cardonfile: wire.bool, subscription: wire.bool, unscheduled: wire.bool }
interface Models extends wire.Value<typeof models> {}
const Models = wire.object<Models>("TokenizationModels", models)

const tokenization = {
  is_enabled: wire.bool,
  /** Lower case here (`cardonfile`), `cardOnFile` in an order. */
  models: Models.field
}
interface Tokenization extends wire.Value<typeof tokenization> {}
const Tokenization = wire.object<Tokenization>("Tokenization", tokenization)

const manualCapture = { is_enabled: wire.bool, supported: wire.bool }
interface ManualCapture extends wire.Value<typeof manualCapture> {}
const ManualCapture = wire.object<ManualCapture>("ManualCapture", manualCapture)

const issuer = { bic: wire.text, code: wire.text, name: wire.text }
interface MethodIssuer extends wire.Value<typeof issuer> {}
const MethodIssuer = wire.object<MethodIssuer>("MethodIssuer", issuer)

const additional = { issuers: wire.many(MethodIssuer.field) }
interface Additional extends wire.Value<typeof additional> {}
const Additional = wire.object<Additional>("AdditionalData", additional)

const fields = {
  id: wire.text,
  name: wire.text,
  /** Undeclared in the vendor's schema. */
  type: wire.word("payment-method", "coupon"),
  additional_data: Additional.field,
  allowed_amount: Allowed.field,
  /** Empty: all countries. */
  allowed_countries: wire.many(wire.text),
  /** Empty: all currencies. */
  allowed_currencies: wire.many(wire.text),
  preferred_countries: wire.many(wire.text),
  apps: Apps.field,
  brands: wire.many(Brand.field),
  icon_urls: Icons.field,
  /** Names of customer fields an order of this method must have. */
  required_customer_data: wire.many(wire.text),
  shopping_cart_required: wire.bool,
  tokenization: Tokenization.field,
  /** Undeclared; read by the vendor's own SDK. */
  manual_capture: ManualCapture.field,
  /** Undeclared; read by the vendor's own SDK. */
  is_wallet: wire.bool
}

/**
 * A payment method of the site.
 *
 * @see https://docs.multisafepay.com/reference/listpaymentmethods
 * @category models
 */
export interface PaymentMethod extends wire.Value<typeof fields, "id"> {}
export const PaymentMethod: wire.Open<PaymentMethod> = wire.object<PaymentMethod>("PaymentMethod", fields, {
  required: ["id"]
})

const Text = optional(Schema.String)

/**
 * What the customer is about to pay, to leave out methods that cannot.
 *
 * @category schemas
 */
export const PaymentMethodQuery = closed("PaymentMethodQuery", {
  /** Euro cents, whatever the currency. */
  amount: optional(wholeFrom(0)),
  /** Two-letter code. */
  country: Text,
  currency: Text,
  /** One CREDITCARD instead of every card brand. */
  group_cards: optional(flag),
  /** Gift cards too. */
  include_coupons: optional(flag),
  type: Text
})
export interface PaymentMethodQuery extends Schema.Schema.Type<typeof PaymentMethodQuery> {}

/**
 * Language (`nl_NL`) and country of one method's texts.
 *
 * @category schemas
 */
export const PaymentMethodLocale = closed("PaymentMethodLocale", { locale: Text, country: Text })
export interface PaymentMethodLocale extends Schema.Schema.Type<typeof PaymentMethodLocale> {}

export const list = Operation.make({
  name: "paymentMethods.list",
  method: "GET",
  path: "/payment-methods",
  effectClass: "read",
  summary: "List the payment methods of the site",
  query: PaymentMethodQuery,
  response: listed(PaymentMethod),
  docs: "listpaymentmethods"
})

export const get = Operation.make({
  name: "paymentMethods.get",
  method: "GET",
  path: "/payment-methods/{payment_method_id}",
  effectClass: "read",
  summary: "Get a payment method",
  query: PaymentMethodLocale,
  response: Answer.of(PaymentMethod),
  docs: "getpaymentmethod"
})
