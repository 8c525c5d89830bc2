// An error is declared in one way, and broken rules are printed in one place.
import { readdirSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { files } from "./support/imports.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

const declared = /class (\w+) extends Schema\.TaggedError<(\w+)>\(\s*"@effect-multisafepay\/([^"]+)"\s*\)\(\s*"(\w+)"/g

/** What a source of a package declares otherwise than `class X extends Schema.TaggedError<X>("@effect-multisafepay/PACKAGE/.../X")("X", ...)`. */
const otherwise = (name: string, source: string): ReadonlyArray<string> => {
  const wrong = Array.from(source.matchAll(declared)).flatMap(([, one = "", self, id = "", tag]) =>
    self === one && tag === one && id.startsWith(`${name}/`) && id.endsWith(`/${one}`) ? [] : [`${one}: ${id}, ${tag}`]
  )
  const all = source.match(/\bextends (?:globalThis\.)?\w*\.?\w*Error\b/g) ?? []
  const right = Array.from(source.matchAll(declared)).length
  return all.length === right ? wrong : [...wrong, `${all.length - right} declared in another way`]
}

/** Where broken rules are put together by hand. */
const printed = (source: string): ReadonlyArray<string> =>
  source.match(/\bmap\((?:Issue\.)?render\)|\$\{(?:Issue\.)?render\(/g) ?? []

const sources = readdirSync(new URL("../packages", import.meta.url)).flatMap((name) =>
  files(`packages/${name}/src`).map((path) => ({
    name,
    path: relative(root, path),
    source: readFileSync(path, "utf8")
  }))
)

describe("one way", () => {
  it("to declare an error", () => {
    expect(sources.length).toBeGreaterThan(250)
    expect(
      sources.flatMap(({ name, path, source }) => otherwise(name, source).map((problem) => `${path}: ${problem}`))
    ).toEqual([])
  })

  it("to print broken rules", () => {
    const elsewhere = sources.filter(({ path }) => path !== "packages/core/src/Issue.ts")
    expect(elsewhere.flatMap(({ path, source }) => printed(source).map((problem) => `${path}: ${problem}`))).toEqual([])
  })

  it("a mistake is noticed", () => {
    const right = 'class Busy extends Schema.TaggedError<Busy>(\n  "@effect-multisafepay/http/Busy"\n)("Busy", {}) {}'
    expect(otherwise("http", right)).toEqual([])
    expect(otherwise("core", right)).toHaveLength(1)
    expect(otherwise("http", right.replace('("Busy"', '("Idle"'))).toHaveLength(1)
    expect(otherwise("http", `${right}\nclass Late extends Data.TaggedError("Late")<{}> {}`)).toHaveLength(1)
    expect(otherwise("http", "class Late extends Error {}")).toHaveLength(1)
    expect(printed("issues.map(Issue.render)")).toHaveLength(1)
  })
})
