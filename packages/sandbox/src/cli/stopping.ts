// What ends `start` from outside: the request of `stop`, and the end of the npx that started it. Killed, npx leaves its child behind,
// which then holds the port of the next one.
import * as Config from "effect/Config"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Option from "effect/Option"
import * as Control from "../Control.ts"
import { guarded } from "../internal/edges/guard.ts"

/** Only the command has this route: a sandbox within a program ends with its scope. */
export const stopRoute = (stopped: Deferred.Deferred<void>) =>
  HttpRouter.add(
    "POST",
    `${Control.path}/stop`,
    guarded(
      Effect.as(
        Deferred.succeed(stopped, undefined),
        HttpServerResponse.text("{}", { contentType: "application/json" })
      )
    )
  )

/**
 * Waits for the end of npx. Whose child this is is looked up now, before anybody can kill it. What a shell left in the background goes
 * on when that shell ends.
 */
export const parentEnd: Effect.Effect<Effect.Effect<void>, never, FileSystem.FileSystem> = Effect.gen(function* () {
  const event = yield* Config.option(Config.String("npm_lifecycle_event")).pipe(
    Effect.orElseSucceed(() => Option.none<string>())
  )
  if (!Option.contains(event, "npx")) return Effect.never
  const fs = yield* FileSystem.FileSystem
  const before = yield* parents(fs)
  return Effect.gen(function* () {
    while ((yield* parents(fs)) === before) yield* Effect.sleep(Duration.millis(500))
  })
})

// Between npx and its command there may be a shell, so the parent's parent counts too, where the system tells (Linux). An orphan gets
// another parent, and nobody tells it.
const parents = Effect.fnUntraced(function* (fs: FileSystem.FileSystem) {
  const parent = process.ppid
  const stat = yield* Effect.orElseSucceed(fs.readFileString(`/proc/${parent}/stat`), () => "")
  // `4711 (name) S 4242 ...`: the name may hold anything, what follows it may not.
  const [, , grandparent = "unknown"] = stat.slice(stat.lastIndexOf(")")).split(" ")
  return `${parent} ${grandparent}`
})
