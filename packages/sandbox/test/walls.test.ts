// The floors of the sandbox: a file imports from its own floor and those below, types included; test/circles.test.ts holds that nothing leads back.
import { readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { type Graph, graphOf } from "../../../test/support/imports.ts"

/** From the ground up. The public files of `src` itself stand outside: nouns below everything, layers above. */
const floors = ["state", "rules", "wire", "machine", "api", "simulator", "edges", "web"]

const floorOf = (path: string): number =>
  path.startsWith("internal/") ? floors.indexOf(path.split("/")[1] ?? "") : path.startsWith("cli/") ? floors.length : -1

const upward = (imports: Graph): ReadonlyArray<string> =>
  Array.from(imports).flatMap(([from, all]) =>
    Array.from(all).flatMap((to) =>
      floorOf(from) >= 0 && floorOf(from) < floorOf(to) ? [`${from} imports ${to}`] : []
    )
  )

describe("the walls of the sandbox", () => {
  const imports = graphOf("sandbox")

  it("leave no file outside of a floor", () => {
    assert.isAbove(imports.size, 80)
    assert.deepStrictEqual(
      Array.from(imports.keys()).filter((path) => path.startsWith("internal/") && floorOf(path) < 0),
      []
    )
  })

  it("are crossed downward only", () => {
    assert.deepStrictEqual(upward(imports), [])
  })

  it("have one door to the levers: pages ask the control API, as commands do", () => {
    assert.deepStrictEqual(
      Array.from(imports).filter(([from, all]) => from.startsWith("internal/web/") && all.has("SandboxShape.ts")),
      []
    )
  })

  it("keep the server out of commands that only talk to one: loading it would take most of their time", () => {
    const reached = new Set<string>()
    const ahead = ["cli/main.ts"]
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      // `start` loads this one when it runs.
      if (reached.has(next) || next === "cli/serve.ts") continue
      reached.add(next)
      ahead.push(...(imports.get(next) ?? []))
    }
    assert.include([...reached], "Control.ts")
    assert.notMatch(
      readFileSync(new URL("../src/cli/startCommand.ts", import.meta.url), "utf8"),
      /from "\.\/serve\.ts"/
    )
    assert.deepStrictEqual(
      [...reached].filter((path) => path === "SandboxServer.ts" || /^internal\/(?:api|machine|simulator)\//.test(path)),
      []
    )
  })

  it("a mistake is noticed", () => {
    const wrong = new Map([["internal/state/State.ts", new Set(["internal/web/Html.ts"])]])
    assert.deepStrictEqual(upward(wrong), ["internal/state/State.ts imports internal/web/Html.ts"])
  })
})
