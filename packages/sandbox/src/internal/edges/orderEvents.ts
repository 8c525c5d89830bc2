// `events_stream_url`: an order's changes as server-sent events, for whoever holds its `events_token`. The reference gives the header
// (without `Bearer`), the event's name and its fields. It is silent on the rest, which is decided here: an event goes out when one of its
// fields changes and not before, so that a shop which must read the order after it has subscribed fails here if it does not; the stream
// stays open after a final status; a token that opens nothing is 401. The web socket of `events_url` is described nowhere and not served.
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Stream from "effect/Stream"
import { Simulator, type SimulatorShape } from "../simulator/Simulator.ts"
import * as State from "../state/State.ts"
import * as orderEvent from "../wire/orderEvent.ts"
import { guarded } from "./guard.ts"

const follow = Effect.gen(function* () {
  const simulator = yield* Simulator
  const { headers } = yield* HttpServerRequest.HttpServerRequest
  const order = orderEvent.orderOf(simulator.state(), simulator.settings(), headers["authorization"] ?? "")
  if (order === undefined) {
    return HttpServerResponse.text("Send the events_token of an order as the Authorization header, without Bearer.\n", {
      status: 401
    })
  }
  return HttpServerResponse.stream(Stream.encodeText(told(simulator, order.session_id)), {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store" }
  })
})

// The order as it stands takes the form of a comment, which readers of event streams pass over: it says that the subscription holds.
const told = ({ states }: SimulatorShape, session_id: string): Stream.Stream<string> =>
  states.pipe(
    Stream.map((state) => State.bySession(state, session_id)),
    Stream.filter((order) => order !== undefined),
    Stream.map(orderEvent.print),
    Stream.changes,
    Stream.zipWithIndex,
    Stream.map(([event, place]) => (place === 0 ? ": subscribed\n\n" : event))
  )

export const eventRoutes = HttpRouter.add("GET", "/events/stream/", guarded(follow))
