import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

/** Nothing in this process runs meanwhile, as when the machine freezes it. */
const freeze = (millis: number) =>
  Effect.sync(() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis))

it.effect("the clock of a test waits for those it wakes, however long they take", () =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(
      Effect.gen(function* () {
        yield* Effect.sleep("1 second")
        yield* Effect.yieldNow
        yield* freeze(1500)
        for (let turns = 0; turns < 10; turns++) yield* Effect.yieldNow
        yield* Effect.sleep("1 second")
      })
    )
    yield* TestClock.adjust("1 minute")
    yield* Fiber.join(fiber)
  })
)
