// The durable workflow of one payment: place the order, wait for the money, do what was asked with it, or cancel. Everything named in
// this file (the workflow, its steps, its waits) is a key in the journal: a new name runs a step again, a new required field
// fails the payments that wait. The surprise: a notification only wakes the payment up; what counts is what the order says when read.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as DurableClock from "effect/workflow/DurableClock"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { once, written } from "./internal/once.ts"
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
    prepare: Steps.order(payment),
    attempt: (order, context) => Steps.create(payment, order, context),
    pause: pauseUnlessCancelled
  })
  if (create._tag === "Stopped") return yield* cancelled(payment)
  if (create._tag === "Exhausted") return unfinished(undefined, "create", create.reason)
  const created = create.value
  if (created._tag === "NotPlaced") return created.outcome
  yield* once(
    "placed",
    Schema.Void,
    PaymentOrders.use((orders) => orders.placed({ order_id: payment.order_id, payment_url: created.payment_url }))
  )

  const deadline = create.began + payment.expires_in
  let interval = firstInterval(payment)
  let now = created.at
  let endings = 0
  const seen = new Set<Signal>(payment.when_declined === "wait" ? ["failed"] : [])
  for (let n = 0; ; n++) {
    const left = deadline - now
    const woken = yield* wait(`wait/${n}`, left > 0 ? Math.min(interval, left) : interval, seen)
    if (woken === "cancel") return yield* cancelled(payment)
    const look = yield* once(`look/${n}`, Steps.Look, lookAndListen(payment))
    now = look.at
    if (look.cancelled === true) return yield* cancelled(payment)
    if (look.money !== undefined) return yield* settled(payment, look)
    if (look.over === true) return ended(look, "cancelled", false)
    const why = look.failed === true && payment.when_declined !== "wait" ? "declined" : "expired"
    if ((why === "declined" || now >= deadline) && look.underway !== true) {
      const end = yield* unpaid(payment, why, endings++)
      if (end !== undefined) return end
    }
    if (now >= deadline + longestOnItsWay) return unfinished(look, "wait", "the money has been on its way for too long")
    // A signal came but the order does not show it yet: look again soon, and do not listen to that one a second time.
    if (woken === "time") interval = nextInterval(interval)
    else {
      seen.add(woken)
      interval = Math.min(firstInterval(payment), 10_000)
    }
  }
})

/** The shop may have cancelled while the order was read. */
const lookAndListen = (payment: Payment) =>
  Effect.zipWith(Steps.look(payment), written(signals.cancel.name, Schema.Void), (look, cancel) =>
    Option.isSome(cancel) ? { ...look, cancelled: true } : look
  )

/** How long after the expiry money that is on its way is waited for, in milliseconds. A direct debit may take weeks. */
const longestOnItsWay = 60 * 86_400_000

/** What was asked for with the money. */
const settled = Effect.fnUntraced(function* (payment: Payment, first: Steps.Look) {
  const wanted = payment.when_paid ?? "report"
  let look = first
  if (wanted !== "report" && look.money === "reserved") {
    const capture = yield* step("capture", Steps.capture(payment), pauseUnlessCancelled)
    if (capture._tag === "Stopped") return yield* cancelled(payment)
    if (capture._tag === "Stuck") return unfinished(look, "capture", capture.reason)
    look = capture.look
    if (isGone(look)) return unfinished(look, "capture", "the reservation is gone")
  }
  if (wanted === "ship" && look.money !== "reserved" && look.shippable === true) {
    const ship = yield* step("ship", Steps.ship(payment), longPause)
    if (ship._tag !== "Done") return unfinished(look, "ship", ship.reason)
    if (isGone(ship.look)) return unfinished(ship.look, "ship", "the order is void by now")
    return ended(ship.look, "shipped")
  }
  if (first.money === "reserved" && wanted !== "report") return ended(look, "captured")
  return ended(look, look.money ?? "paid")
})

const isGone = (look: Steps.Look) => look.did !== true && (look.over === true || look.failed === true)

/** The shop wants no money: cancels or releases what can be. Money that is in stays in. */
const cancelled = Effect.fnUntraced(function* (payment: Payment) {
  const cancel = yield* step("cancel", Steps.cancel(payment, { evenMoney: true }), longPause)
  if (cancel._tag !== "Done") return unfinished(undefined, "cancel", cancel.reason)
  const { look } = cancel
  // Right after its cancelling an order may still be shown as it was.
  if (look.did !== true || look.money === "paid") {
    if (look.money !== undefined) return ended(look, look.money)
    if (look.underway === true) return unfinished(look, "cancel", "the money is on its way and cannot be called back")
  }
  return ended(look, "cancelled", look.did === true)
})

/** Nobody pays: cancels what can be. The customer may have been faster: then the money counts, and nothing when it is on its way. */
const unpaid = Effect.fnUntraced(function* (payment: Payment, why: "declined" | "expired", n: number) {
  const cancel = yield* step(`end/${n}`, Steps.cancel(payment, { evenMoney: false }), longPause)
  if (cancel._tag !== "Done") return unfinished(undefined, "cancel", cancel.reason)
  const { look } = cancel
  if (look.did !== true || look.money === "paid") {
    if (look.money !== undefined) return yield* settled(payment, look)
    if (look.underway === true) return undefined
  }
  return ended(look, why, look.did === true)
})

const step = <R>(name: string, attempt: Effect.Effect<Try<Steps.Step>, never, R>, pause: typeof longPause) =>
  Effect.map(
    tries({ name, success: Steps.Step, prepare: Effect.void, attempt: () => attempt, pause }),
    (tried): Steps.Step | { readonly _tag: "Stopped"; readonly reason: string } => {
      if (tried._tag === "Done") return tried.value
      return tried._tag === "Stopped"
        ? { _tag: "Stopped", reason: "it was cancelled" }
        : { _tag: "Stuck", reason: `no try of a week got through: ${tried.reason}` }
    }
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

const longPause = (name: string, milliseconds: number) =>
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
    // A storage fault would be written down as what came of the wait, for good.
    effects: [retryStorage(clock), ...listeners.map(retryStorage)]
  })
}
