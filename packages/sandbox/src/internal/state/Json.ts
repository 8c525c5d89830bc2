// JSON text as the service prints it. A transaction id is an integer above 2^53 and must leave here digit for digit,
// which JSON.stringify cannot do, so integers that matter are bigints and this file prints them.
import * as Result from "effect/Result"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"

export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | ReadonlyArray<Json>
  | { readonly [key: string]: Json | undefined }

/** Compact JSON. Keys whose value is undefined are left out. With `escapeSlashes`, `/` is `\/` as PHP writes it. */
export const print = (value: Json, escapeSlashes: boolean): string => {
  switch (typeof value) {
    case "string":
      return text(value, escapeSlashes)
    case "bigint":
      return value.toString()
    case "number":
    case "boolean":
      return String(value)
    default:
      break
  }
  if (value === null) return "null"
  if (isList(value)) return `[${value.map((one) => print(one, escapeSlashes)).join()}]`
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${text(key, escapeSlashes)}:${print(member, escapeSlashes)}`]
  )
  return `{${members.join()}}`
}

const isList = (value: Json): value is ReadonlyArray<Json> => Array.isArray(value)

const text = (value: string, escapeSlashes: boolean): string => {
  const quoted = JSON.stringify(value)
  return escapeSlashes ? quoted.replaceAll("/", "\\/") : quoted
}

/** A parsed JSON object, or undefined when the value is something else. */
export const record = (value: unknown): { readonly [key: string]: unknown } | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { [key: string]: unknown })
    : undefined

/** Text or number as text; undefined for nothing, and for `""` and `null`, which the API's clients send for nothing. */
export const string = (value: unknown): string | undefined => {
  if (typeof value === "number" || typeof value === "bigint") return String(value)
  return typeof value === "string" && value !== "" ? value : undefined
}

/** The value at a path of keys. */
export const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((here, key) => record(here)?.[key], value)

/** Only what JSON can say: drops undefined, turns foreign values into null. For what came out of JSON.parse. */
export const from = (value: unknown): Json => {
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "bigint")
    return value
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map(from)
  const object = record(value)
  return object === undefined
    ? null
    : Object.fromEntries(Object.entries(object).flatMap(([key, one]) => (one === undefined ? [] : [[key, from(one)]])))
}

/** How deep objects and lists may stand in each other, as PHP's reader has it: what walks a value needs a stack for it. */
export const maxDepth = 512

/** The value of a JSON text other than `null`, undefined when it is none or nests too deep. */
export const parse = (text: string): unknown =>
  isDeep(text) ? undefined : (Result.getOrUndefined(ExactJson.parseResult(text)) ?? undefined)

const isDeep = (text: string): boolean => {
  let depth = 0
  let isText = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isText) {
      if (code === backslash) i++
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (code === openBracket || code === openBrace) {
      if (++depth > maxDepth) return true
    } else if (code === closeBracket || code === closeBrace) depth--
  }
  return false
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125] as const
