import { describe, expectTypeOf, it } from "@effect/vitest"
import * as Money from "../src/Money.ts"

describe("literals", () => {
  it("compile when they are amounts of the currency", () => {
    expectTypeOf(Money.eur("10.00")).toEqualTypeOf<Money.Money<"EUR">>()
    expectTypeOf(Money.of("JPY", "1000")).toEqualTypeOf<Money.Money<"JPY">>()
    expectTypeOf(Money.eur("10").currency).toEqualTypeOf<"EUR">()
    expectTypeOf({ order_id: "1", ...Money.eur("10.5") }).toEqualTypeOf<{
      order_id: string
      currency: "EUR"
      amount: number
    }>()
    Money.of("KWD", "1.234")
    Money.eur("99999999999.99")
  })

  it("do not compile otherwise", () => {
    // @ts-expect-error three decimals
    Money.eur("10.005")
    // @ts-expect-error a number
    Money.eur(10)
    // @ts-expect-error a comma
    Money.eur("10,00")
    // @ts-expect-error below zero
    Money.eur("-10.00")
    // @ts-expect-error nothing after the point
    Money.eur("10.")
    // @ts-expect-error nothing before the point
    Money.eur(".50")
    // @ts-expect-error two points
    Money.eur("1.0.0")
    // @ts-expect-error empty
    Money.eur("")
    // @ts-expect-error an exponent
    Money.eur("1e3")
    // @ts-expect-error a space
    Money.eur("10.00 ")
    // @ts-expect-error yen have no decimals
    Money.jpy("10.0")
    // @ts-expect-error twelve digits before the point
    Money.eur("999999999999")
    // @ts-expect-error no such currency
    Money.of("XYZ", "10.00")
  })

  it("must be visible to the compiler", () => {
    const text: string = "10.00"
    // @ts-expect-error use Money.parse
    Money.eur(text)
    const digits = "1" as `${number}`
    // @ts-expect-error use Money.parse
    Money.eur(digits)
    // @ts-expect-error one of them has too many decimals
    Money.eur("1.00" as "1.00" | "1.005")
    // @ts-expect-error good for EUR, not for JPY
    Money.of("EUR" as "EUR" | "JPY", "10.00")
  })

  it("are refused with a hint that says what to do", () => {
    expectTypeOf<
      Money.Literal<"EUR", string>
    >().toEqualTypeOf<"Not a literal: use Money.parse(currency, text) for text that is only known at run time">()
    expectTypeOf<
      Money.Literal<"EUR", "10.005">
    >().toEqualTypeOf<'EUR amounts are digits with at most 2 after the point, such as "10"'>()
  })
})
