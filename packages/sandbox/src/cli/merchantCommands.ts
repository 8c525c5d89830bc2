// What comes after a payment: what the merchant does in the vendor's dashboard, and how a dispute with the payer's bank ends.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Control from "../Control.ts"
import { checked } from "./Failure.ts"
import { orderId } from "./orderCommands.ts"
import { orderLine, print } from "./print.ts"
import * as Remote from "./Remote.ts"

/** A lever that needs nothing but an id, and answers with the order as it is then. */
const lever = (
  name: string,
  description: string,
  id: Argument.Argument<string>,
  pull: (control: Remote.Client, id: string) => Effect.Effect<OrderDetails, Remote.Problem>
) =>
  Command.make(
    name,
    { id, ...Remote.remoteFlags },
    Effect.fn(`cli.${name}`)(function* ({ id, json, url }) {
      const order = yield* Remote.ask(url, (control) => pull(control, id))
      yield* print(json, order, orderLine(order))
    })
  ).pipe(Command.withDescription(description))

/** A lever that takes a part of the order's money or, without `--amount`, all that it can. */
const amountLever = (name: string, path: "capture" | "refund", description: string) =>
  Command.make(
    name,
    {
      order: orderId,
      amount: Flag.Int("amount").pipe(Flag.optional, Flag.withDescription("In the smallest unit; all by default")),
      ...Remote.remoteFlags
    },
    Effect.fn(`cli.${path}`)(function* ({ amount, json, order, url }) {
      const payload = yield* checked(Control.Part, { amount: Option.getOrUndefined(amount) })
      const changed = yield* Remote.ask(url, ({ merchant }) => merchant[path]({ params: { id: order }, payload }))
      yield* print(json, changed, orderLine(changed))
    })
  ).pipe(Command.withDescription(description))

const refundId = Argument.String("refund").pipe(
  Argument.withDescription("Id of the refund, or of an order, for all of its refunds")
)

export const capture = amountLever("capture", "capture", "Captures an authorised order, or a part of it")

export const refund = Command.make("refund").pipe(
  Command.withDescription("The merchant refunds in the vendor's dashboard; a refund waits for midnight, or for accept"),
  Command.withSubcommands([
    amountLever("create", "refund", "Refunds an order, or a part of it"),
    lever("accept", "Pays a refund out now", refundId, ({ refunds }, id) => refunds.accept({ params: { id } })),
    lever("decline", "Refuses a refund", refundId, ({ refunds }, id) => refunds.decline({ params: { id } }))
  ])
)

export const dispute = Command.make("dispute").pipe(
  Command.withDescription("How the chargeback of an order ends; trigger chargeback begins one"),
  Command.withSubcommands([
    lever("lose", "The money leaves", orderId, ({ merchant }, id) => merchant.loseDispute({ params: { id } })),
    lever("win", "The merchant keeps it, or gets it back", orderId, ({ merchant }, id) =>
      merchant.winDispute({ params: { id } })
    )
  ])
)

export const remind = lever(
  "remind",
  "Sends the Second Chance mail of an unpaid order now: a line mail.sent of tail has its link",
  orderId,
  ({ merchant }, id) => merchant.remind({ params: { id } })
)
