// The walls between the packages, held by a test: who may import whom, and what a library file may not touch.
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { files, importsOf } from "./support/imports.ts"

const root = new URL("../", import.meta.url)

/** What each package may import besides itself. `examples` may import everything; nothing imports `examples`. */
const allowed: Record<string, ReadonlyArray<string>> = {
  core: [],
  http: ["core"],
  node: ["core", "http"],
  sandbox: ["core", "sqlite"],
  sqlite: [],
  durable: ["core", "http", "sqlite"]
}

/** Packages that run wherever fetch runs. */
const portable = new Set(["core", "http"])

/** Every broken rule of one file, in words. */
export const violations = (name: string, path: string, text: string): Array<string> =>
  importsOf(text).flatMap((specifier) => {
    const own = /^@effect-multisafepay\/([a-z]+)/.exec(specifier)?.[1]
    if (own !== undefined && !(allowed[name] ?? []).includes(own)) return [`${path}: ${name} must not import ${own}`]
    if (portable.has(name) && specifier.startsWith("node:")) return [`${path}: ${name} must not import ${specifier}`]
    if (specifier === "effect" || specifier === "effect/http")
      return [`${path}: import from a sub-path, not from ${specifier}`]
    if (
      name === "core" &&
      /^effect\/(http|crypto|testing|cli|sql|persistence|cluster|workflow|Arbitrary|observability)/.test(specifier)
    ) {
      return [`${path}: core must not import the unstable ${specifier}`]
    }
    if (/\/internal\//.test(specifier) && own !== undefined) return [`${path}: ${specifier} is internal`]
    return []
  })

describe("package boundaries", () => {
  for (const name of readdirSync(new URL("packages", root))) {
    it(`${name} imports only what its place allows`, () => {
      const found = files(`packages/${name}/src`)
      expect(found.length, "there are files to look at").toBeGreaterThan(0)
      expect(found.flatMap((path) => violations(name, path, readFileSync(path, "utf8")))).toEqual([])
    })
  }

  it("a forbidden import is noticed", () => {
    expect(violations("sandbox", "x.ts", 'import * as Orders from "@effect-multisafepay/http/Orders"')).toEqual([
      "x.ts: sandbox must not import http"
    ])
    expect(violations("core", "x.ts", 'import { createHmac } from "node:crypto"')).toHaveLength(1)
    expect(violations("core", "x.ts", 'import * as Mac from "effect/crypto/Mac"')).toHaveLength(1)
    expect(violations("http", "x.ts", 'import { Effect } from "effect"')).toHaveLength(1)
  })

  it("every package is known to this test", () => {
    expect(readdirSync(new URL("packages", root)).filter((name) => allowed[name] === undefined)).toEqual([])
  })
})
