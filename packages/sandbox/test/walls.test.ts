// The floors of the sandbox: a file imports from its own floor and those below, types included; test/circles.test.ts holds that nothing leads back.
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

  it("a mistake is noticed", () => {
    const wrong = new Map([["internal/state/State.ts", new Set(["internal/web/Html.ts"])]])
    assert.deepStrictEqual(upward(wrong), ["internal/state/State.ts imports internal/web/Html.ts"])
  })
})
