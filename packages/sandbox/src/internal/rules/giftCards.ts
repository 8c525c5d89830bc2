// Gift cards: which methods are, the vendor's test cards, and whose money an order is. A gift card pays what it has; another method pays
// the rest. Vouchers (Monizze, Sodexo, Edenred) and Paysafecard pay all or nothing here.
import type * as State from "../state/State.ts"
import { entryOf } from "./methods.ts"

/** Credit of the vendor's test cards, in cents (https://docs.multisafepay.com/docs/testing). Every order finds it untouched. */
const credits = new Map<string, number>([
  ["111115", 10_000],
  ["111112", 500],
  ["111110", 0]
])

/** For the page and the guide. */
export const testGiftCards: ReadonlyArray<readonly [number: string, credit: number]> = [...credits]

export const isGiftCard = (method: string | undefined): boolean => {
  const { coupon, refund } = entryOf(method) ?? {}
  return coupon === true && refund?.combinedOnly === true
}

/** Do the order's `settings.coupons` let the payer use this gift card? */
export const isAllowed = ({ details, gateway }: State.Order, giftCard: string): boolean =>
  gateway === giftCard || details.giftCards === undefined || details.giftCards.includes(giftCard)

/** What a card can pay towards an order, undefined when there is no such card. */
export const creditFor = (order: State.Order, number: string): number | undefined => {
  const credit = credits.get(number)
  if (credit === undefined) return undefined
  const spent = (order.giftCards ?? []).filter((one) => one.number === number)
  return credit - byGiftCards(spent)
}

const byGiftCards = (cards: ReadonlyArray<State.GiftCard>): number => cards.reduce((sum, one) => sum + one.amount, 0)

/** What is left for another method to pay, or what it has paid: all of it for most orders. */
export const restOf = ({ amount, giftCards = [] }: State.Order): number => amount - byGiftCards(giftCards)

/** Gift cards have paid a part of it. */
export const isPartPaid = (order: State.Order): boolean => restOf(order) > 0 && restOf(order) < order.amount

/** The gift card in hand has given what it had, and somebody has to pay the rest. */
export const isUsedUp = (order: State.Order): boolean =>
  order.phase === "open" && isPartPaid(order) && order.giftCards?.at(-1)?.brand === order.method

/** What the other method's payer can still get back, smallest unit. Refunds of small amounts may have overdrawn it. */
export const refundableRest = (order: State.Order): number => {
  const toCards = (order.giftCards ?? []).reduce((sum, one) => sum + one.refunded, 0)
  return Math.max(restOf(order) - (order.refunded - toCards), 0)
}

/**
 * What a refund gives to each gift card of an order; the other method gets the rest of it. "Refund amounts lower than 5 EUR are always refunded to
 * the payment method", above that the method comes first (https://docs.multisafepay.com/docs/gift-cards). Whether the method gets a small amount
 * also when it has paid less than that the page leaves to its "always". That the same page takes full refunds only contradicts both rules.
 */
export const sharesOf = (order: State.Order, amount: number): State.Order["giftCards"] => {
  let left = amount < 500 ? 0 : Math.max(amount - refundableRest(order), 0)
  return order.giftCards?.map((card) => {
    const share = Math.min(left, card.amount - card.refunded)
    left -= share
    return { ...card, amount: share, refunded: 0 }
  })
}
