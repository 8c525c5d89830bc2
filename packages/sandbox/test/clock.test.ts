// The sandbox's clock where it is not a test's: it runs ahead of the real one, stands still, and never goes back.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Sandbox from "../src/Sandbox.ts"
import { call, redirect } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))
const hour = 3_600_000

describe("the clock outside of tests", () => {
  it.live("runs ahead when it is advanced, and lets happen what is due", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      yield* sandbox.outcome("o-1", "opened")
      const before = yield* sandbox.clock.now
      yield* sandbox.clock.advance("1 hour")
      assert.isAtLeast(yield* sandbox.clock.now, before + hour)
      // Nobody asks: the alarm rings by itself.
      assert.strictEqual((yield* sandbox.order("o-1")).financial_status, "expired")
    }).pipe(provided)
  )

  it.live("stands still while it is frozen, and can still be moved", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.clock.freeze
      const at = yield* sandbox.clock.now
      yield* Effect.sleep("5 millis")
      assert.strictEqual(yield* sandbox.clock.now, at)
      yield* sandbox.clock.set(at + hour)
      assert.strictEqual(yield* sandbox.clock.now, at + hour)
      yield* sandbox.clock.resume
      yield* Effect.sleep("5 millis")
      assert.isAbove(yield* sandbox.clock.now, at + hour)
      assert.strictEqual((yield* Effect.flip(sandbox.clock.set(at))).problem, "invalid")
    }).pipe(provided)
  )

  it.live("signs with real time even when it has run ahead", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      const real = (yield* sandbox.clock.now) / 1000
      yield* sandbox.clock.advance("10 days")
      const { url } = yield* sandbox.signedNotification("o-1")
      const timestamp = Number(new URL(url).searchParams.get("timestamp"))
      assert.isBelow(Math.abs(timestamp - real), 60)
    }).pipe(provided)
  )
})
