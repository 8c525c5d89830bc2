// Two runners and a web process over PostgreSQL; everything that can happen to them happens, and the ledger has to be right.
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { Member, progress } from "../support/fleet.ts"
import { freePort, noPostgres, type Postgres, startPostgres } from "../support/postgres.ts"
import { type Stub, startStub } from "../support/stubServer.ts"

let postgres: Postgres | undefined
let stub: Stub | undefined
const members: Array<Member> = []

beforeAll(() => {
  if (noPostgres !== undefined) console.log(`skipped: payments on a cluster (${noPostgres})`)
})
// Each test has a journal of its own: payments that one left unfinished would be placed among the orders of the next.
beforeEach(async () => {
  if (noPostgres !== undefined) return
  postgres = await startPostgres()
  stub = await startStub({ latency: 30, lateEvery: 5, late: 1200 })
})
afterEach(async () => {
  await Promise.all(members.splice(0).map((member) => member.kill()))
  await stub?.stop()
  await postgres?.stop()
})

const nameOf = (member: number) => `member-${member}`

const join = async (role: "runner" | "web", inFlight = 6000): Promise<Member> => {
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

const moved = () => [stub!.arrived, stub!.orders.size, stub!.ledger()]

/** A process reads that there is no such order, is frozen with that answer on the line, and comes back after another one has placed it. */
const freezeBetweenReadingAndWriting = async (inFlight: number) => {
  const ids = Array.from({ length: 20 }, (_, n) => `z-${inFlight}-${n}`)
  const web = await join("web")
  const frozen = await join("runner", inFlight)
  const held = stub!.hold("get", nameOf(members.indexOf(frozen)))
  await join("runner", inFlight)
  void web.ask({ start: ids, when_paid: "report", poll_interval: 60_000 })
  await progress(
    "some are read",
    () => held.ids.size > 0 && ids.every((id) => held.ids.has(id) || stub!.orders.has(id)),
    () => [held.ids.size, moved()]
  )
  frozen.child.kill("SIGSTOP")
  const before = held.ids.size
  // The answer "there is no such order" is in its hands now, and stays true until another process has placed the order.
  held.release()
  await progress("the other process places all orders", () => stub!.orders.size === ids.length, moved)
  frozen.child.kill("SIGCONT")
  // The answers are the first that it finds. It has acted on them when it has answered twenty questions that came after them.
  for (let n = 0; n < 20; n++) await frozen.standings(ids)
  assert.isAbove(before, 0)
  return stub!.ledger().ordersTwice
}

describe("a cluster", () => {
  it.skipIf(noPostgres !== undefined)(
    `keeps a process that was frozen between reading and writing from writing when it comes back${skipped}`,
    async () => assert.deepStrictEqual(await freezeBetweenReadingAndWriting(6000), [])
  )

  it.skipIf(noPostgres !== undefined)(
    `does not keep it from writing when it is told that nothing can be in flight${skipped}`,
    async () => assert.isNotEmpty(await freezeBetweenReadingAndWriting(0))
  )

  it.skipIf(noPostgres !== undefined)(
    `loses and doubles nothing through kill -9, a freeze, a shutdown and a database crash${skipped}`,
    async () => {
      const ids = Array.from({ length: payments }, (_, n) => `c-${n}`)
      const web = await join("web")
      const [first, frozen] = [await join("runner"), await join("runner")]
      const standings = () => web.standings(ids)
      const watched = async () => [moved(), await standings()]

      // Killed while orders are being placed: what it has asked for arrives after its death.
      const creating = stub!.hold("create", nameOf(members.indexOf(first)))
      void web.ask({ start: ids, when_paid: "capture", poll_interval: 60_000 })
      await progress("orders are being placed", () => creating.ids.size >= 10, moved)
      await first.kill("SIGKILL")
      creating.release()
      const second = await join("runner")

      // Frozen for longer than its locks last: the others take over, and it comes back believing that nothing has happened.
      frozen.child.kill("SIGSTOP")
      await progress("all payments wait", async () => (await standings())["Waiting"] === payments, watched, 500)
      frozen.child.kill("SIGCONT")

      for (const id of ids) stub!.reserve(id)
      for (let n = 0; n < 3; n++) await web.ask({ notify: ids })
      await progress("captures are being made", () => stub!.arrived.capture >= 20, watched)
      // Asked to stop in the middle of it; whoever does not stop in time is killed, as an orchestrator would.
      await Promise.race([second.kill("SIGTERM"), sleep(15_000).then(() => second.kill("SIGKILL"))])
      await join("runner")
      await progress("captures go on", () => stub!.arrived.capture >= 60, watched)
      await postgres!.crash(1500)

      await progress(
        "all payments are captured",
        async () => (await standings())["captured"] === payments,
        watched,
        500
      )
      assert.deepStrictEqual(stub!.ledger(), {
        orders: payments,
        captures: payments,
        ordersTwice: [],
        capturesTwice: []
      })
    }
  )
})
