// Which notification goes next. Those of one order go one after the other, the oldest that is due first; those of different orders do
// not wait for each other. The outbox only says when to look at an order, and what it finds may have gone already.
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Notice } from "../../Notice.ts"
import * as State from "../state/State.ts"

export const nextId = (state: State.State): string => `notice-${state.notices.length + 1}`

const placeOf = (id: string): number => (/^notice-\d+$/.test(id) ? Number(id.slice(7)) - 1 : -1)

export const find = (state: State.State, id: string): Notice | undefined => {
  const notice = state.notices.at(Math.max(placeOf(id), 0))
  return notice?.id === id ? notice : undefined
}

export const add = (state: State.State, notice: Notice): State.State => {
  const before = Option.getOrElse(HashMap.get(state.byRecipient, notice.order_id), () => [])
  return wake(
    {
      ...state,
      notices: state.notices.append(notice),
      byRecipient: HashMap.set(state.byRecipient, notice.order_id, [...before, state.notices.length])
    },
    notice.order_id,
    notice.nextAt
  )
}

/** It is on its way; the others of its order wait. */
export const begin = (state: State.State, notice: Notice): State.State => {
  const sending = put(state, { ...notice, state: "sending", nextAt: undefined })
  return state.outbox.first?.order_id === notice.order_id ? { ...sending, outbox: state.outbox.rest() } : sending
}

/** Its attempt is over: whatever waits at its order, itself maybe, has its turn. */
export const end = (state: State.State, notice: Notice): State.State => {
  const ended = put(state, notice)
  const times = State.noticesOf(ended, notice.order_id).flatMap((one) => one.nextAt ?? [])
  return times.length === 0 ? ended : wake(ended, notice.order_id, Math.min(...times))
}

/** What should be sent now, after `tidy`. */
export const due = (state: State.State, now: number): Notice | undefined => {
  const first = state.outbox.first
  return first === undefined || first.at > now ? undefined : sendable(state, first.order_id, now)
}

/** Without the times that have come and found nothing. */
export const tidy = (state: State.State, now: number): State.State => {
  let { outbox } = state
  for (let first = outbox.first; first !== undefined && first.at <= now; first = outbox.first) {
    if (sendable(state, first.order_id, now) !== undefined) break
    outbox = outbox.rest()
  }
  return outbox === state.outbox ? state : { ...state, outbox }
}

const sendable = (state: State.State, order_id: string, now: number): Notice | undefined => {
  const all = State.noticesOf(state, order_id)
  return all.some((one) => one.state === "sending")
    ? undefined
    : all.find((one) => one.state === "pending" && one.nextAt !== undefined && one.nextAt <= now)
}

const put = (state: State.State, notice: Notice): State.State => ({
  ...state,
  notices: state.notices.with(placeOf(notice.id), notice)
})

const wake = (state: State.State, order_id: string, at: number | undefined): State.State =>
  at === undefined ? state : { ...state, outbox: state.outbox.add({ at, order_id }) }
