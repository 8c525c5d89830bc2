// One call against one sandbox in which one thing goes wrong: how many requests it took, how many orders (refunds, captures) there are
// afterwards, and what the caller was told. In process and over a real connection alike.
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Client from "@effect-multisafepay/http/Client"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as RequestProgress from "@effect-multisafepay/http/RequestProgress"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Fault from "@effect-multisafepay/sandbox/Fault"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { layerTransport } from "../../../node/src/NodeMultiSafepay.ts"
import { cardOrder, order } from "./calls.ts"

/** What the transport says. */
interface Broken {
  readonly code: string
  readonly syscall?: string
  readonly message?: string
}

/** What goes wrong. */
export interface Trouble {
  readonly name: string
  /** Given to the requests of the operation itself, one after the other. */
  readonly faults?: ReadonlyArray<Fault.Kind | Fault.Fault | "pass">
  /** Every read of the order meets this. */
  readonly lookUps?: Fault.Kind
  /** The first connection is refused. */
  readonly refused?: boolean
  /** The first answer is lost between the service and here: reset, or as is said. */
  readonly lost?: true | Broken
  /** The first request never gets to the service, by an error or until its deadline. */
  readonly stopped?: Broken | "before it could be sent"
  /** The header of the first answer. */
  readonly retryAfter?: string | null
  /** Something else has the handle already. */
  readonly taken?: boolean
  readonly wrongKey?: boolean
  /** Operations that it makes no sense for. */
  readonly not?: ReadonlyArray<string>
}

type Services = Orders.Orders | Refunds.Refunds | Captures.Captures

/** A call whose answer may be lost. */
export interface Subject {
  readonly name: string
  readonly operation: string
  readonly counts: "order.created" | "refund.created" | "capture.created"
  readonly prepare: Effect.Effect<unknown, unknown, Services | Sandbox.Sandbox>
  /** Gives the handle to something else. */
  readonly take: Effect.Effect<unknown, unknown, Services | Sandbox.Sandbox>
  readonly call: Effect.Effect<{ readonly reconciled?: boolean }, MultiSafepayError, Services>
}

const create = (what: typeof order | typeof cardOrder) => Orders.Orders.use((orders) => orders.create(what))
const pay = Sandbox.Sandbox.use((sandbox) => sandbox.pay("o-1"))
const refund = { refund_order_id: "r-1", currency: "EUR", amount: 300 } as const
const capture = { new_order_id: "c-1", amount: 300, rest: "keep" } as const

export const subjects: Record<"redirect" | "card" | "refund" | "capture" | "read", Subject> = {
  redirect: {
    name: "Orders.create, charging nobody yet",
    operation: "orders.create",
    counts: "order.created",
    prepare: Effect.void,
    take: create({ ...order, amount: 2500 } as unknown as typeof order),
    call: create(order)
  },
  card: {
    name: "Orders.create, charging a card at once",
    operation: "orders.create",
    counts: "order.created",
    prepare: Effect.void,
    take: create({ ...order, amount: 2500 } as unknown as typeof order),
    call: create(cardOrder)
  },
  refund: {
    name: "Refunds.create",
    operation: "refunds.create",
    counts: "refund.created",
    prepare: Effect.andThen(create(order), pay),
    take: Refunds.Refunds.use((refunds) => refunds.create("o-1", { ...refund, amount: 100 })),
    call: Refunds.Refunds.use((refunds) => refunds.create("o-1", refund))
  },
  capture: {
    name: "Captures.create",
    operation: "captures.create",
    counts: "capture.created",
    prepare: Effect.andThen(
      Orders.Orders.use((orders) => orders.create({ ...order, gateway: "VISA", capture: "manual" })),
      Sandbox.Sandbox.use((sandbox) => sandbox.authorise("o-1"))
    ),
    take: Captures.Captures.use((captures) => captures.create("o-1", { ...capture, amount: 100 })),
    call: Captures.Captures.use((captures) => captures.create("o-1", capture))
  },
  read: {
    name: "Orders.get",
    operation: "orders.get",
    counts: "order.created",
    prepare: create(order),
    take: Effect.void,
    call: Effect.as(
      Orders.Orders.use((orders) => orders.get("o-1")),
      {}
    )
  }
}

export interface Run {
  readonly methods: ReadonlyArray<string>
  /** Orders, refunds or captures made by the call. */
  readonly made: number
  readonly result: Result.Result<{ readonly reconciled?: boolean }, MultiSafepayError>
}

/** Where the sandbox is: in this process under test time, or behind a port under real time. */
export type Place = "process" | "server"

export const run = (
  place: Place,
  subject: Subject,
  trouble: Trouble,
  policy: Partial<CallPolicy.CallPolicy> = {}
): Effect.Effect<Run, unknown> => {
  const methods: Array<string> = []
  let armed = false
  const sabotaged = (client: HttpClient.HttpClient) =>
    HttpClient.make((request) =>
      Effect.suspend(() => {
        if (!armed) return client.execute(request)
        methods.push(request.method)
        const isFirst = methods.length === 1
        const target =
          isFirst && trouble.refused === true && place === "server"
            ? HttpClientRequest.setUrl(request, "http://127.0.0.1:1/v1/json/orders")
            : request
        if (isFirst && trouble.stopped !== undefined) {
          return trouble.stopped === "before it could be sent"
            ? unsent
            : Effect.fail(brokenBy(request, trouble.stopped))
        }
        return Effect.flatMap(client.execute(target), (response) => {
          if (isFirst && trouble.lost !== undefined) {
            return Effect.fail(brokenBy(request, trouble.lost === true ? { code: "ECONNRESET" } : trouble.lost))
          }
          return isFirst && trouble.retryAfter !== undefined
            ? retitled(request, response, trouble.retryAfter)
            : Effect.succeed(response)
        })
      })
    )
  const options: Client.Options = {
    apiKey: Redacted.make("sandbox-api-key"),
    transformClient: sabotaged,
    policy: place === "server" ? { ...hurried(trouble), ...policy } : policy
  }
  const services = Layer.mergeAll(Orders.layer, Refunds.layer, Captures.layer)

  const story = Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    yield* patiently(subject.prepare)
    if (trouble.taken === true) yield* patiently(subject.take)
    const before = (yield* sandbox.events).length
    yield* sandbox.script(
      [
        ...(trouble.refused === true && place === "process" ? (["refuse"] as const) : []),
        ...(trouble.faults ?? []).map((fault) => (place === "server" ? unhurried(fault) : fault)),
        ...(trouble.wrongKey === true ? (["unauthorized"] as const) : [])
      ],
      { operation: subject.operation }
    )
    if (trouble.lookUps !== undefined) {
      yield* sandbox.fault(trouble.lookUps, { operation: "orders.get", times: "always" })
    }
    armed = true
    const fiber = yield* Effect.forkChild(Effect.result(subject.call))
    if (place === "process") yield* TestClock.adjust("3 minutes")
    const result = yield* Fiber.join(fiber)
    // What the service commits after hanging up counts as well.
    if (place === "server") yield* Effect.sleep(50)
    const made = (yield* sandbox.events).slice(before).filter((event) => event.type === subject.counts).length
    return { methods: [...methods], made, result }
  })

  return place === "process"
    ? story.pipe(
        Effect.provide(
          Layer.provideMerge(Layer.provide(services, Client.layer(options)), Sandbox.layer({ notifications: "record" }))
        )
      )
    : story.pipe(
        Effect.provide(
          Layer.provideMerge(
            Layer.provide(
              services,
              Layer.unwrap(
                SandboxServer.SandboxServer.useSync(({ baseUrl }) => Client.layer({ ...options, baseUrl }))
              ).pipe(Layer.provide(layerTransport))
            ),
            SandboxServer.layer({ port: 0, notifications: "record" })
          )
        )
      )
}

// Real time. Only what waits for a deadline has a short one, and a late order shows between the first look-up and the second, with seconds
// to spare on either side: a busy machine takes its time.
const hurried = ({ faults = [], stopped }: Trouble): Partial<CallPolicy.CallPolicy> => ({
  baseDelay: "10 millis",
  maxRetryAfter: "100 millis",
  attemptDeadline:
    stopped === "before it could be sent" || faults.some((fault) => String(fault).startsWith("stall"))
      ? "5 seconds"
      : "1 minute",
  settleDelays: ["200 millis", "6 seconds"]
})

/** What is no part of the trouble has time. */
const patiently = CallPolicy.override({ attemptDeadline: "1 minute" })

const unhurried = (fault: Fault.Kind | Fault.Fault | "pass") =>
  typeof fault === "object" && fault.kind === "hidden" ? { ...fault, ms: 3000 } : fault

const brokenBy = (request: HttpClientRequest.HttpClientRequest, { message, ...named }: Broken) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: Object.assign(new Error(message), named) })
  })

// A transport that tells, and waits for its connection for ever.
const unsent = Effect.withFiber<never>((fiber) => {
  RequestProgress.watching(fiber.getRef(RequestProgress.RequestProgress))
  return Effect.never
})

const retitled = (
  request: HttpClientRequest.HttpClientRequest,
  response: HttpClientResponse.HttpClientResponse,
  retryAfter: string | null
) =>
  Effect.map(response.text, (text) =>
    HttpClientResponse.fromWeb(
      request,
      new Response(text, {
        status: response.status,
        headers: retryAfter === null ? {} : { "retry-after": retryAfter }
      })
    )
  )
