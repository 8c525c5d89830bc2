// The control API, answered from the control service. `GET /_sandbox` lists what there is.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Etag from "effect/http/Etag"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpPlatform from "effect/http/HttpPlatform"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Context from "effect/Context"
import * as Issue from "@effect-multisafepay/core/Issue"
import { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Operations from "@effect-multisafepay/core/Operations"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as Control from "../../Control.ts"
import * as Fault from "../../Fault.ts"
import * as Notice from "../../Notice.ts"
import * as Outcome from "../../Outcome.ts"
import { Received } from "../../Received.ts"
import { Sandbox } from "../../SandboxShape.ts"
import { SandboxEvent } from "../../SandboxEvent.ts"
import type { SandboxError } from "../../SandboxError.ts"
import { Simulator } from "../simulator/Simulator.ts"
import * as Magic from "../rules/magic.ts"
import * as Json from "../state/Json.ts"
import { ordersOf, snapshotOf } from "./control.ts"
import { guarded } from "./guard.ts"
import { inTurns, sift } from "./inTurns.ts"

type Failure = Control.Invalid | Control.NotFound | Control.Impossible

const toFailure = ({ message: error, problem }: SandboxError): Failure => {
  switch (problem) {
    case "unknown-order":
    case "unknown-notice":
    case "unknown-token":
      return new Control.NotFound({ error })
    case "impossible":
      return new Control.Impossible({ error })
    case "invalid":
      return new Control.Invalid({ error })
  }
}

const told = <A>(effect: Effect.Effect<A, SandboxError>): Effect.Effect<A, Failure> =>
  Effect.mapError(effect, toFailure)

// Where nothing can go wrong but that there is no such order.
const found = <A>(effect: Effect.Effect<A, SandboxError>): Effect.Effect<A, Control.NotFound> =>
  Effect.mapError(effect, ({ message }) => new Control.NotFound({ error: message }))

const invalid = <A>(effect: Effect.Effect<A, SandboxError>): Effect.Effect<A, Control.Invalid> =>
  Effect.mapError(effect, ({ message }) => new Control.Invalid({ error: message }))

const operationNames: ReadonlySet<string> = new Set(
  Operations.all.flatMap((one) => [one.name, `${one.method} ${one.path}`])
)

/** One that is misspelt would fit no request, and the test that asks for it would pass for nothing. */
const isKnown = (operation: string | undefined): Effect.Effect<void, Control.Invalid> =>
  operation === undefined || operationNames.has(operation)
    ? Effect.void
    : Effect.fail(new Control.Invalid({ error: "operation: must be the name of an operation, such as orders.create" }))

const done = <A, E>(effect: Effect.Effect<A, E>) => Effect.as(effect, {})

const stream = (text: Stream.Stream<string>) =>
  Effect.succeed(HttpServerResponse.stream(Stream.encodeText(text), { contentType: "application/json" }))

/** A list of any length, printed while it goes out. */
const list = <A, I>(schema: Schema.Codec<A, I>) => {
  const encode = Schema.encodeSync(Schema.toCodecJson(schema))
  const print = (values: ReadonlyArray<A>) => values.map((one) => JSON.stringify(encode(one))).join()
  return (values: Stream.Stream<A>) =>
    stream(
      values.pipe(
        Stream.mapArray((some, n) => [(n === 0 ? "[" : ",") + print(some)]),
        Stream.orElseIfEmpty(() => Stream.make("[")),
        Stream.concat(Stream.make("]"))
      )
    )
}

const [orders, notices, events, received] = [
  list(OrderDetails),
  list(Notice.Notice),
  list(SandboxEvent),
  list(Received)
]

const groups = Layer.unwrap(
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const simulator = yield* Simulator
    return Layer.mergeAll(
      HttpApiBuilder.group(Control.Control, "orders", (handlers) =>
        handlers.handleAll({
          list: ({ query }) => orders(ordersOf(simulator, query)),
          get: ({ params }) => found(sandbox.order(params.id)),
          outcomes: ({ params }) => found(sandbox.outcomes(params.id)),
          choose: ({ params, payload: { outcome, ...how } }) => told(sandbox.outcome(params.id, outcome, how)),
          payByGiftCard: ({ params, payload }) => told(sandbox.payByGiftCard(params.id, payload)),
          // Long polling.
          wait: ({ params, query: { status, timeout = Duration.seconds(30) } }) =>
            sandbox.awaitStatus(params.id, status).pipe(
              Effect.timeoutOrElse({
                duration: timeout,
                orElse: () =>
                  Effect.fail(
                    new Control.TimedOut({
                      error: `order ${params.id} did not become ${status} within ${Duration.format(timeout)}`
                    })
                  )
              })
            ),
          notification: ({ params, query }) => found(sandbox.signedNotification(params.id, query)),
          notify: ({ params, payload }) => told(sandbox.notify(params.id, payload ?? {}))
        })
      ),
      HttpApiBuilder.group(Control.Control, "refunds", (handlers) =>
        handlers.handleAll({
          accept: ({ params }) => told(sandbox.acceptRefund(params.id)),
          decline: ({ params }) => told(sandbox.declineRefund(params.id))
        })
      ),
      HttpApiBuilder.group(Control.Control, "merchant", (handlers) =>
        handlers.handleAll({
          capture: ({ params, payload }) => told(sandbox.capture(params.id, payload?.amount)),
          refund: ({ params, payload }) => told(sandbox.refund(params.id, payload?.amount)),
          loseDispute: ({ params }) => told(sandbox.loseDispute(params.id)),
          winDispute: ({ params }) => told(sandbox.winDispute(params.id)),
          remind: ({ params }) => told(sandbox.remind(params.id))
        })
      ),
      HttpApiBuilder.group(Control.Control, "tokens", (handlers) =>
        handlers.handleAll({
          list: () => sandbox.tokens,
          renewals: ({ params, payload }) => told(sandbox.renewals(params.id, payload.outcomes)),
          expire: ({ params }) => told(sandbox.expireToken(params.id))
        })
      ),
      HttpApiBuilder.group(Control.Control, "notices", (handlers) =>
        handlers.handleAll({
          list: ({ query: { order_id, since = 0 } }) =>
            sandbox.notices(order_id).pipe(
              Effect.flatMap((all) =>
                sift(all, ({ attempts }) => since === 0 || attempts.some((one) => Notice.endOf(one) >= since))
              ),
              Effect.flatMap((found) => notices(inTurns(found, 16)))
            ),
          resend: ({ params, payload }) => told(sandbox.resend(params.id, payload ?? {}))
        })
      ),
      HttpApiBuilder.group(Control.Control, "log", (handlers) =>
        handlers.handleAll({
          events: ({ query: { since = 0 } }) =>
            Effect.flatMap(sandbox.events, (found) =>
              events(Stream.filter(inTurns(found, 64), ({ id }) => id > since))
            ),
          received: ({ query }) =>
            Effect.andThen(
              isKnown(query.operation),
              Effect.flatMap(sandbox.received(query), (found) => received(inTurns(found, 64)))
            )
        })
      ),
      HttpApiBuilder.group(Control.Control, "clock", (handlers) => {
        const { clock } = sandbox
        const now = Effect.map(clock.now, (now) => ({ now }))
        return handlers.handleAll({
          now: () => now,
          advance: ({ payload }) => Effect.andThen(invalid(clock.advance(payload.by)), now),
          set: ({ payload }) => Effect.andThen(invalid(clock.set(payload.to)), now),
          freeze: () => Effect.andThen(clock.freeze, now),
          resume: () => Effect.andThen(clock.resume, now)
        })
      }),
      HttpApiBuilder.group(Control.Control, "faults", (handlers) =>
        handlers.handleAll({
          list: () => sandbox.faults,
          add: ({ payload: { chaos = [], fault, script, seed, ...rule } }) => {
            const { operation, probability = 1 } = rule
            const added =
              fault !== undefined
                ? sandbox.fault(fault, rule)
                : script !== undefined
                  ? sandbox.script(script, rule)
                  : sandbox.chaos({ faults: chaos, operation, probability, seed })
            return Effect.andThen(isKnown(operation), added)
          },
          clear: () => done(sandbox.clearFaults)
        })
      ),
      HttpApiBuilder.group(Control.Control, "everything", (handlers) =>
        handlers.handleAll({
          save: () => stream(snapshotOf(simulator)),
          restore: ({ payload }) => done(invalid(sandbox.restore(JSON.stringify(payload)))),
          reset: () => done(sandbox.reset)
        })
      )
    )
  })
)

const strict = HttpApiMiddleware.layerSchemaErrorTransform(Control.Strict, (error) => {
  if (error.kind === "Body" || error.kind === "ResponseHeaders") return Effect.fail(error)
  return Effect.fail(new Control.Invalid({ error: Issue.explain(error.cause.issue) }))
})

const answer = (value: Json.Json, status = 200): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(Json.print(value, false), { status, contentType: "application/json" })

const listed = (): ReadonlyArray<string> => {
  const routes: Array<string> = []
  HttpApi.reflect(Control.Control, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      const summary = Context.getOption(endpoint.annotations, OpenApi.Summary)
      routes.push(
        `${endpoint.method} ${endpoint.path.replaceAll(/:(\w+)/g, "{$1}")}: ${summary._tag === "Some" ? summary.value : ""}`
      )
    }
  })
  return routes
}

const index = answer({
  routes: listed(),
  openapi: `${Control.path}/openapi.json`,
  outcomes: Outcome.meanings,
  faults: Fault.meanings,
  magic: {
    form: "[[word]], [[word:argument]] or [[fault@operation]] in order_id or description; a fault is a word as well",
    words: Magic.meanings
  }
})

const otherwise = Effect.map(HttpServerRequest.HttpServerRequest, ({ method, originalUrl }) => {
  const { pathname: path } = new URL(originalUrl, "http://sandbox")
  return method === "GET" && path.replace(/\/$/, "") === Control.path
    ? index
    : answer({ error: `there is no ${method} ${path}; GET ${Control.path} lists what there is` }, 404)
})

// A snapshot holds everything, the log of requests included.
const limit = 256 * 1_048_576

// Everything that is said here is JSON, whatever curl calls it.
const json = <E, R>(handler: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.gen(function* () {
    const given = yield* HttpServerRequest.HttpServerRequest
    const request = given.modify({ headers: Headers.set(given.headers, "content-type", "application/json") })
    const text = yield* Effect.orElseSucceed(request.text, () => undefined)
    if (text === undefined) return answer({ error: `the body is longer than ${limit} bytes` }, 413)
    // The typed client says `null` where nothing has to be said.
    if (text !== "" && text !== "null" && Json.parse(text) === undefined) {
      return answer({ error: `the body must be JSON, and nest no deeper than ${Json.maxDepth} levels` }, 400)
    }
    return yield* Effect.provideService(handler, HttpServerRequest.HttpServerRequest, request)
  })

const guard = HttpRouter.middleware(
  Effect.map(
    Simulator,
    (simulator) =>
      <E, R>(handler: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        guarded(json(handler), { limit, refusal: (status, error) => answer({ error }, status) }).pipe(
          Effect.provideService(Simulator, simulator)
        )
  )
)

// Not all of Node's services: each of its terminals listens to the end of stdin, and a test may start many sandboxes.
const platform = Layer.provideMerge(
  Layer.merge(Etag.layer, HttpPlatform.layer),
  Layer.merge(NodeFileSystem.layer, NodePath.layer)
)

const levers = (options: { readonly openapiPath?: `/${string}` } = {}) =>
  HttpApiBuilder.layer(Control.Control, options).pipe(
    Layer.provide(groups),
    Layer.provide(strict),
    Layer.provide(platform)
  )

export const controlRoutes = Layer.mergeAll(
  levers({ openapiPath: `${Control.path}/openapi.json` }),
  HttpRouter.add("*", `${Control.path}/*`, otherwise)
).pipe(Layer.provide(guard.layer))

/** The control API's client within this process: the same requests, schemas and answers, without a connection. */
export class ControlClient extends Context.Service<ControlClient, HttpApiClient.ForApi<typeof Control.Control>>()(
  "@effect-multisafepay/sandbox/internal/ControlClient"
) {}

export const controlClient = Layer.effect(
  ControlClient,
  Effect.gen(function* () {
    // With a router of its own: the server's has these routes already.
    const handler = yield* Effect.provideService(
      HttpRouter.toHttpEffect(levers()),
      Layer.CurrentMemoMap,
      yield* Layer.makeMemoMap
    )
    const httpClient = HttpClient.make((request) =>
      handler.pipe(
        Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
        Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
        Effect.scoped,
        Effect.orDie
      )
    )
    return yield* HttpApiClient.makeWith(Control.Control, { httpClient, baseUrl: "http://sandbox" })
  })
)
