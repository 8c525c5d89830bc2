// Which gateway makes which kind of order. Flows and demands come from the catalogue; the type and the run-time list of each group
// are the same rule said twice, and a test holds them against each other.
import * as Gateway from "../../Gateway.ts"

type Facts = typeof Gateway.catalogue
/** The ids whose documents demand one of these fields in this flow. */
type Demanding<F extends Gateway.Flow, Path extends string> = {
  [I in Gateway.IdWithFlow<F>]: Path & Facts[I]["requires"][F][number] extends never ? never : I
}[Gateway.IdWithFlow<F>]

const select = <I extends string>(flow: Gateway.Flow, belongs: (id: string, demands: ReadonlySet<string>) => boolean) =>
  Gateway.ids.filter((id) => {
    const entry: Gateway.Entry = Gateway.catalogue[id]
    return entry.flows.includes(flow) && belongs(id, new Set(entry.requires[flow]))
  }) as ReadonlyArray<string> as ReadonlyArray<I>

/** A spelling that the vendor prints in its own examples, and the service does not mind. */
type Printed = Gateway.PrintedSpelling

/** SOFORT: its page demands addresses and a customer, in both flows. */
export type Sofort = Extract<Demanding<"redirect", "payment_options">, Gateway.Id>
export const sofort = select<Sofort>("redirect", (_, demands) => demands.has("payment_options"))

/** Pay-later methods that must know what is bought and where it goes. */
export type PayLaterRedirect = Demanding<"redirect", "delivery">
export const payLaterRedirect = select<PayLaterRedirect>("redirect", (_, demands) => demands.has("delivery"))
export type PayLaterDirect = Demanding<"direct", "delivery">
export const payLaterDirect = select<PayLaterDirect>("direct", (_, demands) => demands.has("delivery"))

/** Cards whose security code is demanded, and the scheme whose cards may have none. */
export type Card = Demanding<"direct", "gateway_info.card_cvc">
export const cards = select<Card>("direct", (_, demands) => demands.has("gateway_info.card_cvc"))
export type CardWithoutCvc = Exclude<Demanding<"direct", "gateway_info.card_number">, Card>
export const cardsWithoutCvc = select<CardWithoutCvc>(
  "direct",
  (_, demands) => demands.has("gateway_info.card_number") && !demands.has("gateway_info.card_cvc")
)

/** Wallets that hand over a payment token. */
export type TokenWallet = Demanding<"direct", "gateway_info.payment_token">
export const tokenWallets = select<TokenWallet>("direct", (_, demands) => demands.has("gateway_info.payment_token"))

/** Collected from a bank account under a mandate. */
export type DirectDebit = Demanding<"direct", "gateway_info.emandate">
export const directDebit = select<DirectDebit>("direct", (_, demands) => demands.has("gateway_info.emandate"))

/** Methods that reach the payer by phone, or identify them by name, country and e-mail. */
export type ByPhone = Demanding<"direct", "customer.phone">
export const byPhone = select<ByPhone>("direct", (_, demands) => demands.has("customer.phone"))
export type ByName = Demanding<"direct", "customer.country">
export const byName = select<ByName>("direct", (_, demands) => demands.has("customer.country"))

/** Everything that can be paid on a page of MultiSafepay's or the method's own. */
export type Page = Gateway.IdWithFlow<"redirect"> | Printed
export const pages: ReadonlyArray<Page> = [
  ...select<Gateway.IdWithFlow<"redirect">>("redirect", () => true),
  ...Gateway.printedSpellings
]

const special = new Set<string>([...sofort, ...payLaterRedirect])
export type PlainRedirect = Exclude<Page, Sofort | PayLaterRedirect>
export const plainRedirect = pages.filter((id): id is PlainRedirect => !special.has(id))

type SpecialDirect = Sofort | PayLaterDirect | Card | CardWithoutCvc | TokenWallet | DirectDebit | ByPhone | ByName
const specialDirect = new Set<string>([
  ...sofort,
  ...payLaterDirect,
  ...cards,
  ...cardsWithoutCvc,
  ...tokenWallets,
  ...directDebit,
  ...byPhone,
  ...byName
])
export type PlainDirect = Exclude<Gateway.IdWithFlow<"direct"> | Printed, SpecialDirect>
export const plainDirect: ReadonlyArray<PlainDirect> = [
  ...select<Exclude<Gateway.IdWithFlow<"direct">, SpecialDirect>>("direct", (id) => !specialDirect.has(id)),
  ...Gateway.printedSpellings
]
