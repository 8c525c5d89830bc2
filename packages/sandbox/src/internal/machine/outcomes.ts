// How a payment goes on: which outcome is possible where, and what it makes of the order. The words of the pairs come from the
// method's line in the catalogue.
import * as Option from "effect/Option"
import * as DeclineReason from "@effect-multisafepay/core/DeclineReason"
import { isGiftCard, isPartPaid, isUsedUp, refundableRest, restOf } from "../rules/giftCards.ts"
import * as Magic from "../rules/magic.ts"
import type { Outcome, OutcomeOptions } from "../../Outcome.ts"
import {
  day,
  entryOf,
  hasChargebacks,
  isCancellable,
  isByCard,
  isCard,
  isCollected,
  isGeneric,
  millis,
  noChargeback,
  settlesAfter,
  statusesOf,
  usualCard,
  usualOf
} from "../rules/methods.ts"
import { anyCard } from "../rules/testData.ts"
import * as Balances from "../state/Balances.ts"
import * as State from "../state/State.ts"
import { capture } from "./captures.ts"
import * as chargebacks from "./chargebacks.ts"
import { parentOf } from "./children.ts"
import { saveToken } from "./tokens.ts"
import {
  isRefusal,
  log,
  move,
  newTransactionId,
  notify,
  type Refusal,
  refuse,
  schedule,
  type Turn,
  update
} from "./turn.ts"

export { isCard }

/** What can happen to an order next. */
export const possible = (order: State.Order, now: number): ReadonlyArray<Outcome> => {
  if (order.kind === "refund") return order.phase === "open" ? ["completed", "declined", "cancelled"] : []
  if (order.kind === "chargeback") return chargebacks.possibleOf(order)
  if (order.kind === "reversal") return []
  if (order.kind !== "payment") return canBeChargedBack(order) ? ["chargeback"] : []
  switch (order.phase) {
    case "session":
      return first(order)
    case "open":
      return first(order).filter(
        (one) => (one !== "cancelled" || isCancellable(order.method)) && (one !== "opened" || !isWornOut(order))
      )
    case "declined":
    case "expired":
    case "cancelled":
      return mayTryAgain(order, now) ? first(order).filter((one) => one !== "expired") : []
    case "review":
    case "pending":
      return isCollected(order.method) ? ["completed", "settled", "declined", "cancelled"] : underway
    case "authorised":
      return ["expired"]
    case "paid":
      return [
        ...(order.status === "uncleared" ? (["completed", "uncleared", "declined", "cancelled"] as const) : []),
        ...(isSettledLater(order) ? (["settled"] as const) : []),
        ...(canBeChargedBack(order) ? (["chargeback"] as const) : [])
      ]
    case "settled":
      return canBeChargedBack(order) ? ["chargeback"] : []
    case "void":
    case "chargeback":
      return []
  }
}

const underway = ["completed", "declined", "cancelled", "expired"] as const

const first = (order: State.Order): ReadonlyArray<Outcome> =>
  isManual(order)
    ? ["opened", "completed", "authorised", "uncleared", "declined", "cancelled", "expired"]
    : ["opened", "completed", "uncleared", "declined", "cancelled", "expired"]

// Only some cards can be captured later; elsewhere `capture` has no effect. Before a method is picked it may still become one.
const isManual = (order: State.Order): boolean =>
  order.details.capture && (order.method === undefined || entryOf(order.method)?.capture === "manual")

/** A link works for 20 attempts. A method that is picked is one; looking at the page is none. */
export const isWornOut = (order: State.Order): boolean => order.opened >= 20

/** The link works again and again: each time is a new transaction of the same order. */
export const mayTryAgain = (order: State.Order, now: number): boolean =>
  order.flow !== "direct" &&
  order.flow !== "terminal" &&
  !order.linkDisabled &&
  !isWornOut(order) &&
  order.completed === undefined &&
  now < order.linkUntil

// An order that ships in parts stays as it is; its parts are what is paid.
const isSettledLater = (order: State.Order): boolean => statusesOf(order.method).settled !== undefined && !order.inParts

const canBeChargedBack = (order: State.Order): boolean =>
  (order.phase === "paid" || order.phase === "settled") &&
  refundableRest(order) > 0 &&
  hasChargebacks(order.method) &&
  !Balances.isHeld(order)

/** Lets an outcome happen, or says why it cannot. */
export const choose = (
  turn: Turn,
  order: State.Order,
  outcome: Outcome,
  options: OutcomeOptions = {}
): State.Order | Refusal => {
  const allowed = possible(order, turn.now)
  if (!allowed.includes(outcome)) {
    const instead = allowed.length === 0 ? "nothing more can happen to it" : `possible now: ${allowed.join(", ")}`
    return refuse(
      409,
      1000,
      `order ${order.order_id} is ${order.status}/${order.financial_status}: "${outcome}" cannot happen${whyNot(order, outcome)}, ${instead}`
    )
  }
  if (order.kind === "refund") return settleRefund(turn, order, outcome)
  if (order.kind === "chargeback")
    return chargebacks.settle(turn, order, outcome === "completed" ? "completed" : "declined")
  if (outcome === "opened") return open(turn, order, options.gateway)
  const isFirst =
    order.phase === "session" || order.phase === "declined" || order.phase === "expired" || order.phase === "cancelled"
  // Leaving before anything was picked makes no transaction.
  const leaves = outcome === "cancelled" || outcome === "expired"
  const abandons = order.phase === "session" && leaves
  const opened =
    isUsedUp(order) && !leaves
      ? open(turn, order, options.gateway ?? usualOf(order))
      : isFirst && !abandons
        ? open(turn, order, options.gateway)
        : order
  if (isRefusal(opened)) return opened
  // Which method it is may be known only now.
  if (outcome === "authorised" && !isManual(opened)) {
    return refuse(409, 1000, `order ${order.order_id}: ${opened.method} payments cannot be authorised`)
  }
  return apply(turn, opened, outcome, options)
}

const whyNot = (order: State.Order, outcome: Outcome): string => {
  if (outcome === "settled") return whyUnsettled(order)
  if (outcome !== "chargeback" || order.kind !== "payment") return ""
  if (order.method !== undefined && !hasChargebacks(order.method)) return ` (${order.method} has no chargebacks)`
  if (order.capture === undefined || !Balances.isHeld(order)) return ""
  return order.capture.captured === 0
    ? " (nothing has been captured yet)"
    : " (what was captured is charged back by the order ids of the captures)"
}

// Somebody who settles wants the money to be there, and `completed` is the word for that with most methods.
const whyUnsettled = (order: State.Order): string => {
  if (order.kind !== "payment") return ""
  const method = order.method ?? order.gateway
  if (method !== undefined && statusesOf(method).settled === undefined) {
    return ` (with ${method} the money is no step of its own: pay is all there is)`
  }
  return order.completed === undefined ? " (it has to be paid first)" : ""
}

/** The payer opens the page and picks a method: a new transaction of the order. */
const open = (turn: Turn, order: State.Order, gateway: string | undefined): State.Order | Refusal => {
  const method = gateway ?? order.gateway ?? order.method ?? usualOf(order)
  if (isWornOut(order)) return refuse(409, 1000, `the link of order ${order.order_id} has had its 20 attempts`)
  if (isPartPaid(order) && entryOf(method)?.category === "bnpl") {
    return refuse(409, 1000, `${method} cannot pay what a gift card leaves of order ${order.order_id}`)
  }
  const attempts =
    order.transaction_id === undefined
      ? order.attempts
      : [
          ...order.attempts,
          { transaction_id: order.transaction_id, method: order.method ?? method, status: order.status }
        ]
  const brand = isGeneric(method) ? (order.card?.brand ?? usualCard) : method
  const opened = move(
    turn,
    {
      ...order,
      attempts,
      transaction_id: newTransactionId(turn),
      method: brand,
      card: order.flow === "direct" || isByCard(brand) ? (order.card ?? anyCard(brand)) : undefined,
      opened: order.opened + 1,
      reason: "",
      reason_code: ""
    },
    { phase: "open", silent: true }
  )
  const expiry = order.flow === "terminal" ? 60_000 : millis(entryOf(opened.method)?.expiry)
  if (expiry !== undefined) schedule(turn, opened, order.flow === "terminal" ? "terminal" : "expire", turn.now + expiry)
  log(turn, "order.opened", opened, `transaction ${opened.transaction_id}, ${opened.method}`)
  return opened
}

const apply = (turn: Turn, order: State.Order, outcome: Outcome, options: OutcomeOptions): State.Order => {
  switch (outcome) {
    case "completed":
      return complete(turn, order)
    case "authorised":
      return authorise(turn, order)
    case "uncleared":
      return underwayNow(turn, order)
    case "settled":
      return move(turn, order, { phase: "settled" })
    case "declined":
      return move(turn, order, { phase: "declined", ...declineOf(order, options) })
    case "cancelled":
      return move(turn, order, { phase: "cancelled" })
    case "expired":
      return order.phase === "authorised"
        ? move(turn, order, { phase: "void" })
        : order.phase === "review"
          ? move(turn, order, { phase: "void", pair: ["void", "cancelled"] })
          : move(turn, order, { phase: "expired" })
    case "chargeback":
      return chargebacks.chargeback(turn, order, chargebackReason(options))
    case "opened":
      return order
  }
}

const declineOf = (order: State.Order, options: OutcomeOptions) => {
  const reason_code = options.reason_code ?? (isCard(order) ? "4001" : "")
  return { reason_code, reason: options.reason ?? meaningOf(reason_code) ?? "Declined" }
}

const chargebackReason = ({ reason, reason_code = "" }: OutcomeOptions) => ({
  reason_code,
  reason: reason ?? meaningOf(reason_code) ?? ""
})

const meaningOf = (reason_code: string): string | undefined =>
  Option.getOrUndefined(Option.map(DeclineReason.get(reason_code), (entry) => entry.meaning))

const approved = { reason: "Successful approval/completion", reason_code: "1000" }

const complete = (turn: Turn, order: State.Order): State.Order => {
  if (isManual(order) && order.capture === undefined) return authorise(turn, order)
  // Direct debit and Sofort begin as uncleared: paying once more means that the bank has paid.
  if (order.phase === "paid" || (order.phase === "pending" && isCollected(order.method))) {
    return move(turn, order, { phase: "settled" })
  }
  const saved = saveToken(turn, withGiftCard(order))
  const paid = move(turn, saved, { phase: "paid", ...(isCard(order) ? approved : {}) })
  const after = settlesAfter(paid)
  if (after !== undefined) schedule(turn, paid, "settle", turn.now + after)
  const warning = order.gateway === undefined ? noChargeback(textsOf(paid), paid.method ?? "") : undefined
  if (warning !== undefined) log(turn, "request.ignored", paid, warning)
  const chargedBack = Magic.chargedBackAfter(textsOf(paid))
  if (chargedBack !== undefined) schedule(turn, paid, "chargeback", turn.now + chargedBack)
  return paid
}

// Paid is what is left to pay, also when nobody has said with which gift card.
const withGiftCard = (order: State.Order): State.Order =>
  order.method === undefined || !isGiftCard(order.method) || restOf(order) === 0
    ? order
    : {
        ...order,
        giftCards: [
          ...(order.giftCards ?? []),
          { brand: order.method, number: undefined, amount: restOf(order), refunded: 0 }
        ]
      }

const authorise = (turn: Turn, order: State.Order): State.Order => {
  const until = turn.now + (millis(entryOf(order.method)?.captureWindow) ?? 7 * day)
  const authorised = move(
    turn,
    { ...saveToken(turn, order), capture: { remain: order.amount, captured: 0, until } },
    { phase: "authorised", ...approved }
  )
  schedule(turn, authorised, "capture-window", until)
  const amount = Magic.captured(textsOf(authorised))
  if (amount === undefined) return authorised
  capture(turn, {
    _tag: "Capture",
    order_id: authorised.transaction_id ?? authorised.order_id,
    amount,
    new_order_id: undefined,
    description: undefined
  })
  return State.byKey(turn.state, authorised.key) ?? authorised
}

/** Where magic values stand. */
const textsOf = ({ details, order_id }: State.Order): ReadonlyArray<string> => [order_id, details.description]

const underwayNow = (turn: Turn, order: State.Order): State.Order => {
  if (isCollected(order.method) && order.phase === "paid") return move(turn, order, { phase: "pending" })
  // Where success itself is "underway", that is what it is.
  if (statusesOf(order.method).success[0] === "uncleared") return complete(turn, order)
  if (!isCard(order)) return move(turn, order, { phase: "pending" })
  const review = move(turn, order, { phase: "review" })
  // Two pages of the vendor agree on five days and disagree on what follows: the card page says void/cancelled.
  schedule(turn, review, "void", turn.now + 5 * day)
  return review
}

const settleRefund = (turn: Turn, refund: State.Order, outcome: Outcome): State.Order => {
  const { refund: pairs } = statusesOf(refund.method)
  switch (outcome) {
    case "completed": {
      const done = move(turn, refund, {
        phase: "settled",
        pair: pairs?.end ?? ["completed", "completed"],
        silent: true
      })
      if (done.order_id !== parentOf(turn, done)?.order_id) notify(turn, done)
      restate(turn, done)
      return done
    }
    case "declined":
    case "cancelled": {
      const pair = outcome === "declined" ? (["declined", "declined"] as const) : (["void", "void"] as const)
      const ended = move(turn, refund, { phase: outcome === "declined" ? "declined" : "void", pair, silent: true })
      if (ended.order_id !== parentOf(turn, ended)?.order_id) notify(turn, ended)
      const parent = parentOf(turn, ended)
      if (parent !== undefined) {
        const giftCards = parent.giftCards?.map((card, i) => ({
          ...card,
          refunded: card.refunded - (refund.giftCards?.[i]?.amount ?? 0)
        }))
        update(turn, parent, { refunded: parent.refunded - refund.amount, giftCards, modified: turn.now })
      }
      return ended
    }
    default:
      return refund
  }
}

const restate = (turn: Turn, refund: State.Order): void => {
  const parent = parentOf(turn, refund)
  if (parent === undefined) return
  move(turn, parent, { phase: parent.phase })
}
