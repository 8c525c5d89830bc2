// What tables say about an order, and what databases make of that.
import { assert, describe, it } from "@effect/vitest"
import * as Ledger from "@effect-multisafepay/http/Ledger"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const plain = { order_id: "1", amount: 1000, currency: "EUR", state: "paid" } as const

const found = (row: unknown) =>
  Ledger.Ledger.use((ledger) => ledger.find(["1"])).pipe(
    Effect.provide(
      Ledger.layer({ find: () => Effect.succeed([row as Ledger.Row]), within: () => Stream.make(row as Ledger.Row) })
    )
  )

describe("Ledger.layer", () => {
  it.effect("reads a row as databases hand it over", () =>
    Effect.gen(function* () {
      for (const [row, expected] of [
        [plain, plain],
        // BIGINT and NUMERIC of PostgreSQL, INTEGER of SQLite, a CHAR column, TIMESTAMP, and NULL.
        [{ ...plain, amount: "1000", order_id: 1 }, plain],
        [{ ...plain, amount: 1000n, order_id: 1n, currency: "eur  " }, plain],
        [
          { ...plain, refunded: "0", captured: null, shipped: 1, chargedBack: false, due: "1772323200000" },
          { ...plain, refunded: 0, shipped: true, chargedBack: false, due: 1_772_323_200_000 }
        ],
        [
          {
            ...plain,
            transaction_id: 17723232005520451n,
            due: DateTime.toDate(DateTime.makeUnsafe(1000)),
            refunded: null,
            note: "kept out"
          },
          { ...plain, transaction_id: "17723232005520451", due: 1000 }
        ]
      ] as const) {
        assert.deepStrictEqual([...(yield* found(row))], [["1", expected]])
      }
    })
  )

  it.effect("names the order and the column of a row that cannot be compared", () =>
    Effect.gen(function* () {
      for (const [row, says] of [
        [{ ...plain, amount: "10.00" }, "1: amount: must be a whole number in the smallest unit"],
        [{ ...plain, amount: "" }, "1: amount: must be a whole number in the smallest unit"],
        [{ ...plain, amount: null }, "1: amount: must be a whole number in the smallest unit"],
        [{ ...plain, state: "betaald" }, "1: state: must be open, paid or over"],
        [{ amount: 1, currency: "EUR", state: "open" }, "?: order_id: is required"]
      ] as const) {
        const error = yield* Effect.flip(found(row))
        assert.include(error.message, says)
        const within = yield* Ledger.Ledger.use((ledger) =>
          Stream.runCollect(ledger.within({ from: 0, until: 1 }))
        ).pipe(
          Effect.provide(
            Ledger.layer({ find: () => Effect.succeed([]), within: () => Stream.make(row as unknown as Ledger.Row) })
          ),
          Effect.flip
        )
        assert.include(within.message, says)
      }
    })
  )

  it.effect("fails with what its queries throw", () =>
    Effect.gen(function* () {
      const thrown = new Error("no such table")
      const fails = (): never => {
        throw thrown
      }
      const ledgers = [
        Ledger.layer({
          find: (): Effect.Effect<never> => fails(),
          within: (): Stream.Stream<never> => fails()
        }),
        Ledger.layer({ find: () => Effect.die(thrown), within: () => Stream.die(thrown) }),
        Ledger.layer({ find: () => Effect.fail(thrown), within: () => Stream.fail(thrown) })
      ]
      for (const layer of ledgers) {
        const [find, within] = yield* Ledger.Ledger.use((ledger) =>
          Effect.all([
            Effect.flip(ledger.find(["1"])),
            Effect.flip(Stream.runDrain(ledger.within({ from: 0, until: 1 })))
          ])
        ).pipe(Effect.provide(layer))
        for (const error of [find, within]) {
          assert.strictEqual(error._tag, "LedgerError")
          assert.strictEqual(error.cause, thrown)
        }
      }
    })
  )
})
