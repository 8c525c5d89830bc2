// A process is killed at the worst moments, and the next one on the same file has to get everything right.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Member, until } from "./support/fleet.ts"
import { type Stub, startStub } from "./support/stubServer.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-crash-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const idsOf = (name: string, payments: number) => Array.from({ length: payments }, (_, n) => `${name}-${n}`)

interface Run {
  readonly name: string
  readonly payments: number
  readonly inFlight: number
  readonly naive?: boolean
}

/** Starts all payments and kills their process in the middle of placing the orders, twice; the third process goes on. */
const killWhileCreating = async (stub: Stub, run: Run) => {
  const ids = idsOf(run.name, run.payments)
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
  let member = await begin()
  for (const target of [run.payments * 0.2, run.payments * 0.6]) {
    void member.ask({ start: ids, when_paid: "capture", poll_interval: 20_000 })
    assert.isTrue(await until(() => stub.arrived.create >= target, 40), "orders are being placed")
    await member.kill()
    member = await begin()
  }
  await member.ask({ start: ids, when_paid: "capture", poll_interval: 20_000 })
  return { ids, member, begin }
}

const payments = 300
// Half a minute on an idle machine.
const slow = { timeout: 240_000 }

describe("a killed process", () => {
  it(
    "leaves exactly one order and one capture per payment, killed while creating, waiting and capturing",
    slow,
    async () => {
      const stub = await startStub({ latency: 30, lateEvery: 5, late: 1200 })
      const { ids, member, begin } = await killWhileCreating(stub, { name: "careful", payments, inFlight: 4000 })
      // A payment between two tries waits as well: what counts is that its order is there.
      const isWaiting = async () =>
        stub.ledger().orders === payments && ((await member.standings(ids))["Waiting"] ?? 0) === payments
      assert.isTrue(await until(isWaiting, 90, 400), "all orders are placed and all payments wait")

      await member.kill()
      const second = await begin()
      for (const id of ids) stub.reserve(id)
      // MultiSafepay repeats what was not answered; here everything comes three times.
      for (let n = 0; n < 3; n++) await second.ask({ notify: ids })
      assert.isTrue(await until(() => stub.arrived.capture >= 80, 40), "captures are being made")
      await second.kill()

      const third = await begin()
      await third.ask({ notify: ids })
      const isCaptured = async () => ((await third.standings(ids))["captured"] ?? 0) === payments
      assert.isTrue(
        await until(isCaptured, 90, 400),
        `all payments are captured: ${JSON.stringify(await third.standings(ids))}`
      )
      await third.kill()
      assert.deepStrictEqual(stub.ledger(), {
        orders: payments,
        captures: payments,
        ordersTwice: [],
        capturesTwice: []
      })
      await stub.stop()
    }
  )

  it("places orders twice when the step does not read before it writes", async () => {
    const stub = await startStub({ latency: 30 })
    const { ids, member } = await killWhileCreating(stub, { name: "naive", payments, inFlight: 0, naive: true })
    const isPlaced = async () => ((await member.standings(ids))["paid"] ?? 0) === payments
    assert.isTrue(await until(isPlaced, 40, 400), "all orders are placed")
    await member.kill()
    const { orders, ordersTwice } = stub.ledger()
    assert.strictEqual(orders, payments)
    assert.isNotEmpty(ordersTwice)
    await stub.stop()
  })

  it("places orders twice when it reads before the old request can have arrived", async () => {
    const stub = await startStub({ latency: 30, lateEvery: 5, late: 8000 })
    const { member } = await killWhileCreating(stub, { name: "hasty", payments: 60, inFlight: 0 })
    assert.isTrue(await until(() => stub.ledger().ordersTwice.length > 0, 30), "an order is placed twice")
    await member.kill()
    await stub.stop()
  })
})
