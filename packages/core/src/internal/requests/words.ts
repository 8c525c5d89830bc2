// The words in which other people's clients write values, read as the service reads them: `"1000"` where a number is due, `"true"` where
// a boolean is, literals in any case. The reference documents none of it. Orders of this library's own callers are not read so: there
// `"10.00"` and `"1000"` must not be mistaken for each other.
import type * as SchemaAST from "effect/SchemaAST"
import * as Currency from "../../Currency.ts"
import { isPlain } from "./blank.ts"
import type { Words } from "./loosen.ts"

export const words: Words = {
  number: (ast, value) =>
    typeof value === "string" && (isWhole(ast) ? whole : numeric).test(value.trim()) ? Number(value) : value,
  boolean: (value) => booleans.get(typeof value === "string" ? value.toLowerCase() : value) ?? value,
  // `kg` for `KG`, `post` for `POST`; numbers and booleans as text where the literals are such.
  literal: (literals, value) => {
    // Nobody has shown a currency in small letters that the service took.
    if (typeof value !== "string" || literals.some(isCurrency)) return value
    const word = value.trim().toLowerCase()
    return literals.find(({ literal }) => String(literal).toLowerCase() === word)?.literal ?? value
  },
  // A PHP list with a gap is printed as an object with numbers for keys.
  list: (value) =>
    isPlain(value) && Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : value
}

// Longer numbers would not survive being one.
const numeric = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/
// `"10.00"` where cents are due is more likely ten euros than ten cents.
const whole = /^[+-]?\d{1,15}$/

const isWhole = ({ checks }: SchemaAST.Number): boolean =>
  checks?.some(({ annotations }) => annotations?.["arbitraryConstraint"]?.["number"] === "integer") ?? false

const booleans: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ["true", true],
  ["false", false],
  ["1", true],
  ["0", false],
  [1, true],
  [0, false]
])

const isCurrency = ({ literal }: SchemaAST.Literal): boolean =>
  typeof literal === "string" && Currency.isCurrency(literal)
