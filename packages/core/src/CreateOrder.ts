// The body of `POST /orders`: a union told apart by `type`, `gateway` and a few tell-tale fields, so that an order the API cannot
// carry out does not compile. The codec picks the member before it checks, so a wrong order is explained by the rules of the kind it
// was meant to be, all at once, and the last gateway costs no more than the first.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { dropBlank, isPlain } from "./internal/requests/blank.ts"
import { demandIssues } from "./internal/orders/demands.ts"
import { common } from "./internal/orders/fields.ts"
import { type Habits, loosen } from "./internal/requests/loosen.ts"
import { gatewayOf, type Kind, kindOf, typeOf } from "./internal/orders/kindOf.ts"
import * as kinds from "./internal/orders/kinds.ts"
import type * as models from "./internal/orders/models.ts"
import { type Reader, reader, refused } from "./internal/requests/quick.ts"

export type { Habits } from "./internal/requests/loosen.ts"
export type * from "./internal/orders/models.ts"

/**
 * Any order that can be placed.
 *
 * @category models
 */
export type CreateOrder =
  | models.RedirectOrder
  | models.RedirectSofortOrder
  | models.RedirectPayLaterOrder
  | models.PaymentLinkOrder
  | models.DirectOrder
  | models.DirectDebitOrder
  | models.DirectCardOrder
  | models.DirectMaestroOrder
  | models.DirectWalletOrder
  | models.DirectPayLaterOrder
  | models.DirectPhoneOrder
  | models.DirectTrustlyOrder
  | models.RecurringCardOrder
  | models.RecurringOrder
  | models.ComponentOrder
  | models.FastCheckoutOrder
  | models.TerminalOrder
  | models.UnreferencedRefund
  | models.OpenOrder

const members = Object.values(kinds)
const indexOf = new Map<string, number>(Object.keys(kinds).map((name, index) => [name, index]))

/** An order as it stands on the wire: a JSON object. @category models */
export interface Encoded {
  readonly [field: string]: Schema.Json
}

// Whoever reads or writes an order wants to hear of every broken rule, and of every field that the API would silently ignore.
const strict = { errors: "all", onExcessProperty: "error" } as const
const lenient = { errors: "all" } as const
const Common = Schema.Struct(common)
const parseCommon = SchemaParser.decodeUnknownEffect(Common)

/**
 * The body of `POST /orders`.
 *
 * Decoding and encoding are strict whatever the caller's parse options: all issues are reported, by wire path, and fields that no
 * order has are refused. Keys whose value is `""`, `null` or `undefined`, and `[]` where an object is due, count as absent. Type and
 * gateway are read in any case, as the service reads them, and numbers where text is due become text.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const CreateOrder: Schema.Codec<CreateOrder, Encoded> = Schema.declareConstructor<CreateOrder, Encoded>()(
  members,
  (codecs) => {
    const parsers = codecs.map((codec) => SchemaParser.decodeUnknownEffect(codec))
    // Made at first use: a program that places one kind of order does not pay for twenty.
    const readers = new Map<Kind, Reader>()
    const readerOf = (kind: Kind): Reader => {
      let made = readers.get(kind)
      if (made === undefined) readers.set(kind, (made = reader((codecs[indexOf.get(kind) ?? -1] ?? Schema.Never).ast)))
      return made
    }
    return (input, self, options) => {
      const order = readQuickly(input, readerOf)
      return order === refused ? readSlowly(input, self, parsers, options) : Effect.succeed(order as CreateOrder)
    }
  },
  {
    identifier: "CreateOrder",
    expected: "an order",
    toCodec: (codecs) => Schema.link<CreateOrder>()(Schema.Union(codecs), SchemaTransformation.passthrough() as never)
  }
)

const isObject = (input: unknown): input is object =>
  typeof input === "object" && input !== null && !Array.isArray(input)

// Blanks are still in here. One that misleads `kindOf` names a kind which demands the very field that is blank, and so refuses.
const readQuickly = (input: unknown, readerOf: (kind: Kind) => Reader): unknown => {
  if (!isObject(input)) return refused
  const kind = kindOf(input)
  if (typeof kind !== "string") return refused
  // A method by its name, or in small letters, is no unknown one.
  if ((kind === "OpenOrder" || kind === "ComponentOrder") && isRespelt(input)) return refused
  const order = readerOf(kind)(input)
  return order === refused || demandIssues(order as object) !== undefined ? refused : order
}

const isRespelt = (order: { readonly gateway?: unknown }): boolean => gatewayOf(order.gateway) !== order.gateway

const readSlowly = (
  input: unknown,
  self: SchemaAST.AST,
  parsers: ReadonlyArray<
    (input: unknown, options: SchemaAST.ParseOptions) => Effect.Effect<CreateOrder, SchemaIssue.Issue>
  >,
  options: SchemaAST.ParseOptions
): Effect.Effect<CreateOrder, SchemaIssue.Issue> => {
  const order = tidy(input, {})
  if (!isObject(order)) {
    return Effect.fail(
      new SchemaIssue.InvalidValue({ message: "must be an object with the fields of an order" }, input, options)
    )
  }
  const kind = kindOf(order)
  // No kind, no rules of a kind: what every order needs is judged all the same.
  if (typeof kind !== "string") return failWith(self, parseCommon(order, lenient), [kind])
  const parse = parsers[indexOf.get(kind) ?? -1]
  if (parse === undefined) return Effect.fail(new SchemaIssue.InvalidType(self, input, options))
  const parsed = parse(order, strict)
  const missing = demandIssues(order)
  return missing === undefined ? parsed : failWith(self, parsed, missing)
}

/**
 * The order as its kind would have it written; see `loosen`.
 *
 * @internal
 */
export const tidy = (input: unknown, habits: Habits): unknown => {
  const given = dropBlank(input)
  // Of an object that works its fields out a copy would have none.
  if (!isPlain(given)) return given
  const { gateway, type } = given
  const order = {
    ...given,
    ...(gateway === undefined ? {} : { gateway: gatewayOf(gateway) }),
    ...(type === undefined ? {} : { type: typeOf(type) })
  }
  const kind = kindOf(order)
  // An order of no kind is judged by what all orders have; which fields it has beyond those cannot be told.
  const member = typeof kind === "string" ? members[indexOf.get(kind) ?? -1] : undefined
  return member === undefined ? loosen(Common.ast, order, { words: habits.words }) : loosen(member.ast, order, habits)
}

// What a gateway demands beyond its kind joins what the kind itself complains about: one list, everything at once.
const failWith = (
  self: SchemaAST.AST,
  parsed: Effect.Effect<unknown, SchemaIssue.Issue>,
  missing: readonly [SchemaIssue.Issue, ...Array<SchemaIssue.Issue>]
) =>
  Effect.matchEffect(parsed, {
    onFailure: (issue) => Effect.fail(new SchemaIssue.Composite(self, [issue, ...missing])),
    onSuccess: () => Effect.fail(new SchemaIssue.Composite(self, missing))
  })
