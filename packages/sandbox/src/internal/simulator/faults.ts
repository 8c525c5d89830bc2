// Which fault a request meets: a rule set from outside, or a magic value in the order itself, so that an application can ask for one
// without reaching the control service: `[[reset-after-commit]]`, `[[latency:500]]`, `[[stall-body@refunds.create]]`. It works once
// per order.
import * as HashSet from "effect/HashSet"
import * as Fault from "../../Fault.ts"
import { marksIn } from "../rules/magic.ts"
import { draw } from "../state/chance.ts"
import type * as State from "../state/State.ts"

export interface Subject {
  readonly operation: string
  /** `METHOD /path` with the template. */
  readonly template: string
  readonly order_id: string | undefined
  /** Texts that may hold magic values: the request's, or the stored order's. */
  readonly texts: ReadonlyArray<string>
}

/** The fault of a request, and the state that remembers it. */
export const take = (state: State.State, subject: Subject): readonly [State.State, Fault.Fault | undefined] => {
  let next = state
  for (const rule of state.rules) {
    if (!fits(rule, subject) || rule.left === 0) continue
    const [afterDraw, fault] = choose(next, rule)
    next = afterDraw
    if (fault === undefined) continue
    next = { ...next, rules: next.rules.map((one) => (one.id === rule.id ? count(one) : one)) }
    if (fault !== "pass") return [next, fault]
    return [next, undefined]
  }
  return magic(next, subject)
}

const fits = (rule: Fault.Rule, { operation, order_id, template }: Subject): boolean =>
  (rule.operation === undefined || rule.operation === operation || rule.operation === template) &&
  (rule.order_id === undefined || (order_id !== undefined && glob(rule.order_id, order_id)))

const glob = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s"
  ).test(text)

const choose = (state: State.State, rule: Fault.Rule): readonly [State.State, Fault.Fault | "pass" | undefined] => {
  if (rule.mode === "script") return [state, rule.faults[rule.hits]]
  let current = state
  if ((rule.probability ?? 1) < 1) {
    const [random, value] = draw(current.random)
    current = { ...current, random }
    if (value >= (rule.probability ?? 1)) return [current, undefined]
  }
  if (rule.mode === "one") return [current, rule.faults[0]]
  const [random, value] = draw(current.random)
  return [{ ...current, random }, rule.faults[Math.floor(value * rule.faults.length)]]
}

const count = (rule: Fault.Rule): Fault.Rule => ({
  ...rule,
  hits: rule.hits + 1,
  left: rule.left === "always" ? rule.left : rule.left - 1
})

const magic = (
  state: State.State,
  { operation, order_id, texts }: Subject
): readonly [State.State, Fault.Fault | undefined] => {
  for (const { argument, operation: at, whole, word } of marksIn(texts)) {
    const key = `${order_id} ${whole}`
    if (!Fault.isKind(word) || (at ?? "orders.create") !== operation || HashSet.has(state.spent, key)) continue
    return [{ ...state, spent: HashSet.add(state.spent, key) }, withArgument(word, argument)]
  }
  return [state, undefined]
}

const withArgument = (kind: Fault.Kind, argument: string): Fault.Fault => {
  if (argument === "") return { kind }
  return kind === "rate-limit" ? { kind, retryAfter: argument } : { kind, ms: Number(argument) || 0 }
}
