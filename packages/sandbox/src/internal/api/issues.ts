// Which error code a broken request gets. Fields with a code of their own come first; the rest is "data missing", 1016, with a text
// that names the field, which the service's own texts rarely do.
import type * as Issue from "@effect-multisafepay/core/Issue"
import { type Refusal, refuse } from "../machine/turn.ts"

const codes: ReadonlyArray<readonly [RegExp, number, string]> = [
  [/^(?:amount|partial_shipment_amount)$/, 1001, "Invalid amount"],
  [/^currency$/, 1002, "Invalid currency"],
  [/^(?:new_|refund_)?order_id$/, 1006, "Invalid order ID"],
  [/^customer\.(?:ip_address|forwarded_ip)$/, 1007, "Invalid IP address"],
  [/^description$/, 1008, "Invalid description"],
  [/^var[123]$/, 1010, "Invalid var"],
  [/(?:^|\.)country$/, 1018, "Invalid country"],
  [/^gateway$/, 1023, "Gateway not available"],
  [/^checkout_options\.tax_tables\..*rate$/, 1028, "Invalid tax rate"],
  [/^shopping_cart\.items\[\d+\]\.currency$/, 1030, "Invalid item currency"],
  [/^shopping_cart\.items\[\d+\]\.unit_price$/, 1031, "Invalid item price"],
  [/^gateway_info\.issuer_id$/, 1036, "Invalid issuer"]
]

/**
 * The refusal for a request that breaks rules. `known` are field names for "did you mean"; `fallback` is the code for fields without
 * one of their own.
 */
export const toRefusal = (
  issues: ReadonlyArray<Issue.Issue>,
  known: ReadonlySet<string>,
  fallback: number = 1016
): Refusal => {
  const coded = issues.flatMap((issue) => {
    const found = isUnknownField(issue) ? undefined : codes.find(([path]) => path.test(issue.path))
    return found === undefined ? [] : [found]
  })[0]
  const [code, title] = coded === undefined ? ([fallback, "Invalid request"] as const) : ([coded[1], coded[2]] as const)
  const told = issues.slice(0, 10).map((issue) => `${issue.path}${issue.path === "" ? "" : " "}${say(issue, known)}`)
  return refuse(404, code, `${title}: ${told.join("; ")}`)
}

const isUnknownField = (issue: Issue.Issue): boolean => issue.message === "is not a field of this request"

const say = (issue: Issue.Issue, known: ReadonlySet<string>): string => {
  if (!isUnknownField(issue)) return issue.message
  const field = issue.path.slice(issue.path.lastIndexOf(".") + 1)
  const meant = nearest(field, known)
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`
  return `is not a field of this request${hint}, and MultiSafepay would ignore it silently`
}

const nearest = (field: string, known: ReadonlySet<string>): string | undefined => {
  const plain = normal(field)
  let best: string | undefined
  let distance = Math.max(1, Math.floor(plain.length / 3)) + 1
  for (const name of known) {
    const d = levenshtein(plain, normal(name), distance)
    if (d < distance && name !== field) {
      best = name
      distance = d
    }
  }
  return best
}

const normal = (name: string) => name.replaceAll(/[_-]/g, "").toLowerCase()

// Gives up as soon as the distance cannot get below `limit`.
const levenshtein = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    if (Math.min(...next) >= limit) return limit
    row = next
  }
  return row[b.length] ?? limit
}
