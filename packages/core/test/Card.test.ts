import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Card from "@effect-multisafepay/core/Card"
import * as Issue from "@effect-multisafepay/core/Issue"

const rules = (schema: Schema.ConstraintDecoder<unknown>) => (value: unknown) =>
  Result.match(Schema.decodeUnknownResult(schema)(value), {
    onFailure: (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render),
    onSuccess: (): ReadonlyArray<string> => []
  })

/** The digits with the check digit that makes them a card number. */
const withCheckDigit = (digits: string) => {
  const sum = [...digits].reverse().reduce((sum, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return sum + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const Digits = Arbitrary.schema(Schema.String.check(Schema.isPattern(/^[0-9]{11,18}$/)))

describe("a card number", () => {
  const of = rules(Card.CardNumber)

  it.each(["4111111111111111", "5500000000000004", "374500000000015", "6799990000000000011", "5555555555554444"])(
    "%s is one",
    (digits) => {
      assert.deepStrictEqual(of(digits), [])
    }
  )

  it.effect.prop("is any digits with their check digit, and none with another", { digits: Digits }, ({ digits }) =>
    Effect.sync(() => {
      const right = withCheckDigit(digits)
      const wrong = `${digits}${(Number(right.at(-1)) + 1) % 10}`
      assert.deepStrictEqual(of(right), [])
      assert.deepStrictEqual(of(wrong), ["is not a card number: its check digit is wrong"])
    })
  )

  it("has 12 to 19 digits and nothing else", () => {
    for (const text of ["", "41111111111", "41111111111111111111", "4111 1111 1111 1111", "411111111111111a"]) {
      assert.deepStrictEqual(of(text), ["must be 12 to 19 digits"])
    }
  })

  it("is text", () => {
    assert.lengthOf(of(4111111111111111), 1)
  })

  it("loses its blanks and dashes when it was typed", () => {
    assert.strictEqual(Redacted.value(Card.number("4111 1111-1111 1111")), "4111111111111111")
    assert.strictEqual(Redacted.value(Card.number(Redacted.make("4111 1111"))), "41111111")
    assert.strictEqual(String(Card.number("4111")), "<redacted:card_number>")
  })
})

describe("a security code", () => {
  it("has three or four digits, leading zeros and all", () => {
    const of = rules(Card.CardCvc)
    assert.deepStrictEqual(["123", "0042", "000"].flatMap(of), [])
    for (const text of ["12", "12345", "12a", ""]) assert.deepStrictEqual(of(text), ["must be 3 or 4 digits"])
  })
})

describe("an expiry", () => {
  const decode = Schema.decodeUnknownEffect(Card.CardExpiry)
  const encode = Schema.encodeEffect(Card.CardExpiry)
  const Month = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 })))
  const Year = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 2000, maximum: 2099 })))

  it.effect.prop("of any year and month keeps its zeros, as text and as number", { month: Month, year: Year }, (date) =>
    Effect.gen(function* () {
      const text = Card.expiry(date)
      assert.match(text, /^\d{4}$/)
      assert.strictEqual(yield* decode(text), text)
      assert.strictEqual(yield* decode(Number(text)), text)
      assert.strictEqual(yield* encode(text), text)
    })
  )

  it("is year before month", () => {
    assert.strictEqual(Card.expiry({ year: 2029, month: 3 }), "2903")
    assert.strictEqual(Card.expiry({ year: 2005, month: 12 }), "0512")
  })

  it("has a month from 1 to 12", () => {
    const of = rules(Card.CardExpiry)
    const rule = "must be year and month as YYMM, such as 2903 for March 2029"
    for (const value of ["2913", "2900", "0329x", "29-03", "203", Card.expiry({ year: 2029, month: 13 })]) {
      assert.deepStrictEqual(of(value), [rule])
    }
    for (const value of [2913, 13, 20903, -903]) assert.deepStrictEqual(of(value), [rule])
  })
})
