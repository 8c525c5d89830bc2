// The API on a real socket. A reset destroys it, a stall leaves it open, half a body is half a body.
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { Simulator } from "../simulator/Simulator.ts"
import { guarded } from "./guard.ts"
import { type Exchange, maxBody } from "../simulator/Exchange.ts"
import * as Json from "../state/Json.ts"

const base = "/v1/json"

const api = Effect.gen(function* () {
  const simulator = yield* Simulator
  const request = yield* HttpServerRequest.HttpServerRequest
  const url = URL.parse(request.originalUrl, "http://sandbox")
  if (url === null) return HttpServerResponse.empty({ status: 400 })
  const exchange = yield* simulator.exchange({
    method: request.method,
    path: url.pathname.slice(base.length),
    query: url.searchParams,
    headers: request.headers,
    // What does not come whole does not come at all: the connection is gone, or the body is longer than anything is read.
    body: yield* Effect.orElseSucceed(request.text, () => undefined)
  })
  return yield* answer(request, exchange)
})

const answer = (
  request: HttpServerRequest.HttpServerRequest,
  exchange: Exchange
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  switch (exchange._tag) {
    case "Answer":
      return Effect.succeed(
        HttpServerResponse.text(exchange.text, { status: exchange.status, headers: exchange.headers })
      )
    case "HalfAnswer": {
      const { headers, status, text } = exchange.answer
      const bytes = new TextEncoder().encode(text)
      const half = Stream.concat(Stream.make(bytes.slice(0, Math.ceil(bytes.length / 2))), Stream.never)
      return Effect.succeed(HttpServerResponse.stream(half, { status, headers, contentLength: bytes.length }))
    }
    case "Refuse":
    case "Reset":
      return cut(request, "reset")
    case "Close":
      return cut(request, "close")
    case "Stall":
      return Effect.never
  }
}

// The request's fiber ends when the connection does.
const cut = (request: HttpServerRequest.HttpServerRequest, how: "reset" | "close"): Effect.Effect<never> =>
  Effect.suspend(() => {
    const { socket } = NodeHttpServerRequest.toServerResponse(request)
    if (how === "reset" && socket !== null && "resetAndDestroy" in socket) socket.resetAndDestroy()
    else socket?.destroy()
    return Effect.never
  })

const health = HttpRouter.add("GET", "/healthz", HttpServerResponse.text("ok"))

// Without a code: none that fits says that nothing happened.
const refusal = (status: number, error_info: string) =>
  HttpServerResponse.text(Json.print({ success: false, data: {}, error_info }, false), {
    status,
    contentType: "application/json"
  })

// Whoever asks for a path that is not here has most likely forgotten the end of the base URL.
const elsewhere = HttpRouter.middleware(
  Effect.catchCause((cause) => {
    const error = Cause.squash(cause)
    if (!HttpServerError.isHttpServerError(error) || error.reason._tag !== "RouteNotFound")
      return Effect.failCause(cause)
    const { method, url } = error.request
    const text = `there is no ${method} ${url.split("?")[0]} here: every path of the API begins with ${base}, as in ${base}/orders`
    return Effect.succeed(refusal(404, text))
  }),
  { global: true }
)

export const apiRoutes = Layer.mergeAll(
  elsewhere,
  HttpRouter.add("*", `${base}/*`, guarded(api, { reads: "same-origin", refusal, limit: maxBody })),
  health
)
