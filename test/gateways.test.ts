// A payment method is described in the catalogue alone: no source names a gateway in a string of its own. A table whose keys the compiler takes
// from the catalogue (the vendor's test numbers, by method) is no list of its own and is not counted.
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Gateway from "../packages/core/src/Gateway.ts"

const root = join(import.meta.dirname, "..")

const sources = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(root, "packages", name, "src"), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.includes("/internal/gateways/"))

const ids: ReadonlySet<string> = new Set([...Gateway.ids, ...Gateway.printedSpellings])

// Comments, regular expressions' rarer forms aside, then strings: whatever stands between quotes of one kind on one line.
const lexeme = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g

/** The strings of a source that are gateways and nothing else, one or many, with their line. A sentence may name a product. */
const named = (source: string): ReadonlyArray<string> =>
  [...source.matchAll(lexeme)].flatMap(({ 0: text, index }) => {
    if (text.startsWith("/")) return []
    const words = text
      .slice(1, -1)
      .replaceAll(/\$\{[^}]*\}/g, "")
      .split(/[^A-Za-z0-9_]+/)
      .filter((word) => word !== "")
    if (words.length === 0 || !words.every((word) => ids.has(word))) return []
    return [`${source.slice(0, index).split("\n").length} ${words.join(" ")}`]
  })

describe("a payment method stands in the catalogue alone", () => {
  it("no source names a gateway outside the catalogue", () => {
    const found = sources.flatMap((path) =>
      named(readFileSync(path, "utf8")).map((place) => `${relative(root, path)}:${place}`)
    )
    assert.deepStrictEqual(found, [])
  })

  it("and would be found: alone, in a list of words, in a template, in the vendor's spelling", () => {
    const source = [
      `const a = "KLARNA"`,
      `// "VISA"`,
      `const b = 'CBC KBC'.split(" ")`,
      "const c = `${x} iDEAL`",
      `/* "EPS" */`
    ].join("\n")
    assert.deepStrictEqual(named(source), ["1 KLARNA", "3 CBC KBC", "4 iDEAL"])
  })
})
