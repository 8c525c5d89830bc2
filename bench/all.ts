// `pnpm bench`: every benchmark after the other, each in a process of its own. Ratios within one run mean something; milliseconds of
// another machine do not. `pnpm bench codec cart` runs only those.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

const benches = ["codec", "cart", "notification", "http", "sandbox", "books", "durable"]
const chosen = process.argv.slice(2).filter((name) => !name.startsWith("-"))
let failed = 0

for (const name of chosen.length > 0 ? chosen : benches) {
  const file = new URL(`${name}.ts`, import.meta.url).pathname
  if (!existsSync(file)) {
    console.error(`there is no benchmark ${name}; there are ${benches.join(", ")}`)
    failed++
    continue
  }
  console.log(`\n== ${name}`)
  failed += spawnSync("node", [file], { stdio: "inherit" }).status === 0 ? 0 : 1
}
process.exitCode = failed === 0 ? 0 : 1
