// Each habit of the service's answers, on and off.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, payLater, redirect } from "./support.ts"

interface Data {
  readonly [key: string]: unknown
}

const quirky = Sandbox.layer({ notifications: "record" })
const plain = Sandbox.layer({ notifications: "record", quirks: false })

/** The `data` of an order as JSON.parse reads it. */
const both = (order: { readonly order_id: unknown }, paid = true) => {
  const one = Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    yield* call("POST", "/orders", order)
    if (paid) yield* sandbox.pay(String(order.order_id))
    const { text } = yield* call("GET", `/orders/${String(order.order_id)}`)
    return { text, data: (JSON.parse(text) as { readonly data: Data }).data }
  })
  return Effect.all({ on: Effect.provide(one, quirky), off: Effect.provide(one, plain) })
}

const at = (data: Data, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>((here, key) => (here as { readonly [key: string]: unknown } | undefined)?.[key], data)

describe("quirks", () => {
  it.effect("an order_id of digits is a number, but never loses a digit", () =>
    Effect.gen(function* () {
      const digits = yield* both(redirect("182"))
      assert.deepStrictEqual([digits.on.data["order_id"], digits.off.data["order_id"]], [182, "182"])
      for (const id of ["0182", "9007199254740993", "1e3", "-1"]) {
        assert.strictEqual((yield* both(redirect(id))).on.data["order_id"], id)
      }
    })
  )

  it.effect("transaction ids have 17 digits, or 7", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1"))
      assert.match(on.text, /"transaction_id":\d{17},/)
      assert.match(off.text, /"transaction_id":\d{7},/)
    })
  )

  it.effect("numbers of the cart are text", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(payLater("o-1", "KLARNA"))
      const item = ["shopping_cart", "items", 0] as const
      const told = ({ data }: { readonly data: Data }) => [
        at(data, ...item, "unit_price"),
        at(data, ...item, "quantity"),
        at(data, ...item, "merchant_item_id"),
        at(data, "checkout_options", "alternate", 0, "rules", 0, "rate")
      ]
      assert.deepStrictEqual(told(on), ["10.00", "2", 1111, "0.21"])
      assert.deepStrictEqual(told(off), [10, 2, "1111", 0.21])
      assert.isUndefined(at(on.data, "checkout_options", "tax_tables"))
    })
  )

  it.effect("empty objects are lists", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1", { gateway: "" }), false)
      assert.deepStrictEqual([on.data["payment_details"], off.data["payment_details"]], [[], {}])
      const refused = call("GET", "/orders/nope")
      assert.deepStrictEqual((yield* Effect.provide(refused, quirky)).json["data"], [])
      assert.deepStrictEqual((yield* Effect.provide(refused, plain)).json["data"], {})
    })
  )

  it.effect("times have no zone and are Dutch", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1"))
      assert.deepStrictEqual([on.data["created"], off.data["created"]], ["1970-01-01T01:00:00", "1970-01-01T00:00:00Z"])
    })
  )

  it.effect("card digits are numbers here and text there", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(card("o-1", "4111111111111111"), false)
      const told = ({ data }: { readonly data: Data }) => [
        at(data, "payment_details", "last4"),
        at(data, "payment_methods", 0, "last4"),
        at(data, "payment_methods", 0, "card_expiry_date")
      ]
      assert.deepStrictEqual(told(on), [1111, "1111", 3012])
      assert.deepStrictEqual(told(off), ["1111", "1111", "3012"])
      const zeros = yield* both(card("o-2", "5500000000000004"), false)
      assert.strictEqual(at(zeros.on.data, "payment_details", "last4"), "0004")
    })
  )

  it.effect("nothing is null or empty text", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1"))
      assert.deepStrictEqual([on.data["var1"], on.data["reason"], on.data["items"]], [null, "", null])
      assert.deepStrictEqual(
        [off.data["var1"], off.data["reason"], off.data["items"]],
        [undefined, undefined, undefined]
      )
    })
  )

  it.effect("phone comes back as phone1", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(card("o-1", "4111111111111111"), false)
      assert.deepStrictEqual(
        [at(on.data, "customer", "phone1"), at(on.data, "customer", "phone")],
        ["0208500500", undefined]
      )
      assert.deepStrictEqual(
        [at(off.data, "customer", "phone1"), at(off.data, "customer", "phone")],
        [undefined, "0208500500"]
      )
    })
  )

  it.effect("slashes are escaped", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1", { description: "1/2" }))
      assert.include(on.text, '"1\\/2"')
      assert.include(off.text, '"1/2"')
    })
  )

  it.effect("can be switched one by one", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("182"))
      const { text } = yield* call("GET", "/orders/182")
      assert.include(text, '"order_id":"182"')
      assert.include(text, '"created":"1970-01-01T01:00:00"')
    }).pipe(Effect.provide(Sandbox.layer({ notifications: "record", quirks: { numericOrderId: false } })))
  )

  it.effect("or not, fastcheckout is a word and zip codes lose their blank", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(card("o-1", "4111111111111111"), false)
      for (const { data } of [on, off]) {
        assert.deepStrictEqual([data["fastcheckout"], at(data, "customer", "zip_code")], ["NO", "1033SC"])
      }
    })
  )
})
