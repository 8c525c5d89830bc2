#!/usr/bin/env node
import module, { createRequire } from "node:module"

// Commands are short: most of their time was compiling the same modules again. Kept is what is imported from here on.
module.enableCompileCache()
const { main } = await import("./cli.ts")
const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string }
main(version, process.argv.slice(2))
