// What one payment costs PostgreSQL, counted by its server: statements, write-ahead log (with how many whole pages in it), flushes; and
// payments per second. Counts hold on any machine; rates only beside other rates of the same run. No network: MultiSafepay is a map in the same process.
//
//   node bench/durable-cost.ts [--payments 500] [--rounds 1] [--statements] [--busy] [--sizes]
//
// With --busy every second round has three busy loops beside it: no lease may be lost, and a payment may not cost much more CPU than in the
// calm round before it. It ends with an error when one of the two happens. --sizes instead takes payments one by one from their notification to
// their capture, with up to 50,000 others waiting and 100,000 ended.
import { spawn } from "node:child_process"
import { parseArgs } from "node:util"
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as SqlClient from "effect/sql/SqlClient"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as ClusterEngine from "@effect-multisafepay/durable/ClusterEngine"
import { PaymentOrders, Payments } from "@effect-multisafepay/durable/index"
import { makeFakeApi } from "../packages/durable/test/support/FakeApi.ts"
import { fillJournal } from "../packages/durable/test/support/journal.ts"
import { freePort, noPostgres, startPostgres } from "../packages/durable/test/support/postgres.ts"

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "500" },
    rounds: { type: "string", default: "1" },
    statements: { type: "boolean", default: false },
    busy: { type: "boolean", default: false },
    sizes: { type: "boolean", default: false }
  }
})
const payments = Number(values.payments)

if (noPostgres !== undefined) {
  console.log(`not run: ${noPostgres}`)
  process.exit(0)
}

const postgres = await startPostgres({
  shared_preload_libraries: "pg_stat_statements",
  // The first change of a page after a checkpoint writes all of it: there is none but those that are asked for.
  checkpoint_timeout: "1d",
  max_wal_size: "20GB"
})
const api = makeFakeApi()
const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
  order: (order_id) =>
    Effect.succeed(
      Option.some({ type: "redirect", order_id, amount: 1000, currency: "EUR", description: "Bench" } as CreateOrder)
    ),
  placed: () => Effect.void
})
const engine = ClusterEngine.make({
  role: "runner",
  host: "127.0.0.1",
  port: await freePort(),
  database: { url: Redacted.make(postgres.url) }
})
const runtime = ManagedRuntime.make(
  Payments.layer(engine).pipe(
    Layer.provide([shop, api.layer]),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Fatal"))
  )
)
const service = await runtime.runPromise(Payments.Payments)
const query = <A extends object>(text: string) =>
  runtime.runPromise(SqlClient.SqlClient.use((sql) => sql.unsafe<A>(text)))

const each = (ids: ReadonlyArray<string>, f: (id: string) => Effect.Effect<void, unknown>) =>
  runtime.runPromise(Effect.forEach(ids, f, { concurrency: 100, discard: true }))
const until = async (check: () => boolean) => {
  while (!check()) await turn()
}
const through = async (ids: ReadonlyArray<string>) => {
  const began = performance.now()
  const payment = { amount: 1000, currency: "EUR", expires_in: 86_400_000, when_paid: "capture" } as const
  await each(ids, (order_id) => service.start({ order_id, ...payment }))
  await until(() => ids.every((id) => api.orders.has(id)))
  for (const id of ids) api.reserve(id)
  await each(ids, (id) => service.notify(api.notification(id)))
  await until(() => ids.every((id) => api.count("capture", id) > 0))
  const seconds = (performance.now() - began) / 1000
  for (const id of ids) await runtime.runPromise(service.outcome(id))
  return ids.length / seconds
}

const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`)
await query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
await sleep(3000)
await through(names("warm", 100))
/** Times in which the runner could not confirm its lease. */
const failures = () =>
  runtime.runPromise(
    Effect.map(Metric.snapshot, (all) =>
      all.flatMap((one) =>
        one.id === "multisafepay_payments_lease_failures" && one.type === "Counter" ? [Number(one.state.count)] : []
      )
    )
  )
const walOf = async () => {
  const [row] = await query<{ bytes: string; pages: string; flushes: string }>(
    "SELECT wal_bytes AS bytes, wal_fpi AS pages, wal_sync AS flushes FROM pg_stat_wal"
  )
  return row
}
const costs: Record<"calm" | "busy", Array<number>> = { calm: [], busy: [] }
for (let round = 0; round < (values.sizes ? 0 : Number(values.rounds)) * (values.busy ? 2 : 1); round++) {
  const isBusy = values.busy && round % 2 === 1
  const loops = isBusy
    ? Array.from({ length: 3 }, () => spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }))
    : []
  await query("SELECT pg_stat_statements_reset(), pg_stat_reset_shared('wal')")
  const cpu = process.cpuUsage()
  const rate = await through(names(`r${round}`, payments))
  const { system, user } = process.cpuUsage(cpu)
  for (const loop of loops) loop.kill("SIGKILL")
  costs[isBusy ? "busy" : "calm"].push((system + user) / 1000 / payments)
  const [counted] = await query<{ statements: string }>(
    "SELECT sum(calls) AS statements FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat%' AND query !~* '^(begin|commit|rollback)'"
  )
  const wal = await walOf()
  const per = (total: string | number | undefined, digits = 1) => Number((Number(total) / payments).toFixed(digits))
  console.log(
    `RESULT ${JSON.stringify({
      statements: per(counted?.statements),
      "log, kB": per(Number(wal?.bytes) / 1000),
      "whole pages": per(wal?.pages),
      flushes: per(wal?.flushes),
      "CPU here, ms": per((system + user) / 1000),
      "payments/s": Math.round(rate),
      ...(values.busy ? { beside: isBusy ? "three busy loops" : "nothing" } : {})
    })}`
  )
}
/** From the notification to the capture, one payment after the other, with more and more others in the journal. */
const sizes = [
  { waiting: 0, ended: 0 },
  { waiting: 1000, ended: 0 },
  { waiting: 10_000, ended: 0 },
  { waiting: 50_000, ended: 0 },
  { waiting: 50_000, ended: 100_000 }
]
const rowsRead = async () => {
  await query("SELECT pg_stat_force_next_flush()")
  const [row] = await query<{ n: string }>(
    "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS n FROM pg_stat_user_tables"
  )
  return Number(row?.n)
}
const oneByOne = 100
let filled = { waiting: 0, ended: 0 }
for (const size of values.sizes ? sizes : []) {
  const more = { waiting: size.waiting - filled.waiting, ended: size.ended - filled.ended }
  for (const statement of fillJournal({ ...more, from: filled.waiting + filled.ended })) await query(statement)
  filled = size
  await query("VACUUM ANALYZE")
  await query("CHECKPOINT")
  await query("SELECT pg_stat_reset_shared('wal')")
  const ids = names(`s${size.waiting}-${size.ended}`, oneByOne)
  await each(ids, (order_id) =>
    service.start({ order_id, amount: 1000, currency: "EUR", expires_in: 86_400_000, when_paid: "capture" })
  )
  await until(() => ids.every((id) => api.orders.has(id)))
  const times: Array<number> = []
  const before = await rowsRead()
  const began = performance.now()
  for (const id of ids) {
    api.reserve(id)
    const notified = performance.now()
    await each([id], () => service.notify(api.notification(id)))
    await until(() => api.count("capture", id) > 0)
    times.push(performance.now() - notified)
  }
  const seconds = (performance.now() - began) / 1000
  const rows = (await rowsRead()) - before
  const wal = await walOf()
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? Number.NaN) * 10) / 10
  console.log(
    `RESULT ${JSON.stringify({
      ...size,
      "median, ms": at(0.5),
      "p95, ms": at(0.95),
      "log, kB": Math.round(Number(wal?.bytes) / 100 / oneByOne) / 10,
      "whole pages": Math.round((Number(wal?.pages) * 10) / oneByOne) / 10,
      "rows read per payment, polls of the whole time included": Math.round(rows / oneByOne),
      seconds: Math.round(seconds)
    })}`
  )
}
if (values.statements) {
  const all = await query<{ calls: string; query: string }>(
    "SELECT calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query FROM pg_stat_statements ORDER BY calls DESC LIMIT 40"
  )
  for (const { calls, query } of all) console.log(per2(calls), query)
}
const lost = (await failures()).reduce((sum, n) => sum + n, 0)
const twice = [...api.orders.keys()].filter((id) => api.count("create", id) > 1 || api.count("capture", id) > 1)
await runtime.dispose()
await postgres.stop()
if (values.busy) {
  const mean = (all: ReadonlyArray<number>) => all.reduce((sum, n) => sum + n, 0) / all.length
  const dearer = mean(costs.busy) / mean(costs.calm)
  console.log({ "leases lost": lost, twice, "CPU per payment, busy to calm": Number(dearer.toFixed(2)) })
  process.exitCode = lost === 0 && twice.length === 0 && dearer < 2 ? 0 : 1
}

function per2(calls: string) {
  return (Number(calls) / payments).toFixed(2).padStart(7)
}
