// Thousands of seeds of `packages/durable/test/support/simulation.ts`: two processes, their storage and MultiSafepay under the test clock. Ends
// with an error, and the seed, when one loses something, does something twice, or tells an outcome that is not so.
//
//   node bench/durable-simulation.ts [--seeds 2000] [--from 1000]
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { simulate } from "../packages/durable/test/support/simulation.ts"

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "2000" }, from: { type: "string", default: "1000" } }
})
const from = Number(values.from)
const seeds = Number(values.seeds)
const began = performance.now()
let faults = 0
const wrong: Array<number> = []
for (let seed = from; seed < from + seeds; seed++) {
  const result = await Effect.runPromise(simulate(seed))
  faults += result.faults.length
  if (result.lost.length + result.twice.length + result.untrue.length > 0) {
    wrong.push(seed)
    console.log(`seed ${seed}`, result)
  }
}
console.log({ seeds, from, faults, wrong, seconds: Math.round((performance.now() - began) / 1000) })
process.exit(wrong.length === 0 ? 0 : 1)
