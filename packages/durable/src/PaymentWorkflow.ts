// The durable workflow of one payment: place the order, wait for the money, do what was asked with it, or cancel. Everything named in
// this file (the workflow, its steps, its waits) is a key in the journal: a new name runs a step again, a new required field
// fails the payments that wait. A notification only wakes the payment up; what counts is what the order says when read.
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as DurableClock from "effect/workflow/DurableClock"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import * as Status from "@effect-multisafepay/core/Status"
import type { Look } from "./internal/look.ts"
import { isWritten, once, refresh, withAnswers, write, written } from "./internal/journal/once.ts"
import { StepStore } from "./internal/journal/StepStore.ts"
import * as Steps from "./internal/steps.ts"
import { retryStorage } from "./internal/journal/storage.ts"
import * as Waiting from "./internal/waiting.ts"
import { ended, nobodyPaid, type Signal, unfinished } from "./internal/waiting.ts"
import { firstTurn, type Try, type TryContext, tries } from "./internal/tries.ts"
import { Payment } from "./Payment.ts"
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

/** Where the answers of a payment's steps are kept; an engine provides it. @category services */
export type { StepStore } from "./internal/journal/StepStore.ts"
export { Signal } from "./internal/waiting.ts"

/** The waits of a payment; the first completion of each counts. @category workflow */
export const signals = {
  paid: DurableDeferred.make("signal/paid"),
  failed: DurableDeferred.make("signal/failed"),
  cancel: DurableDeferred.make("signal/cancel")
}

/** The key of an order's payment in the journal. @category workflow */
export const executionId = (order_id: string): Effect.Effect<string> =>
  PaymentWorkflow.executionId({ order_id, amount: 0, currency: "EUR", expires_in: 1 })

/**
 * Wakes a payment, whether it has been started yet or not. The signal is written down before anybody is woken: who wakes up reads it there.
 *
 * @category workflow
 */
export const signal = (
  order_id: string,
  name: Signal
): Effect.Effect<void, never, WorkflowEngine.WorkflowEngine | StepStore> =>
  Effect.gen(function* () {
    const store = yield* StepStore
    const execution = yield* executionId(order_id)
    yield* store.put(execution, signals[name].name, "null")
    yield* DurableDeferred.done(signals[name], {
      token: DurableDeferred.tokenFromExecutionId(signals[name], { workflow: PaymentWorkflow, executionId: execution }),
      exit: Exit.void
    })
  })

/** The money that a payment is about. @category schemas */
export const Money = Schema.Struct({ amount: Schema.Finite, currency: Schema.String })
export interface Money extends Schema.Schema.Type<typeof Money> {}

const MoneyAsText = Schema.fromJsonString(Money)

/** Writes down what a payment is about, unless it has been started before; gives what it was started for. @category workflow */
export const ask = ({ amount, currency, order_id }: Payment): Effect.Effect<Money, never, StepStore> =>
  Effect.gen(function* () {
    const store = yield* StepStore
    const text = yield* Schema.encodeEffect(MoneyAsText)({ amount, currency })
    return yield* Schema.decodeEffect(MoneyAsText)(yield* store.ask(yield* executionId(order_id), text))
  }).pipe(Effect.catchTag("SchemaError", Effect.die))

/** Has some process begun with the payment? @category workflow */
export const hasBegun = (order_id: string): Effect.Effect<boolean, never, StepStore> =>
  Effect.flatMap(executionId(order_id), (execution) =>
    StepStore.use((store) => Effect.map(store.load(execution), (answers) => answers.has(firstTurn("create"))))
  )

const endings = Metric.counter("multisafepay_payments_ended", {
  description: "Payments that this process has seen to their end, by result",
  incremental: true
})

/** Registers the workflow with an engine. Not for direct use: `Payments.layer` is the only way that cannot forget it. @internal */
export const register = PaymentWorkflow.toLayer((payment) =>
  retryStorage(withAnswers(run(payment))).pipe(
    // The shop's code or the client may be interrupted from inside. The engine would take that for a wait that somebody will end.
    // Real suspensions interrupt this fiber itself and do not come by here.
    Effect.catchCauseIf(Cause.hasInterruptsOnly, () => Effect.die(new Error("a step was interrupted from inside"))),
    Effect.tap(({ result }) => Metric.update(Metric.withAttributes(endings, { result }), 1)),
    Effect.annotateLogs({ order_id: payment.order_id })
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

  let wait = Waiting.begin(payment, create.began, created)
  for (let n = 0; ; n++) {
    const { woken, ...look } = yield* waitAndLook(payment, n, wait)
    let next = Waiting.next(payment, wait, woken, look)
    if (next._tag === "Unpaid") {
      const { otherwise, wait, why } = next
      const end = yield* unpaid(payment, `end/${n}`, why, wait.wasThere)
      const holds = end !== undefined && (hasMoney(end) || end.result === "unfinished" || !(yield* mayHavePaid(wait)))
      next = holds ? { _tag: "End", outcome: end } : otherwise
    } else if (next._tag === "EndUnlessPaid") {
      next = (yield* mayHavePaid(next.wait)) ? { ...next, _tag: "Wait" } : { ...next, _tag: "End" }
    }
    switch (next._tag) {
      case "Cancel":
        return yield* cancelled(payment, next.wasThere)
      case "Settle":
        return yield* settled(payment, next.look)
      case "End":
        return next.outcome
      case "Wait":
        wait = next.wait
    }
  }
})

/** One entry for what woke the payment and what the order said then. Another process may have been woken by something else. */
const waitAndLook = Effect.fnUntraced(function* (payment: Payment, n: number, wait: Waiting.Wait) {
  const name = `look/${n}`
  const known = yield* written(name, Waiting.Waited)
  if (Option.isSome(known)) return known.value
  const woken = yield* awaken(`wait/${n}`, Waiting.lengthOf(wait), heeded(wait.seen))
  return yield* write(
    name,
    Waiting.Waited,
    woken === "cancel"
      ? Effect.map(Clock.currentTimeMillis, (at) => ({ at, woken }))
      : Effect.map(Steps.look(payment), (look) => ({ ...look, woken }))
  )
})

/** The customer may have paid after that reading: look again before it all ends. */
const mayHavePaid = (wait: Waiting.Wait) =>
  Effect.andThen(
    refresh,
    Effect.map(isWritten(signals.paid.name), (paid) => paid && !wait.seen.includes("paid"))
  )

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
      const last = yield* step("ship/look", () => Steps.lastLook(payment, "read"), longPause)
      if (last._tag !== "Done") return unfinished(look, "ship", last.reason)
      if (isGone(last.look)) return unfinished(last.look, "ship", "the order is void by now")
      return isShipped(last.look) ? ended(last.look, "shipped") : ended(look, "captured")
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

/** As of the last answer that was written: every try writes down that it begins. */
const isCancelled = isWritten(signals.cancel.name)

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
  yield* refresh
  if (look.did !== true && (yield* isWritten(signals.paid.name))) {
    // It has been notified in the meantime that there is money.
    const last = yield* step("cancel/look", () => Steps.lastLook(payment, wasThere), longPause)
    if (last._tag !== "Done") return unfinished(look, "cancel", last.reason)
    if (last.look.money !== undefined) return ended(last.look, last.look.money)
  }
  return nobodyPaid(look, "cancelled", look.did === true)
})

/** Nobody pays: cancels what can be. The customer may have been faster: then the money counts, and nothing when it is on its way. */
const unpaid = Effect.fnUntraced(function* (
  payment: Payment,
  name: string,
  why: Waiting.Why,
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

const step = <R1, R2>(
  name: string,
  attempt: Attempt<R1>,
  pause: (name: string, milliseconds: number) => Effect.Effect<boolean, never, R2>
) =>
  Effect.map(
    tries({ name, success: Steps.Step, prepare: Effect.void, attempt: (_, context) => attempt(context), pause }),
    (tried): Steps.Step | { readonly _tag: "Stopped"; readonly reason: string } => {
      if (tried._tag === "Done") return tried.value
      return tried._tag === "Stopped"
        ? { _tag: "Stopped", reason: "it was cancelled" }
        : { _tag: "Stuck", reason: `no try of a week got through: ${tried.reason}` }
    }
  )

const longPause = (name: string, milliseconds: number) =>
  Effect.as(DurableClock.sleep({ name, duration: milliseconds, inMemoryThreshold: 0 }), true)

const pauseUnlessCancelled = (name: string, milliseconds: number) =>
  Effect.gen(function* () {
    const known = yield* written(name, Waiting.Woken)
    const woken = Option.isSome(known)
      ? known.value
      : yield* write(name, Waiting.Woken, Effect.succeed(yield* awaken(name, milliseconds, ["cancel"])))
    return woken !== "cancel"
  })

const heeded = (seen: ReadonlyArray<Signal>) =>
  (["cancel", "paid", "failed"] as const).filter((one) => !seen.includes(one))

/**
 * Until one of these signals, or the time is up; the payment leaves the memory meanwhile. The run says what it waits for before it reads the
 * signals a last time: one that comes after that reading wakes it. An in-memory sleep would start anew in the next process.
 */
const awaken = Effect.fnUntraced(function* (name: string, milliseconds: number, heeded: ReadonlyArray<Signal>) {
  const first = Effect.map(
    Effect.filter(heeded, (one) => isWritten(signals[one].name)),
    Arr.head
  )
  const early = yield* first
  if (Option.isSome(early)) return early.value
  const { awaitedDeferreds } = yield* WorkflowEngine.WorkflowInstance
  for (const one of heeded) awaitedDeferreds.set(signals[one].name, 1)
  yield* refresh
  const signal = yield* first
  if (Option.isNone(signal)) yield* DurableClock.sleep({ name, duration: milliseconds, inMemoryThreshold: 0 })
  for (const one of heeded) awaitedDeferreds.delete(signals[one].name)
  return Option.getOrElse(signal, () => "time" as const)
})
