// A process is killed while its requests are held back at MultiSafepay, and the next one on the same file has to get everything right.
// Hold, kill, release: what happens does not depend on how fast the machine is.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Member, progress } from "../support/fleet.ts"
import { type Stub, startStub } from "../support/stubServer.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-crash-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Run {
  readonly name: string
  readonly payments: number
  readonly inFlight: number
  readonly naive?: boolean
}

const prepare = async (run: Run) => {
  const stub = await startStub({ latency: 10 })
  const ids = Array.from({ length: run.payments }, (_, n) => `${run.name}-${n}`)
  const begin = async () => {
    const member = new Member({
      api: stub.urlFor("shop"),
      engine: { kind: "local", filename: join(dir, `${run.name}.db`) },
      inFlight: run.inFlight,
      naive: run.naive === true
    })
    await member.ready
    return member
  }
  const start = (member: Member) => void member.ask({ start: ids, when_paid: "capture", poll_interval: 60_000 })
  const moved = () => [stub.arrived, stub.orders.size, stub.ledger()]
  return { stub, ids, begin, start, moved }
}

/** Kills a process that has so many writes under way. They stay on the line: held back, and out of everybody's hands. */
const killWith = async (
  stub: Stub,
  what: "create" | "capture",
  writes: number,
  member: Member,
  moved: () => unknown
) => {
  const held = stub.hold(what)
  await progress(`${writes} writes are under way`, () => held.ids.size >= writes, moved)
  await member.kill()
  held.close()
  return held
}

describe("a killed process", () => {
  it("leaves exactly one order and one capture per payment, killed while creating, waiting and capturing", async () => {
    const { begin, ids, moved, start, stub } = await prepare({ name: "careful", payments: 200, inFlight: 6000 })
    const once = { ordersTwice: [], capturesTwice: [] }
    let member = await begin()
    for (let kills = 0; kills < 2; kills++) {
      const killed = killWith(stub, "create", 8, member, moved)
      start(member)
      // What it had asked for arrives after its death, and before the next one has read anything.
      ;(await killed).release()
      member = await begin()
    }
    start(member)
    const isWaiting = async () =>
      stub.ledger().orders === ids.length && ((await member.standings(ids))["Waiting"] ?? 0) === ids.length
    const watched = async () => [moved(), await member.standings(ids)]
    await progress("all orders are placed and all payments wait", isWaiting, watched, 400)

    await member.kill()
    member = await begin()
    for (const id of ids) stub.reserve(id)
    const killed = killWith(stub, "capture", 8, member, moved)
    // MultiSafepay repeats what was not answered; here everything comes three times.
    for (let n = 0; n < 3; n++) void member.ask({ notify: ids })
    ;(await killed).release()

    member = await begin()
    await member.ask({ notify: ids })
    const isCaptured = async () => ((await member.standings(ids))["captured"] ?? 0) === ids.length
    await progress("all payments are captured", isCaptured, watched, 400)
    assert.deepStrictEqual(stub.ledger(), { orders: ids.length, captures: ids.length, ...once })
    await member.kill()
    await stub.stop()
  })

  it("places orders twice when the step does not read before it writes", async () => {
    const { begin, ids, moved, start, stub } = await prepare({ name: "naive", payments: 40, inFlight: 0, naive: true })
    const first = await begin()
    const killed = killWith(stub, "create", 5, first, moved)
    start(first)
    ;(await killed).release()
    const second = await begin()
    start(second)
    await progress(
      "all orders are placed",
      async () => (await second.standings(ids))["paid"] === ids.length,
      moved,
      200
    )
    await second.kill()
    assert.isAtLeast(stub.ledger().ordersTwice.length, 5)
    await stub.stop()
  })

  it("places orders twice when it reads before the old request can have arrived", async () => {
    const { begin, ids, moved, start, stub } = await prepare({ name: "hasty", payments: 40, inFlight: 0 })
    const first = await begin()
    const killed = killWith(stub, "create", 5, first, moved)
    start(first)
    const held = await killed
    const second = await begin()
    start(second)
    await progress("the next process has placed all orders", () => stub.orders.size === ids.length, moved)
    held.release()
    await progress("the old requests have arrived", () => stub.ledger().ordersTwice.length >= 5, moved)
    await second.kill()
    await stub.stop()
  })
})
