// A sandbox that will be killed: loads everything, waits to be told which file is its, and says where it listens.
import * as Effect from "effect/Effect"
import * as SandboxServer from "../../src/SandboxServer.ts"

process.once("disconnect", () => process.exit())
process.once("message", (data: string) => {
  const program = Effect.gen(function* () {
    const { port } = yield* SandboxServer.SandboxServer
    process.send?.(port)
    return yield* Effect.never
  }).pipe(Effect.provide(SandboxServer.layer({ port: 0, data })))
  void Effect.runPromise(program).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
