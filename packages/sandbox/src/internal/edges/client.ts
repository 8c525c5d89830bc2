// The simulator as a layer, and the HttpClient in front of it: no socket, the same exchanges.
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { SandboxOptionsError } from "../../SandboxError.ts"
import { resolve } from "../simulator/resolve.ts"
import { Simulator, type SimulatorShape, make } from "../simulator/Simulator.ts"
import { type Exchange, maxBody, type Request } from "../simulator/Exchange.ts"
import * as sender from "./sender.ts"

/** Always built anew: two uses of the same layer value are two sandboxes. */
export const simulator = (options: Parameters<typeof resolve>[0]): Layer.Layer<Simulator, SandboxOptionsError> =>
  Layer.fresh(
    Layer.effect(Simulator)(
      Effect.gen(function* () {
        const { apiKey, settings } = yield* resolve(options)
        const { notifications } = options
        const own = notifications === "record" ? undefined : notifications
        const client = notifications === "record" ? undefined : (own ?? (yield* HttpClient.HttpClient))
        const { data } = options
        // Whoever keeps nothing does not load a database.
        const kept =
          data === undefined
            ? undefined
            : yield* Effect.flatMap(
                Effect.promise(() => import("../simulator/file.ts")),
                ({ open }) => open(data, settings)
              )
        return yield* make({
          apiKey,
          settings,
          kept,
          sender: sender.make({
            client,
            isOwnClient: own !== undefined,
            forwardTo: options.forwardNotificationsTo,
            allowNonLoopback: options.allowNonLoopback === true
          })
        })
      })
    ).pipe(Layer.provide(FetchHttpClient.layer))
  )

export const client: Layer.Layer<HttpClient.HttpClient, never, Simulator> = Layer.effect(HttpClient.HttpClient)(
  Effect.map(Simulator, (simulator) => HttpClient.make((request, url) => run(simulator, request, url)))
)

const base = "/v1/json"

const run = (
  simulator: SimulatorShape,
  request: HttpClientRequest.HttpClientRequest,
  url: URL
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  Effect.gen(function* () {
    if (url.pathname !== base && !url.pathname.startsWith(`${base}/`)) {
      return yield* transport(request, "ENOTFOUND", `the sandbox answers ${base} only, not ${url.pathname}`)
    }
    const exchange = yield* simulator.exchange({
      method: request.method,
      path: url.pathname.slice(base.length),
      query: url.searchParams,
      headers: request.headers,
      body: bounded(yield* bodyText(request))
    } satisfies Request)
    return yield* toResponse(request, exchange)
  })

const toResponse = (request: HttpClientRequest.HttpClientRequest, exchange: Exchange) => {
  switch (exchange._tag) {
    case "Answer":
      return Effect.succeed(
        HttpClientResponse.fromWeb(
          request,
          new Response(exchange.text, { status: exchange.status, headers: exchange.headers })
        )
      )
    case "HalfAnswer": {
      const { headers, status, text } = exchange.answer
      const half = new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2)))
      const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(half) })
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status, headers })))
    }
    case "Refuse":
      return transport(request, "ECONNREFUSED", "connect ECONNREFUSED")
    case "Reset":
      return transport(request, "ECONNRESET", "read ECONNRESET")
    case "Close":
      return transport(request, "UND_ERR_SOCKET", "other side closed")
    case "Stall":
      return Effect.never
  }
}

// As undici reports it: the code is on the cause.
const transport = (request: HttpClientRequest.HttpClientRequest, code: string, description: string) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        cause: Object.assign(new Error(description), { code }),
        description
      })
    })
  )

// Characters for bytes: whoever is in this process holds the text already.
const bounded = (text: string): string | undefined => (text.length > maxBody ? undefined : text)

const bodyText = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<string, HttpClientError.HttpClientError> => {
  const { body } = request
  switch (body._tag) {
    case "Uint8Array":
      return Effect.succeed(new TextDecoder().decode(body.body))
    case "Raw":
      return Effect.succeed(typeof body.body === "string" ? body.body : "")
    case "Stream":
      return Stream.mkString(Stream.decodeText(body.stream)).pipe(
        Effect.mapError(
          (cause) =>
            new HttpClientError.HttpClientError({ reason: new HttpClientError.EncodeError({ request, cause }) })
        )
      )
    default:
      return Effect.succeed("")
  }
}
