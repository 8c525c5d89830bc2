// The durable workflow of one payment: place the order, wait for the money, do what was asked with it, or cancel. Everything named in
// this file (the workflow, its steps, its waits) is a key in the journal: a new name runs a step again, a new required field
// fails the payments that wait. The surprise: a notification only wakes the payment up; what counts is what the order says when read.
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as DurableClock from "effect/workflow/DurableClock"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import * as Status from "@effect-multisafepay/core/Status"
import { Look, words } from "./internal/look.ts"
import { once, written } from "./internal/once.ts"
import * as Steps from "./internal/steps.ts"
import { retryStorage } from "./internal/storage.ts"
import { firstTurn, type Try, type TryContext, tries } from "./internal/tries.ts"
import { firstInterval, nextInterval, Payment } from "./Payment.ts"
import { PaymentOrders } from "./PaymentOrders.ts"
import { hasMoney, PaymentOutcome } from "./PaymentOutcome.ts"

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

/** Has some process begun with the payment? @category workflow */
export const hasBegun = (order_id: string): Effect.Effect<boolean, never, WorkflowEngine.WorkflowEngine> =>
  Effect.flatMap(executionId(order_id), (executionId) =>
    Effect.provideService(
      Effect.map(written(firstTurn("create"), Schema.Unknown), Option.isSome),
      WorkflowEngine.WorkflowInstance,
      WorkflowEngine.WorkflowInstance.initial(PaymentWorkflow, executionId)
    )
  )

/** Registers the workflow with an engine. Not for direct use: `Payments.layer` is the only way that cannot forget it. @internal */
export const register = PaymentWorkflow.toLayer((payment) =>
  retryStorage(run(payment)).pipe(
    // The shop's code or the client may be interrupted from inside. The engine would take that for a wait that somebody will end.
    // Real suspensions interrupt this fiber itself and do not come by here.
    Effect.catchCauseIf(Cause.hasInterruptsOnly, () => Effect.die(new Error("a step was interrupted from inside")))
  )
)

const run = Effect.fnUntraced(function* (payment: Payment) {
  // A shop that cannot hand the order over can still cancel its payment.
  const prepare = Effect.flatMap(isCancelled, (yes) => (yes ? Effect.succeedNone : Steps.order(payment)))
  const create = yield* tries({
    name: "create",
    success: Steps.Created,
    prepare,
    attempt: (order, context) =>
      unlessCancelled(Steps.create(payment, order, context), () => ({ _tag: "Cancelled" as const })),
    pause: pauseUnlessCancelled
  })
  if (create._tag === "Stopped") return yield* cancelled(payment, "no")
  if (create._tag === "Exhausted") return unfinished(undefined, "create", create.reason)
  const created = create.value
  if (created._tag === "NotPlaced") return created.outcome
  if (created._tag === "Cancelled") return yield* cancelled(payment, "no")
  yield* once(
    "placed",
    Schema.Void,
    // It may hang, and is told again: a process that is asked to stop does not wait for it.
    Effect.interruptible(
      Steps.shop(
        PaymentOrders.use((orders) => orders.placed({ order_id: payment.order_id, payment_url: created.payment_url }))
      )
    )
  )

  const deadline = create.began + payment.expires_in
  let interval = firstInterval(payment)
  let now = created.at
  let wasThere: Steps.WasThere = created.seen === true ? "read" : created.found ? "no" : "placed"
  const seen = new Set<Signal>(payment.when_declined === "wait" ? ["failed"] : [])
  let wasNotified = false
  for (let n = 0; ; n++) {
    const left = deadline - now
    const isShort: boolean = left > 0 && !wasNotified
    const woken: typeof Woken.Type = yield* wait(`wait/${n}`, isShort ? Math.min(interval, left) : interval, seen)
    wasNotified = woken === "paid"
    if (woken === "cancel") return yield* cancelled(payment, wasThere)
    const look = yield* once(`look/${n}`, Look, Steps.look(payment))
    now = look.at
    // No signal is listened to a second time.
    if (woken !== "time") seen.add(woken)
    // Seen for the first time: it was placed by the caller.
    if (wasThere === "no" && look.other === true) return ended(look, "conflict")
    if (look.status !== undefined) wasThere = "read"
    if (look.money !== undefined) return yield* settled(payment, look)
    interval = woken === "time" ? nextInterval(interval) : Math.min(firstInterval(payment), 10_000)
    // It was notified that there is money: whatever else the order shows, it lags behind. So may a notification of an earlier attempt.
    if (woken === "paid") {
      seen.add("failed")
      continue
    }
    // The customer may have paid after that reading: look again before it all ends.
    const mayHavePaid = Effect.map(
      written(signals.paid.name, Schema.Void),
      (paid) => Option.isSome(paid) && !seen.has("paid")
    )
    // A customer who left the bank's page may have voided only that attempt.
    const mayTryAgain =
      payment.when_declined === "wait" && Status.normalize(look.status ?? "") === "void" && now < deadline
    if (look.over === true && !mayTryAgain) {
      if (yield* mayHavePaid) continue
      return nobodyPaid(look, failureOf(look), false)
    }
    const hasFailed = look.failed === true && payment.when_declined !== "wait"
    if ((hasFailed || now >= deadline) && look.underway !== true) {
      const end = yield* unpaid(payment, `end/${n}`, hasFailed ? failureOf(look) : "expired", wasThere)
      if (end !== undefined && (hasMoney(end) || end.result === "unfinished" || !(yield* mayHavePaid))) return end
    }
    if (now >= deadline + longestOnItsWay) return unfinished(look, "wait", "the money has not come and may still come")
  }
})

const failureOf = (look: Look) => {
  const status = Status.normalize(look.status ?? "")
  const ends = ["declined", "expired"] as const
  return ends.find((end) => end === status) ?? "cancelled"
}

/** How long after the expiry money that is on its way is waited for, in milliseconds. A direct debit may take weeks. */
const longestOnItsWay = 60 * 86_400_000

/** What was asked for with the money. */
const settled = Effect.fnUntraced(function* (payment: Payment, first: Look) {
  const wanted = payment.when_paid ?? "report"
  const isReserved = wanted !== "report" && first.money === "reserved"
  let look = first
  if (isReserved) {
    const capture = yield* stepUnlessCancelled("capture", (context) => Steps.capture(payment, context))
    if (wasCancelled(capture)) return yield* cancelled(payment, "read")
    if (capture._tag !== "Done") return unfinished(look, "capture", capture.reason)
    look = capture.look
    if (isGone(look)) return unfinished(look, "capture", "the reservation is gone")
  }
  if (wanted === "ship" && (look.shippable === true || look.did === true)) {
    const ship = yield* stepUnlessCancelled("ship", (context) => Steps.ship(payment, context))
    if (wasCancelled(ship)) {
      if (!isReserved) return yield* cancelled(payment, "read")
      // A try whose answer was lost may have shipped it.
      const now = yield* once("ship/look", Look, Steps.look(payment))
      if (isGone(now)) return unfinished(now, "ship", "the order is void by now")
      return isShipped(now) ? ended(now, "shipped") : ended(look, "captured")
    }
    if (ship._tag !== "Done") return unfinished(look, "ship", ship.reason)
    if (isGone(ship.look)) return unfinished(ship.look, "ship", "the order is void by now")
    look = ship.look
    if (look.did === true) return ended(look, "shipped")
  }
  if (wanted === "ship" && isShipped(look)) return ended(look, "shipped")
  if (isReserved) return ended(look, "captured")
  // A promise can be given back.
  if (look.money !== "paid" && (yield* isCancelled)) return yield* cancelled(payment, "read")
  return ended(look, look.money ?? "paid")
})

const isShipped = (look: Look) => Status.normalize(look.status ?? "") === "shipped"

const isGone = (look: Look) => look.did !== true && (look.over === true || look.failed === true)

const isCancelled = Effect.map(written(signals.cancel.name, Schema.Void), Option.isSome)

/** The shop may have cancelled in the meantime. Part of the try, so that its answer tells what was found. */
const unlessCancelled = <A, R>(attempt: Effect.Effect<Try<A>, never, R>, answer: (at: number) => A) =>
  Effect.flatMap(isCancelled, (yes) =>
    yes ? Effect.map(Clock.currentTimeMillis, (at): Try<A> => ({ done: answer(at) })) : attempt
  )

const stepUnlessCancelled = <R>(name: string, attempt: Attempt<R>) =>
  step(
    name,
    (context) =>
      unlessCancelled(attempt(context), (at): Steps.Step => ({ _tag: "Done", look: { at, cancelled: true } })),
    pauseUnlessCancelled
  )

const wasCancelled = (step: Effect.Success<ReturnType<typeof stepUnlessCancelled>>) =>
  step._tag === "Stopped" || (step._tag === "Done" && step.look.cancelled === true)

/** The shop wants no money: cancels or releases what can be. Money that is in stays in. */
const cancelled = Effect.fnUntraced(function* (payment: Payment, wasThere: Steps.WasThere) {
  const options = { evenMoney: true, wasThere }
  const cancel = yield* step("cancel", (context) => Steps.cancel(payment, options, context), longPause)
  if (cancel._tag !== "Done") return unfinished(undefined, "cancel", cancel.reason)
  const { look } = cancel
  if (wasThere === "no" && look.other === true) return ended(look, "conflict")
  if (payment.when_paid === "ship" && isShipped(look)) return ended(look, "shipped")
  if (look.money !== undefined) return ended(look, look.money)
  if (look.underway === true) return unfinished(look, "cancel", "it cannot be cancelled, and the money may still come")
  if (look.did !== true && Option.isSome(yield* written(signals.paid.name, Schema.Void))) {
    // It has been notified in the meantime that there is money.
    const now = yield* once("cancel/look", Look, Steps.look(payment))
    if (now.money !== undefined) return ended(now, now.money)
  }
  return nobodyPaid(look, "cancelled", look.did === true)
})

/** Nobody pays: cancels what can be. The customer may have been faster: then the money counts, and nothing when it is on its way. */
const unpaid = Effect.fnUntraced(function* (
  payment: Payment,
  name: string,
  why: "declined" | "expired" | "cancelled",
  wasThere: Steps.WasThere
) {
  const options = { evenMoney: false, wasThere }
  const cancel = yield* step(name, (context) => Steps.cancel(payment, options, context), longPause)
  if (cancel._tag !== "Done") return unfinished(undefined, "cancel", cancel.reason)
  const { look } = cancel
  if (wasThere === "no" && look.other === true) return ended(look, "conflict")
  if (look.money !== undefined) return yield* settled(payment, look)
  if (look.underway === true) return undefined
  return nobodyPaid(look, why, look.did === true)
})

type Attempt<R> = (context: TryContext) => Effect.Effect<Try<Steps.Step>, never, R>

const step = <R>(name: string, attempt: Attempt<R>, pause: typeof longPause) =>
  Effect.map(
    tries({ name, success: Steps.Step, prepare: Effect.void, attempt: (_, context) => attempt(context), pause }),
    (tried): Steps.Step | { readonly _tag: "Stopped"; readonly reason: string } => {
      if (tried._tag === "Done") return tried.value
      return tried._tag === "Stopped"
        ? { _tag: "Stopped", reason: "it was cancelled" }
        : { _tag: "Stuck", reason: `no try of a week got through: ${tried.reason}` }
    }
  )

const ended = (look: Look, result: PaymentOutcome["result"], released?: boolean): PaymentOutcome => ({
  result,
  ...words(look),
  ...(released === undefined ? {} : { released })
})

const nobodyPaid = (look: Look, why: "declined" | "expired" | "cancelled", released: boolean) =>
  Status.normalize(look.status ?? "") === "chargeback"
    ? unfinished(look, "wait", "the money was charged back")
    : ended(look, why, released)

const unfinished = (look: Look | undefined, step: string, reason: string): PaymentOutcome => ({
  result: "unfinished",
  ...(look === undefined ? {} : words(look)),
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
  const race = DurableDeferred.raceAll({
    name,
    success: Woken,
    error: Schema.Never,
    // A storage fault would be written down as what came of the wait, for good.
    effects: [retryStorage(clock), ...listeners.map(retryStorage)]
  })
  // Another process may have been faster, and have been woken by something else.
  return Effect.flatMap(race, (own) =>
    Effect.map(
      written(`raceAll/${name}`, Woken),
      Option.getOrElse(() => own)
    )
  )
}
