// A clock for engines that talk to a real database: it goes as any other, and leaps ahead when the test says so, but not while a payment
// writes an answer down. What sleeps for more than three seconds is woken by a leap; shorter sleeps (a poll, a lease, a pause for the
// database) are real. Nobody waits for hours, and nothing expires because a machine is slow.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Engine } from "../../src/index.ts"
import { StepStore } from "../../src/internal/journal/StepStore.ts"

const longestReal = 3000
const nanos = (milliseconds: number) => BigInt(milliseconds) * 1_000_000n

const realMoment = (milliseconds: number) =>
  Effect.promise(() => new Promise((resolve) => setTimeout(resolve, milliseconds)))

export const makeLeapingClock = () => {
  let ahead = 0
  const writes = { underway: 0 }
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const real = Effect.runSync(Effect.clockWith(Effect.succeed))
  const now = () => real.currentTimeMillisUnsafe() + ahead

  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe() + nanos(ahead),
    currentTimeNanos: Effect.sync(() => real.currentTimeNanosUnsafe() + nanos(ahead)),
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe() + nanos(ahead),
    monotonicTimeNanos: Effect.sync(() => real.monotonicTimeNanosUnsafe() + nanos(ahead)),
    sleep: (duration) => {
      const milliseconds = Duration.toMillis(duration)
      if (milliseconds <= longestReal) return real.sleep(duration)
      return Effect.callback<void>((resume) => {
        const wake = () => {
          clearTimeout(timer)
          sleepers.delete(sleeper)
          resume(Effect.void)
        }
        const timer = setTimeout(() => wake(), Math.min(milliseconds, 2 ** 31 - 1))
        const sleeper = { until: now() + milliseconds, wake }
        sleepers.add(sleeper)
        return Effect.sync(() => {
          clearTimeout(timer)
          sleepers.delete(sleeper)
        })
      })
    }
  }

  /** Lets time pass, after whatever is being written down. */
  const leap = (milliseconds: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      for (let moments = 0; writes.underway > 0; moments++) {
        // Counted in moments, which a slow machine makes longer.
        if (moments > 60_000) return yield* Effect.die(new Error("a write to the journal does not come back"))
        yield* realMoment(1)
      }
      ahead += milliseconds
      for (const { until, wake } of sleepers) if (until <= now()) wake()
      yield* realMoment(20)
    })

  /** The engine, watched while it writes. */
  const watched = <ROut, E, RIn>(engine: Engine.Engine<ROut, E, RIn>) => {
    const inner = engine[Engine.TypeId]
    const counted = <A, E, R>(write: Effect.Effect<A, E, R>) =>
      Effect.acquireUseRelease(
        Effect.sync(() => void writes.underway++),
        () => write,
        () => Effect.sync(() => void writes.underway--)
      )
    const steps = Layer.effect(
      StepStore,
      Effect.map(StepStore, (store) => ({
        ...store,
        put: (...all) => counted(store.put(...all)),
        ask: (...all) => counted(store.ask(...all))
      }))
    )
    return Engine.make<ROut, E, RIn>({ runs: inner.runs, layer: Layer.provideMerge(steps, inner.layer) as never })
  }

  return { layer: Layer.succeed(Clock.Clock, clock), leap, watched }
}
