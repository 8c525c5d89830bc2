// One habit of the API's answers per field: ids as numbers or text, numbers as text, "" and null for nothing, one thing where a list
// is due. Reading never fails. What cannot be read is `undefined`, like what is not there.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Field } from "../../Answer.ts"
import type { SecretField } from "../../SecretFields.ts"
import { reveal } from "../secrets/reveal.ts"
import { hidden } from "../secrets/secret.ts"

export const here: ReadonlyArray<PropertyKey> = []

const scalar = <A>(
  type: Schema.Codec<A, unknown>,
  read: (raw: unknown) => A | undefined,
  is: (value: unknown) => boolean,
  write: (value: unknown) => unknown = same
): Field<A> => ({ type, read, write, fault: (value) => (is(value) ? undefined : here) })

const same = (value: unknown): unknown => value

const isString = (value: unknown): value is string => typeof value === "string"

export const isRecord = (raw: unknown): raw is { readonly [key: string]: unknown } =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw)

const readText = (raw: unknown): string | undefined => {
  if (typeof raw === "string") return raw === "" ? undefined : raw
  return typeof raw === "number" && Number.isFinite(raw) ? decimal(raw) : undefined
}

// String(1e21) is "1e+21"; an id has no exponent.
const decimal = (raw: number): string =>
  Number.isInteger(raw) && !Number.isSafeInteger(raw) ? BigInt(raw).toString() : String(raw)

/** Text or number to text; `null` and `""` are absent. Ids are text too: leading zeros count, and long ones are no numbers. */
export const text: Field<string> = scalar(Schema.NonEmptyString, readText, isString)

/** Text of a known set that may grow: other words stay as they are. */
export const word = <const L extends string>(...known: ReadonlyArray<L>): Field<L | (string & {})> =>
  scalar<L | (string & {})>(
    Schema.Union([Schema.Literals(known), Schema.NonEmptyString]) as Schema.Codec<L | (string & {}), unknown>,
    readText,
    isString
  )

/** Text of at least `length` digits: a number lost its leading zeros on the way (`912` is September 2009, `4` ends in 0004). */
export const digits = (length: number): Field<string> =>
  scalar(
    Schema.String.check(Schema.isPattern(new RegExp(`^\\d{${length}}$`))),
    (raw) => readText(raw)?.padStart(length, "0"),
    isString
  )

const readNumber = (raw: unknown): number | undefined => {
  const value = typeof raw === "string" && numeric.test(raw) ? Number(raw) : raw
  return typeof value === "number" && Number.isFinite(value) ? value : undefined
}

const numeric = /^-?\d+(?:\.\d+)?$/

/** Whole number, also as text (`"0"`). Amounts in the smallest unit: `"10.00"` is one in the main unit, and not ten. */
export const int: Field<number> = scalar(
  Schema.Int,
  (raw) => {
    const value = typeof raw === "string" && raw.includes(".") ? undefined : readNumber(raw)
    return Number.isSafeInteger(value) ? value : undefined
  },
  Number.isSafeInteger
)

/** Number with a fraction, also as text (`"50.00"`). Amounts in the main unit, rates, quantities. */
export const number: Field<number> = scalar(Schema.Finite, readNumber, Number.isFinite)

/** `true`, `"true"`, `1`; an empty text is `false` here (the API writes `standalone: ""`). */
export const bool: Field<boolean> = scalar(
  Schema.Boolean,
  (raw) => flags.get(raw),
  (value) => typeof value === "boolean"
)

const flags = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  [1, true],
  ["1", true],
  [false, false],
  ["false", false],
  [0, false],
  ["0", false],
  ["", false]
])

/** `"YES"` and `"NO"`; a boolean when some YAML reader was faster. */
export const yesNo: Field<boolean> = scalar(
  Schema.Boolean,
  (raw) => (raw === "YES" || raw === true ? true : raw === "NO" || raw === false ? false : undefined),
  (value) => typeof value === "boolean",
  (value) => (value === true ? "YES" : "NO")
)

/** Text that must not reach a log line. */
export const secret = (label: SecretField): Field<Redacted.Redacted<string>> =>
  scalar(
    hidden(label),
    (raw) => {
      const value = readText(raw)
      return value === undefined ? undefined : Redacted.make(value, { label })
    },
    (value) => reveal(value) !== undefined,
    (value) => Redacted.value(value as Redacted.Redacted<string>)
  )

/** Any object, kept as it came. An empty list is an empty object (PHP writes both as `[]`). */
export const record: Field<Schema.JsonObject> = scalar(
  Schema.Record(Schema.String, Schema.Json),
  (raw) => (isRecord(raw) ? (readJson(raw) as Schema.JsonObject | undefined) : isEmptyList(raw) ? {} : undefined),
  (value) => isRecord(value) && isJson(value)
)

export const isEmptyList = (raw: unknown): boolean => Array.isArray(raw) && raw.length === 0

/** Any value but `null`, kept as it came. */
export const json: Field<Schema.Json> = scalar(
  Schema.Json.check(Schema.makeFilter((value) => value !== null)),
  (raw) => (raw === null ? undefined : readJson(raw)),
  (value) => value !== null && isJson(value)
)

export const isJson = Schema.is(Schema.Json)

/** What nobody described. A number beyond all numbers (`1e400`, which JSON.parse makes Infinity) is no JSON any more. */
export const readJson = (raw: unknown): Schema.Json | undefined => (isJson(raw) ? raw : undefined)

// A PHP list with a gap is printed as an object with numbers for keys.
const isGapped = (raw: unknown): raw is { readonly [key: string]: unknown } => {
  if (!isRecord(raw)) return false
  const keys = Object.keys(raw)
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key))
}

const listOf = (raw: unknown): ReadonlyArray<unknown> | undefined =>
  Array.isArray(raw) ? raw : isGapped(raw) ? Object.values(raw) : undefined

/** What a list holds, read or not, each in a list of its own or not; `undefined` of what is no list. */
export const membersOf = (raw: unknown): ReadonlyArray<unknown> | undefined => listOf(raw)?.flat()

/**
 * Several things, or one of them without the list around it, or each in a list of its own. Members that cannot be read are left out: a
 * refund that is not seen is made again, so no known way to write a list may be one of those.
 */
export const many = <A>(member: Field<A>): Field<ReadonlyArray<A>> => ({
  type: Schema.Array(member.type),
  read: (raw) => {
    // Where anything may be a member, a list is one.
    const list = (member as Field<unknown>) === json ? listOf(raw) : membersOf(raw)
    if (list === undefined) {
      const only = isRecord(raw) && Object.keys(raw).length === 0 ? undefined : member.read(raw)
      return only === undefined ? undefined : [only]
    }
    const out: Array<A> = []
    for (const one of list) {
      const value = member.read(one)
      if (value !== undefined) out.push(value)
    }
    return out
  },
  write: (value) => (value as ReadonlyArray<A>).map(member.write),
  fault: (value) => {
    if (!Array.isArray(value)) return here
    for (let i = 0; i < value.length; i++) {
      const fault = member.fault(value[i])
      if (fault !== undefined) return [i, ...fault]
    }
    return undefined
  }
})
