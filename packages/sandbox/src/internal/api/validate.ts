// A request held against core's schema of it, so that what compiles in a program and what is accepted here is the same. The service
// ignores fields it does not know without a word; here they are named, unless a switch says to be as silent as the service.
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Json from "../state/Json.ts"
import { type Refusal, refuse } from "../machine/turn.ts"
import type { Settings } from "../state/Settings.ts"
import { fieldNames } from "./fieldNames.ts"
import { isUnknownField, toRefusal } from "./issues.ts"

export type Body = { readonly [key: string]: unknown }

/** The body as an object that keeps the rules of the operation, or the refusal. An operation without a schema takes any object. */
export const validate = (
  operation: Operation.Any,
  body: unknown,
  settings: Settings,
  code?: number
): Result.Result<Body, Refusal> => {
  const given = Json.record(body ?? {})
  if (given === undefined) return Result.fail(refuse(404, 1016, "Invalid request: the body must be a JSON object"))
  if (operation.request === undefined) return Result.succeed(given)
  const check = decoderOf(operation)
  const first = check(given)
  if (first === undefined) return Result.succeed(given)
  const ignored = first.filter(
    (issue) => isUnknownField(issue) && (settings.unknownFields === "ignore" || fromOfficialClients.test(issue.path))
  )
  if (ignored.length === 0) return Result.fail(toRefusal(first, fieldNames, code))
  const second = check(drop(given, ignored))
  return second === undefined
    ? Result.succeed(
        drop(
          given,
          ignored.filter(({ path }) => !fromOfficialClients.test(path))
        )
      )
    : Result.fail(toRefusal(second, fieldNames, code))
}

// The vendor's own libraries send these with every call, undeclared: a stand-in that refused them would be one for nobody.
const fromOfficialClients =
  /^(?:plugin|id|ship_date|checkout_data\.tax_table|(?:customer|delivery)\.(?:firstname|lastname)|gateway_info\.(?:cvc|bankaccount))$/

type Check = (body: Body) => ReadonlyArray<Issue.Issue> | undefined

const checks = new WeakMap<Operation.Any, Check>()

const decoderOf = (operation: Operation.Any): Check => {
  let check = checks.get(operation)
  if (check === undefined) {
    const decode = Schema.decodeUnknownResult(operation.request as Schema.Codec<unknown, unknown>, {
      errors: "all",
      onExcessProperty: "error"
    })
    check = (body) =>
      Option.match(Result.getFailure(decode(body)), {
        onNone: () => undefined,
        onSome: (error) => Issue.fromSchemaIssue(error.issue)
      })
    checks.set(operation, check)
  }
  return check
}

const drop = (body: Body, issues: ReadonlyArray<Issue.Issue>): Body =>
  issues.reduce((rest, { path }) => without(rest, path.split(/\.|(?=\[)/)), body)

const without = <A>(value: A, path: ReadonlyArray<string>): A => {
  const [head = "", ...rest] = path
  if (Array.isArray(value)) {
    const index = Number(head.slice(1, -1))
    return value.map((one: unknown, i) => (i === index ? without(one, rest) : one)) as A
  }
  const object = Json.record(value)
  if (object === undefined) return value
  const { [head]: member, ...others } = object
  return (rest.length === 0 ? others : { ...others, [head]: without(member, rest) }) as A
}
