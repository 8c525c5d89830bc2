// A request held against core's schema of it, so that what compiles in a program and what is accepted here is the same. By default it is
// read first as the service reads other people's requests; a switch keeps the strictness for one's own.
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as RawBody from "@effect-multisafepay/core/RawBody"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Json from "../state/Json.ts"
import { type Refusal, refuse } from "../machine/turn.ts"
import type { Settings } from "../state/Settings.ts"
import { fieldNames } from "./fieldNames.ts"
import { toRefusal } from "./issues.ts"

export type Body = { readonly [key: string]: unknown }

/** The body as the service reads it, and the paths of what it passes over. */
export const read = (operation: Operation.Any, body: unknown, settings: Settings): RawBody.Read => {
  if (settings.unknownFields === "refuse" || operation.request === undefined || body === undefined)
    return { body, ignored: [] }
  const asRead = RawBody.read(operation.request, body)
  // No kind of refund has both an amount and lines. The amount counts all the same.
  return operation === Refund.create
    ? { ...asRead, ignored: asRead.ignored.filter((path) => path !== "amount") }
    : asRead
}

/** The body as an object that keeps the rules of the operation, or the refusal. An operation without a schema takes any object. */
export const validate = (operation: Operation.Any, body: unknown, code?: number): Result.Result<Body, Refusal> => {
  const given = Json.record(body ?? {})
  if (given === undefined) return Result.fail(refuse(404, 1016, "Invalid request: the body must be a JSON object"))
  if (operation.request === undefined) return Result.succeed(given)
  const issues = decoderOf(operation)(given)
  return issues === undefined ? Result.succeed(given) : Result.fail(toRefusal(issues, fieldNames, code))
}

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
