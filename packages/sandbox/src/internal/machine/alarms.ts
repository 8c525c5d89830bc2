// What happens by itself when its time comes. An alarm counts only while the order still has the transaction it was set for and is
// still where it would make sense; otherwise it passes in silence.
import type { Outcome } from "../../Outcome.ts"
import { isCollected } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { expireLink } from "./create.ts"
import { choose, possible } from "./outcomes.ts"
import { remind } from "./secondChance.ts"
import { move, type Turn } from "./turn.ts"

export const ring = (turn: Turn, timer: State.Timer): void => {
  const order = State.byKey(turn.state, timer.order)
  if (order === undefined || order.superseded === true) return
  if (timer.alarm === "link") return expireLink(turn, order)
  if (timer.alarm === "second-chance") return void remind(turn, order)
  if (order.transaction_id !== timer.transaction_id) return
  const outcome = outcomeOf(timer.alarm, order)
  if (outcome === "void") return void move(turn, order, { phase: "void", pair: ["void", "cancelled"] })
  if (outcome !== undefined && possible(order, turn.now).includes(outcome)) choose(turn, order, outcome)
}

const outcomeOf = (alarm: State.Alarm, order: State.Order): Outcome | "void" | undefined => {
  const { kind, phase } = order
  switch (alarm) {
    case "expire":
      return phase === "open" || (phase === "pending" && !isCollected(order.method)) ? "expired" : undefined
    case "terminal":
      return phase === "open" ? "cancelled" : undefined
    case "complete":
      return phase === "open" || phase === "pending" || phase === "paid" ? "completed" : undefined
    case "decline":
      return "declined"
    case "uncleared":
      return "uncleared"
    case "clear":
      return phase === "review" || phase === "pending" ? "completed" : undefined
    case "void":
      return phase === "review" ? "void" : undefined
    case "settle":
      return "settled"
    case "capture-window":
      return phase === "authorised" ? "expired" : undefined
    case "accept-refund":
      return kind === "refund" ? "completed" : undefined
    case "chargeback":
      return "chargeback"
    case "link":
    case "second-chance":
      return undefined
  }
}
