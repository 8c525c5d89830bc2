// How a charge of a stored card or account ends. A subscription that fails and recovers is a list of them: what a shop's dunning has to
// live through.
import * as Schema from "effect/Schema"
import * as DeclineReason from "@effect-multisafepay/core/DeclineReason"

/**
 * `completed`; `uncleared` is held for review; `declined` is refused for no stated reason (4001 for a card), and
 * `declined:4002` for that one (https://docs.multisafepay.com/docs/card-payment-errors).
 *
 * @category models
 */
export type Renewal =
  | "completed"
  | "uncleared"
  | "declined"
  | `declined:${DeclineReason.CardCode | DeclineReason.DebitCode}`

const codes = [...Object.keys(DeclineReason.cardReasons), ...Object.keys(DeclineReason.debitReasons)] as ReadonlyArray<
  DeclineReason.CardCode | DeclineReason.DebitCode
>

/** All of them. @category data */
export const all: ReadonlyArray<Renewal> = [
  "completed",
  "uncleared",
  "declined",
  ...codes.map((code) => `declined:${code}` as const)
]

const words: ReadonlySet<string> = new Set(all)

/** @category guards */
export const isRenewal = (word: string): word is Renewal => words.has(word)

/** @category schemas */
export const Renewal: Schema.Codec<Renewal> = Schema.Literals(all).annotate({
  message: "must be completed, uncleared, declined, or declined with a reason code, such as declined:4002"
})
