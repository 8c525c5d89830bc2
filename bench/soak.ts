// `pnpm soak`: the long runs that print a ledger and end with an error when a line of it does not add up. `pnpm soak webhooks` runs one, and
// only one can be given options: each has its own.
import { spawnSync } from "node:child_process"

const soaks = {
  books: ["../node_modules/vitest/vitest.mjs", "run", "packages/http/test/bookLives.test.ts"],
  webhooks: ["webhooks-soak.ts"],
  durable: ["durable-soak.ts"],
  simulation: ["durable-simulation.ts"],
  hosts: ["durable-hosts.ts"],
  overload: ["durable-cost.ts", "--busy", "--rounds", "3"]
}
const [first, ...rest] = process.argv.slice(2)
const chosen = Object.entries(soaks).filter(([name]) => first === undefined || first.startsWith("-") || name === first)
const options = first === undefined || first.startsWith("-") ? process.argv.slice(2) : rest
let failed = 0

if (chosen.length === 0 || (chosen.length > 1 && options.length > 0)) {
  const names = Object.keys(soaks).join(", ")
  console.error(chosen.length === 0 ? `there is no soak ${first}: ${names}` : `options belong to one soak: ${names}`)
  process.exit(2)
}

for (const [name, [file = "", ...own]] of chosen) {
  console.log(`\n== ${name}`)
  failed +=
    spawnSync("node", [new URL(file, import.meta.url).pathname, ...own, ...options], {
      stdio: "inherit",
      env: { LIVES: "3000", ...process.env }
    }).status === 0
      ? 0
      : 1
}
process.exitCode = failed === 0 ? 0 : 1
