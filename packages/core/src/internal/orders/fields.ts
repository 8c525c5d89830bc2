// The fields that every kind of order shares. Names are the API's; its own examples send a few that its schema forgets.
import * as Schema from "effect/Schema"
import { CheckoutOptions } from "../../CheckoutOptions.ts"
import { Currency } from "../../Currency.ts"
import { Customer } from "../../Customer.ts"
import { DeliveryAddress } from "../../DeliveryAddress.ts"
import { Amount, PositiveAmount } from "../money/amount.ts"
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
