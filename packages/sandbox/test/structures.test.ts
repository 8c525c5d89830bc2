// The sandbox's own lists, held against plain arrays.
import { assert, describe, it } from "@effect/vitest"
import * as Agenda from "../src/internal/state/Agenda.ts"
import { draw } from "../src/internal/state/chance.ts"
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
