// The body of `POST /orders`: a union told apart by `type`, `gateway` and a few tell-tale fields, so that an order the API cannot
// carry out does not compile. The codec picks the member before it checks, so a wrong order is explained by the rules of the kind it
// was meant to be, all at once, and the last gateway costs no more than the first.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { dropBlank } from "./internal/blank.ts"
import { demandIssues } from "./internal/orderDemands.ts"
import { kindOf } from "./internal/orderKind.ts"
import * as kinds from "./internal/orderKinds.ts"

export type {
  ComponentOrder,
  DirectCardOrder,
  DirectDebitOrder,
  DirectMaestroOrder,
  DirectOrder,
  DirectPayLaterOrder,
  DirectPhoneOrder,
  DirectSofortOrder,
  DirectTrustlyOrder,
  DirectWalletOrder,
  FastCheckoutOrder,
  OpenOrder,
  PaymentLinkOrder,
  RecurringCardOrder,
  RecurringOrder,
  RedirectOrder,
  RedirectPayLaterOrder,
  RedirectSofortOrder,
  TerminalOrder,
  UnreferencedRefund
} from "./internal/orderKinds.ts"

/**
 * Any order that can be placed.
 *
 * @category models
 */
export type CreateOrder =
  | kinds.RedirectOrder
  | kinds.RedirectSofortOrder
  | kinds.RedirectPayLaterOrder
  | kinds.PaymentLinkOrder
  | kinds.DirectOrder
  | kinds.DirectSofortOrder
  | kinds.DirectDebitOrder
  | kinds.DirectCardOrder
  | kinds.DirectMaestroOrder
  | kinds.DirectWalletOrder
  | kinds.DirectPayLaterOrder
  | kinds.DirectPhoneOrder
  | kinds.DirectTrustlyOrder
  | kinds.RecurringCardOrder
  | kinds.RecurringOrder
  | kinds.ComponentOrder
  | kinds.FastCheckoutOrder
  | kinds.TerminalOrder
  | kinds.UnreferencedRefund
  | kinds.OpenOrder

const members = Object.values(kinds)
const indexOf = new Map<string, number>(Object.keys(kinds).map((name, index) => [name, index]))

type Member = (typeof members)[number]
/** An order as it stands on the wire. @category models */
export type Encoded = Member["Encoded"]

// Whoever reads or writes an order wants to hear of every broken rule, and of every field that the API would silently ignore.
const strict = { errors: "all", onExcessProperty: "error" } as const

/**
 * The body of `POST /orders`.
 *
 * Decoding and encoding are strict whatever the caller's parse options: all issues are reported, by wire path, and fields that no
 * order has are refused. Keys whose value is `""` or `undefined` count as absent.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const CreateOrder = Schema.declareConstructor<CreateOrder, Encoded>()(
  members,
  (codecs) => {
    const parsers = codecs.map((codec) => SchemaParser.decodeUnknownEffect(codec))
    return (input, self, options) => {
      const order = dropBlank(input)
      if (typeof order !== "object" || order === null)
        return Effect.fail(new SchemaIssue.InvalidType(self, input, options))
      const kind = kindOf(order)
      if (typeof kind !== "string") return Effect.fail(kind)
      const parse = parsers[indexOf.get(kind) ?? -1]
      if (parse === undefined) return Effect.fail(new SchemaIssue.InvalidType(self, input, options))
      const parsed = parse(order, strict)
      const missing = demandIssues(order)
      return missing === undefined ? parsed : failWith(self, parsed, missing)
    }
  },
  {
    identifier: "CreateOrder",
    expected: "an order",
    toCodec: (codecs) => Schema.link<CreateOrder>()(Schema.Union(codecs), SchemaTransformation.passthrough() as never)
  }
)

// What a gateway demands beyond its kind joins what the kind itself complains about: one list, everything at once.
const failWith = (
  self: { readonly _tag: string },
  parsed: Effect.Effect<CreateOrder, SchemaIssue.Issue>,
  missing: readonly [SchemaIssue.Issue, ...Array<SchemaIssue.Issue>]
) =>
  Effect.matchEffect(parsed, {
    onFailure: (issue) => Effect.fail(new SchemaIssue.Composite(self as never, [issue, ...missing])),
    onSuccess: () => Effect.fail(new SchemaIssue.Composite(self as never, missing))
  })
