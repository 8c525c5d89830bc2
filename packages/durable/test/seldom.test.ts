import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/testing/TestClock"
import { seldom } from "../src/internal/seldom.ts"

const away = new Error("the database is away")

describe("what an engine repeats", () => {
  it.effect("is said at once, then less and less often, and at once again after a quiet minute", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ cause, date, message }) => {
        const text = Array.isArray(message) ? message.join() : String(message)
        said.push(`${date.getTime() / 1000} s: ${text}${cause.reasons.length}`)
      })
      const second = Effect.gen(function* () {
        yield* Effect.logWarning("No healthy runners available")
        yield* Effect.logWarning("No healthy runners available")
        yield* TestClock.adjust("1 second")
      })
      yield* Effect.gen(function* () {
        yield* Effect.repeat(second, { times: 599 })
        yield* TestClock.adjust("61 seconds")
        yield* second
        // What it does not repeat comes as it is.
        yield* Effect.logWarning("another")
        yield* Effect.logWarning("another")
      }).pipe(Effect.provide(Layer.provide(seldom(["No healthy runners available"]), Logger.layer([logger]))))
      assert.deepStrictEqual(said, [
        ...[0, 60, 180, 420, 661].map((at) => `${at} s: No healthy runners available0`),
        "662 s: another0",
        "662 s: another0"
      ])
    })
  )

  it.effect("is said each hour at least, and at once when the clock has been set back", () =>
    Effect.gen(function* () {
      const said: Array<number> = []
      const logger = Logger.make(({ date }) => void said.push(date.getTime() / 60_000))
      const halfAMinute = Effect.andThen(Effect.logWarning("the database is away"), TestClock.adjust("30 seconds"))
      yield* Effect.gen(function* () {
        yield* Effect.repeat(halfAMinute, { times: 599 })
        yield* TestClock.setTime(0)
        yield* halfAMinute
      }).pipe(Effect.provide(Layer.provide(seldom(), Logger.layer([logger]))))
      assert.deepStrictEqual(said, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 0])
    })
  )

  it.effect("is known by its cause where it has no text, and goes to every logger", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const loggers = ["one", "other"].map((name) => Logger.make(() => void said.push(name)))
      yield* Effect.die(away).pipe(
        Effect.tapCause(Effect.logWarning),
        Effect.exit,
        Effect.repeat({ times: 9 }),
        Effect.provide(Layer.provide(seldom(), Logger.layer(loggers)))
      )
      assert.deepStrictEqual(said, ["one", "other"])
    })
  )
})
