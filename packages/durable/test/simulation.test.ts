// Fifty seeds of faults, each with books of its own: nothing lost, nothing twice, every outcome true. `pnpm soak simulation` runs thousands.
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { simulate } from "./support/simulation.ts"

const seeds = Array.from({ length: 50 }, (_, n) => n + 1)

describe("two processes, a storage and MultiSafepay under the test clock", () => {
  it("lose nothing and do nothing twice, whatever a seed does to them", async () => {
    for (const seed of seeds) {
      const { faults, lost, twice, untrue } = await Effect.runPromise(simulate(seed))
      assert.deepStrictEqual(
        { lost, twice, untrue },
        { lost: [], twice: [], untrue: [] },
        `seed ${seed}: ${faults.join("; ")}`
      )
    }
  })

  it("are caught placing or capturing twice within the first seeds when nothing may be in flight", async () => {
    const found: Array<number> = []
    for (const seed of seeds) {
      const { twice } = await Effect.runPromise(simulate(seed, { inFlight: Duration.zero }))
      if (twice.length > 0) found.push(seed)
      if (found.length > 0) break
    }
    assert.isNotEmpty(found)
  })
})
