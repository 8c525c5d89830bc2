import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { CheckoutOptions } from "../src/CheckoutOptions.ts"
import { dropBlank } from "../src/internal/requests/blank.ts"
import { fromSchemaIssue, render } from "../src/Issue.ts"
import { ShoppingCart } from "../src/ShoppingCart.ts"

const CartFields = Schema.Struct({
  shopping_cart: Schema.optionalKey(ShoppingCart),
  checkout_options: Schema.optionalKey(CheckoutOptions)
})

const strict = { errors: "all", onExcessProperty: "error" } as const
const decode = Schema.decodeUnknownResult(CartFields, strict)
const encode = Schema.encodeUnknownResult(CartFields, strict)

const complaints = (input: unknown): ReadonlyArray<string> => {
  const result = decode(input)
  return Result.isFailure(result) ? fromSchemaIssue(result.failure.issue).map(render) : []
}

const item = { name: "Mug", unit_price: 8.2644628099, quantity: 1 }
const withItem = (more: object) => ({ shopping_cart: { items: [{ ...item, ...more }] } })

const vectors = new URL("../../../../shared/vectors/requests/", import.meta.url)
const reason = existsSync(vectors) ? "" : " (skipped: the vendor's examples are not beside this checkout)"

const requestsWithCart = () =>
  existsSync(vectors)
    ? ["post-orders/", "patch-orders/"].flatMap((folder) =>
        readdirSync(new URL(folder, vectors)).flatMap((file): ReadonlyArray<readonly [string, object]> => {
          const body: unknown = JSON.parse(readFileSync(new URL(folder + file, vectors), "utf8"))
          if (typeof body !== "object" || body === null) return []
          const fields = Object.entries(body).filter(([key]) => key === "shopping_cart" || key === "checkout_options")
          return fields.length === 0 ? [] : [[file, Object.fromEntries(fields)]]
        })
      )
    : []

describe("a cart in a request", () => {
  it.skipIf(reason !== "")(`decodes and encodes every cart of the vendor's examples to the same JSON${reason}`, () => {
    const requests = requestsWithCart()
    assert.isAbove(requests.length, 3)
    for (const [file, fields] of requests) {
      const wire = dropBlank(fields)
      const decoded = decode(wire)
      assert.isTrue(Result.isSuccess(decoded), file)
      assert.deepStrictEqual(
        encode(Result.getOrThrow(decoded)),
        Result.succeed(wire as typeof CartFields.Encoded),
        file
      )
    }
  })

  it.effect.prop("round trips whatever it may hold", { cart: CartFields }, ({ cart }) =>
    Effect.sync(() => {
      const wire = JSON.parse(JSON.stringify(Result.getOrThrow(encode(cart))))
      assert.deepStrictEqual(JSON.stringify(Result.getOrThrow(decode(wire))), JSON.stringify(wire))
    })
  )

  it("keeps numbers and texts as they are written", () => {
    const cart = withItem({ unit_price: "50.00", quantity: "2", weight: { unit: "KG", value: "12" } })
    assert.deepStrictEqual(decode(cart), Result.succeed(cart as typeof CartFields.Type))
  })

  it("takes negative and fractional quantities and negative prices", () => {
    for (const more of [
      { quantity: -1 },
      { quantity: 0.5 },
      { quantity: "1.5" },
      { unit_price: -2.5 },
      { unit_price: "-2.50" }
    ]) {
      assert.deepStrictEqual(complaints(withItem(more)), [])
    }
  })

  it("takes the keys that the vendor uses without declaring them", () => {
    const more = {
      currency: "EUR",
      cashback: "1.00",
      image: "https://shop.example/a.png",
      product_url: "https://shop.example/a",
      options: [{}],
      weight: { unit: "lb", value: 1 }
    }
    assert.deepStrictEqual(complaints(withItem(more)), [])
  })

  it("takes the FastCheckout options, with prices as numbers or text", () => {
    const checkout_options = {
      no_shipping_method: false,
      use_shipping_notification: true,
      shipping_methods: {
        pickup: { name: "Pick up", provider: "PostNL", price: "2.50" },
        flat_rate_shipping: [{ id: "1", name: "Post", price: 5.95, allowed_areas: ["NL", "BE"], excluded_areas: [] }]
      }
    }
    assert.deepStrictEqual(complaints({ checkout_options }), [])
  })

  it.each([
    [{ unit_price: "8,26" }, "shopping_cart.items[0].unit_price: must be a decimal number such as 8.25"],
    [{ unit_price: "1e400" }, "shopping_cart.items[0].unit_price: must be a decimal number such as 8.25"],
    [{ quantity: "two" }, "shopping_cart.items[0].quantity: must be a decimal number such as 8.25"],
    [{ unit_price: true }, "shopping_cart.items[0].unit_price: Expected a decimal number, as a number or as text"],
    [{ unitprice: 1 }, "shopping_cart.items[0].unitprice: is not a field of this request"]
  ])("refuses %j", (more, message) => {
    assert.deepStrictEqual(complaints(withItem(more)), [message])
  })

  it("needs a name, a price and a quantity in every line", () => {
    assert.deepStrictEqual(complaints({ shopping_cart: { items: [{}] } }), [
      "shopping_cart.items[0].name: is required",
      "shopping_cart.items[0].unit_price: is required",
      "shopping_cart.items[0].quantity: is required"
    ])
  })

  it.each([21, "21", -0.21, 1.01])("refuses %s as a tax rate, which is a fraction", (rate) => {
    const tables = { default: { rate }, alternate: [{ name: "high", rules: [{ rate }] }] }
    const message = "must be a fraction from 0 to 1: 21 % is 0.21"
    assert.deepStrictEqual(complaints({ checkout_options: { tax_tables: tables } }), [
      `checkout_options.tax_tables.default.rate: ${message}`,
      `checkout_options.tax_tables.alternate[0].rules[0].rate: ${message}`
    ])
  })

  it("takes every form of rate that the vendor's examples use", () => {
    const rules = [0, 0.0, 0.21, "0.00", "0.21", 0.0825, 0.08375, 1].map((rate) => ({ rate, country: "US" }))
    assert.deepStrictEqual(complaints({ checkout_options: { tax_tables: { alternate: [{ name: "2", rules }] } } }), [])
  })
})
