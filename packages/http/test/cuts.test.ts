// A wire that is cut at every ninth byte of a write's request, which the service then never gets whole, and of its answer, by reset or by hanging up.
// Whatever is left at the service is counted: nothing is there twice, and what the caller is told is true.
import * as Net from "node:net"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { cardOrder, order } from "./support/calls.ts"

const step = 9

interface Cut {
  readonly where: "request" | "answer"
  readonly after: number
  readonly how: "reset" | "hang up"
}

/** The wire to a service: cuts the next write as told, and says how long its request and its answer were. */
const wireTo = (port: number) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ readonly server: Net.Server; readonly wire: Wire }>((resume) => {
        const sockets = new Set<Net.Socket>()
        const wire: Wire = {
          cut: undefined,
          lengths: undefined,
          close: () => sockets.forEach((one) => one.destroy()),
          port: 0
        }
        const server = Net.createServer((client) => {
          sockets.add(client)
          const service = Net.connect(port, "127.0.0.1")
          sockets.add(service)
          let request = Buffer.alloc(0)
          let answer = Buffer.alloc(0)
          let cut: Cut | undefined
          let isWrite = false
          const drop = ({ how }: Cut) => {
            if (how === "reset") client.resetAndDestroy()
            else client.destroySoon()
            service.end()
          }
          for (const socket of [client, service]) socket.on("error", () => undefined)
          client.on("close", () => service.end())
          service.on("close", () => client.end())
          client.on("data", (data) => {
            if (request.length === 0) {
              isWrite = !data.toString("latin1").startsWith("GET")
              answer = Buffer.alloc(0)
              cut = isWrite ? wire.cut : undefined
              if (isWrite) wire.cut = undefined
            }
            request = Buffer.concat([request, data])
            if (cut?.where === "request" && request.length >= cut.after) return drop(cut)
            if (!isComplete(request)) return undefined
            if (isWrite) wire.lengths = { request: request.length, answer: 0 }
            service.write(request)
            request = Buffer.alloc(0)
          })
          service.on("data", (data) => {
            answer = Buffer.concat([answer, data])
            if (cut === undefined) {
              if (isWrite && wire.lengths !== undefined) wire.lengths = { ...wire.lengths, answer: answer.length }
              return void client.write(data)
            }
            if (!isComplete(answer)) return
            const told = cut
            if (told.after === 0) return drop(told)
            client.write(answer.subarray(0, told.after), () => drop(told))
          })
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, wire })))
      }),
      ({ server, wire }) =>
        Effect.sync(() => {
          wire.close()
          server.close()
        })
    ),
    ({ server, wire }) => Object.assign(wire, { port: (server.address() as AddressInfo).port })
  )

interface Wire {
  cut: Cut | undefined
  lengths: { readonly request: number; readonly answer: number } | undefined
  readonly close: () => void
  port: number
}

const isComplete = (bytes: Buffer): boolean => {
  const end = bytes.indexOf("\r\n\r\n")
  if (end === -1) return false
  const head = bytes.subarray(0, end).toString("latin1")
  if (/transfer-encoding: chunked/i.test(head)) return bytes.subarray(-5).toString("latin1") === "0\r\n\r\n"
  return bytes.length >= end + 4 + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
}

type Services = Orders.Orders | Refunds.Refunds | Captures.Captures | Sandbox.Sandbox
interface Subject {
  readonly name: string
  readonly prepare: (order_id: string) => Effect.Effect<unknown, unknown, Services>
  readonly call: (order_id: string) => Effect.Effect<unknown, { readonly outcome: string }, Services>
  /** What it makes, by the sandbox's events, or the status that it leads to. */
  readonly makes: { readonly event: string } | { readonly status: string }
}

const create = (order_id: string, what: typeof order | typeof cardOrder = order) =>
  Orders.Orders.use((orders) => orders.create({ ...what, order_id } as typeof order))
const paid = (order_id: string) =>
  Effect.andThen(
    create(order_id),
    Sandbox.Sandbox.use((sandbox) => sandbox.pay(order_id))
  )

const subjects: ReadonlyArray<Subject> = [
  { name: "create", prepare: () => Effect.void, call: (id) => create(id), makes: { event: "order.created" } },
  { name: "card", prepare: () => Effect.void, call: (id) => create(id, cardOrder), makes: { event: "order.created" } },
  {
    name: "refund",
    prepare: paid,
    call: (id) =>
      Refunds.Refunds.use((refunds) =>
        refunds.create(id, { refund_order_id: `${id}-r`, currency: "EUR", amount: 100 })
      ),
    makes: { event: "refund.created" }
  },
  {
    name: "capture",
    prepare: (id) =>
      Effect.andThen(
        Orders.Orders.use((orders) => orders.create({ ...order, order_id: id, gateway: "VISA", capture: "manual" })),
        Sandbox.Sandbox.use((sandbox) => sandbox.authorise(id))
      ),
    call: (id) =>
      Captures.Captures.use((captures) => captures.create(id, { new_order_id: `${id}-c`, amount: 100, rest: "keep" })),
    makes: { event: "capture.created" }
  },
  {
    name: "cancel",
    prepare: create,
    call: (id) => Orders.Orders.use((orders) => orders.cancel(id)),
    makes: { status: "cancelled" }
  },
  {
    name: "ship",
    prepare: paid,
    call: (id) => Orders.Orders.use((orders) => orders.ship(id)),
    makes: { status: "shipped" }
  }
]

const sandbox = SandboxServer.layer({ port: 0, notifications: "record" })

describe("a wire that is cut", () => {
  for (const subject of subjects) {
    it.live(
      `${subject.name}: nothing is made twice, and what is told is true`,
      () =>
        Effect.gen(function* () {
          const server = yield* SandboxServer.SandboxServer
          const state = yield* Sandbox.Sandbox
          const wire = yield* wireTo(Number(new URL(server.baseUrl).port))
          const services = MultiSafepay.layer({
            apiKey: Redacted.make("sandbox-api-key"),
            baseUrl: `http://127.0.0.1:${wire.port}/v1/json`,
            policy: { baseDelay: "1 millis", settleDelays: ["1 millis", "1 millis"] }
          }).pipe(Layer.provide(NodeHttpClient.layerUndici))

          yield* Effect.gen(function* () {
            let n = 0
            const once = Effect.fnUntraced(function* (cut: Cut | undefined) {
              const id = `${subject.name}-${++n}`
              yield* subject.prepare(id)
              const before = (yield* state.events).length
              wire.cut = cut
              const result = yield* Effect.result(subject.call(id))
              wire.cut = undefined
              const made = yield* madeBy(subject, id, (yield* state.events).slice(before))
              const told = Result.isSuccess(result) ? "success" : result.failure.outcome
              const where = `${told}, ${made} made: ${JSON.stringify(cut)}`
              assert.isAtMost(made, 1, where)
              if (told === "success") assert.strictEqual(made, 1, where)
              else if (told !== "unknown") assert.strictEqual(made, 0, where)
              return told
            })
            assert.strictEqual(yield* once(undefined), "success")
            const { answer, request } = wire.lengths ?? assert.fail("nothing passed the wire")
            assert.isAbove(request, 100)
            assert.isAbove(answer, 100)
            const cuts = (where: Cut["where"], length: number) =>
              Array.from({ length: Math.ceil(length / step) }, (_, n): Cut => {
                return { where, after: n * step, how: n % 2 === 0 ? "reset" : "hang up" }
              })
            // Nothing of the answer arrives, in both ways.
            const all = [
              ...cuts("request", request),
              { where: "answer", after: 0, how: "hang up" } as const,
              ...cuts("answer", answer)
            ]
            const told: Record<string, number> = {}
            for (const cut of all) {
              const one = yield* once(cut)
              told[one] = (told[one] ?? 0) + 1
            }
            // Not everything may end in not knowing.
            assert.isAbove(told["success"] ?? 0, answer / step / 2)
          }).pipe(Effect.provide(services))
        }).pipe(Effect.provide(sandbox)),
      240_000
    )
  }
})

const madeBy = (subject: Subject, id: string, events: ReadonlyArray<{ readonly type: string }>) =>
  "event" in subject.makes
    ? Effect.succeed(
        events.filter((event) => event.type === (subject.makes as { readonly event: string }).event).length
      )
    : Effect.map(
        Orders.Orders.use((orders) => orders.get(id)),
        ({ status }) => ("status" in subject.makes && status === subject.makes.status ? 1 : 0)
      )
