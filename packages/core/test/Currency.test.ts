import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Currency from "../src/Currency.ts"

const decode = Schema.decodeUnknownResult(Currency.Currency)

describe("Currency", () => {
  it("knows how many digits follow the point", () => {
    const some = ["EUR", "USD", "HUF", "TWD", "JPY", "KRW", "CLP", "ISK", "VND", "BHD", "TND", "CLF", "MGA"] as const
    assert.deepStrictEqual(
      some.map((code) => [code, Currency.exponents[code]]),
      [
        ["EUR", 2],
        ["USD", 2],
        ["HUF", 2],
        ["TWD", 2],
        ["JPY", 0],
        ["KRW", 0],
        ["CLP", 0],
        ["ISK", 0],
        ["VND", 0],
        ["BHD", 3],
        ["TND", 3],
        ["CLF", 4],
        ["MGA", 2]
      ]
    )
  })

  it("lists three-letter codes in capitals, each once, in alphabetical order", () => {
    assert.isTrue(Currency.codes.every((code) => /^[A-Z]{3}$/.test(code)))
    assert.deepStrictEqual([...new Set(Currency.codes)].sort(), Currency.codes)
  })

  it("agrees with the runtime's own table on every code that has no cents in ISO 4217", () => {
    // CLDR, behind Intl, follows local habit instead of ISO 4217 for a few currencies: those are left out.
    const habits = new Set(
      "AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SLE SOS SYP TZS UZS YER ZMK UYW CLF".split(" ")
    )
    const odd = Currency.codes.filter(
      (code) =>
        !habits.has(code) &&
        new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().minimumFractionDigits !==
          Currency.exponents[code]
    )
    assert.deepStrictEqual(odd, [])
  })

  it("decodes every code, the withdrawn VEF, HRK and BGN among them, which the vendor still lists", () => {
    for (const code of [...Currency.codes, "VEF", "HRK", "BGN"]) assert.isTrue(Result.isSuccess(decode(code)), code)
  })

  it.each(["eur", "EURO", "XXX", "XAU", "", "toString", 978, null])("refuses %s and says what it wants", (code) => {
    const result = decode(code)
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result))
      assert.strictEqual(String(result.failure.message), "Expected an ISO 4217 currency code such as EUR")
  })

  it("marks as unconfirmed exactly the accepted currencies without cents, apart from JPY", () => {
    const open = [...Currency.accepted].filter((code) => Currency.exponents[code] !== 2 && code !== "JPY")
    assert.deepStrictEqual(open, [...Currency.unconfirmed])
  })

  it("takes two digits for a code it does not know", () => {
    assert.strictEqual(Currency.exponentOf("FOO"), 2)
    assert.strictEqual(Currency.exponentOf("jpy"), 0)
    assert.strictEqual(Currency.exponentOf("toString"), 2)
  })
})
