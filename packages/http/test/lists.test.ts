import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Affiliates from "@effect-multisafepay/http/Affiliates"
import * as Client from "@effect-multisafepay/http/Client"
import * as ClosingBalances from "@effect-multisafepay/http/ClosingBalances"
import * as Customers from "@effect-multisafepay/http/Customers"
import * as Tokens from "@effect-multisafepay/http/Tokens"
import * as Terminals from "@effect-multisafepay/http/Terminals"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import type { Wire } from "./support/calls.ts"
import { answer, scripted } from "./support/scripted.ts"

const services = Layer.mergeAll(
  Affiliates.layer,
  ClosingBalances.layer,
  Customers.layer,
  Terminals.layer,
  Tokens.layer,
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
        assert.include(error.message, "Ask for a shorter period")
      }
      const hundred = scripted([page(Array.from({ length: 100 }, (_, n) => String(n)))])
      yield* Transactions.Transactions.use((_) => Effect.flip(Stream.runDrain(_.all()))).pipe(provide(hundred))
    })
  )

  it.effect("fails at a row that cannot be read: the sum without it is another one, and a page without it short", () =>
    Effect.gen(function* () {
      for (const row of [null, "x", 7]) {
        const wire = scripted([answer(200, { success: true, data: [...rows("1"), row] })])
        const error = yield* Transactions.Transactions.use((_) =>
          Effect.flip(Stream.runDrain(_.all({ limit: 2 })))
        ).pipe(provide(wire))
        assert.strictEqual(error.reason._tag, "UnexpectedAnswer")
        assert.include(error.message, "data: has 2 rows, of which 1 cannot be read")
      }
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

  it.effect("end at no full page with a row that cannot be read", () =>
    Effect.gen(function* () {
      const wire = scripted([answer(200, { success: true, data: [...rows("1"), null] }), page(["3"])])
      const error = yield* Affiliates.Affiliates.use((_) => Effect.flip(Stream.runDrain(_.all({ limit: 2 })))).pipe(
        provide(wire)
      )
      assert.include(error.message, "data: has 2 rows, of which 1 cannot be read")
    })
  )

  it.effect("fail where every page is the same, and say what to do", () =>
    Effect.gen(function* () {
      const stuck = () => scripted([page(["1", "2"])])
      const service = Affiliates.Affiliates
      const failures = [
        yield* service.use((_) => Effect.flip(Stream.runDrain(_.all({ limit: 2 })))).pipe(provide(stuck())),
        yield* service
          .use((_) => Effect.flip(Stream.runDrain(_.allBalances("1", { limit: 2 }))))
          .pipe(provide(stuck())),
        yield* service.use((_) => Effect.flip(Stream.runDrain(_.allClosingBalances("1")))).pipe(provide(stuck())),
        yield* Customers.Customers.use((_) => Effect.flip(Stream.runDrain(_.all({ limit: 2 })))).pipe(provide(stuck())),
        yield* Terminals.Terminals.use((_) => Effect.flip(Stream.runDrain(_.all()))).pipe(provide(stuck())),
        yield* Terminals.Terminals.use((_) => Effect.flip(Stream.runDrain(_.allOfGroup("7")))).pipe(provide(stuck()))
      ]
      for (const error of failures) {
        assert.strictEqual(error.reason._tag, "UnexpectedAnswer")
        assert.include(error.message, `${error.operation} failed`)
        assert.include(error.message, "Ask for more rows at once")
      }
      assert.deepStrictEqual(
        failures.map(({ operation }) => operation),
        [
          "affiliates.list",
          "affiliates.listBalances",
          "affiliates.listClosingBalances",
          "customers.list",
          "terminals.list",
          "terminals.listByGroup"
        ]
      )
    })
  )

  it.effect("of the own closing balances have one page, and fail where it says that there is more", () =>
    Effect.gen(function* () {
      const all = (wire: Wire) =>
        ClosingBalances.ClosingBalances.use((_) => Stream.runCollect(_.all({ from: "2025-01-01" }))).pipe(provide(wire))
      for (const total of [1, 2]) {
        const wire = scripted([page(["1", "2"], { page: { total } })])
        assert.lengthOf(yield* all(wire), 2)
        assert.deepStrictEqual(paths(wire), ["/closing-balances?from=2025-01-01"])
      }
      assert.lengthOf(yield* all(scripted([page([], { page: { total: 1 } })])), 0)
      const error = yield* ClosingBalances.ClosingBalances.use((_) =>
        Effect.flip(Stream.runDrain(_.all({ from: "2025-01-01" })))
      ).pipe(provide(scripted([page(["1", "2"], { page: { total: 9 } })])))
      assert.strictEqual(error.reason._tag, "UnexpectedAnswer")
      assert.include(error.message, "closingBalances.list failed")
      assert.include(error.message, "it has 2 rows and says 9")
      assert.include(error.message, "Ask for a shorter period")
    })
  )
})

describe("Tokens.all", () => {
  const tokens = (...names: ReadonlyArray<string>) =>
    answer(200, { success: true, data: { tokens: names.map((token) => ({ token })) } })
  const ten = Array.from({ length: 10 }, (_, index) => `t${index}`)
  const all = (query: object, wire: Wire) =>
    Tokens.Tokens.use((_) => Stream.runCollect(_.all("c", query))).pipe(provide(wire))

  it.effect("takes a list that does not turn its pages for whole when it is shorter than a page", () =>
    Effect.gen(function* () {
      const wire = scripted([tokens("a", "b")])
      assert.lengthOf(yield* all({}, wire), 2)
      assert.deepStrictEqual(paths(wire), ["/recurring/c?offset=0", "/recurring/c?offset=2"])
      assert.lengthOf(yield* all({ limit: 100 }, scripted([tokens("a", "b")])), 2)
    })
  )

  it.effect("takes one for whole that is longer than was asked for: the service takes no notice of pages", () =>
    Effect.gen(function* () {
      assert.lengthOf(yield* all({}, scripted([tokens(...ten, "t10")])), 11)
      assert.lengthOf(yield* all({ limit: 2 }, scripted([tokens("a", "b", "c")])), 3)
    })
  )

  it.effect("fails when it is as long as a page: there may be more", () =>
    Effect.gen(function* () {
      for (const [query, rows] of [
        [{}, ten],
        [{ limit: 2 }, ["a", "b"]],
        [{ limit: 100 }, ten]
      ] as const) {
        const error = yield* Effect.flip(all(query, scripted([tokens(...rows)])))
        assert.include(error.message, "tokens.list failed")
        assert.include(error.message, "the same page comes again")
      }
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
