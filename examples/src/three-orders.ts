// `pnpm start`: the three orders of MultiSafepay's documentation, placed, paid and notified on a local MultiSafepay. With
// MULTISAFEPAY_API_KEY set, the first of them is placed at MultiSafepay itself instead (its test environment, unless told otherwise).
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Context, Data, Effect, Layer, Option, Queue, Redacted } from "effect"
import { HttpServer } from "effect/http"
import { Money } from "@effect-multisafepay/core"
import { Orders, type Webhooks } from "@effect-multisafepay/http"
import { NodeMultiSafepay, NodeWebhooks } from "@effect-multisafepay/node"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import { creditCard, sofortDirect, sofortRedirect } from "./orders.ts"

/** The orders are notified here, after the signature of each notification was verified. */
class Inbox extends Context.Service<Inbox, Queue.Queue<Webhooks.Received>>()("shop/Inbox") {
  static readonly layer = Layer.effect(Inbox, Queue.unbounded<Webhooks.Received>())
}

const apiKey = Redacted.make("sandbox-api-key")

/** The shop's own server. MultiSafepay is answered OK only when the handler has succeeded. */
const Shop = NodeWebhooks.layer({
  host: "127.0.0.1",
  port: 0,
  path: "/client/notification",
  keys: apiKey,
  handler: (received) => Inbox.use((inbox) => Queue.offer(inbox, received))
})

/** A MultiSafepay on a free port. The orders name a public address for notifications; here they go to the shop's server. */
const LocalMultiSafepay = Layer.unwrap(
  Effect.map(HttpServer.HttpServer, ({ address }) =>
    SandboxServer.layer({ port: 0, apiKey, forwardNotificationsTo: HttpServer.formatAddress(address) })
  )
)

const Client = Layer.unwrap(
  Effect.map(SandboxServer.SandboxServer, ({ baseUrl }) => NodeMultiSafepay.layerOptions({ apiKey, baseUrl }))
)

const Local = Client.pipe(
  Layer.provideMerge(LocalMultiSafepay),
  Layer.provideMerge(Shop),
  Layer.provideMerge(Inbox.layer)
)

const local = Effect.gen(function* () {
  const orders = yield* Orders.Orders
  const sandbox = yield* Sandbox.Sandbox
  const { url } = yield* SandboxServer.SandboxServer
  yield* Console.log(
    `A local MultiSafepay listens on ${url}. Its three orders share one id, as they do in the documentation.\n`
  )

  yield* tell("placed (direct)", yield* orders.create(sofortDirect), "SOFORT")
  yield* tell("placed (direct)", yield* orders.create(creditCard), "card, server to server")
  const placed = yield* orders.create(sofortRedirect)
  yield* tell("placed (redirect)", placed, `SOFORT, pay at ${placed.payment_url}`)

  yield* tell("customer pays", yield* sandbox.pay(placed.order_id))
  const notified = yield* told(placed.order_id, 1)
  yield* tell("notified", notified.order, `signature verified, signed at ${notified.timestamp}`)
  yield* tell("read again", yield* orders.get(placed.order_id))

  yield* tell("money arrives", yield* sandbox.settle(placed.order_id))
  yield* tell("notified", (yield* told(placed.order_id, 2)).order, "signature verified")
  yield* tell("read again", yield* orders.get(placed.order_id), "paid: ship it")
}).pipe(Effect.provide(Local))

class NotNotified extends Data.TaggedError("NotNotified")<{ readonly message: string }> {}

/** What the shop has been told by then. A notification that fails comes again in a quarter of an hour, for which nobody waits here. */
const told = Effect.fnUntraced(function* (order_id: string, count: number) {
  const sandbox = yield* Sandbox.Sandbox
  const attempt = (yield* sandbox.awaitNotice(order_id, count)).attempts.at(-1)
  if (attempt?.verdict === "accepted") return yield* Queue.take(yield* Inbox)
  return yield* new NotNotified({ message: `the shop was not notified: ${attempt?.reason}` })
})

const real = Effect.gen(function* () {
  const order_id = yield* Config.String("ORDER_ID").pipe(Config.withDefault(sofortRedirect.order_id))
  const placed = yield* Orders.Orders.use((orders) => orders.create({ ...sofortRedirect, order_id }))
  yield* tell("placed (redirect)", placed)
  yield* Console.log(`Pay it at ${placed.payment_url}`)
}).pipe(Effect.provide(NodeMultiSafepay.layer))

/** One line of the timeline: step, order id, order status and financial status, amount. */
const tell = (
  step: string,
  order: {
    readonly order_id?: string
    readonly status?: string
    readonly financial_status?: string
    readonly amount?: number
    readonly currency?: string
  },
  note = ""
) => {
  const { amount, currency = "EUR", financial_status = "-", order_id = "", status } = order
  const pair = status === undefined ? "not opened yet" : `${status}/${financial_status}`
  const money = amount === undefined ? "" : `${currency} ${Money.format({ currency, amount })}`
  return Console.log(
    [step.padEnd(18), order_id.padEnd(14), pair.padEnd(24), money.padEnd(10), note].join(" ").trimEnd()
  )
}

const program = Effect.gen(function* () {
  const key = yield* Config.option(Config.String("MULTISAFEPAY_API_KEY"))
  return yield* Option.isSome(key) ? Effect.asVoid(real) : Effect.asVoid(local)
})

NodeRuntime.runMain(program)
