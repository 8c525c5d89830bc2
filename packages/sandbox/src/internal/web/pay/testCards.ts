// The vendor's test cards as the page shows them (https://docs.multisafepay.com/docs/testing). What a number does is decided where the
// API decides it, so that the page and a direct order agree.
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import { entryOf } from "../../rules/methods.ts"
import type { Effect } from "./english.ts"

export interface TestCard {
  readonly number: string
  readonly gateway: string
  readonly effect: Effect
}

/** By the method whose page shows them. */
type Table = { readonly [I in Gateway.Id]?: ReadonlyArray<readonly [number: string, effect: Effect]> }

const rows = (table: Table) =>
  Object.entries(table).flatMap(([gateway, rows]) => rows.map(([number, effect]) => ({ gateway, number, effect })))

export const testCards: ReadonlyArray<TestCard> = rows({
  VISA: [
    ["4111111111111111", "paid"],
    ["4761340000000019", "paid"],
    ["4462000000000003", "reviewThenPaid"],
    ["4917300000000008", "reviewThenVoid"],
    ["4012001037461114", "threeDSecureFailed"],
    ["4012001038488884", "insufficientFunds"]
  ],
  MASTERCARD: [["5500000000000004", "paid"]],
  AMEX: [
    ["374500000000015", "paid"],
    ["378734493671000", "reviewThenVoid"],
    ["374200000000004", "threeDSecureFailed"]
  ],
  MAESTRO: [["6799990000000000011", "paid"]],
  MISTERCASH: [
    ["67034500054620008", "paid"],
    ["67039902990000045", "threeDSecureFailed"],
    ["67039902990000011", "insufficientFunds"]
  ]
})

export interface TestAccount {
  readonly iban: string
  readonly gateway: string
  readonly effect: Effect
}

export const testAccounts: ReadonlyArray<TestAccount> = rows({
  BANKTRANS: [
    ["NL87ABNA0000000001", "paidIn2"],
    ["NL87ABNA0000000002", "expiredIn2"],
    ["NL87ABNA0000000004", "declinedIn2"]
  ],
  DIRDEB: [
    ["NL87ABNA0000000001", "paidIn2"],
    ["NL87ABNA0000000002", "declinedIn2"],
    ["NL87ABNA0000000003", "unclearedIn2ThenPaid"],
    ["NL87ABNA0000000004", "unclearedIn2ThenDeclined"]
  ]
}).map(({ effect, gateway, number }) => ({ effect, gateway, iban: number }))

/** All of a gateway; the generic card page takes every brand. */
export const cardsOf = (gateway: string | undefined): ReadonlyArray<TestCard> =>
  testCards.filter((one) =>
    entryOf(gateway)?.generic === true ? entryOf(one.gateway)?.category === "card" : one.gateway === gateway
  )

export const accountsOf = (gateway: string | undefined): ReadonlyArray<TestAccount> =>
  testAccounts.filter((one) => one.gateway === gateway)
