// Two processes of a shop that both want to compare the books of a night.
import { assert, describe, it } from "@effect/vitest"
import * as Ledger from "@effect-multisafepay/http/Ledger"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as ReconciliationJob from "@effect-multisafepay/http/ReconciliationJob"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as Cron from "effect/Cron"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

// Nothing was paid: a night is over as soon as it is begun, whatever the clock of the test does meanwhile.
const nothing = Transactions.Transactions.of({
  list: () => Effect.die("not asked"),
  get: () => Effect.die("not asked"),
  all: () => Stream.empty
})

const world = Layer.mergeAll(
  MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }).pipe(
    Layer.merge(Layer.succeed(Transactions.Transactions, nothing)),
    Layer.provide(Sandbox.layer({ notifications: "record" }))
  ),
  Ledger.layer({ find: () => Effect.succeed([]), within: () => Stream.empty }),
  PersistedQueue.layer.pipe(Layer.provide(PersistedQueue.layerStoreMemory))
)

const begin = Date.UTC(2026, 2, 1, 12)
/** In Dutch winter time. */
const fourOClock = (day: number) => `2026-03-0${day}T03:00:00.000Z`

const process = (done: Array<string>, name: string, report: Effect.Effect<void, unknown> = Effect.void) =>
  Layer.build(
    ReconciliationJob.layer({
      cron: Cron.parseUnsafe("0 4 * * *", "Europe/Amsterdam"),
      each: ({ differences }) => Effect.succeed(differences),
      report: ({ from, until }) =>
        Effect.andThen(
          report,
          Effect.sync(() => {
            assert.strictEqual(until - from, 3 * 86_400_000)
            done.push(`${name} ${DateTime.formatIso(DateTime.makeUnsafe(until + 15 * 60_000))}`)
          })
        )
    })
  )

const pass = (hours: number) =>
  Effect.forEach(Array.from({ length: hours * 12 }), () => TestClock.adjust("5 minutes"), { discard: true })

const nights = (done: ReadonlyArray<string>) => done.map((one) => one.split(" ")[1])

describe("ReconciliationJob", () => {
  it.effect("is done once a night, whichever process does it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const done: Array<string> = []
      yield* process(done, "one")
      yield* process(done, "two")
      yield* pass(24 * 3)
      assert.deepStrictEqual(nights(done), [2, 3, 4].map(fourOClock))
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("goes on in another process when one dies in the middle, and again when its report fails", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const done: Array<string> = []
      const first = yield* Scope.make()
      let begun = 0
      yield* Effect.provideService(
        process(
          done,
          "one",
          Effect.andThen(
            Effect.sync(() => begun++),
            Effect.never
          )
        ),
        Scope.Scope,
        first
      )
      yield* pass(16)
      assert.strictEqual(begun, 1)
      yield* Scope.close(first, Exit.void)
      let fails = 2
      yield* process(
        done,
        "two",
        Effect.suspend(() => (fails-- > 0 ? Effect.fail("no mail") : Effect.void))
      )
      yield* pass(2)
      assert.deepStrictEqual(done, [`two ${fourOClock(2)}`])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("says as an error that a night is given up: nobody gets a report of it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(begin)
      const done: Array<string> = []
      const said: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => void said.push(`${logLevel} ${String(message)}`))
      yield* Effect.provide(process(done, "one", Effect.fail("no mail")), Logger.layer([logger]))
      yield* pass(24)
      assert.deepStrictEqual(done, [])
      assert.deepStrictEqual(
        said.filter((line) => line.startsWith("Error")),
        ["Error The books until 2026-03-02T02:45:00.000Z were not compared in 10 attempts, and are given up"]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
