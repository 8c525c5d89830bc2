// Packs the packages and installs them into a project of yours: `pnpm pack:into ../my-shop`. Names choose packages (`durable node sandbox`)
// and optional peers of theirs (`vitest`). With npm, or with pnpm, yarn or bun where their lock file is. Until the first release this is how the library is installed; afterwards the same names come from npm.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { choose, installerOf, keep, locations, outside, packAll, settingOf } from "./pack.ts"

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
const base = mkdtempSync(join(tmpdir(), "packed-"))
process.once("exit", () => rmSync(base, { recursive: true }))
const packed = packAll(base)
const { packages, peers, unknown } = choose(packed, words)
if (unknown.length > 0) {
  const optional = packages.flatMap((one) => one.optional)
  fail(
    `${unknown.join(", ")}: no package and no optional peer. There are ${[...packed.map(({ folder }) => folder), ...optional].join(", ")}`
  )
}
const tool = installerOf(readdirSync(dir))
const local = locations(
  packages.map((one) => keep(one, join(dir, "vendor"))),
  dir
)
const env = { ...process.env, PATH: outside(process.env["PATH"] ?? "") }
const run = (args: ReadonlyArray<string>, output: "inherit" | "pipe" = "inherit"): string => {
  const { error, status, stdout } = spawnSync(tool, args, {
    cwd: dir,
    env,
    encoding: "utf8",
    stdio: ["inherit", output, "inherit"]
  })
  if (error !== undefined) fail(`${tool} is what installs in ${dir}, but it cannot be started: ${error.message}`)
  if (status !== 0) fail(`${tool} could not install them: what it says stands above`)
  return stdout
}
// npm takes what is installed beside a package for what it needs; the others would look for it in the registry, where it is not yet.
if (tool === "pnpm") {
  const config = ["config", "--location=project", "--json"]
  const set = settingOf(run([...config, "get", "overrides"], "pipe"))
  run([...config, "set", "overrides", JSON.stringify({ ...set, ...local })])
} else if (tool !== "npm") {
  const { resolutions, ...rest } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly resolutions?: object }
  writeFileSync(manifest, `${JSON.stringify({ ...rest, resolutions: { ...resolutions, ...local } }, undefined, 2)}\n`)
}
const args = [
  tool === "npm" ? "install" : "add",
  ...Object.entries(local).map(([name, location]) => `${name}@${location}`),
  ...peers
]
console.log(`${tool} ${args.join(" ")}`)
run(args)
const { type } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly type?: string }
if (type !== "module") console.log(`The printed programs are ES modules: cd ${dir} && npm pkg set type=module`)
