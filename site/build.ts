// Builds the site into site/dist: TypeDoc writes the reference, VitePress makes pages of it and the guides, and every link is followed.
// `pnpm run docs`, with `--serve` to look at it.
import { execFileSync } from "node:child_process"
import { parseArgs } from "node:util"

const { serve } = parseArgs({ options: { serve: { type: "boolean", default: false } } }).values
const run = (...args: ReadonlyArray<string>): void => {
  execFileSync("pnpm", ["exec", ...args], { cwd: import.meta.dirname, stdio: "inherit" })
}

run("typedoc")
run("vitepress", "build")
// VitePress's own preview takes no host and listens to everybody.
if (serve) run("sirv", "dist", "--host", "127.0.0.1", "--port", "4173")
