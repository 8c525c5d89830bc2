// What the packages promise about Effect's versions, held against what they import and what the pages tell people to install.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { pages, root } from "../scripts/markdown.ts"
import { unstableOf } from "../scripts/stability.ts"

const ranges = (catalog: string): Record<string, string> => {
  const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")
  const section = new RegExp(`^  ${catalog}:\\n((?:    .*\\n|  #.*\\n)*)`, "m").exec(text)?.[1] ?? ""
  return Object.fromEntries(
    Array.from(section.matchAll(/^ {4}"?([^":]+)"?: (.*)$/gm), ([, name = "", range = ""]) => [name, range])
  )
}

/** The parts of an install line that name Effect or one of its packages without a range, or with another than ours. */
const loose = (line: string): Array<string> => {
  const minor = ranges("minor")
  return line
    .split(/\s+/)
    .filter((word) => /^(effect|@effect\/(platform-node|sql-pg))(@|$)/.test(word))
    .filter((word) => {
      const at = word.lastIndexOf("@")
      return at <= 0 || word.slice(at + 1) !== minor[word.slice(0, at)]
    })
}

describe("peer ranges", () => {
  for (const name of readdirSync(join(root, "packages"))) {
    const { peerDependencies = {} } = JSON.parse(
      readFileSync(join(root, "packages", name, "package.json"), "utf8")
    ) as {
      readonly peerDependencies?: Record<string, string>
    }
    it(`${name} promises a new minor of Effect only when it takes nothing unstable`, () => {
      expect(Object.keys(peerDependencies)).toContain("effect")
      expect(peerDependencies["effect"] === "catalog:stable").toBe(unstableOf(name).length === 0)
    })
  }

  it("what is unstable is noticed", () => {
    expect(unstableOf("http")).toContain("effect/http/HttpClient")
    expect(unstableOf("core")).toEqual([])
  })

  it("every install line names the range", () => {
    const lines = pages.flatMap((page) =>
      Array.from(
        readFileSync(join(root, page), "utf8").matchAll(/(?:npm install|pnpm add|npm i) [^\n`]*/g),
        ([line]) => ({
          page,
          line,
          loose: loose(line)
        })
      )
    )
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.filter((one) => one.loose.length > 0)).toEqual([])
    expect(loose("npm install effect @effect/platform-node@~4.1.0")).toEqual(["effect"])
    expect(loose("npm install effect@^4.1.0")).toEqual(["effect@^4.1.0"])
  })
})
