import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Pages from "../src/internal/pages.ts"

/** A list of `count` rows behind offsets, and the offsets that were asked for. */
const rows = (count: number, size: number) => {
  const asked: Array<number> = []
  return {
    asked,
    fetch: (offset: number) =>
      Effect.sync(() => {
        asked.push(offset)
        return Array.from({ length: Math.max(0, Math.min(size, count - offset)) }, (_, index) => offset + index)
      })
  }
}

const known = { cut: (problem: string): never => assert.fail(problem) }
const told = { cut: (problem: string) => problem }

/** A list whose newest row comes first, and that has a new one before each of these requests. */
const growing = (size: number, ...newOnes: ReadonlyArray<number>) => {
  const rows = [5, 4, 3, 2, 1]
  const asked: Array<number> = []
  return {
    asked,
    fetch: (offset: number) =>
      Effect.sync(() => {
        for (const each of newOnes.filter((one) => one === asked.length)) rows.unshift(each + 100)
        asked.push(offset)
        return rows.slice(offset, offset + size).map((id) => ({ id }))
      })
  }
}

describe("pages by offset", () => {
  it.effect("go on to the page without rows where a page's length is not certain", () =>
    Effect.gen(function* () {
      const list = rows(5, 2)
      assert.deepStrictEqual(
        yield* Stream.runCollect(Pages.byOffset({ offset: 0, ...known }, list.fetch)),
        [0, 1, 2, 3, 4]
      )
      assert.deepStrictEqual(list.asked, [0, 2, 4, 5])
    })
  )

  it.effect("end at a short page where it is", () =>
    Effect.gen(function* () {
      const list = rows(5, 2)
      yield* Stream.runDrain(Pages.byOffset({ offset: 0, size: 2, ...known }, list.fetch))
      assert.deepStrictEqual(list.asked, [0, 2, 4])
      const even = rows(4, 2)
      yield* Stream.runDrain(Pages.byOffset({ offset: 0, size: 2, ...known }, even.fetch))
      assert.deepStrictEqual(even.asked, [0, 2, 4])
    })
  )

  it.effect("skip as many rows as came, not as many as were asked for", () =>
    Effect.gen(function* () {
      const list = rows(7, 3)
      assert.lengthOf(yield* Stream.runCollect(Pages.byOffset({ offset: 1, size: 2, ...known }, list.fetch)), 6)
      assert.deepStrictEqual(list.asked, [1, 4, 7])
    })
  )

  it.effect("fail where the same page comes whatever is asked for: what comes after it is not known", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const rows: Array<unknown> = []
      const problem = yield* Pages.byOffset({ offset: 0, ...told }, (offset) =>
        Effect.sync(() => (asked.push(offset), [{ id: "a" }, { id: "b" }]))
      ).pipe(
        Stream.runForEach((row) => Effect.sync(() => rows.push(row))),
        Effect.flip
      )
      assert.include(problem, "the same page comes again")
      assert.deepStrictEqual(rows, [{ id: "a" }, { id: "b" }])
      assert.deepStrictEqual(asked, [0, 2, 4])
    })
  )

  it.effect("take such a page for all there is where it is shorter than a page is at least", () =>
    Effect.gen(function* () {
      const same = () => Effect.succeed([{ id: "a" }, { id: "b" }])
      assert.lengthOf(yield* Stream.runCollect(Pages.byOffset({ offset: 0, least: 3, ...told }, same)), 2)
      yield* Effect.flip(Stream.runDrain(Pages.byOffset({ offset: 0, least: 2, ...told }, same)))
    })
  )

  it.effect("tell rows once that a new one has moved on to the next page", () =>
    Effect.gen(function* () {
      for (const size of [2, 3, 5]) {
        const list = growing(size, 1, 2)
        assert.deepStrictEqual(
          (yield* Stream.runCollect(Pages.byOffset({ offset: 0, ...known }, list.fetch))).map(({ id }) => id),
          [5, 4, 3, 2, 1]
        )
      }
    })
  )

  it.effect("go on where as many rows are new as a page has", () =>
    Effect.gen(function* () {
      const list = growing(2, 1, 1)
      assert.deepStrictEqual(
        (yield* Stream.runCollect(Pages.byOffset({ offset: 0, ...known }, list.fetch))).map(({ id }) => id),
        [5, 4, 3, 2, 1]
      )
      assert.deepStrictEqual(list.asked, [0, 2, 4, 6, 7])
    })
  )

  it.effect("do not take secrets that differ for one another", () =>
    Effect.gen(function* () {
      const keys = ["one", "two", "three"].map((key) => ({ key: Redacted.make(key) }))
      assert.lengthOf(
        yield* Stream.runCollect(
          Pages.byOffset({ offset: 0, ...known }, (offset) => Effect.succeed(keys.slice(offset, offset + 1)))
        ),
        3
      )
    })
  )

  it.effect("ask for a page only when its rows are wanted", () =>
    Effect.gen(function* () {
      const list = rows(100, 10)
      yield* Stream.runDrain(Stream.take(Pages.byOffset({ offset: 0, ...known }, list.fetch), 15))
      assert.deepStrictEqual(list.asked, [0, 10])
    })
  )

  it.effect("begin anew each time the stream is run", () =>
    Effect.gen(function* () {
      const stream = Pages.byOffset({ offset: 0, ...known }, rows(3, 2).fetch)
      assert.lengthOf(yield* Stream.runCollect(stream), 3)
      assert.lengthOf(yield* Stream.runCollect(stream), 3)
    })
  )

  it.effect("fail with what the page failed with, after the rows before it", () =>
    Effect.gen(function* () {
      const seen: Array<number> = []
      const error = yield* Pages.byOffset({ offset: 0, ...known }, (offset) =>
        offset === 0 ? Effect.succeed([1, 2]) : Effect.fail("broken" as const)
      ).pipe(
        Stream.runForEach((row) => Effect.sync(() => seen.push(row))),
        Effect.flip
      )
      assert.strictEqual(error, "broken")
      assert.deepStrictEqual(seen, [1, 2])
    })
  )
})

describe("pages by cursor", () => {
  const long = { size: 100, cut: () => assert.fail("cut") }
  const pages = (next: { readonly [cursor: string]: readonly [ReadonlyArray<string>, string | undefined] }) => {
    const asked: Array<string | undefined> = []
    return {
      asked,
      fetch: (after: string | undefined) =>
        Effect.sync(() => {
          asked.push(after)
          const [rows, mark] = next[after ?? "start"] ?? [[], undefined]
          return { rows, next: mark }
        })
    }
  }

  it.effect("end at a page without a cursor", () =>
    Effect.gen(function* () {
      const list = pages({ start: [["a"], "1"], 1: [["b"], undefined] })
      assert.deepStrictEqual(yield* Stream.runCollect(Pages.byCursor({ first: undefined, ...long }, list.fetch)), [
        "a",
        "b"
      ])
      assert.deepStrictEqual(list.asked, [undefined, "1"])
    })
  )

  it.effect("end at a page without rows, even when it has a cursor", () =>
    Effect.gen(function* () {
      const list = pages({ start: [["a"], "1"], 1: [[], "2"], 2: [["never"], undefined] })
      assert.deepStrictEqual(yield* Stream.runCollect(Pages.byCursor({ first: undefined, ...long }, list.fetch)), ["a"])
      assert.deepStrictEqual(list.asked, [undefined, "1"])
    })
  )

  it.effect("end at a cursor that was given before, the first one included", () =>
    Effect.gen(function* () {
      const list = pages({ x: [["a"], "1"], 1: [["b"], "2"], 2: [["c"], "1"] })
      assert.deepStrictEqual(yield* Stream.runCollect(Pages.byCursor({ first: "x", ...long }, list.fetch)), [
        "a",
        "b",
        "c"
      ])
      assert.deepStrictEqual(list.asked, ["x", "1", "2"])
      const back = pages({ x: [["a"], "x"] })
      yield* Stream.runDrain(Pages.byCursor({ first: "x", ...long }, back.fetch))
      assert.deepStrictEqual(back.asked, ["x"])
    })
  )
})

describe("pages by number", () => {
  const pages = (count: number, size: number, total: number | undefined) => {
    const asked: Array<number> = []
    return {
      asked,
      fetch: (page: number) =>
        Effect.sync(() => {
          asked.push(page)
          const start = (page - 1) * size
          return {
            rows: Array.from({ length: Math.max(0, Math.min(size, count - start)) }, (_, index) => start + index),
            total
          }
        })
    }
  }

  it.effect("end at a page without rows", () =>
    Effect.gen(function* () {
      const list = pages(5, 2, undefined)
      assert.lengthOf(yield* Stream.runCollect(Pages.byNumber({ page: 1, ...known }, list.fetch)), 5)
      assert.deepStrictEqual(list.asked, [1, 2, 3, 4])
    })
  )

  it.effect("end at a short page when the total says so as well", () =>
    Effect.gen(function* () {
      const list = pages(5, 2, 5)
      yield* Stream.runDrain(Pages.byNumber({ page: 1, limit: 2, ...known }, list.fetch))
      assert.deepStrictEqual(list.asked, [1, 2, 3])
    })
  )

  it.effect("do not believe a total that is too low, nor a page that is shorter than asked for", () =>
    Effect.gen(function* () {
      const low = pages(5, 2, 1)
      assert.lengthOf(yield* Stream.runCollect(Pages.byNumber({ page: 1, limit: 2, ...known }, low.fetch)), 5)
      const capped = pages(5, 2, 5)
      assert.lengthOf(yield* Stream.runCollect(Pages.byNumber({ page: 1, limit: 10, ...known }, capped.fetch)), 5)
    })
  )

  it.effect("begin where they are told", () =>
    Effect.gen(function* () {
      const list = pages(5, 2, 5)
      assert.deepStrictEqual(
        yield* Stream.runCollect(Pages.byNumber({ page: 2, limit: 2, ...known }, list.fetch)),
        [2, 3, 4]
      )
    })
  )

  it.effect(
    "that are the same again and again are all there is when the total says so as well, and fail when it does not",
    () =>
      Effect.gen(function* () {
        const same = (total: number | undefined) => () => Effect.succeed({ rows: ["a", "b"], total })
        assert.lengthOf(yield* Stream.runCollect(Pages.byNumber({ page: 1, ...told }, same(2))), 2)
        for (const [page, total] of [
          [1, 3],
          [1, undefined],
          [2, 2]
        ] as const) {
          assert.include(
            yield* Effect.flip(Stream.runDrain(Pages.byNumber({ page, ...told }, same(total)))),
            "the same page comes again"
          )
        }
      })
  )
})
