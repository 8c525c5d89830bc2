// `multisafepay-books`: what a shop and MultiSafepay do not agree about, from a shell. The shop's side is a module of its own.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"

const flags = {
  ledger: Flag.String("ledger").pipe(
    Flag.withDescription(
      "A module whose default export is the shop's Ledger layer; with --heal, its Webhooks layer as well"
    )
  ),
  since: Flag.String("since").pipe(
    Flag.withDescription("Where to begin: 7d, 12h, or a moment of Dutch time (2026-03-01)"),
    Flag.withDefault("1d")
  ),
  until: Flag.String("until").pipe(Flag.withDescription("Where to end; 15m when left out"), Flag.withDefault("15m")),
  heal: Flag.Boolean("heal").pipe(
    Flag.withDescription("Hand what was missed to the handler of notifications"),
    Flag.withDefault(false)
  ),
  totals: Flag.Boolean("totals").pipe(
    Flag.withDescription(
      "Print what moved per whole day, method and currency, and per day beside the closing balances, instead of the differences"
    ),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false)),
  csv: Flag.Boolean("csv").pipe(Flag.withDescription("Print CSV"), Flag.withDefault(false))
}

const cli = Command.make("multisafepay-books", flags, (wanted) =>
  Effect.flatMap(
    Effect.promise(() => import("./compare.ts")),
    ({ compare }) => compare(wanted)
  )
).pipe(
  Command.withDescription(
    "Compares the shop's books with MultiSafepay's. Ends with 0 when they agree, 1 when differences are left, 2 when it was called wrongly, 3 when it could not go on"
  )
)

/** Why it ends with something else than 0, when a person has been told already. */
class Told extends Schema.TaggedError<Told>("@effect-multisafepay/node/cli/Told")("Told", { code: Schema.Finite }) {
  override readonly [Runtime.errorReported] = false
  override readonly [Runtime.errorExitCode] = this.code
}

// What a script reads from a command is its result, never the help that comes with what was written wrongly.
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.consoleWith((console) =>
          Effect.provideService(CliOutput.defaultPresenter.present(event), Console.Console, {
            ...console,
            log: console.error
          })
        )
      : CliOutput.defaultPresenter.present(event)
})

/** The command as a program. */
export const main = (version: string, args: ReadonlyArray<string>): void =>
  Command.runWith(cli, { version })(args).pipe(
    Effect.catchTag("ShowHelp", ({ errors }) =>
      errors.length === 0 ? Effect.void : Effect.fail(new Told({ code: 2 }))
    ),
    Effect.provide([NodeServices.layer, presenter]),
    NodeRuntime.runMain
  )
