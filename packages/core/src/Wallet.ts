// What wallet buttons in a shop's own page need from the server: a session for Apple Pay, an account for PayPal.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { Currency } from "./Currency.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { textLike } from "./internal/requests/text.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/**
 * Asks for an Apple Pay session. `origin_domain` is the shop's domain as registered with Apple, without `https://`; `validation_url`
 * the address Apple's sheet gave.
 *
 * @see https://docs.multisafepay.com/docs/apple-pay-direct/
 * @category schemas
 */
export const ApplePaySessionRequest = closed("ApplePaySessionRequest", {
  origin_domain: Schema.NonEmptyString,
  // Whoever may choose this address may choose where the server of MultiSafepay connects to.
  validation_url: textLike(
    /^https:\/\/[a-z0-9.-]+\.apple\.com\//i,
    "must be the https address of Apple's that the sheet gave"
  )
})
export interface ApplePaySessionRequest extends Schema.Schema.Type<typeof ApplePaySessionRequest> {}

const session = {
  /** JSON text to hand to Apple's sheet as it is. Works for 5 minutes. */
  session: wire.secret("session")
}

/** An Apple Pay session. @category models */
export class ApplePaySession extends wire.open<ApplePaySession>("ApplePaySession")(session, {
  required: ["session"]
}) {}

/** Which currency PayPal's button is for; EUR when left out. @category schemas */
export const PayPalConfigQuery = closed("PayPalConfigQuery", { currency: optional(Currency) })
export interface PayPalConfigQuery extends Schema.Schema.Type<typeof PayPalConfigQuery> {}

/**
 * What PayPal's script is loaded with. Public by its nature.
 *
 * @see https://docs.multisafepay.com/docs/paypal-direct/
 * @category models
 */
export class PayPalConfig extends wire.open<PayPalConfig>("PayPalConfig")({
  client_id: wire.text,
  js_sdk_url: wire.text,
  merchant_id: wire.text
}) {}

// Posted, but it changes nothing and lives for five minutes: asking again is harmless.
export const createApplePaySession = Operation.make({
  name: "wallets.createApplePaySession",
  method: "POST",
  path: "/wallets/sessions/applepay",
  effectClass: "read",
  summary: "Get a session for Apple Pay's sheet",
  request: ApplePaySessionRequest,
  response: Answer.of(ApplePaySession),
  docs: "introduction",
  undocumented:
    "the guide to direct Apple Pay (https://docs.multisafepay.com/docs/apple-pay-direct/) and the vendor's PHP SDK"
})

export const getPayPalConfig = Operation.read({
  name: "wallets.getPayPalConfig",
  path: "/wallets/configs/paypal",
  summary: "Get what PayPal's script is loaded with",
  query: PayPalConfigQuery,
  response: Answer.of(PayPalConfig),
  docs: "introduction",
  undocumented: "the guide to direct PayPal (https://docs.multisafepay.com/docs/paypal-direct/)"
})
