// What the payer typed, read once: a card or an account becomes a plan, or a list of mistakes. The card number ends
// here. What goes on is its brand, first six and last four digits, and what the vendor's test data make of it.
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Plan } from "../../state/Command.ts"
import { isLuhn } from "../../rules/cardNumbers.ts"
import { creditFor } from "../../rules/giftCards.ts"
import type { Card, Order } from "../../state/State.ts"
import { entryOf } from "../../rules/methods.ts"
import { cardOf, planOf } from "../../rules/testData.ts"
import type { Mistake } from "./english.ts"

export type Field = "card_number" | "card_expiry" | "card_cvc" | "account_iban" | "gift_number" | "gift_code"

export type Mistakes = ReadonlyArray<readonly [field: Field, mistake: Mistake]>

export interface Means {
  readonly card: Card | undefined
  readonly plan: Plan
}

/** `gateway` is the one of the page; `CREDITCARD` takes every brand. */
export const readCard = (fields: URLSearchParams, gateway: string, now: number): Result.Result<Means, Mistakes> => {
  const number = (fields.get("card_number") ?? "").replaceAll(/[\s-]/g, "")
  const expiry = /^(0[1-9]|1[0-2])\s*(?:\/\s*)?(\d\d)$/.exec((fields.get("card_expiry") ?? "").trim())
  const cvc = (fields.get("card_cvc") ?? "").trim()
  const info = {
    card_number: number,
    card_expiry_date: expiry === null ? "" : `${expiry[2]}${expiry[1]}`,
    card_holder_name: (fields.get("card_holder") ?? "").trim()
  }
  const card = cardOf({ gateway_info: info })
  const mistakes: Array<Mistakes[number]> = []
  if (number === "") mistakes.push(["card_number", "numberMissing"])
  else if (!isCardNumber(number)) mistakes.push(["card_number", "numberWrong"])
  else if (isBrand(gateway) && card?.brand !== gateway) mistakes.push(["card_number", "brand"])
  if (expiry === null) mistakes.push(["card_expiry", "expiry"])
  else if (isOver(expiry, now)) mistakes.push(["card_expiry", "expired"])
  if (!/^\d{3,4}$/.test(cvc) && !(cvc === "" && entryOf(gateway)?.withoutCvc === true))
    mistakes.push(["card_cvc", "cvc"])
  return mistakes.length > 0
    ? Result.fail(mistakes)
    : Result.succeed({ card, plan: planOf(gateway, { gateway_info: info }) })
}

const isBrand = (gateway: string): boolean => entryOf(gateway)?.cardNumbers !== undefined

export const readAccount = (fields: URLSearchParams, gateway: string): Result.Result<Means, Mistakes> => {
  const iban = (fields.get("account_iban") ?? "").replaceAll(/\s/g, "").toUpperCase()
  return /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)
    ? Result.succeed({ card: undefined, plan: planOf(gateway, { gateway_info: { account_id: iban } }) })
    : Result.fail([["account_iban", "iban"]])
}

/** The number of a gift card that can pay something of the order. */
export const readGiftCard = (fields: URLSearchParams, order: Order): Result.Result<string, Mistakes> => {
  const number = (fields.get("gift_number") ?? "").replaceAll(/[\s-]/g, "")
  const credit = creditFor(order, number)
  const mistakes: Array<Mistakes[number]> = []
  if (credit === undefined) mistakes.push(["gift_number", "giftNumber"])
  else if (credit === 0) mistakes.push(["gift_number", "giftEmpty"])
  if (!/^\d{4}$/.test((fields.get("gift_code") ?? "").trim())) mistakes.push(["gift_code", "giftCode"])
  return mistakes.length > 0 ? Result.fail(mistakes) : Result.succeed(number)
}

const isCardNumber = (number: string): boolean => /^\d{12,19}$/.test(number) && isLuhn(number)

// Good until the end of its month.
const isOver = (expiry: RegExpExecArray, now: number): boolean => {
  const today = DateTime.makeUnsafe(now)
  const months = (2000 + Number(expiry[2])) * 12 + Number(expiry[1])
  return months < DateTime.getPartUtc(today, "year") * 12 + DateTime.getPartUtc(today, "month")
}
