// A state as the rows of a file, and what of them is to be written when it has become another one.
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as State from "../state/State.ts"

type Id = number | string

export type Row = readonly [kind: string, id: Id, value: unknown]

const nothing = State.make(0)

/** The rows of a state that an earlier one had not, or not the same. Values are immutable, so another one is a changed one. */
export function* changed(after: State.State, before: State.State = nothing): Generator<Row> {
  for (const [, order] of after.orders.changes(before.orders)) {
    if (order !== undefined) yield ["order", order.key, order]
  }
  for (const [name, token] of after.tokens) {
    if (Option.getOrUndefined(HashMap.get(before.tokens, name)) !== token) yield ["token", token.key, token]
  }
  for (const [nr, timer] of after.timers.entries()) if (nr >= before.timers.nextNr) yield ["timer", nr, timer]
  for (const [place, notice] of after.notices.changes(before.notices)) yield ["notice", place, notice]
  const received = new Set(before.received)
  for (const one of after.received) if (!received.has(one)) yield ["received", one.id, one]
  const events = new Set(before.events)
  for (const one of after.events) if (!events.has(one)) yield ["event", one.id, one]
  for (const key of after.spent) if (!HashSet.has(before.spent, key)) yield ["spent", key, key]
}

/** The rows of the earlier state that the later one has no more. Orders and notifications stay. */
export function* gone(after: State.State, before: State.State = nothing): Generator<readonly [kind: string, id: Id]> {
  for (const [kind, idsOf] of Object.entries(mortal)) {
    const left = new Set(idsOf(after))
    for (const id of idsOf(before)) if (!left.has(id)) yield [kind, id]
  }
}

const mortal: { readonly [kind: string]: (state: State.State) => ReadonlyArray<Id> } = {
  token: ({ tokens }: State.State) => Array.from(HashMap.values(tokens), ({ key }) => key),
  timer: ({ timers }: State.State) => Array.from(timers.entries(), ([nr]) => nr),
  received: ({ received }: State.State) => received.map(({ id }) => id),
  event: ({ events }: State.State) => events.map(({ id }) => id),
  spent: ({ spent }: State.State) => Array.from(spent)
}
