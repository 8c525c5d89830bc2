// A write to MultiSafepay that a crash may repeat. The engine runs an activity again when its process died half-way; then the request
// of the dead process may still be on its way. So every try first notes when it began, under a mark that only this run of the workflow
// knows; the journal keeps one mark for a try, whoever writes first. A run that finds a foreign mark knows that the try is not its own:
// it starts a new one, which waits until the other's request can no longer arrive, and then reads before it writes. The other process
// may not be dead but frozen, and come back believing that nothing has happened: a try that has not written soon after its beginning
// never does. Both sides go by their own clocks, so clocks that disagree do no harm.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"

/**
 * How long after it was begun a request can still change something at MultiSafepay: the deadline of one request, and some time for the
 * other side. A try has a third of that on top to begin its request.
 */
export const InFlight = Context.Reference<Duration.Duration>("@effect-multisafepay/durable/InFlight", {
  defaultValue: () => Duration.seconds(15)
})

/** The first pause between tries; each is twice as long, at most six hours. */
export const FirstPause = Context.Reference<Duration.Duration>("@effect-multisafepay/durable/FirstPause", {
  defaultValue: () => Duration.seconds(1)
})

const timeToWrite = (inFlight: number) => inFlight / 3

/** Until when, in epoch milliseconds, the try at hand may begin a write. */
export const WriteBefore = Context.Reference<number>("@effect-multisafepay/durable/WriteBefore", {
  defaultValue: () => Number.POSITIVE_INFINITY
})

/** What one try came to: an answer, or a reason to try again; `doubtful` when it may have been carried out all the same. */
export type Try<A> = { readonly done: A } | { readonly again: string; readonly doubtful: boolean }

const Begun = Schema.Struct({ at: Schema.Finite, mark: Schema.String })

/** About a week of pauses. */
const mostTries = 40

interface Answer<A> {
  readonly done?: A
  readonly again?: string
  readonly doubtful?: boolean
  /** When this try was found to belong to another run, which has died or will soon. */
  readonly foreign?: number
}

const AnswerOf = <A>(success: Schema.Codec<A, unknown>): Schema.Codec<Answer<A>, unknown> =>
  Schema.Struct({
    done: Schema.optionalKey(success),
    again: Schema.optionalKey(Schema.String),
    doubtful: Schema.optionalKey(Schema.Boolean),
    foreign: Schema.optionalKey(Schema.Finite)
  })

export interface TryContext {
  /** An earlier try may have been carried out. */
  readonly repeated: boolean
  /** When the first try began. */
  readonly began: number
}

// A deferred rather than an activity: what is written first stays for good, whoever writes it. The answer of an activity may be taken
// back by a process that has not heard of it.
const claim = Effect.fnUntraced(function* (name: string, mark: string) {
  const engine = yield* WorkflowEngine.WorkflowEngine
  const deferred = DurableDeferred.make(name, { success: Begun })
  const before = yield* engine.deferredResult(deferred)
  if (Option.isSome(before)) return yield* before.value
  const token = yield* DurableDeferred.token(deferred)
  yield* DurableDeferred.done(deferred, { token, exit: Exit.succeed({ at: yield* Clock.currentTimeMillis, mark }) })
  // Not awaited: that would have the engine wake up this very run.
  return yield* Option.getOrThrow(yield* engine.deferredResult(deferred))
})

export const tries = Effect.fnUntraced(function* <A, R1, R2>(options: {
  readonly name: string
  readonly success: Schema.Codec<A, unknown>
  readonly attempt: (context: TryContext) => Effect.Effect<Try<A>, never, R1>
  /** Waits; answers whether to go on. */
  readonly pause: (name: string, milliseconds: number) => Effect.Effect<boolean, never, R2>
}) {
  const success = AnswerOf(options.success)
  const inFlight = Duration.toMillis(yield* InFlight)
  let pause = Duration.toMillis(yield* FirstPause)
  let began: number | undefined
  /** From when on the last try counts that may have been carried out. */
  let doubtful: number | undefined

  for (let n = 0; n < mostTries; n++) {
    // Waited for before the try begins, so that its own time counts from here.
    if (doubtful !== undefined) {
      const over = doubtful + timeToWrite(inFlight) + inFlight
      yield* Effect.sleep(Duration.millis(Math.max(0, over - (yield* Clock.currentTimeMillis))))
    }
    const mine = String(yield* Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER))
    const begun = yield* claim(`${options.name}/begin/${n}`, mine)
    const first = (began ??= begun.at)
    const earlier = doubtful
    let used = begun.mark !== mine
    const answer = yield* Activity.make({
      name: `${options.name}/${n}`,
      success,
      execute: Effect.gen(function* () {
        // The engine may run a step again whose answer it could not write down.
        if (used) return { foreign: yield* Clock.currentTimeMillis }
        used = true
        const answer: Answer<A> = yield* Effect.provideService(
          options.attempt({ repeated: earlier !== undefined, began: first }),
          WriteBefore,
          inFlight > 0 ? begun.at + timeToWrite(inFlight) : Number.POSITIVE_INFINITY
        )
        if (answer.again !== undefined && n >= 4) {
          yield* Effect.logWarning(`${options.name} has failed ${n + 1} times`, answer.again)
        }
        return answer
      })
    })
    if (answer.done !== undefined) return Option.some({ began: first, value: answer.done })
    if (answer.foreign !== undefined) {
      doubtful = answer.foreign
      continue
    }
    if (answer.doubtful !== false) doubtful = begun.at
    if (!(yield* options.pause(`${options.name}/pause/${n}`, pause))) break
    pause = Math.min(pause * 2, 6 * 3_600_000)
  }
  return Option.none<{ readonly began: number; readonly value: A }>()
})
