// Many deadlines on one timer pass as if each had its own.
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Deadlines from "../src/internal/deadlines.ts"

describe("deadlines", () => {
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
        const after = Deadlines.make()
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
      const after = Deadlines.make()
      after(1000, () => void after(200, () => undefined))
      vi.advanceTimersByTime(1000)
      assert.strictEqual(vi.getTimerCount(), 1)
    })

    it("one that is set while another passes has its whole time, and one that fails stops no other", () => {
      const after = Deadlines.make()
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
