// The guide's table of magic values, read and held against what the sandbox knows and does.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import * as Magic from "../src/internal/rules/magic.ts"
import { documented } from "../src/internal/rules/testData.ts"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card } from "./support.ts"

const guide = readFileSync(new URL("../../../docs/guides/sandbox.md", import.meta.url), "utf8")

const rows = Array.from(
  guide.matchAll(/^\| (card|account|word)\s+\| `([^`]+)`\s+\| (?:(\w+)[:,]? ?)?(.*?)\s*\|$/gm),
  ([, where = "", value = "", first = "", rest = ""]) => ({ where, value, first, rest })
)

describe("the table of magic values", () => {
  it("has every test number, account and word that there is", () => {
    const named = new Set(rows.flatMap(({ value }) => [value, ...Magic.marksIn([value]).map(({ word }) => word)]))
    assert.deepStrictEqual(
      [...documented, ...Object.keys(Magic.meanings)].filter((one) => !named.has(one)),
      []
    )
  })

  for (const { first, rest, value } of rows.filter(({ where }) => where === "card")) {
    it.effect(`is right about card ${value}`, () =>
      Effect.gen(function* () {
        const { data } = yield* call("POST", "/orders", card("o-1", value))
        assert.strictEqual(data["status"], first)
        const code = /\((\d{4})\)/.exec(rest)?.[1]
        if (code !== undefined) assert.strictEqual(data["reason_code"], code)
        const later = /^(\w+) after 3 minutes/.exec(rest)?.[1]
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.clock.advance("3 minutes")
        assert.strictEqual((yield* sandbox.order("o-1")).status, later ?? first)
      }).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))
    )
  }
})
