import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"

const vectors = new URL("../../../../shared/vectors/json-precision.json", import.meta.url)

const Vectors = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    body: Schema.String,
    path: Schema.Array(Schema.Union([Schema.String, Schema.Int])),
    want: Schema.String
  })
)

const at = (value: unknown, path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], value)

// Pieces that make trouble when a scanner loses track of where a string ends.
const Pieces = Schema.Array(
  Schema.Literals([
    '"',
    "\\",
    "17472052901237123",
    "-9007199254740993",
    ":",
    ",",
    " ",
    "[",
    "{",
    "}",
    "\n",
    "é",
    "😀",
    "e5",
    "."
  ])
)

type SafeTree = string | number | boolean | null | ReadonlyArray<SafeTree> | { readonly [key: string]: SafeTree }

const SafeTree: Schema.Codec<SafeTree> = Schema.Union([
  Schema.String,
  Schema.Int,
  Schema.Finite.check(Schema.isBetween({ minimum: -1e15, maximum: 1e15 })),
  Schema.Boolean,
  Schema.Null,
  Schema.Array(Schema.suspend(() => SafeTree)),
  Schema.Record(
    Schema.String,
    Schema.suspend(() => SafeTree)
  )
])

describe("ExactJson", () => {
  it.skipIf(!existsSync(vectors))(
    "keeps every id of the shared precision vectors exact (needs ../shared/vectors/json-precision.json)",
    () => {
      const cases = Schema.decodeUnknownSync(Vectors)(JSON.parse(readFileSync(vectors, "utf8")))
      assert.isAbove(cases.length, 5)
      for (const one of cases) {
        const value = Effect.runSync(ExactJson.parse(one.body))
        assert.strictEqual(String(at(value, one.path)), one.want, one.name)
      }
    }
  )

  it.effect("makes text of the first integer that is not safe and leaves the last safe one a number", () =>
    Effect.gen(function* () {
      const value = yield* ExactJson.parse("[9007199254740991,9007199254740992,-9007199254740991,-9007199254740992]")
      assert.deepStrictEqual(value, [9007199254740991, "9007199254740992", -9007199254740991, "-9007199254740992"])
    })
  )

  it.effect("leaves fractions and exponents numbers, however long", () =>
    Effect.gen(function* () {
      const text = "[17472052901237123.0,1e20,17472052901237123e2,0.12345678901234567,-0]"
      assert.deepStrictEqual(yield* ExactJson.parse(text), JSON.parse(text))
    })
  )

  it.effect("does not touch digits in strings or in keys", () =>
    Effect.gen(function* () {
      const text = String.raw`{"17472052901237123":": 17472052901237123,","a\\":"\\\"[17472052901237123]","n":17472052901237123}`
      assert.deepStrictEqual(yield* ExactJson.parse(text), {
        "17472052901237123": ": 17472052901237123,",
        "a\\": String.raw`\"[17472052901237123]`,
        n: "17472052901237123"
      })
    })
  )

  it.effect("reads a long integer that is the whole text, with white space around it", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* ExactJson.parse("17472052901237123"), "17472052901237123")
      assert.strictEqual(yield* ExactJson.parse("\n 17472052901237123\t"), "17472052901237123")
    })
  )

  it.effect("reads a string of several megabytes next to a long integer", () =>
    Effect.gen(function* () {
      const long = '\\"a'.repeat(2_000_000)
      const value = yield* ExactJson.parse(JSON.stringify({ long }).replace("}", ',"id":17472052901237123}'))
      assert.isTrue((value as { long: string }).long === long)
      assert.strictEqual((value as { id: string }).id, "17472052901237123")
    })
  )

  it.effect.prop(
    "equals JSON.parse when all integers are safe",
    { tree: SafeTree, space: Schema.Literals([0, 2]) },
    ({ space, tree }) =>
      Effect.gen(function* () {
        const text = JSON.stringify(tree, null, space)
        assert.deepStrictEqual(yield* ExactJson.parse(text), JSON.parse(text))
      })
  )

  it.effect.prop(
    "is exact for any integer, wherever it stands and whatever text stands around it",
    {
      n: Schema.BigInt,
      times: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 24 })),
      before: Pieces,
      after: Pieces
    },
    ({ after, before, n, times }) =>
      Effect.gen(function* () {
        const big = n * 10n ** BigInt(times) + 1n
        const [head, tail] = [before.join(""), after.join("")]
        const text = `{${JSON.stringify(head)}: [${JSON.stringify(tail)},${big}, {"id":${big}}], "last":${JSON.stringify(head + tail)}}`
        const want = Number.isSafeInteger(Number(big)) ? Number(big) : big.toString()
        assert.deepStrictEqual(yield* ExactJson.parse(text), {
          ...JSON.parse(`{${JSON.stringify(head)}:0}`),
          [head]: [tail, want, { id: want }],
          last: head + tail
        })
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop("never accepts what JSON.parse rejects", { pieces: Pieces }, ({ pieces }) =>
    Effect.gen(function* () {
      const text = pieces.join("")
      const exact = yield* Effect.result(ExactJson.parse(text))
      const plain = yield* Effect.result(Effect.try({ try: () => JSON.parse(text), catch: () => "invalid" }))
      assert.strictEqual(exact._tag, plain._tag)
    })
  )

  it.effect("says how long the invalid text is and where it breaks, but not what it is", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ExactJson.parse('{"card_number":"5555555555554444",}'))
      assert.strictEqual(error._tag, "InvalidJson")
      assert.strictEqual(error.length, 35)
      assert.strictEqual(error.position, 34)
      assert.notInclude(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`, "5555")
    })
  )

  it.effect("tells an empty body apart", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ExactJson.parse(""))
      assert.strictEqual(error.message, "expected JSON, got an empty text")
    })
  )

  it.effect("does not repair a long number with a leading zero", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(ExactJson.parse('{"id":017472052901237123}')))._tag, "InvalidJson")
    })
  )
})
