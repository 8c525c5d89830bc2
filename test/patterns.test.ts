// Every regular expression of the packages takes a time that grows with its input and no faster: answers, notifications and form fields are
// written by others, and one text may otherwise stop the process for minutes.
import { parseSync } from "oxc-parser"
import { check } from "recheck"
import { readdirSync, readFileSync } from "node:fs"
import { basename } from "node:path"
import { describe, expect, it } from "vitest"

const root = new URL("../packages/", import.meta.url)

interface Pattern {
  readonly source: string
  readonly flags: string
}

/** The patterns written out in a file, and the arguments of those that are put together. */
export const patternsOf = (
  path: string,
  text: string
): { readonly literals: Array<Pattern>; readonly built: Array<string> } => {
  const literals: Array<Pattern> = []
  const built: Array<string> = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== "object" || node === null) return
    const { callee, end, regex, start, type } = node as {
      readonly type?: string
      readonly regex?: { readonly pattern: string; readonly flags: string } | null
      readonly callee?: { readonly name?: string }
      readonly start: number
      readonly end: number
    }
    if (type === "Literal" && regex) literals.push({ source: regex.pattern, flags: regex.flags })
    if (type === "NewExpression" && callee?.name === "RegExp") built.push(text.slice(start, end))
    Object.values(node).forEach(walk)
  }
  walk(parseSync(path, text).program)
  return { literals, built }
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
  /^[a-z]+\/src\/(?!.*node_modules).*\.ts$/.test(path)
)
const found = files.map((path) => {
  const { built, literals } = patternsOf(path, readFileSync(new URL(path, root), "utf8"))
  return { path, built, literals }
})

/** Those that are slow, each with the reason. Another process tells: whoever blocks here until it answers is not stopped by any limit. */
const slow = async (patterns: ReadonlyArray<Pattern>): Promise<ReadonlyArray<string>> => {
  const slowOnes: Array<string> = []
  for (const { flags, source } of patterns) {
    // Counted in characters, not in milliseconds: a busy machine would find slow ones everywhere.
    const found = await check(source, flags, { timeout: null, incubationTimeout: null, attackTimeout: null })
    if (found.status === "safe") continue
    const why = found.status === "vulnerable" ? `${found.complexity.summary}: ${found.attack.pattern}` : found.status
    slowOnes.push(`/${source}/${flags} is ${why}`)
  }
  return slowOnes
}

/** What stands in `new RegExp(...)`, with an example of each part that is put in. */
const names = "card_number|card_cvc|cvc|cvv|token|password"
const built: Record<string, ReadonlyArray<Pattern>> = {
  "fields.ts": [{ source: "^\\d{3}$", flags: "" }],
  "redact.ts": [
    { source: `("(?:${names})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|[\\d.]+)`, flags: "gi" },
    { source: `\\b((?:${names})=)[^&\\s"'<>]+`, flags: "gi" },
    { source: "(?<![\\w])a\\ secret(?![\\w])", flags: "g" },
    { source: `^(?:${names}|email|account_id|file|contents?)$`, flags: "i" }
  ],
  // The sandbox's own levers: what a developer writes into a test.
  "faults.ts": []
}

describe("regular expressions", () => {
  it("none takes longer than its input is long", async () => {
    expect(found.flatMap(({ literals }) => literals).length, "there are patterns to look at").toBeGreaterThan(50)
    for (const { literals, path } of found) expect(await slow(literals), path).toEqual([])
  })

  it("nor does one that is put together", async () => {
    const sites = found.filter((file) => file.built.length > 0).map(({ path }) => basename(path))
    expect(sites.toSorted()).toEqual(Object.keys(built).toSorted())
    expect(await slow(Object.values(built).flat())).toEqual([])
  })

  it("a slow one is noticed", async () => {
    const { literals } = patternsOf("x.ts", "const emails: RegExp = /[^@]+(?:@|%40)[^@]+\\.[a-z]{2,}/gi")
    expect(await slow(literals)).toEqual([expect.stringContaining("polynomial")])
  })
})
