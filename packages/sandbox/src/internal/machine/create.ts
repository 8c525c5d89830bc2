// POST /orders, from the moment the request is known to be well formed: may this id be used, is the gateway there, and what happens
// at once. A redirect order is a session without a transaction; a direct order is attempted on the spot.
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { CreateOrder, Plan } from "../state/Command.ts"
import { word } from "../state/chance.ts"
import { isUsedUp } from "../rules/giftCards.ts"
import { couldBe, entryOf, meant } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { choose } from "./outcomes.ts"
import * as secondChance from "./secondChance.ts"
import { charge } from "./tokens.ts"
import { isRefusal, log, move, nextId, put, type Refusal, refuse, schedule, type Turn, update } from "./turn.ts"

export const create = (turn: Turn, command: CreateOrder): State.Order | Refusal => {
  const existing = State.find(turn.state, command.order_id)
  const refusal = reuse(turn, existing, command) ?? unavailable(turn, command)
  if (refusal !== undefined) return refusal
  const token = tokenOf(turn, command)
  if (token !== undefined && "_tag" in token) return token

  if (existing !== undefined) supersede(turn, existing)
  const key = nextId(turn)
  const order = put(turn, {
    key,
    kind: "payment",
    parent: undefined,
    children: [],
    order_id: command.order_id,
    transaction_id: undefined,
    session_id: word(turn.settings.seed, key, 32),
    flow: command.flow,
    gateway: command.gateway,
    method: command.method ?? token?.code,
    amount: command.amount,
    currency: command.currency,
    details: command.details,
    card: command.card ?? (token === undefined ? undefined : cardOf(token)),
    phase: "session",
    shipped: false,
    inParts: false,
    status: "initialized",
    financial_status: "initialized",
    reason: "",
    reason_code: "",
    created: turn.now,
    modified: turn.now,
    completed: undefined,
    linkUntil: turn.now + command.activeFor,
    linkDisabled: false,
    opened: 0,
    capture: undefined,
    refunded: 0,
    attempts: existing === undefined || existing.transaction_id === undefined ? [] : attemptsOf(existing),
    visibleFrom: command.hiddenFor === undefined ? undefined : turn.now + command.hiddenFor,
    challenge: command.plan.challenge === true,
    instructions: undefined
  })
  const note = order.gateway !== undefined && entryOf(order.gateway) === undefined ? " (a gateway of no list)" : ""
  // At MultiSafepay the site's own address would be told, if its settings have one.
  const deaf = order.details.notification_url === undefined ? ", nobody is told: no notification_url" : ""
  log(
    turn,
    "order.created",
    order,
    `${order.flow} ${order.gateway ?? "any method"}${note} ${order.amount} ${order.currency}${deaf}`
  )
  if (command.flow !== "direct" && command.flow !== "terminal") {
    schedule(turn, order, "link", order.linkUntil)
    secondChance.plan(turn, order)
    return order
  }
  return attempt(turn, order, token === undefined ? command.plan : charge(turn, token, command.plan))
}

// The former session of an unfinished order cannot be opened any more, and nothing is heard of it when its time runs out.
const supersede = (turn: Turn, order: State.Order): void => {
  update(turn, order, { linkDisabled: true, superseded: true })
}

const attemptsOf = (order: State.Order): State.Order["attempts"] => [
  ...order.attempts,
  { transaction_id: order.transaction_id ?? "", method: order.method ?? "", status: order.status }
]

// Which of the vendor's two readings counts is a switch; both let an unfinished id be used again when it is `refuse-when-completed`.
const reuse = (turn: Turn, existing: State.Order | undefined, command: CreateOrder): Refusal | undefined => {
  if (existing === undefined) return undefined
  const unfinished =
    existing.kind === "payment" && existing.completed === undefined && !moneyIsUnderway.has(existing.phase)
  if (turn.settings.orderIdReuse === "refuse" || !unfinished) return refuse(404, 1006, "Invalid order ID")
  const isUnderway = existing.flow === "direct" && existing.phase === "open" && existing.method === command.method
  return isUnderway ? refuse(404, 1022, "Cannot initiate transaction: ERR_EXISTS") : undefined
}

// A stored means is charged by its token, which may be all that says what it is.
const tokenOf = (turn: Turn, command: CreateOrder): State.Token | Refusal | undefined => {
  const { recurring_id } = command.details
  if (command.flow !== "direct" || recurring_id === undefined || command.card !== undefined) return undefined
  return (
    Option.getOrUndefined(HashMap.get(turn.state.tokens, recurring_id)) ??
    refuse(404, 1000, "Not found: token (recurring_id is not one that this sandbox has stored)")
  )
}

const cardOf = (token: State.Token): State.Card | undefined =>
  token.last4 === undefined
    ? undefined
    : {
        brand: token.code,
        last4: token.last4,
        bin: token.bin ?? "",
        expiry: token.expiry ?? "",
        holder: token.holder ?? ""
      }

const moneyIsUnderway: ReadonlySet<State.Phase> = new Set(["review", "pending", "authorised", "paid", "settled"])

const unavailable = (turn: Turn, command: CreateOrder): Refusal | undefined => {
  const { gateway } = command
  if (gateway === undefined) return undefined
  if (!turn.settings.gateways.includes(gateway) && !isTakenAsOther(turn, command)) {
    const hint = meant(gateway)
    return refuse(
      404,
      1023,
      `Gateway not available: ${gateway} is not enabled for this site${hint === undefined ? "" : ` (did you mean ${hint}?)`}`
    )
  }
  const currencies = entryOf(command.gateway)?.currencies
  if (currencies !== undefined && !currencies.includes(command.currency)) {
    return refuse(404, 1002, `Invalid currency: ${command.gateway} does not take ${command.currency}`)
  }
  return undefined
}

const isTakenAsOther = (turn: Turn, { byPlugin, gateway }: CreateOrder): boolean =>
  turn.settings.takesOthers === true && gateway !== undefined && couldBe(gateway, byPlugin === true)

const attempt = (turn: Turn, order: State.Order, plan: Plan): State.Order | Refusal => {
  const opened = choose(turn, order, "opened")
  if (isRefusal(opened)) return opened
  const done =
    plan.now === "opened"
      ? update(turn, opened, { reason: plan.reason ?? "" })
      : choose(turn, opened, plan.now, { reason: plan.reason, reason_code: plan.reason_code })
  if (isRefusal(done)) return done
  for (const { after, alarm } of plan.later) schedule(turn, done, alarm, turn.now + after)
  return done
}

/** A link that nobody used in time, or with which nobody paid what a gift card left. */
export const expireLink = (turn: Turn, order: State.Order): void => {
  const disabled = update(turn, order, { linkDisabled: true })
  if (disabled.phase === "session" || isUsedUp(disabled)) move(turn, disabled, { phase: "expired" })
}
