// A port for a server of a demonstration.
import { createServer } from "node:net"
import { Effect, Random } from "effect"

const take = (port: number) =>
  Effect.callback<number, Error>((resume) => {
    const server = createServer()
    server.once("error", (error) => resume(Effect.fail(error)))
    server.listen(port, "127.0.0.1", () => server.close(() => resume(Effect.succeed(port))))
  })

/** A free one from below those that systems hand out to outgoing connections, one of which could take it in the next moment. */
export const freePort: Effect.Effect<number> = Random.nextIntBetween(20_000, 32_000).pipe(
  Effect.flatMap(take),
  Effect.eventually
)
