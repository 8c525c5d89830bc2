import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Affiliates from "@effect-multisafepay/http/Affiliates"
import * as Client from "@effect-multisafepay/http/Client"
import * as ClosingBalances from "@effect-multisafepay/http/ClosingBalances"
import * as Customers from "@effect-multisafepay/http/Customers"
import * as Terminals from "@effect-multisafepay/http/Terminals"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import type { Wire } from "./support/calls.ts"
import { answer, scripted } from "./support/scripted.ts"

const services = Layer.mergeAll(
  Affiliates.layer,
  ClosingBalances.layer,
  Customers.layer,
  Terminals.layer,
  Transactions.layer
)

const provide = (wire: Wire) =>
  Effect.provide(
    Layer.provide(Layer.provide(services, Client.layer({ apiKey: Redacted.make("test-api-key-canary") })), wire.client)
  )

const rows = (...ids: ReadonlyArray<string>) => ids.map((id) => ({ id, transaction_id: id, name: id }))
const page = (ids: ReadonlyArray<string>, extra: object = {}) =>
  answer(200, { success: true, data: rows(...ids), ...extra })
const paths = (wire: Wire) => wire.seen.map((seen) => seen.path)

describe("Transactions.all", () => {
  const cursor = (after?: string) => ({
    pager: { after: "https://api.example", cursor: { after, before: "b" }, limit: 2 }
  })

  it.effect("follows the cursor to the empty page, with the filters of the first", () =>
    Effect.gen(function* () {
      const wire = scripted([
        page(["1", "2"], cursor("x")),
        page(["3"], cursor("y")),
        page([], { pager: { cursor: [] } })
      ])
      const collected = yield* Transactions.Transactions.use((_) =>
        Stream.runCollect(_.all({ type: "refund", limit: 2 }))
      ).pipe(provide(wire))
      assert.deepStrictEqual(
        collected.map((one) => one.transaction_id),
        ["1", "2", "3"]
      )
      assert.deepStrictEqual(paths(wire), [
        "/transactions?limit=2&type=refund",
        "/transactions?after=x&limit=2&type=refund",
        "/transactions?after=y&limit=2&type=refund"
      ])
    })
  )

  it.effect("ends without a cursor and at one that was there before", () =>
    Effect.gen(function* () {
      const last = scripted([page(["1"], { pager: {} })])
      yield* Transactions.Transactions.use((_) => Stream.runDrain(_.all())).pipe(provide(last))
      assert.lengthOf(last.seen, 1)
      const round = scripted([page(["1"], cursor("x")), page(["2"], cursor("x"))])
      yield* Transactions.Transactions.use((_) => Stream.runDrain(_.all())).pipe(provide(round))
      assert.lengthOf(round.seen, 2)
    })
  )

  it.effect("fails where a full page does not lead on: the rest of the list is not known", () =>
    Effect.gen(function* () {
      const whole = ["1", "2"]
      for (const wire of [
        scripted([page(whole)]),
        scripted([page(whole, { pager: {} })]),
        scripted([page(whole, cursor("x")), page(["3", "4"], cursor("x"))])
      ]) {
        const error = yield* Transactions.Transactions.use((_) =>
          Effect.flip(Stream.runDrain(_.all({ limit: 2 })))
        ).pipe(provide(wire))
        assert.strictEqual(error.reason._tag, "UnexpectedAnswer")
        assert.include(error.message, "transactions.list failed")
      }
      const hundred = scripted([page(Array.from({ length: 100 }, (_, n) => String(n)))])
      yield* Transactions.Transactions.use((_) => Effect.flip(Stream.runDrain(_.all()))).pipe(provide(hundred))
    })
  )

  it.effect("asks for no page that nobody wants", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["1", "2"], cursor("x"))])
      yield* Transactions.Transactions.use((_) => Stream.runDrain(Stream.take(_.all(), 2))).pipe(provide(wire))
      assert.lengthOf(wire.seen, 1)
    })
  )
})

describe("lists with offsets", () => {
  it.effect("do not count on `page.total` and end at a short page", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["1", "2"], { page: { total: 1 } }), page(["3"], { page: { total: 1 } })])
      const collected = yield* Affiliates.Affiliates.use((_) => Stream.runCollect(_.all({ limit: 2 }))).pipe(
        provide(wire)
      )
      assert.lengthOf(collected, 3)
      assert.deepStrictEqual(paths(wire), ["/accounts?limit=2&offset=0", "/accounts?limit=2&offset=2"])
    })
  )

  it.effect("say how long a page is, so that a short one is certain", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["1"])])
      yield* Customers.Customers.use((_) => Stream.runDrain(_.all())).pipe(provide(wire))
      yield* Affiliates.Affiliates.use((_) => Stream.runDrain(_.allBalances("1", { offset: 7 }))).pipe(provide(wire))
      assert.deepStrictEqual(paths(wire), ["/customers?limit=100&offset=0", "/accounts/1/balances?limit=100&offset=7"])
    })
  )

  it.effect("go on to the empty page where nobody documents how long a page is", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["1"]), page([])])
      yield* Affiliates.Affiliates.use((_) =>
        Stream.runDrain(_.allClosingBalances("1", { from: "2025-01-01", limit: 10 }))
      ).pipe(provide(wire))
      assert.deepStrictEqual(paths(wire), [
        "/accounts/1/closing-balances?from=2025-01-01&limit=10&offset=0",
        "/accounts/1/closing-balances?from=2025-01-01&limit=10&offset=1"
      ])
    })
  )

  it.effect("of the own closing balances have one page", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["1", "2"], { page: { total: 9 } })])
      const collected = yield* ClosingBalances.ClosingBalances.use((_) =>
        Stream.runCollect(_.all({ from: "2025-01-01" }))
      ).pipe(provide(wire))
      assert.lengthOf(collected, 2)
      assert.deepStrictEqual(paths(wire), ["/closing-balances?from=2025-01-01"])
    })
  )
})

describe("Terminals.all", () => {
  it.effect("turns the pages to the empty one", () =>
    Effect.gen(function* () {
      const total = { pager: { total_items: 1809 } }
      const wire = scripted([page(["a", "b"], total), page(["c"], total), page([], total)])
      const collected = yield* Terminals.Terminals.use((_) => Stream.runCollect(_.all({ limit: 2 }))).pipe(
        provide(wire)
      )
      assert.deepStrictEqual(
        collected.map((one) => one.id),
        ["a", "b", "c"]
      )
      assert.deepStrictEqual(paths(wire), [
        "/terminals?page=1&limit=2",
        "/terminals?page=2&limit=2",
        "/terminals?page=3&limit=2"
      ])
    })
  )

  it.effect("of a group ends when the short page completes the total", () =>
    Effect.gen(function* () {
      const wire = scripted([page(["a"], { pager: { total_items: 1 } })])
      yield* Terminals.Terminals.use((_) => Stream.runDrain(_.allOfGroup("7", { limit: 2 }))).pipe(provide(wire))
      assert.deepStrictEqual(paths(wire), ["/terminal-groups/7/terminals?page=1&limit=2"])
    })
  )
})
