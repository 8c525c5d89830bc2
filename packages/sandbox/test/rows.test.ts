// What a file is told of a state that has become another one, held against all of its rows.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { draw } from "../src/internal/state/chance.ts"
import type * as Journal from "../src/internal/simulator/Journal.ts"
import * as file from "../src/internal/simulator/file.ts"
import { resolve } from "../src/internal/simulator/resolve.ts"
import * as rows from "../src/internal/simulator/rows.ts"
import { step } from "../src/internal/machine/step.ts"
import * as State from "../src/internal/state/State.ts"

const directory = mkdtempSync(join(tmpdir(), "sandbox-rows-"))
afterAll(() => rmSync(directory, { recursive: true }))

const { settings } = Effect.runSync(resolve({ hosts: undefined }))

const placed = (state: State.State, order_id: string, at: number): State.State =>
  step(
    state,
    {
      _tag: "CreateOrder",
      order_id,
      flow: "redirect",
      gateway: "IDEAL",
      method: "IDEAL",
      amount: 1000,
      currency: "EUR",
      details: {
        description: "Two tickets",
        items: undefined,
        customer: undefined,
        shopping_cart: undefined,
        checkout_options: undefined,
        custom_info: undefined,
        vars: [undefined, undefined, undefined],
        notification_url: "https://shop.test/hook",
        notification_method: "POST",
        redirect_url: undefined,
        cancel_url: undefined,
        recurring_model: undefined,
        recurring_id: undefined,
        capture: false,
        terminal_id: undefined,
        qr: false
      },
      card: undefined,
      activeFor: 60_000,
      plan: { now: "opened", later: [] },
      hiddenFor: undefined
    },
    at,
    settings
  )[0]

const received = (id: number) => ({
  id,
  at: 0,
  operation: "orders.get",
  method: "GET",
  path: "/orders/o-1",
  order_id: "o-1",
  body: "",
  committed: false,
  status: 200,
  error_code: undefined,
  problem: undefined,
  fault: undefined,
  ignored: [],
  warnings: []
})

const token = (name: string, key: number): State.Token => ({
  key,
  token: name,
  reference: "customer-1",
  code: "VISA",
  model: "cardOnFile",
  last4: undefined,
  bin: undefined,
  expiry: undefined,
  holder: undefined
})

/** One thing that happens. */
const live = (state: State.State, below: (n: number) => number, turn: number): State.State => {
  const order_id = `o-${below(40)}`
  const name = `t-${below(5)}`
  const at = turn * 5_000
  switch (below(7)) {
    case 0:
    case 1:
      return placed(state, order_id, at)
    case 2:
      return step(state, { _tag: "ChooseOutcome", order_id, outcome: "completed", options: {} }, at, settings)[0]
    case 3: {
      // Later than the log keeps them, too.
      let log = state.received
      for (let n = below(2) * 6_000; n >= 0; n--) log = State.latest(log, received((log.at(-1)?.id ?? 0) + 1))
      return { ...state, received: log }
    }
    case 4:
      return {
        ...state,
        next: state.next + 1,
        tokens: HashMap.has(state.tokens, name)
          ? HashMap.remove(state.tokens, name)
          : HashMap.set(state.tokens, name, token(name, state.next)),
        spent: HashSet.add(state.spent, `${order_id} [[x]]`)
      }
    case 5:
      return step(state, { _tag: "BeginNotice", id: `notice-${1 + below(10)}` }, at, settings)[0]
    default:
      return step(state, { _tag: "Tick" }, at + below(120_000), settings)[0]
  }
}

const keyOf = ([kind, id]: readonly [kind: string, id: number | string, ...rest: ReadonlyArray<unknown>]) =>
  `${kind} ${id}`
const all = (state: State.State) => new Map(Array.from(rows.changed(state), (row) => [keyOf(row), row[2]]))

describe("the rows of a state", () => {
  it.each([1, 2, 3])("are those of an earlier one with what has changed, and without what is gone, life %i", (seed) => {
    let random = seed
    const below = (n: number) => {
      const [next, value] = draw(random)
      random = next
      return Math.floor(value * n)
    }
    let state = State.make(1)
    let before = state
    const written = all(state)
    const gone = new Set<string>()
    for (let turn = 0; turn < 200; turn++) {
      state = live(state, below, turn)
      if (below(5) > 0) continue
      for (const row of rows.gone(state, before)) {
        gone.add(row[0])
        assert.isTrue(written.delete(keyOf(row)), keyOf(row))
      }
      for (const row of rows.changed(state, before)) {
        assert.notStrictEqual(written.get(keyOf(row)), row[2], "only what has changed is written")
        written.set(keyOf(row), row[2])
      }
      before = state
      const expected = all(state)
      assert.deepStrictEqual(
        [...expected].filter(([key, value]) => written.get(key) !== value),
        []
      )
      assert.strictEqual(written.size, expected.size)
    }
    assert.deepStrictEqual(gone, new Set(["timer", "received", "token"]))
    assert.isAbove(HashSet.size(state.spent), 5)
  })

  it.effect("are all of another state that took its place in the midst of a write", () =>
    Effect.gen(function* () {
      const path = join(directory, "replaced.db")
      const start: Journal.Start = { state: State.make(1), settings, position: { offset: 0 }, at: 0 }
      const ids = Array.from({ length: 2_000 }, (_, n) => `o-${n}`)
      const [many, one] = [ids.reduce(placed, start.state), placed(start.state, "after", 1)]
      yield* Effect.scoped(
        Effect.gen(function* () {
          let now = start
          const journal = (yield* file.open(path, settings)).attach(() => now)
          journal.append({ _tag: "Clock", position: start.position })
          yield* journal.flush
          now = { ...start, state: many }
          journal.renew()
          const writing = yield* Effect.forkChild(journal.flush)
          // The rows go in pieces, and this is between two of them.
          for (let piece = 0; piece < 3; piece++) yield* Effect.yieldNow
          assert.isUndefined(writing.pollUnsafe(), "it is still being written")
          now = { ...start, state: one }
          journal.renew()
          yield* Fiber.join(writing)
          yield* journal.flush
        })
      )
      const { state } = yield* Effect.scoped(file.open(path, settings))
      assert.deepStrictEqual(
        Array.from(state.orders, ({ order_id }) => order_id),
        ["after"]
      )
    })
  )
})
