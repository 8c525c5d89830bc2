// Time that passes by itself in a test. Under the test clock nobody moves it, and a call that pauses before it looks again waits for ever.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { type Adjustable, isTestClock, isWaited } from "../simulator/Time.ts"
import { watch, type Watch } from "./outside.ts"

export const passTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (clock) => (isTestClock(clock) ? moving(clock, effect) : effect))

const moving = <A, E, R>(clock: Adjustable, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    // A turn later, so that a connection whose answer has just been read is let go of.
    Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => watch(() => isWaited(clock)))
    ),
    (outside) =>
      Effect.flatMap(Effect.forkChild(effect), (fiber) =>
        Effect.raceFirst(
          Fiber.join(fiber),
          Effect.provideService(walk(clock, 1000), Scheduler.Scheduler, still(outside))
        )
      ),
    (outside) => Effect.sync(outside.stop)
  )

const hour = 3_600_000

// The clock yields before it begins and after each sleeper that it wakes. It goes on when nothing else can.
const still = ({ whenStill }: Watch): Scheduler.Scheduler => new Scheduler.MixedScheduler("async", whenStill)

// Longer and longer while nobody sleeps within a step: then what is waited for may be something that is not seen.
const walk = (clock: Adjustable, step: number): Effect.Effect<never> =>
  clock.adjust(step).pipe(
    Effect.andThen(clock.withLive(Effect.sleep(1))),
    Effect.flatMap(() => walk(clock, Math.min(step * 2, hour)))
  )
