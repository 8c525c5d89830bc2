// The vendor's test cards as the page shows them (https://docs.multisafepay.com/docs/testing). What a number does is decided where the
// API decides it, so that the page and a direct order agree.
import type { Effect } from "./words.ts"

export interface TestCard {
  readonly number: string
  readonly gateway: string
  readonly effect: Effect
}

const card = (gateway: string, number: string, effect: Effect): TestCard => ({ gateway, number, effect })

export const testCards: ReadonlyArray<TestCard> = [
  card("VISA", "4111111111111111", "paid"),
  card("VISA", "4761340000000019", "paid"),
  card("VISA", "4462000000000003", "reviewThenPaid"),
  card("VISA", "4917300000000008", "reviewThenVoid"),
  card("VISA", "4012001037461114", "threeDSecureFailed"),
  card("VISA", "4012001038488884", "insufficientFunds"),
  card("MASTERCARD", "5500000000000004", "paid"),
  card("AMEX", "374500000000015", "paid"),
  card("AMEX", "378734493671000", "reviewThenVoid"),
  card("AMEX", "374200000000004", "threeDSecureFailed"),
  card("MAESTRO", "6799990000000000011", "paid"),
  card("MISTERCASH", "67034500054620008", "paid"),
  card("MISTERCASH", "67039902990000045", "threeDSecureFailed"),
  card("MISTERCASH", "67039902990000011", "insufficientFunds")
]

export interface TestAccount {
  readonly iban: string
  readonly gateway: string
  readonly effect: Effect
}

const account = (gateway: string, iban: string, effect: Effect): TestAccount => ({ gateway, iban, effect })

export const testAccounts: ReadonlyArray<TestAccount> = [
  account("BANKTRANS", "NL87ABNA0000000001", "paidIn2"),
  account("BANKTRANS", "NL87ABNA0000000002", "expiredIn2"),
  account("BANKTRANS", "NL87ABNA0000000004", "declinedIn2"),
  account("DIRDEB", "NL87ABNA0000000001", "paidIn2"),
  account("DIRDEB", "NL87ABNA0000000002", "declinedIn2"),
  account("DIRDEB", "NL87ABNA0000000003", "unclearedIn2ThenPaid"),
  account("DIRDEB", "NL87ABNA0000000004", "unclearedIn2ThenDeclined")
]

/** All of a gateway; the generic card page takes every brand. */
export const cardsOf = (gateway: string | undefined): ReadonlyArray<TestCard> =>
  testCards.filter((one) => (gateway === "CREDITCARD" ? one.gateway !== "MISTERCASH" : one.gateway === gateway))

export const accountsOf = (gateway: string | undefined): ReadonlyArray<TestAccount> =>
  testAccounts.filter((one) => one.gateway === gateway)
