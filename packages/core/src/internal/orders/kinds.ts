// Every kind of order `POST /orders` knows, as one closed struct each; what each is for stands in `models.ts`. Which gateway belongs to which kind comes from the catalogue.
import * as Schema from "effect/Schema"
import { CardInfo, CardInfoWithoutCvc } from "../../Card.ts"
import { CheckoutOptions } from "../../CheckoutOptions.ts"
import { Customer, fields as customerFields, NamedCustomer, ReferencedCustomer } from "../../Customer.ts"
import * as Gateway from "../../Gateway.ts"
import { DirectDebitInfo, MethodInfo, OpenInfo, TerminalInfo, WalletInfo } from "../../GatewayInfo.ts"
import { WithUrls } from "../../PaymentOptions.ts"
import { ShoppingCart } from "../../ShoppingCart.ts"
import { optional } from "../requests/optional.ts"
import { common, Description, recurring, RecurringModel } from "./fields.ts"
import * as gateways from "./groups.ts"
import { Country, Email } from "../requests/text.ts"

const Redirect = optional(Schema.Literal("redirect"))
const Direct = Schema.Literal("direct")
/** `manual` authorises now and captures later: cards, Apple Pay and Google Pay. One page of the vendor swaps name and value. */
const capture = { capture: optional(Schema.Literal("manual")) }
/** PayPal's own invoice number, by default the order's id. The schema says `invoice`, the page `invoice_id`. */
const invoice = { invoice: optional(Schema.String), invoice_id: optional(Schema.String) }
const bought = { customer: Customer, shopping_cart: ShoppingCart }

export const RedirectOrder = Schema.Struct({
  type: Redirect,
  gateway: optional(Schema.Literals(gateways.plainRedirect)),
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(MethodInfo)
})

export const RedirectSofortOrder = Schema.Struct({
  type: Redirect,
  gateway: Schema.Literals(gateways.sofort),
  ...common,
  ...recurring,
  gateway_info: optional(MethodInfo),
  payment_options: WithUrls,
  customer: Customer
})

export const RedirectPayLaterOrder = Schema.Struct({
  type: Redirect,
  gateway: Schema.Literals(gateways.payLaterRedirect),
  ...common,
  ...bought,
  gateway_info: optional(MethodInfo)
})

export const PaymentLinkOrder = Schema.Struct({
  type: Schema.Literal("paymentlink"),
  gateway: optional(Schema.Literals(gateways.pages)),
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(MethodInfo)
})

export const DirectOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.plainDirect),
  ...common,
  ...recurring,
  ...invoice,
  gateway_info: optional(MethodInfo)
})

export const DirectDebitOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.directDebit),
  ...common,
  ...recurring,
  gateway_info: DirectDebitInfo
})

export const DirectCardOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cards),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: CardInfo
})

export const DirectMaestroOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cardsWithoutCvc),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: CardInfoWithoutCvc
})

export const RecurringCardOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.cards),
  ...common,
  ...recurring,
  ...capture,
  recurring_model: RecurringModel,
  gateway_info: CardInfoWithoutCvc
})

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

export const DirectWalletOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.tokenWallets),
  ...common,
  ...recurring,
  ...capture,
  gateway_info: WalletInfo
})

export const DirectPayLaterOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.payLaterDirect),
  ...common,
  ...bought,
  gateway_info: optional(MethodInfo)
})

const ReachedCustomer = Schema.Struct({ ...customerFields, phone: Schema.NonEmptyString })

export const DirectPhoneOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byPhone),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: ReachedCustomer
})

const KnownCustomer = Schema.Struct({ ...NamedCustomer.fields, country: Country, email: Email })

export const DirectTrustlyOrder = Schema.Struct({
  type: Direct,
  gateway: Schema.Literals(gateways.byName),
  ...common,
  gateway_info: optional(MethodInfo),
  customer: KnownCustomer
})

const PaymentData = Schema.Struct({
  payload: Schema.NonEmptyString,
  gateway: optional(Schema.String),
  /** Store the payment means; needs `customer.reference`. */
  tokenize: optional(Schema.Boolean)
})

export const ComponentOrder = Schema.Struct({
  type: Direct,
  gateway: optional(Schema.Union([Schema.Literals([...Gateway.ids, ...Gateway.printedSpellings]), Gateway.Unknown])),
  ...common,
  ...recurring,
  ...capture,
  payment_data: PaymentData,
  gateway_info: optional(MethodInfo)
})

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

export const FastCheckoutOrder = Schema.Struct({
  type: Schema.Literal("checkout"),
  ...common,
  description: optional(Description),
  shopping_cart: ShoppingCart,
  checkout_options: CheckoutOptions,
  custom_fields: optional(Schema.Array(CustomField)),
  gateway_info: optional(MethodInfo)
})

// Any text, under a name of its own: ids would make the compiler take every redirect order for one at a terminal, and blame a wrong one
// for having none.
const TerminalGateway = Schema.Union([Schema.Literal(""), Schema.NonEmptyString.pipe(Schema.brand("TerminalGateway"))])
const terminal = {
  gateway: optional(TerminalGateway),
  /** Of these the reference declares addresses and customer; the vendor's libraries send a terminal the order they send everywhere. */
  ...common,
  gateway_info: TerminalInfo
}

export const TerminalOrder = Schema.Struct({ type: Redirect, ...terminal })

export const UnreferencedRefund = Schema.Struct({ type: Schema.Literal("unreferenced_refund"), ...terminal })

export const OpenOrder = Schema.Struct({
  type: optional(Schema.Literals(["redirect", "direct", "paymentlink"])),
  gateway: Gateway.Unknown,
  ...common,
  ...recurring,
  ...capture,
  ...invoice,
  gateway_info: optional(OpenInfo)
})
