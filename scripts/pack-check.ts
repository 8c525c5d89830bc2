// A consumer's machine: packs every package as it would be published, lets publint and attw judge the tarballs, and uses them as users
// would, with every compiler, bundler and runtime that can be installed here. `pnpm pack:check`;
// with `--effect latest` against another version of Effect than the peer ranges name.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { command } from "./consumer/command.ts"
import * as Machine from "./consumer/Machine.ts"
import { runtimes } from "./consumer/runtimes.ts"
import * as TypeScript from "./consumer/typescript.ts"
import { type Packed, packAll } from "./pack.ts"

const lint = async ({ folder, tarball }: Packed): Promise<Machine.Result> => {
  const packed = readFileSync(tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength) },
    strict: true
  })
  return {
    name: `publint ${folder}, ${(packed.byteLength / 1024).toFixed(0)} kB packed`,
    problems: messages.map((message) => formatMessage(message, pkg) ?? message.code)
  }
}

// ESM only, as Effect is: CommonJS can `require` it on the Node versions that the packages support.
const typesOf = async (machine: Machine.Machine, { folder, tarball }: Packed): Promise<Machine.Result> => {
  const name = `are the types wrong, ${folder}`
  if (!machine.has("@arethetypeswrong/cli")) return { name, problems: [], skipped: "attw could not be installed" }
  const { ok, output } = await machine.run("node", [
    machine.tool("@arethetypeswrong/cli", "dist/index.js"),
    tarball,
    "--profile",
    "esm-only",
    "--no-emoji",
    "--no-color"
  ])
  return { name, problems: ok ? [] : [output] }
}

const { effect } = parseArgs({ options: { effect: { type: "string" } } }).values
const base = mkdtempSync(join(tmpdir(), "consumer-"))
const results: Array<Machine.Result> = []
const report = (some: ReadonlyArray<Machine.Result>): void => {
  for (const result of some) {
    results.push(result)
    const { name, problems, skipped } = result
    console.log(
      `${skipped !== undefined ? "skip" : problems.length === 0 ? "ok  " : "FAIL"} ${name}${skipped === undefined ? "" : `: ${skipped}`}`
    )
    for (const problem of problems.slice(0, 20)) console.log(`       ${problem}`)
    if (problems.length > 20) console.log(`       and ${problems.length - 20} more`)
  }
}

const packed = packAll(join(base, "tarballs"))
for (const one of packed) report([await lint(one)])
const machine = await Machine.make(base, packed, effect)
const checks = [
  ...packed.map(async (one) => [await typesOf(machine, one)]),
  TypeScript.resolve(machine),
  TypeScript.programs(machine),
  TypeScript.declarations(
    machine,
    packed.map(({ folder }) => folder)
  ),
  command(machine).then((one) => [one]),
  runtimes(machine, readFileSync(new URL("../examples/src/anywhere.ts", import.meta.url), "utf8"))
]
for await (const some of checks) report(some)
if (process.env["KEEP"] === undefined) rmSync(base, { recursive: true })
else console.log(base)

const failed = results.filter(({ problems }) => problems.length > 0).length
console.log(`${results.length - failed} of ${results.length} as they should be`)
process.exitCode = failed === 0 ? 0 : 1
