// Magic values: `[[word]]`, `[[word:argument]]` or `[[word:argument@operation]]` in `order_id` or `description`, for a shop under test that
// cannot reach the control service. Here is how they are read, and those that decide what becomes of an order; the others are faults.
import * as Renewal from "../../Renewal.ts"
import type { Ending } from "../state/Command.ts"
import { millisOf } from "./span.ts"

export interface Mark {
  /** As it is written, brackets included. */
  readonly whole: string
  readonly word: string
  readonly argument: string
  readonly operation: string | undefined
}

const marker = /\[\[([a-z0-9-]+)(?::([^@[\]]*))?(?:@([A-Za-z.]+))?\]\]/g

export const marksIn = (texts: ReadonlyArray<string>): ReadonlyArray<Mark> =>
  texts.flatMap((text) =>
    Array.from(text.matchAll(marker), ([whole, word = "", argument = "", operation]) => ({
      whole,
      word,
      argument,
      operation
    }))
  )

/** Those that are no faults, and what each does. */
export const meanings = {
  "3ds": "a direct order asks the customer to authenticate first",
  declined: "a direct order, or the charge of a token, is refused; `declined:4002` for that reason",
  renewals:
    "the charges of the token that this order stores end so, one after the other: `renewals:declined:4002,completed`",
  capture: "once it is authorised the merchant takes a part, in the smallest unit: `capture:600`",
  chargeback:
    "the payer's bank takes the money back that long after the payment: `chargeback:5d`; at once without a time"
} as const

const argumentOf = (texts: ReadonlyArray<string>, wanted: keyof typeof meanings): string | undefined =>
  marksIn(texts).find(({ word }) => word === wanted)?.argument

export const asksForChallenge = (texts: ReadonlyArray<string>): boolean => argumentOf(texts, "3ds") !== undefined

/** How a renewal, or a direct order of its own, ends. */
export const endingOf = (renewal: Renewal.Renewal): Ending => {
  const [word, reason_code] = renewal.split(":")
  return word === "completed" || word === "uncleared" ? { now: word } : { now: "declined", reason_code }
}

/** How the order itself ends at once, where it says so. */
export const ending = (texts: ReadonlyArray<string>): Ending | undefined => {
  const code = argumentOf(texts, "declined")
  if (code === undefined) return undefined
  const renewal = `declined:${code}`
  return endingOf(Renewal.isRenewal(renewal) ? renewal : "declined")
}

/** How the charges of the token end that it stores. Words that are none are passed over. */
export const renewals = (texts: ReadonlyArray<string>): ReadonlyArray<Renewal.Renewal> =>
  (argumentOf(texts, "renewals") ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter(Renewal.isRenewal)

/** What the merchant takes of an authorisation, smallest unit. */
export const captured = (texts: ReadonlyArray<string>): number | undefined => {
  const amount = Number(argumentOf(texts, "capture") ?? "")
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined
}

/** Milliseconds from the payment to its chargeback. */
export const chargedBackAfter = (texts: ReadonlyArray<string>): number | undefined => {
  const span = argumentOf(texts, "chargeback")
  return span === undefined ? undefined : span === "" ? 0 : millisOf(span)
}
