// undici with one rule more: a request that has waited too long for its connection is not sent any more. undici's own time limit does
// not see to that. A process that was asleep (a suspended machine, a stopped container) wakes up, finds its connection open and sends
// what it was about to send an hour ago, before any timer has its turn; by then another process may have done the work.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Dispatcher } from "@effect/platform-node/Undici"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/** As long as undici itself waits for a connection, in milliseconds. */
const limit = 10_000

export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.provide(
  NodeHttpClient.layerUndiciNoDispatcher,
  Layer.effect(
    NodeHttpClient.Dispatcher,
    Effect.clockWith((clock) =>
      Effect.map(NodeHttpClient.makeDispatcher, (agent) => agent.compose(sendWithin(limit, clock)))
    )
  )
)

/** Asked at the last moment: undici writes the request right after `onRequestStart`, unless it was aborted there. */
export function sendWithin(milliseconds: number, clock: Clock.Clock): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const until = clock.currentTimeMillisUnsafe() + milliseconds
    return dispatch(options, {
      onRequestStart: (controller, context) =>
        clock.currentTimeMillisUnsafe() > until
          ? controller.abort(tooLate())
          : handler.onRequestStart?.(controller, context),
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args)
    })
  }
}

// With undici's own code for a connection that took too long: nothing has left, whoever sees it may try again.
const tooLate = () =>
  Object.assign(new Error("the request waited too long for its connection"), { code: "UND_ERR_CONNECT_TIMEOUT" })
