// Fifty seeds of faults, each with books of its own: nothing lost, nothing twice, every outcome true. `pnpm soak simulation` runs thousands.
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { NaiveLayer } from "./support/naive.ts"
import { type Options, type Result, simulate } from "./support/simulation.ts"

// The last one: a process wrote, when it thawed, that a payment sleeps which another had taken over.
const seeds = [...Array.from({ length: 50 }, (_, n) => n + 1), 2184]

const run = (seed: number, options?: Options) => Effect.runPromise(simulate(seed, options))

/** The first seed under which such payments are caught. */
const caught = async (isWrong: (result: Result) => boolean, options: () => Options) => {
  for (const seed of seeds) if (isWrong(await run(seed, options()))) return seed
  return assert.fail(`none of ${seeds.length} seeds caught them`)
}

/** Keeps answers as activities do: the last one can be taken back while a payment changes hands. */
const takenBack = (): NonNullable<Options["steps"]> => {
  const executions = new Map<string, Map<string, string>>()
  const isSignal = (name: string) => name.startsWith("signal/")
  return {
    store: {
      load: (execution) => Effect.sync(() => new Map(executions.get(execution))),
      put: (execution, name, answer) =>
        Effect.sync(() => {
          const answers = executions.get(execution) ?? new Map<string, string>()
          executions.set(execution, answers)
          const first = answers.get(name) ?? answer
          answers.set(name, first)
          return { answer: first, signals: [...answers.keys()].filter(isSignal) }
        }),
      ask: (_execution, about) => Effect.succeed(about)
    },
    changedHands: () => {
      for (const answers of executions.values()) {
        const last = [...answers.keys()].findLast((name) => !isSignal(name))
        if (last !== undefined) answers.delete(last)
      }
    }
  }
}

describe("two processes, a storage and MultiSafepay under the test clock", () => {
  it("lose nothing and do nothing twice, whatever a seed does to them", async () => {
    for (const seed of seeds) {
      const { faults, lost, twice, untrue } = await run(seed)
      assert.deepStrictEqual(
        { lost, twice, untrue },
        { lost: [], twice: [], untrue: [] },
        `seed ${seed}: ${faults.join("; ")}`
      )
    }
  })

  it("do the same, call by call, when a seed is run again", async () => {
    for (const seed of [1, 6, 20]) {
      const first = await run(seed)
      assert.isAbove(first.trace.length, 20)
      assert.isNotEmpty(first.faults)
      assert.deepStrictEqual(await run(seed), first)
    }
  })

  it("are caught placing or capturing twice when nothing may be in flight", () =>
    caught(
      ({ twice }) => twice.length > 0,
      () => ({ inFlight: Duration.zero })
    ))

  it("are caught placing twice when they do not read before they write", () =>
    caught(
      ({ twice }) => twice.length > 0,
      () => ({ payments: NaiveLayer })
    ))

  it("are caught telling what is not so when answers can be taken back", () =>
    caught(
      ({ untrue }) => untrue.length > 0,
      () => ({ steps: takenBack() })
    ))
})
