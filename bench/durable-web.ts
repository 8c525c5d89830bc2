// From the notification to the capture with a process between them: a web process takes the webhook over HTTP and tells the runner, another
// process, which reads the order and captures it. PostgreSQL, a local MultiSafepay over HTTP, payments one after the other, times by
// MultiSafepay's own records: when the notification came into being, when the shop had answered it, when the capture was asked for.
//
//   node bench/durable-web.ts [--payments 200]
import { fork } from "node:child_process"
import { loadavg } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as SqlClient from "effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { freePort, noPostgres, startPostgres } from "../packages/durable/test/support/postgres.ts"

const { values } = parseArgs({ options: { payments: { type: "string", default: "200" } } })
const payments = Number(values.payments)
const program = fileURLToPath(new URL("../examples/src/durable-process.ts", import.meta.url))

if (noPostgres !== undefined) {
  console.log(`not run: ${noPostgres}`)
  process.exit(0)
}

/** A process of the shop, until the scope ends. */
const member = (environment: Record<string, string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const port = String(await freePort())
      const env = { ...process.env, ...environment, CLUSTER_PORT: port }
      const child = fork(program, [], { env, execArgv: ["--disable-warning=ExperimentalWarning"] })
      await new Promise<void>((resolve, reject) => {
        child.once("message", () => resolve())
        child.once("exit", (code) => reject(new Error(`a process of the shop ended with ${code} before it was ready`)))
      })
      return child
    }),
    (child) => Effect.sync(() => void child.kill("SIGKILL"))
  )

const quantiles = (all: ReadonlyArray<number>) => {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]
  return { median: at(0.5), "95 of 100": at(0.95), worst: sorted.at(-1) }
}

const bench = Effect.fnUntraced(function* (database: string) {
  const sandbox = yield* Sandbox.Sandbox
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const http = yield* HttpClient.HttpClient
  yield* SqlClient.SqlClient.use(
    (sql) => sql`CREATE TABLE shop_orders (order_id TEXT PRIMARY KEY, body JSONB NOT NULL, payment_url TEXT)`
  )
  const environment = {
    DATABASE_URL: database,
    MULTISAFEPAY_API_KEY: Redacted.value(sandbox.apiKey),
    MULTISAFEPAY_BASE_URL: baseUrl
  }
  const port = yield* Effect.promise(freePort)
  yield* member({ ...environment, ROLE: "runner" })
  yield* member({ ...environment, ROLE: "web", PORT: String(port) })
  const before = loadavg()
  const times: Array<{ readonly answered: number; readonly captured: number }> = []
  for (let n = 0; n < payments + 5; n++) {
    const order_id = `order-${n}`
    yield* http.post(`http://127.0.0.1:${port}/checkout/${order_id}`)
    yield* sandbox.authorise(order_id)
    const [capture] = yield* sandbox
      .received({ operation: "captures.create", order_id })
      .pipe(Effect.tap(Effect.sleep("5 millis")), Effect.repeat({ until: (all) => all.length > 0 }))
    const notice = (yield* sandbox.notices(order_id)).find(({ body }) => body.includes('"completed"'))
    const [attempt] = notice?.attempts ?? []
    if (capture === undefined || notice === undefined || attempt === undefined) {
      return yield* Effect.die(new Error(`no notification of ${order_id}`))
    }
    // The first five warm the processes up.
    if (n >= 5) times.push({ answered: attempt.latency, captured: capture.at - notice.created })
  }
  console.log(`${payments} payments, load ${before[0]?.toFixed(1)} to ${loadavg()[0]?.toFixed(1)}, milliseconds`)
  console.table({
    "notification to its answer": quantiles(times.map(({ answered }) => answered)),
    "notification to the capture": quantiles(times.map(({ captured }) => captured))
  })
})

const postgres = await startPostgres()
await Effect.runPromise(
  bench(postgres.url).pipe(
    Effect.scoped,
    Effect.provide([
      SandboxServer.layer({ port: 0 }),
      PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 2 }),
      FetchHttpClient.layer
    ])
  )
).finally(() => postgres.stop())
