// Two processes of a shop carry the nightly job, and one of them is killed in the middle of a night. Over SQLite, and over PostgreSQL where
// its own programs are.
import { assert, describe, it } from "@effect/vitest"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as SqlClient from "effect/sql/SqlClient"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { database, type Settings } from "../support/booksProcess.ts"
import * as Postgres from "../support/postgres.ts"

const script = fileURLToPath(new URL("../support/booksProcess.ts", import.meta.url))

const start = (settings: Settings) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ["ignore", "ignore", "inherit"] })
    ),
    (child) => ended(child, "SIGKILL")
  )

const ended = (child: ChildProcess, signal: NodeJS.Signals) =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill(signal)
  })

/** Dies when this process ends: what it was to do is waited for in vain. */
const untimely = (child: ChildProcess) =>
  Effect.callback<never>((resume) => {
    const end = () => resume(Effect.die(`a process of the job ended: ${child.exitCode ?? child.signalCode}`))
    if (child.exitCode !== null || child.signalCode !== null) end()
    else child.once("exit", end)
  })

const missed = ["chair", "table", "lamp"]

const nights = Effect.fnUntraced(function* (where: Settings["database"]) {
  const sql = yield* SqlClient.SqlClient
  const sandbox = yield* Sandbox.Sandbox
  const { baseUrl } = yield* SandboxServer.SandboxServer
  yield* sql`CREATE TABLE orders (id VARCHAR(50) PRIMARY KEY, state VARCHAR(4))`
  yield* sql`CREATE TABLE effects (id VARCHAR(50), process VARCHAR(10))`
  yield* sql`CREATE TABLE begun (night VARCHAR(30), process VARCHAR(10))`
  yield* sql`CREATE TABLE reports (night VARCHAR(30), process VARCHAR(10), found INT, remaining INT)`
  for (const id of missed) {
    yield* sql`INSERT INTO orders (id, state) VALUES (${id}, 'open')`
    const body = JSON.stringify({
      type: "redirect",
      gateway: "IDEAL",
      order_id: id,
      currency: "EUR",
      amount: 1000,
      description: "A chair"
    })
    yield* Effect.promise(() =>
      fetch(`${baseUrl}/orders`, { method: "POST", headers: { api_key: "sandbox-api-key" }, body })
    )
    yield* sandbox.pay(id)
  }

  const until = <A, E, R>(
    child: ChildProcess,
    ask: Effect.Effect<ReadonlyArray<A>, E, R>,
    enough: (rows: ReadonlyArray<A>) => boolean
  ) => Effect.raceFirst(Effect.repeat(ask, { until: enough, schedule: Schedule.spaced(100) }), untimely(child))
  interface Row {
    readonly night: string
    readonly process: string
  }
  const begun = sql<Row>`SELECT night, process FROM begun`
  const reports = sql<Row & { readonly found: number; readonly remaining: number }>`SELECT * FROM reports`

  const first = yield* start({ name: "first", database: where, baseUrl, hangs: true })
  const [hung] = yield* until(first, begun, (rows) => rows.length > 0)
  const second = yield* start({ name: "second", database: where, baseUrl, hangs: false })
  // The other one goes on with later nights, and leaves this one to the process that has it.
  yield* until(second, reports, (rows) => rows.length >= 3)
  assert.deepStrictEqual(
    (yield* begun).filter(({ night }) => night === hung?.night),
    [hung]
  )
  yield* ended(first, "SIGKILL")
  yield* until(second, reports, (rows) => rows.some(({ night }) => night === hung?.night))
  const before = (yield* reports).length
  yield* until(second, reports, (rows) => rows.length >= before + 2)

  // In one question, because the second goes on.
  const appointed = yield* sql<{ readonly id: string; readonly state: string; readonly reports: number | string }>`
    SELECT id, state, (SELECT COUNT(*) FROM reports WHERE night = id) AS reports FROM effect_queue`
  return {
    hung: hung?.night,
    appointed: appointed.map(({ id, reports, state }) => ({ id, state, reports: Number(reports) })),
    told: yield* reports,
    begun: yield* begun,
    effects: yield* sql<{ readonly id: string; readonly process: string }>`SELECT * FROM effects`
  }
})

const holds = (where: Settings["database"]) =>
  Effect.gen(function* () {
    const { appointed, begun, effects, hung, told } = yield* nights(where)
    // None lost, none doubled: what was appointed is reported once, or its turn is still to come.
    const done = appointed.filter(({ state }) => state === "completed")
    assert.isAtLeast(done.length, 5)
    assert.deepStrictEqual(
      done.filter(({ reports }) => reports !== 1),
      []
    )
    assert.deepStrictEqual(
      appointed.filter(({ reports, state }) => state === "failed" || reports > 1),
      []
    )
    assert.strictEqual(new Set(told.map(({ night }) => night)).size, told.length)
    // The night that was cut short was begun by both, and told by the one that lives.
    assert.deepStrictEqual(
      begun.filter(({ night }) => night === hung).map(({ process }) => process),
      ["first", "second"]
    )
    assert.isTrue(told.every(({ process, remaining }) => process === "second" && Number(remaining) === 0))
    // The first had healed before it hung; its effects are not run again.
    assert.deepStrictEqual(
      effects.map(({ id, process }) => `${id} ${process}`).sort(),
      missed.map((id) => `${id} first`).sort()
    )
    assert.isTrue(told.every(({ found }) => Number(found) === 0))
  }).pipe(Effect.provide([database(where), SandboxServer.layer({ port: 0, notifications: "record" })]))

describe("two processes with a job of every night, one killed in the middle of one", () => {
  it.live("report each night once, over SQLite", () =>
    Effect.gen(function* () {
      const dir = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "books-job-"))),
        (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
      )
      yield* holds({ filename: join(dir, "shop.db") })
    })
  )

  it.live.skipIf(!Postgres.isHere)(`report each night once, over PostgreSQL${Postgres.whyNot}`, () =>
    Effect.flatMap(Postgres.start, (socket) => holds({ socket }))
  )
})
