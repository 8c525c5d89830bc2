// What the local MultiSafepay costs: until it answers, per order over HTTP, and as it fills up. Every server is a process of its own, and
// so is whoever calls it. Run: node bench/sandbox.ts [seconds per server] [directory with @stoplight/prism-cli installed]
// Prism (a stub server made from the vendor's OpenAPI) is no dependency: it brings two hundred packages and a script that reports on
// installations. It joins when a directory is given and the vendor's file lies beside the checkout.
import { type ChildProcess, fork, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { existsSync } from "node:fs"
import { createServer } from "node:net"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { request } from "undici"

const seconds = Number(process.argv[2] ?? 4)
const prism = process.argv[3]
const directory = mkdtempSync(join(tmpdir(), "bench-sandbox-"))

const next = (child: ChildProcess) =>
  new Promise<unknown>((resolve, reject) => {
    const failed = (code: number | null) => reject(new Error(`ended with ${code}`))
    child.once("exit", failed)
    child.once("message", (message) => {
      child.off("exit", failed)
      resolve(message)
    })
  })

const gone = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve))

const child = (name: string, args: ReadonlyArray<string> = []) =>
  fork(new URL(`./sandbox/${name}.ts`, import.meta.url), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] })

const median = (values: ReadonlyArray<number>): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

// Start to ready: from the command to its line.
const bin = createRequire(import.meta.url)
  .resolve("@effect-multisafepay/sandbox/package.json")
  .replace("package.json", "bin/multisafepay-sandbox.js")

const startOnce = async (args: ReadonlyArray<string>): Promise<number> => {
  const begin = performance.now()
  const process_ = spawn(process.execPath, [bin, "start", "--port", "0", "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  await new Promise((resolve) => process_.stdout.once("data", resolve))
  const took = performance.now() - begin
  const ended = gone(process_)
  process_.kill("SIGTERM")
  await ended
  return took
}

const starts = async (args: ReadonlyArray<string>): Promise<number> => {
  const times: Array<number> = []
  for (let n = 0; n < 7; n++) times.push(await startOnce(args))
  return median(times)
}

interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
}

const call = async (port: number, path: string): Promise<Load> =>
  (await next(child("caller", [String(port), String(seconds), path]))) as Load

const load = async (name: string, args: ReadonlyArray<string>): Promise<Load> => {
  const server = child("server", [name, ...args])
  const measured = await call(Number(await next(server)), "/v1/json/orders")
  const ended = gone(server)
  server.disconnect()
  await ended
  return measured
}

const openapi = new URL("../../shared/reference/api/openapi.json", import.meta.url).pathname

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const loadPrism = async (at: string): Promise<Load> => {
  const port = await freePort()
  const main = join(at, "node_modules/@stoplight/prism-cli/dist/index.js")
  // One process, as the others are, and no line for every request.
  const args = [main, "mock", "-m", "false", "-v", "silent", "-h", "127.0.0.1", "-p", String(port), openapi]
  const server = spawn(process.execPath, args, { stdio: "ignore" })
  const isUp = () =>
    request(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false
    )
  for (let look = 0; look < 100 && !(await isUp()); look++) await new Promise((resolve) => setTimeout(resolve, 200))
  const measured = await call(port, "/orders?api_key=key")
  const ended = gone(server)
  server.kill("SIGTERM")
  await ended
  return measured
}

interface Filled {
  readonly orders: number
  readonly micros: number
  readonly megabytes: number
}

const fill = async (kind: "redirect" | "paid"): Promise<ReadonlyArray<Filled>> => {
  const process_ = fork(new URL("./sandbox/fill.ts", import.meta.url), [kind], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: ["--expose-gc"]
  })
  return (await next(process_)) as ReadonlyArray<Filled>
}

try {
  const plain = await starts([])
  const kept = await starts(["--data", join(directory, "start.db")])
  console.log("Start to ready, the command, median of 7 (milliseconds)\n")
  console.log("| in memory | with --data |\n|---:|---:|")
  console.log(`| ${plain.toFixed(0)} | ${kept.toFixed(0)} |\n`)

  console.log(`POST /v1/json/orders over loopback, 16 at once, ${seconds} s each\n`)
  console.log("| server | requests/s | p50 ms | p99 ms | not 200 |\n|---|---:|---:|---:|---:|")
  const servers: ReadonlyArray<readonly [label: string, run: () => Promise<Load>]> = [
    ["sandbox", () => load("sandbox", [])],
    ["sandbox with data", () => load("sandbox", [join(directory, "load.db")])],
    ["bare Effect HttpRouter", () => load("echo", [])],
    ["bare node:http", () => load("plain", [])],
    ...(prism !== undefined && existsSync(openapi) ? [["prism", () => loadPrism(prism)] as const] : [])
  ]
  for (const [label, run] of servers) {
    const { p50, p99, perSecond, refused } = await run()
    console.log(`| ${label} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${refused} |`)
  }

  console.log("\nOrders in one sandbox, in process: cost of the last thousand, memory held\n")
  console.log("| orders | kind | microseconds per order | MB |\n|---:|---|---:|---:|")
  for (const kind of ["redirect", "paid"] as const) {
    for (const { megabytes, micros, orders } of await fill(kind)) {
      console.log(`| ${orders} | ${kind} | ${micros.toFixed(0)} | ${megabytes.toFixed(0)} |`)
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
