// Time that passes by itself in a test. Under the test clock nobody moves it, and a call that pauses before it looks again waits for ever.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type Adjustable, isTestClock } from "../simulator/Time.ts"

export const passTime = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (clock) => (isTestClock(clock) ? moving(clock, effect) : effect))

const moving = Effect.fnUntraced(function* <A, E, R>(clock: Adjustable, effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  // Short steps first, so that a pause of a quarter of a second costs no hour; a step wakes all that sleeps within it in its order.
  for (let step = 10; fiber.pollUnsafe() === undefined; step = Math.min(step * 2, 60_000)) {
    // What can go on without the clock goes on first.
    yield* clock.withLive(Effect.sleep(1))
    if (fiber.pollUnsafe() === undefined) yield* clock.adjust(step)
  }
  return yield* Fiber.join(fiber)
})
