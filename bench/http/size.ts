// What the library adds to a program: gzipped bytes on top of one that uses Effect's HttpClient and Schema already, and the time and
// memory it takes to load, next to stripe. Bundled and minified by esbuild, for Node. Run: node bench/http/size.ts
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const effect = `
  import * as Effect from "effect/Effect"
  import * as FetchHttpClient from "effect/http/FetchHttpClient"
  import * as HttpClient from "effect/http/HttpClient"
  import * as Schema from "effect/Schema"
  const Answer = Schema.Struct({ order_id: Schema.String, amount: Schema.Int })
  export const own = HttpClient.get("https://shop.example/orders/1").pipe(
    Effect.flatMap((response) => response.json),
    Effect.flatMap(Schema.decodeUnknownEffect(Answer)),
    Effect.provide(FetchHttpClient.layer)
  )
`

const programs = {
  "Effect's HttpClient and Schema": effect,
  "the same and Orders.create": `${effect}
    import * as Client from "@effect-multisafepay/http/Client"
    import * as Orders from "@effect-multisafepay/http/Orders"
    import * as Redacted from "effect/Redacted"
    export const placed = Orders.Orders.use((orders) =>
      orders.create({ type: "redirect", order_id: "1", currency: "EUR", amount: 1000, description: "A mug" })
    ).pipe(Effect.provide(Orders.layer), Effect.provide(Client.layer({ apiKey: Redacted.make("key") })), Effect.provide(FetchHttpClient.layer))
  `,
  "the same and every service": `${effect}
    import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
    export const services = MultiSafepay.layerConfig()
  `,
  stripe: `
    import Stripe from "stripe"
    export const stripe = new Stripe("sk_test")
  `
}

const directory = mkdtempSync(join(tmpdir(), "size-"))

const bundle = async (name: string, source: string, index: number) => {
  const file = join(directory, `${index}.mjs`)
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: file,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    metafile: true,
    write: false
  }).then((result) => {
    writeFileSync(file, result.outputFiles[0]?.contents ?? "")
    return result
  })
  const bytes = gzipSync(await import("node:fs").then((fs) => fs.readFileSync(file)), { level: 9 }).length
  if (process.argv.includes("--why")) {
    const inputs = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {})
      .map(([path, { bytesInOutput }]) => [path.replace(/^.*node_modules\//, ""), bytesInOutput] as const)
      .sort((a, b) => b[1] - a[1])
    console.log(name, inputs.filter(([path]) => path.includes("packages/")).slice(0, 30))
  }
  return { name, file, bytes }
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
for (const [index, [name, source]] of Object.entries(programs).entries())
  bundles.push(await bundle(name, source, index))
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
