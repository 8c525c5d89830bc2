// Refunds by lines: what core promises is what the sandbox books, whatever is in the cart and in whatever order it comes back.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Sandbox from "../src/Sandbox.ts"
import { call, payLater, verdict } from "./support.ts"

const alone = Effect.provide(Sandbox.layer({ notifications: "record" }), { local: true })

const place = (order_id: string, cart: Cart.Cart, gateway = "KLARNA") =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const placed = yield* call("POST", "/orders", { ...payLater(order_id, gateway), ...cart })
    assert.strictEqual(placed.status, 200, placed.text)
    yield* sandbox.pay(order_id)
    yield* call("PATCH", `/orders/${order_id}`, { status: "shipped" })
  })

const cartOf = (lines: ReadonlyArray<Cart.Line>, currency: "EUR" | "JPY" = "EUR") =>
  Result.getOrThrow(Cart.make(lines, { currency }))

const send = (order_id: string, refund_order_id: string, checkout_data: Refund.CheckoutData) =>
  call("POST", `/orders/${order_id}/refunds`, { refund_order_id, checkout_data })

const promised = (result: Result.Result<Refund.Lines, Refund.InvalidRefund>) => Result.getOrThrow(result)

/** Returns some lines of the order as it is now; gives what was promised and what has been booked since. */
const giveBack = (order_id: string, refund_order_id: string, returned: ReadonlyArray<Refund.Returned>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const before = yield* sandbox.order(order_id)
    const { amount, checkout_data } = promised(Refund.ofItems(before, returned))
    const answered = yield* send(order_id, refund_order_id, checkout_data)
    assert.strictEqual(answered.status, 200, answered.text)
    const after = yield* sandbox.order(order_id)
    assert.strictEqual((after.amount_refunded ?? 0) - (before.amount_refunded ?? 0), amount)
    yield* TestClock.adjust("1 day")
    return amount
  })

const mug = { name: "Mug", merchant_item_id: "mug", price: "10.00", tax: "0.21" }
const coupon = Cart.discount({ name: "Coupon", merchant_item_id: "coupon", price: "5.00", tax: "0.21" })

describe("a refund by lines", () => {
  it.effect("leaves a coupon alone until the last of the goods comes back", () =>
    Effect.gen(function* () {
      yield* place("o-1", cartOf([{ ...mug, quantity: 2 }, coupon]))
      assert.strictEqual(yield* giveBack("o-1", "r-1", [{ merchant_item_id: "mug", quantity: 1 }]), 1000)
      assert.strictEqual(yield* giveBack("o-1", "r-2", [{ merchant_item_id: "mug", quantity: 1 }]), 500)
    }).pipe(alone)
  )

  it.effect("takes the rounding line with the last of the goods", () =>
    Effect.gen(function* () {
      const cart = cartOf([{ ...mug, price: "9.99", tax: "0.20", quantity: 3 }])
      assert.strictEqual(cart.amount, 2997)
      yield* place("o-1", cart)
      assert.strictEqual(yield* giveBack("o-1", "r-1", [{ merchant_item_id: "mug", quantity: 3 }]), 2997)
    }).pipe(alone)
  )

  it.effect("never gives back more than was paid, however much was taken off", () =>
    Effect.gen(function* () {
      yield* place(
        "o-1",
        cartOf([
          { ...mug, quantity: 3 },
          { ...coupon, price: "-15.00" }
        ])
      )
      assert.strictEqual(yield* giveBack("o-1", "r-1", [{ merchant_item_id: "mug", quantity: 1 }]), 1000)
      assert.strictEqual(yield* giveBack("o-1", "r-2", [{ merchant_item_id: "mug", quantity: 1 }]), 500)
      const sandbox = yield* Sandbox.Sandbox
      const nothing = Refund.ofItems(yield* sandbox.order("o-1"), [{ merchant_item_id: "mug", quantity: 1 }])
      assert.isTrue(Result.isFailure(nothing))
      assert.strictEqual((yield* sandbox.order("o-1")).status, "refunded")
    }).pipe(alone)
  )

  it.effect("knows what came back before, in core and in the sandbox", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const cart = cartOf([{ ...mug, quantity: 3 }])
      yield* place("o-1", cart)
      yield* giveBack("o-1", "r-1", [{ merchant_item_id: "mug", quantity: 2 }])
      const order = yield* sandbox.order("o-1")
      const again = Refund.ofItems(order, [{ merchant_item_id: "mug", quantity: 2 }])
      assert.isTrue(Result.isFailure(again))
      const line = cart.shopping_cart.items[0]
      const items = [line, { ...line, quantity: -2 }]
      assert.strictEqual(verdict(yield* call("POST", "/orders/o-1/refunds", { checkout_data: { items } })), "404 1034")
      // The same piece twice is two refunds, and a client that keeps its own cart does not send the first one again.
      assert.strictEqual(yield* giveBack("o-1", "r-2", [{ merchant_item_id: "mug", quantity: 1 }]), 1000)
    }).pipe(alone)
  )

  it.effect("that was withdrawn gives the lines back to the cart", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* place("o-1", cartOf([{ ...mug, quantity: 2 }]), "BNPL_MF")
      const { checkout_data } = promised(
        Refund.ofItems(yield* sandbox.order("o-1"), [{ merchant_item_id: "mug", quantity: 2 }])
      )
      const { data } = yield* send("o-1", "r-1", checkout_data)
      assert.strictEqual((yield* sandbox.order("o-1")).shopping_cart?.items?.length, 2)
      yield* call("PATCH", `/orders/o-1/refunds/${String(data["refund_id"])}`, { status: "void" })
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual((yield* sandbox.order("o-1")).shopping_cart?.items?.length, 1)
      assert.strictEqual(yield* giveBack("o-1", "r-2", [{ merchant_item_id: "mug", quantity: 2 }]), 2000)
    }).pipe(alone)
  )

  for (const [form, back] of [
    ["a negative price", { unit_price: -8.2644628099, quantity: 1 }],
    ["a negative quantity", { unit_price: 8.2644628099, quantity: -1 }]
  ] as const) {
    it.effect(`is understood with ${form}, with the lines as GET prints them, and without them`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* place("o-1", cartOf([{ ...mug, quantity: 4 }]))
        const line = { name: "Mug", merchant_item_id: "mug", tax_table_selector: "VAT21", ...back }
        const { data } = yield* call("GET", "/orders/o-1")
        const { items } = data["shopping_cart"] as { readonly items: ReadonlyArray<object> }
        for (const [n, sent] of [[...items, { ...items[0], ...back }], [...items, line], [line], [line]].entries()) {
          const answered = yield* send("o-1", `r-${n}`, { items: sent } as Refund.CheckoutData)
          assert.strictEqual(answered.status, 200, answered.text)
          assert.strictEqual((yield* sandbox.order("o-1")).amount_refunded, (n + 1) * 1000)
          yield* TestClock.adjust("1 day")
        }
        assert.strictEqual(verdict(yield* send("o-1", "r-9", { items: [line] })), "404 1034")
      }).pipe(alone)
    )
  }

  it.effect(
    "of a free amount takes one line without tax, as the vendor's plug-ins send it and as Refund.ofAmount does",
    () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* place("o-1", cartOf([{ ...mug, quantity: 3 }]))
        const free = { name: "Refund", unit_price: -4, quantity: 1, merchant_item_id: "refund_id_77" }
        const { items } = cartOf([{ ...mug, quantity: 3 }]).shopping_cart
        for (const [n, tax_table_selector] of ["0", "none"].entries()) {
          const answered = yield* send("o-1", `r-${n}`, { items: [...items, { ...free, tax_table_selector }] })
          assert.strictEqual(answered.status, 200, answered.text)
          assert.strictEqual((yield* sandbox.order("o-1")).amount_refunded, (n + 1) * 400)
          yield* TestClock.adjust("1 day")
        }
        const order = yield* sandbox.order("o-1")
        const { amount, checkout_data } = promised(Refund.ofAmount(order, 123, { name: "With our apologies" }))
        assert.strictEqual(amount, 123)
        assert.strictEqual((yield* send("o-1", "r-2", checkout_data)).status, 200)
        assert.strictEqual((yield* sandbox.order("o-1")).amount_refunded, 923)
        assert.isTrue(Result.isFailure(Refund.ofAmount(yield* sandbox.order("o-1"), 2078)))
        // All goods together are worth 30.00; 9.23 are back already.
        assert.strictEqual(yield* giveBack("o-1", "r-3", [{ merchant_item_id: "mug", quantity: 3 }]), 2077)
      }).pipe(alone)
  )

  it.effect("beside an amount counts with pay later only", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const cart = cartOf([{ ...mug, quantity: 3 }])
      const line = { ...cart.shopping_cart.items[0], unit_price: -8.2644628099, quantity: 1 }
      for (const [gateway, refunded] of [
        ["KLARNA", 1000],
        ["VISA", 250]
      ] as const) {
        yield* place(gateway, cart, gateway)
        const refund = { currency: "EUR", amount: 250, checkout_data: { items: [line] } }
        yield* call("POST", `/orders/${gateway}/refunds`, refund)
        assert.strictEqual((yield* sandbox.order(gateway)).amount_refunded, refunded)
      }
    }).pipe(alone)
  )

  it.effect("of an order that was shipped in parts goes to the shipments, never to both", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const placed = { ...payLater("o-1", "EINVOICE"), ...cartOf([{ ...mug, quantity: 3 }]) }
      yield* call("POST", "/orders", placed)
      yield* sandbox.pay("o-1")
      const part = yield* call("PATCH", "/orders/o-1", { status: "shipped", amount: 2000 })
      const shipment = String(part.data["order_id"])
      const main = yield* call("POST", "/orders/o-1/refunds", { currency: "EUR", amount: 3000 })
      assert.strictEqual(verdict(main), "404 1034")
      assert.strictEqual(yield* giveBack(shipment, "r-1", [{ merchant_item_id: "mug", quantity: 2 }]), 2000)
      assert.isTrue(
        Result.isFailure(Refund.ofItems(yield* sandbox.order(shipment), [{ merchant_item_id: "mug", quantity: 1 }]))
      )
    }).pipe(alone)
  )
})

const Cents = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5000 }))
const Rate = Schema.Literals(["0", "0.055", "0.09", "0.2", "0.21"])
const Goods = Schema.Struct({
  cents: Cents,
  tax: Rate,
  quantity: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 })),
  isNet: Schema.Boolean
})
const Off = Schema.Struct({ cents: Cents, tax: Rate })
const Pick = Schema.Struct({ article: Schema.Natural, quantity: Schema.Natural })

describe("any cart, returned in any order", () => {
  it.effect.prop(
    "gives back what was promised, never more than was paid, and in the end all of it",
    {
      goods: Schema.Array(Goods).check(Schema.isBetweenLength(1, 4)),
      coupons: Schema.Array(Off).check(Schema.isMaxLength(2)),
      hasShipping: Schema.Boolean,
      currency: Schema.Literals(["EUR", "JPY"]),
      picks: Schema.Array(Pick).check(Schema.isMaxLength(5))
    },
    ({ coupons, currency, goods, hasShipping, picks }) =>
      Effect.gen(function* () {
        const price = (cents: number) => (currency === "JPY" ? String(cents) : (cents / 100).toFixed(2))
        const made = Cart.make(
          [
            ...goods.map(({ cents, isNet, quantity, tax }, i): Cart.Line => {
              const line = { name: `Article ${i}`, merchant_item_id: `a-${i}`, quantity, tax }
              return isNet ? { ...line, unit_price: price(cents) } : { ...line, price: price(cents) }
            }),
            ...coupons.map(({ cents, tax }, i) =>
              Cart.discount({ name: `Coupon ${i}`, merchant_item_id: `c-${i}`, price: price(cents), tax })
            ),
            ...(hasShipping ? [Cart.shipping({ price: price(495), tax: "0.21" })] : [])
          ],
          { currency }
        )
        if (Result.isFailure(made) || made.success.amount === 0) return
        const { amount } = made.success
        const sandbox = yield* Sandbox.Sandbox
        const placed = yield* call("POST", "/orders", { ...payLater("o-1", ""), gateway: undefined, ...made.success })
        assert.strictEqual(placed.status, 200, placed.text)
        yield* sandbox.pay("o-1", { gateway: "KLARNA" })
        yield* call("PATCH", "/orders/o-1", { status: "shipped" })

        const left = new Map(goods.map(({ quantity }, i) => [`a-${i}`, quantity]))
        if (hasShipping) left.set("msp-shipping", 1)
        let refunded = 0
        const back = (n: number, returned: ReadonlyArray<Refund.Returned>) =>
          Effect.gen(function* () {
            const refund = Refund.ofItems(yield* sandbox.order("o-1"), returned)
            // What a discount has paid for is worth nothing any more.
            if (Result.isFailure(refund)) return assert.strictEqual(refund.failure.issues[0]?.path, "items")
            const answered = yield* send("o-1", `r-${n}`, refund.success.checkout_data)
            assert.strictEqual(answered.status, 200, answered.text)
            refunded += refund.success.amount
            for (const one of returned) {
              left.set(one.merchant_item_id, (left.get(one.merchant_item_id) ?? 0) - Number(one.quantity))
            }
            assert.strictEqual((yield* sandbox.order("o-1")).amount_refunded, refunded)
            assert.isAtMost(refunded, amount)
            yield* TestClock.adjust("1 day")
          })
        for (const [n, pick] of picks.entries()) {
          const there = [...left].filter(([, quantity]) => quantity > 0)
          const [merchant_item_id, quantity] = there[pick.article % there.length] ?? ["a-0", 0]
          if (quantity > 0) yield* back(n, [{ merchant_item_id, quantity: 1 + (pick.quantity % quantity) }])
        }
        const rest = [...left].filter(([, quantity]) => quantity > 0)
        if (rest.length > 0)
          yield* back(
            9,
            rest.map(([merchant_item_id, quantity]) => ({ merchant_item_id, quantity }))
          )
        assert.strictEqual(refunded, amount)
        assert.strictEqual((yield* sandbox.order("o-1")).status, "refunded")
      }).pipe(alone),
    { arbitrary: { runs: 150 } }
  )
})
