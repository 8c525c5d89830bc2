import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"

// Two mugs at 10.00 and a shirt at 24.20, with tax; sent at 4.95.
const cart = Result.getOrThrow(
  Cart.make(
    [
      { name: "Mug", merchant_item_id: "mug", price: "10.00", quantity: 2, tax: "0.21" },
      { name: "Shirt", merchant_item_id: "shirt", price: "24.20", tax: "0.21" },
      Cart.shipping({ price: "4.95", tax: "0.21" })
    ],
    { currency: "EUR" }
  )
)

const problems = (result: Result.Result<unknown, Refund.InvalidRefund>) =>
  Result.isFailure(result) ? result.failure.issues.map((issue) => issue.path) : []

describe("Refund.ofItems", () => {
  it("resends every line and adds the returned ones with a negative price", () => {
    const { amount, checkout_data } = Result.getOrThrow(
      Refund.ofItems(cart, [{ merchant_item_id: "mug", quantity: 1 }])
    )
    const mug = cart.shopping_cart.items[0]
    assert.deepStrictEqual(checkout_data.items, [
      ...cart.shopping_cart.items,
      { ...mug, unit_price: -8.2644628099, quantity: 1 }
    ])
    assert.strictEqual(amount, 1000)
  })

  it("does not guess at the tax of a line whose table is not there", () => {
    const mug = [{ merchant_item_id: "mug", quantity: 1 }]
    for (const checkout_options of [undefined, { tax_tables: {} }, { alternate: [{ name: "VAT21", rules: [] }] }]) {
      const order = { ...cart, checkout_options }
      assert.deepStrictEqual(problems(Refund.ofItems(order, mug)), ["checkout_options"])
      assert.deepStrictEqual(problems(Refund.ofAmount(order, 500)), ["checkout_options"])
      // An order that comes to its amount without the table was placed without it, and nobody taxed its lines.
      const { amount } = Result.getOrThrow(Refund.ofItems({ ...order, amount: 4062 }, mug))
      assert.strictEqual(amount, 826)
      // One that does not say its amount tells nobody.
      assert.deepStrictEqual(problems(Refund.ofItems({ ...order, amount: undefined }, mug)), ["checkout_options"])
      assert.deepStrictEqual(problems(Refund.ofAmount({ ...order, amount: undefined }, 500)), ["checkout_options"])
    }
  })

  it("does not guess at the currency of an order that does not say it: three hundred yen are not three", () => {
    const yen = {
      amount: 1000,
      shopping_cart: { items: [{ name: "Mug", merchant_item_id: "mug", unit_price: 500, quantity: 2 }] }
    }
    const mug = [{ merchant_item_id: "mug", quantity: 1 }]
    assert.deepStrictEqual(problems(Refund.ofItems(yen, mug)), ["currency"])
    assert.deepStrictEqual(problems(Refund.ofAmount(yen, 300)), ["currency"])
    for (const currency of ["JPY", "jpy"]) {
      assert.strictEqual(Result.getOrThrow(Refund.ofItems({ ...yen, currency }, mug)).amount, 500)
      const { checkout_data } = Result.getOrThrow(Refund.ofAmount({ ...yen, currency }, 300))
      assert.strictEqual(checkout_data.items?.at(-1)?.unit_price, -300)
    }
  })

  it("says what comes back: everything for everything", () => {
    const { amount } = Result.getOrThrow(
      Refund.ofItems(cart, [
        { merchant_item_id: "mug", quantity: 2 },
        { merchant_item_id: "shirt", quantity: "1" },
        { merchant_item_id: "msp-shipping", quantity: 1 }
      ])
    )
    assert.strictEqual(amount, cart.amount)
  })

  it.effect("takes the cart of an order that was read back", () =>
    Effect.gen(function* () {
      const order = yield* Schema.decodeUnknownEffect(OrderDetails.OrderDetails)({
        status: "completed",
        currency: "EUR",
        shopping_cart: {
          items: [
            {
              name: "Mug",
              unit_price: "10.00",
              quantity: "2",
              merchant_item_id: "mug",
              tax_table_selector: "BTW21",
              cashback: "",
              weight: { unit: null, value: null }
            }
          ]
        },
        checkout_options: {
          default: [],
          alternate: [{ name: "BTW21", standalone: "", rules: [{ country: "", rate: "0.21" }] }]
        }
      })
      const { amount, checkout_data } = Result.getOrThrow(
        Refund.ofItems(order, [{ merchant_item_id: "mug", quantity: 1 }])
      )
      assert.strictEqual(amount, 1210)
      assert.deepStrictEqual(checkout_data.items, [
        { name: "Mug", unit_price: 10, quantity: 2, merchant_item_id: "mug", tax_table_selector: "BTW21" },
        { name: "Mug", unit_price: -10, quantity: 1, merchant_item_id: "mug", tax_table_selector: "BTW21" }
      ])
    })
  )

  it.effect("may be written by hand from the lines that an answer has", () =>
    Effect.gen(function* () {
      const items = [
        {
          weight: { unit: null, value: null },
          options: [],
          name: "Mug",
          unit_price: "10.00",
          quantity: "2",
          merchant_item_id: 1111,
          currency: "EUR",
          cashback: ""
        }
      ]
      const order = yield* Schema.decodeUnknownEffect(OrderDetails.OrderDetails)({
        status: "completed",
        shopping_cart: { items }
      })
      const lines = order.shopping_cart?.items ?? []
      const refund: Refund.Refund = {
        currency: "EUR",
        refund_order_id: "1-refund-1",
        checkout_data: { items: [...lines, { ...lines[0], unit_price: -10, quantity: 1 }] }
      }
      const body = yield* Schema.encodeEffect(Refund.create.request)(refund)
      assert.strictEqual("checkout_data" in body ? body.checkout_data.items?.length : 0, 2)
    })
  )

  it("counts what was refunded before", () => {
    const first = Result.getOrThrow(Refund.ofItems(cart, [{ merchant_item_id: "mug", quantity: 1 }]))
    const after = { ...cart, shopping_cart: { items: first.checkout_data.items ?? [] } }
    assert.strictEqual(
      Result.getOrThrow(Refund.ofItems(after, [{ merchant_item_id: "mug", quantity: 1 }])).amount,
      1000
    )
    assert.deepStrictEqual(problems(Refund.ofItems(after, [{ merchant_item_id: "mug", quantity: 2 }])), [
      "items[0].quantity"
    ])
  })

  it("counts lines of the same article together", () => {
    assert.deepStrictEqual(
      problems(
        Refund.ofItems(cart, [
          { merchant_item_id: "mug", quantity: 2 },
          { merchant_item_id: "mug", quantity: 1 }
        ])
      ),
      ["items[1].quantity"]
    )
  })

  it("refuses articles that were not ordered, quantities that are none, and nothing at all", () => {
    assert.deepStrictEqual(
      problems(
        Refund.ofItems(cart, [
          { merchant_item_id: "hat", quantity: 1 },
          { merchant_item_id: "mug", quantity: -1 },
          { merchant_item_id: "mug", quantity: "some" }
        ])
      ),
      ["items[0].merchant_item_id", "items[1].quantity", "items[2].quantity"]
    )
    assert.deepStrictEqual(problems(Refund.ofItems(cart, [])), ["items"])
    assert.deepStrictEqual(problems(Refund.ofItems({}, [{ merchant_item_id: "mug", quantity: 1 }])), [
      "shopping_cart",
      "currency",
      "items[0].merchant_item_id"
    ])
  })

  it("refuses an article that stands in the cart at several prices", () => {
    const items = [...cart.shopping_cart.items, { name: "Mug", merchant_item_id: "mug", unit_price: 1, quantity: 1 }]
    assert.deepStrictEqual(
      problems(Refund.ofItems({ ...cart, shopping_cart: { items } }, [{ merchant_item_id: "mug", quantity: 1 }])),
      ["items[0].merchant_item_id"]
    )
  })

  it.effect("makes a cart that a refund takes", () =>
    Effect.gen(function* () {
      const { checkout_data } = Result.getOrThrow(Refund.ofItems(cart, [{ merchant_item_id: "shirt", quantity: 1 }]))
      const refund: Refund.Refund = { currency: "EUR", refund_order_id: "1-refund-1", checkout_data }
      const body = yield* Schema.encodeEffect(Refund.create.request)(refund)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(body)), JSON.parse(JSON.stringify(refund)))
    })
  )
})
