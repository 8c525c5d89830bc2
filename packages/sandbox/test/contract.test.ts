// The sandbox's answers against the vendor's OpenAPI document, which lies beside the checkout and is not part of it. Where they differ,
// contract/differences.tsv says why; what it does not say fails, and so does a line that is not true any more.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { quirksOn } from "../src/internal/state/Settings.ts"
import * as Sandbox from "../src/Sandbox.ts"
import * as answers from "./contract/answers.ts"
import * as specification from "./contract/specification.ts"

const lines = readFileSync(new URL("contract/differences.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"))

/** Each difference with the habits it needs: `on`, `off`, or `both` when habits have nothing to do with it. */
const found = Effect.gen(function* () {
  const differences = specification.read()
  const modes = new Map<string, Set<string>>()
  for (const [mode, quirks] of [
    ["on", true],
    ["off", false]
  ] as const) {
    const all = yield* answers.all.pipe(
      Effect.provide(Sandbox.layer({ notifications: "record", quirks }), { local: true })
    )
    for (const difference of all.flatMap(differences)) {
      modes.set(difference, (modes.get(difference) ?? new Set()).add(mode))
    }
  }
  return [...modes]
    .map(([difference, seen]) => `${difference}\t${seen.size === 2 ? "both" : [...seen].join("")}`)
    .sort()
})

describe("the list of differences", () => {
  it("gives a reason for each, and names a habit that can be switched", () => {
    const bad = lines.filter(([, , , habits, reason = ""]) => {
      const habit = /^habit (\w+)$/.exec(reason)?.[1]
      return habit === undefined
        ? !/^(?:specification|document|own): ./.test(reason)
        : !Object.hasOwn(quirksOn, habit) || habits !== "on"
    })
    assert.deepStrictEqual(bad, [])
  })
})

describe(`the answers${specification.absent === undefined ? "" : ` (skipped: ${specification.absent})`}`, () => {
  it.effect.skipIf(specification.absent !== undefined)("are what the specification says, or a line says why not", () =>
    Effect.gen(function* () {
      const differences = yield* found
      const listed = lines.map((line) => line.slice(0, 4).join("\t")).sort()
      assert.deepStrictEqual(
        {
          new: differences.filter((one) => !listed.includes(one)),
          stale: listed.filter((one) => !differences.includes(one))
        },
        { new: [], stale: [] }
      )
      assert.deepStrictEqual(differences, listed)
    })
  )

  it.skipIf(specification.absent !== undefined)(
    "would differ by a field, a type, a word, a status or an operation",
    () => {
      const differences = specification.read()
      const get = { name: "orders.get", method: "GET", path: "/orders/{order_id}" } as const
      const told = (data: object, more: object = {}) =>
        differences({ operation: get, status: 200, body: { success: true, data }, alternative: undefined, ...more })
      assert.deepStrictEqual(told({ amount: 1, status: "completed" }), [])
      assert.deepStrictEqual(told({ amout: 1 }), ["orders.get 200\tdata.amout\tundeclared"])
      assert.deepStrictEqual(told({ amount: "1" }), ["orders.get 200\tdata.amount\ttype integer: string"])
      assert.deepStrictEqual(told({ status: "paid" }), ['orders.get 200\tdata.status\tenum: "paid"'])
      assert.deepStrictEqual(told({ costs: [{ amount: "0.44" }] }), [
        "orders.get 200\tdata.costs\ttype object: list",
        "orders.get 200\tdata.costs[].amount\ttype number: string"
      ])
      assert.deepStrictEqual(told({}, { status: 402 }), ["orders.get 402\t\tstatus undeclared"])
      assert.deepStrictEqual(told({}, { operation: { ...get, path: "/nobodys" } }), [
        "orders.get 200\t\toperation undeclared"
      ])
    }
  )
})
