// Packs the packages and installs them into a project of yours: `pnpm pack:into ../my-shop`, with names to take only some of them.
// Until the first release this is how the library is installed; afterwards the same names come from npm.
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { packAll, peersOf } from "./pack.ts"

const [target, ...names] = process.argv.slice(2)
if (target === undefined || !existsSync(join(target, "package.json"))) {
  console.error("usage: pnpm pack:into <folder with a package.json> [core http node sandbox durable sqlite]")
  process.exit(2)
}
const dir = resolve(target)
const packed = packAll(join(dir, "vendor"))
const unknown = names.filter((name) => !packed.some(({ folder }) => folder === name))
if (unknown.length > 0) {
  console.error(
    `no package is called ${unknown.join(", ")}: there are ${packed.map(({ folder }) => folder).join(", ")}`
  )
  process.exit(2)
}
const wanted = new Set<string>()
const want = (name: string): void => {
  wanted.add(name)
  for (const below of packed.find((one) => one.name === name)?.needs ?? []) want(below)
}
for (const { folder, name } of packed) if ((names.length > 0 ? names : ["node", "sandbox"]).includes(folder)) want(name)
const chosen = packed.filter(({ name }) => wanted.has(name))
const tool = existsSync(join(dir, "pnpm-lock.yaml")) ? "pnpm" : existsSync(join(dir, "yarn.lock")) ? "yarn" : "npm"
const args = [
  tool === "npm" ? "install" : "add",
  ...chosen.map(({ tarball }) => `./${relative(dir, tarball)}`),
  ...peersOf(chosen)
]
console.log(`${tool} ${args.join(" ")}`)
execFileSync(tool, args, { cwd: dir, stdio: "inherit" })
