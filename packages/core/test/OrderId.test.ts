import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as OrderId from "@effect-multisafepay/core/OrderId"

const decode = Schema.decodeUnknownEffect(OrderId.OrderId)
const encode = Schema.encodeEffect(OrderId.OrderId)

describe("an order's id", () => {
  it.effect("is text of 1 to 50 characters", () =>
    Effect.gen(function* () {
      for (const id of ["a", "x".repeat(50), "my order/1", "é-1", "...", "00042"]) {
        assert.strictEqual(yield* decode(id), id)
        assert.strictEqual(yield* encode(id), id)
      }
      for (const id of ["", "x".repeat(51), ".", "..", "a\nb", "a\u0000", null, 1.5, true]) {
        yield* Effect.flip(decode(id))
      }
    })
  )

  it.effect("may be an integer on the wire and goes out as text", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decode(1588947171), "1588947171")
      assert.strictEqual(yield* encode("1588947171"), "1588947171")
      assert.strictEqual(yield* encode("0042"), "0042")
    })
  )

  it.effect.prop("survives the wire", { id: Arbitrary.schema(OrderId.OrderId) }, ({ id }) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decode(JSON.parse(JSON.stringify(yield* encode(id)))), id)
    })
  )
})

describe("a child's id", () => {
  it("tells the order it belongs to, unless the order's id did not fit", () => {
    assert.deepStrictEqual(OrderId.parent(OrderId.child("my-order-1", "refund", 2)), Option.some("my-order-1"))
    assert.deepStrictEqual(OrderId.parent(OrderId.child("a-refund-1", "capture", 12)), Option.some("a-refund-1"))
    for (const id of ["my-order-1", "-refund-1", OrderId.child("x".repeat(50), "refund", 1)]) {
      assert.isTrue(Option.isNone(OrderId.parent(id)), id)
    }
  })

  const Text = Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[a-z0-9-]{1,50}$/)))
  const N = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999_999 })))

  it("is derived from the order's id", () => {
    assert.strictEqual(OrderId.child("my-order-1", "refund", 2), "my-order-1-refund-2")
  })

  it("of a long id keeps what tells it from others", () => {
    const long = (n: number) => `shop-of-the-year-2026-${String(n).padStart(28, "0")}`
    assert.lengthOf(long(1), 50)
    const children = Array.from({ length: 1000 }, (_, n) => OrderId.child(long(n), "refund", 1))
    assert.lengthOf([...new Set(children)], 1000)
    for (const child of children) assert.isAtMost(child.length, 50)
    // Written down, because an id that changes between versions makes a second refund.
    assert.strictEqual(children[1], "shop-of-the-year-2026-0000~1k2667k02jfyze-refund-1")
  })

  it("never ends in half a character", () => {
    for (const shift of ["", "a"]) {
      const child = OrderId.child(shift + "😀".repeat(24), "refund", 1)
      assert.strictEqual(decodeURIComponent(encodeURIComponent(child)), child)
    }
  })

  it.effect.prop("is the same each time, valid, and another for another number", { id: Text, n: N }, ({ id, n }) =>
    Effect.gen(function* () {
      const child = OrderId.child(id, "refund", n)
      assert.strictEqual(OrderId.child(id, "refund", n), child)
      assert.strictEqual(yield* decode(child), child)
      assert.notStrictEqual(OrderId.child(id, "refund", n + 1), child)
      assert.notStrictEqual(OrderId.child(id, "capture", n), child)
    })
  )
})
