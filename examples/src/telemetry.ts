// Traces and metrics of payments, sent to an OpenTelemetry collector over HTTP. The library only makes spans and metrics with Effect's
// own; what becomes of them is the application's choice, and this is one.
// Run: OTLP_URL=http://127.0.0.1:4318 node examples/src/telemetry.ts (without OTLP_URL it starts a collector that prints what it gets)
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import { Config, Console, Effect, Layer, Redacted } from "effect"
import * as Otlp from "effect/observability/Otlp"

const telemetry = (url: string) =>
  Otlp.layerJson({ baseUrl: url, resource: { serviceName: "shop" }, shutdownTimeout: "2 seconds" }).pipe(
    // Its own client: not the one of the payments, and certainly not the sandbox's.
    Layer.provide(NodeHttpClient.layerUndici)
  )

const payments = MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }).pipe(
  Layer.provideMerge(Sandbox.layer({ notifications: "record" }))
)

const checkout = Effect.fn("checkout")(function* (order_id: string) {
  const orders = yield* Orders.Orders
  return yield* orders.create({
    type: "redirect",
    gateway: "IDEAL",
    order_id,
    currency: "EUR",
    amount: 1000,
    description: "A mug"
  })
})

const program = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  // The answer to the first order gets lost on the way: its trace shows the look-up that found it again.
  yield* sandbox.fault("reset-after-commit", { operation: "orders.create" })
  const placed = yield* checkout("order-1")
  yield* Console.log(`order-1 ${placed.reconciled ? "found again" : "placed"}`)
  yield* checkout("order-2")
})

interface Span {
  readonly name: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: object }>
}

/** Prints the spans it is sent, children under their parents. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
    const server = createServer((request, response) => {
      let text = ""
      request.on("data", (data) => (text += String(data)))
      request.on("end", () => {
        response.end("{}")
        if (request.url === "/v1/traces") printTrace(JSON.parse(text))
        else process.stdout.write(`${request.url}: ${text.length} bytes\n`)
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close: () => void server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const printTrace = (body: {
  readonly resourceSpans: ReadonlyArray<{ readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<Span> }> }>
}) => {
  const spans = body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const print = (span: Span, depth: number) => {
    const told = span.attributes
      .filter(({ key }) => key.startsWith("multisafepay.") || key === "error.type")
      .map(({ key, value }) => `${key}=${Object.values(value)[0]}`)
    process.stdout.write(`${"  ".repeat(depth)}${[span.name, ...told].join(" ")}\n`)
    for (const child of spans.filter((one) => one.parentSpanId === span.spanId)) print(child, depth + 1)
  }
  for (const root of spans.filter((one) => !spans.some((other) => other.spanId === one.parentSpanId))) print(root, 0)
}

const main = Effect.gen(function* () {
  const given = yield* Config.option(Config.String("OTLP_URL"))
  const url = given._tag === "Some" ? given.value : (yield* collector).url
  yield* Effect.provide(program, Layer.mergeAll(payments, telemetry(url)))
})

await Effect.runPromise(Effect.scoped(main))
