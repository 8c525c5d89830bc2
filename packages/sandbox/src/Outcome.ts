// How a payment can go on, as a payer, a bank or a merchant decides it: the buttons of the payment page and the words of the control
// routes. What an outcome makes of an order depends on its payment method: `completed` is completed/initialized for PAYPAL.
import * as Schema from "effect/Schema"

/** What each outcome stands for. @category data */
export const meanings = {
  opened: "the payer opens the page and picks a method: initialized/initialized with a transaction id",
  completed: "the payer pays; a card under review is accepted; a refund is paid out",
  authorised: "the card is authorised for a manual capture",
  uncleared: "fraud review for cards, underway for bank methods",
  settled: "the money arrives, for methods where that is a later step",
  declined: "the issuer, bank or provider refuses",
  cancelled: "the payer or the merchant cancels",
  expired: "nobody paid in time",
  chargeback: "the payer's bank takes the money back"
} as const

/** @category models */
export type Outcome = keyof typeof meanings

/** All outcomes. @category data */
export const all: ReadonlyArray<Outcome> = Object.keys(meanings) as Array<Outcome>

/** @category schemas */
export const Outcome: Schema.Codec<Outcome> = Schema.Literals(all).annotate({
  message: `must be one of ${all.join(", ")}`
})

/** @category guards */
export const isOutcome = (word: unknown): word is Outcome => typeof word === "string" && Object.hasOwn(meanings, word)

/**
 * What can go with an outcome: the gateway the payer picks (when the order has none), and the decline reason of cards
 * (https://docs.multisafepay.com/docs/card-payment-errors).
 *
 * @category models
 */
export interface OutcomeOptions {
  readonly gateway?: string | undefined
  readonly reason?: string | undefined
  readonly reason_code?: string | undefined
}
