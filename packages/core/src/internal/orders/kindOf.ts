// Which kind of order a value means to be. Told by its most telling fields, in an order that leaves no two kinds in doubt; the rest
// of the value is then judged by that kind alone.
import * as Option from "effect/Option"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Gateway from "../../Gateway.ts"
import type { Ordering } from "../gateways/entry.ts"
import { ordering } from "../gateways/ordering.ts"
import * as gateways from "./groups.ts"
import type * as kinds from "./kinds.ts"

/** The name of a kind's schema in `orderKinds`. */
export type Kind = keyof typeof kinds

const table = (entries: ReadonlyArray<readonly [Kind, ReadonlyArray<string>]>): ReadonlyMap<string, Kind> =>
  new Map(entries.flatMap(([kind, ids]) => ids.map((id) => [id, kind] as const)))

const redirect = table([
  ["RedirectOrder", gateways.plainRedirect],
  ["RedirectSofortOrder", gateways.sofort],
  ["RedirectPayLaterOrder", gateways.payLaterRedirect]
])

const direct = table([
  ["DirectOrder", gateways.plainDirect],
  ["DirectDebitOrder", gateways.directDebit],
  ["DirectCardOrder", gateways.cards],
  ["DirectMaestroOrder", gateways.cardsWithoutCvc],
  ["DirectWalletOrder", gateways.tokenWallets],
  ["DirectPayLaterOrder", gateways.payLaterDirect],
  ["DirectPhoneOrder", gateways.byPhone],
  ["DirectTrustlyOrder", gateways.byName]
])

/** The kind of an order, or the issue that keeps it from being any. */
export const kindOf = (order: object): Kind | SchemaIssue.Issue => {
  const {
    type = "redirect",
    gateway,
    gateway_info,
    payment_data,
    recurring_id,
    recurring_model
  } = order as Partial<Record<string, unknown>>
  const info = typeof gateway_info === "object" && gateway_info !== null ? gateway_info : {}
  if ("terminal_id" in info) return type === "unreferenced_refund" ? "UnreferencedRefund" : "TerminalOrder"
  if (type === "unreferenced_refund") return "UnreferencedRefund"
  if (type === "checkout") return "FastCheckoutOrder"
  if (gateway !== undefined && typeof gateway !== "string")
    return at("gateway", `must be a gateway's id, such as "IDEAL"`)
  if (gateway !== undefined && !Gateway.isKnown(gateway) && !isPrinted(gateway)) {
    return type === "direct" && payment_data !== undefined ? "ComponentOrder" : "OpenOrder"
  }
  switch (type) {
    case "paymentlink":
      return "PaymentLinkOrder"
    case "redirect":
      if (payment_data !== undefined) return at("type", `must be "direct", because the order carries payment_data`)
      if (gateway === undefined) return "RedirectOrder"
      return redirect.get(gateway) ?? at("gateway", `${gateway} has no page of its own: use type "direct"`)
    case "direct":
      if (payment_data !== undefined) return "ComponentOrder"
      if (recurring_id !== undefined && !("card_number" in info)) return "RecurringOrder"
      if (gateway === undefined) {
        return at(
          "gateway",
          `is required when type is "direct", unless a stored token (recurring_id) or payment_data is given`
        )
      }
      if (recurring_model !== undefined && direct.get(gateway) === "DirectCardOrder" && !("card_cvc" in info)) {
        return "RecurringCardOrder"
      }
      return direct.get(gateway) ?? at("gateway", `${gateway} cannot be ordered directly: use type "redirect"`)
    default:
      return at("type", `must be "redirect", "direct", "paymentlink", "checkout" or "unreferenced_refund"`)
  }
}

// The vendor's pages and plug-ins call some methods by name where an id belongs: "AMERICAN EXPRESS" for AMEX, "NATIONALETUINBON" for
// NATNLETUIN.
const lettersOf = (words: string): string =>
  words
    .toUpperCase()
    .replaceAll("&", "AND")
    .replaceAll(/[^A-Z0-9]/g, "")
const byName = new Map(
  Gateway.ids.flatMap((id) => {
    const { name, pluginSpelling }: Ordering = ordering[id]
    return [name, pluginSpelling ?? name].map((word) => [lettersOf(word), id] as const)
  })
)

/** A gateway as the catalogue spells it; ids of other cases and the vendor's own names are read, anything else stays as it is. */
export const gatewayOf = (gateway: unknown): unknown => {
  if (typeof gateway !== "string" || Gateway.isKnown(gateway) || isPrinted(gateway)) return gateway
  return Option.getOrUndefined(Gateway.canonical(gateway.trim())) ?? byName.get(lettersOf(gateway)) ?? gateway
}

/** A type as the API spells it: capitals and blanks around it do not count. */
export const typeOf = (type: unknown): unknown => (typeof type === "string" ? type.trim().toLowerCase() : type)

const at = (path: string, message: string): SchemaIssue.Issue =>
  new SchemaIssue.Pointer([path], new SchemaIssue.InvalidValue({ message }, undefined, {}))

const isPrinted = (gateway: string): boolean => (Gateway.printedSpellings as ReadonlyArray<string>).includes(gateway)
