// The sandbox's own lists, held against plain arrays.
import { assert, describe, it } from "@effect/vitest"
import * as Agenda from "../src/internal/state/Agenda.ts"
import { draw } from "../src/internal/state/chance.ts"
import * as Register from "../src/internal/state/Register.ts"
import * as Sequence from "../src/internal/state/Sequence.ts"

const makeDie = (seed: number) => {
  let state = seed
  return (n: number) => {
    const [next, value] = draw(state)
    state = next
    return Math.floor(value * n)
  }
}

describe("a sequence", () => {
  it.each([5, 40, 1_100, 40_000])("is an array of up to %i places", (size) => {
    const below = makeDie(size)
    let sequence = Sequence.empty<number>()
    let array: Array<number> = []
    for (let turn = 0; turn < size; turn++) {
      sequence = sequence.append(turn)
      array.push(turn)
      const place = below(array.length)
      sequence = sequence.with(place, -turn)
      array[place] = -turn
      assert.strictEqual(sequence.at(place), -turn)
      assert.strictEqual(sequence.at(-1 - place), array.at(-1 - place))
      assert.strictEqual(sequence.length, array.length)
      if (below(size) < 10) {
        const kept = 1 + below(array.length * 2)
        sequence = sequence.last(kept)
        array = array.slice(-kept)
        assert.deepStrictEqual([...sequence], array)
      }
    }
    assert.deepStrictEqual([...sequence], array)
    assert.strictEqual(sequence.at(sequence.length), undefined)
    assert.strictEqual(sequence.at(-sequence.length - 1), undefined)
    assert.strictEqual(sequence.with(size, 1), sequence)
  })

  it("tells what has changed in it", () => {
    const below = makeDie(9)
    const all = [Sequence.empty<number>()]
    for (let turn = 1; turn < 1_200; turn++) {
      const last = all.at(-1) ?? Sequence.empty()
      all.push(below(3) === 0 && last.length > 0 ? last.with(below(last.length), turn) : last.append(turn))
    }
    const kept = all.map((one) => one.last(700))
    for (let turn = 0; turn < 300; turn++) {
      const [earlier, later] = [below(1_200), below(1_200)].sort((a, b) => a - b) as [number, number]
      for (const [before, after] of [
        [all[earlier], all[later]],
        [kept[earlier], kept[later]]
      ] as ReadonlyArray<[(typeof all)[0], (typeof all)[0]]>) {
        const expected = Array.from(after, (value, place) => [place, value] as const).filter(
          ([place, value]) => before.at(place) !== value
        )
        assert.deepStrictEqual([...after.changes(before)], expected)
      }
    }
  })

  it("leaves the one it was made from alone", () => {
    const before = Sequence.from(Array.from({ length: 100 }, (_, n) => n))
    const copy = [...before]
    before.append(1)
    before.with(3, 1)
    before.with(99, 1)
    before.last(2)
    assert.deepStrictEqual([...before], copy)
  })
})

describe("a register", () => {
  it.each([1, 2, 3])("is a map in the order of its keys that knows how many are where, seed %i", (seed) => {
    const below = makeDie(seed)
    let register = Register.empty<{
      readonly key: number
      readonly status: string
      readonly method: string | undefined
    }>()
    const map = new Map<
      number,
      { readonly key: number; readonly status: string; readonly method: string | undefined }
    >()
    const limit = [40, 3_000, 2 ** 40][seed - 1] ?? 0
    for (let turn = 0; turn < 1_500; turn++) {
      const key = below(3) === 0 ? ([...map.keys()][below(map.size)] ?? 0) : below(limit)
      const one = { key, status: `s${below(3)}`, method: [undefined, "A", "B"][below(3)] }
      register = register.set(one)
      map.set(key, one)
      assert.strictEqual(register.get(key), one)
      assert.strictEqual(register.get(below(limit) + 0.5), undefined)
    }
    const array = [...map.values()].sort((a, b) => a.key - b.key)
    assert.deepStrictEqual([...register], array)
    assert.deepStrictEqual([...Register.from(register)], array)
    assert.strictEqual(register.get(2 ** 50), undefined)
    for (const status of [undefined, "s0", "s1", "s2", "none"]) {
      for (const method of [undefined, "A", "B", "none"]) {
        const wanted = array.filter(
          (one) => (status ?? one.status) === one.status && (method ?? one.method) === one.method
        )
        assert.strictEqual(register.count({ status, method }), wanted.length)
        for (const skip of [0, 1, below(array.length), wanted.length - 1, wanted.length]) {
          const newest = wanted.toReversed().slice(Math.max(skip, 0))
          assert.deepStrictEqual([...register.newest({ status, method }, Math.max(skip, 0))], newest)
        }
      }
    }
    const groups = new Set(array.map((one) => `${one.status} ${one.method}`))
    assert.deepStrictEqual(new Set(Array.from(register.groups(), (one) => `${one.status} ${one.method}`)), groups)
  })

  it("leaves the one it was made from alone, and forgets a group that nobody is in", () => {
    const before = Register.from([1, 2, 40].map((key) => ({ key, status: "open", method: "A" })))
    const after = before.set({ key: 2, status: "paid", method: "A" })
    assert.deepStrictEqual([before.count({ status: "open" }), before.count({ status: "paid" })], [3, 0])
    assert.deepStrictEqual([after.count({ status: "open" }), after.count({ status: "paid" })], [2, 1])
    const last = [1, 40].reduce((register, key) => register.set({ key, status: "paid", method: "A" }), after)
    assert.deepStrictEqual(
      Array.from(last.groups(), ({ status }) => status),
      ["paid"]
    )
  })
})

describe("what has changed between two registers", () => {
  const one = (key: number, status: string) => ({ key, status, method: undefined })

  it("is told, however different they are", () => {
    const below = makeDie(5)
    const all = [Register.empty<ReturnType<typeof one>>()]
    for (let turn = 0; turn < 400; turn++) {
      const register = all.at(-1) ?? Register.empty()
      all.push(register.set(one(below(below(2) === 0 ? 40 : 40_000), `s${below(3)}`)))
    }
    for (let turn = 0; turn < 200; turn++) {
      const [there, here] = [all[below(400)], all[below(400)]] as [(typeof all)[0], (typeof all)[0]]
      const expected = Array.from(new Set([...there, ...here].map(({ key }) => key)))
        .sort((a, b) => a - b)
        .map((key) => [there.get(key), here.get(key)] as const)
        .filter(([before, after]) => before !== after)
      assert.deepStrictEqual([...here.changes(there)], expected)
    }
  })
})

describe("an agenda", () => {
  it.each([1, 2, 3])("gives what was put in, soonest first, and the older of two of one time, seed %i", (seed) => {
    const below = makeDie(seed)
    let agenda = Agenda.empty<{ readonly at: number; readonly nr: number }>()
    const array: Array<{ readonly at: number; readonly nr: number }> = []
    for (let nr = 0; nr < 3_000; nr++) {
      if (below(3) < 2) {
        const one = { at: below(50), nr }
        agenda = agenda.add(one)
        array.push(one)
        array.sort((a, b) => a.at - b.at || a.nr - b.nr)
      } else {
        assert.strictEqual(agenda.first, array.shift())
        agenda = agenda.rest()
      }
    }
    assert.deepStrictEqual([...agenda], array)
    assert.deepStrictEqual([...Agenda.from(agenda.entries())], array)
  })

  it("takes a hundred thousand in the order of their times without a deep stack", () => {
    let agenda = Agenda.empty<{ readonly at: number }>()
    for (let at = 0; at < 100_000; at++) agenda = agenda.add({ at })
    for (let at = 100_000; at > 0; at--) agenda = agenda.add({ at: -at })
    assert.strictEqual([...agenda].length, 200_000)
    assert.strictEqual(agenda.first?.at, -100_000)
  })
})
