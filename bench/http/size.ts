// What the library adds to a program: gzipped bytes on top of one that uses Effect's HttpClient and Schema already, and the time and
// memory it takes to load, next to stripe. Bundled and minified by esbuild, for Node. Run: node bench/http/size.ts
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Metafile } from "esbuild"
import { bundle, programs } from "./programs.ts"

const directory = mkdtempSync(join(tmpdir(), "size-"))

const explain = (name: string, { outputs }: Metafile) => {
  const inputs = Object.entries(Object.values(outputs)[0]?.inputs ?? {})
    .map(([path, { bytesInOutput }]) => [path.replace(/^.*node_modules\//, ""), bytesInOutput] as const)
    .sort((a, b) => b[1] - a[1])
  console.log(name, inputs.filter(([path]) => path.includes("packages/")).slice(0, 30))
}

const load = (file: string | undefined) => {
  const script = join(directory, "load.mjs")
  writeFileSync(
    script,
    `const start = performance.now()
     ${file === undefined ? "" : `await import(${JSON.stringify(file)})`}
     const took = performance.now() - start
     console.log(JSON.stringify({ took, rss: process.memoryUsage.rss() }))`
  )
  const runs = Array.from(
    { length: 15 },
    () => JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })) as { took: number; rss: number }
  )
  const median = (pick: (run: { took: number; rss: number }) => number) => runs.map(pick).sort((a, b) => a - b)[7] ?? 0
  return { took: median((run) => run.took), rss: median((run) => run.rss) }
}

const bundles = []
for (const [index, [name, source]] of Object.entries(programs).entries()) {
  const { bytes, code, metafile } = await bundle(source)
  const file = join(directory, `${index}.mjs`)
  writeFileSync(file, code)
  if (process.argv.includes("--why")) explain(name, metafile)
  bundles.push({ name, file, bytes })
}
const nothing = load(undefined)
const base = bundles[0]?.bytes ?? 0
console.log("| program | gzip, kB | more than Effect alone, kB | load, ms | memory, MB more than Node |")
console.log("|---|---:|---:|---:|---:|")
for (const { bytes, file, name } of bundles) {
  const { rss, took } = load(file)
  const more = name === "stripe" ? "" : ((bytes - base) / 1000).toFixed(1)
  console.log(
    `| ${name} | ${(bytes / 1000).toFixed(1)} | ${more} | ${took.toFixed(0)} | ${((rss - nothing.rss) / 1e6).toFixed(1)} |`
  )
}
if (!process.argv.includes("--keep")) rmSync(directory, { recursive: true })
