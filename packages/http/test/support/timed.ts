// A call that may wait for the clock of the test: for a pause before a retry, or a deadline.
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

/** What became of a call, with the clock put forward for as long as the call takes. */
export const timed = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(call))
    // Signatures are made outside of Effect's time.
    while (fiber.pollUnsafe() === undefined) {
      yield* TestClock.adjust("250 millis")
      yield* Effect.promise(() => new Promise(setImmediate))
    }
    return yield* Fiber.join(fiber)
  })
