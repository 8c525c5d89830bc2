// A shop that survives its processes: one web process and three runners over PostgreSQL, a local MultiSafepay, customers who pay, and a
// kill switch that kills -9 a runner every few seconds. At the end the books are compared with MultiSafepay's.
//
//   node examples/src/durable-shop.ts            needs PostgreSQL (DATABASE_URL, or its binaries on this machine)
import { fork, type ChildProcess } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Clock, Console, Data, Effect, Redacted, Schedule } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { SqlClient } from "effect/sql"
import { Capture } from "@effect-multisafepay/core"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import { freePort } from "./durable-port.ts"
import { postgres } from "./durable-postgres.ts"

const orders = 60
const program = fileURLToPath(new URL("durable-process.ts", import.meta.url))

class NotStarted extends Data.TaggedError("NotStarted")<{ readonly code: number | null }> {
  override get message() {
    return `a process of the shop did not start (exit code ${this.code})`
  }
}

const kill = (child: ChildProcess) => Effect.sync(() => void child.kill("SIGKILL"))

/** Lives until it is killed, at the latest as long as the scope. */
const start = Effect.fnUntraced(function* (environment: Record<string, string>) {
  const begin = Effect.sync(() =>
    fork(program, [], {
      env: { ...process.env, ...environment },
      execArgv: ["--disable-warning=ExperimentalWarning"]
    })
  )
  const child = yield* Effect.acquireRelease(begin, kill)
  return yield* Effect.callback<ChildProcess, NotStarted>((resume) => {
    child.once("message", () => resume(Effect.succeed(child)))
    child.once("exit", (code) => resume(Effect.fail(new NotStarted({ code }))))
  })
})

const shop = Effect.fn("shop")(function* (database: string) {
  const sandbox = yield* Sandbox.Sandbox
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const sql = yield* SqlClient.SqlClient
  const http = yield* HttpClient.HttpClient
  yield* sql`CREATE TABLE shop_orders (order_id TEXT PRIMARY KEY, body JSONB NOT NULL, payment_url TEXT)`
  const began = yield* Clock.currentTimeMillis
  const tell = (text: string) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Console.log(`${((now - began) / 1000).toFixed(1).padStart(6)} s  ${text}`)
    )

  const port = yield* freePort
  const environment = {
    DATABASE_URL: database,
    MULTISAFEPAY_API_KEY: Redacted.value(sandbox.apiKey),
    MULTISAFEPAY_BASE_URL: baseUrl
  }
  // What did not start is started again, at another port, as whoever runs a shop would do: a busy machine is late, and somebody else quicker.
  const member = (role: Record<string, string>) =>
    Effect.flatMap(freePort, (port) => start({ ...environment, ...role, CLUSTER_PORT: String(port) })).pipe(
      Effect.retry({ times: 9 })
    )
  yield* member({ ROLE: "web", PORT: String(port) })
  const runners = yield* Effect.forEach([0, 1, 2], () => member({ ROLE: "runner" }))
  yield* tell("one web process and three runners are up")

  const ids = Array.from({ length: orders }, (_, n) => `order-${n + 1}`)
  const buy = (order_id: string) =>
    http
      .post(`http://127.0.0.1:${port}/checkout/${order_id}`)
      .pipe(
        Effect.timeout("30 seconds"),
        Effect.andThen(Effect.sleep("2 seconds")),
        Effect.andThen(sandbox.authorise(order_id)),
        Effect.retry({ times: 20, schedule: Schedule.spaced("1 second") })
      )
  const customers = Effect.forEach(ids, (id, n) => Effect.delay(buy(id), `${n * 300} millis`), {
    concurrency: "unbounded",
    discard: true
  })

  /** The kill switch. */
  const killer = Effect.gen(function* () {
    for (const victim of [0, 1, 2, 0]) {
      yield* Effect.sleep("5 seconds")
      const old = runners[victim]
      if (old !== undefined) yield* kill(old)
      yield* tell(`runner ${victim + 1} was killed in the middle of its work`)
      runners[victim] = yield* member({ ROLE: "runner" })
    }
  })
  yield* Effect.all([customers, killer], { concurrency: 2, discard: true })
  yield* tell("all customers have paid; waiting for the last captures")

  const captured = Effect.map(sandbox.orders, (all) => all.filter(Capture.isWhole))
  yield* captured.pipe(
    Effect.repeat({ until: (all) => all.length >= orders, schedule: Schedule.spaced("500 millis") }),
    Effect.timeoutOption("90 seconds")
  )
  yield* Effect.sleep("2 seconds")

  const twice = (operation: string) =>
    Effect.map(sandbox.received({ operation }), (all) => {
      const counts = new Map<string, number>()
      for (const { order_id = "" } of all) counts.set(order_id, (counts.get(order_id) ?? 0) + 1)
      return Array.from(counts.values()).filter((n) => n > 1).length
    })
  const placed = Effect.map(sandbox.orders, (all) => all.filter((one) => ids.includes(one.order_id ?? "")).length)
  yield* tell("the books:")
  console.table({
    "orders of customers": orders,
    "orders at MultiSafepay": yield* placed,
    "captures at MultiSafepay": (yield* captured).length,
    "orders posted twice": yield* twice("orders.create"),
    "captures posted twice": yield* twice("captures.create")
  })
})

const main = Effect.gen(function* () {
  const database = yield* postgres
  yield* shop(database).pipe(
    Effect.scoped,
    Effect.provide([
      SandboxServer.layer({ port: 0, resendAfter: ["2 seconds", "4 seconds", "8 seconds"] }),
      PgClient.layer({ url: Redacted.make(database), maxConnections: 2 }),
      FetchHttpClient.layer
    ])
  )
}).pipe(Effect.scoped)

NodeRuntime.runMain(main)
