// The floors of the sandbox: a file imports from its own floor and those below, and no two files import each other, types included.
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { dirname, join, relative } from "node:path"
import { assert, describe, it } from "vitest"

const src = fileURLToPath(new URL("../src/", import.meta.url))

/** From the ground up. The public files of `src` itself stand outside: nouns below everything, layers above. */
const floors = ["state", "rules", "wire", "machine", "api", "simulator", "edges", "web"]

type Imports = ReadonlyMap<string, ReadonlyArray<string>>

const importsOf = (): Imports =>
  new Map(
    readdirSync(src, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        const found = readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)
        return [
          relative(src, path),
          Array.from(found, ([, to = ""]) => relative(src, join(dirname(path), to)))
        ] as const
      })
  )

const floorOf = (path: string): number =>
  path.startsWith("internal/") ? floors.indexOf(path.split("/")[1] ?? "") : path.startsWith("cli/") ? floors.length : -1

const upward = (imports: Imports): ReadonlyArray<string> =>
  Array.from(imports).flatMap(([from, all]) =>
    all.flatMap((to) => (floorOf(from) >= 0 && floorOf(from) < floorOf(to) ? [`${from} imports ${to}`] : []))
  )

const circles = (imports: Imports): ReadonlyArray<string> => {
  const done = new Set<string>()
  const found: Array<string> = []
  const walk = (path: string, above: ReadonlyArray<string>): void => {
    if (above.includes(path)) found.push([...above.slice(above.indexOf(path)), path].join(" -> "))
    if (above.includes(path) || done.has(path)) return
    for (const next of imports.get(path) ?? []) walk(next, [...above, path])
    done.add(path)
  }
  for (const path of imports.keys()) walk(path, [])
  return found
}

describe("the walls of the sandbox", () => {
  const imports = importsOf()

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

  it("stand in no circle", () => {
    assert.deepStrictEqual(circles(imports), [])
  })

  it("a mistake is noticed", () => {
    const wrong = new Map([
      ["internal/state/State.ts", ["internal/web/Html.ts"]],
      ["internal/web/Html.ts", ["internal/state/State.ts"]]
    ])
    assert.deepStrictEqual(upward(wrong), ["internal/state/State.ts imports internal/web/Html.ts"])
    assert.lengthOf(circles(wrong), 1)
  })
})
