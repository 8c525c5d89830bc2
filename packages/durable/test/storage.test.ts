import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import { PersistenceError } from "effect/cluster/ClusterError"
import * as TestClock from "effect/testing/TestClock"
import { retryStorage } from "../src/internal/journal/storage.ts"

const failing = (times: number, defect: unknown) => {
  let runs = 0
  return Effect.suspend(() => (++runs <= times ? Effect.die(defect) : Effect.succeed(runs)))
}

describe("a body whose storage fails", () => {
  it.effect("is run again until the storage answers", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(retryStorage(failing(20, new PersistenceError({ cause: "no connection" }))))
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* Fiber.join(fiber), 21)
    })
  )

  it.effect("says so once when that takes longer than a few seconds, and why", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      const waiting = (times: number) =>
        retryStorage(failing(times, new PersistenceError({ cause: "the disk is full" }))).pipe(
          Effect.provide(Logger.layer([logger]))
        )
      const fiber = yield* Effect.forkChild(Effect.andThen(waiting(5), waiting(20)))
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual(said, [])
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(fiber)
      assert.strictEqual(said.length, 1)
      assert.include(said[0], "the journal cannot be read or written")
    })
  )

  it.effect("is not run again for a fault of another kind", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(retryStorage(failing(1, new Error("a bug"))))
      assert.isTrue(Exit.isFailure(exit))
    })
  )
})
