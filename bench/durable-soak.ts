// Chaos: three runners and two web processes over a throw-away PostgreSQL; every few seconds one of them is killed, frozen or asked to
// stop, once the database crashes; payments are started and paid all the while. At the end the books have to balance.
//
//   node bench/durable-soak.ts [--payments 1500] [--seconds 90] [--freezes]
//
// With --freezes nothing is killed, but two of four runners are frozen or cut off from the database at any time, for three to eighteen
// seconds: shorter and longer than it takes the others to notice. What comes back is more dangerous than what is dead.
import { setTimeout as sleep } from "node:timers/promises"
import { randomInt } from "node:crypto"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Member, progress } from "../packages/durable/test/support/fleet.ts"
import { type Line, startLine } from "../packages/durable/test/support/line.ts"
import { freePort, noPostgres, startPostgres } from "../packages/durable/test/support/postgres.ts"
import { startStub } from "../packages/durable/test/support/stubServer.ts"

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "1500" },
    seconds: { type: "string", default: "90" },
    freezes: { type: "boolean", default: false }
  }
})
const total = Number(values.payments)
const seconds = Number(values.seconds)

if (noPostgres !== undefined) {
  console.log(`not run: ${noPostgres}`)
  process.exit(0)
}

const began = Date.now()
const log = (text: string) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`)

const postgres = await startPostgres()
const stub = await startStub({ latency: 30, lateEvery: 10, late: 1500 })
let members = 0
const join = async (role: "runner" | "web", options: { readonly port?: number; readonly line?: Line } = {}) => {
  const url = options.line === undefined ? postgres.url : postgres.urlAt(options.line.port)
  const member = new Member({
    api: stub.urlFor(`${role}-${++members}`),
    engine: { kind: "cluster", url, port: options.port ?? (await freePort()), role },
    inFlight: 3000
  })
  await member.ready
  return member
}
const portOf = (member: Member) => (member.settings.engine.kind === "cluster" ? member.settings.engine.port : 0)

const webs = [await join("web"), await join("web")]
const lines = await Promise.all(Array.from({ length: values.freezes ? 4 : 3 }, () => startLine(postgres.port)))
const runners: Array<Member> = []
for (const line of lines) runners.push(await join("runner", { line }))
log(`${runners.length} runners and ${webs.length} web processes are up`)

/** Asks some web process until one has done it: a shop behind a load balancer, or MultiSafepay calling again. */
const ask = async (message: Parameters<Member["ask"]>[0]) => {
  for (let n = 0; ; n++) {
    const web = webs[n % webs.length]
    const reply = await Promise.race([web?.ask(message), sleep(20_000).then(() => undefined)])
    if (reply !== undefined && "done" in reply) return
    await sleep(500)
  }
}

const ids = Array.from({ length: total }, (_, n) => `soak-${n}`)
const events = { "kill -9": 0, freeze: 0, "cut off": 0, SIGTERM: 0, "web kill -9": 0, "database crash": 0 }

const shop = async () => {
  const batch = 15
  const pause = (seconds * 1000) / (total / batch)
  const notices: Array<Promise<void>> = []
  for (let n = 0; n < total; n += batch) {
    const some = ids.slice(n, n + batch)
    notices.push(
      (async () => {
        await ask({ start: some, when_paid: "capture", poll_interval: 60_000 })
        // The customer takes a while, and the order has to be there.
        await progress(
          "orders are placed",
          () => some.every((id) => stub.orders.has(id)),
          () => [stub.arrived, stub.orders.size]
        ).catch((error: unknown) => log(String(error)))
        await sleep(1000 + ((n * 37) % 4000))
        for (const id of some) stub.reserve(id)
        for (let copy = 0; copy < 3; copy++) await ask({ notify: some })
      })()
    )
    await sleep(pause)
  }
  await Promise.all(notices)
}

const chaos = async () => {
  const end = Date.now() + seconds * 1000
  let crashed = false
  for (let n = 0; Date.now() < end; n++) {
    await sleep(6000)
    const at = n % runners.length
    const victim = runners[at]
    if (victim === undefined) continue
    if (!crashed && Date.now() > end - (seconds * 1000) / 2) {
      crashed = true
      events["database crash"]++
      await postgres.crash(2000)
      log("the database crashed and is back")
    } else if (n % 4 === 1) {
      events.freeze++
      victim.child.kill("SIGSTOP")
      log("a runner is frozen for 15 s")
      void sleep(15_000).then(() => victim.child.kill("SIGCONT"))
    } else if (n % 4 === 3) {
      events.SIGTERM++
      await Promise.race([victim.kill("SIGTERM"), sleep(15_000).then(() => victim.kill("SIGKILL"))])
      runners[at] = await join("runner", { port: portOf(victim) })
      log("a runner was asked to stop and replaced")
    } else {
      events["kill -9"]++
      await victim.kill("SIGKILL")
      runners[at] = await join("runner", { port: portOf(victim) })
      log("a runner was killed and replaced")
      if (n % 4 === 2) {
        const web = webs[n % 8 === 2 ? 0 : 1]
        events["web kill -9"]++
        await web?.kill("SIGKILL")
        webs[n % 8 === 2 ? 0 : 1] = await join("web")
        log("a web process was killed and replaced")
      }
    }
  }
}

const freezes = async () => {
  const end = Date.now() + seconds * 1000
  const disturb = async (own: ReadonlyArray<number>) => {
    for (let n = 0; Date.now() < end; n++) {
      await sleep(randomInt(4000))
      const at = own[n % own.length] ?? 0
      const milliseconds = randomInt(3000, 18_000)
      if (randomInt(2) === 0) {
        events.freeze++
        runners[at]?.child.kill("SIGSTOP")
        await sleep(milliseconds)
        runners[at]?.child.kill("SIGCONT")
      } else {
        events["cut off"]++
        lines[at]?.cut()
        await sleep(milliseconds)
        lines[at]?.mend()
      }
    }
  }
  await Promise.all([disturb([0, 1]), disturb([2, 3])])
}

await Promise.all([shop(), values.freezes ? freezes() : chaos()])
log("all payments are started, paid and notified; the chaos is over")
let standings: Record<string, number> = {}
const done = await progress(
  "all payments end",
  async () => {
    standings = (await webs[0]?.standings(ids)) ?? {}
    return standings["captured"] === total
  },
  () => [standings, stub.arrived],
  2000
).then(
  () => true,
  () => false
)
log(done ? "all payments have ended" : "some payments have not ended")
const operator = fileURLToPath(new URL("../packages/durable/src/cli/main.ts", import.meta.url))
const captures = stub.captured()
for (const id of ids.filter((id) => !captures.has(id)).slice(0, 5)) {
  const args = ["--disable-warning=ExperimentalWarning", operator, "show", id, "--database-url", postgres.url]
  console.log(stub.orders.get(id), spawnSync(process.execPath, args, { encoding: "utf8" }).stdout)
}
const ledger = stub.ledger()
console.log({
  payments: total,
  events,
  standings,
  lost: total - ledger.orders,
  ordersTwice: ledger.ordersTwice,
  capturesTwice: ledger.capturesTwice,
  uncaptured: total - ledger.captures,
  stuck: total - (standings["captured"] ?? 0),
  seconds: Math.round((Date.now() - began) / 1000)
})
await Promise.all([...runners, ...webs].map((member) => member.kill()))
for (const line of lines) line.stop()
await stub.stop()
await postgres.stop()
process.exit(done && ledger.ordersTwice.length + ledger.capturesTwice.length === 0 ? 0 : 1)
