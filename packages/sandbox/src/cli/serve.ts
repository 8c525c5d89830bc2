// A sandbox until it is interrupted or stopped. Prints one line when it is ready, so that a script can wait for it.
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Json from "../internal/state/Json.ts"
import { defaultKey } from "../internal/state/Settings.ts"
import { Sandbox } from "../SandboxShape.ts"
import * as SandboxServer from "../SandboxServer.ts"
import { fail, type Failure } from "./Failure.ts"
import { portOwner } from "./portOwner.ts"
import { parentEnd, stopRoute } from "./stopping.ts"

export interface Serve {
  readonly server: SandboxServer.SandboxServerOptions
  readonly json: boolean
  /** Written when it is ready, removed when it stops. */
  readonly readyFile: string | undefined
}

export const serve = (options: Serve): Effect.Effect<void, Failure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const parentEnded = yield* parentEnd
    const stopped = yield* Deferred.make<void>()
    const context = yield* Layer.build(SandboxServer.layerWith(options.server, stopRoute(stopped))).pipe(
      Effect.catchTags({
        SandboxOptionsError: (error) => fail("usage", error.explain(flagOf)),
        SandboxServerError: (error) => blame(error)
      })
    )
    yield* Effect.provide(announce(options), context)
    yield* Effect.raceFirst(Deferred.await(stopped), parentEnded)
  }).pipe(Effect.scoped)

// The flag of an option that can be refused has its name.
const flagOf = (option: string): string => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const blame = (error: SandboxServer.SandboxServerError) =>
  error.code === "EADDRINUSE"
    ? Effect.flatMap(portOwner(error.port), (owner) =>
        fail(
          "port",
          `${error.host}:${error.port} is taken by ${owner}. Stop it, choose another --port, or --port 0 for any free one`
        )
      )
    : fail("port", error.message)

const announce = ({
  json,
  readyFile
}: Serve): Effect.Effect<void, Failure, Sandbox | SandboxServer.SandboxServer | FileSystem.FileSystem | Scope.Scope> =>
  Effect.gen(function* () {
    const { baseUrl, port, url } = yield* SandboxServer.SandboxServer
    const apiKey = Redacted.value((yield* Sandbox).apiKey)
    const line = Json.print({ ready: true, url, baseUrl, apiKey, port }, false)
    if (readyFile !== undefined) yield* writeReadyFile(readyFile, line)
    const key = apiKey === defaultKey ? `key ${apiKey}` : "the key you gave"
    yield* Console.log(json ? line : `MultiSafepay sandbox at ${url} (API ${baseUrl}, ${key}). Ctrl-C stops it.`)
  })

// Renamed into place, so that whoever waits for the file never reads half of it.
const writeReadyFile = (path: string, line: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const write = Effect.andThen(fs.writeFileString(`${path}.tmp`, `${line}\n`), fs.rename(`${path}.tmp`, path))
    yield* Effect.acquireRelease(
      Effect.mapError(write, (error) => fail("usage", `--ready-file: ${error.message}`)),
      () => Effect.ignore(fs.remove(path))
    )
  })
