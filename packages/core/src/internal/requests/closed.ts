// Bodies and queries as closed structs: every broken rule at once, fields the API would silently ignore are refused, keys whose value
// is `""` or `undefined` count as absent, in both directions.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { dropBlank } from "./blank.ts"

const strict = { errors: "all", onExcessProperty: "error" } as const

type Fields = Readonly<Record<string, unknown>>

/** A closed request. */
export const closed = <const F extends Schema.Struct.Fields>(identifier: string, fields: F) =>
  oneOf(identifier, [Schema.Struct(fields)], () => 0)

/** A request whose schema the vendor has lost: what is known of it is checked, the rest passes as it is. */
export const open = <const F extends Schema.Struct.Fields>(identifier: string, fields: F) =>
  oneOf(
    identifier,
    // `undefined` counts as absent, and a consumer's compiler compares the optional fields with this record.
    [Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, Schema.UndefinedOr(Schema.Json))])],
    () => 0
  )

// Where a schema keeps the function that chooses, for whoever has only the schema.
const chooser = "~effect-multisafepay/kindOf"

/** The fields that a request of this schema should have had, given what it has. */
export const meant = (ast: SchemaAST.AST, fields: Fields): SchemaAST.AST => {
  const choose = ast._tag === "Declaration" ? ast.annotations?.[chooser] : undefined
  const chosen =
    ast._tag === "Declaration" && typeof choose === "function" ? ast.typeParameters[choose(fields)] : undefined
  return chosen === undefined ? ast : meant(chosen, fields)
}

/** A request of several kinds. The kind is chosen before anything is checked, so that complaints are about the kind that was meant. */
export const oneOf = <const Kinds extends readonly [Schema.Constraint, ...Array<Schema.Constraint>]>(
  identifier: string,
  kinds: Kinds,
  kindOf: (fields: Fields) => number
) =>
  Schema.declareConstructor<Kinds[number]["Type"], Kinds[number]["Encoded"]>()(
    kinds,
    (codecs) => {
      const parsers = codecs.map((codec) =>
        SchemaParser.decodeUnknownEffect(codec as Schema.Codec<Kinds[number]["Type"], unknown>)
      )
      return (input, self, options) => {
        const fields = dropBlank(input)
        if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
          return Effect.fail(new SchemaIssue.InvalidType(self, input, options))
        }
        const parse = parsers[kindOf(fields as Fields)]
        return parse === undefined
          ? Effect.fail(new SchemaIssue.InvalidType(self, input, options))
          : parse(fields, strict)
      }
    },
    {
      identifier,
      expected: "an object",
      [chooser]: kindOf,
      toCodec: (codecs) =>
        Schema.link<Kinds[number]["Type"]>()(Schema.Union(codecs), SchemaTransformation.passthrough() as never)
    }
  )
