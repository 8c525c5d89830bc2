// Every kind of order `POST /orders` knows, as one closed struct each. Which gateway belongs to which kind comes from the catalogue.
import * as Schema from "effect/Schema"
import { CardInfo, CardInfoWithoutCvc } from "../../Card.ts"
import { CheckoutOptions } from "../../CheckoutOptions.ts"
import { Customer, fields as customerFields, NamedCustomer, ReferencedCustomer } from "../../Customer.ts"
import * as Gateway from "../../Gateway.ts"
import { DirectDebitInfo, MethodInfo, OpenInfo, TerminalInfo, WalletInfo } from "../../GatewayInfo.ts"
import type * as OrderGateway from "../../OrderGateway.ts"
import { WithUrls } from "../../PaymentOptions.ts"
import { ShoppingCart } from "../../ShoppingCart.ts"
import { optional } from "../requests/optional.ts"
import {
  type CaptureFields,
  common,
  type DescribedFields,
  Description,
  type InformedFields,
  type InvoiceFields,
  type MethodFields,
  type OrderFields,
  recurring,
  type RecurringFields,
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
export interface RedirectOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields, InvoiceFields {
  readonly type?: "redirect" | undefined
  readonly gateway?: OrderGateway.PlainRedirect | undefined
}

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
export interface RedirectSofortOrder extends DescribedFields, MethodFields, RecurringFields {
  readonly type?: "redirect" | undefined
  readonly gateway: OrderGateway.Sofort
  readonly payment_options: typeof WithUrls.Type
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
export interface RedirectPayLaterOrder extends DescribedFields, MethodFields {
  readonly type?: "redirect" | undefined
  readonly gateway: OrderGateway.PayLaterRedirect
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
export interface PaymentLinkOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields, InvoiceFields {
  readonly type: "paymentlink"
  readonly gateway?: OrderGateway.Page | undefined
}

/** Straight to the method, for methods that ask nothing the page would have asked. */
export const DirectOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.plainDirect),
  ...common,
  ...recurring,
  ...invoice,
  gateway_info: optional(MethodInfo)
})
export interface DirectOrder extends DescribedFields, MethodFields, RecurringFields, InvoiceFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.PlainDirect
}

/** SEPA direct debit: the account and the mandate are demanded. Answers at once, without a page. */
export const DirectDebitOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.directDebit),
  ...common,
  ...recurring,
  gateway_info: DirectDebitInfo
})
export interface DirectDebitOrder
  extends DescribedFields, InformedFields<typeof DirectDebitInfo.Type>, RecurringFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.DirectDebit
}

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
  extends DescribedFields, InformedFields<typeof CardInfo.Type>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.Card
}

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
  extends DescribedFields, InformedFields<typeof CardInfoWithoutCvc.Type>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.CardWithoutCvc
}

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
  extends DescribedFields, InformedFields<typeof CardInfoWithoutCvc.Type>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.Card
  readonly recurring_model: typeof RecurringModel.Type
}

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
export interface RecurringOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway?: Gateway.IdWithRecurring | undefined
  readonly recurring_id: string
  readonly customer: typeof ReferencedCustomer.Type
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
  extends DescribedFields, InformedFields<typeof WalletInfo.Type>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.TokenWallet
}

/** Pay later without a page: the shop shows the provider's terms itself. */
export const DirectPayLaterOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.payLaterDirect),
  ...common,
  ...bought,
  gateway_info: optional(MethodInfo)
})
export interface DirectPayLaterOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.PayLaterDirect
  readonly customer: Customer
  readonly shopping_cart: ShoppingCart
}

const ReachedCustomer = Schema.Struct({ ...customerFields, phone: Schema.NonEmptyString })

/** MB WAY: the request goes to the customer's phone, nine digits without country code. */
export const DirectPhoneOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byPhone),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: ReachedCustomer
})
export interface DirectPhoneOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.ByPhone
  readonly customer: typeof ReachedCustomer.Type
}

const KnownCustomer = Schema.Struct({ ...NamedCustomer.fields, country: Country, email: Email })

/** Trustly: wants to know who pays. */
export const DirectTrustlyOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byName),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: KnownCustomer
})
export interface DirectTrustlyOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.ByName
  readonly customer: typeof KnownCustomer.Type
}

const PaymentData = Schema.Struct({
  payload: Schema.NonEmptyString,
  gateway: optional(Schema.String),
  /** Store the payment means; needs `customer.reference`. */
  tokenize: optional(Schema.Boolean)
})

/** Paid through the payment component in the shop's own page: the component made `payment_data`. Charges at once. */
export const ComponentOrder = Schema.Struct({
  type: Direct,
  gateway: optional(Schema.Union([Schema.Literals([...Gateway.ids, ...Gateway.printedSpellings]), Gateway.Unknown])),
  ...common,
  ...recurring,
  ...capture,
  payment_data: PaymentData,
  gateway_info: optional(MethodInfo)
})
export interface ComponentOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway?: Gateway.Id | Gateway.PrintedSpelling | Gateway.Unknown | undefined
  readonly payment_data: typeof PaymentData.Type
}

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
export interface FastCheckoutOrder extends OrderFields, MethodFields {
  readonly type: "checkout"
  readonly description?: string | undefined
  readonly shopping_cart: ShoppingCart
  readonly checkout_options: CheckoutOptions
  readonly custom_fields?: ReadonlyArray<typeof CustomField.Type> | undefined
}

// Any text, under a name of its own: ids would make the compiler take every redirect order for one at a terminal, and blame a wrong one
// for having none.
const TerminalGateway = Schema.Union([Schema.Literal(""), Schema.NonEmptyString.pipe(Schema.brand("TerminalGateway"))])
const terminal = {
  gateway: optional(TerminalGateway),
  /** Of these the reference declares addresses and customer; the vendor's libraries send a terminal the order they send everywhere. */
  ...common,
  gateway_info: TerminalInfo
}

/** Paid at a terminal, driven from the cloud. Live environment only. */
export const TerminalOrder = Schema.Struct({ type: Redirect, ...terminal })
export interface TerminalOrder extends DescribedFields, InformedFields<typeof TerminalInfo.Type> {
  readonly type?: "redirect" | undefined
  readonly gateway?: typeof TerminalGateway.Type | undefined
}

/** Money back at a terminal without a payment to refer to. Live environment only. */
export const UnreferencedRefund = Schema.Struct({ type: Schema.Literal("unreferenced_refund"), ...terminal })
export interface UnreferencedRefund extends DescribedFields, InformedFields<typeof TerminalInfo.Type> {
  readonly type: "unreferenced_refund"
  readonly gateway?: typeof TerminalGateway.Type | undefined
}

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
export interface OpenOrder
  extends DescribedFields, MethodFields<OpenInfo>, RecurringFields, CaptureFields, InvoiceFields {
  readonly type?: "redirect" | "direct" | "paymentlink" | undefined
  readonly gateway: Gateway.Unknown
}
