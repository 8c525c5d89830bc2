// Tells the page that something has happened, as server-sent events: one per change, without saying what. The page looks for itself.
import type { EngineShape } from "../../engine/Engine.ts"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Stream from "effect/Stream"

export const changes = (engine: EngineShape): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.stream(Stream.encodeText(Stream.concat(Stream.make("retry: 1000\n\n"), events(engine))), {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store", "x-accel-buffering": "no" }
  })

// The next change is awaited from before the last one is told, so that none falls between.
const events = (engine: EngineShape): Stream.Stream<string> =>
  Stream.suspend(() =>
    Stream.unfold(engine.changed(), (change) =>
      Effect.map(change, () => ["data: changed\n\n", engine.changed()] as const)
    )
  )
