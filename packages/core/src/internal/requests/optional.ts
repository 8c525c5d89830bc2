// Optional request fields. A request drops `undefined` and `""` before its schema runs (see internal/blank.ts), so at run time a
// key is there or it is not; callers may still write `field: maybe` without a compiler complaint.
import * as Schema from "effect/Schema"

/** A request field that may be left out. `undefined` and `""` count as left out. */
export const optional = <S extends Schema.Constraint>(schema: S): Schema.optional<S> =>
  Schema.optionalKey(schema) as unknown as Schema.optional<S>

/** The same fields for a change: what is left out stays as it is. */
export const partial = <const F extends { readonly [name: string]: Schema.Constraint }>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, optional(field)])) as {
    readonly [K in keyof F]: Schema.optional<F[K]>
  }
