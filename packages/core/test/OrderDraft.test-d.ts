// Pipelines that must compile and pipelines that must not. `placed` stands for whatever takes an order: a draft that lacks something is
// not one. A wrong pipeline that starts to compile leaves its `@ts-expect-error` without an error, which is an error.
import { describe, expectTypeOf, it } from "@effect/vitest"
import type * as Effect from "effect/Effect"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type { Customer } from "@effect-multisafepay/core/Customer"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"

declare const placed: <const O extends object>(order: Order.Checked<O>) => void
declare const chosen: "IDEAL" | "KLARNA"
declare const maybe: string | undefined
declare const someone: Customer
declare const anyMethod: Gateway.Id

const start = { order_id: "o-1", currency: "EUR", description: "A mug" } as const
const base = { ...start, amount: 1000 } as const
const mugs = Order.cart([{ name: "Mug", price: "10.00", tax: "0.21" }])
const email = Order.customer({ email: "noor@shop.example" })
const amsterdam = Order.delivery({ city: "Amsterdam", country: "NL" })
const money = Order.amount(Money.eur("10.00"))
const ip = Order.customer({ ip_address: "203.0.113.7" })
const urls = Order.urls({ notification_url: "https://shop.example/hook" })
const number = { number: "4111111111111111", holder: "N de Vries", expiry: { year: 2029, month: 3 } } as const
const card = Order.card({ ...number, cvc: "123" })
const withoutCode = Order.card(number)
const account = {
  account_id: "NL87ABNA0000000001",
  account_holder_iban: "NL87ABNA0000000001",
  account_holder_name: "N de Vries"
} as const

describe("pipelines that compile", () => {
  it("on a page", () => {
    placed(Order.redirect(base))
    placed(Order.redirect(start).pipe(money))
    placed(Order.redirect({ order_id: "o-1", description: "A mug", ...Money.eur("10.00") }))
    placed(Order.redirect({ order_id: "o-1" }).pipe(money, Order.set({ description: "A mug" })))
    placed(Order.redirect(base).pipe(Order.gateway("IDEAL")))
    placed(Order.ideal(start).pipe(urls, email, mugs, Order.expiresIn("30 minutes")))
    placed(Order.creditCard(base).pipe(Order.captureManually, Order.recurring({ model: "cardOnFile" })))
    placed(Order.via.trustly(base))
    placed(Order.sofort(base).pipe(urls, Order.customer({ locale: "de_DE" })))
  })

  it("of pay later, in whatever order the steps come", () => {
    placed(Order.klarna(start).pipe(email, amsterdam, mugs))
    placed(Order.klarna(start).pipe(mugs, amsterdam, email))
    placed(Order.redirect(start).pipe(mugs, Order.gateway("KLARNA"), email))
    placed(Order.redirect(start).pipe(Order.gateway("BILLINK"), email, Order.deliverToCustomer, mugs))
    placed(Order.redirect({ ...start, customer: { email: "a@b" }, delivery: {} }).pipe(mugs, Order.gateway("BILLINK")))
    // Virtual goods go nowhere.
    placed(Order.klarna(start).pipe(email, mugs))
    placed(Order.klarna(start).pipe(Order.set({ shopping_cart: { items: [] }, amount: 1 }), email))
  })

  it("of a method that is known at run time", () => {
    placed(Order.redirect(start).pipe(Order.gateway(chosen), email, mugs))
    placed(Order.redirect(start).pipe(email, mugs, amsterdam, urls, Order.gateway(anyMethod)))
    placed(Order.redirect(base).pipe(Order.gateway(Gateway.unknown("NEWPAY")), Order.gatewayInfo({ anything: 1 })))
    // The last choice counts.
    placed(Order.klarna(base).pipe(Order.gateway("IDEAL")))
  })

  it("by a link", () => {
    placed(Order.paymentLink(base).pipe(Order.expiresIn("7 days")))
    placed(Order.paymentLink(base).pipe(Order.gateway("KLARNA")))
  })

  it("straight to the method", () => {
    placed(Order.direct(base).pipe(Order.gateway("IDEAL")))
    placed(Order.direct(base).pipe(Order.gateway("DIRDEB"), Order.gatewayInfo(account)))
    placed(Order.direct(base).pipe(Order.gateway("MBWAY"), Order.customer({ phone: "912345678" })))
    placed(Order.direct(base).pipe(Order.gateway("APPLEPAY"), Order.gatewayInfo({ payment_token: "{}" })))
    placed(Order.direct(start).pipe(Order.gateway("KLARNA"), mugs, email, amsterdam))
    placed(
      Order.direct({ ...base, customer: { first_name: "Noor", last_name: "de Vries" } }).pipe(
        Order.customer({ country: "NL", email: "noor@shop.example" }),
        Order.gateway("TRUSTLY")
      )
    )
  })

  it("with a card, a stored one, or a series", () => {
    placed(Order.direct(base).pipe(Order.gateway("VISA"), ip, card))
    placed(Order.direct(base).pipe(card, Order.gateway("CREDITCARD"), Order.captureManually))
    placed(Order.direct(base).pipe(Order.gateway("MAESTRO"), ip, withoutCode))
    const series = Order.recurring({ model: "subscription" })
    const known = Order.customer({ ip_address: "203.0.113.7", reference: "c-1" })
    placed(Order.direct(base).pipe(Order.gateway("VISA"), series, known, withoutCode))
    placed(Order.direct(base).pipe(withoutCode, Order.gateway("VISA"), series))
    const stored = Order.recurring({ model: "unscheduled", id: "t-1" })
    placed(Order.direct(base).pipe(stored, Order.customer({ reference: "c-1" })))
    placed(Order.direct(base).pipe(Order.customer({ reference: "c-1" }), Order.gateway("VISA"), stored))
  })

  it("in functions and lists", () => {
    const ours = <L extends string, S extends string>(draft: Order.Draft<L, S>) => draft.pipe(urls, email)
    placed(ours(Order.ideal(base)))
    const priced = (draft: Order.Draft<"amount">) => draft.pipe(money)
    placed(priced(Order.ideal(start)))
    const steps: ReadonlyArray<Order.Step> = [urls, money, Order.gateway("KLARNA"), card, Order.captureManually]
    placed(steps.reduce<Order.Draft<string>>((draft, step) => step(draft), Order.redirect(start)) as Order.Draft)
    expectTypeOf(Order.redirect(base).pipe(Order.build)).toEqualTypeOf<Effect.Effect<CreateOrder, Order.InvalidOrder>>()
  })
})

describe("pipelines that do not compile", () => {
  it("without what every order needs", () => {
    // @ts-expect-error no amount
    placed(Order.redirect(start))
    // @ts-expect-error no description
    placed(Order.ideal({ order_id: "o-1", ...Money.eur("10.00") }))
    // @ts-expect-error no currency
    placed(Order.ideal({ order_id: "o-1", description: "A mug", amount: 1000 }))
    // @ts-expect-error a cart makes an amount, not a currency
    placed(Order.ideal({ order_id: "o-1", description: "A mug" }).pipe(mugs))
    // @ts-expect-error a description that may be undefined
    placed(Order.ideal({ order_id: "o-1", ...Money.eur("10.00"), description: maybe }))
    // @ts-expect-error no order is built of it either
    void Order.redirect(start).pipe(Order.build)
    // @ts-expect-error a link needs no less
    placed(Order.paymentLink(start).pipe(email))
  })

  it("of pay later without the goods", () => {
    // @ts-expect-error no customer
    placed(Order.klarna(start).pipe(mugs))
    // @ts-expect-error no cart
    placed(Order.klarna(base).pipe(email, amsterdam))
    // @ts-expect-error a direct order needs no less
    placed(Order.direct(start).pipe(Order.gateway("KLARNA"), mugs))
    // @ts-expect-error nor does one of which the method comes last
    placed(Order.redirect(start).pipe(email, amsterdam, money, Order.gateway("BILLINK")))
    // @ts-expect-error what must be known of a business
    placed(Order.direct(start).pipe(Order.gateway("IN3B2B"), email, mugs))
    // @ts-expect-error a cart for a method of which only that is known
    placed(Order.redirect(base).pipe(Order.gateway("PAYAFTER")))
  })

  it("of a method that is known at run time, without what any of them needs", () => {
    // @ts-expect-error no customer
    placed(Order.redirect(start).pipe(Order.gateway(chosen), mugs))
    // @ts-expect-error no cart, the choice comes last
    placed(Order.redirect(base).pipe(email, Order.gateway(chosen)))
    // @ts-expect-error no addresses, for one of them
    placed(Order.redirect(start).pipe(email, mugs, Order.gateway(anyMethod)))
    // @ts-expect-error the last choice counts
    placed(Order.ideal(base).pipe(Order.gateway("KLARNA")))
  })

  it("straight to a method that has only a page", () => {
    // @ts-expect-error Bancontact
    Order.direct(base).pipe(Order.gateway("MISTERCASH"))
    // @ts-expect-error a gift card, whatever else is said
    Order.direct(base).pipe(email, mugs, Order.gateway("BOEKENBON"))
    // @ts-expect-error one of several
    Order.direct(base).pipe(Order.gateway("IDEAL" as "IDEAL" | "EPS"))
  })

  it("straight to the method without what it asks for", () => {
    // @ts-expect-error direct to where?
    placed(Order.direct(base))
    // @ts-expect-error an account
    placed(Order.direct(base).pipe(Order.gateway("DIRDEB")))
    const partly = Order.gatewayInfo({ ...account, account_holder_name: maybe })
    // @ts-expect-error the account's owner
    placed(Order.direct(base).pipe(Order.gateway("DIRDEB"), partly))
    // @ts-expect-error a phone
    placed(Order.direct(base).pipe(Order.gateway("MBWAY"), email))
    // @ts-expect-error a wallet's token
    placed(Order.direct(base).pipe(Order.gateway("GOOGLEPAY")))
    // @ts-expect-error a customer of whom nothing is sure
    placed(Order.direct(base).pipe(Order.gateway("TRUSTLY"), Order.customer(someone)))
    // @ts-expect-error a customer
    placed(Order.sofort(base).pipe(urls))
  })

  it("with a card that is not one, or where none belongs", () => {
    // @ts-expect-error no card, in a series neither
    placed(Order.direct(base).pipe(Order.gateway("VISA"), Order.recurring({ model: "subscription" })))
    // @ts-expect-error no card
    placed(Order.direct(base).pipe(Order.gateway("VISA"), ip))
    // @ts-expect-error no security code
    placed(Order.direct(base).pipe(Order.gateway("AMEX"), ip, withoutCode))
    // @ts-expect-error a page asks for the card itself
    placed(Order.visa(base).pipe(card))
    // @ts-expect-error and so does a link
    placed(Order.paymentLink(base).pipe(card))
    // @ts-expect-error iDEAL has no cards
    placed(Order.direct(base).pipe(card, Order.gateway("IDEAL")))
  })

  it("again and again without knowing whose", () => {
    // @ts-expect-error a token without a customer
    placed(Order.direct(base).pipe(Order.recurring({ model: "unscheduled", id: "t-1" })))
    // @ts-expect-error a customer without a reference
    placed(Order.direct(base).pipe(Order.recurring({ model: "unscheduled", id: "t-1" }), ip))
  })

  it("with what the method does not have", () => {
    // @ts-expect-error Klarna is captured by shipping
    placed(Order.klarna(start).pipe(email, mugs, Order.captureManually))
    // @ts-expect-error a bank transfer cannot be authorised
    placed(Order.direct(base).pipe(Order.captureManually, Order.gateway("IDEAL")))
    const byPhone = Order.direct(base).pipe(Order.gateway("MBWAY"), Order.customer({ phone: "912345678" }))
    // @ts-expect-error no series of MB WAY
    placed(byPhone.pipe(Order.recurring({ model: "cardOnFile" })))
  })
})

describe("a draft", () => {
  it("says what it lacks", () => {
    type Lacking<D> = D extends Order.Draft<infer Lacks> ? Lacks : never
    expectTypeOf<Lacking<ReturnType<typeof Order.klarna<{ order_id: string }>>>>().toEqualTypeOf<
      "amount" | "currency" | "description" | "customer" | "shopping_cart"
    >()
    const visa = Order.direct(base).pipe(Order.gateway("VISA"), email)
    expectTypeOf<Lacking<typeof visa>>().toEqualTypeOf<"gateway_info">()
    const captured = Order.klarna(start).pipe(email, mugs, Order.captureManually)
    expectTypeOf<Lacking<typeof captured>>().toEqualTypeOf<"no capture">()
  })
})
