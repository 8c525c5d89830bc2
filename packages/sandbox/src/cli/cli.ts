// The command `multisafepay-sandbox`. `start` is a sandbox; every other command talks to one that runs.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import { Failure } from "./Failure.ts"
import { clock, fault, reset } from "./leverCommands.ts"
import { capture, dispute, refund, remind } from "./merchantCommands.ts"
import { giftCard, orders, pay, seed, trigger, waitFor } from "./orderCommands.ts"
import { snapshot } from "./snapshotCommands.ts"
import { start } from "./startCommand.ts"
import { stop } from "./stopCommand.ts"
import { tokens } from "./tokenCommands.ts"
import { listen, requests, resend, tail } from "./watchCommands.ts"

const cli = Command.make("multisafepay-sandbox").pipe(
  Command.withDescription(
    "A local MultiSafepay: places, pays and notifies orders on this machine. Exit codes: 0 done, 1 refused by the sandbox, 2 wrong usage, 3 no such order or notification, 4 timed out, 5 no sandbox answers, 6 port taken, 130 interrupted"
  ),
  Command.withSubcommands([
    start,
    stop,
    listen,
    trigger,
    pay,
    giftCard,
    orders,
    capture,
    refund,
    dispute,
    remind,
    tokens,
    resend,
    tail,
    requests,
    waitFor,
    clock,
    fault,
    reset,
    snapshot,
    seed
  ])
)

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

/** Runs a command line (without the program's own name). Its failures carry exit codes. */
export const run = (version: string) => {
  const command = Command.runWith(cli, { version })
  return (args: ReadonlyArray<string>) =>
    command(args).pipe(
      // Help was printed with what is wrong; help that was asked for by naming no command is no failure.
      Effect.catchTag("ShowHelp", ({ errors }) =>
        errors.length === 0
          ? Effect.void
          : Effect.fail(new Failure({ problem: "usage", message: errors.map((one) => one.message).join("\n") }))
      ),
      Effect.provide([FetchHttpClient.layer, presenter])
    )
}
