// `start`: its flags, and what they mean to a server.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as flags from "./flags.ts"
import { defaultKey } from "../internal/state/Settings.ts"
import { fail } from "./Failure.ts"
import { defaultPort } from "./Remote.ts"

const options = {
  port: Flag.Int("port").pipe(flags.byDefault(defaultPort, "Port to listen on; 0 picks a free one")),
  host: Flag.String("host").pipe(flags.byDefault("127.0.0.1", "Address to listen on")),
  exposeToNetwork: flags.on("expose-to-network", "Allow a host that other machines can reach"),
  apiKey: Flag.String("api-key").pipe(
    flags.byDefault(defaultKey, "The key that it takes and signs with; never a real one")
  ),
  allowAnyKey: flags.on("allow-any-key", "Take a key of the shape of real ones, for published examples"),
  forwardTo: flags.text("forward-to", "Send all notifications to this origin; path and query are kept"),
  allowNonLoopback: flags.on("allow-non-loopback", "Post notifications to other machines too"),
  publicUrl: flags.text(
    "public-url",
    "Where browsers reach it, when that is not where it listens: http://localhost:8080"
  ),
  allowHost: flags.text(
    "allow-host",
    "Further names that it answers to, with commas between them: what other machines call it"
  ),
  orderIdReuse: Flag.Literals("order-id-reuse", ["refuse-when-completed", "refuse"]).pipe(
    flags.byDefault("refuse-when-completed", "Which earlier order makes an order id taken")
  ),
  preTransactionVisible: Flag.Literals("pre-transaction-visible", ["yes", "no"]).pipe(
    flags.byDefault("yes", "Whether GET finds an order whose page nobody has opened")
  ),
  unknownFields: Flag.Literals("unknown-fields", ["refuse", "ignore"]).pipe(
    flags.byDefault(
      "ignore",
      "Fields that no order has: ignored and named, as the service takes requests, or refused with a hint"
    )
  ),
  quirks: Flag.Boolean("quirks").pipe(
    Flag.withDefault(true),
    Flag.withDescription("Habits of the service's answers; --no-quirks for plain JSON")
  ),
  gateways: flags.text("gateways", "Gateways of the site, with commas between them; all by default"),
  seed: Flag.Int("seed").pipe(flags.byDefault(1, "The same seed gives the same ids")),
  data: flags.text("data", "Keep everything in this file, across restarts; without it a restart forgets"),
  readyFile: flags.text("ready-file", "Written with the line of --json when it is ready, removed when it stops"),
  json: flags.on("json", "Print the line as JSON")
}

export const start = Command.make(
  "start",
  options,
  Effect.fn("cli.start")(function* ({ allowHost, data, forwardTo, gateways, json, publicUrl, readyFile, ...given }) {
    const forward = Option.getOrUndefined(forwardTo)
    if (forward !== undefined && !/^https?:\/\//.test(forward)) {
      return yield* fail("usage", "--forward-to must be an http or https address, such as http://127.0.0.1:3000")
    }
    // Only this command needs a sandbox of its own, and loading one takes longer than all that the others do.
    const { serve } = yield* Effect.promise(() => import("./serve.ts"))
    return yield* serve({
      json,
      readyFile: Option.getOrUndefined(readyFile),
      server: {
        ...given,
        preTransactionVisible: given.preTransactionVisible === "yes",
        publicUrl: Option.getOrUndefined(publicUrl),
        hosts: Option.getOrUndefined(Option.map(allowHost, names)),
        forwardNotificationsTo: forward,
        gateways: Option.getOrUndefined(Option.map(gateways, names)),
        data: Option.getOrUndefined(data)
      }
    })
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

const names = (list: string): ReadonlyArray<string> => list.split(",").map((one) => one.trim())
