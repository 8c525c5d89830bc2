import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Currency from "../src/Currency.ts"
import * as Money from "../src/Money.ts"

const money = <const C extends Currency.Currency>(
  currency: C,
  amount: number
): Result.Result<Money.Money<C>, Money.InvalidMoney> => Result.succeed({ currency, amount })

const refusal = (result: Result.Result<unknown, Money.InvalidMoney>) =>
  Result.isFailure(result) ? result.failure.reason : undefined

describe("Money.Amount", () => {
  const decode = Schema.decodeUnknownResult(Money.Amount)

  it("takes whole numbers from 0 to 2^53 - 1", () => {
    for (const amount of [0, 1, 7495, Number.MAX_SAFE_INTEGER])
      assert.isTrue(Result.isSuccess(decode(amount)), String(amount))
  })

  it.each([
    [-1, "must be 0 or more, in the smallest unit"],
    [10.5, "must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991"],
    [2 ** 53, "must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991"]
  ])("refuses %d and says why", (amount, message) => {
    const result = decode(amount)
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result)) assert.strictEqual(String(result.failure.message), message)
  })

  it.each(["1000", null, Number.NaN, Number.POSITIVE_INFINITY, 1n])(
    "refuses %s, which is no number of cents",
    (amount) => {
      assert.isTrue(Result.isFailure(decode(amount)))
    }
  )
})

describe("Money.of", () => {
  it("counts in the smallest unit of the currency", () => {
    assert.deepStrictEqual(Money.of("EUR", "10.00"), { currency: "EUR", amount: 1000 })
    assert.deepStrictEqual(Money.of("JPY", "1000"), { currency: "JPY", amount: 1000 })
    assert.deepStrictEqual(Money.of("KWD", "1.5"), { currency: "KWD", amount: 1500 })
    assert.deepStrictEqual(Money.of("CLF", "99999999999.9999"), { currency: "CLF", amount: 999_999_999_999_999 })
  })

  it("has a short name for common currencies", () => {
    const all = [
      Money.eur("1"),
      Money.gbp("1"),
      Money.usd("1"),
      Money.aud("1"),
      Money.cad("1"),
      Money.chf("1"),
      Money.dkk("1"),
      Money.hkd("1"),
      Money.nok("1"),
      Money.pln("1"),
      Money.sek("1")
    ]
    assert.deepStrictEqual(
      all.map(({ currency }) => currency),
      ["EUR", "GBP", "USD", "AUD", "CAD", "CHF", "DKK", "HKD", "NOK", "PLN", "SEK"]
    )
    assert.isTrue(all.every(({ amount }) => amount === 100))
    assert.deepStrictEqual(Money.jpy("1"), { currency: "JPY", amount: 1 })
  })

  it("spreads into an order", () => {
    assert.deepStrictEqual({ order_id: "1", ...Money.eur("0.1") }, { order_id: "1", currency: "EUR", amount: 10 })
  })
})

describe("Money.parse", () => {
  it.each([
    ["EUR", "12.5000", 1250],
    ["EUR", "10.000", 1000],
    ["JPY", "1000.00", 1000],
    ["JPY", "10.0", 10],
    ["KWD", "1.1250", 1125],
    ["KWD", "1.12500000000000000000", 1125]
  ] as const)("takes the zeros that a database prints: %s %s", (currency, text, amount) => {
    assert.deepStrictEqual(Money.parse(currency, text), Result.succeed({ currency, amount }))
  })

  it("reads text that no float survives", () => {
    assert.deepStrictEqual(Money.parse("EUR", "1.005", { exponent: 3 }), money("EUR", 1005))
    assert.deepStrictEqual(Money.parse("EUR", "90071992547409.91"), money("EUR", Number.MAX_SAFE_INTEGER))
    assert.deepStrictEqual(Money.parse("EUR", "1.15"), money("EUR", 115))
  })

  it("fills up missing digits", () => {
    assert.deepStrictEqual(Money.parse("EUR", "10"), money("EUR", 1000))
    assert.deepStrictEqual(Money.parse("EUR", "10.5"), money("EUR", 1050))
  })

  it("never rounds", () => {
    assert.strictEqual(refusal(Money.parse("EUR", "10.005")), "too-many-decimals")
    assert.strictEqual(refusal(Money.parse("EUR", "10.0001")), "too-many-decimals")
    assert.strictEqual(refusal(Money.parse("JPY", "10.5")), "too-many-decimals")
    assert.strictEqual(refusal(Money.parse("JPY", "0.01")), "too-many-decimals")
  })

  it.each([
    "",
    " ",
    "10,00",
    "1.000,00",
    "1 000",
    "10.",
    ".5",
    "1e3",
    "+1",
    "0x10",
    "ten",
    "10.00 ",
    "١٠",
    "NaN",
    "10\n"
  ])("refuses %j as not decimal", (text) => assert.strictEqual(refusal(Money.parse("EUR", text)), "not-decimal"))

  it("refuses what is below zero or past what a number holds", () => {
    assert.strictEqual(refusal(Money.parse("EUR", "-1.00")), "negative")
    assert.strictEqual(refusal(Money.parse("EUR", "90071992547409.92")), "too-large")
    assert.strictEqual(refusal(Money.parse("EUR", "9".repeat(400))), "too-large")
  })

  it("explains itself without repeating the text", () => {
    const result = Money.parse("JPY", "10.99")
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result)) {
      assert.strictEqual(result.failure.message, 'JPY: at most 0 digits may follow the point, such as "10"')
      assert.notInclude(JSON.stringify(result.failure), "10.99")
    }
  })

  it.effect("joins an effect, where its error is caught by tag", () =>
    Effect.gen(function* () {
      const price = yield* Effect.fromResult(Money.parse("EUR", "9.95"))
      assert.strictEqual(price.amount, 995)
      const reason = yield* Effect.fromResult(Money.parse("EUR", "free")).pipe(
        Effect.map(() => "none"),
        Effect.catchTag("InvalidMoney", (error) => Effect.succeed(error.reason))
      )
      assert.strictEqual(reason, "not-decimal")
    })
  )

  it("takes another exponent where the vendor's is in doubt", () => {
    assert.deepStrictEqual(Money.parse("KRW", "10.50", { exponent: 2 }), money("KRW", 1050))
  })
})

describe("Money.format", () => {
  it("writes exact text in main units", () => {
    assert.strictEqual(Money.format({ currency: "EUR", amount: 1000 }), "10.00")
    assert.strictEqual(Money.format({ currency: "EUR", amount: 5 }), "0.05")
    assert.strictEqual(Money.format({ currency: "JPY", amount: 1000 }), "1000")
    assert.strictEqual(Money.format({ currency: "KWD", amount: 1 }), "0.001")
    assert.strictEqual(Money.format({ currency: "EUR", amount: Number.MAX_SAFE_INTEGER }), "90071992547409.91")
    assert.strictEqual(Money.format({ currency: "EUR", amount: -1 }), "-0.01")
  })

  it.effect.prop(
    "is undone by parse, in every currency",
    { money: Money.Money },
    ({ money }) =>
      Effect.sync(() =>
        assert.deepStrictEqual(Money.parse(money.currency, Money.format(money)), Result.succeed(money))
      ),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "is undone by parse, whatever the exponent",
    { amount: Money.Amount, exponent: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 })) },
    ({ amount, exponent }) =>
      Effect.sync(() => {
        const text = Money.format({ currency: "EUR", amount }, { exponent })
        assert.deepStrictEqual(Money.parse("EUR", text, { exponent }), money("EUR", amount))
      })
  )

  it("round trips at the edges for every currency", () => {
    for (const currency of Currency.codes) {
      for (const amount of [0, 1, 9, 10, 99, 100, 101, 12_345, Number.MAX_SAFE_INTEGER]) {
        assert.deepStrictEqual(Money.parse(currency, Money.format({ currency, amount })), money(currency, amount))
      }
    }
  })
})
