// What the event stream of an order tells. The reference names the event and its five fields, and shows a token that carries the
// session in the clear; it does not say what else a token holds.
import { word } from "../state/chance.ts"
import * as Json from "../state/Json.ts"
import type { Settings } from "../state/Settings.ts"
import * as State from "../state/State.ts"

/** Opens the stream of one order: its session, and a part that nobody can guess from it. */
export const token = (order: State.Order, settings: Settings): string =>
  `${order.session_id}.${word(settings.seed, order.key + 1_000_003, 40)}`

/** The order whose stream the token opens. */
export const orderOf = (state: State.State, settings: Settings, given: string): State.Order | undefined => {
  const order = State.bySession(state, given.split(".")[0] ?? "")
  return order !== undefined && token(order, settings) === given ? order : undefined
}

/** Ids are text here, also where answers have numbers. A session that nobody has opened has no transaction id, as in answers. */
export const print = ({ financial_status, order_id, session_id, status, transaction_id }: State.Order): string =>
  `event: session.order\ndata: ${Json.print({ financial_status, order_id, session_id, status, transaction_id }, false)}\n\n`
