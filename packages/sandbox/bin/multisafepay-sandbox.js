#!/usr/bin/env node
// In a checkout the sources run as they are; what is installed runs one program made of them (scripts/pack-command.ts).
import module from "node:module"
import manifest from "../package.json" with { type: "json" }

// Commands are short: most of their time was compiling the same modules again.
module.enableCompileCache?.()

const isInstalled = import.meta.url.includes("/node_modules/")
const { main } = await import(isInstalled ? "../dist/internal/command/main.js" : "../src/cli/main.ts")
main(manifest.version, process.argv.slice(2))
