// What the compiler knows of a pipeline.
import { describe, expectTypeOf, it } from "@effect/vitest"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { CreateOrder, RedirectOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"

const start = { order_id: "o-1", currency: "EUR", description: "A mug" } as const
const paid = { number: "4111111111111111", holder: "S Smit", expiry: { year: 2029, month: 3 } } as const

describe("a pipeline", () => {
  it("is a draft until it is built", () => {
    const draft = Order.redirect(start).pipe(Order.gateway("IDEAL"), Order.amount(Money.eur("10.00")))
    expectTypeOf(draft).toExtend<Order.Draft>()
    expectTypeOf(draft.pipe(Order.build)).toEqualTypeOf<Effect.Effect<CreateOrder, Order.InvalidOrder>>()
    expectTypeOf(Order.gateway("IDEAL")).toExtend<Order.Step>()
    expectTypeOf(Order.captureManually).toExtend<Order.Step>()
  })

  it("needs an id and takes everything else later", () => {
    Order.redirect({ order_id: "o-1" })
    Order.direct({ order_id: "o-1", amount: 1000, customer: { locale: "nl_NL" } })
    Order.ideal(start)
    Order.via.trustly(start)
    // @ts-expect-error no id
    Order.redirect({ currency: "EUR" })
    // @ts-expect-error the gateway is a step of its own
    Order.redirect({ ...start, gateway: "IDEAL" })
    // @ts-expect-error no such beginning
    Order.via.cash(start)
  })

  it("knows its gateways", () => {
    Order.gateway(Gateway.unknown("NEWPAY"))
    // @ts-expect-error unknown gateways are named with Gateway.unknown
    Order.gateway("NEWPAY")
    // @ts-expect-error the page's name for it is not its id
    Order.gateway("AMERICAN EXPRESS")
  })

  it("knows its fields", () => {
    Order.set({ var1: "x", days_active: 7 })
    Order.customer({ email: undefined })
    Order.urls({ redirect_url: "myshop://paid" })
    // @ts-expect-error a field that no order has
    Order.set({ gatewayInfo: {} })
    // @ts-expect-error a misspelt field
    Order.customer({ firstname: "Simon" })
    // @ts-expect-error an address of something else
    Order.urls({ success_url: "https://shop.example" })
    // @ts-expect-error an amount has a currency
    Order.amount(1000)
    // @ts-expect-error three digits of a cent
    Order.amount(Money.eur("10.005"))
  })

  it("takes a card as text or redacted", () => {
    Order.card(paid)
    Order.card({ ...paid, number: {} as Redacted.Redacted<string>, cvc: "123" })
    // @ts-expect-error an expiry is a year and a month
    Order.card({ ...paid, expiry: "2903" })
    // @ts-expect-error a card has a holder
    Order.card({ number: paid.number, expiry: paid.expiry })
  })

  it("takes lines that are priced one way", () => {
    Order.cart([{ name: "Mug", price: "10.00", tax: "0.21" }])
    Order.cart([{ name: "Mug", unit_price: 8.25, tax: "0.21", quantity: 2 }])
    // @ts-expect-error both prices
    Order.cart([{ name: "Mug", price: "10.00", unit_price: 8.25, tax: "0.21" }])
    // @ts-expect-error no tax
    Order.cart([{ name: "Mug", price: "10.00" }])
  })

  it("stores and charges stored means by their models", () => {
    Order.recurring({ model: "cardOnFile" })
    Order.recurring({ model: "unscheduled", id: "t-1" })
    // @ts-expect-error no such model
    Order.recurring({ model: "monthly" })
  })
})

describe("guards", () => {
  it("take any order, also one that is a literal", () => {
    expectTypeOf(Order.effectClass).parameter(0).toEqualTypeOf<CreateOrder>()
    expectTypeOf(Order.effectClass({ ...start, amount: 1, type: "paymentlink" })).toExtend<string>()
    expectTypeOf(Order.warnings).returns.toEqualTypeOf<ReadonlyArray<Gateway.Warning>>()
    expectTypeOf<RedirectOrder>().toExtend<CreateOrder>()
  })
})
