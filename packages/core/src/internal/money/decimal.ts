// Exact decimals for prices, quantities and tax rates: effect/BigDecimal behind a narrow door. Numbers are read by their shortest
// decimal text (0.1 is one tenth, as in the JSON that carries it), text without exponent notation, so that no input can make a
// ten-character string cost a billion digits.
import * as BigDecimal from "effect/BigDecimal"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** What a shop may write for a decimal: `8.5` or `"8.50"`. */
export type Input = number | string

const form = /^-?\d{1,20}(?:\.\d{1,20})?$/

/** A decimal in a request: a JSON number, or text with a point. Kept as it is written, so that encoding gives back the same JSON. */
export const Decimal = Schema.Union([
  Schema.Finite,
  Schema.String.check(Schema.isPattern(form, { message: "must be a decimal number such as 8.25" }))
]).annotate({ expected: "a decimal number, as a number or as text" })

/** `undefined` when the value is not a decimal. */
export const parse = (value: Input): BigDecimal.BigDecimal | undefined => {
  if (typeof value === "number") return Option.getOrUndefined(BigDecimal.fromNumber(value))
  return typeof value === "string" && form.test(value) ? BigDecimal.fromStringUnsafe(value) : undefined
}

/** How halves are rounded. `half-from-zero` is "half up"; the vendor's pages say nothing about negative halves. */
export type Rounding = "half-from-zero" | "half-even"

/** A number of main units as a whole number of minor units. */
export const toMinor = (value: BigDecimal.BigDecimal, exponent: number, mode: Rounding = "half-from-zero"): bigint =>
  BigDecimal.scale(BigDecimal.round(value, { scale: exponent, mode }), exponent).value

/** `dividend / divisor` with `scale` decimals, halves away from zero. The divisor is positive. */
export const divide = (
  dividend: BigDecimal.BigDecimal,
  divisor: BigDecimal.BigDecimal,
  scale: number
): BigDecimal.BigDecimal => {
  const shift = scale + divisor.scale - dividend.scale
  const numerator = shift >= 0 ? dividend.value * 10n ** BigInt(shift) : dividend.value
  const denominator = shift >= 0 ? divisor.value : divisor.value * 10n ** BigInt(-shift)
  // (2n + d) / 2d is n/d rounded half up, without a remainder to look at.
  const twice = 2n * (numerator < 0n ? -numerator : numerator) + denominator
  const magnitude = twice / (2n * denominator)
  return BigDecimal.make(numerator < 0n ? -magnitude : magnitude, scale)
}

/** Plain decimal text, never with an exponent: `-0.05`. */
export const toText = (value: BigDecimal.BigDecimal): string => {
  const { scale, value: digits } = BigDecimal.normalize(value)
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale))
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0")
  return `${digits < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`
}

/** For the wire: a JSON number where a number says exactly this decimal, else its text. */
export const toWire = (value: BigDecimal.BigDecimal): Input => {
  const text = toText(value)
  const number = Number(text)
  if (String(number) === text) return number
  // 1e-7 and 1e21 are numbers too, only written differently.
  const same = parse(number)
  return same !== undefined && toText(same) === text ? number : text
}
