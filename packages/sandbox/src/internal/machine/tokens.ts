// Stored cards and accounts, by the shop's reference of the customer. Nothing stored is an error, 410 with 1000.
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { ExpireToken, Plan, RemoveToken, ScriptRenewals, UpdateToken } from "../state/Command.ts"
import { word } from "../state/chance.ts"
import { dayOf } from "../state/days.ts"
import * as Magic from "../rules/magic.ts"
import { day, isCard, usualCard } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { isRefusal, log, nextId, type Refusal, refuse, type Turn, update } from "./turn.ts"

export const remove = (turn: Turn, command: RemoveToken): State.Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not removed")
  const { byReference, tokens } = turn.state
  const others = State.tokensOf(turn.state, token.reference).flatMap((one) => (one === token ? [] : [one.token]))
  turn.state = {
    ...turn.state,
    tokens: HashMap.remove(tokens, token.token),
    byReference: HashMap.set(byReference, token.reference, others)
  }
  log(turn, "token.removed", undefined, `token of ${token.reference}`)
  return token
}

export const renew = (turn: Turn, command: UpdateToken): State.Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not updated")
  return put(turn, { ...token, expiry: command.expiry, expired: false })
}

/** How its next charges end, instead of what was said before. */
export const script = (turn: Turn, command: ScriptRenewals): State.Token | Refusal => {
  const token = byName(turn, command.token)
  return isRefusal(token) ? token : put(turn, { ...token, renewals: command.renewals })
}

/** Its month is over, as if time had passed. */
export const expire = (turn: Turn, command: ExpireToken): State.Token | Refusal => {
  const token = byName(turn, command.token)
  if (isRefusal(token)) return token
  if (token.expiry === undefined) return refuse(409, 1000, `a stored ${token.code} account does not expire`)
  return put(turn, { ...token, expiry: monthBefore(turn.now), expired: true })
}

/**
 * What the charge of a token comes to: its script first, then its expiry. That an expired card is declined as 4005 is the code's own
 * meaning; which one the vendor gives for its tokens it does not say. A direct order that says itself how it ends is not asked here for more.
 */
export const charge = (turn: Turn, token: State.Token, plan: Plan): Plan => {
  if (plan.now !== "completed") return plan
  const [next, ...renewals] = token.renewals ?? []
  if (next !== undefined) {
    put(turn, { ...token, renewals })
    return { ...plan, ...Magic.endingOf(next) }
  }
  return isExpired(token, turn.now) ? { ...plan, ...Magic.endingOf("declined:4005") } : plan
}

/** Good until the end of its month, in the Netherlands. */
export const isExpired = ({ expired, expiry }: State.Token, now: number): boolean =>
  expired === true || (expiry !== undefined && `20${expiry}` < monthOf(now))

const monthOf = (at: number): string => dayOf(at).slice(0, 7).replace("-", "")

// Years have two digits: a test's clock may stand in 1970, before all of them.
const monthBefore = (now: number): string => {
  const at = Math.max(now, Date.UTC(2000, 1, 15))
  return monthOf(at - Number(dayOf(at).slice(8)) * day).slice(2)
}

const put = (turn: Turn, token: State.Token): State.Token => {
  turn.state = { ...turn.state, tokens: HashMap.set(turn.state.tokens, token.token, token) }
  return token
}

const byName = (turn: Turn, token: string): State.Token | Refusal =>
  Option.getOrElse(HashMap.get(turn.state.tokens, token), () => refuse(404, 1000, `there is no token ${token}`))

const find = (turn: Turn, { reference, token }: { readonly reference: string; readonly token: string }) =>
  State.tokensOf(turn.state, reference).find((one) => one.token === token)

/** Keeps the card or account for later, when the order asked for it and says whose it is. */
export const saveToken = (turn: Turn, order: State.Order): State.Order => {
  const { customer, recurring_id, recurring_model } = order.details
  const reference = customer?.["reference"]
  if (recurring_model === undefined || recurring_id !== undefined || typeof reference !== "string") return order
  const key = nextId(turn)
  const token = word(turn.settings.seed, key, 24)
  const stored = State.tokensOf(turn.state, reference).map((one) => one.token)
  turn.state = {
    ...turn.state,
    tokens: HashMap.set(turn.state.tokens, token, {
      key,
      token,
      reference,
      code: order.method ?? usualCard,
      model: recurring_model,
      last4: order.card?.last4 ?? (isCard(order) ? "1111" : undefined),
      bin: order.card?.bin ?? (isCard(order) ? "411111" : undefined),
      expiry: order.card?.expiry ?? (isCard(order) ? "3012" : undefined),
      holder: order.card?.holder,
      renewals: Magic.renewals([order.order_id, order.details.description])
    }),
    byReference: HashMap.set(turn.state.byReference, reference, [...stored, token])
  }
  const saved = update(turn, order, { details: { ...order.details, recurring_id: token } })
  log(turn, "token.created", saved, `token for ${reference}`)
  return saved
}
