// The waiting of a payment as a pure machine: what it waits for, what woke it, what the order then said; what comes next.
import * as Schema from "effect/Schema"
import * as Status from "@effect-multisafepay/core/Status"
import { firstInterval, nextInterval, type Payment } from "../Payment.ts"
import type { PaymentOutcome } from "../PaymentOutcome.ts"
import { Look, words } from "./look.ts"
import type { Created, WasThere } from "./steps.ts"

/** What can wake a waiting payment. @category models */
export const Signal = Schema.Literals(["paid", "failed", "cancel"])
export type Signal = typeof Signal.Type

/** What woke it: a signal, or the time was up. */
export const Woken = Schema.Union([Signal, Schema.Literal("time")])
export type Woken = typeof Woken.Type

/** What the journal keeps of one wait: why it ended, and what the order said then. */
export const Waited = Schema.Struct({ ...Look.fields, woken: Woken })

export interface Wait {
  /** The time of the last look, and by its clock the time at which an unpaid order is cancelled. */
  readonly now: number
  readonly deadline: number
  /** How long to wait without a signal before the next look. */
  readonly interval: number
  readonly wasThere: WasThere
  /** Signals that have been heeded, or mean nothing to this payment. */
  readonly seen: ReadonlyArray<Signal>
  /** It was notified that there is money, and the order does not show it yet. */
  readonly wasNotified: boolean
}

export type Why = "declined" | "expired" | "cancelled"

export type Next =
  | { readonly _tag: "Wait"; readonly wait: Wait }
  | { readonly _tag: "Settle"; readonly look: Look }
  | { readonly _tag: "Cancel"; readonly wasThere: WasThere }
  | { readonly _tag: "End"; readonly outcome: PaymentOutcome }
  /** Ends like this, unless money has been notified meanwhile: then waits. */
  | { readonly _tag: "EndUnlessPaid"; readonly outcome: PaymentOutcome; readonly wait: Wait }
  /** Nobody pays: cancels what can be cancelled and ends, unless there is money after all: then goes on as `otherwise` says. */
  | { readonly _tag: "Unpaid"; readonly why: Why; readonly wait: Wait; readonly otherwise: Next }

type Placed = Extract<Created, { readonly _tag: "Placed" }>

export const begin = (payment: Payment, began: number, created: Placed): Wait => ({
  now: created.at,
  deadline: began + payment.expires_in,
  interval: firstInterval(payment),
  wasThere: created.seen === true ? "read" : created.found ? "no" : "placed",
  seen: payment.when_declined === "wait" ? ["failed"] : [],
  wasNotified: false
})

/** How long to wait, in milliseconds: never beyond the deadline, unless money is on its way. */
export const lengthOf = ({ deadline, interval, now, wasNotified }: Wait): number => {
  const left = deadline - now
  return left > 0 && !wasNotified ? Math.min(interval, left) : interval
}

export const next = (payment: Payment, before: Wait, woken: Woken, look: Look): Next => {
  if (woken === "cancel") return { _tag: "Cancel", wasThere: before.wasThere }
  // Seen for the first time: it was placed by the caller.
  if (before.wasThere === "no" && look.other === true) return { _tag: "End", outcome: ended(look, "conflict") }
  if (look.money !== undefined) return { _tag: "Settle", look }

  const seen = woken === "time" ? before.seen : [...before.seen, woken]
  const wait: Wait = {
    now: look.at,
    deadline: before.deadline,
    interval: woken === "time" ? nextInterval(before.interval) : Math.min(firstInterval(payment), 10_000),
    wasThere: look.status === undefined ? before.wasThere : "read",
    // It was notified that there is money: whatever else the order shows, it lags behind. So may a notification of an earlier attempt.
    seen: woken === "paid" ? [...seen, "failed"] : seen,
    wasNotified: woken === "paid"
  }
  if (woken === "paid") return { _tag: "Wait", wait }

  const isOver = look.at >= before.deadline
  // A customer who left the bank's page may have voided only that attempt.
  const mayTryAgain = payment.when_declined === "wait" && Status.normalize(look.status ?? "") === "void" && !isOver
  if (look.over === true && !mayTryAgain) {
    return { _tag: "EndUnlessPaid", outcome: nobodyPaid(look, failureOf(look), false), wait }
  }
  const onwards: Next =
    look.at >= before.deadline + longestOnItsWay
      ? { _tag: "End", outcome: unfinished(look, "wait", "the money has not come and may still come") }
      : { _tag: "Wait", wait }
  const hasFailed = look.failed === true && payment.when_declined !== "wait"
  return (hasFailed || isOver) && look.underway !== true
    ? { _tag: "Unpaid", why: hasFailed ? failureOf(look) : "expired", wait, otherwise: onwards }
    : onwards
}

/** How long after the expiry money that is on its way is waited for, in milliseconds. A direct debit may take weeks. */
const longestOnItsWay = 60 * 86_400_000

const failureOf = (look: Look): Why => {
  const status = Status.normalize(look.status ?? "")
  const ends = ["declined", "expired"] as const
  return ends.find((end) => end === status) ?? "cancelled"
}

export const ended = (look: Look, result: PaymentOutcome["result"], released?: boolean): PaymentOutcome => ({
  result,
  ...words(look),
  ...(released === undefined ? {} : { released })
})

export const nobodyPaid = (look: Look, why: Why, released: boolean): PaymentOutcome => {
  if (look.part === true) {
    return unfinished(look, "wait", "only a part of the money was captured, and the rest was released")
  }
  return Status.normalize(look.status ?? "") === "chargeback"
    ? unfinished(look, "wait", "the money was charged back")
    : ended(look, why, released)
}

export const unfinished = (look: Look | undefined, step: string, reason: string): PaymentOutcome => ({
  result: "unfinished",
  ...(look === undefined ? {} : words(look)),
  step,
  reason
})
