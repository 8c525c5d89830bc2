// A step whose answer is written down for good. Activities of Effect are nearly that, but the answer of an activity can be taken back while
// a payment changes hands: a process that has not heard how far another one has got resets it, the step runs again, and may come to another
// answer. What a deferred holds stays, whoever writes first; everybody else reads that.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { isStorageFault, retryStorage } from "./storage.ts"

/** The answer of a step, when it has one. */
export const written = Effect.fnUntraced(function* <A>(name: string, success: Schema.Codec<A, unknown>) {
  const engine = yield* WorkflowEngine.WorkflowEngine
  const exit = yield* engine.deferredResult(DurableDeferred.make(name, { success }))
  return Option.isSome(exit) ? Option.some(yield* exit.value) : Option.none<A>()
})

/** Runs a step, unless it has an answer. */
export const once = <A, R>(name: string, success: Schema.Codec<A, unknown>, step: Effect.Effect<A, never, R>) =>
  Effect.flatMap(
    written(name, success),
    Option.match({ onNone: () => write(name, success, step), onSome: (answer) => Effect.succeed(answer) })
  )

/**
 * Runs a step that has no answer yet, and gives what was written, by this run or by a faster one. It is not interrupted: a process that is
 * asked to stop finishes the request it has made and keeps its answer.
 */
export const write = Effect.fnUntraced(function* <A, R>(
  name: string,
  success: Schema.Codec<A, unknown>,
  step: Effect.Effect<A, never, R>
) {
  const deferred = DurableDeferred.make(name, { success })
  const token = yield* DurableDeferred.token(deferred)
  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const exit = Exit.succeed(yield* step)
      const save = DurableDeferred.done(deferred, { token, exit })
      // Only the waiting for a storage that is down may be interrupted.
      yield* Effect.catchCauseIf(
        save,
        (cause) => isStorageFault(cause),
        () => restore(retryStorage(save))
      )
      // Read back, not awaited: awaiting would have the engine wake up this very run.
      return Option.getOrThrow(yield* written(name, success))
    })
  )
})
