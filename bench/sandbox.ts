// What the local MultiSafepay costs: until it answers, per order over HTTP, and as it fills up. Every server is a process of its own, and
// so is whoever calls it. Run: node bench/sandbox.ts [seconds per server]
import { type ChildProcess, fork, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

const seconds = Number(process.argv[2] ?? 4)
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

const load = async (name: string, args: ReadonlyArray<string>): Promise<Load> => {
  const server = child("server", [name, ...args])
  const port = await next(server)
  const caller = child("caller", [String(port), String(seconds)])
  const measured = (await next(caller)) as Load
  const ended = gone(server)
  server.disconnect()
  await ended
  return measured
}

interface Filled {
  readonly orders: number
  readonly micros: number
  readonly megabytes: number
}

const fill = async (): Promise<ReadonlyArray<Filled>> => {
  const process_ = fork(new URL("./sandbox/fill.ts", import.meta.url), [], {
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
  for (const [label, name, args] of [
    ["sandbox", "sandbox", []],
    ["sandbox with data", "sandbox", [join(directory, "load.db")]],
    ["bare Effect HttpRouter", "echo", []]
  ] as const) {
    const { p50, p99, perSecond, refused } = await load(name, args)
    console.log(`| ${label} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${refused} |`)
  }

  console.log("\nOrders in one sandbox, in process: cost of the last thousand, memory held\n")
  console.log("| orders | microseconds per order | MB |\n|---:|---:|---:|")
  for (const { megabytes, micros, orders } of await fill()) {
    console.log(`| ${orders} | ${micros.toFixed(0)} | ${megabytes.toFixed(0)} |`)
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
