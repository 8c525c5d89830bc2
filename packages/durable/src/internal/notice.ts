// What a notification says to its payment: which order, and in which way it is over. The payment is woken at once; what cannot be told at
// once is kept in a durable queue, so that the call can be answered while the processes that run payments are being replaced.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Status from "@effect-multisafepay/core/Status"
import type { StepStore } from "./journal/StepStore.ts"
import * as PaymentWorkflow from "../PaymentWorkflow.ts"
import { seldom } from "./seldom.ts"

const Notice = Schema.Struct({ order_id: Schema.String, signal: Schema.Literals(["paid", "failed"]) })
type Notice = typeof Notice.Type

/** None for a notification that changes nothing: an order that was opened, money that is on its way. */
export const fromOrder = (order_id: string, order: OrderDetails): Option.Option<Notice> => {
  if (Status.isSecured(order) || Status.canCapture(order)) {
    return Option.some({ order_id, signal: "paid" })
  }
  return Status.attemptFailed(order) || Status.isFinal(order)
    ? Option.some({ order_id, signal: "failed" })
    : Option.none()
}

/** A payment listens to each signal once, so the second notification of a kind is the same as the first. */
export const idOf = (notice: Notice): string => `${notice.signal}:${notice.order_id}`

export const queue = PersistedQueue.make({
  name: "multisafepay/notices",
  schema: Notice,
  maxAttempts: 1000,
  retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])
})

/** Wakes payments up, a few at a time. */
export const worker: Layer.Layer<
  never,
  never,
  PersistedQueue.PersistedQueueFactory | WorkflowEngine.WorkflowEngine | StepStore
> = Layer.effectDiscard(
  Effect.gen(function* () {
    const notices = yield* queue
    yield* notices
      .take((notice) => PaymentWorkflow.signal(notice.order_id, notice.signal))
      .pipe(
        Effect.catchCause((cause) =>
          Effect.andThen(Effect.logWarning("a notification waits for another try", cause), Effect.sleep("1 second"))
        ),
        Effect.forever,
        Effect.replicateEffect(8, { concurrency: "unbounded", discard: true }),
        Effect.forkScoped
      )
  })
).pipe(Layer.provide(seldom()))
