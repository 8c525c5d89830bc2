// `start`: a sandbox until it is interrupted. Prints one line when it is ready, so that a script can wait for it.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Json from "../internal/state/Json.ts"
import { Sandbox } from "../SandboxShape.ts"
import { defaultKey } from "../internal/simulator/resolve.ts"
import * as SandboxServer from "../SandboxServer.ts"
import { fail } from "./Failure.ts"
import { portOwner } from "./portOwner.ts"
import { defaultPort } from "./Remote.ts"

const flags = {
  port: Flag.Int("port").pipe(Flag.withDefault(defaultPort), Flag.withDescription("0 picks a free one")),
  host: Flag.String("host").pipe(Flag.withDefault("127.0.0.1"), Flag.withDescription("Address to listen on")),
  exposeToNetwork: Flag.Boolean("expose-to-network").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Allow a host that other machines can reach")
  ),
  apiKey: Flag.String("api-key").pipe(
    Flag.withDefault(defaultKey),
    Flag.withDescription("The key that it takes and signs with; never a real one")
  ),
  allowAnyKey: Flag.Boolean("allow-any-key").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Take a key of the shape of real ones, for published examples")
  ),
  forwardTo: Flag.String("forward-to").pipe(
    Flag.optional,
    Flag.withDescription("Send all notifications to this origin; path and query are kept")
  ),
  allowNonLoopback: Flag.Boolean("allow-non-loopback").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Post notifications to other machines too")
  ),
  allowHost: Flag.String("allow-host").pipe(
    Flag.optional,
    Flag.withDescription("Further names that it answers to, with commas between them: what other machines call it")
  ),
  orderIdReuse: Flag.Literals("order-id-reuse", ["refuse-when-completed", "refuse"]).pipe(
    Flag.withDefault("refuse-when-completed" as const),
    Flag.withDescription("Which earlier order makes an order id taken")
  ),
  preTransactionVisible: Flag.Literals("pre-transaction-visible", ["yes", "no"]).pipe(
    Flag.withDefault("yes" as const),
    Flag.withDescription("Whether GET finds an order whose page nobody has opened")
  ),
  unknownFields: Flag.Literals("unknown-fields", ["refuse", "ignore"]).pipe(
    Flag.withDefault("ignore" as const),
    Flag.withDescription(
      "Fields that no order has: ignored and named, as the service takes requests, or refused with a hint"
    )
  ),
  quirks: Flag.Boolean("quirks").pipe(
    Flag.withDefault(true),
    Flag.withDescription("Habits of the service's answers; --no-quirks for plain JSON")
  ),
  gateways: Flag.String("gateways").pipe(
    Flag.optional,
    Flag.withDescription("Gateways of the site, with commas between them; all by default")
  ),
  seed: Flag.Int("seed").pipe(Flag.withDefault(1), Flag.withDescription("The same seed gives the same ids")),
  data: Flag.String("data").pipe(
    Flag.optional,
    Flag.withDescription("Keep everything in this file, across restarts; without it a restart forgets")
  ),
  readyFile: Flag.String("ready-file").pipe(
    Flag.optional,
    Flag.withDescription("Written with the line of --json when it is ready, removed when it stops")
  ),
  json: Flag.Boolean("json").pipe(Flag.withDefault(false), Flag.withDescription("Print the line as JSON"))
}

export const start = Command.make(
  "start",
  flags,
  Effect.fn("cli.start")(function* (options) {
    const server = SandboxServer.layer({
      port: options.port,
      host: options.host,
      exposeToNetwork: options.exposeToNetwork,
      hosts: Option.getOrUndefined(Option.map(options.allowHost, (names) => names.split(",").map((one) => one.trim()))),
      apiKey: options.apiKey,
      allowAnyKey: options.allowAnyKey,
      forwardNotificationsTo: Option.getOrUndefined(options.forwardTo),
      allowNonLoopback: options.allowNonLoopback,
      orderIdReuse: options.orderIdReuse,
      preTransactionVisible: options.preTransactionVisible === "yes",
      unknownFields: options.unknownFields,
      quirks: options.quirks,
      gateways: Option.getOrUndefined(Option.map(options.gateways, (ids) => ids.split(",").map((id) => id.trim()))),
      seed: options.seed,
      data: Option.getOrUndefined(options.data)
    })
    const forward = Option.getOrUndefined(options.forwardTo)
    if (forward !== undefined && !/^https?:\/\//.test(forward)) {
      return yield* fail("usage", "--forward-to must be an http or https address, such as http://127.0.0.1:3000")
    }
    return yield* Effect.scoped(
      Effect.gen(function* () {
        const context = yield* Layer.build(server).pipe(
          Effect.catchTags({
            SandboxOptionsError: (error) => fail("usage", error.message),
            SandboxServerError: (error) => blame(error)
          })
        )
        yield* Effect.provide(ready(options), context)
        return yield* Effect.never
      })
    )
  })
).pipe(
  Command.withDescription("Starts a sandbox; it runs until it is interrupted"),
  Command.withExamples([
    { command: "multisafepay-sandbox start", description: `On port ${defaultPort}` },
    {
      command: "multisafepay-sandbox start --port 0 --json --ready-file sandbox.json",
      description: "On a free port, for a script"
    },
    {
      command: "multisafepay-sandbox start --forward-to http://127.0.0.1:3000",
      description: "With a shop on this machine"
    }
  ])
)

const blame = (error: SandboxServer.SandboxServerError) =>
  error.code === "EADDRINUSE"
    ? Effect.flatMap(portOwner(error.port), (owner) =>
        fail(
          "port",
          `${error.host}:${error.port} is taken by ${owner}. Stop it, choose another --port, or --port 0 for any free one`
        )
      )
    : fail("port", error.message)

interface Ready {
  readonly json: boolean
  readonly readyFile: Option.Option<string>
}

const ready = ({
  json,
  readyFile
}: Ready): Effect.Effect<
  void,
  ReturnType<typeof fail>,
  Sandbox | SandboxServer.SandboxServer | FileSystem.FileSystem | Scope.Scope
> =>
  Effect.gen(function* () {
    const { baseUrl, port, url } = yield* SandboxServer.SandboxServer
    const apiKey = Redacted.value((yield* Sandbox).apiKey)
    const line = Json.print({ ready: true, url, baseUrl, apiKey, port }, false)
    if (Option.isSome(readyFile)) yield* writeReadyFile(readyFile.value, line)
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
