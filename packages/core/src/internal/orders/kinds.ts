// Every kind of order `POST /orders` knows, as one closed struct each. Which gateway belongs to which kind comes from the catalogue.
import * as Schema from "effect/Schema"
import { CardInfo, CardInfoWithoutCvc } from "../../Card.ts"
import { CheckoutOptions } from "../../CheckoutOptions.ts"
import { Customer, fields as customerFields, NamedCustomer, ReferencedCustomer } from "../../Customer.ts"
import * as Gateway from "../../Gateway.ts"
import { DirectDebitInfo, MethodInfo, OpenInfo, TerminalInfo, WalletInfo } from "../../GatewayInfo.ts"
import { WithUrls } from "../../PaymentOptions.ts"
import { ShoppingCart } from "../../ShoppingCart.ts"
import { optional } from "../requests/optional.ts"
import {
  common,
  type DescribedFields,
  Description,
  type InformedFields,
  type MethodFields,
  type OrderFields,
  recurring,
  RecurringModel
} from "./fields.ts"
import * as gateways from "./groups.ts"
import { Country, Email } from "../requests/text.ts"

const Redirect = optional(Schema.Literal("redirect"))
const Direct = Schema.Literal("direct")
/** `manual` authorises now and captures later: cards, Apple Pay and Google Pay. One page of the vendor swaps name and value. */
const capture = { capture: optional(Schema.Literal("manual")) }
/** PayPal's own invoice number, by default the order's id. The schema says `invoice`, the page `invoice_id`. */
const invoice = { invoice: optional(Schema.String), invoice_id: optional(Schema.String) }
const bought = { customer: Customer, shopping_cart: ShoppingCart }

/** The customer pays on a page of MultiSafepay's or the method's own. Without `gateway` the page offers every method. */
export const RedirectOrder = Schema.Struct({
  type: Redirect,
  gateway: optional(Schema.Literals(gateways.plainRedirect)),
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(MethodInfo)
})
export interface RedirectOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof RedirectOrder> {}

/** SOFORT on its own page: the addresses and the customer are demanded. */
export const RedirectSofortOrder = Schema.Struct({
  type: Redirect,
  gateway: Schema.Literals(gateways.sofort),
  ...common,
  ...recurring,
  gateway_info: optional(MethodInfo),
  payment_options: WithUrls,
  customer: Customer
})
export interface RedirectSofortOrder
  extends DescribedFields, MethodFields, Schema.Schema.Type<typeof RedirectSofortOrder> {
  readonly payment_options: (typeof RedirectSofortOrder.Type)["payment_options"]
  readonly customer: Customer
}

/** Pay later on the method's page: customer and cart are demanded. Without a delivery, as virtual goods have none, there is a warning. */
export const RedirectPayLaterOrder = Schema.Struct({
  type: Redirect,
  gateway: Schema.Literals(gateways.payLaterRedirect),
  ...common,
  ...bought,
  gateway_info: optional(MethodInfo)
})
export interface RedirectPayLaterOrder
  extends DescribedFields, MethodFields, Schema.Schema.Type<typeof RedirectPayLaterOrder> {
  readonly customer: Customer
  readonly shopping_cart: ShoppingCart
}

/** A link to send to a customer. Each opening is a new transaction of the same order; 20 openings, 30 days unless told otherwise. */
export const PaymentLinkOrder = Schema.Struct({
  type: Schema.Literal("paymentlink"),
  gateway: optional(Schema.Literals(gateways.pages)),
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(MethodInfo)
})
export interface PaymentLinkOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof PaymentLinkOrder> {}

/** Straight to the method, for methods that ask nothing the page would have asked. */
export const DirectOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.plainDirect),
  ...common,
  ...recurring,
  ...invoice,
  gateway_info: optional(MethodInfo)
})
export interface DirectOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof DirectOrder> {}

/** SEPA direct debit: the account and the mandate are demanded. Answers at once, without a page. */
export const DirectDebitOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.directDebit),
  ...common,
  ...recurring,
  gateway_info: DirectDebitInfo
})
export interface DirectDebitOrder
  extends DescribedFields, InformedFields<typeof DirectDebitInfo.Type>, Schema.Schema.Type<typeof DirectDebitOrder> {}

/** A card the shop has read itself, server to server. Charges at once; needs a PCI assessment and MultiSafepay's permission. */
export const DirectCardOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cards),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: CardInfo
})
export interface DirectCardOrder
  extends DescribedFields, InformedFields<typeof CardInfo.Type>, Schema.Schema.Type<typeof DirectCardOrder> {}

/** The same for cards that may have no security code. */
export const DirectMaestroOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cardsWithoutCvc),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: CardInfoWithoutCvc
})
export interface DirectMaestroOrder
  extends
    DescribedFields,
    InformedFields<typeof CardInfoWithoutCvc.Type>,
    Schema.Schema.Type<typeof DirectMaestroOrder> {}

/** A card of a recurring agreement: the security code may be left out. */
export const RecurringCardOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cards),
  ...common,
  ...recurring,
  ...capture,
  recurring_model: RecurringModel,
  gateway_info: CardInfoWithoutCvc
})
export interface RecurringCardOrder
  extends
    DescribedFields,
    InformedFields<typeof CardInfoWithoutCvc.Type>,
    Schema.Schema.Type<typeof RecurringCardOrder> {}

/** Charges a stored token. The vendor's own example leaves `gateway` out. */
export const RecurringOrder = Schema.Struct({
  type: Direct,
  gateway: optional(Schema.Literals(Gateway.recurringIds)),
  ...common,
  ...recurring,
  ...capture,
  recurring_id: Schema.NonEmptyString,
  customer: ReferencedCustomer,
  gateway_info: optional(MethodInfo)
})
export interface RecurringOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof RecurringOrder> {
  readonly customer: (typeof RecurringOrder.Type)["customer"]
}

/** Apple Pay and Google Pay with the token their own sheet gave. Charges at once. */
export const DirectWalletOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.tokenWallets),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: WalletInfo
})
export interface DirectWalletOrder
  extends DescribedFields, InformedFields<typeof WalletInfo.Type>, Schema.Schema.Type<typeof DirectWalletOrder> {}

/** Pay later without a page: the shop shows the provider's terms itself. */
export const DirectPayLaterOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.payLaterDirect),
  ...common,
  ...bought,
  gateway_info: optional(MethodInfo)
})
export interface DirectPayLaterOrder
  extends DescribedFields, MethodFields, Schema.Schema.Type<typeof DirectPayLaterOrder> {
  readonly customer: Customer
  readonly shopping_cart: ShoppingCart
}

/** MB WAY: the request goes to the customer's phone, nine digits without country code. */
export const DirectPhoneOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byPhone),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: Schema.Struct({ ...customerFields, phone: Schema.NonEmptyString })
})
export interface DirectPhoneOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof DirectPhoneOrder> {
  readonly customer: (typeof DirectPhoneOrder.Type)["customer"]
}

/** Trustly: wants to know who pays. */
export const DirectTrustlyOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byName),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: Schema.Struct({ ...NamedCustomer.fields, country: Country, email: Email })
})
export interface DirectTrustlyOrder
  extends DescribedFields, MethodFields, Schema.Schema.Type<typeof DirectTrustlyOrder> {
  readonly customer: (typeof DirectTrustlyOrder.Type)["customer"]
}

/** Paid through the payment component in the shop's own page: the component made `payment_data`. Charges at once. */
export const ComponentOrder = Schema.Struct({
  type: Direct,
  gateway: optional(Schema.Union([Schema.Literals([...Gateway.ids, ...Gateway.printedSpellings]), Gateway.Unknown])),
  ...common,
  ...recurring,
  ...capture,
  payment_data: Schema.Struct({
    payload: Schema.NonEmptyString,
    gateway: optional(Schema.String),
    /** Store the payment means; needs `customer.reference`. */
    tokenize: optional(Schema.Boolean)
  }),
  gateway_info: optional(MethodInfo)
})
export interface ComponentOrder extends DescribedFields, MethodFields, Schema.Schema.Type<typeof ComponentOrder> {}

const Words = Schema.Record(Schema.String, Schema.String)
const CustomField = Schema.Struct({
  standard_type: optional(
    Schema.Literals([
      "chamberofcommerce",
      "comment",
      "companyname",
      "birthday",
      "driverslicense",
      "newsletter",
      "passportnumber",
      "salutation",
      "sex",
      "vatnumber"
    ])
  ),
  name: optional(Schema.String),
  type: optional(Schema.Literal("checkbox")),
  label: optional(Schema.String),
  description_right: optional(Schema.Struct({ value: Schema.Array(Words) })),
  validation: optional(
    Schema.Struct({ type: Schema.Literal("regex"), data: Schema.String, error: optional(Schema.Array(Words)) })
  )
})

/** FastCheckout: MultiSafepay asks the customer for address and delivery. */
export const FastCheckoutOrder = Schema.Struct({
  type: Schema.Literal("checkout"),
  ...common,
  description: optional(Description),
  shopping_cart: ShoppingCart,
  checkout_options: CheckoutOptions,
  custom_fields: optional(Schema.Array(CustomField)),
  gateway_info: optional(MethodInfo)
})
export interface FastCheckoutOrder extends OrderFields, MethodFields, Schema.Schema.Type<typeof FastCheckoutOrder> {
  readonly shopping_cart: ShoppingCart
  readonly checkout_options: CheckoutOptions
}

const terminal = {
  // Any text, under a name of its own: ids would make the compiler take every redirect order for one at a terminal, and blame a wrong one
  // for having none.
  gateway: optional(Schema.Union([Schema.Literal(""), Schema.NonEmptyString.pipe(Schema.brand("TerminalGateway"))])),
  /** Of these the reference declares addresses and customer; the vendor's libraries send a terminal the order they send everywhere. */
  ...common,
  gateway_info: TerminalInfo
}

/** Paid at a terminal, driven from the cloud. Live environment only. */
export const TerminalOrder = Schema.Struct({ type: Redirect, ...terminal })
export interface TerminalOrder
  extends DescribedFields, InformedFields<typeof TerminalInfo.Type>, Schema.Schema.Type<typeof TerminalOrder> {}

/** Money back at a terminal without a payment to refer to. Live environment only. */
export const UnreferencedRefund = Schema.Struct({ type: Schema.Literal("unreferenced_refund"), ...terminal })
export interface UnreferencedRefund
  extends DescribedFields, InformedFields<typeof TerminalInfo.Type>, Schema.Schema.Type<typeof UnreferencedRefund> {}

/** A gateway this library does not know yet, named with `Gateway.unknown`: what it demands is for the API to say. */
export const OpenOrder = Schema.Struct({
  type: optional(Schema.Literals(["redirect", "direct", "paymentlink"])),
  gateway: Gateway.Unknown,
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(OpenInfo)
})
export interface OpenOrder extends DescribedFields, MethodFields<OpenInfo>, Schema.Schema.Type<typeof OpenOrder> {}
