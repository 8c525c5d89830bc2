// The machine: (state, command, now) to (state, answer). No clock, no chance, no network; all of that is at the edges.
import type { Notice } from "../../Notice.ts"
import type { Command } from "../state/Command.ts"
import type { Settings } from "../state/Settings.ts"
import * as State from "../state/State.ts"
import { ring } from "./alarms.ts"
import * as captures from "./captures.ts"
import * as changes from "./changes.ts"
import { create } from "./create.ts"
import { payByGiftCard } from "./giftCards.ts"
import * as notices from "./notifications.ts"
import * as outbox from "./outbox.ts"
import { choose } from "./outcomes.ts"
import { payOnPage } from "./payOnPage.ts"
import * as refunds from "./refunds.ts"
import { remind } from "./secondChance.ts"
import * as tokens from "./tokens.ts"
import { isRefusal, logRequest, type Refusal, refuse, type Turn } from "./turn.ts"

/** What a command led to: the order (or token, or notice) it was about, a refusal, or nothing to tell. */
export type Answer =
  | Refusal
  | { readonly _tag: "Order"; readonly order: State.Order }
  | { readonly _tag: "Token"; readonly token: State.Token }
  | { readonly _tag: "Notice"; readonly notice: Notice }
  | { readonly _tag: "Nothing" }

/**
 * Carries out a command at a time. Whatever was due before happens first, each thing at its own time; a refused command leaves no
 * other trace than that.
 */
export const step = (
  state: State.State,
  command: Command,
  now: number,
  settings: Settings
): readonly [State.State, Answer] => {
  const current = tick(state, now, settings)
  const turn: Turn = { state: current, now, settings }
  const answer = carryOut(turn, command)
  return [answer._tag === "Refusal" ? current : turn.state, answer]
}

/** Everything that is due, soonest first. What an alarm sets up may be due itself. */
export const tick = (state: State.State, now: number, settings: Settings): State.State => {
  let current = state
  for (;;) {
    const timer = current.timers.first
    if (timer === undefined || timer.at > now) return outbox.tidy(current, now)
    const turn: Turn = { state: { ...current, timers: current.timers.rest() }, now: timer.at, settings }
    ring(turn, timer)
    current = turn.state
  }
}

const nothing = { _tag: "Nothing" } as const

const carryOut = (turn: Turn, command: Command): Answer => {
  switch (command._tag) {
    case "CreateOrder":
      return order(create(turn, command))
    case "ChooseOutcome": {
      const found = State.find(turn.state, command.order_id)
      if (found === undefined) return refuse(404, 1006, `there is no order ${command.order_id}`)
      return order(choose(turn, found, command.outcome, command.options))
    }
    case "PayOnPage":
      return order(payOnPage(turn, command))
    case "PayByGiftCard":
      return order(payByGiftCard(turn, command))
    case "Refund":
      return order(refunds.refund(turn, command))
    case "VoidRefund":
      return order(refunds.voidRefund(turn, command))
    case "Capture":
      return order(captures.capture(turn, command))
    case "ReleaseAuthorisation":
      return order(captures.release(turn, command))
    case "CancelOrder":
      return order(changes.cancel(turn, command))
    case "CancelSession":
      return order(changes.cancelSession(turn, command))
    case "RenameOrder":
      return order(changes.rename(turn, command))
    case "Ship":
      return order(changes.ship(turn, command))
    case "UpdateOrder":
      return order(changes.note(turn, command))
    case "UpdateToken":
      return token(tokens.renew(turn, command))
    case "RemoveToken":
      return token(tokens.remove(turn, command))
    case "ScriptRenewals":
      return token(tokens.script(turn, command))
    case "ExpireToken":
      return token(tokens.expire(turn, command))
    case "Remind": {
      const found = State.find(turn.state, command.order_id)
      return found === undefined
        ? refuse(404, 1006, `there is no order ${command.order_id}`)
        : order(remind(turn, found))
    }
    case "Tick":
      return nothing
    case "BeginNotice":
      notices.begin(turn, command.id)
      return nothing
    case "EndNotice":
      notices.end(turn, command.id, command.attempt)
      return nothing
    case "NoteRequest":
      logRequest(turn, command)
      return nothing
    case "Resend":
      return notice(notices.resend(turn, command.id, command.tampering))
    case "Notify":
      return notice(notices.notifyNow(turn, command.order_id, command.tampering, command.after))
  }
}

const order = (result: State.Order | Refusal): Answer => (isRefusal(result) ? result : { _tag: "Order", order: result })
const token = (result: State.Token | Refusal): Answer => (isRefusal(result) ? result : { _tag: "Token", token: result })
const notice = (result: Notice | Refusal): Answer => (isRefusal(result) ? result : { _tag: "Notice", notice: result })
