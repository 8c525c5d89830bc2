// Whether a request gets as far as its operation: with the right key, to a path that there is, with a body that can be read.
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { failure, message, type Reply } from "../api/Reply.ts"
import type { Found } from "../api/Route.ts"
import * as routes from "../api/routes.ts"
import * as Json from "../state/Json.ts"
import { type Asked, notJson } from "./Asked.ts"
import { type Request, tooLong } from "./Exchange.ts"

export const admit = (
  { body, found, request }: Asked,
  apiKey: Redacted.Redacted<string>
): Result.Result<Found, Reply> => {
  const key = keyOf(request)
  if (key !== Redacted.value(apiKey)) {
    return Result.fail(
      routes.isNewer(request.path) ? message(403, "Forbidden") : failure(401, 1032, `Invalid API key${hint(key)}`)
    )
  }
  const known = Result.mapError(found, ({ reply }) => reply)
  if (Result.isFailure(known)) return known
  if (request.body === undefined) return Result.fail(failure(413, 1016, `Invalid request: the body is ${tooLong}`))
  return body === notJson
    ? Result.fail(
        failure(404, 1016, `Invalid request: the body is not JSON, or nests deeper than ${Json.maxDepth} levels`)
      )
    : known
}

const keyOf = ({ headers, query }: Request): string | undefined =>
  headers["api_key"] ?? query.get("api_key") ?? /^Bearer\s+(\S.*)$/i.exec(headers["authorization"] ?? "")?.[1]

const hint = (key: string | undefined): string =>
  key !== undefined && looksReal(key)
    ? ": this one has the shape of a real key. The sandbox takes its own key only; keep real keys out of tests."
    : ""

/** Both of the vendor's environments hand out keys of 40 letters and digits, so nothing of that shape is ever accepted. */
export const looksReal = (key: string): boolean => /^[A-Za-z0-9]{40}$/.test(key)
