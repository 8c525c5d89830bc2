// Commands about stored cards and accounts: how their next charges end.
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Control from "../Control.ts"
import { checked } from "./Failure.ts"
import { print, printAll, tokenLine } from "./print.ts"
import * as Remote from "./Remote.ts"

const token = Argument.String("token").pipe(
  Argument.withDescription("As token list shows it: the recurring_id of the order that stored it")
)

const list = Command.make(
  "list",
  Remote.remoteFlags,
  Effect.fn("cli.token.list")(function* ({ json, url }) {
    yield* printAll(json, yield* Remote.ask(url, ({ tokens }) => tokens.list()), tokenLine, "nothing is stored")
  })
).pipe(Command.withDescription("Stored cards and accounts, and how their next charges end"))

const renewals = Command.make(
  "renewals",
  {
    token,
    outcomes: Argument.String("outcome").pipe(
      Argument.variadic(),
      Argument.withDescription(
        "How the next charges end, in turn: completed, uncleared, declined, or declined:4002 for that reason. What comes after them completes; without any, all do"
      )
    ),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.token.renewals")(function* ({ json, outcomes, token, url }) {
    const payload = yield* checked(Control.Renewals, { outcomes })
    const stored = yield* Remote.ask(url, ({ tokens }) => tokens.renewals({ params: { id: token }, payload }))
    yield* print(json, stored, tokenLine(stored))
  })
).pipe(
  Command.withDescription("Says how the next charges of a token end: a dunning to live through"),
  Command.withExamples([
    {
      command: "multisafepay-sandbox token renewals TOKEN declined:4002 declined:4002 completed",
      description: "Two charges for which there is no money, then one that is paid"
    }
  ])
)

const expire = Command.make(
  "expire",
  { token, ...Remote.remoteFlags },
  Effect.fn("cli.token.expire")(function* ({ json, token, url }) {
    const stored = yield* Remote.ask(url, ({ tokens }) => tokens.expire({ params: { id: token } }))
    yield* print(json, stored, tokenLine(stored))
  })
).pipe(Command.withDescription("The month of a stored card is over: its charges are declined until the shop renews it"))

export const tokens = Command.make("token").pipe(
  Command.withDescription("Stored cards and accounts"),
  Command.withSubcommands([list, renewals, expire])
)
