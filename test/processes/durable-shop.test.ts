// The example that kills its own processes, run as a reader would run it.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { run } from "../support/example.ts"

describe("examples", () => {
  it.live("durable-shop keeps its books while its processes are killed, or says what it needs", () =>
    Effect.gen(function* () {
      const { code, output } = yield* run("durable-shop.ts")
      if (output.includes("this example needs PostgreSQL")) {
        return console.log("durable-shop.ts was not run: no PostgreSQL on this machine")
      }
      const counted = (what: string) => Number(new RegExp(`${what}\\D+(\\d+)`).exec(output)?.[1])
      const orders = counted("orders of customers")
      assert.isAbove(orders, 0, output)
      assert.strictEqual(counted("orders at MultiSafepay"), orders)
      assert.strictEqual(counted("captures at MultiSafepay"), orders)
      assert.strictEqual(counted("orders posted twice"), 0)
      assert.strictEqual(counted("captures posted twice"), 0)
      assert.strictEqual(code, 0)
    })
  )
})
