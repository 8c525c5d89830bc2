// The envelope around almost every answer: `{ success: true, data }`. Failures come in six other shapes and are no business of
// schemas: the client tells them apart before it decodes.
import * as Schema from "effect/Schema"

// Missing in some answers, and printed as 1 or "true" in others; false never gets here.
const Success = Schema.optionalKey(Schema.Union([Schema.Literal(true), Schema.Literals(["true", "1", 1])]))

/**
 * The body of a 2xx answer that carries `data`.
 *
 * @category constructors
 */
export const of = <S extends Schema.Constraint>(data: S) => Schema.Struct({ success: Success, data })

/**
 * How one kind of value in an answer is read, written and checked. `undefined` means absent everywhere.
 *
 * @category models
 */
export interface Field<out A> {
  /** The value, or `undefined` when there is none or it cannot be read. */
  readonly read: (raw: unknown) => A | undefined
  /** The wire form of a value that passed `fault`. */
  readonly write: (value: unknown) => unknown
  /** Where a value breaks the type: a path, empty for the value itself. `undefined` when it is fine. */
  readonly fault: (value: unknown) => ReadonlyArray<PropertyKey> | undefined
  /** The same type as a schema, for tools that look inside (generators of test data). Always yields values that survive a round trip. */
  readonly type: Schema.Codec<A, unknown>
}

/**
 * A schema of an object that may grow: fields nobody described stay as they came. `field` is what other answers nest.
 *
 * @category models
 */
export interface Open<A> extends Schema.Codec<A, Schema.JsonObject> {
  readonly field: Field<A>
}

/**
 * An answer's schema that is its type as well. The values are plain objects: it cannot be constructed.
 *
 * @category models
 */
// Every schema of Effect can be extended as an empty object; here its fields are what is extended. A named interface, because an alias
// would print all of a schema's methods in every declaration file.
export interface OpenClass<Self, Value> extends Pick<Open<Self>, keyof Open<Self>> {
  new (_: never): Value
}
