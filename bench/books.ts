// What comparing the books costs: 100,000 payments over ten days, at a local MultiSafepay that is a process of its own. Everything agrees,
// then one in a hundred is unknown to the shop. Peak memory is of this process, after a collection at the end of each stretch.
// Run: node --expose-gc bench/books.ts [orders]
import { fork } from "node:child_process"
import { type Difference } from "@effect-multisafepay/core"
import { Ledger, MultiSafepay, Reconciliation } from "@effect-multisafepay/http"
import { NodeMultiSafepay } from "@effect-multisafepay/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as HttpClient from "effect/http/HttpClient"

const orders = Number(process.argv[2] ?? 100_000)
const day = 86_400_000

const server = fork(new URL("./books/server.ts", import.meta.url), [String(orders)], {
  stdio: ["ignore", "pipe", "inherit", "ipc"]
})
const { baseUrl, from } = await new Promise<{ readonly baseUrl: string; readonly from: number }>((resolve) =>
  server.stdout?.once("data", (data) => resolve(JSON.parse(String(data))))
)

const known = (missing: number) =>
  Ledger.layer({
    find: (ids) =>
      Effect.succeed(
        ids
          .filter((id) => /^o-\d+$/.test(id) && (missing === 0 || Number(id.slice(2)) % missing !== 0))
          .map((order_id): Difference.Here => ({ order_id, amount: 1000, currency: "EUR", state: "paid" }))
      ),
    within: () => Stream.empty
  })

let requests = 0
const services = MultiSafepay.layer({
  apiKey: Redacted.make("sandbox-api-key"),
  baseUrl,
  transformClient: HttpClient.tapRequest(() => Effect.sync(() => requests++))
}).pipe(Layer.provide(NodeMultiSafepay.layerTransport))

const compare = (name: string, days: number, missing: number) =>
  Effect.gen(function* () {
    requests = 0
    const memory: Array<number> = []
    let collected = 0
    const start = process.cpuUsage()
    const report = yield* Reconciliation.run({ from, until: from + days * day }, ({ differences }) =>
      Effect.sync(() => {
        const before = process.cpuUsage()
        globalThis.gc?.()
        const collecting = process.cpuUsage(before)
        collected += collecting.system + collecting.user
        memory.push(process.memoryUsage().heapUsed / 1_048_576)
        return differences
      })
    )
    const { system, user } = process.cpuUsage(start)
    const millis = (system + user - collected) / 1000
    const perThousand = (n: number) => (n / report.transactions) * 1000
    const half = memory.length >> 1
    const peak = (some: ReadonlyArray<number>) => Math.max(...some).toFixed(0)
    console.log(
      `${name.padEnd(34)} ${String(report.transactions).padStart(7)} ${String(report.found).padStart(6)} ${String(requests).padStart(8)} ` +
        `${perThousand(millis).toFixed(0).padStart(16)} ${peak(memory.slice(0, half)).padStart(6)} ${peak(memory.slice(half)).padStart(6)}`
    )
  }).pipe(Effect.provide([known(missing), services]))

console.log(
  `${"".padEnd(34)} ${"rows".padStart(7)} ${"differ".padStart(6)} ${"requests".padStart(8)} ${"CPU ms/1000 rows".padStart(8)} MB 1st MB 2nd half`
)
await Effect.runPromise(
  Effect.gen(function* () {
    yield* compare("a day, everything agrees", 1, 0)
    yield* compare("ten days, everything agrees", 10, 0)
    yield* compare("ten days, one in 100 is unknown", 10, 100)
  })
)
server.kill()
