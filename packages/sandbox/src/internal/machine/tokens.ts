// Stored cards and accounts, by the shop's reference of the customer. The surprise: nothing stored is an error, 410 with 1000.
import type { RemoveToken, UpdateToken } from "../Command.ts"
import type { Token } from "../State.ts"
import { log, type Refusal, refuse, type Turn } from "./turn.ts"

export const remove = (turn: Turn, command: RemoveToken): Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not removed")
  turn.state = { ...turn.state, tokens: turn.state.tokens.filter((one) => one !== token) }
  log(turn, "token.removed", undefined, `token of ${token.reference}`)
  return token
}

export const renew = (turn: Turn, command: UpdateToken): Token | Refusal => {
  const token = find(turn, command)
  if (token === undefined) return refuse(410, 1000, "Token not updated")
  const renewed = { ...token, expiry: command.expiry }
  turn.state = { ...turn.state, tokens: turn.state.tokens.map((one) => (one === token ? renewed : one)) }
  return renewed
}

const find = (turn: Turn, { reference, token }: { readonly reference: string; readonly token: string }) =>
  turn.state.tokens.find((one) => one.reference === reference && one.token === token)
