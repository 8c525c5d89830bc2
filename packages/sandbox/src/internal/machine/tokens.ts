// Stored cards and accounts, by the shop's reference of the customer. Nothing stored is an error, 410 with 1000.
import * as HashMap from "effect/HashMap"
import type { RemoveToken, UpdateToken } from "../state/Command.ts"
import { word } from "../state/chance.ts"
import { isCard, usualCard } from "../rules/methods.ts"
import * as State from "../state/State.ts"
import { log, nextId, type Refusal, refuse, type Turn, update } from "./turn.ts"

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
  const renewed = { ...token, expiry: command.expiry }
  turn.state = { ...turn.state, tokens: HashMap.set(turn.state.tokens, token.token, renewed) }
  return renewed
}

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
      holder: order.card?.holder
    }),
    byReference: HashMap.set(turn.state.byReference, reference, [...stored, token])
  }
  const saved = update(turn, order, { details: { ...order.details, recurring_id: token } })
  log(turn, "token.created", saved, `token for ${reference}`)
  return saved
}
