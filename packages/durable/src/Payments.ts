// The service a shop uses: start a payment, pass notifications on, ask how it stands, cancel it. Everything is by order id, from any
// process. Nothing here waits for a payment; starting one only writes it down.
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Workflow from "effect/workflow/Workflow"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Engine from "./Engine.ts"
import * as Notice from "./internal/notice.ts"
import { isStorageFault } from "./internal/journal/storage.ts"
import type { StepStore } from "./internal/journal/StepStore.ts"
import { InFlight } from "./internal/tries.ts"
import { check, type InvalidPayment, type Payment } from "./Payment.ts"
import type { PaymentApi } from "./PaymentApi.ts"
import type { PaymentOrders } from "./PaymentOrders.ts"
import type { PaymentOutcome } from "./PaymentOutcome.ts"
import * as PaymentWorkflow from "./PaymentWorkflow.ts"

/**
 * How a payment stands.
 *
 * - `Unknown`: never started, or so recently that no process has begun with it.
 * - `Running`: a process is taking a step with it just now, or died doing so.
 * - `Waiting`: for the customer, a notification, a timer.
 * - `Suspended`: a defect stopped it (`reason`); `resume` makes it go on.
 * - `Ended`: with this outcome.
 * - `Broken`: for good, by a fault that cannot be resumed (a process without the workflow, a journal entry that cannot be read). The
 *   order itself may be paid: look at it.
 *
 * @category models
 */
export type Standing =
  | { readonly _tag: "Unknown" }
  | { readonly _tag: "Running" }
  | { readonly _tag: "Waiting" }
  | { readonly _tag: "Suspended"; readonly reason: string }
  | { readonly _tag: "Ended"; readonly outcome: PaymentOutcome }
  | { readonly _tag: "Broken"; readonly reason: string }

/**
 * The journal or the queue could not be reached. Nothing was changed, or it was and doing it again does no harm.
 *
 * @category errors
 */
export class JournalUnavailable extends Schema.TaggedError<JournalUnavailable>(
  "@effect-multisafepay/durable/JournalUnavailable"
)("JournalUnavailable", { cause: Schema.Defect() }) {
  override get message() {
    return "the journal of payments cannot be reached; the same call may be made again"
  }
}

/**
 * The payment is `Broken` and will not come to an outcome by itself. The order may be paid: look at it, then `Operator.forget` the
 * payment and start it again.
 *
 * @category errors
 */
export class BrokenPayment extends Schema.TaggedError<BrokenPayment>("@effect-multisafepay/durable/BrokenPayment")(
  "BrokenPayment",
  { order_id: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `the payment of ${this.order_id} is broken: ${this.reason}`
  }
}

/**
 * This order id was started before, for other money: what the customer has been asked to pay stays what it was. Nothing was changed. `cancel`
 * the payment, and start another one under an order id of its own.
 *
 * @category errors
 */
export class OtherPayment extends Schema.TaggedError<OtherPayment>("@effect-multisafepay/durable/OtherPayment")(
  "OtherPayment",
  { order_id: Schema.String, started: PaymentWorkflow.Money, asked: PaymentWorkflow.Money }
) {
  override get message() {
    const [started, asked] = [this.started, this.asked].map(({ amount, currency }) => `${amount} ${currency}`)
    return `the payment of ${this.order_id} was started for ${started}, and not for ${asked}. Nothing was changed: give another purchase another order id`
  }
}

/** @category services */
export interface Service {
  /**
   * Writes the payment down; from then on it is seen through, in this process or another. Starting an order id again does nothing, whatever
   * else the second payment says; for another amount or currency it fails.
   */
  readonly start: (payment: Payment) => Effect.Effect<void, InvalidPayment | OtherPayment | JournalUnavailable>
  /**
   * Takes a notification that has been verified, early, late, again, or about an order that is none of ours. When it succeeds the
   * notification is safe and the call may be answered with OK; the payment is woken up afterwards.
   */
  readonly notify: (notification: {
    readonly order_id: string
    readonly order: OrderDetails
  }) => Effect.Effect<void, JournalUnavailable>
  readonly standing: (order_id: string) => Effect.Effect<Standing, JournalUnavailable>
  /** Waits for the end by asking again and again, less and less often (at most every 30 seconds). For programs, not for web requests. */
  readonly outcome: (order_id: string) => Effect.Effect<PaymentOutcome, JournalUnavailable | BrokenPayment>
  /** Cancels what can be cancelled: the unpaid order or the reserved amount. Money that is in stays in. */
  readonly cancel: (order_id: string) => Effect.Effect<void, JournalUnavailable>
  /** Makes a suspended payment go on. */
  readonly resume: (order_id: string) => Effect.Effect<void, JournalUnavailable>
}

/** @category services */
export class Payments extends Context.Service<Payments, Service>()("@effect-multisafepay/durable/Payments") {}

/** @category models */
export interface Options {
  /**
   * How long after its start a request can still change something at MultiSafepay. `PaymentApi.layer` gives each write two thirds of it.
   * After a crash a payment waits this long and a third more before it writes again: a step has that third to begin. Default 15 seconds.
   * Zero switches both off, and a crash may then place an order twice.
   */
  readonly inFlight?: Duration.Duration | undefined
}

/**
 * Payments on an engine.
 *
 * @example
 * const PaymentsLive = Payments.layer(LocalEngine.make({ filename: "payments.db" })).pipe(Layer.provide([PaymentApi.layer, ShopOrders]))
 *
 * @category layers
 */
export const layer = <ROut, E, RIn>(
  engine: Engine.Engine<ROut, E, RIn>,
  options: Options = {}
): Layer.Layer<Payments | ROut, E, RIn | PaymentApi | PaymentOrders> => {
  const { layer, runs } = engine[Engine.TypeId]
  const settings = options.inFlight === undefined ? Layer.empty : Layer.succeed(InFlight, options.inFlight)
  const payments = Layer.effect(Payments, make).pipe(
    Layer.provide(runs ? Layer.merge(PaymentWorkflow.register, Notice.worker) : PaymentWorkflow.register),
    Layer.provideMerge(layer),
    Layer.provide(settings)
  ) as Layer.Layer<Payments | ROut, E, RIn | PaymentApi | PaymentOrders>
  // Once in a program, but nothing of it twice: another shop's payments would go into this one's journal, with this one's orders.
  return Layer.suspend(() => Layer.fresh(payments))
}

const make = Effect.gen(function* () {
  const context = yield* Effect.context<
    WorkflowEngine.WorkflowEngine | PersistedQueue.PersistedQueueFactory | StepStore
  >()
  const notices = yield* Notice.queue

  // The engine reports an unreachable database as a defect; everything else that dies is a fault of ours and stays one.
  const reach = <A, E>(
    effect: Effect.Effect<A, E, WorkflowEngine.WorkflowEngine | StepStore>
  ): Effect.Effect<A, E | JournalUnavailable> =>
    effect.pipe(
      Effect.provideContext(context),
      Effect.catchCause((cause): Effect.Effect<never, E | JournalUnavailable> =>
        isStorageFault(cause)
          ? Effect.fail(new JournalUnavailable({ cause: Cause.squash(cause) }))
          : Effect.failCause(cause)
      )
    )

  const standing = Effect.fn("Payments.standing")((order_id: string) =>
    reach(
      Effect.flatMap(PaymentWorkflow.executionId(order_id), (id) => PaymentWorkflow.PaymentWorkflow.poll(id)).pipe(
        Effect.flatMap(
          Option.match({
            onNone: () =>
              Effect.map(PaymentWorkflow.hasBegun(order_id), (yes): Standing => ({
                _tag: yes ? "Running" : "Unknown"
              })),
            onSome: (result) => Effect.succeed(toStanding(result))
          })
        ),
        // The engine's own failure, kept as the payment's last word, comes back as a defect.
        Effect.catchCauseIf(
          (cause) => Cause.hasDies(cause) && !isStorageFault(cause),
          (cause) => Effect.succeed<Standing>({ _tag: "Broken", reason: reasonOf(cause) })
        )
      )
    )
  )

  const start = Effect.fn("Payments.start")(function* (given: Payment) {
    const payment = yield* check(given)
    const { amount, currency, order_id } = payment
    const started = yield* reach(PaymentWorkflow.ask(payment))
    if (started.amount !== amount || started.currency !== currency) {
      return yield* new OtherPayment({ order_id, started, asked: { amount, currency } })
    }
    yield* reach(PaymentWorkflow.PaymentWorkflow.execute(payment, { discard: true }))
  })

  const notify = Effect.fn("Payments.notify")(
    (notification: { readonly order_id: string; readonly order: OrderDetails }) =>
      Option.match(Notice.fromOrder(notification.order_id, notification.order), {
        onNone: () => Effect.void,
        onSome: (notice) =>
          // Telling may wait for a process that is being replaced; keeping does not.
          reach(PaymentWorkflow.signal(notice.order_id, notice.signal)).pipe(
            Effect.timeout(patience),
            Effect.catch(() =>
              Effect.mapError(
                Effect.asVoid(notices.offer(notice, { id: Notice.idOf(notice) })),
                (cause) => new JournalUnavailable({ cause })
              )
            )
          )
      })
  )

  const outcome = Effect.fn("Payments.outcome")((order_id: string) =>
    standing(order_id).pipe(
      Effect.repeat({
        until: (standing) => standing._tag === "Ended" || standing._tag === "Broken",
        schedule: Schedule.min([Schedule.exponential("100 millis", 1.5), Schedule.spaced("30 seconds")])
      }),
      Effect.flatMap((standing) => {
        if (standing._tag === "Ended") return Effect.succeed(standing.outcome)
        return standing._tag === "Broken"
          ? Effect.fail(new BrokenPayment({ order_id, reason: standing.reason }))
          : Effect.never
      })
    )
  )

  const cancel = Effect.fn("Payments.cancel")((order_id: string) => reach(PaymentWorkflow.signal(order_id, "cancel")))

  const resume = Effect.fn("Payments.resume")((order_id: string) =>
    Effect.andThen(
      // The engine would try for ever and never say that the journal is away.
      standing(order_id),
      reach(Effect.flatMap(PaymentWorkflow.executionId(order_id), (id) => PaymentWorkflow.PaymentWorkflow.resume(id)))
    )
  )

  return Payments.of({ start, notify, standing, outcome, cancel, resume })
})

/** How long a notification may take to reach its payment before it is kept for later. */
const patience = "1 second"

const toStanding = (result: Workflow.Result<PaymentOutcome, never>): Standing => {
  if (result._tag === "Complete") {
    const { exit } = result
    return exit._tag === "Success"
      ? { _tag: "Ended", outcome: exit.value }
      : { _tag: "Broken", reason: reasonOf(exit.cause) }
  }
  return result.failed === true ? { _tag: "Suspended", reason: reasonOf(result.cause) } : { _tag: "Waiting" }
}

// Defects are faults of programs and carry no customer data; still only the message is shown.
const reasonOf = (cause: Cause.Cause<unknown> | undefined): string => {
  if (cause === undefined) return "unknown"
  const defect = Cause.squash(cause)
  return defect instanceof Error ? defect.message : String(defect)
}
