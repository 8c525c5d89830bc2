// Commands that keep everything a sandbox knows in a file, and go on from it later.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Json from "../internal/state/Json.ts"
import { fail } from "./Failure.ts"
import { print } from "./print.ts"
import * as Remote from "./Remote.ts"

const save = Command.make(
  "save",
  { file: Argument.File("file"), ...Remote.remoteFlags },
  Effect.fn("cli.snapshot.save")(function* ({ file, json, url }) {
    const fs = yield* FileSystem.FileSystem
    const snapshot = yield* Remote.ask(url, ({ everything }) => everything.save())
    const text = Json.print(Json.from(snapshot), false)
    yield* Effect.mapError(fs.writeFileString(file, text), () =>
      fail("usage", `${file} cannot be written. Its directory must exist, and this user must be allowed to write there`)
    )
    yield* print(json, { saved: file }, `saved to ${file}`)
  })
).pipe(Command.withDescription("Writes everything the sandbox knows to a file"))

const load = Command.make(
  "load",
  { file: Argument.File("file", { mustExist: true }), ...Remote.remoteFlags },
  Effect.fn("cli.snapshot.load")(function* ({ file, json, url }) {
    const fs = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(fs.readFileString(file), () => fail("usage", `${file} cannot be read`))
    const snapshot = yield* Effect.mapError(ExactJson.parse(text), ({ message }) =>
      fail("usage", `${file}: ${message}`)
    )
    yield* Remote.ask(url, ({ everything }) => everything.restore({ payload: snapshot }))
    yield* print(json, { loaded: file }, `went on from ${file}`)
  })
).pipe(Command.withDescription("Goes on from a file; what was due since then happens at once"))

export const snapshot = Command.make("snapshot").pipe(
  Command.withDescription("Everything the sandbox knows, as a file"),
  Command.withSubcommands([save, load])
)
