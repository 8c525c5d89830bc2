// The fields that every kind of order shares. Names are the API's; its own examples send a few that its schema forgets.
import * as Schema from "effect/Schema"
import { CheckoutOptions } from "../../CheckoutOptions.ts"
import { Currency } from "../../Currency.ts"
import { Customer } from "../../Customer.ts"
import { DeliveryAddress } from "../../DeliveryAddress.ts"
import type { MethodInfo } from "../../GatewayInfo.ts"
import { Amount, PositiveAmount } from "../../Money.ts"
import { OrderId } from "../../OrderId.ts"
import { PaymentOptions } from "../../PaymentOptions.ts"
import { ShoppingCart } from "../../ShoppingCart.ts"
import { optional } from "../requests/optional.ts"
import { atMost, Var } from "../requests/text.ts"

const Text = optional(Schema.String)

export const Description = Schema.NonEmptyString.check(
  atMost(200),
  Schema.isPattern(/^(?!(?=([^]*?<\/?[a-z!]))\1[^]*>)/i, { message: "must not contain HTML" })
)

/** How a stored card may be used: by the customer, on a schedule, or when the shop needs to. */
export const RecurringModel = Schema.Literals(["cardOnFile", "subscription", "unscheduled"])

// A share is either a fixed amount in the smallest unit or a percentage of the order's amount, never both and never 0.
const Affiliate = Schema.Struct({
  split_payments: optional(
    Schema.Array(
      Schema.Struct({
        merchant: Schema.Union([Schema.NonEmptyString, Schema.Int]),
        fixed: optional(PositiveAmount),
        percentage: optional(
          Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 100 }, { message: "must be 1 to 100" }))
        ),
        description: Text
      }).check(
        Schema.makeFilter(
          (share) =>
            (share.fixed === undefined) !== (share.percentage === undefined) || "needs either `fixed` or `percentage`"
        )
      )
    )
  )
})

// `send_mail` is what the schema says, `send_email` what every SDK sends; which one works is open, so both pass.
const SecondChance = Schema.Struct({ send_mail: optional(Schema.Boolean), send_email: optional(Schema.Boolean) })

const CustomInfo = Schema.Struct({ custom_1: Text, custom_2: Text, custom_3: Text })

const Plugin = Schema.Struct({
  /** Which client library sends the order; undeclared, and in every order of the vendor's PHP SDK. */
  sdk_version: Text,
  shop: Text,
  shop_version: Text,
  plugin_version: Text,
  partner: Text,
  /** For the vendor's statistics: nothing is called there, so any text passes. */
  shop_root_url: Text
})

const GoogleAnalytics = Schema.Struct({ account: Text })

/**
 * The fields of every kind of order, with what an editor says about them: declarations print the schemas below without their comments, and
 * the compiler takes ten times as long to work a type out of a schema. That schema and interface say the same is tested. A kind that demands
 * a field names it again, without a comment: editors take the one here.
 */
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
  readonly affiliate?: typeof Affiliate.Type | undefined
  /** Reminds a customer who did not finish, after 1 and 24 hours. */
  readonly second_chance?: typeof SecondChance.Type | undefined
  /** Comes back with the order, in answers. */
  readonly custom_info?: typeof CustomInfo.Type | undefined
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
  readonly plugin?: typeof Plugin.Type | undefined
  /** Undeclared; the vendor's Klarna example sends it. */
  readonly google_analytics?: typeof GoogleAnalytics.Type | undefined
  /** Undeclared; the vendor's SOFORT and PayPal examples send it. Manual capture is `capture: "manual"`. */
  readonly manual?: boolean | "true" | "false" | "capture" | undefined
}

/** The same of a kind that must have a description, which is every one but FastCheckout. */
export interface DescribedFields extends OrderFields {
  /** Shown to the customer and on the bank statement. 1 to 200 characters, no HTML (`items` and the cart may have some). */
  readonly description: string
}

/** What a kind may tell the payment method. */
export interface MethodFields<Info = typeof MethodInfo.Type> {
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
  readonly recurring_model?: typeof RecurringModel.Type | undefined
  /** The stored payment means to charge, as `Tokens` lists them. */
  readonly recurring_id?: string | undefined
  /** The two fields above as the vendor's schema declares them; its examples and SDKs send the flat ones. */
  readonly recurring?: typeof Recurring.Type | undefined
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

/** What every order has, whatever its kind, and what any may add: all that can be judged before its kind is known. */
export const common = {
  order_id: OrderId,
  currency: Currency,
  amount: Amount,
  description: Description,
  payment_options: optional(PaymentOptions),
  customer: optional(Customer),
  delivery: optional(DeliveryAddress),
  shopping_cart: optional(ShoppingCart),
  checkout_options: optional(CheckoutOptions),
  items: Text,
  affiliate: optional(Affiliate),
  second_chance: optional(SecondChance),
  custom_info: optional(CustomInfo),
  days_active: optional(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 }, { message: "must be 1 to 365 days" }))
  ),
  seconds_active: optional(
    Schema.Int.check(
      Schema.isBetween({ minimum: 1, maximum: 31_536_000 }, { message: "must be 1 to 31536000 seconds" })
    )
  ),
  var1: Var,
  var2: Var,
  var3: Var,
  plugin: optional(Plugin),
  google_analytics: optional(GoogleAnalytics),
  manual: optional(Schema.Union([Schema.Boolean, Schema.Literals(["true", "false", "capture"])]))
}

const Recurring = Schema.Struct({ model: optional(RecurringModel), id: Text })

/** Recurring payments: the flat names are what every example and SDK uses, the object is what the schema declares. */
export const recurring = {
  recurring_model: optional(RecurringModel),
  recurring_id: Text,
  recurring: optional(Recurring)
}
