// What a local MultiSafepay carries: a hundred thousand paid and notified orders in a real `multisafepay-sandbox` with a file, five hundred
// notifications a second delivered to a shop for a minute, six bodies of 20 MB at once, and twenty kills, all on top of each other. The
// shop keeps books of its own; what they do not find again ends the run with an error.
//
//   node bench/sandbox-load.ts [--orders 100000] [--seconds 60] [--rate 500] [--kills 20] [--memory]
//
// With --memory the sandbox has no file, and nothing is killed. Memory of the process is read from /proc (Linux).
import { type ChildProcess, fork } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Pool, request } from "undici"
import { apiKey, Shop } from "./sandbox/shop.ts"

const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "100000" },
    seconds: { type: "string", default: "60" },
    rate: { type: "string", default: "500" },
    kills: { type: "string", default: "20" },
    memory: { type: "boolean", default: false }
  }
})
const [orders, seconds, rate, kills] = [values.orders, values.seconds, values.rate, values.kills].map(Number) as [
  number,
  number,
  number,
  number
]

const bin = createRequire(import.meta.url)
  .resolve("@effect-multisafepay/sandbox/package.json")
  .replace("package.json", "bin/multisafepay-sandbox.js")

const began = performance.now()
const log = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`)

interface Probe {
  readonly heapUsed: number
  /** Milliseconds of the processor since it started. */
  readonly cpu: number
}

/** A real sandbox, in a process of its own. */
class Sandbox {
  readonly child: ChildProcess
  readonly url: string
  readonly pool: Pool
  readonly startedIn: number

  private constructor(child: ChildProcess, url: string, startedIn: number) {
    this.child = child
    this.url = url
    this.startedIn = startedIn
    this.pool = new Pool(url, { connections: 64 })
  }

  static async start(file: string | undefined): Promise<Sandbox> {
    const begin = performance.now()
    const child = fork(bin, ["start", "--port", "0", "--json", ...(file === undefined ? [] : ["--data", file])], {
      execArgv: ["--expose-gc", "--import", new URL("./sandbox/probe.ts", import.meta.url).href],
      stdio: ["ignore", "pipe", "inherit", "ipc"]
    })
    const line = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)))
      child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()))
    })
    const { url } = JSON.parse(line) as { readonly url: string }
    return new Sandbox(child, url, performance.now() - begin)
  }

  /** After a collection, which stops everything for a moment. */
  probe(): Promise<Probe> {
    return new Promise((resolve) => {
      this.child.once("message", (message) => resolve(message as Probe))
      this.child.send("probe")
    })
  }

  /** Megabytes of the whole process. */
  resident(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8")
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  }

  async get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const { body, statusCode } = await this.pool.request({ path, method: "GET", headers: { api_key: apiKey } })
    return { status: statusCode, text: await body.text() }
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve))
    this.child.kill(signal)
    await ended
    await this.pool.destroy()
  }
}

const at = (times: ReadonlyArray<number>, part: number): string => {
  const sorted = [...times].sort((a, b) => a - b)
  return `${(sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? Number.NaN).toFixed(0)} ms`
}

const wrong: Array<string> = []
const mustBe = (isSo: boolean, text: string) => {
  if (!isSo) wrong.push(text)
  log(`${isSo ? "holds" : "WRONG"}: ${text}`)
}

/** Until it is so, or nothing has moved for half a minute. */
const settle = async (isSo: () => boolean, progress: () => number) => {
  let last = progress()
  for (let quiet = 0; !isSo() && quiet < 300; quiet++) {
    await sleep(100)
    if (progress() === last) continue
    last = progress()
    quiet = 0
  }
}

const directory = mkdtempSync(join(tmpdir(), "bench-load-"))
const file = values.memory ? undefined : join(directory, "sandbox.db")
const shop = new Shop()
await shop.open()
let sandbox = await Sandbox.start(file)

const allTold = () =>
  settle(
    () => shop.untold() === 0,
    () => shop.heard
  )

const fill = async () => {
  const begin = performance.now()
  const before = await sandbox.probe()
  await shop.placeFast(sandbox.pool, 16, () => shop.acknowledged.size >= orders)
  const placedIn = (performance.now() - begin) / 1000
  await allTold()
  const took = (performance.now() - begin) / 1000
  const after = await sandbox.probe()
  log(
    `${shop.acknowledged.size} orders placed, paid and told: ${(orders / placedIn).toFixed(0)} orders a second, the last notification after ${took.toFixed(0)} s: ${(shop.heard / took).toFixed(0)} notifications a second, ${((after.cpu - before.cpu) / orders).toFixed(2)} ms of CPU an order; load ${loadavg()[0]?.toFixed(1)}`
  )
  log(
    `heap ${(after.heapUsed / 2 ** 20).toFixed(0)} MB after a collection (${(before.heapUsed / 2 ** 20).toFixed(0)} MB when empty), process ${sandbox.resident().toFixed(0)} MB${file === undefined ? "" : `, file ${(statSync(file).size / 2 ** 20).toFixed(0)} MB`}`
  )
  mustBe(
    shop.failed === 0 && shop.untold() === 0,
    `${shop.acknowledged.size} orders taken, ${shop.failed} refused or unanswered, ${shop.untold()} not told`
  )
}

const steady = async () => {
  shop.forgetTimes()
  const before = { ...(await sandbox.probe()), heard: shop.heard, acknowledged: shop.acknowledged.size }
  const begin = performance.now()
  let most = 0
  let isOver = false
  const placing = shop.placeEvenly(sandbox.pool, rate, () => isOver)
  const pages: Array<number> = []
  while (performance.now() - begin < seconds * 1000) {
    // Somebody looks at the dashboard all the while.
    const look = performance.now()
    await sandbox.get(`/?status=completed&page=${1 + (pages.length % 500)}`)
    pages.push(performance.now() - look)
    most = Math.max(most, sandbox.resident())
    await sleep(500)
  }
  const heard = shop.heard - before.heard
  const took = (performance.now() - begin) / 1000
  isOver = true
  await placing
  const placed = shop.acknowledged.size - before.acknowledged
  const left = shop.untold()
  await allTold()
  const after = await sandbox.probe()
  log(
    `${took.toFixed(0)} s of ${rate} orders a second: ${(heard / took).toFixed(0)} notifications a second, ${left} not yet told at the end; answer p50 ${at(shop.answers, 0.5)}, p99 ${at(shop.answers, 0.99)}; notification after the answer p50 ${at(shop.delays, 0.5)}, p99 ${at(shop.delays, 0.99)}; a page of the dashboard p50 ${at(pages, 0.5)}, p99 ${at(pages, 0.99)}; process at most ${most.toFixed(0)} MB, ${((after.cpu - before.cpu) / placed).toFixed(2)} ms of CPU an order; load ${loadavg()[0]?.toFixed(1)}`
  )
  mustBe(
    shop.failed === 0 && shop.untold() === 0,
    `${placed} orders taken in that time, ${shop.failed} refused or unanswered, ${shop.untold()} not told`
  )
  mustBe(shop.forged === 0, "every signature was right")
}

const bodies = async () => {
  shop.forgetTimes()
  const big = Buffer.alloc(20 * 2 ** 20, "x")
  const before = sandbox.resident()
  const { heapUsed } = await sandbox.probe()
  let most = before
  let isOver = false
  const placing = shop.placeEvenly(sandbox.pool, rate / 5, () => isOver)
  const watch = setInterval(() => (most = Math.max(most, sandbox.resident())), 10)
  await sleep(1000)
  const send = async () => {
    try {
      const { body, statusCode } = await request(`${sandbox.url}/v1/json/orders`, {
        method: "POST",
        headers: { api_key: apiKey, "content-type": "application/json" },
        body: big
      })
      return `${statusCode} ${await body.text()}`
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : "failed"
    }
  }
  const answers = await Promise.all(Array.from({ length: 6 }, send))
  await sleep(1000)
  isOver = true
  clearInterval(watch)
  await placing
  await allTold()
  const after = await sandbox.probe()
  log(
    `six bodies of 20 MB at once were answered ${[...new Set(answers)].join(" and ")}; process ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB; heap ${((after.heapUsed - heapUsed) / 2 ** 20).toFixed(0)} MB more; other orders p99 ${at(shop.answers, 0.99)}`
  )
  mustBe(!answers.some((one) => one.startsWith("200")), "none of the six was taken")
  mustBe(
    shop.failed === 0 && shop.untold() === 0,
    `of the other orders ${shop.failed} were refused or unanswered, ${shop.untold()} not told`
  )
}

/** Transaction ids by order id, as the sandbox lists them. */
const audit = async () => {
  const found = new Map<string, string>()
  const ids = new Set<string>()
  let rows = 0
  for (let path = "/v1/json/transactions?limit=1000"; ;) {
    const { text } = await sandbox.get(path)
    const page = text.matchAll(/"order_id":"([^"]*)"[^{}]*?"transaction_id":(\d+)/g)
    const before = rows
    for (const [, order_id = "", transaction_id = ""] of page) {
      rows++
      found.set(order_id, transaction_id)
      ids.add(transaction_id)
    }
    const after = /"cursor":\{"after":"([^"]*)"/.exec(text)?.[1]
    if (rows === before || after === undefined) return { found, repeated: rows - ids.size }
    path = `/v1/json/transactions?limit=1000&after=${encodeURIComponent(after.replaceAll("\\/", "/"))}`
  }
}

const killed = async () => {
  shop.failed = 0
  const starts: Array<number> = []
  const placed: Array<number> = []
  let lost = 0
  for (let kill = 0; kill < kills; kill++) {
    const known = new Set(shop.acknowledged.keys())
    let isOver = false
    const placing = shop.placeEvenly(sandbox.pool, rate, () => isOver)
    // Killed after another number of acknowledgements each time, so that the kills fall anywhere between two writes.
    const enough = known.size + 50 + ((kill * 7_919) % 900)
    await settle(
      () => shop.acknowledged.size > enough,
      () => shop.acknowledged.size
    )
    const ended = sandbox.end("SIGKILL")
    isOver = true
    await Promise.all([ended, placing])
    sandbox = await Sandbox.start(file)
    starts.push(sandbox.startedIn)
    const fresh = [...shop.acknowledged].filter(([order_id]) => !known.has(order_id))
    placed.push(fresh.length)
    for (const [order_id, transaction_id] of fresh) {
      const { text } = await sandbox.get(`/v1/json/orders/${order_id}`)
      if (!text.includes(`"transaction_id":${transaction_id}`) || !text.includes('"status":"completed"')) lost++
    }
  }
  await allTold()
  const { found, repeated } = await audit()
  for (const [order_id, transaction_id] of shop.acknowledged) if (found.get(order_id) !== transaction_id) lost++
  log(
    `${kills} kills at ${rate} orders a second: ${placed.reduce((sum, one) => sum + one, 0)} orders acknowledged between them, ${shop.failed} without an answer when it died; ready again after ${at(starts, 0.5)} (median), ${at(starts, 1)} at most`
  )
  mustBe(lost === 0, `${shop.acknowledged.size} acknowledged orders are there after the last kill, ${lost} lost`)
  mustBe(repeated === 0, `${found.size} orders are listed, ${repeated} transaction ids twice`)
  mustBe(shop.untold() === 0, `the shop was told of every acknowledged order, ${shop.untold()} not`)
}

try {
  log(`a sandbox ${file === undefined ? "in memory" : "with a file"}, ready after ${sandbox.startedIn.toFixed(0)} ms`)
  await fill()
  await steady()
  await bodies()
  if (file !== undefined) await killed()
} finally {
  await sandbox.end("SIGKILL")
  shop.close()
  rmSync(directory, { recursive: true, force: true })
}
if (wrong.length > 0) {
  console.error(`\nwhat does not hold:\n${wrong.join("\n")}`)
  process.exitCode = 1
}
