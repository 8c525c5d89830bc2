// Where the time of a call goes: its parts, one by one, microseconds of CPU each. Run: node bench/http/parts.ts
import { Agent, Dispatcher } from "@effect/platform-node/Undici"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as NodeMultiSafepay from "@effect-multisafepay/node/NodeMultiSafepay"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { fork } from "node:child_process"
import { answers, order } from "./payloads.ts"

class Undici extends Context.Service<Undici, HttpClient.HttpClient>()("bench/Undici") {}

const server = fork(new URL("./server.ts", import.meta.url), { stdio: ["ignore", "pipe", "inherit", "ipc"] })
const port = await new Promise<string>((resolve) => server.stdout?.once("data", (data) => resolve(String(data).trim())))
const runtime = ManagedRuntime.make(
  Layer.mergeAll(
    NodeMultiSafepay.layerTransport,
    Layer.effect(Undici, HttpClient.HttpClient).pipe(Layer.provide(NodeHttpClient.layerUndici))
  )
)
const client = await runtime.runPromise(HttpClient.HttpClient)
const undici = await runtime.runPromise(Undici)

/** A dispatcher that answers by itself: what is left of a call without a wire. */
const answered = Buffer.from(answers.order)
const controller = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined
}
class Nowhere extends Dispatcher {
  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    setImmediate(() => {
      handler.onRequestStart?.(controller, null)
      handler.onResponseStart?.(controller, 200, { "content-length": String(answered.length) })
      handler.onResponseData?.(controller, answered)
      handler.onResponseEnd?.(controller, {})
    })
    return true
  }
}

const encode = Schema.encodeUnknownEffect(PlacedOrder.create.request as Schema.Codec<unknown, unknown>)
const decode = Schema.decodeUnknownEffect(PlacedOrder.create.response as Schema.Codec<unknown, unknown>)
const options = { apiKey: Redacted.make("k"), baseUrl: `http://127.0.0.1:${port}/v1/json` }
const ordersOver = (dispatcher?: Dispatcher) =>
  Effect.provide(Orders.Orders, NodeMultiSafepay.layerOptions({ ...options, dispatcher }))
const orders = await runtime.runPromise(ordersOver(new Agent()))
const wireless = await runtime.runPromise(ordersOver(new Nowhere()))
const text = JSON.stringify(order)
const strict = { errors: "all", onExcessProperty: "error" } as const

const bare = (client: HttpClient.HttpClient) =>
  client
    .execute(
      HttpClientRequest.bodyText(
        HttpClientRequest.post(`http://127.0.0.1:${port}/v1/json/orders`, { headers: { api_key: "k" } }),
        text,
        "application/json"
      )
    )
    .pipe(Effect.flatMap((response) => response.text))

const untraced = Effect.provideService(HttpClient.TracerDisabledWhen, () => true)

const parts: Record<string, Effect.Effect<unknown, unknown>> = {
  nothing: Effect.void,
  "check and encode the order": Effect.suspend(() => encode(order, strict)),
  "JSON.stringify": Effect.sync(() => JSON.stringify(order)),
  "JSON.parse": Effect.sync(() => JSON.parse(answers.order)),
  "exact JSON": Effect.sync(() => ExactJson.parseResult(answers.order)),
  "decode the answer": Effect.suspend(() => decode(JSON.parse(answers.order))),
  "a deadline": Effect.timeoutOrElse(Effect.yieldNow, { duration: 15_000, orElse: () => Effect.void }),
  "one request, over the transport": untraced(bare(client)),
  "one request, over Effect's undici": untraced(bare(undici)),
  "one request, over Effect's undici, with its own span": bare(undici),
  "orders.create without a wire": wireless.create(order),
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
