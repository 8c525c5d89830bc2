// A step whose answer is written down for good. Each run of a payment loads the answers once and keeps them beside it: answers do not change.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { isStorageFault, retryStorage } from "./storage.ts"
import { type Answers, StepStore } from "./StepStore.ts"

/** The answers of the payment at hand, as far as this run has heard of them. */
export class Run extends Context.Service<
  Run,
  {
    readonly answer: (name: string) => string | undefined
    readonly put: (name: string, answer: string) => Effect.Effect<string>
    readonly refresh: Effect.Effect<void>
  }
>()("@effect-multisafepay/durable/Run") {}

/** Runs a payment with its answers at hand. */
export const withAnswers = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.provideServiceEffect(
    self,
    Run,
    Effect.gen(function* () {
      const store = yield* StepStore
      const { executionId } = yield* WorkflowEngine.WorkflowInstance
      let loaded: Answers = yield* store.load(executionId)
      const own = new Map<string, string>()
      return {
        answer: (name) => own.get(name) ?? loaded.get(name),
        put: (name, answer) =>
          Effect.map(store.put(executionId, name, answer), (written) => {
            for (const signal of written.signals) own.set(signal, "null")
            own.set(name, written.answer)
            return written.answer
          }),
        refresh: Effect.map(store.load(executionId), (answers) => void (loaded = answers))
      }
    })
  )

/** Asks the store what others have written since. */
export const refresh = Run.use((run) => run.refresh)

/** The answer of a step, when this run knows one. */
export const written = <A>(
  name: string,
  success: Schema.Codec<A, unknown>
): Effect.Effect<Option.Option<A>, never, Run> =>
  Run.use((run) => {
    const answer = run.answer(name)
    return answer === undefined ? Effect.succeedNone : Effect.asSome(read(success, answer))
  })

/** Whether a step has an answer, whatever it is. */
export const isWritten = (name: string): Effect.Effect<boolean, never, Run> =>
  Run.useSync((run) => run.answer(name) !== undefined)

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
export const write = <A, R>(name: string, success: Schema.Codec<A, unknown>, step: Effect.Effect<A, never, R>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const run = yield* Run
      const save = run.put(name, yield* print(success, yield* step))
      const first = yield* Effect.catchCauseIf(
        save,
        (cause) => isStorageFault(cause),
        // Only the waiting for a storage that is down may be interrupted.
        () => restore(retryStorage(save))
      )
      return yield* read(success, first)
    })
  )

const json = Schema.fromJsonString(Schema.Unknown)

const read = <A>(success: Schema.Codec<A, unknown>, answer: string): Effect.Effect<A> =>
  Schema.decodeEffect(json)(answer).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(Schema.toCodecJson(success))),
    Effect.orDie
  )

const print = <A>(success: Schema.Codec<A, unknown>, answer: A): Effect.Effect<string> =>
  Schema.encodeEffect(Schema.toCodecJson(success))(answer).pipe(
    Effect.flatMap((value) => Schema.encodeEffect(json)(value)),
    Effect.orDie
  )
