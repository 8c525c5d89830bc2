// Which gateway makes which kind of order. Flows and demands come from the catalogue; the type and the run-time list of each group
// are the same rule said twice, and a test holds them against each other.
import * as Gateway from "../../Gateway.ts"
import type * as OrderGateway from "../../OrderGateway.ts"
import type { Ordering } from "../gateways/entry.ts"
import { ordering } from "../gateways/ordering.ts"

const select = <I extends string>(flow: Gateway.Flow, belongs: (id: string, demands: ReadonlySet<string>) => boolean) =>
  Gateway.ids.filter((id) => {
    const entry: Ordering = ordering[id]
    return entry.flows.includes(flow) && belongs(id, new Set(entry.requires[flow]))
  }) as ReadonlyArray<string> as ReadonlyArray<I>

/** SOFORT: its page demands addresses and a customer. */
export const sofort = select<OrderGateway.Sofort>("redirect", (_, demands) => demands.has("payment_options"))

const isPayLater = (_: string, demands: ReadonlySet<string>) => demands.has("shopping_cart") && demands.has("customer")

/** Pay-later methods that must know the buyer and what is bought. Where it goes is asked for, and virtual goods go nowhere. */
export const payLaterRedirect = select<OrderGateway.PayLaterRedirect>("redirect", isPayLater)
export const payLaterDirect = select<OrderGateway.PayLaterDirect>("direct", isPayLater)

/** Cards whose security code is demanded, and the scheme whose cards may have none. */
export const cards = select<OrderGateway.Card>("direct", (_, demands) => demands.has("gateway_info.card_cvc"))
export const cardsWithoutCvc = select<OrderGateway.CardWithoutCvc>(
  "direct",
  (_, demands) => demands.has("gateway_info.card_number") && !demands.has("gateway_info.card_cvc")
)

/** Wallets that hand over a payment token. */
export const tokenWallets = select<OrderGateway.TokenWallet>("direct", (_, demands) =>
  demands.has("gateway_info.payment_token")
)

/** Collected from a bank account under a mandate. */
export const directDebit = select<OrderGateway.DirectDebit>("direct", (_, demands) =>
  demands.has("gateway_info.account_holder_iban")
)

/** Methods that reach the payer by phone, or identify them by name, country and e-mail. */
export const byPhone = select<OrderGateway.ByPhone>("direct", (_, demands) => demands.has("customer.phone"))
export const byName = select<OrderGateway.ByName>("direct", (_, demands) => demands.has("customer.country"))

/** Everything that can be paid on a page of MultiSafepay's or the method's own. */
export const pages: ReadonlyArray<OrderGateway.Page> = [
  ...select<Gateway.IdWithFlow<"redirect">>("redirect", () => true),
  ...Gateway.printedSpellings
]

const special = new Set<string>([...sofort, ...payLaterRedirect])
export const plainRedirect = pages.filter((id): id is OrderGateway.PlainRedirect => !special.has(id))

const specialDirect = new Set<string>([
  ...payLaterDirect,
  ...cards,
  ...cardsWithoutCvc,
  ...tokenWallets,
  ...directDebit,
  ...byPhone,
  ...byName
])
export const plainDirect: ReadonlyArray<OrderGateway.PlainDirect> = [
  ...select<Exclude<Gateway.IdWithFlow<"direct">, OrderGateway.SpecialDirect>>(
    "direct",
    (id) => !specialDirect.has(id)
  ),
  ...Gateway.printedSpellings
]
