// How answers are read, in one place: fields absorb the API's habits, `open` turns them into an open schema. An
// optional field never makes reading fail. What cannot be read is left out, so that a malformed cost line cannot hide whether an
// order was paid. Fields nobody described stay as they came, and are written back.
//
// One pass of plain functions, not a transformation per field: a whole order reads in about the time JSON.parse needs for its text.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import type { Field, Open, OpenClass } from "../../Answer.ts"
import { here, isEmptyList, isJson, isRecord, readJson } from "./fields.ts"

export { bool, digits, int, json, many, number, record, secret, text, word, yesNo } from "./fields.ts"

export type Fields = { readonly [key: string]: Field<unknown> }

export type Value<F extends Fields, R extends keyof F = never> = {
  readonly [K in keyof F as K extends R ? never : K]?: Of<F[K]>
} & { readonly [K in keyof F as K extends R ? K : never]: Of<F[K]> }

type Of<F> = F extends Field<infer A> ? A : never

/**
 * An answer's type and its schema in one declaration: `class Token extends open<Token>("Token")({ ... }) {}`. The values are plain
 * objects, so that the class cannot be constructed.
 *
 * Fields are read by their rules and optional unless `required` names them, everything else is kept. Decoding fails only when the value
 * is no object or a required field cannot be read. `spellings` maps another spelling that the API is known to use to the one in
 * `fields`; the right one wins when both are there.
 */
export const open =
  <Self>(identifier: string) =>
  <const F extends Fields, const R extends keyof F & string = never>(
    fields: F,
    options: {
      readonly required?: ReadonlyArray<R>
      readonly spellings?: { readonly [other: string]: keyof F & string }
    } = {}
  ): OpenClass<Self, Value<F, R>> =>
    Object.setPrototypeOf(function () {}, object<Self>(identifier, fields, options))

const object = <A>(
  identifier: string,
  fields: Fields,
  options: {
    readonly required?: ReadonlyArray<string>
    readonly spellings?: { readonly [other: string]: string }
  }
): Open<A> => {
  const required = options.required ?? []
  return openSchema(
    identifier,
    objectField<A>(fields, required, new Map(Object.entries(options.spellings ?? {}))),
    required
  )
}

const objectField = <A>(
  fields: Fields,
  required: ReadonlyArray<string>,
  spellings: ReadonlyMap<string, string>
): Field<A> => {
  const known = new Map(Object.entries(fields))
  return {
    // Deferred: building schemas for every answer would cost start-up time that only generators need.
    get type() {
      return openStruct(fields, required) as unknown as Schema.Codec<A, unknown>
    },
    read: (raw) => {
      if (!isRecord(raw)) return isEmptyList(raw) && required.length === 0 ? ({} as A) : undefined
      const out: { [key: string]: unknown } = {}
      for (const key of Object.keys(raw)) {
        const field = known.get(key)
        const value = field === undefined ? readJson(raw[key]) : field.read(raw[key])
        if (value !== undefined) put(out, key, value)
      }
      for (const [other, key] of spellings) {
        if (!(other in out)) continue
        const value = key in out ? undefined : known.get(key)?.read(out[other])
        if (value !== undefined) out[key] = value
        delete out[other]
      }
      return required.every((key) => key in out) ? (out as A) : undefined
    },
    write: (value) => {
      const out: { [key: string]: unknown } = {}
      for (const [key, one] of Object.entries(value as object)) {
        const field = known.get(key)
        if (one !== undefined) put(out, key, field === undefined ? one : field.write(one))
      }
      return out
    },
    fault: (value) => {
      if (!isRecord(value)) return here
      for (const key of required) if (value[key] === undefined) return [key]
      for (const key of Object.keys(value)) {
        const one = value[key]
        if (one === undefined) continue
        const field = known.get(key)
        const fault = field === undefined ? (isJson(one) ? undefined : here) : field.fault(one)
        if (fault !== undefined) return [key, ...fault]
      }
      return undefined
    }
  }
}

// Plain assignment to "__proto__" would replace the prototype instead of adding a key.
const put = (out: { [key: string]: unknown }, key: string, value: unknown): void => {
  if (key === "__proto__") {
    Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true })
  } else out[key] = value
}

const openStruct = (fields: Fields, required: ReadonlyArray<string>) =>
  Schema.Struct(
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) => {
        const type = Schema.toType(field.type)
        return [key, required.includes(key) ? type : Schema.optionalKey(type)]
      })
    )
  )

const openSchema = <A>(identifier: string, field: Field<A>, required: ReadonlyArray<string>): Open<A> => {
  const decoded = Schema.declareConstructor<A, A>()(
    [],
    () => (value, ast, options) => {
      const path = field.fault(value)
      if (path === undefined) return Effect.succeed(value as A)
      const issue = new SchemaIssue.InvalidType(ast, value, options)
      return Effect.fail(path.length === 0 ? issue : new SchemaIssue.Pointer(path, unreadable))
    },
    {
      identifier,
      toCodecArbitrary: () =>
        Schema.link<A>()(field.type as Schema.Codec<A, unknown>, {
          decode: SchemaGetter.passthrough(),
          encode: SchemaGetter.passthrough()
        })
    }
  )
  const schema = jsonObject.pipe(
    Schema.decodeTo(decoded, {
      decode: SchemaGetter.transformEffect((raw: Schema.JsonObject) => {
        const value = field.read(raw)
        if (value !== undefined) return Effect.succeed(value)
        const missing = required.filter((key) => raw[key] === undefined || raw[key] === null || raw[key] === "")
        return Effect.fail(
          new SchemaIssue.Pointer(
            missing.length === 0 ? required.slice(0, 1) : missing.slice(0, 1),
            missing.length === 0 ? unreadable : new SchemaIssue.MissingKey({ messageMissingKey: "is required" })
          )
        )
      }),
      encode: SchemaGetter.transform((value: A) => field.write(value) as Schema.JsonObject)
    })
  )
  return Object.assign(schema as unknown as Schema.Codec<A, Schema.JsonObject>, { field })
}

const unreadable = new SchemaIssue.InvalidValue({ message: "is not of the documented type" })

// What JSON.parse and ExactJson.parse give: looking only at the outside keeps decoding at one pass.
const jsonObject = Schema.declare<Schema.JsonObject>((u): u is Schema.JsonObject => isRecord(u), {
  expected: "a JSON object",
  toCodecJson: () => undefined
})
