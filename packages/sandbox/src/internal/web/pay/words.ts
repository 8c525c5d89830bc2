// What the payment page says, whatever the language.

/** What a test card or account does. */
export type Effect =
  | "paid"
  | "reviewThenPaid"
  | "reviewThenVoid"
  | "threeDSecureFailed"
  | "insufficientFunds"
  | "paidIn2"
  | "expiredIn2"
  | "declinedIn2"
  | "unclearedIn2ThenPaid"
  | "unclearedIn2ThenDeclined"

/** A way to end the payment at a push of a button. */
export type Choice =
  | "paid"
  | "authorised"
  | "threeDSecure"
  | "insufficientFunds"
  | "declined"
  | "cancelled"
  | "expired"
  | "uncleared"
  | "unclearedThenPaid"

export type Mistake = "numberMissing" | "numberWrong" | "brand" | "expiry" | "expired" | "cvc" | "iban" | "outcome"

export interface Words {
  readonly mark: { readonly title: string; readonly text: string; readonly skip: string }
  readonly pay: (amount: string) => string
  readonly summary: {
    readonly title: string
    readonly amount: string
    readonly to: string
    readonly description: string
    readonly order: string
  }
  readonly site: (id: number) => string
  readonly chooser: {
    readonly title: string
    readonly lead: string
    readonly other: string
    readonly with: (method: string) => string
  }
  readonly categories: { readonly [category in "banking" | "card" | "wallet" | "bnpl" | "prepaid"]: string }
  readonly card: {
    readonly title: string
    readonly number: string
    readonly expiry: string
    readonly expiryHint: string
    readonly cvc: string
    readonly cvcHint: string
    readonly holder: string
    readonly optional: string
    readonly testTitle: string
    readonly testLead: string
    readonly numberColumn: string
    readonly effectColumn: string
  }
  readonly account: {
    readonly title: string
    readonly iban: string
    readonly testTitle: string
    readonly submit: string
  }
  readonly effects: { readonly [effect in Effect]: string }
  readonly outcomes: {
    readonly title: string
    readonly lead: string
    readonly reason: string
    readonly decline: string
  }
  readonly choices: { readonly [choice in Choice]: readonly [label: string, says: string] }
  readonly mistakes: { readonly title: string } & { readonly [mistake in Mistake]: string }
  readonly challenge: {
    readonly title: string
    readonly lead: string
    readonly accept: string
    readonly refuse: string
  }
  readonly states: { readonly [state in State]: readonly [title: string, says: string] }
  readonly again: (status: string) => string
  readonly processing: { readonly settle: string; readonly reject: string }
  readonly back: string
  readonly leave: string
  readonly invalidReturn: string
}

/** What a page says that is no form. */
export type State = "paid" | "authorised" | "processing" | "closed" | "gone" | "unknown"
