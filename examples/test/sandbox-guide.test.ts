// The guide of the sandbox prints tests. Here they are collected like any other, as they are printed.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { blocks, root } from "../../scripts/markdown.ts"

const dir = join(root, "examples/.guide")
mkdirSync(dir, { recursive: true })
for (const { code, name } of blocks("docs/guides/sandbox.md").filter(({ code }) => code.includes("it.effect("))) {
  writeFileSync(join(dir, name), code)
  await import(join(dir, name))
}
