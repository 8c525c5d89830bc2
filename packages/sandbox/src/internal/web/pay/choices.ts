// The buttons that end a payment, as plans for the machine: what happens now, and what happens later by itself.
import type { Plan } from "../../state/Command.ts"
import { isCard, possible } from "../../machine/outcomes.ts"
import { statusesOf } from "../../rules/methods.ts"
import type * as State from "../../state/State.ts"
import type { Outcome } from "../../../Outcome.ts"
import type { Choice } from "./english.ts"

const plan = (now: Outcome, rest: Partial<Plan> = {}): Plan => ({ later: [], ...rest, now })

export const threeDSecureRefused = plan("declined", { reason: "3DS failed", reason_code: "3001" })
const insufficientFunds = plan("declined", { reason: "Insufficient funds", reason_code: "4002" })
const clearedLater = plan("uncleared", { later: [{ after: 3 * 60_000, alarm: "clear" }] })

/** `threeDSecure` opens the payment and leaves the rest to the next page. */
export const plans: { readonly [choice in Choice]: Plan } = {
  paid: plan("completed"),
  authorised: plan("authorised"),
  threeDSecure: plan("opened"),
  insufficientFunds,
  declined: plan("declined"),
  cancelled: plan("cancelled"),
  expired: plan("expired"),
  uncleared: plan("uncleared"),
  unclearedThenPaid: clearedLater
}

export const isChoice = (word: string | null): word is Choice => word !== null && Object.hasOwn(plans, word)

/** The choices an order has now, in the order of the page. */
export const choicesOf = (order: State.Order, now: number): ReadonlyArray<Choice> => {
  const outcomes = possible(order, now)
  return (Object.keys(plans) as Array<Choice>).filter(
    (choice) => outcomes.includes(plans[choice].now) && makesSense(choice, order, outcomes)
  )
}

const makesSense = (choice: Choice, order: State.Order, outcomes: ReadonlyArray<Outcome>): boolean => {
  switch (choice) {
    case "paid":
      // A manual capture authorises, whichever of the two is chosen.
      return !outcomes.includes("authorised")
    case "threeDSecure":
    case "insufficientFunds":
      return isCard(order)
    case "unclearedThenPaid":
      return statusesOf(order.method).success[0] !== "uncleared"
    default:
      return true
  }
}
