// Stored cards and accounts, by the shop's reference of the customer. The surprise: nothing stored is an error, 410 with 1000.
import type { RemoveToken, UpdateToken } from "../Command.ts"
import { word } from "../chance.ts"
import { isCard } from "../methods.ts"
import type * as State from "../State.ts"
import { log, nextId, type Refusal, refuse, type Turn, update } from "./turn.ts"

export const remove = (turn: Turn, command: RemoveToken): State.Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not removed")
  turn.state = { ...turn.state, tokens: turn.state.tokens.filter((one) => one !== token) }
  log(turn, "token.removed", undefined, `token of ${token.reference}`)
  return token
}

export const renew = (turn: Turn, command: UpdateToken): State.Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not updated")
  const renewed = { ...token, expiry: command.expiry }
  turn.state = { ...turn.state, tokens: turn.state.tokens.map((one) => (one === token ? renewed : one)) }
  return renewed
}

const find = (turn: Turn, { reference, token }: { readonly reference: string; readonly token: string }) =>
  turn.state.tokens.find((one) => one.reference === reference && one.token === token)

/** Keeps the card or account for later, when the order asked for it and says whose it is. */
export const saveToken = (turn: Turn, order: State.Order): State.Order => {
  const { customer, recurring_id, recurring_model } = order.details
  const reference = customer?.["reference"]
  if (recurring_model === undefined || recurring_id !== undefined || typeof reference !== "string") return order
  const token = word(turn.settings.seed, nextId(turn), 24)
  turn.state = {
    ...turn.state,
    tokens: [
      ...turn.state.tokens,
      {
        token,
        reference,
        code: order.method ?? "VISA",
        model: recurring_model,
        last4: order.card?.last4 ?? (isCard(order) ? "1111" : undefined),
        bin: order.card?.bin ?? (isCard(order) ? "411111" : undefined),
        expiry: order.card?.expiry ?? (isCard(order) ? "3012" : undefined),
        holder: order.card?.holder
      }
    ]
  }
  const saved = update(turn, order, { details: { ...order.details, recurring_id: token } })
  log(turn, "token.created", saved, `token for ${reference}`)
  return saved
}
