// Two runners and a web process over PostgreSQL; everything that can happen to them happens, and the ledger has to be right.
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { Member, until } from "./support/fleet.ts"
import { freePort, noPostgres, type Postgres, startPostgres } from "./support/postgres.ts"
import { type Stub, startStub } from "./support/stubServer.ts"

let postgres: Postgres | undefined
let stub: Stub | undefined
const members: Array<Member> = []

beforeAll(async () => {
  if (noPostgres !== undefined) return console.log(`skipped: payments on a cluster (${noPostgres})`)
  postgres = await startPostgres()
})
afterAll(() => postgres?.stop())
beforeEach(async () => {
  if (noPostgres === undefined) stub = await startStub({ latency: 30, lateEvery: 5, late: 1200 })
})
afterEach(async () => {
  await Promise.all(members.splice(0).map((member) => member.kill()))
  await stub?.stop()
})

const nameOf = (member: number) => `member-${member}`

const join = async (role: "runner" | "web", inFlight = 3000): Promise<Member> => {
  const member = new Member({
    api: stub?.urlFor(nameOf(members.length)) ?? "",
    engine: { kind: "cluster", url: postgres?.url ?? "", port: await freePort(), role },
    inFlight
  })
  members.push(member)
  await member.ready
  return member
}

const payments = 150
const skipped = noPostgres === undefined ? "" : ` (${noPostgres})`

describe("a cluster", () => {
  it.skipIf(noPostgres !== undefined)(
    `keeps a process that was frozen between reading and writing from writing when it comes back${skipped}`,
    { timeout: 120_000 },
    async () => {
      const ids = Array.from({ length: 20 }, (_, n) => `z-${n}`)
      const web = await join("web")
      // Shorter than its deadline for a reading, which would send it back to reading by itself.
      const frozen = await join("runner", 1500)
      const held = stub!.hold(nameOf(members.indexOf(frozen)))
      await join("runner", 1500)
      void web.ask({ start: ids, when_paid: "report", poll_interval: 60_000 })
      assert.isTrue(await until(() => held.count() > 0 && held.count() + stub!.orders.size === 20, 30), "some are read")
      frozen.child.kill("SIGSTOP")
      const before = held.count()
      // The answer "there is no such order" is in its hands now, and stays true until another process has placed the order.
      held.release()
      assert.isTrue(await until(() => stub!.orders.size === 20, 60), "the other process places all orders")
      frozen.child.kill("SIGCONT")
      await sleep(5000)
      assert.isAbove(before, 0)
      assert.deepStrictEqual(stub!.ledger().ordersTwice, [])
    }
  )

  it.skipIf(noPostgres !== undefined)(
    `loses and doubles nothing through kill -9, a freeze, a shutdown and a database crash${skipped}`,
    { timeout: 180_000 },
    async () => {
      const ids = Array.from({ length: payments }, (_, n) => `c-${n}`)
      const web = await join("web")
      const [first, frozen] = [await join("runner"), await join("runner")]
      const standings = () => web.standings(ids)

      // Killed while orders are being placed.
      void web.ask({ start: ids, when_paid: "capture", poll_interval: 60_000 })
      assert.isTrue(await until(() => stub!.arrived.create >= 40, 30), "orders are being placed")
      await first.kill("SIGKILL")
      const second = await join("runner")

      // Frozen for longer than its locks last: the others take over, and it comes back believing that nothing has happened.
      frozen.child.kill("SIGSTOP")
      assert.isTrue(await until(async () => (await standings())["Waiting"] === payments, 60, 500), "all payments wait")
      frozen.child.kill("SIGCONT")

      for (const id of ids) stub!.reserve(id)
      for (let n = 0; n < 3; n++) await web.ask({ notify: ids })
      assert.isTrue(await until(() => stub!.arrived.capture >= 20, 30), "captures are being made")
      // Asked to stop in the middle of it; whoever does not stop in time is killed, as an orchestrator would.
      await Promise.race([second.kill("SIGTERM"), sleep(15_000).then(() => second.kill("SIGKILL"))])
      await join("runner")
      assert.isTrue(await until(() => stub!.arrived.capture >= 60, 30), "captures go on")
      await postgres!.crash(1500)

      const isCaptured = async () => (await standings())["captured"] === payments
      assert.isTrue(await until(isCaptured, 60, 500), `all payments are captured: ${JSON.stringify(await standings())}`)
      assert.deepStrictEqual(stub!.ledger(), {
        orders: payments,
        captures: payments,
        ordersTwice: [],
        capturesTwice: []
      })
    }
  )
})
