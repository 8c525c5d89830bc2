// Wallets: what their buttons in the shop's own page need from the server.
import * as Answer from "../Answer.ts"
import * as Operation from "../Operation.ts"
import * as Wallet from "../Wallet.ts"

// Posted, but it changes nothing and lives for five minutes: asking again is harmless.
export const createApplePaySession = Operation.make({
  name: "wallets.createApplePaySession",
  method: "POST",
  path: "/wallets/sessions/applepay",
  effectClass: "read",
  summary: "Get a session for Apple Pay's sheet",
  request: Wallet.ApplePaySessionRequest,
  response: Answer.of(Wallet.ApplePaySession),
  docs: "introduction",
  undocumented:
    "the guide to direct Apple Pay (https://docs.multisafepay.com/docs/apple-pay-direct/) and the vendor's PHP SDK"
})

export const getPayPalConfig = Operation.make({
  name: "wallets.getPayPalConfig",
  method: "GET",
  path: "/wallets/configs/paypal",
  effectClass: "read",
  summary: "Get what PayPal's script is loaded with",
  query: Wallet.PayPalConfigQuery,
  response: Answer.of(Wallet.PayPalConfig),
  docs: "introduction",
  undocumented: "the guide to direct PayPal (https://docs.multisafepay.com/docs/paypal-direct/)"
})
