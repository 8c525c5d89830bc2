// The queue of notifications. Sending is somebody else's work: it takes one, and brings back what the shop answered.
import type { Notice, NoticeAttempt, Tampering } from "../../Notice.ts"
import * as State from "../state/State.ts"
import * as outbox from "./outbox.ts"
import { log, notify, otherwise, type Refusal, refuse, type Turn } from "./turn.ts"

export const begin = (turn: Turn, id: string): void => {
  const notice = outbox.find(turn.state, id)
  if (notice !== undefined) turn.state = outbox.begin(turn.state, notice)
}

export const end = (turn: Turn, id: string, attempt: NoticeAttempt): void => {
  const notice = outbox.find(turn.state, id)
  if (notice === undefined) return
  const attempts = [...notice.attempts, attempt]
  turn.state = outbox.end(turn.state, { ...notice, attempts, ...fate(turn, notice, attempts, attempt) })
  log(
    turn,
    "notification.sent",
    State.find(turn.state, notice.order_id),
    `${id}: ${attempt.verdict}${attempt.reason === "" ? "" : `, ${attempt.reason}`}`
  )
}

const fate = (
  turn: Turn,
  notice: Notice,
  attempts: ReadonlyArray<NoticeAttempt>,
  { verdict }: NoticeAttempt
): Pick<Notice, "state" | "nextAt"> => {
  if (verdict === "accepted" || verdict === "not-sent") return { state: verdict, nextAt: undefined }
  // Counted from the first attempt, so that a slow shop does not push the schedule back.
  const after = turn.settings.resendAfter[attempts.length - 1]
  const first = attempts[0]?.at ?? turn.now
  return after === undefined || notice.tampering !== undefined
    ? { state: "given-up", nextAt: undefined }
    : { state: "pending", nextAt: Math.max(first + after, turn.now) }
}

/** The same body once more, as from the dashboard: a new notification with a schedule of its own. */
export const resend = (turn: Turn, id: string, tampering: Tampering | undefined): Notice | Refusal => {
  const notice = outbox.find(turn.state, id)
  if (notice === undefined) return refuse(404, 1000, `there is no notification ${id}`)
  const again: Notice = {
    ...notice,
    id: outbox.nextId(turn.state),
    body: otherwise(notice.body, tampering),
    created: turn.now,
    tampering,
    attempts: [],
    state: "pending",
    nextAt: turn.now
  }
  turn.state = outbox.add(turn.state, again)
  return again
}

export const notifyNow = (
  turn: Turn,
  order_id: string,
  tampering: Tampering | undefined,
  after: number
): Notice | Refusal => {
  const order = State.find(turn.state, order_id)
  if (order === undefined) return refuse(404, 1006, `there is no order ${order_id}`)
  return (
    notify(turn, order, { tampering, at: turn.now + after }) ??
    refuse(409, 1000, `order ${order_id} has no payment_options.notification_url`)
  )
}
