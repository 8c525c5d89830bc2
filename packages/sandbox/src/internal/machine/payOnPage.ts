// What the payer does on the payment page, in one step: picks a method, gives a card (its number stays outside), and what the vendor's
// test data make of that happens now and later. A brand other than the one the order has makes a transaction of its own.
import type { PayOnPage } from "../state/Command.ts"
import { isGeneric } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { choose } from "./outcomes.ts"
import { isRefusal, type Refusal, refuse, schedule, type Turn, update } from "./turn.ts"

export const payOnPage = (turn: Turn, command: PayOnPage): State.Order | Refusal => {
  const { card, method, plan } = command
  const found = State.find(turn.state, command.order_id)
  if (found === undefined) return refuse(404, 1006, `there is no order ${command.order_id}`)
  const order = card === undefined ? found : withCard(turn, found, card)
  const opened = isOpen(order, method) ? order : choose(turn, order, "opened", { gateway: method })
  if (isRefusal(opened)) return opened
  const done =
    plan.now === "opened"
      ? opened
      : choose(turn, opened, plan.now, { gateway: method, reason: plan.reason, reason_code: plan.reason_code })
  if (isRefusal(done)) return done
  for (const { after, alarm } of plan.later) schedule(turn, done, alarm, turn.now + after)
  return done
}

// The generic card page learns the brand from the number.
const withCard = (turn: Turn, order: State.Order, card: State.Card): State.Order =>
  update(turn, order, isGeneric(order.gateway) ? { card, method: card.brand } : { card })

// Once an attempt has ended, the next one is a transaction of its own.
const isOpen = (order: State.Order, method: string | undefined): boolean => {
  switch (order.phase) {
    case "session":
    case "declined":
    case "expired":
    case "cancelled":
      return false
    case "open":
      return method === undefined || order.method === method
    default:
      return true
  }
}
