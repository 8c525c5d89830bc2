// A process that carries payments out, to be killed. It speaks with the test over the channel of `fork`: `start` and `notify` in,
// `ready` and the payments' standings out.
import { setTimeout as sleep } from "node:timers/promises"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as NodeMultiSafepay from "@effect-multisafepay/node/NodeMultiSafepay"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as ClusterEngine from "../../src/ClusterEngine.ts"
import { LocalEngine, PaymentApi, PaymentOrders, Payments } from "../../src/index.ts"
import { openDoor } from "./door.ts"
import { naiveApi, NaiveLayer } from "./naive.ts"

export interface Settings {
  readonly api: string
  readonly engine:
    | { readonly kind: "local"; readonly filename: string }
    | {
        readonly kind: "cluster"
        readonly url: string
        /** The address of this process; loopback if not told otherwise. */
        readonly host?: string
        readonly port: number
        readonly role: "runner" | "web"
      }
  readonly inFlight: number
  /** Payments that post without having read. */
  readonly naive?: boolean
  /** How far the clock of its machine is ahead, in milliseconds. */
  readonly ahead?: number
  /** The network namespace it lives in. */
  readonly namespace?: string
}

export type ToProcess =
  | { readonly start: ReadonlyArray<string>; readonly when_paid: "report" | "capture"; readonly poll_interval: number }
  | { readonly notify: ReadonlyArray<string> }
  | { readonly standings: ReadonlyArray<string> }

export type FromProcess =
  | { readonly ready: true }
  | { readonly done: number }
  | { readonly standings: Record<string, number> }
  | { readonly fault: string }

const settings = JSON.parse(process.env["SETTINGS"] ?? "{}") as Settings
const { ahead = 0 } = settings
const { now } = Date
Date.now = () => now() + ahead

const tell = (message: FromProcess) => process.send?.(message)

const url = new URL(settings.api)
if (settings.namespace !== undefined) {
  // Plain http is for one's own machine only: a door here that leads to MultiSafepay on another host.
  const port = await openDoor({ host: "127.0.0.1", port: 0 }, { host: url.hostname, port: Number(url.port) })
  url.host = `127.0.0.1:${port}`
}

const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
  order: (order_id) =>
    Effect.succeedSome({
      type: "redirect",
      order_id,
      amount: 1000,
      currency: "EUR",
      description: `asked for at ${new Date().toISOString().slice(14)}`
    } as CreateOrder),
  placed: () => Effect.void
})
const api = (settings.naive === true ? naiveApi : PaymentApi.layer).pipe(
  Layer.provide(
    NodeMultiSafepay.layerOptions({
      apiKey: Redacted.make("sandbox-api-key"),
      baseUrl: url.href,
      // A payment sets deadlines of its own unless nothing can be in flight. Then the client's would be over before a frozen process comes
      // back on a busy machine, and send it back to reading.
      policy: { attemptDeadline: "10 minutes", readDeadline: "10 minutes", writeDeadline: "10 minutes" }
    })
  )
)
const options = { inFlight: Duration.millis(settings.inFlight) }
const build = settings.naive === true ? NaiveLayer : Payments.layer
const { engine } = settings
const layer: Layer.Layer<Payments.Payments, unknown, PaymentApi.PaymentApi | PaymentOrders.PaymentOrders> =
  engine.kind === "local"
    ? build(LocalEngine.make({ filename: engine.filename, pollInterval: "200 millis", synchronous: "NORMAL" }), options)
    : build(
        ClusterEngine.make({
          role: engine.role,
          host: engine.host ?? "127.0.0.1",
          port: engine.port,
          pollInterval: "500 millis",
          database: { url: Redacted.make(engine.url) }
        }),
        options
      )

const runtime = ManagedRuntime.make(
  layer.pipe(Layer.provide([api, shop]), Layer.provide(Layer.succeed(References.MinimumLogLevel, "Fatal")))
)
const run = <A, E>(effect: Effect.Effect<A, E, Payments.Payments>) => runtime.runPromise(effect)

const handle = async (message: ToProcess): Promise<void> => {
  const payments = await run(Payments.Payments)
  if ("start" in message) {
    const one = (order_id: string) =>
      payments.start({
        order_id,
        amount: 1000,
        currency: "EUR",
        expires_in: 600_000,
        poll_interval: message.poll_interval,
        when_paid: message.when_paid
      })
    await run(Effect.forEach(message.start, one, { concurrency: 50, discard: true }))
    tell({ done: message.start.length })
  } else if ("notify" in message) {
    const one = (order_id: string) =>
      payments.notify({ order_id, order: { status: "completed", financial_status: "completed" } })
    await run(Effect.forEach(message.notify, one, { concurrency: 50, discard: true }))
    tell({ done: message.notify.length })
  } else {
    const all = await run(Effect.forEach(message.standings, payments.standing, { concurrency: 20 }))
    const counts: Record<string, number> = {}
    for (const one of all) {
      const word = one._tag === "Ended" ? one.outcome.result : one._tag
      counts[word] = (counts[word] ?? 0) + 1
    }
    tell({ standings: counts })
  }
}

process.on("message", (message: ToProcess) => {
  const again = (left: number): Promise<void> =>
    handle(message).catch(async (error: unknown) => {
      if (left === 0) return void tell({ fault: String(error) })
      await sleep(500)
      return again(left - 1)
    })
  void again(20)
})
process.once("SIGTERM", () => void runtime.dispose().then(() => process.exit(0)))
process.once("disconnect", () => process.exit(0))
await runtime.context()
tell({ ready: true })
