// What stands in the query of an address, where there is nothing but text.
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { optional } from "./optional.ts"

/** Whole number of a query. Digits as text are read as well: an address has nothing but text. */
export const whole = (minimum: number, maximum: number) => {
  const Bounded = Schema.Finite.check(
    Schema.isInt({ message: "must be a whole number" }),
    Schema.isBetween({ minimum, maximum }, { message: `must be ${minimum} to ${maximum}` })
  )
  return Schema.Union([Bounded, Schema.String.pipe(Schema.decodeTo(Bounded, toNumber))])
}

/** At least `minimum`, for numbers the vendor sets no upper bound for. */
export const wholeFrom = (minimum: number) => whole(minimum, Number.MAX_SAFE_INTEGER)

const toNumber = SchemaTransformation.transform<number, string>({ decode: Number, encode: String })

/** A switch of a query: written 1 and 0, because the vendor declares booleans and says 0 and 1. */
export const flag = Schema.Union([
  Schema.Literals([1, 0]).pipe(
    Schema.decodeTo(
      Schema.Boolean,
      SchemaTransformation.transform({ decode: (n) => n === 1, encode: (b) => (b ? 1 : 0) })
    )
  ),
  Schema.Literals(["1", "true", "0", "false"]).pipe(
    Schema.decodeTo(
      Schema.Boolean,
      SchemaTransformation.transform({ decode: (t) => t === "1" || t === "true", encode: (b) => (b ? "1" : "0") })
    )
  )
])

/** `limit` and `offset` of a list. */
export const window = (maximum: number) => ({ limit: optional(whole(1, maximum)), offset: optional(wholeFrom(0)) })
