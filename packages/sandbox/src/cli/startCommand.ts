// `start`: its flags, and what they mean to a server.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { defaultKey } from "../internal/state/Settings.ts"
import { fail } from "./Failure.ts"
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
    const forward = Option.getOrUndefined(options.forwardTo)
    if (forward !== undefined && !/^https?:\/\//.test(forward)) {
      return yield* fail("usage", "--forward-to must be an http or https address, such as http://127.0.0.1:3000")
    }
    // Only this command needs a sandbox of its own, and loading one takes longer than all that the others do.
    const { serve } = yield* Effect.promise(() => import("./serve.ts"))
    return yield* serve({
      json: options.json,
      readyFile: Option.getOrUndefined(options.readyFile),
      server: {
        port: options.port,
        host: options.host,
        exposeToNetwork: options.exposeToNetwork,
        hosts: Option.getOrUndefined(Option.map(options.allowHost, names)),
        apiKey: options.apiKey,
        allowAnyKey: options.allowAnyKey,
        forwardNotificationsTo: forward,
        allowNonLoopback: options.allowNonLoopback,
        orderIdReuse: options.orderIdReuse,
        preTransactionVisible: options.preTransactionVisible === "yes",
        unknownFields: options.unknownFields,
        quirks: options.quirks,
        gateways: Option.getOrUndefined(Option.map(options.gateways, names)),
        seed: options.seed,
        data: Option.getOrUndefined(options.data)
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
