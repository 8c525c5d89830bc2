// What one gateway demands beyond the fields of its kind, read from the catalogue: "customer.address1" of a direct IN3B2B order,
// an amount above 0 where nothing can be authorised for nothing.
import * as SchemaIssue from "effect/SchemaIssue"
import * as Gateway from "../../Gateway.ts"
import type { Ordering } from "../gateways/entry.ts"
import { ordering } from "../gateways/ordering.ts"

/** The demands this order does not meet, or undefined when it meets them all. */
export const demandIssues = (order: object): readonly [SchemaIssue.Issue, ...Array<SchemaIssue.Issue>] | undefined => {
  const { amount, gateway, payment_data, recurring_id, recurring_model, type } = order as Partial<
    Record<string, unknown>
  >
  if (typeof gateway !== "string" || !Gateway.isKnown(gateway) || type === "paymentlink") return undefined
  // A component or a stored token brings what the method would have asked for.
  if (payment_data !== undefined || recurring_id !== undefined) return undefined
  const entry: Ordering = ordering[gateway]
  const issues: Array<SchemaIssue.Issue> = []
  if (amount === 0 && entry.zeroAuthorization !== true && recurring_model === undefined) {
    issues.push(at(["amount"], `must be 1 or more: ${entry.name} cannot authorise 0`))
  }
  for (const path of nested(entry, type === "direct" ? "direct" : "redirect")) {
    // The security code proves that the customer is there, which in a series nobody is.
    if (recurring_model !== undefined && path[1] === "card_cvc") continue
    if (isMissing(order, path)) issues.push(at(path, `is required by ${entry.name}`))
  }
  return issues.length === 0 ? undefined : (issues as [SchemaIssue.Issue, ...Array<SchemaIssue.Issue>])
}

// Paths are split once per list, not once per order.
const cache = new Map<ReadonlyArray<string>, ReadonlyArray<ReadonlyArray<string>>>()

const nested = (entry: Ordering, flow: Gateway.Flow): ReadonlyArray<ReadonlyArray<string>> => {
  const demands = entry.requires[flow]
  let paths = cache.get(demands)
  if (paths === undefined) cache.set(demands, (paths = demands.map((path) => path.split("."))))
  return paths
}

// A missing parent is one issue, not one per field that it would have had.
const isMissing = (order: object, path: ReadonlyArray<string>): boolean => {
  let value: unknown = order
  for (let i = 0; i < path.length; i++) {
    if (typeof value !== "object" || value === null) return false
    value = (value as Record<string, unknown>)[path[i] ?? ""]
    if (value === undefined) return i === path.length - 1
  }
  return false
}

const at = (path: ReadonlyArray<string>, message: string): SchemaIssue.Issue =>
  new SchemaIssue.Pointer(path, new SchemaIssue.InvalidValue({ message }, undefined, {}))
