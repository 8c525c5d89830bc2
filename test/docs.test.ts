// The documentation is part of the product: every TypeScript block in it must compile as it stands, every link inside the repository
// must lead somewhere.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { blocks, pages, root } from "../scripts/markdown.ts"

describe("documentation", () => {
  it("every TypeScript block compiles on its own", async ({ signal }) => {
    // Beside the examples, because there every package can be imported as a user would.
    const dir = join(root, "examples", ".docs")
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir, { recursive: true })
    const all = pages.flatMap(blocks)
    expect(all.length).toBeGreaterThan(0)
    for (const block of all) writeFileSync(join(dir, block.name), block.code)
    writeFileSync(
      join(dir, "tsconfig.json"),
      JSON.stringify({
        extends: "../../tsconfig.tests.json",
        compilerOptions: {
          composite: false,
          incremental: false,
          noUnusedLocals: false,
          tsBuildInfoFile: null,
          rootDir: "../.."
        },
        include: ["*.ts"],
        references: []
      })
    )
    // A compiler that is only told to end goes on.
    const output = await promisify(execFile)("tsc", ["-p", dir], { cwd: root, signal, killSignal: "SIGKILL" }).then(
      ({ stdout }) => stdout,
      (error: Error & { readonly stdout?: string }) => error.stdout || error.message
    )
    rmSync(dir, { recursive: true, force: true })
    expect(output).toBe("")
  })

  // The index loads all of it: six times the CPU of a start, and `redis`, a peer that yarn does not install by itself.
  it("no program takes the whole of @effect/platform-node", () => {
    const examples = readdirSync(join(root, "examples/src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((name) => ({ name, code: readFileSync(join(root, "examples/src", name), "utf8") }))
    const wholes = [...pages.flatMap(blocks), ...examples].filter(({ code }) =>
      code.includes('"@effect/platform-node"')
    )
    expect(wholes.map(({ name }) => name)).toEqual([])
  })

  it.each(pages)("every link of %s leads somewhere", (page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/^```[\s\S]*?^```/gm, "")
    const targets = Array.from(text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g), (match) => match[1] ?? "")
    const broken = targets.filter(
      (target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target))
    )
    expect(broken).toEqual([])
  })
})
