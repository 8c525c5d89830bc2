// Path templates filled in. Every character that is not unreserved is encoded (RFC 3986), so that no two ids share a path; `.`, `..`
// and nothing at all are refused, because address parsers collapse them even when encoded, and the call would go elsewhere.
import * as Result from "effect/Result"
import type { Issue } from "@effect-multisafepay/core/Issue"

/** The template with its placeholders filled in, or the issues that keep it from being an address. */
export const expand = (
  template: string,
  params: { readonly [name: string]: string }
): Result.Result<string, ReadonlyArray<Issue>> => {
  if (!template.includes("{")) return Result.succeed(template)
  const issues: Array<Issue> = []
  const path = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value: unknown = params[name] ?? ""
    const message = typeof value === "string" ? refuse(value) : "must be text"
    if (message !== undefined) issues.push({ path: name, message })
    return message === undefined ? segment(String(value)) : ""
  })
  return issues.length === 0 ? Result.succeed(path) : Result.fail(issues)
}

/** One path segment. `encodeURIComponent` leaves `!'()*` alone; they are reserved all the same. */
export const segment = (value: string): string =>
  encodeURIComponent(value).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const refuse = (value: string): string | undefined => {
  if (value === "") return "is required"
  if (value === "." || value === "..") return "must not be `.` or `..`"
  // encodeURIComponent throws on half a surrogate pair.
  return value.isWellFormed() ? undefined : "must be well-formed text"
}
