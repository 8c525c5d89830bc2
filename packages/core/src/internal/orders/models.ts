// The kinds of orders as types, with what an editor says about their fields. Written out beside the schemas (`kinds.ts`) and held equal to
// them by a test of types: declarations print an inferred schema without its comments, and the compiler works longest on a type that it
// takes out of a schema.
import type * as Brand from "effect/Brand"
import type { CardInfo, CardInfoWithoutCvc } from "../../Card.ts"
import type { CheckoutOptions } from "../../CheckoutOptions.ts"
import type { Currency } from "../../Currency.ts"
import type { Customer } from "../../Customer.ts"
import type { DeliveryAddress } from "../../DeliveryAddress.ts"
import type * as Gateway from "../../Gateway.ts"
import type { DirectDebitInfo, MethodInfo, OpenInfo, TerminalInfo, WalletInfo } from "../../GatewayInfo.ts"
import type * as OrderGateway from "../../OrderGateway.ts"
import type { PaymentOptions } from "../../PaymentOptions.ts"
import type { ShoppingCart } from "../../ShoppingCart.ts"

/** The fields of every kind of order. A kind that demands one names it again, without a comment: editors take the one here. */
export interface OrderFields {
  /** The shop's own id of the order, 1 to 50 characters, never used before: by it an order is found again after a lost answer. */
  readonly order_id: string
  /** ISO 4217 code in capitals, such as `EUR`. */
  readonly currency: Currency
  /** In the currency's smallest unit, tax included: 1000 is EUR 10.00 and JPY 1000. `Money.eur("10.00")` writes both fields. */
  readonly amount: number
  /** Where the customer returns to, where notifications are posted, and how the payment page looks. */
  readonly payment_options?: PaymentOptions | undefined
  /** Who pays: name, address, e-mail, language. Pay-later methods demand it, recurring payments its `reference`. */
  readonly customer?: Customer | undefined
  /** Where the goods go. Most pay-later methods want it, even when it equals the customer's own address. */
  readonly delivery?: DeliveryAddress | undefined
  /** What is bought, line by line: unit prices in main units, without tax. `Cart.make` writes one that adds up to `amount`. */
  readonly shopping_cart?: ShoppingCart | undefined
  /** The tax tables of the cart, and how strictly it is compared with `amount`; for FastCheckout also the ways of shipping. */
  readonly checkout_options?: CheckoutOptions | undefined
  /** An HTML list of what is bought, for the payment page; other tags than simple ones are stripped there. */
  readonly items?: string | undefined
  /** Shares of the amount that go to other accounts, each a fixed amount or a percentage. */
  readonly affiliate?: Affiliate | undefined
  /** Reminds a customer who did not finish, after 1 and 24 hours. */
  readonly second_chance?: SecondChance | undefined
  /** Comes back with the order, in answers. */
  readonly custom_info?: CustomInfo | undefined
  /** How long a payment link works, 1 to 365 days (default 30). Ignored when `seconds_active` is there, and by direct orders. */
  readonly days_active?: number | undefined
  /** The same in seconds, 1 to 31,536,000; wins over `days_active`. */
  readonly seconds_active?: number | undefined
  /** Comes back with the order, in answers and notifications. At most 100 characters. */
  readonly var1?: string | undefined
  /** Comes back with the order, in answers and notifications. At most 100 characters. */
  readonly var2?: string | undefined
  /** Comes back with the order, in answers and notifications. At most 100 characters. */
  readonly var3?: string | undefined
  /** Which shop software and plug-in send the order; for the vendor's statistics. */
  readonly plugin?: Plugin | undefined
  /** Undeclared; the vendor's Klarna example sends it. */
  readonly google_analytics?: GoogleAnalytics | undefined
  /** Undeclared; the vendor's SOFORT and PayPal examples send it. Manual capture is `capture: "manual"`. */
  readonly manual?: boolean | "true" | "false" | "capture" | undefined
}

/** The same of a kind that must have a description, which is every one but FastCheckout. */
export interface DescribedFields extends OrderFields {
  /** Shown to the customer and on the bank statement. 1 to 200 characters, no HTML (`items` and the cart may have some). */
  readonly description: string
}

/** What a kind may tell the payment method. */
export interface MethodFields<Info = MethodInfo> {
  /** What only this payment method wants to know, such as a bank, a birthday or the settings of a QR code. */
  readonly gateway_info?: Info | undefined
}

/** What a kind must tell the payment method. */
export interface InformedFields<Info> {
  /** What this payment method cannot do without: a card, an account, a wallet's token, a terminal. */
  readonly gateway_info: Info
}

/** What a kind may say of payments that are repeated without the customer. */
export interface RecurringFields {
  /** Stores the payment means for later payments of this kind, or says of which kind this one is. Needs `customer.reference`. */
  readonly recurring_model?: RecurringModel | undefined
  /** The stored payment means to charge, as `Tokens` lists them. */
  readonly recurring_id?: string | undefined
  /** The two fields above as the vendor's schema declares them; its examples and SDKs send the flat ones. */
  readonly recurring?: Recurring | undefined
}

/** What a kind may say that can be authorised first. */
export interface CaptureFields {
  /** Authorises now, to be captured later: cards, Apple Pay and Google Pay. */
  readonly capture?: "manual" | undefined
}

/** What a kind may say that PayPal may pay. */
export interface InvoiceFields {
  /** PayPal's own invoice number, by default the order's id. The schema's name for it. */
  readonly invoice?: string | undefined
  /** The same under the name that the vendor's page has. */
  readonly invoice_id?: string | undefined
}

/** Shares of the amount that go to other accounts. */
export interface Affiliate {
  readonly split_payments?: ReadonlyArray<SplitPayment> | undefined
}

/** One share: either `fixed` or `percentage`. */
export interface SplitPayment {
  /** The id of the account that gets it. */
  readonly merchant: string | number
  /** In the smallest unit, more than 0. */
  readonly fixed?: number | undefined
  /** Of the order's amount, 1 to 100. */
  readonly percentage?: number | undefined
  readonly description?: string | undefined
}

/** Whether to remind. `send_mail` is what the schema says, `send_email` what every SDK sends; which one works is open. */
export interface SecondChance {
  readonly send_mail?: boolean | undefined
  readonly send_email?: boolean | undefined
}

/** Three texts of the shop's own. */
export interface CustomInfo {
  readonly custom_1?: string | undefined
  readonly custom_2?: string | undefined
  readonly custom_3?: string | undefined
}

/** What sends the order, for the vendor's statistics. */
export interface Plugin {
  /** Which client library sends the order; undeclared, and in every order of the vendor's PHP SDK. */
  readonly sdk_version?: string | undefined
  readonly shop?: string | undefined
  readonly shop_version?: string | undefined
  readonly plugin_version?: string | undefined
  readonly partner?: string | undefined
  readonly shop_root_url?: string | undefined
}

/** An account of Google's to report to. */
export interface GoogleAnalytics {
  readonly account?: string | undefined
}

/** How a stored card may be used: by the customer, on a schedule, or when the shop needs to. */
export type RecurringModel = "cardOnFile" | "subscription" | "unscheduled"

/** `recurring_model` and `recurring_id` as one object. */
export interface Recurring {
  readonly model?: RecurringModel | undefined
  readonly id?: string | undefined
}

/** What the payment component in the shop's own page made. */
export interface PaymentData {
  readonly payload: string
  readonly gateway?: string | undefined
  /** Store the payment means; needs `customer.reference`. */
  readonly tokenize?: boolean | undefined
}

/** Any text, under a name of its own: ids would make every wrong redirect order one at a terminal. */
export type TerminalGateway = "" | (string & Brand.Brand<"TerminalGateway">)

/** A customer whose phone is known. */
export interface ReachedCustomer extends Customer {
  readonly phone: string
}

/** A customer of whom name, country and e-mail address are known. */
export interface KnownCustomer extends Customer {
  readonly first_name: string
  readonly last_name: string
  readonly country: string
  readonly email: string
}

/** A customer for whom the shop has a name of its own. */
export interface ReferencedCustomer extends Customer {
  readonly reference: string
}

/** Payment options with all three addresses. */
export interface PaymentOptionsWithUrls extends PaymentOptions {
  readonly notification_url: string
  readonly redirect_url: string
  readonly cancel_url: string
}

/** A question that FastCheckout asks the customer: one of the vendor's, by `standard_type`, or the shop's own. */
export interface CustomField {
  readonly standard_type?:
    | "chamberofcommerce"
    | "comment"
    | "companyname"
    | "birthday"
    | "driverslicense"
    | "newsletter"
    | "passportnumber"
    | "salutation"
    | "sex"
    | "vatnumber"
    | undefined
  readonly name?: string | undefined
  readonly type?: "checkbox" | undefined
  readonly label?: string | undefined
  readonly description_right?: { readonly value: ReadonlyArray<Words> } | undefined
  readonly validation?:
    | { readonly type: "regex"; readonly data: string; readonly error?: ReadonlyArray<Words> | undefined }
    | undefined
}

/** Texts by language. */
export interface Words {
  readonly [language: string]: string
}

/** The customer pays on a page of MultiSafepay's or the method's own. Without `gateway` the page offers every method. */
export interface RedirectOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields, InvoiceFields {
  readonly type?: "redirect" | undefined
  readonly gateway?: OrderGateway.PlainRedirect | undefined
}

/** SOFORT on its own page: the addresses and the customer are demanded. */
export interface RedirectSofortOrder extends DescribedFields, MethodFields, RecurringFields {
  readonly type?: "redirect" | undefined
  readonly gateway: OrderGateway.Sofort
  readonly payment_options: PaymentOptionsWithUrls
  readonly customer: Customer
}

/** Pay later on the method's page: customer and cart are demanded. Without a delivery, as virtual goods have none, there is a warning. */
export interface RedirectPayLaterOrder extends DescribedFields, MethodFields {
  readonly type?: "redirect" | undefined
  readonly gateway: OrderGateway.PayLaterRedirect
  readonly customer: Customer
  readonly shopping_cart: ShoppingCart
}

/** A link to send to a customer. Each opening is a new transaction of the same order; 20 openings, 30 days unless told otherwise. */
export interface PaymentLinkOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields, InvoiceFields {
  readonly type: "paymentlink"
  readonly gateway?: OrderGateway.Page | undefined
}

/** Straight to the method, for methods that ask nothing the page would have asked. */
export interface DirectOrder extends DescribedFields, MethodFields, RecurringFields, InvoiceFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.PlainDirect
}

/** SEPA direct debit: the account and the mandate are demanded. Answers at once, without a page. */
export interface DirectDebitOrder extends DescribedFields, InformedFields<DirectDebitInfo>, RecurringFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.DirectDebit
}

/** A card the shop has read itself, server to server. Charges at once; needs a PCI assessment and MultiSafepay's permission. */
export interface DirectCardOrder extends DescribedFields, InformedFields<CardInfo>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.Card
}

/** The same for cards that may have no security code. */
export interface DirectMaestroOrder
  extends DescribedFields, InformedFields<CardInfoWithoutCvc>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.CardWithoutCvc
}

/** A card of a recurring agreement: the security code may be left out. */
export interface RecurringCardOrder
  extends DescribedFields, InformedFields<CardInfoWithoutCvc>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.Card
  readonly recurring_model: RecurringModel
}

/** Charges a stored token. The vendor's own example leaves `gateway` out. */
export interface RecurringOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway?: Gateway.IdWithRecurring | undefined
  readonly recurring_id: string
  readonly customer: ReferencedCustomer
}

/** Apple Pay and Google Pay with the token their own sheet gave. Charges at once. */
export interface DirectWalletOrder extends DescribedFields, InformedFields<WalletInfo>, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.TokenWallet
}

/** Pay later without a page: the shop shows the provider's terms itself. */
export interface DirectPayLaterOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.PayLaterDirect
  readonly customer: Customer
  readonly shopping_cart: ShoppingCart
}

/** MB WAY: the request goes to the customer's phone, nine digits without country code. */
export interface DirectPhoneOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.ByPhone
  readonly customer: ReachedCustomer
}

/** Trustly: wants to know who pays. */
export interface DirectTrustlyOrder extends DescribedFields, MethodFields {
  readonly type: "direct"
  readonly gateway: OrderGateway.ByName
  readonly customer: KnownCustomer
}

/** Paid through the payment component in the shop's own page: the component made `payment_data`. Charges at once. */
export interface ComponentOrder extends DescribedFields, MethodFields, RecurringFields, CaptureFields {
  readonly type: "direct"
  readonly gateway?: Gateway.Id | Gateway.PrintedSpelling | Gateway.Unknown | undefined
  readonly payment_data: PaymentData
}

/** FastCheckout: MultiSafepay asks the customer for address and delivery. */
export interface FastCheckoutOrder extends OrderFields, MethodFields {
  readonly type: "checkout"
  readonly description?: string | undefined
  readonly shopping_cart: ShoppingCart
  readonly checkout_options: CheckoutOptions
  readonly custom_fields?: ReadonlyArray<CustomField> | undefined
}

/** Paid at a terminal, driven from the cloud. Live environment only. */
export interface TerminalOrder extends DescribedFields, InformedFields<TerminalInfo> {
  readonly type?: "redirect" | undefined
  readonly gateway?: TerminalGateway | undefined
}

/** Money back at a terminal without a payment to refer to. Live environment only. */
export interface UnreferencedRefund extends DescribedFields, InformedFields<TerminalInfo> {
  readonly type: "unreferenced_refund"
  readonly gateway?: TerminalGateway | undefined
}

/** A gateway this library does not know yet, named with `Gateway.unknown`: what it demands is for the API to say. */
export interface OpenOrder
  extends DescribedFields, MethodFields<OpenInfo>, RecurringFields, CaptureFields, InvoiceFields {
  readonly type?: "redirect" | "direct" | "paymentlink" | undefined
  readonly gateway: Gateway.Unknown
}
