// What durability costs: payments per second, time from notification to capture, heap and disk of waiting payments, per engine, beside a
// plain effect that waits in memory. No network: MultiSafepay is a map in the same process. Each engine runs in a process of its own.
//
//   node bench/durable.ts [--payments 500] [--waiting 2000]
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as ClusterEngine from "@effect-multisafepay/durable/ClusterEngine"
import { Engine, LocalEngine, type PaymentApi, PaymentOrders, Payments } from "@effect-multisafepay/durable/index"
import { type FakeApi, makeFakeApi } from "../packages/durable/test/support/FakeApi.ts"
import { freePort, noPostgres, startPostgres } from "../packages/durable/test/support/postgres.ts"

const engines = ["plain effect", "memory", "SQLite, NORMAL", "SQLite, FULL", "PostgreSQL, 1 runner"] as const
type Name = (typeof engines)[number]

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "500" },
    waiting: { type: "string", default: "2000" },
    engine: { type: "string" }
  }
})
const payments = Number(values.payments)
const waiting = Number(values.waiting)

interface Shop {
  readonly start: (ids: ReadonlyArray<string>) => Promise<void>
  readonly notify: (ids: ReadonlyArray<string>) => Promise<void>
  readonly disk: () => Promise<number>
  readonly stop: () => Promise<void>
}

const order = (order_id: string) =>
  ({ type: "redirect", order_id, amount: 1000, currency: "EUR", description: "Bench" }) as CreateOrder

const plain = (api: FakeApi): Shop => {
  const paid = new Map<string, Deferred.Deferred<void>>()
  const one = (order_id: string) =>
    Effect.gen(function* () {
      const deferred = yield* Deferred.make<void>()
      paid.set(order_id, deferred)
      yield* api.requests.create(order(order_id))
      yield* Deferred.await(deferred)
      yield* api.requests.capture(order_id, { amount: 1000, new_order_id: `${order_id}-1` })
    })
  return {
    start: (ids) => Promise.resolve(ids.forEach((id) => void Effect.runFork(one(id)))),
    notify: (ids) => Promise.resolve(ids.forEach((id) => Effect.runSync(Deferred.succeed(paid.get(id)!, undefined)))),
    disk: () => Promise.resolve(0),
    stop: () => Promise.resolve()
  }
}

const durable = async (api: FakeApi, name: Exclude<Name, "plain effect">): Promise<Shop> => {
  const dir = mkdtempSync(join(tmpdir(), "durable-bench-"))
  const filename = join(dir, "payments.db")
  const postgres = name.startsWith("PostgreSQL") ? await startPostgres() : undefined
  const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
    order: (order_id) => Effect.succeed(Option.some(order(order_id))),
    placed: () => Effect.void
  })
  const build = async (): Promise<
    Layer.Layer<Payments.Payments, unknown, PaymentApi.PaymentApi | PaymentOrders.PaymentOrders>
  > => {
    if (name === "memory") return Payments.layer(Engine.memory)
    if (postgres === undefined) {
      const synchronous = name.endsWith("FULL") ? "FULL" : "NORMAL"
      return Payments.layer(LocalEngine.make({ filename, synchronous }))
    }
    const port = await freePort()
    const database = { url: Redacted.make(postgres.url) }
    return Payments.layer(ClusterEngine.make({ role: "runner", host: "127.0.0.1", port, database }))
  }
  const quiet = Layer.succeed(References.MinimumLogLevel, "Fatal")
  const layer = Layer.provide(await build(), [shop, api.layer, quiet])
  const runtime = ManagedRuntime.make(layer)
  const service = await runtime.runPromise(Payments.Payments)
  const each = (ids: ReadonlyArray<string>, f: (id: string) => Effect.Effect<void, unknown>) =>
    runtime.runPromise(Effect.forEach(ids, f, { concurrency: 100, discard: true }))
  const payment = { amount: 1000, currency: "EUR", expires_in: 86_400_000, when_paid: "capture" } as const
  return {
    start: (ids) => each(ids, (order_id) => service.start({ order_id, ...payment })),
    notify: (ids) => each(ids, (id) => service.notify(api.notification(id))),
    disk: () =>
      Promise.resolve(
        postgres !== undefined
          ? Number(
              spawnSync("psql", [postgres.url, "-Atc", "select pg_database_size('postgres')"], { encoding: "utf8" })
                .stdout
            )
          : name === "memory"
            ? 0
            : statSync(filename).size + statSync(`${filename}-wal`).size
      ),
    stop: async () => {
      await runtime.dispose()
      await postgres?.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  }
}

const until = async (check: () => boolean) => {
  while (!check()) await turn()
}

const heap = async () => {
  for (let n = 0; n < 3; n++) {
    globalThis.gc?.()
    await sleep(50)
  }
  return process.memoryUsage().heapUsed
}

const quantile = (all: ReadonlyArray<number>, q: number) =>
  all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * q))] ?? Number.NaN

const measure = async (name: Name) => {
  const api = makeFakeApi()
  const shop = name === "plain effect" ? plain(api) : await durable(api, name)
  const ids = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`)
  const through = async (prefix: string, n: number) => {
    const some = ids(prefix, n)
    const created = api.count("create")
    const captured = api.count("capture")
    const began = performance.now()
    await shop.start(some)
    await until(() => api.count("create") >= created + n)
    const placed = performance.now()
    for (const id of some) api.reserve(id)
    await shop.notify(some)
    await until(() => api.count("capture") >= captured + n)
    return { place: n / ((placed - began) / 1000), all: n / ((performance.now() - began) / 1000) }
  }
  await through("warm", Math.min(100, payments))
  const rate = await through("rate", payments)

  const late = ids("late", 40)
  await shop.start(late)
  await until(() => late.every((id) => api.orders.has(id)))
  await sleep(500)
  const latencies: Array<number> = []
  for (const id of late) {
    api.reserve(id)
    const began = performance.now()
    await shop.notify([id])
    await until(() => api.count("capture", id) > 0)
    latencies.push(performance.now() - began)
  }

  const before = { heap: await heap(), disk: await shop.disk() }
  const many = ids("many", waiting)
  await shop.start(many)
  await until(() => many.every((id) => api.orders.has(id)))
  await sleep(1000)
  const directly = await heap()
  // After ten seconds without work a payment leaves the memory.
  await sleep(20_000)
  const later = await heap()
  const fake = waiting * 600
  const per10k = (bytes: number) => Math.round((bytes / waiting) * 10_000)
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
  const disk = (await shop.disk()) - before.disk
  await shop.stop()
  return {
    "payments/s": Math.round(rate.all),
    "placed/s": Math.round(rate.place),
    "notified to captured, p50 ms": quantile(latencies, 0.5).toFixed(1),
    "p95 ms": quantile(latencies, 0.95).toFixed(1),
    "MB heap per 10,000 waiting": megabytes(per10k(Math.max(0, directly - before.heap - fake))),
    "after 20 s": megabytes(per10k(Math.max(0, later - before.heap - fake))),
    "MB disk per 10,000": megabytes(per10k(disk))
  }
}

if (values.engine !== undefined) {
  console.log(`RESULT ${JSON.stringify(await measure(values.engine as Name))}`)
  process.exit(0)
}

const table: Record<string, unknown> = {}
for (const engine of engines) {
  if (engine.startsWith("PostgreSQL") && noPostgres !== undefined) {
    console.log(`${engine}: not run (${noPostgres})`)
    continue
  }
  const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", import.meta.filename]
  const run = spawnSync(
    process.execPath,
    [...args, "--engine", engine, "--payments", String(payments), "--waiting", String(waiting)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }
  )
  const line = run.stdout.split("\n").find((text) => text.startsWith("RESULT "))
  table[engine] = line === undefined ? { failed: run.status } : JSON.parse(line.slice(7))
}
console.log(`${payments} payments at once, ${waiting} waiting, node ${process.version}`)
console.table(table)
