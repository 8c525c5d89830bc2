// A span, a counter and a log line per notification. Attributes are words from short lists; order ids go into logs only, contents nowhere.
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import type { NotHandled, Receipt } from "../../WebhookOptions.ts"
import type { WebhookRefused } from "../../WebhookRefused.ts"

/** Notifications by `result`: handled, queued, duplicate, stale, superseded, ignored, refused, failed, parked; and `reason` of a refusal. */
const counter = Metric.counter("multisafepay.webhooks", {
  description: "Notifications from MultiSafepay, by what became of them",
  incremental: true
})

const count = (result: string, reason?: string) => {
  const attributes = reason === undefined ? { result } : { result, reason }
  return Effect.andThen(
    Metric.update(Metric.withAttributes(counter, attributes), 1),
    Effect.annotateCurrentSpan(
      reason === undefined
        ? { "multisafepay.webhook.result": result }
        : { "multisafepay.webhook.result": result, "multisafepay.webhook.reason": reason }
    )
  )
}

/** What became of a call. */
export const received = <A extends Receipt, E extends WebhookRefused | NotHandled, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.onExit((exit) => {
      if (Exit.isSuccess(exit)) return settled(exit.value)
      const error = Cause.findErrorOption(exit.cause)
      if (error._tag === "None") return count("abandoned")
      if (error.value._tag === "NotHandled") {
        return Effect.andThen(
          count("failed"),
          logged(Effect.logError, "A webhook was not handled; the sender was asked to repeat it", error.value)
        )
      }
      // Unreadable means genuine, and a blank key means that every notification is lost: somebody has to look at those.
      const { reason, message } = error.value
      const log = alarming.has(reason._tag) ? Effect.logError : Effect.logInfo
      return Effect.andThen(count("refused", reason._tag), log(message))
    }),
    Effect.withSpan("Webhooks.receive", { kind: "server" })
  )

/** What became of one attempt from the queue. */
export const worked =
  (attempt: number, maxAttempts: number) =>
  <A extends Receipt, R>(effect: Effect.Effect<A, NotHandled, R>): Effect.Effect<A, NotHandled, R> =>
    effect.pipe(
      Effect.onExit((exit) => {
        if (Exit.isSuccess(exit)) return settled(exit.value)
        const error = Cause.findErrorOption(exit.cause)
        if (error._tag === "None") return count("abandoned")
        return attempt < maxAttempts
          ? Effect.andThen(
              count("failed"),
              logged(Effect.logWarning, `A webhook was not handled (attempt ${attempt} of ${maxAttempts})`, error.value)
            )
          : Effect.andThen(
              count("parked"),
              logged(
                Effect.logError,
                `A webhook is parked after ${attempt} attempts: somebody has to look`,
                error.value
              )
            )
      }),
      Effect.withSpan("Webhooks.work", { kind: "consumer", root: true })
    )

const logged = (log: typeof Effect.logError, message: string, { cause, order_id }: NotHandled) =>
  order_id === undefined ? log(message, cause) : Effect.annotateLogs(log(message, cause), "order_id", order_id)

const settled = (receipt: Receipt) =>
  receipt._tag === "Ignored"
    ? Effect.andThen(count("ignored", receipt.why), Effect.logDebug(`A webhook was ignored: ${receipt.why}`))
    : Effect.andThen(
        count(receipt._tag.toLowerCase()),
        Effect.annotateLogs(Effect.logDebug(`A webhook: ${receipt._tag.toLowerCase()}`), "order_id", receipt.order_id)
      )

const alarming: ReadonlySet<string> = new Set(["UnreadableBody", "UnusableKey", "BodyConsumed", "Busy"])
