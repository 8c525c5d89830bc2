// Random lives of a shop and the books afterwards. LIVES=10000 lives that many, and `pnpm soak books` 3,000; a failure names its seed.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { live } from "./support/bookLives.ts"

const lives = Number(process.env["LIVES"] ?? 100)

// Lives that once went wrong: charged back before the shop heard of the payment; a refund declined before it heard of that.
const hard = [9204, 9793]

describe("a shop that misses notifications, doubles them and crashes", () => {
  it.live(
    `has books that agree after one run, and everything done once: ${lives} lives`,
    () =>
      Effect.gen(function* () {
        for (const seed of [...hard, ...Array.from({ length: lives }, (_, i) => i + 1)]) {
          const wrong = yield* live(seed)
          assert.isUndefined(wrong, `seed ${seed}: ${wrong}`)
        }
      }),
    { timeout: 3_600_000 }
  )

  it.live("is caught when its healer forgets what it has seen", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= lives; seed++) {
        const wrong = yield* live(seed, { forgetful: true })
        if (wrong?.startsWith("done twice") === true) return
      }
      assert.fail(`nothing is wrong with any of ${lives} lives`)
    })
  )
})
