// An amount of money as the API wants it: a currency and a whole number of its smallest unit. Prices written in the source are
// checked by the compiler (`Money.eur("10.005")` does not compile), prices that arrive as text by `parse`. No floats anywhere.
// Carts speak in main units (`unit_price: 10`), orders, captures and refunds in the smallest unit (`amount: 1000`).
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Currency, type Exponent, exponentOf } from "./Currency.ts"
import { Amount } from "./internal/money/amount.ts"

export { Amount, PositiveAmount } from "./internal/money/amount.ts"

/**
 * A currency and an amount in its smallest unit. Spread it into an order: `{ order_id, ...Money.eur("10.00") }`.
 *
 * @category schemas
 */
export const Money = Schema.Struct({ currency: Currency, amount: Amount })

/** @category models */
export interface Money<C extends Currency = Currency> {
  readonly currency: C
  readonly amount: number
}

/**
 * Money from a literal in main units: `Money.of("JPY", "1000")`, `Money.of("EUR", "9.95")`.
 *
 * The compiler refuses what is not a plain decimal with at most the currency's digits after the point (and 11 before it), and any
 * text that it cannot see: for that there is `parse`. Throws `InvalidMoney` only where the compiler was overruled.
 *
 * @category constructors
 */
export const of = <const C extends Currency, const T extends string>(currency: C, text: Literal<C, T>): Money<C> =>
  Result.getOrThrow(parse(currency, text))

const literal =
  <const C extends Currency>(currency: C) =>
  <const T extends string>(text: Literal<C, T>): Money<C> =>
    of(currency, text)

/** Euros: `Money.eur("10.00")`. @category constructors */
export const eur = literal("EUR")
/** Pounds sterling. @category constructors */
export const gbp = literal("GBP")
/** US dollars. @category constructors */
export const usd = literal("USD")
/** Australian dollars. @category constructors */
export const aud = literal("AUD")
/** Canadian dollars. @category constructors */
export const cad = literal("CAD")
/** Swiss francs. @category constructors */
export const chf = literal("CHF")
/** Danish kroner. @category constructors */
export const dkk = literal("DKK")
/** Hong Kong dollars. @category constructors */
export const hkd = literal("HKD")
/** Norwegian kroner. @category constructors */
export const nok = literal("NOK")
/** Polish złoty. @category constructors */
export const pln = literal("PLN")
/** Swedish kronor. @category constructors */
export const sek = literal("SEK")
/** Yen, which have no smaller unit: `Money.jpy("1000")`. @category constructors */
export const jpy = literal("JPY")

/**
 * Why text is no amount of money. The text itself is not kept.
 *
 * @category errors
 */
export class InvalidMoney extends Schema.TaggedError<InvalidMoney>("@effect-multisafepay/core/InvalidMoney")(
  "InvalidMoney",
  {
    currency: Currency,
    reason: Schema.Literals(["not-decimal", "negative", "too-many-decimals", "too-large"]),
    /** Digits after the point that were allowed. */
    exponent: Schema.Finite
  }
) {
  override get message(): string {
    return `${this.currency}: ${explanations[this.reason](this.exponent)}`
  }
}

const explanations: Record<InvalidMoney["reason"], (exponent: number) => string> = {
  "not-decimal": (exponent) => `write the amount in digits with a point, such as "${example(exponent)}"`,
  negative: () => "an amount cannot be below zero",
  "too-many-decimals": (exponent) => `at most ${exponent} digits may follow the point, such as "${example(exponent)}"`,
  "too-large": () => "the amount is above 9007199254740991 in the smallest unit"
}

const example = (exponent: number) => (exponent === 0 ? "10" : `10.${"0".repeat(exponent)}`)

/** Overrules the currency's exponent, for currencies where the vendor's is not certain: see `Currency.unconfirmed`. */
export interface Options {
  readonly exponent?: number | undefined
}

/**
 * Money from text in main units, such as `"10.00"` from a form or a database. Fewer digits after the point than the currency has
 * are fine (`"10.5"`), and so are zeros after them, as a database prints them (`"12.5000"`, `"1000.00"` yen); other digits beyond are an
 * error: nothing is rounded. Fails with `InvalidMoney`.
 *
 * @example
 * const price = yield* Effect.fromResult(Money.parse("EUR", fromForm))
 *
 * @category constructors
 */
export const parse = <const C extends Currency>(
  currency: C,
  text: string,
  options?: Options
): Result.Result<Money<C>, InvalidMoney> => {
  const exponent = options?.exponent ?? exponentOf(currency)
  const fail = (reason: InvalidMoney["reason"]) => Result.fail(new InvalidMoney({ currency, reason, exponent }))
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return fail("not-decimal")
  const [, sign, whole = "", fraction = ""] = match
  if (sign === "-") return fail("negative")
  // Zeros beyond the currency's digits, as databases print them, say nothing.
  if (/[1-9]/.test(fraction.slice(exponent))) return fail("too-many-decimals")
  const amount = Number(whole + fraction.slice(0, exponent).padEnd(exponent, "0"))
  return Number.isSafeInteger(amount) ? Result.succeed({ currency, amount }) : fail("too-large")
}

/**
 * Exact text in main units: `"10.00"` for 1000 euro cents, `"1000"` for as many yen. `parse` reads it back.
 *
 * @category formatting
 */
export const format = (money: { readonly currency: string; readonly amount: number }, options?: Options): string => {
  const exponent = options?.exponent ?? exponentOf(money.currency)
  const digits = String(Math.abs(money.amount)).padStart(exponent + 1, "0")
  const sign = money.amount < 0 ? "-" : ""
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/**
 * `T` when it is an amount of `C` that the compiler can vouch for, else a hint that shows up in its error message.
 *
 * @category type-level
 */
export type Literal<C extends Currency, T extends string> = string extends T
  ? "Not a literal: use Money.parse(currency, text) for text that is only known at run time"
  : Fits<T, Exponent<C>> extends true
    ? T
    : `${C} amounts are digits with at most ${Exponent<C>} after the point, such as "10"`

// 11 digits before the point and 4 after it stay below 2^53 whatever the currency.
type Fits<T extends string, Decimals extends number> = T extends `${infer Whole}.${infer Fraction}`
  ? IsDigits<Whole, 11> extends true
    ? IsDigits<Fraction, Decimals>
    : false
  : IsDigits<T, 11>

type IsDigits<
  T extends string,
  Max extends number,
  Seen extends ReadonlyArray<0> = []
> = T extends `${Digit}${infer Rest}`
  ? Seen["length"] extends Max
    ? false
    : Rest extends ""
      ? true
      : IsDigits<Rest, Max, [...Seen, 0]>
  : false

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"
