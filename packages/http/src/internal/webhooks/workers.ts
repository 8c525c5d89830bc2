// The fibers that take notifications from a queue. An idle worker goes at once, a busy one finishes, because
// what is interrupted between your effect and the queue's mark would be done twice.
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Deliver, Told } from "./deliver.ts"
import { NotHandled } from "../../WebhookOptions.ts"
import { UnreadableMessage } from "../../WebhookQueue.ts"
import type * as WebhookQueue from "../../WebhookQueue.ts"
import * as Telemetry from "./telemetry.ts"

export const run = Effect.fnUntraced(function* (
  queue: WebhookQueue.Service,
  deliver: Deliver,
  options: {
    readonly shutdownTimeout: Duration.Input
    readonly onParked: ((order_id: string, cause: Cause.Cause<unknown>) => Effect.Effect<void>) | undefined
  }
): Effect.fn.Return<void, never, Scope.Scope> {
  let closing = false

  const handle = (id: string, message: WebhookQueue.Message | WebhookQueue.UnreadableMessage, attempt: number) =>
    Effect.flatMap(read(id, message), (delivery) => deliver(delivery, attempt)).pipe(
      Telemetry.worked(attempt, queue.maxAttempts),
      Effect.tapError(({ cause }) =>
        attempt >= queue.maxAttempts ? (options.onParked?.(message.order_id, cause) ?? Effect.void) : Effect.void
      )
    )

  const worker = Effect.sync(() => {
    const state = { busy: false }
    const takeOne = queue
      .take((id, message, attempt) => {
        state.busy = true
        return handle(id, message, attempt)
      })
      .pipe(
        Effect.catchTag("NotHandled", () => Effect.void),
        Effect.catchCause((cause) =>
          Effect.andThen(Effect.logWarning("The webhook queue could not be reached", cause), Effect.sleep(1000))
        ),
        Effect.ensuring(
          Effect.sync(() => {
            state.busy = false
          })
        )
      )
    const loop: Effect.Effect<void> = Effect.suspend(() => (closing ? Effect.void : Effect.andThen(takeOne, loop)))
    return { state, loop }
  })

  const workers = yield* Effect.forEach(Array.from({ length: queue.workers }), () =>
    Effect.flatMap(worker, ({ state, loop }) => Effect.map(Effect.forkScoped(loop), (fiber) => ({ state, fiber })))
  )

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      closing = true
      for (const { state, fiber } of workers) {
        if (!state.busy) fiber.interruptUnsafe()
      }
      return Effect.timeoutOrElse(
        Effect.forEach(workers, ({ fiber }) => Fiber.await(fiber), { concurrency: "unbounded", discard: true }),
        { duration: options.shutdownTimeout, orElse: () => Effect.void }
      )
    })
  )
})

// The intake has read this text before it put it there, so a failure means that the row was changed or is of another version.
const read = (
  id: string,
  message: WebhookQueue.Message | WebhookQueue.UnreadableMessage
): Effect.Effect<Told, NotHandled> =>
  message instanceof UnreadableMessage
    ? Effect.fail(new NotHandled({ cause: Cause.fail(message), order_id: message.order_id }))
    : Effect.flatMap(ExactJson.parse(message.body), decodeOrder).pipe(
        Effect.map((order): Told => ({ ...message, id, order })),
        Effect.catchCause((cause) => Effect.fail(new NotHandled({ cause, order_id: message.order_id })))
      )

const decodeOrder = Schema.decodeUnknownEffect(OrderDetails)
