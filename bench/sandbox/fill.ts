// Fills one sandbox in process and looks at it on the way: what the last thousand orders cost, what all of them hold.
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { order, paid } from "./order.ts"

const make = process.argv[2] === "paid" ? paid : order

const looks = [1_000, 10_000, 50_000, 100_000]

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const program = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient
  const place = (n: number) =>
    Effect.flatMap(
      client.execute(
        HttpClientRequest.post("http://sandbox/v1/json/orders", { headers: { api_key: "sandbox-api-key" } }).pipe(
          HttpClientRequest.bodyText(JSON.stringify(make(`o-${n}`)), "application/json")
        )
      ),
      (response) => (response.status === 200 ? response.text : Effect.die(new Error(`answered ${response.status}`)))
    )
  const sandbox = yield* Sandbox.Sandbox
  // Warm, and then empty.
  for (let n = 0; n < 10_000; n++) yield* place(n)
  yield* sandbox.reset
  const before = heap()
  // A full collection makes the engine forget some of what it compiled.
  for (let n = 0; n < 5_000; n++) yield* place(n)
  yield* sandbox.reset
  const found = []
  let n = 0
  for (const orders of looks) {
    while (n < orders - 1_000) yield* place(n++)
    const cpu = process.cpuUsage()
    while (n < orders) yield* place(n++)
    const { system, user } = process.cpuUsage(cpu)
    found.push({ orders, micros: (system + user) / 1_000, megabytes: (heap() - before) / 2 ** 20 })
  }
  return found
}).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))

process.send?.(await Effect.runPromise(program))
process.disconnect()
