// Places one card order over real TCP, through Effect's undici client or the transport of the node package: makes its connection with a read, waits for a line on its input, then orders. Prints what the
// transport met and what the caller is told.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Client from "@effect-multisafepay/http/Client"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { once } from "node:events"
import { layerTransport } from "../../../node/src/NodeMultiSafepay.ts"
import { cardOrder } from "./calls.ts"

const [address = "", transport = ""] = process.argv.slice(2)

// Plain http is for this machine only; the network of this test is made on it.
const elsewhere = HttpClient.mapRequest((request) =>
  HttpClientRequest.setUrl(request, request.url.replace("http://127.0.0.1", address))
)

const wordsOf = (error: unknown): string => {
  for (let one = error; typeof one === "object" && one !== null; one = (one as { cause?: unknown }).cause) {
    const { code, syscall } = one as { code?: unknown; syscall?: unknown }
    if (typeof code === "string") return `${String(syscall)} ${code}`
  }
  return "something else"
}

const program = Effect.gen(function* () {
  const orders = yield* Orders.Orders
  yield* Effect.ignore(orders.get("o-0"))
  console.log("connected")
  yield* Effect.promise(() => once(process.stdin, "data"))
  const told = yield* Effect.match(orders.create(cardOrder), {
    onSuccess: () => "success",
    onFailure: (error) => error.outcome
  })
  console.log(`told ${told}`)
})

const client = Client.layer({
  apiKey: Redacted.make("k"),
  baseUrl: "http://127.0.0.1/v1/json",
  policy: { attemptDeadline: "50 seconds" },
  transformClient: (client) =>
    elsewhere(client).pipe(
      HttpClient.tapError((error) => Effect.sync(() => console.log(`met ${wordsOf(error.reason)}`)))
    )
})
const services = Orders.layer.pipe(
  Layer.provide(client),
  Layer.provide(transport === "undici" ? NodeHttpClient.layerUndici : layerTransport)
)

await Effect.runPromise(Effect.provide(program, services))
process.exit(0)
