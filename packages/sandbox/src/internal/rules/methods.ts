// What an order of each payment method shows at each turn, read from core's catalogue.
import * as Option from "effect/Option"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import type { Order, Phase } from "../state/State.ts"
import * as Magic from "./magic.ts"

export type Pair = readonly [status: string, financial: string | null]

export const entryOf = (method: string | undefined): Gateway.Entry | undefined =>
  method === undefined ? undefined : Option.getOrUndefined(Gateway.get(method))

const usual: Gateway.Statuses = {
  success: ["completed", "completed"],
  declined: ["declined", "declined"],
  cancelled: ["void", "cancelled"],
  refund: { start: ["reserved", "reserved"], end: ["completed", "completed"] }
}

export const statusesOf = (method: string | undefined): Gateway.Statuses => entryOf(method)?.statuses ?? usual

export const isCard = (order: Order): boolean => entryOf(order.method)?.category === "card"

/** Is a card's number what the payer gives? */
export const isByCard = (method: string): boolean => {
  const { category, enters } = entryOf(method) ?? {}
  return category === "card" || enters === "card"
}

/** Can it still be cancelled once the payer has picked it? */
export const isCancellable = (method: string | undefined): boolean => statusesOf(method).cancelled !== "impossible"

/** What the merchant may do with a success whose money has not arrived. */
export const mayUntilSettled = (order: Order, what: "cancel" | "refund"): boolean =>
  order.phase === "paid" && (statusesOf(order.method).unsettled ?? []).includes(what)

/** The two words of an order in a phase, refunds aside. */
export const pairOf = (order: Order, phase: Phase, shipped: boolean): Pair => {
  const statuses = statusesOf(order.method)
  switch (phase) {
    case "session":
    case "open":
      return ["initialized", "initialized"]
    case "review":
      return ["uncleared", "uncleared"]
    case "pending":
      return statuses.collecting ?? statuses.pending ?? ["uncleared", "uncleared"]
    case "authorised":
      return ["completed", "initialized"]
    case "paid":
      return shipped ? (statuses.shipped ?? ["shipped", statuses.success[1]]) : statuses.success
    case "settled": {
      const settled = statuses.settled ?? statuses.success
      if (settled[0] === "shipped" && !shipped) return ["completed", settled[1]]
      return shipped && statuses.shipped === undefined ? ["shipped", settled[1]] : settled
    }
    case "declined":
      return statuses.declined ?? ["declined", "declined"]
    case "cancelled":
      // Nobody had picked a method, so that there is no transaction; terminals leave the money's status out as well.
      if (order.transaction_id === undefined || order.flow === "terminal") return ["cancelled", null]
      return statuses.cancelled === undefined || statuses.cancelled === "impossible"
        ? ["void", "cancelled"]
        : statuses.cancelled
    case "expired":
      return ["expired", "expired"]
    case "void":
      return ["void", "void"]
    case "chargeback":
      return ["chargeback", order.financial_status]
  }
}

/** Milliseconds of an ISO 8601 duration of days, hours and minutes; undefined for "none". */
export const millis = (iso: string | undefined): number | undefined => {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso ?? "")
  if (match === null) return undefined
  const [, days = "0", hours = "0", minutes = "0"] = match
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000
}

export const day = 86_400_000

/** How long the money takes after `success`, where the vendor says so. Pay-later methods settle when told to. */
export const settlesAfter = (order: Order): number | undefined => {
  const { settlement } = entryOf(order.method) ?? {}
  const isLarger = settlement?.larger !== undefined && order.amount >= settlement.larger.from
  return millis(isLarger ? settlement.larger?.after : settlement?.after)
}

const entries: ReadonlyArray<Gateway.Entry> = Gateway.ids.map((id) => Gateway.catalogue[id])

/** The id of the generic card page, and whether an id is that: what was paid with is a brand. */
export const cardPage: string = entries.find((entry) => entry.generic)?.id ?? ""
export const isGeneric = (method: string | undefined): boolean => entryOf(method)?.generic === true

/** Can the payer's bank ask the money back? */
export const hasChargebacks = (method: string | undefined): boolean => {
  const { chargebacks = "none" } = entryOf(method) ?? {}
  return chargebacks !== "none"
}

/** What to say of an order that asks to be charged back by a method that has no chargebacks. */
export const noChargeback = (texts: ReadonlyArray<string>, method: string): string | undefined =>
  Magic.chargedBackAfter(texts) === undefined || hasChargebacks(method)
    ? undefined
    : `[[chargeback]] will not happen: ${method} has no chargebacks`

/** Money that is collected after success, in a step during which nothing can be cancelled. */
export const isCollected = (method: string | undefined): boolean => statusesOf(method).collecting !== undefined

/** The scheme of a card number. */
export const brandOf = (number: string): string =>
  entries.find(({ cardNumbers }) => cardNumbers?.some((start) => number.startsWith(start)))?.id ?? usualCard

/** What a payer is taken to pick who may choose: the first usual method that can do what the order asks. */
export const usualOf = (order: Order): string =>
  entries.find(
    (entry) =>
      entry.usual === true &&
      (entry.currencies === undefined || entry.currencies.includes(order.currency)) &&
      (!order.details.capture || entry.capture === "manual") &&
      (order.flow !== "terminal" || entry.category === "card")
  )?.id ?? usualCard

export const usualCard: string = entries.find((entry) => entry.usual === true && entry.category === "card")?.id ?? ""

/** Withdrawn for a successor, and still in the tests that the vendor's clients run against its test environment. */
const stillTested: ReadonlySet<string> = new Set(
  entries.filter(({ endOfLife }) => endOfLife?.successor !== undefined).map(({ id }) => id)
)

/**
 * Whether a site that has everything could have this gateway as well. Plug-ins offer what the account's own list says and what a
 * merchant enters as a gateway of its own, so that an id of theirs is more likely newer than this catalogue than wrong. Other code
 * names methods that somebody has typed.
 */
export const couldBe = (gateway: string, byPlugin: boolean): boolean =>
  stillTested.has(gateway) || (byPlugin && entryOf(gateway) === undefined && meant(gateway) === undefined)

/** The gateway that this is a slip of the pen for: one letter more, less or other. */
export const meant = (gateway: string): string | undefined =>
  Gateway.ids.find((id) => id !== gateway && isOneEditAway(id, gateway.toUpperCase()))

const isOneEditAway = (a: string, b: string): boolean => {
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  return (
    a.slice(same + 1) === b.slice(same + 1) ||
    a.slice(same) === b.slice(same + 1) ||
    a.slice(same + 1) === b.slice(same)
  )
}
