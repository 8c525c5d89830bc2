// The durable workflow of one payment: place the order, wait for the money, do what was asked with it, or cancel. Everything named in
// this file (the workflow, its activities, its waits) is a key in the journal: a new name runs a step again, a new required field
// fails the payments that wait. The surprise: a notification only wakes the payment up; what counts is what the order says when read.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as DurableClock from "effect/workflow/DurableClock"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import * as Steps from "./internal/steps.ts"
import { retryStorage } from "./internal/storage.ts"
import { type Try, tries } from "./internal/tries.ts"
import { firstInterval, nextInterval, Payment } from "./Payment.ts"
import { PaymentOrders } from "./PaymentOrders.ts"
import { PaymentOutcome } from "./PaymentOutcome.ts"

/**
 * The workflow. Its version is part of the name: a change that waiting payments could not follow gets a new one beside it.
 *
 * A defect suspends it instead of ending it (`SuspendOnFailure`): `Payments.resume` or the sweep makes it go on.
 *
 * @category workflow
 */
export const PaymentWorkflow = Workflow.make("multisafepay/Payment/v1", {
  payload: Payment,
  success: PaymentOutcome,
  idempotencyKey: ({ order_id }) => order_id
}).annotate(Workflow.SuspendOnFailure, true)

/** What can wake a waiting payment. @category models */
export const Signal = Schema.Literals(["paid", "failed", "cancel"])
export type Signal = typeof Signal.Type

/** The waits of a payment; the first completion of each counts. @category workflow */
export const signals = {
  paid: DurableDeferred.make("signal/paid"),
  failed: DurableDeferred.make("signal/failed"),
  cancel: DurableDeferred.make("signal/cancel")
}

/** The key of an order's payment in the journal. @category workflow */
export const executionId = (order_id: string): Effect.Effect<string> =>
  PaymentWorkflow.executionId({ order_id, amount: 0, currency: "EUR", expires_in: 1 })

/** Wakes a payment, whether it has been started yet or not. @category workflow */
export const signal = (order_id: string, name: Signal): Effect.Effect<void, never, WorkflowEngine.WorkflowEngine> =>
  Effect.flatMap(executionId(order_id), (executionId) =>
    DurableDeferred.done(signals[name], {
      token: DurableDeferred.tokenFromExecutionId(signals[name], { workflow: PaymentWorkflow, executionId }),
      exit: Exit.void
    })
  )

/** Registers the workflow with an engine. Not for direct use: `Payments.layer` is the only way that cannot forget it. @internal */
export const register = PaymentWorkflow.toLayer((payment) => retryStorage(run(payment)))

const run = Effect.fnUntraced(function* (payment: Payment) {
  const create = yield* tries({
    name: "create",
    success: Steps.Created,
    attempt: (context) => Steps.create(payment, context),
    pause: pauseUnlessCancelled
  })
  if (Option.isNone(create)) return yield* cancelled(payment, "cancelled")
  const created = create.value.value
  if (created._tag === "NotPlaced") return created.outcome
  yield* Activity.make({
    name: "placed",
    execute: PaymentOrders.use((orders) =>
      orders.placed({ order_id: payment.order_id, payment_url: created.payment_url })
    )
  })

  const deadline = create.value.began + payment.expires_in
  let interval = firstInterval(payment)
  let now = created.at
  const seen = new Set<Signal>(payment.when_declined === "wait" ? ["failed"] : [])
  for (let n = 0; ; n++) {
    const woken = yield* wait(`wait/${n}`, Math.max(1, Math.min(interval, deadline - now)), seen)
    if (woken === "cancel") return yield* cancelled(payment, "cancelled")
    const look = yield* Activity.make({ name: `look/${n}`, success: Steps.Look, execute: Steps.look(payment) })
    now = look.at
    if (look.money !== undefined) return yield* settled(payment, look)
    if (look.over === true) return ended(look, "cancelled", false)
    if (look.failed === true && payment.when_declined !== "wait") return yield* cancelled(payment, "declined")
    if (now >= deadline) return yield* cancelled(payment, "expired")
    // A signal came but the order does not show it yet: look again soon, and do not listen to that one a second time.
    if (woken === "time") interval = nextInterval(interval)
    else {
      seen.add(woken)
      interval = Math.min(firstInterval(payment), 10_000)
    }
  }
})

/** What was asked for with the money. */
const settled = Effect.fnUntraced(function* (payment: Payment, first: Steps.Look) {
  const wanted = payment.when_paid ?? "report"
  let look = first
  if (wanted !== "report" && look.money === "reserved") {
    const capture = yield* step("capture", Steps.capture(payment))
    if (capture._tag === "Stuck") return unfinished(look, "capture", capture.reason)
    look = capture.look
  }
  if (wanted === "ship" && look.money !== "reserved" && look.shippable === true) {
    const ship = yield* step("ship", Steps.ship(payment))
    if (ship._tag === "Stuck") return unfinished(look, "ship", ship.reason)
    return ended(ship.look, "shipped")
  }
  if (first.money === "reserved" && wanted !== "report") return ended(look, "captured")
  return ended(look, look.money ?? "paid")
})

/** Cancels what can be cancelled. The customer may have been faster: then the money counts. */
const cancelled = Effect.fnUntraced(function* (payment: Payment, why: "cancelled" | "declined" | "expired") {
  const cancel = yield* step("cancel", Steps.cancel(payment, { releaseReserved: why === "cancelled" }))
  if (cancel._tag === "Stuck") return unfinished(undefined, "cancel", cancel.reason)
  if (cancel.look.money !== undefined) return yield* settled(payment, cancel.look)
  return ended(cancel.look, why, cancel.look.did === true)
})

const step = <R>(name: string, attempt: Effect.Effect<Try<Steps.Step>, never, R>) =>
  Effect.map(
    tries({ name, success: Steps.Step, attempt: () => attempt, pause }),
    Option.match({
      onNone: (): Steps.Step => ({ _tag: "Stuck", reason: "no try of a week got through" }),
      onSome: ({ value }) => value
    })
  )

const ended = (look: Steps.Look, result: PaymentOutcome["result"], released?: boolean): PaymentOutcome => ({
  result,
  ...Steps.words(look),
  ...(released === undefined ? {} : { released })
})

const unfinished = (look: Steps.Look | undefined, step: string, reason: string): PaymentOutcome => ({
  result: "unfinished",
  ...(look === undefined ? {} : Steps.words(look)),
  step,
  reason
})

const pause = (name: string, milliseconds: number) =>
  Effect.as(DurableClock.sleep({ name, duration: milliseconds, inMemoryThreshold: 0 }), true)

const everySignal: ReadonlySet<Signal> = new Set<Signal>(["paid", "failed"])

const pauseUnlessCancelled = (name: string, milliseconds: number) =>
  Effect.map(wait(name, milliseconds, everySignal), (woken) => woken !== "cancel")

const Woken = Schema.Union([Signal, Schema.Literal("time")])

/** Until a signal that has not been seen, or the time is up. An in-memory sleep would start anew in the next process. */
const wait = (name: string, milliseconds: number, seen: ReadonlySet<Signal>) => {
  const clock = Effect.as(DurableClock.sleep({ name, duration: milliseconds, inMemoryThreshold: 0 }), "time" as const)
  const listeners = (["cancel", "paid", "failed"] as const)
    .filter((one) => !seen.has(one))
    .map((one) => Effect.as(DurableDeferred.await(signals[one]), one))
  return DurableDeferred.raceAll({
    name,
    success: Woken,
    error: Schema.Never,
    effects: [clock, ...listeners]
  })
}
