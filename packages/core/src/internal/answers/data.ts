// The `data` of an answer where the vendor does not keep to one shape: a list that is one thing, rows wrapped in a list each, an empty
// list where an object is due, nothing at all.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Answer from "../../Answer.ts"
import { isRecord, membersOf } from "./fields.ts"
import * as wire from "./wire.ts"

/**
 * Several things. Members that cannot be read are left out, but a list of which nothing can be read fails: it must not pass for an
 * empty one.
 */
export const list = <A>(item: Answer.Open<A>): Schema.Codec<ReadonlyArray<A>, unknown> =>
  listWith(item, () => undefined)

/**
 * The rows of a page. One that is no object at all fails: left out, it would make the sum of a list a wrong one, and a full page a short one,
 * which is the last.
 */
export const rows = <A>(item: Answer.Open<A>): Schema.Codec<ReadonlyArray<A>, unknown> =>
  listWith(item, (members) => {
    const strays = members.filter((one) => !isRecord(one)).length
    return strays === 0 ? undefined : `has ${members.length} rows, of which ${strays} cannot be read`
  })

const listWith = <A>(
  item: Answer.Open<A>,
  problemOf: (members: ReadonlyArray<unknown>) => string | undefined
): Schema.Codec<ReadonlyArray<A>, unknown> => {
  const field = wire.many(item.field)
  return Schema.Unknown.pipe(
    Schema.decodeTo(Schema.Array(Schema.toType(item)), {
      decode: SchemaGetter.transformEffect((raw: unknown) => {
        if (isNothing(raw)) return Effect.succeed([])
        const read = field.read(raw) ?? []
        const members = membersOf(raw) ?? [raw]
        const problem = read.length === 0 && members.length > 0 ? "is not a list that can be read" : problemOf(members)
        return problem === undefined
          ? Effect.succeed(read)
          : Effect.fail(new SchemaIssue.InvalidValue({ message: problem }))
      }),
      encode: SchemaGetter.transform((values: ReadonlyArray<A>) => field.write(values))
    })
  )
}

/** One thing, for answers that mostly say no more than that all went well: `[]`, `null` and one thing in a list are read too. */
export const one = <A>(item: Answer.Open<A>): Schema.Codec<A, unknown> =>
  Schema.Unknown.pipe(
    Schema.decodeTo(item, {
      decode: SchemaGetter.transform((raw: unknown): Schema.JsonObject => {
        const only = Array.isArray(raw) ? raw[0] : raw
        return (isNothing(only) ? {} : only) as Schema.JsonObject
      }),
      encode: SchemaGetter.transform((object: Schema.JsonObject): unknown => object)
    })
  )

const isNothing = (raw: unknown): boolean =>
  raw === undefined || raw === null || raw === "" || (isRecord(raw) && Object.keys(raw).length === 0)

/**
 * The body of an answer whose `data` may be missing altogether, which is the same as an empty object: nothing in it is required. It has to
 * say something: `{}` and `{"status":"ok"}` are what other servers say, and no word of a refund.
 */
export const acknowledged = <A>(item: {} extends A ? Answer.Open<A> : never) =>
  Schema.Struct({ success: Answer.of(item).fields.success, data: Schema.optionalKey(one(item)) }).check(
    Schema.makeFilter(
      ({ data, success }) => success !== undefined || data !== undefined || "it has neither `success` nor `data`"
    )
  )

/** The body of an answer with a list. */
export const listed = <A>(item: Answer.Open<A>) => Answer.of(list(item))

/** An object where the vendor's schema says list and its documents say object, or the reverse. */
export const single = <A>(member: Answer.Field<A>): Answer.Field<A> => ({
  ...member,
  read: (raw) => member.read(Array.isArray(raw) && raw.length > 0 ? raw[0] : raw)
})
