// Orders that must compile and orders that must not. A wrong order that starts to compile leaves its `@ts-expect-error` without an
// error, which is an error.
import { describe, expectTypeOf, it } from "@effect/vitest"
import type * as Redacted from "effect/Redacted"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Money from "@effect-multisafepay/core/Money"
import type { Checked } from "@effect-multisafepay/core/OrderKind"
import type {
  CreateOrder,
  DirectCardOrder,
  DirectOrder,
  RedirectOrder,
  TerminalOrder
} from "@effect-multisafepay/core/CreateOrder"
import type * as kinds from "../src/internal/orders/kinds.ts"
import type * as models from "../src/internal/orders/models.ts"
import * as seeds from "./fixtures/seedOrders.ts"

// The test of the compiler's messages puts the signature of `orders.create` in the place of this line.
declare const order: (given: CreateOrder) => void

const base = { order_id: "o-1", currency: "EUR", amount: 1000, description: "A mug" } as const
const urls = {
  notification_url: "https://shop.example/notified",
  redirect_url: "https://shop.example/thanks",
  cancel_url: "https://shop.example/cancelled"
} as const
const someone = { first_name: "Simon", last_name: "Smit", country: "NL", email: "simonsmit@example.com" } as const
const card = {
  card_number: "4111111111111111",
  card_holder_name: "Simon Smit",
  card_expiry_date: "2903",
  card_cvc: "123"
} as const
const withoutCvc = {
  card_number: "4111111111111111",
  card_holder_name: "Simon Smit",
  card_expiry_date: "2903"
} as const
const account = {
  account_id: "NL87ABNA0000000001",
  account_holder_name: "S Smit",
  account_holder_iban: "NL87ABNA0000000001",
  emandate: "mandate-1"
} as const
const goods = {
  customer: someone,
  delivery: { first_name: "Simon", last_name: "Smit", country: "NL" },
  shopping_cart: { items: [{ name: "Mug", unit_price: 10, quantity: 1 }] }
} as const
const ip = { ip_address: "203.0.113.7" } as const
// Of no type, as what a web framework says of a request's body.
const untyped = JSON.parse("{}")

describe("orders that compile", () => {
  it("printed by the vendor, as literals", () => {
    order(seeds.sofortRedirect)
    order(seeds.sofortDirect)
    order(seeds.cardDirect)
  })

  it("pasted from JSON, quoted keys and all", () => {
    // oxfmt-ignore
    order({
      "type": "direct",
      "gateway": "MYBANK",
      "order_id": "my-order-id-1",
      "currency": "EUR",
      "amount": 1000,
      "description": "product description",
      "gateway_info": { "issuer_id": "CT000125-it" },
      "payment_options": {
        "notification_method": "POST",
        "notification_url": "https://www.example.com/webhooks/payment",
        "redirect_url": "https://www.example.com/order/success",
        "cancel_url": "https://www.example.com/order/failed"
      }
    })
    // oxfmt-ignore
    order({
      "type": "direct",
      "gateway": "iDEAL",
      "order_id": "my-order-id-1",
      "currency": "EUR",
      "amount": 1000,
      "description": "product description",
      "custom_info": {},
      "payment_options": { "notification_method": "POST", "close_window": true }
    })
    // oxfmt-ignore
    order({
      "type": "redirect",
      "gateway": "IN3",
      "order_id": "my-order-id-1",
      "currency": "EUR",
      "amount": 10000,
      "description": "Test Order Description",
      "customer": { "ip_address": "84.71.117.69", "locale": "nl_NL", "first_name": "John", "last_name": "Doe" },
      "delivery": { "first_name": "John", "last_name": "Doe", "house_number": "", "country": "NL" },
      "gateway_info": { "birthday": "1999-01-01", "gender": "mr", "phone": "0612345678" },
      "shopping_cart": {
        "items": [
          {
            "name": "Test",
            "description": "",
            "unit_price": 100,
            "quantity": 1,
            "merchant_item_id": "1111",
            "tax_table_selector": "none",
            "weight": { "unit": "KG", "value": 12 }
          }
        ]
      },
      "checkout_options": {
        "tax_tables": {
          "default": { "shipping_taxed": false, "rate": 0 },
          "alternate": [{ "name": "none", "standalone": false, "rules": [{ "rate": 0 }] }]
        }
      }
    })
  })

  it("on a payment page", () => {
    order(base)
    order({ ...base, type: "redirect" })
    order({ ...base, type: "redirect", gateway: "IDEAL" })
    order({ ...base, type: "redirect", gateway: "MISTERCASH", gateway_info: { qr_enabled: true } })
    order({ ...base, type: "redirect", gateway: "BOEKENBON" })
    order({ ...base, type: "redirect", gateway: "CREDITCARD", capture: "manual" })
    order({ ...base, type: "redirect", gateway: "PAYPAL", invoice: "2026-1" })
    order({ ...base, type: "redirect", gateway: "DIRECTBANK", payment_options: urls, customer: { locale: "de_DE" } })
    order({ ...base, type: "redirect", gateway: "KLARNA", ...goods })
    order({ order_id: "o-1", description: "A mug", ...Money.eur("10.00") })
  })

  it("by a link", () => {
    order({ ...base, type: "paymentlink" })
    order({ ...base, type: "paymentlink", gateway: "KLARNA", days_active: 7 })
  })

  it("straight to the method", () => {
    order({ ...base, type: "direct", gateway: "IDEAL" })
    order({ ...base, type: "direct", gateway: "MYBANK", gateway_info: { issuer_id: "CT000125-it" } })
    order({ ...base, type: "direct", gateway: "BANKTRANS", customer: { ...someone, disable_send_email: true } })
    order({ ...base, type: "direct", gateway: "DIRECTBANK", payment_options: urls, customer: someone })
    order({ ...base, type: "direct", gateway: "DIRDEB", gateway_info: account })
    order({ ...base, type: "direct", gateway: "DIRDEB", gateway_info: { ...account, emandate: undefined } })
    order({ ...base, type: "direct", gateway: "MAESTRO", customer: ip, gateway_info: withoutCvc })
    order({ ...base, type: "direct", gateway: "GOOGLEPAY", gateway_info: { payment_token: "{}" } })
    order({ ...base, type: "direct", gateway: "TRUSTLY", customer: someone })
    order({ ...base, type: "direct", gateway: "MBWAY", customer: { phone: "912345678" } })
    order({ ...base, type: "direct", gateway: "BILLINK", ...goods })
    order({ ...base, type: "direct", gateway: "PAYPAL", manual: false })
  })

  it("with a card as plain text or redacted", () => {
    order({ ...base, type: "direct", gateway: "VISA", customer: ip, gateway_info: card })
    const secret = {} as Redacted.Redacted<string>
    const redacted = { ...card, card_number: secret, card_cvc: secret }
    order({ ...base, type: "direct", gateway: "VISA", customer: ip, gateway_info: redacted })
  })

  it("again and again", () => {
    const known = { ...ip, reference: "customer-1" }
    order({ ...base, type: "redirect", gateway: "CREDITCARD", recurring_model: "cardOnFile", customer: known })
    order({ ...base, type: "direct", recurring_id: "t-1", recurring_model: "unscheduled", customer: known })
    order({ ...base, type: "direct", gateway: "VISA", recurring_id: "t-1", customer: known })
    order({
      ...base,
      type: "direct",
      gateway: "VISA",
      recurring_model: "subscription",
      customer: known,
      gateway_info: withoutCvc
    })
  })

  it("from the component, for FastCheckout and for terminals", () => {
    order({ ...base, type: "direct", payment_data: { payload: "p" } })
    order({ ...base, type: "direct", gateway: "CREDITCARD", payment_data: { payload: "p", tokenize: true } })
    order({ ...base, type: "checkout", shopping_cart: goods.shopping_cart, checkout_options: { validate_cart: true } })
    order({ ...base, type: "redirect", gateway_info: { terminal_id: "00000050" } })
    order({ ...base, type: "redirect", gateway: "", gateway_info: { terminal_id: "00000050" } })
    // Any text here would make every gateway of a redirect order any text: no completions, no word about a misspelt id.
    expectTypeOf<string>().not.toExtend<NonNullable<TerminalOrder["gateway"]>>()
    order({ ...base, type: "unreferenced_refund", gateway_info: { terminal_id: "00000050" } })
  })

  it("for a gateway of the merchant's own", () => {
    order({ ...base, gateway: Gateway.unknown("MYGIFTCARD") })
    order({ ...base, type: "direct", gateway: Gateway.unknown("NEWPAY"), gateway_info: { anything: [1, "2"] } })
  })

  it("with fields that may be undefined", () => {
    const maybe: string | undefined = undefined as string | undefined
    order({ ...base, gateway: "IDEAL", var1: maybe, customer: { locale: maybe }, payment_options: undefined })
  })

  it("with parts that come from somewhere without types", () => {
    order({ ...base, type: "redirect", gateway: "IDEAL", gateway_info: untyped })
    order({ ...base, type: "redirect", gateway: "KLARNA", ...goods, gateway_info: untyped })
    order({ ...base, type: "direct", gateway: "VISA", customer: ip, gateway_info: untyped })
    order({ ...base, type: "direct", gateway: "CREDITCARD", payment_data: untyped })
    order({ ...base, order_id: untyped })
  })

  it("at a terminal, also without a type", () => {
    order({ ...base, gateway_info: { terminal_id: "12345" } })
    order({ ...base, gateway: "", gateway_info: { terminal_id: "12345" } })
  })
})

describe("orders that do not compile", () => {
  it("a lacking field beside one that comes from somewhere without types", () => {
    // @ts-expect-error no description
    order({ order_id: untyped, currency: "EUR", amount: 1000 })
  })

  it("a card that is not one", () => {
    // @ts-expect-error no card data
    order({ ...base, type: "direct", gateway: "VISA", customer: ip })
    // @ts-expect-error no security code
    order({ ...base, type: "direct", gateway: "CREDITCARD", customer: ip, gateway_info: withoutCvc })
    // @ts-expect-error the page's name for it is not its id
    order({ ...base, type: "direct", gateway: "AMERICAN EXPRESS", customer: ip, gateway_info: card })
    // @ts-expect-error an expiry is text, or its leading zero is lost
    order({ ...base, type: "direct", gateway: "VISA", customer: ip, gateway_info: { ...card, card_expiry_date: 2903 } })
    // @ts-expect-error no card number
    order({ ...base, type: "direct", gateway: "MAESTRO", customer: ip, gateway_info: { card_cvc: "123" } })
  })

  it("a card where none belongs", () => {
    // @ts-expect-error a link asks for the card itself
    order({ ...base, type: "paymentlink", gateway_info: card })
    // @ts-expect-error a page asks for the card itself
    order({ ...base, type: "redirect", gateway: "VISA", gateway_info: card })
    // @ts-expect-error iDEAL has no cards
    order({ ...base, type: "direct", gateway: "IDEAL", gateway_info: card })
  })

  it("SOFORT without what its page demands", () => {
    // @ts-expect-error no addresses
    order({ ...base, type: "redirect", gateway: "DIRECTBANK", customer: someone })
    const one = { redirect_url: "x" }
    // @ts-expect-error one address is not three
    order({ ...base, type: "redirect", gateway: "DIRECTBANK", customer: someone, payment_options: one })
    // @ts-expect-error no customer
    order({ ...base, type: "redirect", gateway: "DIRECTBANK", payment_options: urls })
  })

  it("direct where there is only a page", () => {
    // @ts-expect-error Dotpay
    order({ ...base, type: "direct", gateway: "DOTPAY" })
    // @ts-expect-error Bancontact
    order({ ...base, type: "direct", gateway: "MISTERCASH" })
    // @ts-expect-error Giropay
    order({ ...base, type: "direct", gateway: "GIROPAY" })
    // @ts-expect-error EPS
    order({ ...base, type: "direct", gateway: "EPS" })
    // @ts-expect-error a gift card
    order({ ...base, type: "direct", gateway: "BOEKENBON" })
  })

  it("pay later of virtual goods needs no delivery", () => {
    for (const gateway of ["AFTERPAY", "BILLINK", "IN3", "KLARNA"] as const) {
      order({ ...base, type: "redirect", gateway, customer: someone, shopping_cart: goods.shopping_cart })
      order({ ...base, type: "direct", gateway, customer: someone, shopping_cart: goods.shopping_cart })
    }
  })

  it("pay later without the goods", () => {
    // @ts-expect-error nothing at all
    order({ ...base, type: "redirect", gateway: "KLARNA" })
    // @ts-expect-error no cart
    order({ ...base, type: "redirect", gateway: "AFTERPAY", customer: someone, delivery: goods.delivery })
    // @ts-expect-error no customer
    order({ ...base, type: "direct", gateway: "IN3", delivery: goods.delivery, shopping_cart: goods.shopping_cart })
    // @ts-expect-error direct neither
    order({ ...base, type: "direct", gateway: "BNPL_MF", gateway_info: { birthday: "1970-01-01" } })
  })

  it("a method without what it asks for", () => {
    // @ts-expect-error a wallet's token
    order({ ...base, type: "direct", gateway: "APPLEPAY" })
    // @ts-expect-error a wallet's token is text
    order({ ...base, type: "direct", gateway: "APPLEPAY", gateway_info: { payment_token: { data: "" } } })
    // @ts-expect-error an account
    order({ ...base, type: "direct", gateway: "DIRDEB" })
    // @ts-expect-error the account's owner
    order({ ...base, type: "direct", gateway: "DIRDEB", gateway_info: { ...account, account_holder_name: undefined } })
    // @ts-expect-error an e-mail address
    order({ ...base, type: "direct", gateway: "TRUSTLY", customer: { ...someone, email: undefined } })
    // @ts-expect-error a phone
    order({ ...base, type: "direct", gateway: "MBWAY", customer: someone })
  })

  it("the basics", () => {
    // @ts-expect-error an amount is a number of cents
    order({ ...base, amount: "10.00" })
    // @ts-expect-error a currency has three letters
    order({ ...base, currency: "EURO" })
    // @ts-expect-error a currency is a known one
    order({ ...base, currency: "XXA" })
    // @ts-expect-error everything has a description
    order({ order_id: "o-1", currency: "EUR", amount: 1000 })
    // @ts-expect-error and an id
    order({ currency: "EUR", amount: 1000, description: "A mug" })
    // @ts-expect-error that is text
    order({ ...base, order_id: 42 })
    // @ts-expect-error an unknown gateway is named with Gateway.unknown
    order({ ...base, gateway: "NEWPAY" })
    // @ts-expect-error which takes no known one
    order({ ...base, gateway: Gateway.unknown("IDEAL") })
    // @ts-expect-error there is no such type
    order({ ...base, type: "subscription" })
    // @ts-expect-error direct to where?
    order({ ...base, type: "direct" })
    // @ts-expect-error a field that no order has
    order({ ...base, gatewayInfo: {} })
    // @ts-expect-error a misspelt field inside
    order({ ...base, gateway: "IDEAL", customer: { firstname: "Simon" } })
    // @ts-expect-error a wrong value
    order({ ...base, gateway: "VISA", capture: "automatic" })
  })

  it("recurring, component, FastCheckout and terminal orders without their own", () => {
    // @ts-expect-error whose token is it?
    order({ ...base, type: "direct", recurring_id: "t-1" })
    // @ts-expect-error a customer without a reference
    order({ ...base, type: "direct", gateway: "VISA", recurring_id: "t-1", customer: ip })
    // @ts-expect-error no payload
    order({ ...base, type: "direct", payment_data: {} })
    // @ts-expect-error a component order is direct
    order({ ...base, type: "redirect", payment_data: { payload: "p" } })
    // @ts-expect-error no cart
    order({ ...base, type: "checkout", checkout_options: {} })
    // @ts-expect-error a refund needs a terminal
    order({ ...base, type: "unreferenced_refund" })
  })
})

describe("the union", () => {
  it("is narrowed by type and gateway", () => {
    const narrow = (order: CreateOrder) => {
      if (order.type === "direct" && order.gateway === "IDEAL" && !("payment_data" in order)) {
        expectTypeOf(order).not.toExtend<DirectCardOrder>()
      }
    }
    expectTypeOf(narrow).returns.toBeVoid()
    expectTypeOf<DirectCardOrder["gateway"]>().toEqualTypeOf<"AMEX" | "CREDITCARD" | "MASTERCARD" | "VISA">()
    expectTypeOf<"IDEAL">().toExtend<NonNullable<RedirectOrder["gateway"]>>()
    expectTypeOf<"KLARNA">().not.toExtend<NonNullable<RedirectOrder["gateway"]>>()
    expectTypeOf<"DOTPAY" | "MISTERCASH" | "EPS" | "GIROPAY">().not.toExtend<DirectOrder["gateway"]>()
  })
})

describe("a kind", () => {
  it("is the same as interface and as schema", () => {
    expectTypeOf<models.RedirectOrder>().toEqualTypeOf<typeof kinds.RedirectOrder.Type>()
    expectTypeOf<models.RedirectSofortOrder>().toEqualTypeOf<typeof kinds.RedirectSofortOrder.Type>()
    expectTypeOf<models.RedirectPayLaterOrder>().toEqualTypeOf<typeof kinds.RedirectPayLaterOrder.Type>()
    expectTypeOf<models.PaymentLinkOrder>().toEqualTypeOf<typeof kinds.PaymentLinkOrder.Type>()
    expectTypeOf<models.DirectOrder>().toEqualTypeOf<typeof kinds.DirectOrder.Type>()
    expectTypeOf<models.DirectDebitOrder>().toEqualTypeOf<typeof kinds.DirectDebitOrder.Type>()
    expectTypeOf<models.DirectCardOrder>().toEqualTypeOf<typeof kinds.DirectCardOrder.Type>()
    expectTypeOf<models.DirectMaestroOrder>().toEqualTypeOf<typeof kinds.DirectMaestroOrder.Type>()
    expectTypeOf<models.RecurringCardOrder>().toEqualTypeOf<typeof kinds.RecurringCardOrder.Type>()
    expectTypeOf<models.RecurringOrder>().toEqualTypeOf<typeof kinds.RecurringOrder.Type>()
    expectTypeOf<models.DirectWalletOrder>().toEqualTypeOf<typeof kinds.DirectWalletOrder.Type>()
    expectTypeOf<models.DirectPayLaterOrder>().toEqualTypeOf<typeof kinds.DirectPayLaterOrder.Type>()
    expectTypeOf<models.DirectPhoneOrder>().toEqualTypeOf<typeof kinds.DirectPhoneOrder.Type>()
    expectTypeOf<models.DirectTrustlyOrder>().toEqualTypeOf<typeof kinds.DirectTrustlyOrder.Type>()
    expectTypeOf<models.ComponentOrder>().toEqualTypeOf<typeof kinds.ComponentOrder.Type>()
    expectTypeOf<models.FastCheckoutOrder>().toEqualTypeOf<typeof kinds.FastCheckoutOrder.Type>()
    expectTypeOf<models.TerminalOrder>().toEqualTypeOf<typeof kinds.TerminalOrder.Type>()
    expectTypeOf<models.UnreferencedRefund>().toEqualTypeOf<typeof kinds.UnreferencedRefund.Type>()
    expectTypeOf<models.OpenOrder>().toEqualTypeOf<typeof kinds.OpenOrder.Type>()
  })

  it("is the kind that it means to be", () => {
    expectTypeOf<Checked<models.RedirectOrder>>().toEqualTypeOf<models.RedirectOrder>()
    expectTypeOf<Checked<models.RedirectSofortOrder>>().toEqualTypeOf<models.RedirectSofortOrder>()
    expectTypeOf<Checked<models.RedirectPayLaterOrder>>().toEqualTypeOf<models.RedirectPayLaterOrder>()
    expectTypeOf<Checked<models.PaymentLinkOrder>>().toEqualTypeOf<models.PaymentLinkOrder>()
    expectTypeOf<Checked<models.DirectOrder>>().toEqualTypeOf<models.DirectOrder>()
    expectTypeOf<Checked<models.DirectDebitOrder>>().toEqualTypeOf<models.DirectDebitOrder>()
    expectTypeOf<Checked<models.DirectCardOrder>>().toEqualTypeOf<models.DirectCardOrder>()
    expectTypeOf<Checked<models.DirectMaestroOrder>>().toEqualTypeOf<models.DirectMaestroOrder>()
    expectTypeOf<Checked<models.RecurringCardOrder>>().toEqualTypeOf<models.RecurringCardOrder>()
    expectTypeOf<Checked<models.RecurringOrder>>().toEqualTypeOf<models.RecurringOrder>()
    expectTypeOf<Checked<models.DirectWalletOrder>>().toEqualTypeOf<models.DirectWalletOrder>()
    expectTypeOf<Checked<models.DirectPayLaterOrder>>().toEqualTypeOf<models.DirectPayLaterOrder>()
    expectTypeOf<Checked<models.DirectPhoneOrder>>().toEqualTypeOf<models.DirectPhoneOrder>()
    expectTypeOf<Checked<models.DirectTrustlyOrder>>().toEqualTypeOf<models.DirectTrustlyOrder>()
    expectTypeOf<Checked<models.ComponentOrder>>().toEqualTypeOf<models.ComponentOrder>()
    expectTypeOf<Checked<models.FastCheckoutOrder>>().toEqualTypeOf<models.FastCheckoutOrder>()
    expectTypeOf<Checked<models.TerminalOrder>>().toEqualTypeOf<models.TerminalOrder>()
    expectTypeOf<Checked<models.UnreferencedRefund>>().toEqualTypeOf<models.UnreferencedRefund>()
    expectTypeOf<models.OpenOrder>().toExtend<Checked<models.OpenOrder>>()
  })
})
