// What a pair of order status and financial status allows, worked out per payment method from what the catalogue says of its life:
// how a success looks, whether the money arrives later, how a shipped order looks. A pair that no rule speaks of allows nothing.
import * as Option from "effect/Option"
import * as Gateway from "../../Gateway.ts"

export type Answer = "paid" | "secured" | "ship" | "final" | "refund" | "cancel"

/** What `status/financial_status` allows; the part after the slash is empty when there is no financial status. */
export type Rules = { readonly [pair: string]: ReadonlyArray<Answer> }

/** The rules of a method; the general ones for a method that the catalogue does not have. */
export const rulesOf = (method: string): Rules => {
  const id = Option.getOrElse(Gateway.canonical(method), () => "")
  const known = derived.get(id)
  if (known !== undefined) return known
  const rules = derive(Option.getOrUndefined(Gateway.get(id)))
  derived.set(id, rules)
  return rules
}

// As many as the catalogue has lines, and one for the methods it does not have.
const derived = new Map<string, Rules>()

const completed: Gateway.Pair = ["completed", "completed"]

const derive = (entry: Gateway.Entry | undefined): Rules => {
  const { alsoSuccess, cancelled, settled, success, unsettled = [] } = entry?.statuses ?? { success: completed }
  const rules: { [pair: string]: ReadonlyArray<Answer> } = {}
  const isRefundable = entry?.refund === undefined || entry.refund.full || entry.refund.partial
  const refund: ReadonlyArray<Answer> = isRefundable ? ["refund"] : []

  if (cancelled !== "impossible") {
    rules["initialized/"] = ["cancel"]
    rules["initialized/initialized"] = ["cancel"]
  }
  const isPromised = settled !== undefined && success[0] === "completed"
  // The money is underway at the payer's bank.
  if (settled !== undefined && !isPromised) rules[success.join("/")] = unsettled.filter((may) => may === "cancel")
  if (isPromised) {
    rules[success.join("/")] = ["secured", "ship", ...unsettled]
    const refundNow = unsettled.filter((may) => may === "refund")
    // One method's money has another word once the goods are on their way, and shops mark every order shipped, whatever its method.
    for (const money of ["initialized", "uncleared"]) {
      rules[`shipped/${money}`] = ["secured", ...refundNow]
      rules[`partial_refunded/${money}`] = ["secured", "ship", ...refundNow]
    }
  }
  // Where the provider collects, the first word about the money is also the last. That a part refund leaves it alone is documented for
  // other methods and taken to hold here.
  const inHand = new Set([
    "completed",
    ...(settled === undefined ? [success[1]] : []),
    ...(alsoSuccess?.slice(1) ?? [])
  ])
  for (const money of inHand) {
    rules[`completed/${money}`] = ["paid", "secured", "ship", "final", ...refund]
    rules[`partial_refunded/${money}`] = [
      "paid",
      "secured",
      "ship",
      "final",
      ...(entry?.refund?.once === true ? [] : refund)
    ]
    rules[`shipped/${money}`] = ["paid", "secured", "final", ...refund]
  }
  return rules
}
