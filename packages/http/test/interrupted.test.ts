// A call that is given up leaves nothing behind, in whichever step of it that happens: a place in a line that nobody gives back makes everybody
// after it wait, or turns them away for ever.
import * as RateLimit from "@effect-multisafepay/http/RateLimit"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import * as Unverified from "../src/internal/webhooks/unverified.ts"
import { refuser } from "../src/WebhookRefused.ts"

/** Begins it again and again, and gives it up one step later each time, in steps of several lengths. */
const givenUpAnywhere = <A, E>(self: Effect.Effect<A, E>) =>
  Effect.forEach(
    Array.from({ length: 200 }, (_, n) => ({ length: 2 + (n % 5), steps: Math.floor(n / 5) })),
    (at) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.provideService(self, Scheduler.MaxOpsBeforeYield, at.length))
        for (let step = 0; step < at.steps; step++) yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
      })
  )

describe("given up in any of its steps", () => {
  it.effect("a call that waits for its turn stands in nobody's way", () =>
    Effect.gen(function* () {
      const { take } = yield* RateLimit.make({ limit: 1, window: "1 minute" })
      yield* take(0)
      yield* givenUpAnywhere(take(90_000))
      const { retryAfter } = yield* Effect.flip(take(1))
      assert.strictEqual(retryAfter, 60_000)
    })
  )

  it.effect("a call that nobody has vouched for gives its place back", () =>
    Effect.gen(function* () {
      const { withPlace } = Unverified.make({ count: 1, bytes: 1 }, refuser(undefined))
      yield* givenUpAnywhere(withPlace(() => Effect.never))
      yield* withPlace(() => Effect.void)
    })
  )
})
