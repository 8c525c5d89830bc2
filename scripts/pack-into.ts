// Packs the packages and installs them into a project of yours: `pnpm pack:into ../my-shop`. Names choose packages (`durable node sandbox`)
// and optional peers of theirs (`vitest`). Until the first release this is how the library is installed; afterwards the same names come from npm.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { choose, outside, packAll } from "./pack.ts"

const fail = (message: string): never => {
  console.error(message)
  process.exit(2)
}

const [target, ...words] = process.argv.slice(2)
if (target === undefined) fail("usage: pnpm pack:into <folder> [core http node sandbox durable sqlite, vitest ...]")
const dir = resolve(target ?? "")
const manifest = join(dir, "package.json")
if (!existsSync(manifest)) {
  fail(`${dir} has no package.json, so nothing can be installed there: mkdir -p ${dir} && cd ${dir} && npm init -y`)
}
const packed = packAll(join(dir, "vendor"))
const { packages, peers, unknown } = choose(packed, words)
if (unknown.length > 0) {
  const optional = packages.flatMap((one) => one.optional)
  fail(
    `${unknown.join(", ")}: no package and no optional peer. There are ${[...packed.map(({ folder }) => folder), ...optional].join(", ")}`
  )
}
const tool = existsSync(join(dir, "pnpm-lock.yaml")) ? "pnpm" : existsSync(join(dir, "yarn.lock")) ? "yarn" : "npm"
const args = [
  tool === "npm" ? "install" : "add",
  ...packages.map(({ tarball }) => `./${relative(dir, tarball)}`),
  ...peers
]
console.log(`${tool} ${args.join(" ")}`)
execFileSync(tool, args, {
  cwd: dir,
  stdio: "inherit",
  env: { ...process.env, PATH: outside(process.env["PATH"] ?? "") }
})
const { type } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly type?: string }
if (type !== "module") console.log(`The printed programs are ES modules: cd ${dir} && npm pkg set type=module`)
