// Two processes of a shop receive the same notifications at once, and one of them is killed half-way. What a process answered OK to must be
// handled; what it refused, as a busy one may, MultiSafepay repeats, and so does this. Needs PostgreSQL's own programs; the test starts a
// cluster of its own and removes it.
import { assert, describe, it } from "@effect/vitest"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Postgres from "../support/postgres.ts"
import type { Settings } from "../support/webhookProcess.ts"

const secret = "a-key-of-the-two-process-test"
const script = fileURLToPath(new URL("../support/webhookProcess.ts", import.meta.url))

interface Shop {
  readonly port: number
  readonly child: ChildProcess
}

const startShop = Effect.fnUntraced(function* (settings: Settings): Effect.fn.Return<Shop, never, Scope.Scope> {
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  const port = Effect.callback<number>((resume) => {
    child.stdout.once("data", (line: Buffer) => resume(Effect.succeed(Number(line.toString()))))
  })
  return { child, port: yield* Effect.raceFirst(port, untimely(child)) }
})

/** Dies when this process ends: what it was to do is waited for in vain. */
const untimely = (child: ChildProcess) =>
  Effect.callback<never>((resume) => {
    const end = () => resume(Effect.die(`a shop ended: ${child.exitCode ?? child.signalCode}`))
    if (child.exitCode !== null || child.signalCode !== null) end()
    else child.once("exit", end)
  })

interface Call {
  readonly number: number
  readonly order_id: string
  readonly body: string
  readonly auth: string
}

const signed = Effect.fnUntraced(function* (number: number, order_id: string): Effect.fn.Return<Call> {
  const body = JSON.stringify({ order_id, status: "completed", amount: number })
  return { number, order_id, body, auth: yield* Notification.sign({ body, key: Redacted.make(secret) }) }
})

/** The status, or 0 when nobody answered. */
const send = (port: number, { auth, body }: Call) =>
  Effect.promise(() =>
    fetch(`http://127.0.0.1:${port}/webhooks?transactionid=x&timestamp=1`, {
      method: "POST",
      headers: { auth },
      body
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => 0
    )
  )

interface Run {
  readonly mode: Settings["mode"]
  readonly store: Settings["store"]
  readonly count: number
  /** Milliseconds the handler goes on after it has written. */
  readonly takes: number
}

/** What the queue and the store know of a notification that is missing, for whoever has to find out how it was lost. */
const traces = Effect.fnUntraced(function* ({ mode, store }: Run, { body, order_id }: Call) {
  const sql = yield* SqlClient.SqlClient
  return {
    queue:
      mode === "inline"
        ? []
        : yield* sql`SELECT id, state, attempts, acquired_at::text, last_failure FROM multisafepay_webhook_queue
            WHERE element::json->>'body' = ${body}`,
    store:
      store === "memory"
        ? []
        : yield* sql`SELECT id, handled_at::text FROM multisafepay_webhooks WHERE order_key = ${`\n${order_id}`}`
  }
})

/**
 * Sends every notification to both shops at once, kills the first half-way, and waits until nothing more happens. Then sends again what the
 * second refused.
 */
const run = Effect.fnUntraced(function* (socket: string, options: Run) {
  const { count, mode, store, takes } = options
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE handled (number INTEGER, process TEXT)`
  const settings = { socket, key: secret, mode, store, takes, workers: 8 }
  const [first, second] = yield* Effect.all(
    [startShop({ ...settings, name: "first" }), startShop({ ...settings, name: "second" })],
    { concurrency: 2 }
  )
  const calls = yield* Effect.forEach(Array.from({ length: count }), (_, i) =>
    signed(i, `order-${i % Math.ceil(count / 3)}`)
  )
  const total = Effect.map(sql<{ n: string }>`SELECT COUNT(*) AS n FROM handled`, (rows) => Number(rows[0]?.n))
  const killing = yield* total.pipe(
    Effect.repeat({ until: (n) => n >= count / 2, schedule: Schedule.spaced(5) }),
    Effect.raceFirst(untimely(first.child)),
    Effect.andThen(Effect.sync(() => first.child.kill("SIGKILL"))),
    Effect.forkChild
  )
  const answers = yield* Effect.forEach(
    calls,
    (call) =>
      Effect.map(
        Effect.all({ first: send(first.port, call), second: send(second.port, call) }, { concurrency: 2 }),
        (statuses) => ({ call, statuses })
      ),
    { concurrency: 24 }
  )
  yield* Fiber.join(killing)

  const unsettled =
    mode === "inline"
      ? Effect.succeed(0)
      : Effect.map(
          sql<{ n: string }>`SELECT COUNT(*) AS n FROM multisafepay_webhook_queue WHERE state <> 'completed'`,
          (rows) => Number(rows[0]?.n)
        )
  const settled = unsettled.pipe(
    Effect.repeat({ until: (left) => left === 0, schedule: Schedule.spaced(100) }),
    Effect.raceFirst(untimely(second.child))
  )
  yield* settled
  // Before anything is sent again, so that a repetition does not make good what was lost.
  const handled = new Set((yield* sql<{ number: number }>`SELECT number FROM handled`).map(({ number }) => number))
  const lost = yield* Effect.forEach(
    answers.filter(
      ({ call, statuses }) => (statuses.first === 200 || statuses.second === 200) && !handled.has(call.number)
    ),
    ({ call, statuses }) => Effect.map(traces(options, call), (traces) => ({ ...statuses, ...call, ...traces }))
  )

  const refused = answers.filter(({ statuses }) => statuses.second !== 200)
  const repeated = yield* Effect.forEach(
    refused,
    ({ call, statuses }) =>
      send(second.port, call).pipe(
        Effect.repeat({ until: (status) => status === 200, times: 9, schedule: Schedule.spaced(1000) }),
        Effect.map((again) => ({ ...statuses, again, number: call.number }))
      ),
    { concurrency: 24 }
  )
  yield* settled
  const perProcess = yield* sql<{
    process: string
    n: string
  }>`SELECT process, COUNT(*) AS n FROM handled GROUP BY process`
  const distinct = yield* sql<{ n: string }>`SELECT COUNT(DISTINCT number) AS n FROM handled`
  return {
    /** Answered OK by one of them, and not handled. */
    lost,
    /** Refused by the second, also when sent again. */
    refused: repeated.filter(({ again }) => again !== 200),
    total: yield* total,
    distinct: Number(distinct[0]?.n),
    shares: Object.fromEntries(perProcess.map(({ n, process }) => [process, Number(n)]))
  }
})

const inCluster = (options: Run) =>
  Effect.flatMap(Postgres.start, (socket) => Effect.provide(run(socket, options), Postgres.client(socket)))

describe.skipIf(!Postgres.isHere)(`two processes on PostgreSQL${Postgres.whyNot}`, () => {
  it.live("queued: the same 1,000 notifications at once, one process killed half-way: each handled exactly once", () =>
    Effect.gen(function* () {
      const result = yield* inCluster({ mode: "queued", store: "sql", count: 1000, takes: 15 })
      assert.deepStrictEqual({ lost: result.lost, refused: result.refused }, { lost: [], refused: [] })
      assert.deepStrictEqual([result.total, result.distinct], [1000, 1000])
      assert.isAbove(result.shares["first"] ?? 0, 0)
      assert.isAbove(result.shares["second"] ?? 0, 0)
    })
  )

  it.live("inline: the same 1,000 notifications at once, one process killed half-way: each handled exactly once", () =>
    Effect.gen(function* () {
      const result = yield* inCluster({ mode: "inline", store: "sql", count: 1000, takes: 15 })
      assert.deepStrictEqual({ lost: result.lost, refused: result.refused }, { lost: [], refused: [] })
      assert.deepStrictEqual([result.total, result.distinct], [1000, 1000])
      assert.isAbove(result.shares["first"] ?? 0, 0)
    })
  )

  it.live("the proof can fail: with a memory per process, the kill makes work that was done be done again", () =>
    Effect.gen(function* () {
      const result = yield* inCluster({ mode: "queued", store: "memory", count: 60, takes: 1000 })
      assert.deepStrictEqual({ lost: result.lost, refused: result.refused }, { lost: [], refused: [] })
      assert.strictEqual(result.distinct, 60)
      assert.isAbove(result.total, 60)
    })
  )
})
