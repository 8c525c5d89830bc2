// The waiting of a payment without an engine: what it waits for, what woke it, what the order said, what comes next.
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import type { Look } from "../src/internal/look.ts"
import { begin, lengthOf, next, type Wait, type Woken } from "../src/internal/waiting.ts"
import type { Payment } from "../src/Payment.ts"
import * as Payments from "../src/Payment.ts"

const minute = 60_000
const day = 86_400_000
const decode = Schema.decodeUnknownSync(Payments.Payment)
const payment = (extra: object = {}): Payment =>
  decode({ order_id: "w-1", amount: 1000, currency: "EUR", expires_in: day, ...extra })
const first = (extra: object = {}): Wait => begin(payment(extra), 0, { _tag: "Placed", at: 0, found: false })
const unpaid: Look = { at: minute, status: "initialized", financial_status: "initialized" }

const after = (woken: Woken, look: Partial<Look>, extra: object = {}, wait: Partial<Wait> = {}) =>
  next(payment(extra), { ...first(extra), ...wait }, woken, { ...unpaid, ...look })

describe("a payment that waits", () => {
  it("waits twice as long each time nothing comes, and never beyond its deadline", () => {
    let wait = first()
    const lengths: Array<number> = []
    while (wait.now < wait.deadline) {
      lengths.push(lengthOf(wait) / minute)
      const then = next(payment(), wait, "time", { ...unpaid, at: wait.now + lengthOf(wait) })
      if (then._tag !== "Wait") {
        assert.strictEqual(then._tag, "Unpaid")
        break
      }
      wait = then.wait
    }
    assert.deepStrictEqual(lengths, [15, 30, 60, 120, 240, 480, 495])
  })

  it("goes by what the order says, whatever woke it", () => {
    for (const woken of ["time", "paid", "failed"] as const) {
      assert.strictEqual(after(woken, { money: "reserved" })._tag, "Settle")
    }
  })

  it("is patient with money that was notified and does not show", () => {
    const then = after("paid", { over: true, failed: true })
    assert.strictEqual(then._tag, "Wait")
    if (then._tag !== "Wait") return
    assert.deepStrictEqual(then.wait.seen, ["paid", "failed"])
    assert.strictEqual(lengthOf(then.wait), 10_000)
    // Beyond the deadline, too.
    assert.strictEqual(lengthOf({ ...then.wait, now: 2 * day }), 10_000)
  })

  it("is cancelled by the shop before anything else counts", () =>
    assert.deepStrictEqual(after("cancel", { money: "paid" }), { _tag: "Cancel", wasThere: "placed" }))

  it("ends on an order that is over, unless money has been notified meanwhile", () => {
    const then = after("time", { status: "void", over: true })
    assert.strictEqual(then._tag, "EndUnlessPaid")
    if (then._tag === "EndUnlessPaid") assert.deepInclude(then.outcome, { result: "cancelled", released: false })
  })

  it("lets the customer try again where the shop wants that, until the deadline", () => {
    const again = { when_declined: "wait" }
    assert.deepStrictEqual(first(again).seen, ["failed"])
    assert.strictEqual(after("time", { status: "declined", failed: true }, again)._tag, "Wait")
    assert.strictEqual(after("time", { status: "void", over: true }, again)._tag, "Wait")
    assert.strictEqual(after("time", { status: "void", over: true, at: day }, again)._tag, "EndUnlessPaid")
  })

  it("cancels what was declined, and what expires", () => {
    assert.deepInclude(after("failed", { status: "declined", failed: true }), { _tag: "Unpaid", why: "declined" })
    assert.deepInclude(after("time", { at: day }), { _tag: "Unpaid", why: "expired" })
  })

  it("cancels nothing while money is underway, and gives up sixty days after the deadline", () => {
    const underway = { status: "uncleared", underway: true }
    assert.strictEqual(after("time", { ...underway, at: 2 * day })._tag, "Wait")
    const then = after("time", { ...underway, at: 61 * day })
    assert.strictEqual(then._tag, "End")
    if (then._tag === "End") assert.deepInclude(then.outcome, { result: "unfinished", step: "wait" })
  })

  it("takes no order for its own that was never seen and is for less", () => {
    const then = after("time", { other: true }, {}, { wasThere: "no" })
    assert.strictEqual(then._tag, "End")
    if (then._tag === "End") assert.strictEqual(then.outcome.result, "conflict")
    assert.strictEqual(after("time", { other: true }, {}, { wasThere: "read" })._tag, "Wait")
  })
})
