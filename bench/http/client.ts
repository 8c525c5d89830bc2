// One client in a process of its own. Makes batches of calls when told to, and tells what they cost: CPU time of this process, user and
// system. Run by bench/http.ts: node bench/http/client.ts NAME PORT [jit]
import type * as Mollie from "@mollie/api-client"
import http from "node:http"
import https from "node:https"
import { createRequire } from "node:module"
import { order, mollieOrder, stripeOrder } from "./payloads.ts"

const [name = "", port = ""] = process.argv.slice(2)
const origin = `http://127.0.0.1:${port}`

/** Makes so many calls, so many at once. */
type Batch = (calls: number, concurrency: number) => Promise<void>

const promised =
  (call: () => Promise<unknown>): Batch =>
  async (calls, concurrency) => {
    let left = calls
    const worker = async () => {
      while (left-- > 0) await call()
    }
    await Promise.all(Array.from({ length: concurrency }, worker))
  }

const clients: Record<string, () => Promise<Batch>> = {
  "undici and JSON": async () => {
    const { Agent, request } = await import("undici")
    const dispatcher = new Agent()
    return promised(async () => {
      const answer = await request(`${origin}/v1/json/orders`, {
        method: "POST",
        dispatcher,
        headers: { api_key: "bench", accept: "application/json", "content-type": "application/json" },
        body: JSON.stringify(order)
      })
      const { data } = JSON.parse(await answer.body.text())
      if (data.order_id !== order.order_id) throw new Error("wrong answer")
    })
  },

  // The least that undici can do: no readable stream, no signal, no promise of its own.
  "undici's dispatch and JSON": async () => {
    const { Agent } = await import("undici")
    const dispatcher = new Agent()
    return promised(
      () =>
        new Promise<void>((resolve, reject) => {
          let text = ""
          dispatcher.dispatch(
            {
              origin,
              path: "/v1/json/orders",
              method: "POST",
              headers: { api_key: "bench", accept: "application/json", "content-type": "application/json" },
              body: JSON.stringify(order)
            },
            {
              onRequestStart: () => undefined,
              onResponseStart: () => undefined,
              onResponseData: (_, chunk) => void (text += chunk.toString("utf8")),
              onResponseEnd: () =>
                JSON.parse(text).data.order_id === order.order_id ? resolve() : reject(new Error("wrong answer")),
              onResponseError: (_, error) => reject(error)
            }
          )
        })
    )
  },

  "effect-multisafepay": async () => {
    const Effect = await import("effect/Effect")
    const Layer = await import("effect/Layer")
    const ManagedRuntime = await import("effect/ManagedRuntime")
    const Redacted = await import("effect/Redacted")
    const Tracer = await import("effect/Tracer")
    const NodeHttpClient = await import("@effect/platform-node/NodeHttpClient")
    const MultiSafepay = await import("@effect-multisafepay/http/MultiSafepay")
    const Orders = await import("@effect-multisafepay/http/Orders")
    const NodeMultiSafepay = await import("@effect-multisafepay/node/NodeMultiSafepay")
    const options = { apiKey: Redacted.make("bench"), baseUrl: `${origin}/v1/json` }
    const services = process.argv.includes("over Effect's undici")
      ? Layer.provide(MultiSafepay.layer(options), NodeHttpClient.layerUndici)
      : NodeMultiSafepay.layerOptions(options)
    // Spans are made, with all their attributes, and dropped.
    const tracer = Layer.succeed(Tracer.Tracer, Tracer.make({ span: (span) => new Tracer.NativeSpan(span) }))
    const runtime = ManagedRuntime.make(
      process.argv.includes("with a tracer") ? Layer.merge(services, tracer) : services
    )
    const orders = await runtime.runPromise(Orders.Orders)
    const call = Effect.flatMap(orders.create(order), (placed) =>
      placed.order_id === order.order_id ? Effect.void : Effect.die("wrong answer")
    )
    // As the others do it: so many workers that make one call after the other.
    return (calls, concurrency) => {
      let left = calls
      const worker = Effect.whileLoop({ while: () => left-- > 0, body: () => call, step: () => undefined })
      return runtime.runPromise(
        Effect.all(
          Array.from({ length: concurrency }, () => worker),
          { concurrency: "unbounded", discard: true }
        )
      )
    }
  },

  "@multisafepay/api-wrapper": async () => {
    interface Wrapper {
      readonly orders: {
        readonly client: { readonly defaults: { baseURL: string } }
        readonly create: (order: object) => Promise<{ readonly data: { readonly order_id: string } }>
      }
    }
    const { default: MultiSafepayClient } = createRequire(import.meta.url)("@multisafepay/api-wrapper") as {
      readonly default: new (key: string, options: object) => Wrapper
    }
    const client = new MultiSafepayClient("bench", { environment: "test" })
    client.orders.client.defaults.baseURL = `${origin}/v1/json/`
    return promised(async () => {
      // It writes into what it is given.
      const { data } = await client.orders.create({ ...order })
      if (data.order_id !== order.order_id) throw new Error("wrong answer")
    })
  },

  stripe: async () => {
    const { default: Stripe } = await import("stripe")
    const client = new Stripe("sk_test_bench", {
      host: "127.0.0.1",
      port: Number(port),
      protocol: "http",
      telemetry: false
    })
    return promised(async () => {
      const intent = await client.paymentIntents.create(stripeOrder)
      if (intent.amount !== 1000) throw new Error("wrong answer")
    })
  },

  "@mollie/api-client": async () => {
    // It insists on TLS. Its agent keeps no connection open, and the plain one that stands in for it here does not either.
    Object.assign(https, { Agent: http.Agent })
    const { createMollieClient } = createRequire(import.meta.url)("@mollie/api-client") as typeof Mollie
    const client = createMollieClient({ apiKey: "test_benchbenchbenchbenchbenchbench", apiEndpoint: `${origin}/v2/` })
    return promised(async () => {
      const payment = await client.payments.create(mollieOrder)
      if (payment.status !== "open") throw new Error("wrong answer")
    })
  }
}

if (process.argv.includes("jit")) await import("effect/schema/SchemaJITCompiler/enable")
const make = clients[name]
if (make === undefined) throw new Error(`no client ${name}; there are ${Object.keys(clients).join(", ")}`)
const batch = await make()

const measure = async (calls: number, concurrency: number) => {
  const cpu = process.cpuUsage()
  await batch(calls, concurrency)
  const { system, user } = process.cpuUsage(cpu)
  return (user + system) / calls
}

process.on("message", ({ calls, concurrency }: { readonly calls: number; readonly concurrency: number }) => {
  void measure(calls, concurrency).then((cost) => process.send?.(cost))
})
process.on("disconnect", () => process.exit(0))
process.send?.("ready")

// By hand, for a profile: node --cpu-prof bench/http/client.ts effect-multisafepay PORT
if (process.send === undefined) {
  await measure(3_000, 32)
  console.log(await measure(20_000, 32))
  process.exit(0)
}
