// Many deadlines on one timer pass as if each had its own.
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Deadlines from "../src/internal/deadlines.ts"

describe("deadlines", () => {
  describe("of a program whose clock is replaced while it runs, as its tests do", () => {
    afterEach(() => void vi.useRealTimers())

    for (const [name, config] of [
      ["all of it", {}],
      ["its timers only", { toFake: ["setTimeout", "clearTimeout", "Date"] }]
    ] as const satisfies ReadonlyArray<readonly [string, Parameters<typeof vi.useFakeTimers>[0]]>) {
      it(`pass by the new clock: ${name}`, () => {
        const before = Deadlines.make()
        before(15_000, () => undefined)()
        vi.useFakeTimers(config)
        const passed: Array<string> = []
        before(15_000, () => passed.push("made before"))
        Deadlines.make()(15_000, () => passed.push("made since"))
        vi.advanceTimersByTime(15_000)
        assert.deepStrictEqual(passed, ["made before", "made since"])
      })
    }

    /** Whether a deadline passes before a timer that is set after it and for longer. */
    const passes = async (after: Deadlines.After) => {
      let passed = false
      after(1, () => void (passed = true))
      await new Promise((resolve) => void setTimeout(resolve, 50))
      return passed
    }

    it("pass when nothing is left of the new clock", async () => {
      vi.useFakeTimers()
      const after = Deadlines.make()
      after(1, () => undefined)()
      vi.useRealTimers()
      assert.isTrue(await passes(after))
    })

    it("pass when only what tells the time stands still", async () => {
      const after = Deadlines.make()
      vi.useFakeTimers({ toFake: ["performance"] })
      assert.isTrue(await passes(after))
    })
  })

  describe("by a clock that the test moves", () => {
    beforeEach(() => void vi.useFakeTimers())
    afterEach(() => void vi.useRealTimers())

    /** Deadlines are set and given up while time goes on; each knows by itself when it is due. */
    const Step = Schema.Union([
      Schema.Struct({ set: Schema.Literals([15_000, 15_000, 15_000, 200, 60_000]) }),
      Schema.Struct({ giveUp: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 })) }),
      Schema.Struct({ wait: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20_000 })) })
    ])
    it.prop(
      "pass when a timer of their own would, and never once they are given up",
      [Schema.Array(Step)],
      ([steps]) => {
        const after = Deadlines.make(Deadlines.currentTime())
        const start = performance.now()
        const passed: Array<string> = []
        const model: Array<string> = []
        const all: Array<{ readonly due: number; readonly name: number; readonly giveUp: () => void; open: boolean }> =
          []
        const settle = () => {
          for (const one of all) {
            if (one.open && one.due <= performance.now() - start) {
              one.open = false
              model.push(`${one.name} at ${one.due}`)
            }
          }
        }
        for (const step of steps) {
          if ("set" in step) {
            const name = all.length
            const giveUp = after(step.set, () => passed.push(`${name} at ${performance.now() - start}`))
            all.push({ due: performance.now() - start + step.set, name, giveUp, open: true })
          } else if ("giveUp" in step) {
            const one = all[step.giveUp % Math.max(all.length, 1)]
            one?.giveUp()
            if (one !== undefined) one.open = false
          } else {
            vi.advanceTimersByTime(step.wait)
            settle()
          }
        }
        vi.advanceTimersByTime(100_000)
        settle()
        assert.deepStrictEqual(passed.toSorted(), model.toSorted())
        assert.strictEqual(vi.getTimerCount(), 0)
      }
    )

    it("one of another length that is set while the last one passes leaves one timer", () => {
      const after = Deadlines.make(Deadlines.currentTime())
      after(1000, () => void after(200, () => undefined))
      vi.advanceTimersByTime(1000)
      assert.strictEqual(vi.getTimerCount(), 1)
    })

    it("one that is set while another passes has its whole time, and one that fails stops no other", () => {
      const after = Deadlines.make(Deadlines.currentTime())
      const passed: Array<string> = []
      after(1000, () => {
        after(1000, () => passed.push(`second at ${performance.now()}`))
        throw new Error("on purpose")
      })
      vi.advanceTimersByTime(500)
      after(1000, () => passed.push(`third at ${performance.now()}`))
      const start = performance.now() - 500
      assert.throws(() => vi.advanceTimersByTime(500), "on purpose")
      vi.advanceTimersByTime(5000)
      assert.deepStrictEqual(passed, [`third at ${start + 1500}`, `second at ${start + 2000}`])
    })
  })

  it("keep a process alive while one is set, and not after", () => {
    const alive = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length
    const before = alive()
    const after = Deadlines.make()
    const first = after(60_000, () => undefined)
    const second = after(60_000, () => undefined)
    first()
    assert.strictEqual(alive(), before + 1)
    second()
    assert.strictEqual(alive(), before)
    const third = after(60_000, () => undefined)
    assert.strictEqual(alive(), before + 1)
    third()
    assert.strictEqual(alive(), before)
  })
})
