// Which gateway makes which kind of order, as types: flows and demands come from the catalogue.
import type * as Gateway from "./Gateway.ts"

type Facts = typeof Gateway.catalogue
/** The ids whose documents demand one of these fields in this flow. */
type Demanding<F extends Gateway.Flow, Path extends string> = {
  [I in Gateway.IdWithFlow<F>]: Path & Facts[I]["requires"][F][number] extends never ? never : I
}[Gateway.IdWithFlow<F>]

/** A spelling that the vendor prints in its own examples, and the service does not mind. */
type Printed = Gateway.PrintedSpelling

/** SOFORT: its page demands addresses and a customer. @category models */
export type Sofort = Extract<Demanding<"redirect", "payment_options">, Gateway.Id>

/** Pay-later methods that must know the buyer and what is bought, on their own page. @category models */
export type PayLaterRedirect = Demanding<"redirect", "shopping_cart"> & Demanding<"redirect", "customer">

/** The same without a page. @category models */
export type PayLaterDirect = Demanding<"direct", "shopping_cart"> & Demanding<"direct", "customer">

/** Cards whose security code is demanded. @category models */
export type Card = Demanding<"direct", "gateway_info.card_cvc">

/** The scheme whose cards may have no security code. @category models */
export type CardWithoutCvc = Exclude<Demanding<"direct", "gateway_info.card_number">, Card>

/** Wallets that hand over a payment token. @category models */
export type TokenWallet = Demanding<"direct", "gateway_info.payment_token">

/** Collected from a bank account under a mandate. @category models */
export type DirectDebit = Demanding<"direct", "gateway_info.account_holder_iban">

/** Methods that reach the payer by phone. @category models */
export type ByPhone = Demanding<"direct", "customer.phone">

/** Methods that identify the payer by name, country and e-mail. @category models */
export type ByName = Demanding<"direct", "customer.country">

/** Everything that can be paid on a page of MultiSafepay's or the method's own. @category models */
export type Page = Gateway.IdWithFlow<"redirect"> | Printed

/** Methods that demand nothing more when the customer pays on a page. @category models */
export type PlainRedirect = Exclude<Page, Sofort | PayLaterRedirect>

/** Methods that demand something without a page. @category models */
export type SpecialDirect = PayLaterDirect | Card | CardWithoutCvc | TokenWallet | DirectDebit | ByPhone | ByName

/** Methods that demand nothing more without a page. @category models */
export type PlainDirect = Exclude<Gateway.IdWithFlow<"direct"> | Printed, SpecialDirect>
