// A gift card that pays all of an order or a part of it, with another method for the rest: by lever, on the page, in answers and refunds.
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Status from "@effect-multisafepay/core/Status"
import * as Sandbox from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { testGiftCards } from "../src/internal/rules/giftCards.ts"
import { pairOf, place, visit } from "./pages.ts"
import { call, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))
const server = Effect.provide(SandboxServer.layer({ port: 0, notifications: "record" }))

const gateway = "VVVGIFTCRD"

const methodsOf = ({ payment_methods = [] }: { readonly payment_methods?: ReadonlyArray<object> | undefined }) =>
  payment_methods.map((one) => {
    const { amount, coupon_brand, status, type } = one as { readonly [key: string]: unknown }
    return [type, coupon_brand, amount, status]
  })

/** EUR 25, of which a gift card has paid EUR 5. */
const shared = (order_id: string, more: object = {}) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    yield* call("POST", "/orders", redirect(order_id, { gateway, amount: 2500, ...more }))
    return yield* sandbox.payByGiftCard(order_id, { card_number: "111112" })
  })

describe("a gift card", () => {
  it.effect("with enough credit pays the order, and is told as a coupon", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway, amount: 10_000 }))
      const paid = yield* sandbox.payByGiftCard("o-1", { card_number: "111115" })
      assert.strictEqual(`${paid.status}/${paid.financial_status}`, "completed/completed")
      assert.deepStrictEqual(methodsOf(paid), [["COUPON", gateway, 10_000, "completed"]])
      assert.strictEqual(paid.payment_details?.coupon_brand, gateway)
      assert.strictEqual(paid.payment_methods?.[0]?.coupon_brand, gateway)
      assert.include((yield* sandbox.notices("o-1")).at(-1)?.body, `"coupon_brand":"${gateway}"`)
      assert.isFalse(Status.canRefund(paid))
      assert.strictEqual(
        verdict(yield* call("POST", "/orders/o-1/refunds", { currency: "EUR", amount: 1 })),
        "404 1034"
      )
    }).pipe(provided)
  )

  it.effect("with less leaves the rest to another method, and the order tells of both", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const part = yield* shared("o-1")
      assert.strictEqual(`${part.status}/${part.financial_status}`, "initialized/initialized")
      assert.deepStrictEqual(methodsOf(part), [["COUPON", gateway, 500, "initialized"]])
      assert.lengthOf(yield* sandbox.notices("o-1"), 0)
      const paid = yield* sandbox.pay("o-1", { gateway: "VISA" })
      assert.strictEqual(`${paid.status}/${paid.financial_status}`, "completed/completed")
      assert.strictEqual(paid.amount, 2500)
      assert.strictEqual(paid.payment_details?.type, "VISA")
      assert.deepStrictEqual(methodsOf(paid), [
        ["COUPON", gateway, 500, "completed"],
        ["VISA", undefined, 2000, "completed"]
      ])
      assert.strictEqual(paid.payment_methods?.[0]?.description, "Coupon VVV Cadeaukaart/111112")
      assert.isTrue(Status.canRefund(paid))
    }).pipe(provided)
  )

  it.effect("can be followed by another one, and pays no more than it has in one order", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      const again = yield* Effect.flip(sandbox.payByGiftCard("o-1", { card_number: "111112" }))
      assert.include(again.message, "no credit left")
      const paid = yield* sandbox.payByGiftCard("o-1", { card_number: "111115", gateway: "BOEKENBON" })
      assert.strictEqual(paid.status, "completed")
      assert.deepStrictEqual(methodsOf(paid), [
        ["COUPON", gateway, 500, "completed"],
        ["COUPON", "BOEKENBON", 2000, "completed"]
      ])
      assert.isFalse(Status.canRefund(paid))
      yield* shared("o-2")
    }).pipe(provided)
  )

  it.effect("that is none, has nothing or does not fit is refused, and nothing happens to the order", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const refused = (order_id: string, card_number: string, brand?: string) =>
        Effect.map(
          Effect.flip(sandbox.payByGiftCard(order_id, { card_number, gateway: brand })),
          ({ message }) => message
        )
      yield* call("POST", "/orders", redirect("gift", { gateway }))
      yield* call("POST", "/orders", redirect("any", { gateway: undefined }))
      yield* call("POST", "/orders", redirect("ideal", { gateway: "IDEAL" }))
      yield* call("POST", "/orders", redirect("manual", { gateway: undefined, capture: "manual" }))
      const before = yield* sandbox.snapshot
      assert.include(yield* refused("gift", "4111111111111111"), "Invalid card number")
      assert.include(yield* refused("gift", "111110"), "no credit left")
      assert.include(yield* refused("any", "111112"), "names no gift card")
      assert.include(yield* refused("any", "111112", "IDEAL"), "IDEAL is no gift card")
      assert.include(yield* refused("any", "111112", "MONIMEAL"), "MONIMEAL is no gift card")
      assert.include(yield* refused("ideal", "111112", gateway), "it is for IDEAL")
      assert.include(yield* refused("manual", "111112", gateway), "captured by hand")
      assert.strictEqual(
        (yield* Effect.flip(sandbox.payByGiftCard("nobody", { card_number: "1" }))).problem,
        "unknown-order"
      )
      assert.strictEqual(yield* sandbox.snapshot, before)
      yield* sandbox.pay("gift")
      assert.include(yield* refused("gift", "111112"), "it is completed")
    }).pipe(provided)
  )

  it.effect("is taken only where the order allows it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const payment_options = { settings: { coupons: { allow: ["BOEKENBON", "vvvgiftcrd"] } } }
      yield* call("POST", "/orders", redirect("o-1", { gateway: undefined, amount: 2500, payment_options }))
      const refused = yield* Effect.flip(sandbox.payByGiftCard("o-1", { card_number: "111112", gateway: "WIJNCADEAU" }))
      assert.include(refused.message, "do not allow WIJNCADEAU")
      yield* sandbox.payByGiftCard("o-1", { card_number: "111112", gateway })
      assert.strictEqual(
        (yield* sandbox.payByGiftCard("o-1", { card_number: "111115", gateway: "BOEKENBON" })).status,
        "completed"
      )
    }).pipe(provided)
  )

  it.effect("keeps its credit when the other method does not pay", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      const declined = yield* sandbox.decline("o-1", { gateway: "VISA" })
      assert.deepStrictEqual(methodsOf(declined), [["VISA", undefined, 2500, "declined"]])
      const paid = yield* sandbox.payByGiftCard("o-1", { card_number: "111112" })
      assert.deepStrictEqual(methodsOf(paid), [["COUPON", gateway, 500, "initialized"]])
      assert.strictEqual((yield* sandbox.expire("o-1")).status, "expired")
      assert.strictEqual((yield* sandbox.pay("o-1", { gateway: "IDEAL" })).payment_methods?.[0]?.amount, 2500)
    }).pipe(provided)
  )

  it.effect("keeps its credit when nobody pays the rest in time, and the shop hears that the order has expired", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1", { seconds_active: 60 })
      yield* sandbox.clock.advance("59 seconds")
      assert.strictEqual((yield* sandbox.order("o-1")).status, "initialized")
      yield* sandbox.clock.advance("1 second")
      const expired = yield* sandbox.order("o-1")
      assert.strictEqual(`${expired.status}/${expired.financial_status}`, "expired/expired")
      assert.include((yield* sandbox.notices("o-1")).at(-1)?.body, '"status":"expired"')
    }).pipe(provided)
  )

  it.effect("leaves nothing to pay later, which wants to know of it before", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      assert.include((yield* Effect.flip(sandbox.pay("o-1", { gateway: "KLARNA" }))).message, "KLARNA cannot pay")
      assert.strictEqual((yield* sandbox.order("o-1")).status, "initialized")
    }).pipe(provided)
  )

  it.effect("is remembered by a sandbox that goes on from a snapshot", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      yield* sandbox.restore(yield* sandbox.snapshot)
      const paid = yield* sandbox.pay("o-1", { gateway: "IDEAL" })
      assert.deepStrictEqual(
        methodsOf(paid).map(([type, , amount]) => [type, amount]),
        [
          ["COUPON", 500],
          ["IDEAL", 2000]
        ]
      )
    }).pipe(provided)
  )
})

describe("the money of an order that a gift card shares", () => {
  const refund = (order_id: string, amount: number, refund_order_id: string) =>
    call("POST", `/orders/${order_id}/refunds`, { currency: "EUR", amount, refund_order_id })
  const sharesOf = (refund_id: string) =>
    Effect.map(
      Sandbox.Sandbox.use((sandbox) => sandbox.order(refund_id)),
      (order) => methodsOf(order).map(([type, , amount]) => [type, amount])
    )

  it.effect("goes back to the other method first, and then to the card", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      yield* sandbox.pay("o-1", { gateway: "VISA" })
      assert.strictEqual(verdict(yield* refund("o-1", 1500, "r-1")), "200")
      assert.deepStrictEqual(yield* sharesOf("r-1"), [["VISA", 1500]])
      assert.strictEqual(verdict(yield* refund("o-1", 900, "r-2")), "200")
      assert.deepStrictEqual(yield* sharesOf("r-2"), [
        ["COUPON", 400],
        ["VISA", 500]
      ])
      yield* sandbox.declineRefund("r-2")
      assert.strictEqual(verdict(yield* refund("o-1", 1000, "r-3")), "200")
      assert.deepStrictEqual(yield* sharesOf("r-3"), [
        ["COUPON", 500],
        ["VISA", 500]
      ])
      assert.strictEqual(verdict(yield* refund("o-1", 1, "r-4")), "404 1034")
      yield* sandbox.acceptRefund("o-1")
      const order = yield* sandbox.order("o-1")
      assert.deepStrictEqual([order.status, order.amount_refunded], ["refunded", 2500])
      assert.deepStrictEqual(
        methodsOf(order).map(([type, , amount]) => [type, amount]),
        [
          ["COUPON", 500],
          ["VISA", 2000]
        ]
      )
    }).pipe(provided)
  )

  it.effect("below EUR 5 always goes to the other method", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1", { amount: 700 })
      yield* sandbox.pay("o-1", { gateway: "VISA" })
      yield* refund("o-1", 499, "r-1")
      assert.deepStrictEqual(yield* sharesOf("r-1"), [["VISA", 499]])
      yield* shared("o-2", { amount: 700 })
      yield* sandbox.pay("o-2", { gateway: "VISA" })
      yield* refund("o-2", 500, "r-2")
      assert.deepStrictEqual(yield* sharesOf("r-2"), [
        ["COUPON", 300],
        ["VISA", 200]
      ])
    }).pipe(provided)
  )

  it.effect("is charged back only as far as the other method paid it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* shared("o-1")
      yield* sandbox.pay("o-1", { gateway: "VISA" })
      const charged = yield* sandbox.chargeback("o-1")
      assert.strictEqual(charged.related_transactions?.[0]?.amount, 2000)
    }).pipe(provided)
  )
})

describe("the payment page", () => {
  const form = (more: { readonly [name: string]: string }) => ({
    form: { form: "gift-card", method: gateway, gift_number: "111112", gift_code: "1234", ...more }
  })

  it.effect("takes a gift card, asks for a method for the rest, and goes back to the shop when that has paid", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const url = yield* place("o-1")
      const page = yield* visit(`${url}?method=${gateway}`)
      assert.include(page.text, "Gift card number")
      for (const [number] of testGiftCards) assert.include(page.text, `<code>${number}</code>`)
      const part = yield* visit(url, form({}))
      assert.strictEqual(part.status, 303)
      assert.strictEqual(part.location, new URL(url).pathname)
      const chooser = (yield* visit(url)).text
      assert.include(chooser, "€44.95 is left to pay")
      assert.include(chooser, "− €5.00")
      assert.include(chooser, "?method=IDEAL")
      assert.notInclude(chooser, "?method=KLARNA")
      assert.include((yield* visit(`${url}?method=IDEAL`)).text, "Pay €44.95")
      const done = yield* visit(url, { form: { choice: "paid", method: "IDEAL" } })
      assert.include(done.location ?? "", "shop.localhost/thanks")
      assert.deepStrictEqual(methodsOf(yield* sandbox.order("o-1")), [
        ["COUPON", gateway, 500, "completed"],
        ["IDEAL", undefined, 4495, "completed"]
      ])
      assert.include((yield* visit(url)).text, "€49.95")
    }).pipe(server)
  )

  it.effect("lets who was sent with a gift card pay the rest with anything", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway })
      assert.include((yield* visit(url)).text, "Gift card number")
      yield* visit(url, form({}))
      const chooser = (yield* visit(url)).text
      assert.include(chooser, "?method=IDEAL")
      yield* visit(url, { form: { choice: "declined", method: "IDEAL" } })
      assert.strictEqual(yield* pairOf("o-1"), "declined/declined")
      assert.include((yield* visit(url)).text, "Gift card number")
    }).pipe(server)
  )

  it.effect("pays all of it where the card has enough", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway })
      const done = yield* visit(url, form({ gift_number: "1111 15" }))
      assert.include(done.location ?? "", "shop.localhost/thanks")
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(server)
  )

  it.effect("says what is wrong with a card, in the payer's language, and keeps no number", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const url = yield* place("o-1", { gateway, customer: { locale: "nl_NL" } })
      for (const [fields, mistake] of [
        [{ gift_number: "6064361234567890" }, "Ongeldig kaartnummer"],
        [{ gift_number: "" }, "Ongeldig kaartnummer"],
        [{ gift_number: "111110" }, "geen tegoed meer"],
        [{ gift_code: "12" }, "4 cijfers"]
      ] as const) {
        const page = yield* visit(url, form(fields))
        assert.strictEqual(page.status, 422)
        assert.include(page.text, mistake)
        assert.notInclude(page.text, "6064361234567890")
      }
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      assert.notInclude(yield* sandbox.snapshot, "6064361234567890")
    }).pipe(server)
  )

  it.effect("offers the gift cards that the order allows", () =>
    Effect.gen(function* () {
      const offered = (settings: object) =>
        Effect.map(Effect.flatMap(place("o-1", { payment_options: { settings } }), visit), ({ text }) =>
          ["IDEAL", "BOEKENBON", gateway].filter((id) => text.includes(`?method=${id}`))
        )
      const only = { allow: ["BOEKENBON"] }
      assert.deepStrictEqual(yield* offered({ coupons: only }), ["IDEAL", "BOEKENBON"])
      assert.deepStrictEqual(yield* offered({ gateways: { coupons: only } }), ["IDEAL", "BOEKENBON"])
      assert.deepStrictEqual(yield* offered({ coupons: { allow: [] } }), ["IDEAL", "BOEKENBON", gateway])
      assert.deepStrictEqual(yield* offered({ fco: { coupons: { disabled: true } } }), ["IDEAL"])
    }).pipe(server)
  )

  it.effect("offers no gift card for an order that is captured by hand", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { capture: "manual" })
      const { text } = yield* visit(url)
      assert.include(text, "?method=VISA")
      assert.notInclude(text, `?method=${gateway}`)
    }).pipe(server)
  )
})

describe("documents", () => {
  it("have every test gift card in the table of magic values", () => {
    const guide = readFileSync(new URL("../../../docs/guides/sandbox.md", import.meta.url), "utf8")
    for (const [number, credit] of testGiftCards) {
      assert.match(guide, new RegExp(`^\\| gift card \\| \`${number}\` \\| .*EUR ${credit / 100}\\b`, "m"))
    }
  })
})
