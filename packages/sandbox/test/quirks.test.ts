// Each habit of the service's answers, on and off.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Sandbox from "../src/Sandbox.ts"
import type { Quirks } from "../src/SandboxOptions.ts"
import { call, card, cart, payLater, redirect } from "./support.ts"

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
      const order = payLater("o-1", "KLARNA", {
        checkout_options: { tax_tables: { alternate: cart.checkout_options.tax_tables.alternate } }
      })
      const { off, on } = yield* both(order, false)
      const standard = ({ data }: { readonly data: Data }) => at(data, "checkout_options", "default")
      assert.deepStrictEqual([standard(on), standard(off)], [[], {}])
      const refused = call("GET", "/orders/nope")
      assert.deepStrictEqual((yield* Effect.provide(refused, quirky)).json["data"], [])
      assert.deepStrictEqual((yield* Effect.provide(refused, plain)).json["data"], {})
    })
  )

  it.effect("or not, nothing is known of a payment before a method is chosen", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1", { gateway: "" }), false)
      assert.deepStrictEqual([on.data["payment_details"], off.data["payment_details"]], [{}, {}])
      assert.include(on.text, '"payment_details":{}')
    })
  )

  it.effect("times have no zone and are Dutch", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(redirect("o-1"))
      assert.deepStrictEqual([on.data["created"], off.data["created"]], ["1970-01-01T01:00:00", "1970-01-01T00:00:00Z"])
    })
  )

  it.effect("card digits are text here and numbers there", () =>
    Effect.gen(function* () {
      const { off, on } = yield* both(card("o-1", "4111111111111111"), false)
      const told = ({ data }: { readonly data: Data }) =>
        ["payment_details", "payment_methods"].flatMap((place) => {
          const one = place === "payment_methods" ? at(data, place, 0) : data[place]
          return ["last4", "card_expiry_date", "external_transaction_id"].map((field) => at(one as Data, field))
        })
      const external = told(on)[2]
      assert.deepStrictEqual(told(on), ["1111", "3012", external, 1111, 3012, Number(external)])
      assert.deepStrictEqual(
        told(off).map((value) => typeof value),
        [...["string", "string", "number"], ...["string", "string", "number"]]
      )
      const zeros = yield* both(card("o-2", "5500000000000004"), false)
      assert.strictEqual(at(zeros.on.data, "payment_methods", 0, "last4"), "0004")
      const bank = (yield* both(redirect("o-3"))).on.data
      assert.isString(at(bank, "payment_methods", 0, "external_transaction_id"))
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

  it.effect("notifications have sorted keys, ids as text and plain slashes", () =>
    Effect.gen(function* () {
      const two = [redirect("182", { description: "1/2" }), card("183", "4111111111111111")]
      const told = <A>(quirks: boolean | Partial<Quirks>, read: (body: string) => A, orders: typeof two = two) =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox.Sandbox
          const bodies: Array<A> = []
          for (const order of orders) {
            yield* call("POST", "/orders", order)
            yield* Effect.ignore(sandbox.pay(order.order_id))
            const notices = yield* sandbox.notices(order.order_id)
            const body = notices.at(-1)?.body ?? ""
            // Core reads both ways, and the same.
            const { order: known } = yield* Notification.decode(
              yield* Notification.verify({
                body,
                header: (yield* sandbox.signedNotification(order.order_id)).headers.auth,
                keys: sandbox.apiKey
              })
            )
            const now = yield* sandbox.order(order.order_id)
            assert.deepStrictEqual(
              [known.order_id, known.transaction_id, known.costs?.[0]?.transaction_id, known.payment_details?.last4],
              [now.order_id, now.transaction_id, now.costs?.[0]?.transaction_id, now.payment_details?.last4]
            )
            bodies.push(read(body))
          }
          return bodies
        }).pipe(Effect.provide(Sandbox.layer({ notifications: "record", quirks }), { local: true }))

      const isSorted = (value: unknown): boolean => {
        if (typeof value !== "object" || value === null) return true
        const keys = Object.keys(value)
        return (
          (Array.isArray(value) || JSON.stringify(keys) === JSON.stringify(keys.toSorted())) &&
          Object.values(value).every(isSorted)
        )
      }
      const inOrder = (body: string) => isSorted(JSON.parse(body))
      assert.deepStrictEqual(yield* told(true, inOrder), [true, true])
      assert.deepStrictEqual(yield* told({ sortedNotifications: false }, inOrder), [false, false])

      const types = (body: string) => {
        const order = JSON.parse(body) as Data
        return [
          order["order_id"],
          at(order, "costs", 0, "transaction_id"),
          at(order, "payment_details", "external_transaction_id"),
          at(order, "payment_methods", 0, "external_transaction_id")
        ].map((id) => typeof id)
      }
      const [text, number] = ["string", "number"]
      assert.deepStrictEqual(yield* told(true, types), [
        [text, text, text, text],
        [text, text, text, text]
      ])
      assert.deepStrictEqual(yield* told({ textIds: false }, types), [
        [number, number, text, text],
        [number, number, text, number]
      ])
      const own = (body: string) => typeof (JSON.parse(body) as Data)["transaction_id"]
      const many = Array.from({ length: 12 }, (_, n) => redirect(`o-${n}`))
      assert.sameMembers([...new Set(yield* told(true, own, many))], [text, number])
      assert.deepStrictEqual([...new Set(yield* told({ textIds: false }, own, many))], [number])
      assert.deepStrictEqual(yield* told(true, (body) => body.includes("\\/")), [false, false])
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
