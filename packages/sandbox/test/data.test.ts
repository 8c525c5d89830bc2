// What a sandbox with a file keeps. A copy of the file that is taken while the sandbox runs is what a kill at that moment leaves.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { draw } from "../src/internal/state/chance.ts"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, customerFields, redirect, verdict } from "./support.ts"

const directory = Fs.mkdtempSync(join(tmpdir(), "sandbox-data-"))
afterAll(() => Fs.rmSync(directory, { recursive: true }))

let files = 0
const newFile = () => join(directory, `${++files}.db`)

const killed = (file: string): string => {
  const copy = newFile()
  for (const end of ["", "-wal"]) if (Fs.existsSync(file + end)) Fs.copyFileSync(file + end, copy + end)
  return copy
}

const on = (data: string, options: Sandbox.SandboxOptions = {}) =>
  Sandbox.layer({ notifications: "record", ...options, data })

/** Everything but the log of requests and how far a notification has got: what was on its way when the process died goes again. */
const known = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  // What is due goes out first, here as in a copy.
  const now = yield* sandbox.clock.now
  const isDue = Effect.map(sandbox.notices(), (notices) =>
    notices.some(({ nextAt, state }) => state === "sending" || (state === "pending" && (nextAt ?? now) <= now))
  )
  while (yield* isDue) yield* Effect.yieldNow
  const { received: _received, ...rest } = JSON.parse(yield* sandbox.snapshot, (_, value: unknown) =>
    isUnfinished(value) ? { ...value, state: "to be sent", nextAt: undefined } : value
  ) as { [key: string]: unknown }
  return rest
})

const isUnfinished = (value: unknown): value is { readonly state: string } =>
  typeof value === "object" &&
  value !== null &&
  "attempts" in value &&
  "state" in value &&
  (value.state === "sending" || value.state === "pending")

const secret = "4111111111111111"
const remembered = (order_id: string) =>
  card(order_id, secret, {
    recurring_model: "cardOnFile",
    customer: customerFields
  })

const life = (seed: number, length: number) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    let random = seed
    const below = (n: number) => {
      const [next, value] = draw(random)
      random = next
      return Math.floor(value * n)
    }
    for (let turn = 0; turn < length; turn++) {
      const id = `o-${seed}-${below(8)}`
      const action = [
        () => call("POST", "/orders", redirect(id)),
        () => call("POST", "/orders", redirect(id, { order_id: `${id} [[error-500-after-commit]]` })),
        () => call("POST", "/orders", remembered(id)),
        () => call("POST", "/orders", card(id, "4111111111111111", { capture: "manual" })),
        () => call("POST", `/orders/${id}/refunds`, { amount: 1 + below(3), currency: "EUR" }),
        () => call("POST", `/orders/${id}/capture`, { amount: 1 + below(500) }),
        () => Effect.ignore(sandbox.pay(id)),
        () => Effect.ignore(sandbox.decline(id)),
        () => Effect.ignore(sandbox.acceptRefund(id)),
        () => Effect.ignore(sandbox.notify(id, { after: "1 minute" })),
        () => sandbox.clock.advance(below(2) === 0 ? "1 minute" : "20 hours"),
        () => sandbox.fault("error-500-after-commit", { probability: 0.5, times: 2 }),
        () => (below(4) === 0 ? sandbox.clearFaults : Effect.void),
        () => (below(30) === 0 ? sandbox.reset : Effect.void)
      ][below(14)]
      if (action !== undefined) yield* action()
    }
  })

const refusal = (data: string) =>
  Effect.map(Effect.flip(Effect.scoped(Effect.provide(Sandbox.Sandbox, on(data)))), (error) => error.message)

describe("data", () => {
  it.effect("is all there in the next sandbox", () =>
    Effect.gen(function* () {
      const file = newFile()
      const before = yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* call("POST", "/orders", redirect("o-1"))
        yield* call("POST", "/orders", remembered("o-2"))
        yield* sandbox.pay("o-1")
        yield* sandbox.fault("error-500", { operation: "captures.create", times: "always" })
        return { state: yield* known, received: yield* sandbox.received() }
      }).pipe(Effect.provide(on(file)))
      yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        assert.deepStrictEqual(yield* known, before.state)
        assert.deepStrictEqual(JSON.stringify(yield* sandbox.received()), JSON.stringify(before.received))
        assert.strictEqual((yield* call("GET", "/recurring/customer-1")).status, 200)
        assert.strictEqual(verdict(yield* call("POST", "/orders", redirect("o-1"))), "404 1006")
        assert.strictEqual((yield* call("POST", "/orders/o-1/capture", { amount: 1 })).status, 500)
      }).pipe(Effect.provide(on(file)))
    })
  )

  it.effect.each([1, 2, 3, 4, 5, 6])("is what the sandbox knew when it was killed, life %i", (seed) =>
    Effect.gen(function* () {
      const file = newFile()
      yield* Effect.gen(function* () {
        for (let kill = 0; kill < 5; kill++) {
          yield* life(seed * 100 + kill, 40)
          const copy = killed(file)
          const left = yield* Effect.provide(known, on(copy))
          assert.deepStrictEqual(left, yield* known)
        }
      }).pipe(Effect.provide(on(file)))
    })
  )

  it.effect("survives a kill after its journal was emptied", () =>
    Effect.gen(function* () {
      const file = newFile()
      yield* Effect.gen(function* () {
        for (let n = 0; n < 5_100; n++) yield* call("POST", "/orders", redirect(`o-${n}`))
        const copy = killed(file)
        const db = new DatabaseSync(copy, { readOnly: true })
        const [journal] = db.prepare("SELECT count(*) AS n FROM journal").all()
        db.close()
        assert.isBelow(Number(journal?.["n"]), 5_000)
        assert.deepStrictEqual(yield* Effect.provide(known, on(copy)), yield* known)
      }).pipe(Effect.provide(on(file)))
    })
  )

  it.effect("is followed also when an older sandbox was killed after it had ignored a field", () =>
    Effect.gen(function* () {
      const file = newFile()
      yield* Effect.gen(function* () {
        // The first writes rows, and no journal.
        yield* call("POST", "/orders", redirect("o-1"))
        yield* call("POST", "/orders", { ...redirect("o-2"), nonsense: 1 })
        yield* call("POST", "/orders", redirect("o-3"))
        const copy = killed(file)
        const db = new DatabaseSync(copy)
        const { changes } = db
          .prepare(
            `UPDATE journal SET entry = replace(replace(entry, '"NoteRequest"', '"NoteIgnored"'), '"type":"request.ignored",', '')
              WHERE entry LIKE '%"NoteRequest"%'`
          )
          .run()
        db.close()
        assert.strictEqual(changes, 1)
        assert.deepStrictEqual(yield* Effect.provide(known, on(copy)), yield* known)
      }).pipe(Effect.provide(on(file, { unknownFields: "ignore" })))
    })
  )

  it.effect("leaves rows alone that have not changed: those of the last process are not written again", () =>
    Effect.gen(function* () {
      const file = newFile()
      const placing = (order_id: string) => Effect.provide(call("POST", "/orders", redirect(order_id)), on(file))
      yield* placing("o-1")
      yield* placing("o-2")
      const edit = (sql: string) => {
        const db = new DatabaseSync(file)
        const found = db.prepare(sql).all()
        db.close()
        return found
      }
      // The same order in other bytes.
      edit("UPDATE kept SET value = value || ' ' WHERE kind = 'order'")
      yield* placing("o-3")
      yield* Effect.provide(
        Sandbox.Sandbox.use((one) => one.pay("o-2")),
        on(file)
      )
      const rows = edit(
        "SELECT value ->> 'order_id' AS id, value ->> 'status' AS status, value LIKE '% ' AS untouched FROM kept WHERE kind = 'order'"
      )
      assert.deepStrictEqual(
        rows.map(({ id, status, untouched }) => ({ id, status, untouched })),
        [
          { id: "o-1", status: "initialized", untouched: 1 },
          { id: "o-2", status: "completed", untouched: 0 },
          { id: "o-3", status: "initialized", untouched: 0 }
        ]
      )
    })
  )

  it.effect("never gives an id twice, whatever the seed of the next sandbox", () =>
    Effect.gen(function* () {
      const file = newFile()
      const place = (order_id: string, seed: number) =>
        Effect.provide(call("POST", "/orders", card(order_id, "4111111111111111")), on(file, { seed }))
      const ids = [yield* place("o-1", 1), yield* place("o-2", 2), yield* place("o-3", 1)].map(({ data }) =>
        String(data["transaction_id"])
      )
      assert.strictEqual(new Set(ids).size, 3)
    })
  )

  it.live("keeps how far the clock was moved, and never goes back", () =>
    Effect.gen(function* () {
      const file = newFile()
      const now = Effect.flatMap(Sandbox.Sandbox, (sandbox) => sandbox.clock.now)
      const before = yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.clock.advance("3 days")
        return yield* sandbox.clock.now
      }).pipe(Effect.provide(on(file)))
      const after = yield* Effect.provide(now, on(file))
      assert.isAtLeast(after, before)
      assert.isBelow(after - before, 60_000)
    })
  )

  it.effect("sends again what was on its way", () =>
    Effect.gen(function* () {
      const file = newFile()
      const copy = yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* call("POST", "/orders", redirect("o-1"))
        yield* sandbox.pay("o-1")
        return killed(file)
      }).pipe(Effect.provide(on(file)))
      yield* Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        const notice = yield* sandbox.awaitNotice("o-1")
        assert.strictEqual(notice.attempts.length, 1)
      }).pipe(Effect.provide(on(copy)))
    })
  )

  it.effect("holds no card number, no security code and no key", () =>
    Effect.gen(function* () {
      const file = newFile()
      yield* Effect.gen(function* () {
        yield* call("POST", "/orders", remembered("o-1"))
        yield* (yield* Sandbox.Sandbox).pay("o-1").pipe(Effect.ignore)
        const bytes = Fs.readFileSync(killed(file) + "-wal", "latin1")
        assert.include(bytes, "o-1")
        for (const text of [secret, '"card_cvc":"123"', "sandbox-api-key"]) assert.notInclude(bytes, text)
      }).pipe(Effect.provide(on(file)))
    })
  )

  it.effect("belongs to one sandbox at a time", () =>
    Effect.gen(function* () {
      const file = newFile()
      yield* Effect.gen(function* () {
        yield* call("POST", "/orders", redirect("o-1"))
        assert.include(yield* refusal(file), "is in use by another sandbox")
      }).pipe(Effect.provide(on(file)))
    })
  )

  it.effect("is refused in words when it is damaged, or not a sandbox's", () =>
    Effect.gen(function* () {
      const text = newFile()
      Fs.writeFileSync(text, "this is no database\n".repeat(500))
      assert.include(yield* refusal(text), "is not a sandbox's file, or is damaged")

      const foreign = newFile()
      const db = new DatabaseSync(foreign)
      db.exec("CREATE TABLE customers (id)")
      db.close()
      assert.include(yield* refusal(foreign), "belongs to another program")

      const change = (sql: string) =>
        Effect.gen(function* () {
          const file = newFile()
          yield* Effect.provide(call("POST", "/orders", redirect("o-1")), on(file))
          const db = new DatabaseSync(file)
          db.exec(sql)
          db.close()
          return yield* refusal(file)
        })
      assert.include(yield* change("UPDATE kept SET value = '{' WHERE kind = 'order'"), "is damaged")
      assert.include(yield* change("DELETE FROM kept WHERE kind = 'rest'"), "is damaged")
      assert.include(yield* change("DROP TABLE journal"), "data file")
      assert.include(yield* change("PRAGMA user_version = 99"), "another version")
      assert.include(yield* refusal(join(directory, "nowhere", "x.db")), "directory must exist")
      assert.include(yield* refusal(" "), "must be the path of a file")
    })
  )
})
