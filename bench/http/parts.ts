// Where the time of a call goes: its parts, one by one, microseconds of CPU each. Run: node bench/http/parts.ts
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { fork } from "node:child_process"
import { answers, order } from "./payloads.ts"

const server = fork(new URL("./server.ts", import.meta.url), { stdio: ["ignore", "pipe", "inherit", "ipc"] })
const port = await new Promise<string>((resolve) => server.stdout?.once("data", (data) => resolve(String(data).trim())))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
const client = await runtime.runPromise(HttpClient.HttpClient)

const encode = Schema.encodeUnknownEffect(PlacedOrder.create.request as Schema.Codec<unknown, unknown>)
const decode = Schema.decodeUnknownEffect(PlacedOrder.create.response as Schema.Codec<unknown, unknown>)
const orders = await runtime.runPromise(
  Effect.provide(
    Orders.Orders,
    Layer.provide(
      Orders.layer,
      Client.layer({ apiKey: Redacted.make("k"), baseUrl: `http://127.0.0.1:${port}/v1/json` })
    )
  )
)
const text = JSON.stringify(order)
const strict = { errors: "all", onExcessProperty: "error" } as const

const bare = client
  .execute(
    HttpClientRequest.bodyText(
      HttpClientRequest.post(`http://127.0.0.1:${port}/v1/json/orders`, { headers: { api_key: "k" } }),
      text,
      "application/json"
    )
  )
  .pipe(Effect.flatMap((response) => response.text))

const parts: Record<string, Effect.Effect<unknown, unknown>> = {
  nothing: Effect.void,
  "check and encode the order": Effect.suspend(() => encode(order, strict)),
  "JSON.stringify": Effect.sync(() => JSON.stringify(order)),
  "JSON.parse": Effect.sync(() => JSON.parse(answers.order)),
  "exact JSON": Effect.sync(() => ExactJson.parseResult(answers.order)),
  "decode the answer": Effect.suspend(() => decode(JSON.parse(answers.order))),
  "a deadline": Effect.timeoutOrElse(Effect.yieldNow, { duration: 15_000, orElse: () => Effect.void }),
  "Effect's HttpClient over undici": bare,
  "the same without its own span": Effect.provideService(bare, HttpClient.TracerDisabledWhen, () => true),
  "the same with a deadline": Effect.timeoutOrElse(
    Effect.provideService(bare, HttpClient.TracerDisabledWhen, () => true),
    {
      duration: 15_000,
      orElse: () => Effect.die("late")
    }
  ),
  "orders.create": orders.create(order)
}

for (const [name, part] of Object.entries(parts)) {
  const times = []
  for (let round = 0; round < 7; round++) {
    const cpu = process.cpuUsage()
    await runtime.runPromise(
      Effect.forEach(Array.from({ length: 3_000 }), () => part, { concurrency: 32, discard: true })
    )
    const { system, user } = process.cpuUsage(cpu)
    times.push((user + system) / 3_000)
  }
  console.log(`${(times.sort((a, b) => a - b)[2] ?? 0).toFixed(1).padStart(7)}  ${name}`)
}
server.disconnect()
await runtime.dispose()
