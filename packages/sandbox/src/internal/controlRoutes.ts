// The control service as JSON routes under /_sandbox, for the command line, a dashboard and other languages. GET / lists them.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Tampering } from "../Delivery.ts"
import * as Fault from "../Fault.ts"
import * as Outcome from "../Outcome.ts"
import { guarded } from "./edges/guard.ts"
import { Sandbox, type SandboxShape } from "../Sandbox.ts"
import { SandboxError } from "../SandboxError.ts"
import { match } from "./api/Route.ts"
import * as Json from "./Json.ts"

interface Call {
  readonly params: ReadonlyArray<string>
  readonly query: URLSearchParams
  readonly body: { readonly [key: string]: unknown }
}

interface ControlRoute {
  readonly method: string
  readonly path: string
  readonly says: string
  readonly run: (sandbox: SandboxShape, call: Call) => Effect.Effect<unknown, SandboxError>
}

const id = (call: Call): string => call.params[0] ?? ""

const invalid = (message: string) => Effect.fail(new SandboxError({ problem: "invalid", message }))

const choose = (sandbox: SandboxShape, call: Call) => {
  const { outcome } = call.body
  return Outcome.isOutcome(outcome)
    ? sandbox.outcome(id(call), outcome, {
        gateway: Json.string(call.body["gateway"]),
        reason: Json.string(call.body["reason"]),
        reason_code: Json.string(call.body["reason_code"])
      })
    : invalid(`outcome must be one of ${Outcome.all.join(", ")}`)
}

const tampering = (call: Call) => Json.string(call.body["tampering"]) as Tampering | undefined

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

// Milliseconds, "15m" or "15 minutes".
const durationOf = (value: unknown): Duration.Duration | undefined => {
  if (typeof value === "number") return value >= 0 ? Duration.millis(value) : undefined
  const short = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(typeof value === "string" ? value : "")
  if (short !== null) return Duration.millis(Number(short[1]) * (units[short[2] ?? ""] ?? 1))
  const long = /^(\d+(?:\.\d+)?)\s*(second|minute|hour|day)s?$/.exec(typeof value === "string" ? value : "")
  return long === null ? undefined : Duration.millis(Number(long[1]) * (units[(long[2] ?? "").slice(0, 1)] ?? 1))
}

const advance = (sandbox: SandboxShape, call: Call) => {
  const by = durationOf(call.body["by"])
  return by === undefined
    ? invalid('by must be milliseconds or a text such as "15m"')
    : Effect.andThen(sandbox.clock.advance(by), clock(sandbox))
}

const clock = (sandbox: SandboxShape) => Effect.map(sandbox.clock.now, (now) => ({ now }))

const isFault = (value: unknown): value is Fault.Kind | Fault.Fault =>
  Fault.isKind(value) || Fault.isKind(Json.at(value, "kind"))

const addFault = (sandbox: SandboxShape, { body }: Call): Effect.Effect<unknown, SandboxError> => {
  const { fault, script, chaos } = body
  const operation = Json.string(body["operation"])
  const order_id = Json.string(body["order_id"])
  const unknown = `faults are ${Fault.kinds.join(", ")}`
  if (Array.isArray(script)) {
    return script.every((one): one is Fault.Fault | "pass" => one === "pass" || isFault(one))
      ? sandbox.script(script, { operation, order_id })
      : invalid(unknown)
  }
  const probability = Number(body["probability"] ?? 1)
  if (Array.isArray(chaos)) {
    const seed = body["seed"] === undefined ? undefined : Number(body["seed"])
    return chaos.every(isFault) ? sandbox.chaos({ faults: chaos, probability, operation, seed }) : invalid(unknown)
  }
  const times = body["times"] === "always" ? "always" : Number(body["times"] ?? 1)
  return isFault(fault) ? sandbox.fault(fault, { operation, order_id, times, probability }) : invalid(unknown)
}

// Long polling: answers when it has happened, or says after `timeout` (30 seconds) that it has not.
const wait = (sandbox: SandboxShape, call: Call) => {
  const status = call.query.get("status")
  const timeout = durationOf(call.query.get("timeout") ?? "30s") ?? Duration.seconds(30)
  if (status === null) return invalid("status is required: /_sandbox/orders/{id}/wait?status=completed")
  return sandbox.awaitStatus(id(call), status).pipe(
    Effect.timeoutOrElse({
      duration: timeout,
      orElse: () => invalid(`order ${id(call)} did not become ${status} within ${Duration.format(timeout)}`)
    })
  )
}

const routes: ReadonlyArray<ControlRoute> = [
  { method: "GET", path: "/orders", says: "all orders", run: (sandbox) => sandbox.orders },
  { method: "GET", path: "/orders/{id}", says: "one order", run: (sandbox, call) => sandbox.order(id(call)) },
  {
    method: "GET",
    path: "/orders/{id}/outcomes",
    says: "what can happen to it now",
    run: (sandbox, call) => sandbox.outcomes(id(call))
  },
  { method: "POST", path: "/orders/{id}/outcomes", says: "{outcome, gateway?, reason?, reason_code?}", run: choose },
  { method: "GET", path: "/orders/{id}/wait", says: "?status=completed&timeout=30s", run: wait },
  {
    method: "GET",
    path: "/orders/{id}/notification",
    says: "?skew=seconds: what its notification would be",
    run: (sandbox, call) => sandbox.signedNotification(id(call), { skew: Number(call.query.get("skew") ?? 0) })
  },
  {
    method: "POST",
    path: "/orders/{id}/notify",
    says: "{tampering?, after?}",
    run: (sandbox, call) =>
      sandbox.notify(id(call), { tampering: tampering(call), after: durationOf(call.body["after"]) })
  },
  {
    method: "POST",
    path: "/refunds/{id}/accept",
    says: "pays out a refund, or all of an order",
    run: (sandbox, call) => sandbox.acceptRefund(id(call))
  },
  {
    method: "POST",
    path: "/refunds/{id}/decline",
    says: "refuses it",
    run: (sandbox, call) => sandbox.declineRefund(id(call))
  },
  {
    method: "GET",
    path: "/deliveries",
    says: "?order_id=",
    run: (sandbox, call) => sandbox.deliveries(call.query.get("order_id") ?? undefined)
  },
  {
    method: "POST",
    path: "/deliveries/{id}/resend",
    says: "{tampering?}",
    run: (sandbox, call) => sandbox.resend(id(call), { tampering: tampering(call) })
  },
  {
    method: "GET",
    path: "/events",
    says: "?since=id",
    run: (sandbox, call) =>
      Effect.map(sandbox.events, (events) => events.filter((one) => one.id > Number(call.query.get("since") ?? 0)))
  },
  {
    method: "GET",
    path: "/received",
    says: "?operation=&order_id=: requests that reached the API",
    run: (sandbox, call) =>
      sandbox.received({
        operation: call.query.get("operation") ?? undefined,
        order_id: call.query.get("order_id") ?? undefined
      })
  },
  { method: "GET", path: "/clock", says: "the sandbox's time", run: clock },
  { method: "POST", path: "/clock/advance", says: "{by}", run: advance },
  {
    method: "POST",
    path: "/clock/set",
    says: "{to}: epoch milliseconds, not earlier than now",
    run: (sandbox, call) => Effect.andThen(sandbox.clock.set(Number(call.body["to"])), clock(sandbox))
  },
  {
    method: "POST",
    path: "/clock/freeze",
    says: "stands still until resumed",
    run: (sandbox) => Effect.andThen(sandbox.clock.freeze, clock(sandbox))
  },
  {
    method: "POST",
    path: "/clock/resume",
    says: "runs again",
    run: (sandbox) => Effect.andThen(sandbox.clock.resume, clock(sandbox))
  },
  { method: "GET", path: "/faults", says: "the rules in force", run: (sandbox) => sandbox.faults },
  {
    method: "POST",
    path: "/faults",
    says: "{fault | script | chaos, operation?, order_id?, times?, probability?, seed?}",
    run: addFault
  },
  { method: "DELETE", path: "/faults", says: "no more faults", run: (sandbox) => sandbox.clearFaults },
  {
    method: "GET",
    path: "/snapshot",
    says: "everything, for POST /_sandbox/snapshot",
    run: (sandbox) => Effect.map(sandbox.snapshot, Json.parse)
  },
  {
    method: "POST",
    path: "/snapshot",
    says: "goes on from a snapshot",
    run: (sandbox, call) => sandbox.restore(Json.print(Json.from(call.body), false))
  },
  { method: "POST", path: "/reset", says: "forgets everything", run: (sandbox) => sandbox.reset }
]

const base = "/_sandbox"

const index = {
  routes: routes.map(({ method, path, says }) => `${method} ${base}${path}: ${says}`),
  outcomes: Outcome.meanings,
  faults: Fault.meanings,
  magic:
    "[[fault]], [[fault:argument]] or [[fault@operation]] in order_id or description; [[3ds]] asks for authentication"
}

const answer = (value: unknown, status = 200): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(Json.print(Json.from(value ?? {}), false), { status, contentType: "application/json" })

const statusOf = { "unknown-order": 404, "unknown-delivery": 404, impossible: 409, invalid: 400 } as const

const handle = Effect.gen(function* () {
  const sandbox = yield* Sandbox
  const request = yield* HttpServerRequest.HttpServerRequest
  const url = new URL(request.originalUrl, "http://sandbox")
  const path = url.pathname.slice(base.length).replace(/\/$/, "")
  if (path === "") return answer(index)
  for (const route of routes) {
    const params = route.method === request.method ? match(route.path, path) : undefined
    if (params === undefined) continue
    const text = yield* Effect.orElseSucceed(request.text, () => undefined)
    if (text === undefined) return answer({ error: `the body is longer than ${limit} bytes` }, 413)
    const body = text.trim() === "" ? {} : Json.record(Json.parse(text))
    if (body === undefined) return answer({ error: "the body must be a JSON object" }, 400)
    return yield* Effect.match(route.run(sandbox, { params, query: url.searchParams, body }), {
      onSuccess: (value) => answer(value),
      onFailure: (error) => answer({ error: error.message }, statusOf[error.problem])
    })
  }
  return answer({ error: `there is no ${request.method} ${base}${path}; GET ${base} lists what there is` }, 404)
})

// A snapshot holds everything, the log of requests included.
const limit = 256 * 1_048_576

export const controlRoutes = HttpRouter.add(
  "*",
  `${base}/*`,
  guarded(handle, { limit, refusal: (status, error) => answer({ error }, status) })
)
