// Tells the page that something has happened, as server-sent events: one per change, without saying what. The page looks for itself.
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Stream from "effect/Stream"

export const changes = (simulator: SimulatorShape): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.stream(Stream.encodeText(Stream.concat(Stream.make("retry: 1000\n\n"), events(simulator))), {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store", "x-accel-buffering": "no" }
  })

// The next change is awaited from before the last one is told, so that none falls between.
const events = (simulator: SimulatorShape): Stream.Stream<string> =>
  Stream.suspend(() =>
    Stream.unfold(simulator.changed(), (change) =>
      Effect.map(change, () => ["data: changed\n\n", simulator.changed()] as const)
    )
  )
