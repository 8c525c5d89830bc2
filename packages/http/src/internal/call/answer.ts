// An HTTP answer, judged. The API has six ways to say no, says some of them with status 200, and reuses its codes; proxies in front of
// it speak HTML. All of that ends here, in a value or in a Failure.
import * as Result from "effect/Result"
import type * as Headers from "effect/http/Headers"
import * as ErrorCode from "@effect-multisafepay/core/ErrorCode"
import type { Issue } from "@effect-multisafepay/core/Issue"
import {
  Declined,
  DuplicateOrderId,
  NotFound,
  RateLimited,
  Refused,
  Unauthorized,
  Unavailable,
  UnexpectedAnswer
} from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Failure from "./Failure.ts"
import type { Blot } from "./redact.ts"
import { retryAfterMillis } from "./retryAfter.ts"

export interface Answer {
  readonly status: number
  /** Where the headers are; only refusals are asked for them. */
  readonly response: { readonly headers: Headers.Headers }
  readonly text: string
}

/** A 2xx answer that is no refusal gives its JSON; everything else a Failure. `json` is undefined when the text is not JSON. */
export const judge = (
  operation: Operation.Any,
  answer: Answer,
  json: unknown,
  blot: Blot,
  now: () => number
): Result.Result<unknown, Failure.Failure> => {
  const body: Record<string, unknown> | undefined =
    typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined
  const ok = answer.status >= 200 && answer.status < 300
  if (ok && body !== undefined && !isRefusal(body)) return Result.succeed(body)

  const retryAfter = retryAfterMillis(answer.response.headers["retry-after"], now)
  const fail = (outcome: Failure.Failure["outcome"], reason: Failure.Failure["reason"], final = false) =>
    Result.fail(Failure.make(outcome, reason, { status: answer.status, retryAfter, final }))
  // A page comes from something in between, which may have let the request through and not the answer. Asked again it says the same.
  const refuse = (reason: Failure.Failure["reason"]) =>
    body === undefined && operation.method !== "GET" ? fail("unknown", reason, true) : fail("rejected", reason)
  if (ok && body === undefined) return fail("unknown", unexpected(answer, "it is not a JSON object", blot))
  // Redirects are not followed, because the key would go along; nobody knows what was done before one was sent. Asked again it says the same.
  if (answer.status >= 300 && answer.status < 400)
    return fail("unknown", unexpected(answer, redirect(answer), blot), true)
  if (answer.status < 200) return fail("unknown", unexpected(answer, "it is neither a result nor an error", blot))

  const code = toCode(body?.["error_code"])
  const info = blot(infoOf(body, answer), 300)
  const wait = retryAfter === undefined ? {} : { retryAfter }

  if (answer.status === 429) return fail("rejected", new RateLimited(wait))
  if (answer.status === 408 || answer.status === 425 || (answer.status >= 500 && answer.status !== 501)) {
    return fail(
      "unknown",
      new Unavailable({ status: answer.status, ...(code === undefined ? {} : { code }), info, ...wait })
    )
  }

  const { advice, class: errorClass } = ErrorCode.rule({
    code,
    method: operation.method,
    status: answer.status
  })
  const refusal = {
    status: answer.status,
    ...(code === undefined ? {} : { code }),
    info,
    advice
  }

  if (code === 1032 || (code === undefined && (answer.status === 401 || answer.status === 403))) {
    return refuse(new Unauthorized(refusal))
  }
  if (code === 1006) {
    return fail("rejected", operation.name === "orders.create" ? new DuplicateOrderId(refusal) : new NotFound(refusal))
  }
  if ((answer.status === 404 || answer.status === 410) && (code === undefined || code === 1000)) {
    // A page says nothing about an order: a gateway that has lost its way sends one for an order that is there.
    return body === undefined && operation.method === "GET"
      ? fail("unknown", unexpected(answer, "it does not say what was not found", blot))
      : refuse(new NotFound(refusal))
  }
  if (errorClass === "decline") return fail("rejected", new Declined(refusal))
  // These codes are also given when a transaction was started and something went wrong afterwards.
  const refused = new Refused({ ...refusal, class: errorClass, issues: issuesOf(body, blot) })
  return operation.method !== "GET" && code !== undefined && mayHaveHappened.has(code)
    ? fail("unknown", refused)
    : refuse(refused)
}

/** A 2xx answer whose shape is not the documented one. Never a failed payment. */
export const unexpected = (answer: Answer, problem: string, blot: Blot) =>
  new UnexpectedAnswer({ status: answer.status, problem, excerpt: blot(answer.text, 2_000) })

const redirect = (answer: Answer): string => {
  const location = answer.response.headers["location"]
  const host = location === undefined ? undefined : URL.parse(location)?.host
  return `it redirects to ${host === undefined || host === "" ? "another address" : host}, and redirects are not followed: check MULTISAFEPAY_BASE_URL and what stands between here and MultiSafepay`
}

const mayHaveHappened: ReadonlySet<number> = new Set([1000, 1014, 1021, 1022, 9999])

const isFalse = (success: unknown) =>
  success === false || success === 0 || success === "0" || (typeof success === "string" && /^false$/i.test(success))

// Without a word about success, an answer says no when it has an error code, or a message and nothing else.
const isRefusal = (body: Record<string, unknown>): boolean => {
  const { data, success } = body
  if (success !== undefined && success !== null && success !== "") return isFalse(success)
  if (toCode(body["error_code"]) !== undefined) return true
  const empty = data === undefined || data === null || data === "" || Object.keys(data).length === 0
  return empty && ["message", "error", "errors", "error_info"].some((field) => field in body)
}

const toCode = (code: unknown): number | undefined => {
  const number = typeof code === "string" ? Number(code) : code
  return typeof number === "number" && Number.isInteger(number) && number !== 0 ? number : undefined
}

const infoOf = (body: Record<string, unknown> | undefined, answer: Answer): string => {
  if (body === undefined) return answer.text.trimStart().startsWith("<") ? "an HTML page" : answer.text.slice(0, 300)
  const nested = body["error"]
  const candidates = [
    body["error_info"],
    body["message"],
    typeof nested === "object" && nested !== null ? (nested as Record<string, unknown>)["message"] : nested
  ]
  return candidates.find((text): text is string => typeof text === "string" && text !== "") ?? ""
}

// {attribute, details[], message} of the newer endpoints. Their words may quote what was sent.
const issuesOf = (body: Record<string, unknown> | undefined, blot: Blot): ReadonlyArray<Issue> => {
  const errors = body?.["errors"]
  if (!Array.isArray(errors)) return []
  return errors.slice(0, 50).flatMap((error: unknown) => {
    if (typeof error !== "object" || error === null) return []
    const { attribute, details, message } = error as Record<string, unknown>
    const text = typeof message === "string" ? message : Array.isArray(details) ? details.join("; ") : "is refused"
    return [
      {
        path: typeof attribute === "string" ? blot(attribute, 100) : "",
        message: blot(text, 200)
      }
    ]
  })
}
