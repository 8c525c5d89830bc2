// Second Chance: a mail with the link to an order that is not paid, one hour and one day after it was placed, when the order asks for it
// and its customer has an address. Whether the vendor counts from the order or from the payer's last try its page does not say: here from the
// order. Nothing is mailed; the log has a line instead, with the address to go on from.
import { entryOf } from "../rules/methods.ts"
import type * as State from "../state/State.ts"
import { pageUrl } from "../wire/placed.ts"
import { mayTryAgain } from "./outcomes.ts"
import { log, type Refusal, refuse, schedule, type Turn } from "./turn.ts"

const hour = 3_600_000

export const plan = (turn: Turn, order: State.Order): void => {
  if (order.details.second_chance !== true) return
  for (const after of [hour, 24 * hour]) schedule(turn, order, "second-chance", turn.now + after)
}

/** The mail, or why none is sent. */
export const remind = (turn: Turn, order: State.Order): State.Order | Refusal => {
  const objection = why(order, turn.now)
  if (objection !== undefined)
    return refuse(409, 1000, `no Second Chance mail for order ${order.order_id}: ${objection}`)
  log(turn, "mail.sent", order, `Second Chance, ${pageUrl(order, turn.settings)}`)
  return order
}

/** Why no mail goes out for the order now, undefined when one does. */
export const why = (order: State.Order, now: number): string | undefined => {
  if (order.kind !== "payment" || order.completed !== undefined) return "there is nothing left to pay"
  if (order.details.second_chance !== true) return "it was placed without second_chance.send_mail"
  if (typeof order.details.customer?.["email"] !== "string") return "it has no customer.email"
  if (order.method !== undefined && entryOf(order.method)?.secondChance !== true) return `${order.method} has none`
  if (!unpaid.has(order.phase) || !mayTryAgain(order, now)) return "its link does not work now"
  return undefined
}

const unpaid: ReadonlySet<State.Phase> = new Set(["session", "open", "declined", "expired", "cancelled"])
