// The envelope around almost every answer: `{ success: true, data }`. Failures come in six other shapes and are no business of
// schemas: the client tells them apart before it decodes.
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

// Missing in some answers, and printed as 1 or "true" in others; false never gets here.
const Success = Schema.optionalKey(Schema.Union([Schema.Literal(true), Schema.Literals(["true", "1", 1])]))

/**
 * The body of a 2xx answer that carries `data`.
 *
 * @category constructors
 */
export const of = <S extends Schema.Constraint>(data: S) => {
  const answer = Schema.Struct({ success: Success, data })
  if (Predicate.hasProperty(data, "field")) fields.set(answer, data.field as Field<unknown>)
  return answer
}

/** How the `data` of an answer is read where that takes no schema. */
const fields = new WeakMap<Schema.Constraint, Field<unknown>>()

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

/**
 * A shortcut for answers that are as documented, which is nearly all of them: reads one without a walk of its schema, which would check
 * once more what its field has just read. `undefined`: not for the shortcut, ask the schema.
 *
 * @internal
 */
export const reader = (response: Schema.Constraint): ((body: unknown) => unknown) => {
  const field = fields.get(response)
  return (body) => {
    if (field === undefined || !Predicate.hasProperty(body, "success") || body.success !== true) return undefined
    const data = Predicate.hasProperty(body, "data") ? field.read(body.data) : undefined
    return data === undefined ? undefined : { success: true, data }
  }
}
