// A payment method of the site with everything a checkout needs to offer it: limits, countries, logos. Its amounts are
// always euro cents, whatever currency was asked for, and `max` is absent when there is no maximum.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { listed } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { flag, wholeFrom } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/** Addresses of a logo. @category models */
export class Icons extends wire.open<Icons>("Icons")({ large: wire.text, medium: wire.text, vector: wire.text }) {}

/** A brand that shares a method: PostePay is a Visa card. @category models */
export class Brand extends wire.open<Brand>("Brand")({ id: wire.text, name: wire.text, icon_urls: Icons.field }) {}

class Allowed extends wire.open<Allowed>("AllowedAmount")({
  /** Euro cents. */
  min: wire.int,
  /** Euro cents. Absent (`null` on the wire): no maximum. */
  max: wire.int
}) {}

class Qr extends wire.open<Qr>("QrSupport")({ supported: wire.bool }) {}

class App extends wire.open<App>("App")({ is_enabled: wire.bool, has_fields: wire.bool, qr: Qr.field }) {}

class Apps extends wire.open<Apps>("Apps")({ fastcheckout: App.field, payment_components: App.field }) {}

class Models extends wire.open<Models>("TokenizationModels")({
  cardonfile: wire.bool,
  subscription: wire.bool,
  unscheduled: wire.bool
}) {}

class Tokenization extends wire.open<Tokenization>("Tokenization")({
  is_enabled: wire.bool,
  /** Lower case here (`cardonfile`), `cardOnFile` in an order. */
  models: Models.field
}) {}

class ManualCapture extends wire.open<ManualCapture>("ManualCapture")({
  is_enabled: wire.bool,
  supported: wire.bool
}) {}

class MethodIssuer extends wire.open<MethodIssuer>("MethodIssuer")({
  bic: wire.text,
  code: wire.text,
  name: wire.text
}) {}

class Additional extends wire.open<Additional>("AdditionalData")({ issuers: wire.many(MethodIssuer.field) }) {}

/**
 * A payment method of the site.
 *
 * @see https://docs.multisafepay.com/reference/listpaymentmethods
 * @category models
 */
export class PaymentMethod extends wire.open<PaymentMethod>("PaymentMethod")(
  {
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
  },
  {
    required: ["id"]
  }
) {}

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

export const list = Operation.read({
  name: "paymentMethods.list",
  path: "/payment-methods",
  summary: "List the payment methods of the site",
  query: PaymentMethodQuery,
  response: listed(PaymentMethod),
  docs: "listpaymentmethods"
})

export const get = Operation.read({
  name: "paymentMethods.get",
  path: "/payment-methods/{payment_method_id}",
  summary: "Get a payment method",
  query: PaymentMethodLocale,
  response: Answer.of(PaymentMethod),
  docs: "getpaymentmethod"
})
