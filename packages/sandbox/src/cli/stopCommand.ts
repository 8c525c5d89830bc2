// `stop`: ends the sandbox that `start` runs, from another terminal, and comes back when its port is free.
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { fail } from "./Failure.ts"
import * as Remote from "./Remote.ts"

export const stop = Command.make(
  "stop",
  { url: Remote.remoteFlags.url },
  Effect.fn("cli.stop")(function* ({ url }) {
    yield* isThere(url)
    yield* Remote.askToStop(url)
    yield* gone(url).pipe(
      Effect.timeoutOrElse({
        duration: Duration.seconds(30),
        orElse: () => fail("timeout", `the sandbox at ${url} still answers, 30 seconds after it was asked to stop`)
      })
    )
    yield* Console.log(`the sandbox at ${url} has stopped`)
  })
).pipe(Command.withDescription("Stops a sandbox that `start` runs"))

const isThere = (url: string) => Remote.ask(url, ({ clock }) => clock.now())

const gone = (url: string): Effect.Effect<void, never, Effect.Services<ReturnType<typeof isThere>>> =>
  Effect.matchEffect(isThere(url), {
    onFailure: () => Effect.void,
    onSuccess: () => Effect.flatMap(Effect.sleep(Duration.millis(50)), () => gone(url))
  })
