// A write to MultiSafepay that a crash may repeat. Every try first claims its turn in the journal, under a mark that only this run of the
// workflow knows; there is one mark for a turn, whoever writes first. A run that finds a foreign mark knows that the turn is another's,
// who has died or lost the payment: it waits until that one's request can no longer arrive, then takes the next turn, and reads before it
// writes. The other process may not be dead but frozen, and come back believing that nothing has happened: a try that has not begun to
// write soon after its claim never does. Each side goes by its own clock, so clocks that disagree do no harm.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import { once, refresh, write, written } from "./journal/once.ts"

/**
 * How long after it was begun a request can still change something at MultiSafepay: the deadline of one request, and some time for the
 * other side. A try has a third of that on top to begin its request.
 */
export const InFlight = Context.Reference<Duration.Duration>("@effect-multisafepay/durable/InFlight", {
  defaultValue: () => Duration.seconds(15)
})

/** The deadline of a write, what it looks up first included, in milliseconds: two thirds of that, if anything is to be waited for. */
export const writeDeadline = Effect.map(InFlight, (inFlight) =>
  Duration.isZero(inFlight) ? undefined : Math.round((Duration.toMillis(inFlight) * 2) / 3)
)

/** The first pause between tries; each is twice as long, at most six hours. */
const FirstPause = Context.Reference<Duration.Duration>("@effect-multisafepay/durable/FirstPause", {
  defaultValue: () => Duration.seconds(1)
})

const timeToWrite = (inFlight: number) => inFlight / 3

/** Until when, in epoch milliseconds, the try at hand may begin a write. */
export const WriteBefore = Context.Reference<number>("@effect-multisafepay/durable/WriteBefore", {
  defaultValue: () => Number.POSITIVE_INFINITY
})

/** What one try came to: an answer, or a reason to try again; `doubtful` when it may have been carried out all the same. */
export type Try<A> = { readonly done: A } | { readonly again: string; readonly doubtful: boolean }

const Turn = Schema.Struct({ at: Schema.Finite, mark: Schema.String })

/** About a week of pauses. */
const mostTries = 40

/** A turn that nobody answered for (its process died, or a defect suspended the payment) is no try that failed. A week of sweeps. */
const mostTurns = 2000

interface Answer<A> {
  /** When this turn was claimed. */
  readonly at: number
  readonly done?: A
  readonly again?: string
  /** Absent when nobody knows what came of this turn, because whoever had it is gone. */
  readonly doubtful?: boolean
}

const AnswerOf = <A>(success: Schema.Codec<A, unknown>): Schema.Codec<Answer<A>, unknown> =>
  Schema.Struct({
    at: Schema.Finite,
    done: Schema.optionalKey(success),
    again: Schema.optionalKey(Schema.String),
    doubtful: Schema.optionalKey(Schema.Boolean)
  })

export interface TryContext {
  /** An earlier try may have been carried out. */
  readonly repeated: boolean
  /** When the first try began. */
  readonly began: number
  /** How many tries came to nothing. */
  readonly failed: number
}

/** What came of all tries. `Stopped`: the pause said so. */
type Tried<A> =
  | { readonly _tag: "Done"; readonly began: number; readonly value: A }
  | { readonly _tag: "Stopped" }
  | { readonly _tag: "Exhausted"; readonly reason: string }

const turnOf = (name: string, n: number) => `${name}/begin/${n}`

/** What a step writes down before anything else. */
export const firstTurn = (name: string) => turnOf(name, 0)

export const tries = Effect.fnUntraced(function* <A, P, R1, R2, R3>(options: {
  readonly name: string
  readonly success: Schema.Codec<A, unknown>
  /** What a try needs from the shop. Asked before the turn is claimed: it may take its time, and should it die, no turn is used up. */
  readonly prepare: Effect.Effect<P, never, R1>
  readonly attempt: (prepared: P, context: TryContext) => Effect.Effect<Try<A>, never, R2>
  /** Waits; answers whether to go on. */
  readonly pause: (name: string, milliseconds: number) => Effect.Effect<boolean, never, R3>
}) {
  const success = AnswerOf(options.success)
  const inFlight = Duration.toMillis(yield* InFlight)
  const untilNothingArrives = Effect.sleep(Duration.millis(timeToWrite(inFlight) + inFlight))
  let pause = Duration.toMillis(yield* FirstPause)
  let began: number | undefined
  let repeated = false
  let reason = "nobody knows what came of it"

  /** The turn was claimed by another run, or by this one before it was begun anew. */
  const giveUp = Effect.fnUntraced(function* (name: string, at: number) {
    yield* refresh
    const answer = yield* written(name, success)
    if (Option.isSome(answer)) return answer.value
    yield* untilNothingArrives
    return yield* write(name, success, Effect.succeed<Answer<A>>({ at }))
  })

  const take = Effect.fnUntraced(function* (n: number, failed: number) {
    const name = `${options.name}/${n}`
    const begin = turnOf(options.name, n)
    const before = yield* written(begin, Turn)
    if (Option.isSome(before)) return yield* giveUp(name, before.value.at)
    const prepared = yield* options.prepare
    const mark = String(yield* Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER))
    const turn = yield* write(
      begin,
      Turn,
      Effect.map(Clock.currentTimeMillis, (at) => ({ at, mark }))
    )
    if (turn.mark !== mark) return yield* giveUp(name, turn.at)
    const attempt = options.attempt(prepared, { repeated, began: began ?? turn.at, failed }).pipe(
      Effect.provideService(WriteBefore, inFlight > 0 ? turn.at + timeToWrite(inFlight) : Number.POSITIVE_INFINITY),
      Effect.map((tried): Answer<A> => ({ at: turn.at, ...tried }))
    )
    return yield* write(name, success, attempt)
  })

  for (let n = 0, failed = 0; failed < mostTries && n < mostTurns; n++) {
    const answer = yield* take(n, failed)
    began ??= answer.at
    if (answer.done !== undefined) return { _tag: "Done", began, value: answer.done } satisfies Tried<A>
    repeated ||= answer.doubtful !== false
    // Nobody knows what came of it, and the time that takes has been waited for.
    if (answer.again === undefined) continue
    reason = answer.again
    failed++
    if (failed >= 5) yield* Effect.logWarning(`${options.name} has failed ${failed} times`, reason)
    const goesOn = yield* options.pause(`${options.name}/pause/${n}`, pause)
    if (answer.doubtful === true) {
      const over = `${options.name}/over/${n}`
      if (Option.isNone(yield* written(over, Schema.Void))) {
        yield* untilNothingArrives
        yield* once(over, Schema.Void, Effect.void)
      }
    }
    if (!goesOn) return { _tag: "Stopped" } satisfies Tried<A>
    pause = Math.min(pause * 2, 6 * 3_600_000)
  }
  return { _tag: "Exhausted", reason } satisfies Tried<A>
})
