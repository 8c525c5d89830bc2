// A payer's gift card: it pays what it has, all of the order or a part, and leaves the rest to another method. The service describes no
// more of it than that an order waits for that method as initialized/initialized, and expires when nobody pays. Here a gift card keeps its
// credit when the order ends unpaid, and is not taken for orders that are captured by hand, of which the pages say nothing.
import type { PayByGiftCard } from "../state/Command.ts"
import { creditFor, isAllowed, isGiftCard, isPartPaid, restOf } from "../rules/giftCards.ts"
import { entryOf } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { choose, possible } from "./outcomes.ts"
import { isRefusal, log, type Refusal, refuse, type Turn, update } from "./turn.ts"

export const payByGiftCard = (turn: Turn, { number, order_id, ...given }: PayByGiftCard): State.Order | Refusal => {
  const order = State.find(turn.state, order_id)
  if (order === undefined) return refuse(404, 1006, `there is no order ${order_id}`)
  const gateway = given.gateway ?? order.gateway ?? ""
  const objection = why(order, gateway, number, turn.now)
  if (objection !== undefined) return refuse(409, 1000, `order ${order_id} cannot be paid so: ${objection}`)
  const opened = order.phase === "open" && order.method === gateway ? order : choose(turn, order, "opened", { gateway })
  if (isRefusal(opened)) return opened
  const amount = Math.min(creditFor(opened, number) ?? 0, restOf(opened))
  const card = { brand: gateway, number, amount, refunded: 0 }
  const paid = update(turn, opened, { giftCards: [...(opened.giftCards ?? []), card], modified: turn.now })
  log(turn, "order.changed", paid, `${gateway} paid ${amount}, ${restOf(paid)} is left to pay`)
  return restOf(paid) === 0 ? choose(turn, paid, "completed") : paid
}

const why = (order: State.Order, gateway: string, number: string, now: number): string | undefined => {
  if (order.kind !== "payment" || !possible(order, now).includes("completed")) return `it is ${order.status}`
  if (gateway === "") return "it names no gift card, so say which gateway it is"
  if (!isGiftCard(gateway)) return `${gateway} is no gift card that pays a part`
  if (entryOf(gateway)?.currencies?.includes(order.currency) === false) return `${gateway} pays no ${order.currency}`
  if (order.gateway !== undefined && order.gateway !== gateway && !isPartPaid(order))
    return `it is for ${order.gateway}`
  if (!isAllowed(order, gateway)) return `its settings.coupons do not allow ${gateway}`
  if (order.details.capture) return "it is captured by hand"
  const credit = creditFor(order, number)
  if (credit === undefined) return "Invalid card number"
  return credit === 0 ? "the card has no credit left" : undefined
}
