import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Answer from "@effect-multisafepay/core/Answer"
import * as wire from "../src/internal/answers/wire.ts"

class Member extends wire.open<Member>("Member")(
  { name: wire.text, amount: wire.int },
  { spellings: { naem: "name" } }
) {}

const fields = {
  id: wire.text,
  flag: wire.yesNo,
  token: wire.secret("token"),
  member: Member.field,
  members: wire.many(Member.field)
}
class Thing extends wire.open<Thing>("Thing")(fields, { required: ["id"] }) {}

const decode = Schema.decodeUnknownEffect(Thing)
const encode = Schema.encodeUnknownEffect(Thing)

describe("wire scalars", () => {
  const cases: ReadonlyArray<readonly [string, Answer.Field<unknown>, ReadonlyArray<readonly [unknown, unknown]>]> = [
    [
      "text: numbers become digits, null and empty are absent, other types are unreadable",
      wire.text,
      [
        ["a", "a"],
        [12, "12"],
        [0, "0"],
        [-3, "-3"],
        [1e21, "1000000000000000000000"],
        [1.5, "1.5"],
        [Number.POSITIVE_INFINITY, undefined],
        [Number.NEGATIVE_INFINITY, undefined],
        ["000123", "000123"],
        ["", undefined],
        [null, undefined],
        [undefined, undefined],
        [true, undefined],
        [{}, undefined],
        [["a"], undefined]
      ]
    ],
    [
      "word: unknown words survive",
      wire.word("a", "b"),
      [
        ["a", "a"],
        ["new_word", "new_word"],
        ["", undefined],
        [null, undefined]
      ]
    ],
    [
      "digits: lost zeros come back",
      wire.digits(4),
      [
        [912, "0912"],
        ["912", "0912"],
        [0, "0000"],
        ["0004", "0004"],
        [2512, "2512"],
        ["", undefined],
        [null, undefined]
      ]
    ],
    [
      "int: also as text, only whole and exact",
      wire.int,
      [
        [1000, 1000],
        ["0", 0],
        ["-5", -5],
        [0.5, undefined],
        ["0.5", undefined],
        // EUR 10.00, and not ten cents.
        ["10.00", undefined],
        ["9007199254740993", undefined],
        ["", undefined],
        ["ten", undefined],
        [null, undefined],
        [true, undefined]
      ]
    ],
    [
      "number: also as text",
      wire.number,
      [
        [0.49, 0.49],
        ["50.00", 50],
        ["-1.5", -1.5],
        ["", undefined],
        ["1,5", undefined],
        ["NaN", undefined],
        [Number.NaN, undefined]
      ]
    ],
    [
      "bool: words, digits and the empty text",
      wire.bool,
      [
        [true, true],
        ["true", true],
        [1, true],
        [false, false],
        ["", false],
        [0, false],
        [null, undefined],
        ["maybe", undefined]
      ]
    ],
    [
      "yesNo",
      wire.yesNo,
      [
        ["YES", true],
        ["NO", false],
        [false, false],
        [null, undefined],
        ["", undefined],
        ["maybe", undefined]
      ]
    ],
    [
      "record: an empty list is an empty object",
      wire.record,
      [
        [{ a: null }, { a: null }],
        [[], {}],
        [null, undefined],
        ["a", undefined],
        [[1], undefined]
      ]
    ],
    [
      "json: anything but null",
      wire.json,
      [
        [{ a: 1 }, { a: 1 }],
        [[], []],
        ["", ""],
        [null, undefined]
      ]
    ]
  ]
  for (const [name, field, pairs] of cases) {
    it(name, () => {
      for (const [raw, want] of pairs) assert.deepStrictEqual(field.read(raw), want, JSON.stringify(raw))
    })
    it(`${name.split(":")[0]}: what was read has no fault`, () => {
      for (const [raw, want] of pairs) if (want !== undefined) assert.isUndefined(field.fault(field.read(raw)))
    })
  }

  it("yesNo is written in the API's words", () => {
    assert.strictEqual(wire.yesNo.write(true), "YES")
    assert.strictEqual(wire.yesNo.write(false), "NO")
  })

  it("many: one thing is a list of one, unreadable members go, null is absent", () => {
    const many = wire.many(Member.field)
    assert.deepStrictEqual(many.read({ name: "a" }), [{ name: "a" }])
    assert.deepStrictEqual(many.read([{ name: "a" }, 7, null, { name: "b" }]), [{ name: "a" }, { name: "b" }])
    // PHP prints a list with a gap as an object, and a row may have a list of its own.
    assert.deepStrictEqual(many.read({ 1: { name: "a" }, 3: { name: "b" } }), [{ name: "a" }, { name: "b" }])
    assert.deepStrictEqual(many.read([[{ name: "a" }, { name: "b" }], { name: "c" }]), [
      { name: "a" },
      { name: "b" },
      { name: "c" }
    ])
    assert.deepStrictEqual(many.read([]), [])
    assert.deepStrictEqual(wire.many(wire.json).read([[], [1]]), [[], [1]])
    assert.isUndefined(many.read(null))
    assert.isUndefined(many.read(""))
    assert.isUndefined(many.read({}))
  })
})

describe("wire objects", () => {
  it.effect("leaves out an optional field that cannot be read and keeps the rest", () =>
    Effect.gen(function* () {
      const thing = yield* decode({ id: 7, flag: {}, member: "no", members: [{ amount: "x", name: "n" }, "no"] })
      assert.deepStrictEqual(thing, { id: "7", members: [{ name: "n" }] })
    })
  )

  it.effect("keeps unknown fields as they came, at every level, and writes them back", () =>
    Effect.gen(function* () {
      const raw = { id: "1", later: { deep: [null, "", 1] }, member: { more: null }, members: [{ x: "" }] }
      const thing = yield* decode(raw)
      assert.deepStrictEqual<unknown>(thing, raw)
      assert.deepStrictEqual<unknown>(yield* encode(thing), raw)
    })
  )

  it.effect("keeps a field called __proto__ a field", () =>
    Effect.gen(function* () {
      const thing = yield* decode(JSON.parse('{"id":"1","__proto__":{"admin":true}}'))
      assert.isUndefined((thing as { admin?: boolean }).admin)
      assert.strictEqual(JSON.stringify(yield* encode(thing)), '{"id":"1","__proto__":{"admin":true}}')
    })
  )

  it.effect("leaves out what is no JSON: a number beyond all numbers, of a field that nobody described too", () =>
    Effect.gen(function* () {
      const thing = yield* decode(JSON.parse('{"id":"1","later":[1e400],"member":{"name":"a","more":-1e400}}'))
      assert.deepStrictEqual(thing, { id: "1", member: { name: "a" } })
    })
  )

  it("never reads what has a fault", () => {
    const strange = [Infinity, Number.NaN, () => 1, Symbol("s"), 1n, new Date(), undefined, null]
    const values = [
      ...strange,
      "",
      "x",
      7,
      true,
      [],
      {},
      ...strange.flatMap((one) => [[one], { name: one, later: one }])
    ]
    for (const key of ["flag", "token", "member", "members", "later"]) {
      for (const value of values) {
        const thing = Thing.field.read({ id: "1", [key]: value })
        assert.isUndefined(Thing.field.fault(thing), `${key}: ${typeof value}`)
      }
    }
  })

  it.effect("moves another spelling to the right one, which wins when both are there", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* decode({ id: "1", member: { naem: "a" } })).member, { name: "a" })
      assert.deepStrictEqual((yield* decode({ id: "1", member: { naem: "a", name: "b" } })).member, { name: "b" })
      assert.deepStrictEqual((yield* decode({ id: "1", member: { naem: null } })).member, {})
    })
  )

  it.effect("names the required field that is missing or unreadable, and never quotes a value", () =>
    Effect.gen(function* () {
      for (const raw of [{}, { id: null }, { id: "" }, { id: ["secret"] }]) {
        const error = yield* Effect.flip(decode(raw))
        assert.include(error.message, '["id"]')
        assert.notInclude(error.message, "secret")
      }
    })
  )

  it.effect("rejects what is no object", () =>
    Effect.gen(function* () {
      for (const raw of [null, "x", 1, [], [1]]) {
        assert.include((yield* Effect.flip(decode(raw))).message, "Expected a JSON object")
      }
    })
  )

  it.effect("names the place of a value that is not of the type when encoding", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(encode({ id: "1", members: [{}, { amount: "secret" }] }))
      assert.include(error.message, '["members"][1]["amount"]')
      assert.notInclude(error.message, "secret")
      assert.include((yield* Effect.flip(encode({ id: "1", extra: () => 1 }))).message, '["extra"]')
      assert.include((yield* Effect.flip(encode({}))).message, '["id"]')
    })
  )

  it.effect("drops fields that are undefined when encoding", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encode({ id: "1", flag: undefined, extra: undefined }), { id: "1" })
    })
  )

  it.effect("hides a secret from printing and gives it back when encoding", () =>
    Effect.gen(function* () {
      const thing = yield* decode({ id: "1", token: "hush" })
      assert.notInclude(JSON.stringify(thing), "hush")
      assert.strictEqual(thing.token === undefined ? "" : Redacted.value(thing.token), "hush")
      assert.deepStrictEqual(yield* encode(thing), { id: "1", token: "hush" })
    })
  )

  it.effect("works under toCodecJson, which HTTP clients put around response schemas", () =>
    Effect.gen(function* () {
      const body = Schema.toCodecJson(Schema.Struct({ success: Schema.Boolean, data: Thing }))
      const value = yield* Schema.decodeUnknownEffect(body)({ success: true, data: { id: 1, token: "t", extra: [] } })
      assert.deepStrictEqual<unknown>(yield* Schema.encodeEffect(body)(value), {
        success: true,
        data: { id: "1", token: "t", extra: [] }
      })
    })
  )

  it.effect.prop("gives back any value of the type after a round trip", { thing: Thing }, ({ thing }) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decode(yield* encode(thing)), thing)
    })
  )
})
