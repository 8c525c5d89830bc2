// Five hosts in network namespaces: PostgreSQL, two runners, a web process and MultiSafepay. In each scenario 200 payments go through while
// a line fails twice, once while orders are placed and once while they are captured, for longer than a lease lasts.
//
//   node bench/durable-hosts.ts [--payments 200] [--seconds 15] [--only "cut from the database"]
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Member, progress } from "../packages/durable/test/support/fleet.ts"
import { makeHosts } from "../packages/durable/test/support/hosts.ts"
import { noPostgres, startPostgres } from "../packages/durable/test/support/postgres.ts"
import { startStub } from "../packages/durable/test/support/stubServer.ts"

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "200" },
    seconds: { type: "string", default: "15" },
    only: { type: "string" }
  }
})
const total = Number(values.payments)
const seconds = Number(values.seconds)

const hosts = noPostgres ?? makeHosts(["pg", "r1", "r2", "web", "api"])
if (typeof hosts === "string") {
  console.log(`not run: ${hosts}`)
  process.exit(0)
}

const scenarios: ReadonlyArray<{ readonly name: string; readonly fail: () => void; readonly apart?: number }> = [
  { name: "a runner is cut from the database", fail: () => hosts.cut("r1", "pg") },
  {
    name: "a runner is cut from its peers",
    fail: () => {
      hosts.cut("r1", "r2")
      hosts.cut("r1", "web")
    }
  },
  { name: "a runner is cut from MultiSafepay", fail: () => hosts.cut("r1", "api") },
  { name: "what a runner sends to the database is lost", fail: () => hosts.lose("r1", "pg") },
  { name: "what the database sends to a runner is lost", fail: () => hosts.lose("pg", "r1") },
  {
    name: "what a runner sends to the database is lost for a quarter of each second",
    fail: () => {
      const bursts = setInterval(() => {
        hosts.lose("r1", "pg")
        setTimeout(hosts.mend, 250)
      }, 1000)
      setTimeout(() => clearInterval(bursts), seconds * 1000 - 1000)
    }
  },
  {
    name: "the web process is cut from the runners",
    fail: () => {
      hosts.cut("web", "r1")
      hosts.cut("web", "r2")
    }
  },
  {
    name: "all are cut from the database",
    fail: () => {
      for (const one of ["r1", "r2", "web"] as const) hosts.cut(one, "pg")
    }
  },
  {
    name: "the runners' clocks are 90 s apart, and one is cut from the database",
    apart: 90_000,
    fail: () => hosts.cut("r1", "pg")
  }
]

const dir = mkdtempSync(join(tmpdir(), "durable-hosts-"))
process.once("SIGTERM", () => process.exit(1))
process.on("exit", () => {
  hosts.remove()
  rmSync(dir, { recursive: true, force: true })
})
let failed = 0
for (const [n, { apart = 0, fail, name }] of scenarios.entries()) {
  if (values.only !== undefined && !name.includes(values.only)) continue
  const began = Date.now()
  const postgres = await startPostgres(
    {},
    { namespace: hosts.namespaceOf("pg"), address: hosts.addressOf("pg"), network: hosts.network }
  )
  const path = join(dir, `${n}.sock`)
  const stub = await startStub({ latency: 30, lateEvery: 10, late: 1500, path })
  const door = spawn("ip", [
    ...["netns", "exec", hosts.namespaceOf("api"), process.execPath],
    ...[
      fileURLToPath(new URL("../packages/durable/test/support/door.ts", import.meta.url)),
      hosts.addressOf("api"),
      "8000",
      path
    ]
  ])
  await once(door.stdout, "data")
  const enter = async (host: "r1" | "r2" | "web", ahead: number) => {
    const member = new Member({
      api: `http://${hosts.addressOf("api")}:8000/${host}/v1/json`,
      engine: {
        kind: "cluster",
        url: postgres.url,
        host: hosts.addressOf(host),
        port: 7000,
        role: host === "web" ? "web" : "runner"
      },
      inFlight: 6000,
      namespace: hosts.namespaceOf(host),
      ahead
    })
    await member.ready
    return member
  }
  const members = [await enter("web", 0), await enter("r1", apart / 2), await enter("r2", -apart / 2)] as const
  const [web] = members
  const ids = Array.from({ length: total }, (_, i) => `hosts-${n}-${i}`)
  const watched = async () => [stub.arrived, stub.orders.size, stub.ledger(), await web.standings(ids)]
  const failure = async () => {
    fail()
    await sleep(seconds * 1000)
    hosts.mend()
  }
  let stuck = ""
  try {
    void web.ask({ start: ids, when_paid: "capture", poll_interval: 60_000 })
    await progress("orders are placed", () => stub.arrived.create >= total / 10, watched)
    await failure()
    await progress("all payments wait", async () => (await web.standings(ids))["Waiting"] === total, watched, 1000)
    for (const id of ids) stub.reserve(id)
    for (let copy = 0; copy < 3; copy++) void web.ask({ notify: ids })
    await progress("captures are made", () => stub.arrived.capture >= total / 10, watched)
    await failure()
    await progress("all are captured", async () => (await web.standings(ids))["captured"] === total, watched, 1000)
  } catch (error) {
    stuck = String(error)
  }
  const ledger = stub.ledger()
  const result = {
    lost: total - ledger.captures,
    ordersTwice: ledger.ordersTwice,
    capturesTwice: ledger.capturesTwice,
    seconds: Math.round((Date.now() - began) / 1000)
  }
  console.log(name, result, stuck)
  if (stuck !== "" || result.lost + result.ordersTwice.length + result.capturesTwice.length > 0) failed++
  hosts.mend()
  await Promise.all(members.map((member) => member.kill()))
  door.kill("SIGKILL")
  await stub.stop()
  await postgres.stop()
}
process.exit(failed === 0 ? 0 : 1)
