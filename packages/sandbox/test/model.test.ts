// Random lives of orders against the rules that money keeps. Everything is drawn from a seed, which a failure names.
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as Outcome from "../src/Outcome.ts"
import { draw } from "../src/internal/state/chance.ts"
import type { Command } from "../src/internal/state/Command.ts"
import * as Json from "../src/internal/state/Json.ts"
import { step } from "../src/internal/machine/step.ts"
import { quirksOn, type Settings } from "../src/internal/state/Settings.ts"
import { isGiftCard, isPartPaid, restOf } from "../src/internal/rules/giftCards.ts"
import * as State from "../src/internal/state/State.ts"
import * as payment from "../src/internal/wire/payment.ts"
import * as wireOrder from "../src/internal/wire/order.ts"

const settings: Settings = {
  origin: "http://sandbox.localhost",
  seed: 1,
  siteId: 1,
  accountId: 1,
  orderIdReuse: "refuse-when-completed",
  preTransactionVisible: true,
  unknownFields: "refuse",
  quirks: quirksOn,
  gateways: Gateway.ids,
  resendAfter: [900_000, 1_800_000, 2_700_000]
}

const makeDie = (seed: number) => {
  let state = seed
  const next = () => {
    const [after, value] = draw(state)
    state = after
    return value
  }
  const below = (n: number) => Math.floor(next() * n)
  const pick = <A>(all: ReadonlyArray<A>): A => all[below(all.length)] as A
  return { below, pick }
}

type Die = ReturnType<typeof makeDie>

const ids = ["a", "b"]
// One per family, and those with rules of their own.
const gateways = [
  "VISA",
  "VISA",
  "MAESTRO",
  "IDEAL",
  "DIRDEB",
  "DIRECTBANK",
  "KLARNA",
  "EINVOICE",
  "PAYPAL",
  "MBWAY",
  "BIZUM",
  "MONIMEAL",
  "VVVGIFTCRD"
]

const create = (die: Die, favourite: string): Command => {
  const gateway = die.pick([favourite, favourite, favourite, ...gateways.slice(0, 2), undefined])
  return {
    _tag: "CreateOrder",
    order_id: die.pick(ids),
    flow: gateway === undefined ? "redirect" : die.pick(["redirect", "direct", "paymentlink"]),
    gateway,
    method: gateway,
    amount: die.pick([1, 1000, 60_000]),
    currency: "EUR",
    details: {
      description: "model",
      items: undefined,
      customer: { reference: "customer-1" },
      shopping_cart: undefined,
      checkout_options: undefined,
      custom_info: undefined,
      vars: [undefined, undefined, undefined],
      notification_url: die.pick(["https://shop.test/hook", undefined]),
      notification_method: "POST",
      redirect_url: undefined,
      cancel_url: undefined,
      recurring_model: undefined,
      recurring_id: undefined,
      capture: die.below(3) === 0,
      terminal_id: undefined,
      qr: die.below(10) === 0
    },
    card: undefined,
    activeFor: die.pick([3_600_000, 30 * 86_400_000]),
    plan: { now: die.pick(["opened", "completed", "declined", "uncleared"]), later: [] },
    hiddenFor: undefined
  }
}

const anyId = (die: Die, state: State.State): string => {
  const orders = [...state.orders]
  return orders.length === 0 || die.below(10) === 0 ? die.pick(ids) : die.pick(orders).order_id
}

const amount = (die: Die) => die.pick([1, 2, 300, 700, 1000, 60_000])

const usual = Array.from({ length: 15 }, (_, n) => n)

const command = (die: Die, favourite: string, state: State.State): Command => {
  // Authorisations are rare and have much to go wrong.
  const authorised = [...state.orders].find((order) => order.phase === "authorised")
  const order_id = authorised !== undefined && die.below(2) === 0 ? authorised.order_id : anyId(die, state)
  const contested = disputes(state)
  if (contested.length > 0 && die.below(3) === 0) return die.pick(contested)
  if (favourite === "VVVGIFTCRD" && die.below(4) === 0) {
    return {
      _tag: "PayByGiftCard",
      order_id,
      gateway: favourite,
      number: die.pick(["111115", "111112", "111110", "1"])
    }
  }
  // So are orders that a gift card and another method share.
  const shared = [...state.orders].find((order) => order.kind === "payment" && isPartPaid(order))
  if (shared !== undefined && die.below(2) === 0) return die.pick(ofShared(die, shared))
  const ships = favourite === "EINVOICE" ? [13, 13, 13, 13] : []
  switch (authorised === undefined ? die.pick([...usual, ...ships]) : die.pick([0, 2, 6, 10, 10, 11, 13])) {
    case 0:
    case 1:
      return create(die, favourite)
    case 2:
    case 3:
    case 4:
    case 5:
      return {
        _tag: "ChooseOutcome",
        order_id,
        outcome: die.pick(Outcome.all),
        options: { gateway: die.pick(gateways) }
      }
    case 6:
    case 7:
    case 8:
      return {
        _tag: "Refund",
        order_id,
        amount: die.pick([undefined, amount(die)]),
        currency: "EUR",
        description: undefined,
        refund_order_id: die.pick([undefined, `r-${die.below(5)}`])
      }
    case 9: {
      const refunds = [...state.orders].filter((order) => order.kind === "refund")
      const refund_id = refunds.length === 0 ? "none" : (die.pick(refunds).transaction_id ?? "")
      return { _tag: "VoidRefund", order_id, refund_id }
    }
    case 10:
      return {
        _tag: "Capture",
        order_id,
        amount: die.pick([undefined, amount(die)]),
        new_order_id: die.pick([undefined, `c-${die.below(5)}`]),
        description: undefined
      }
    case 11:
      return { _tag: "ReleaseAuthorisation", order_id }
    case 12:
      return die.pick<Command>([
        { _tag: "Remind", order_id },
        { _tag: "CancelOrder", order_id },
        { _tag: "CancelSession", order_id },
        { _tag: "UpdateOrder", order_id, extend: true }
      ])
    default:
      return { _tag: "Ship", order_id, amount: die.pick([undefined, amount(die)]) }
  }
}

const ofShared = (die: Die, { order_id, phase }: State.Order): ReadonlyArray<Command> =>
  phase === "open"
    ? [{ _tag: "ChooseOutcome", order_id, outcome: "completed", options: { gateway: die.pick(gateways) } }]
    : [
        { _tag: "ChooseOutcome", order_id, outcome: "chargeback", options: {} },
        ...[undefined, 499, 700].map((amount): Command => ({
          _tag: "Refund",
          order_id,
          amount,
          currency: "EUR",
          description: undefined,
          refund_order_id: undefined
        }))
      ]

// Chargebacks are rare as well, and have money to lose.
const disputes = (state: State.State): ReadonlyArray<Command> =>
  [...state.orders].flatMap(({ kind, transaction_id = "" }) =>
    kind === "chargeback"
      ? (["completed", "declined"] as const).map((outcome) => ({
          _tag: "ChooseOutcome",
          order_id: transaction_id,
          outcome,
          options: {}
        }))
      : []
  )

const paidPhases: ReadonlySet<State.Phase> = new Set(["paid", "settled"])
const beginnings: ReadonlySet<State.Phase> = new Set(["session", "open"])
const gone: ReadonlySet<State.Phase> = new Set(["void", "declined"])

const sum = (orders: ReadonlyArray<State.Order>) => orders.reduce((total, order) => total + order.amount, 0)

/** What is wrong with a state; undefined when nothing is. */
const fault = (before: State.State, after: State.State): string | undefined => {
  for (const order of [...after.orders]) {
    const name = `${order.kind} ${order.order_id} (${order.status}/${order.financial_status}, ${order.phase})`
    const refunds = State.children(after, order, "refund").filter((refund) => !gone.has(refund.phase))
    const cards = order.giftCards ?? []
    const byCards = cards.reduce((total, card) => total + card.amount, 0)
    if (byCards > order.amount || cards.some((card) => card.amount < 0)) return `${name}: gift cards paid ${byCards}`
    if (
      isGiftCard(order.method) &&
      order.completed !== undefined &&
      order.kind === "payment" &&
      byCards !== order.amount
    )
      return `${name}: gift cards alone paid ${byCards} of ${order.amount}`
    if (order.kind === "payment" && gone.has(order.phase) && byCards > 0)
      return `${name}: kept the money of a gift card`
    for (const [i, card] of cards.entries()) {
      const back = refunds.reduce((total, refund) => total + (refund.giftCards?.[i]?.amount ?? 0), 0)
      if (card.refunded !== back || card.refunded > card.amount)
        return `${name}: gift card ${i} got back ${card.refunded} of ${card.amount}, its refunds are ${back}`
    }
    const entries = order.transaction_id === undefined ? [] : payment.methods(order, settings)
    const told = entries.reduce((total, entry) => total + Number(entry["amount"]), 0)
    if (entries.length > 0 && order.completed !== undefined && told !== order.amount)
      return `${name}: payment_methods add up to ${told} of ${order.amount}`
    if (order.refunded !== sum(refunds)) return `${name}: refunded ${order.refunded}, its refunds are ${sum(refunds)}`
    if (order.refunded < 0 || order.refunded > order.amount)
      return `${name}: refunded ${order.refunded} of ${order.amount}`
    if (order.refunded > 0 && order.completed === undefined && order.kind === "payment")
      return `${name}: refunded without having been paid`
    const captures = State.children(after, order, "capture")
    if (order.capture !== undefined) {
      const isWhole = order.capture.whole === true
      const taken = isWhole ? order.amount : sum(captures.filter((one) => one.phase !== "void"))
      const released = sum(captures.filter((one) => one.phase === "void"))
      if (taken !== order.capture.captured)
        return `${name}: captured ${order.capture.captured}, its captures are ${taken}`
      if (taken + released + order.capture.remain !== order.amount) return `${name}: captures do not add up`
      if (isWhole && captures.length > 0) return `${name}: was captured at once and in parts`
      if (order.refunded > 0 && !isWhole) return `${name}: an authorisation was refunded`
    }
    const chargedBack = State.children(after, order, "chargeback")
    if (chargedBack.length > 0 && order.capture !== undefined && order.capture.whole !== true)
      return `${name}: an authorisation was charged back`
    const back = sum(State.children(after, order, "reversal"))
    const left = sum(chargedBack.filter((one) => one.financial_status === "completed"))
    const live = sum(chargedBack.filter((one) => one.phase !== "void"))
    if (back > left) return `${name}: ${back} came back of the ${left} that chargebacks took`
    if (live > restOf(order)) return `${name}: ${live} charged back of the ${restOf(order)} that its method paid`
    if (order.refunded + live > order.amount) return `${name}: more was asked back than was paid`
    if (live > 0 !== (order.phase === "chargeback" && order.kind !== "chargeback" && order.kind !== "reversal"))
      return `${name}: its chargebacks are ${live}`
    const shipped = sum(State.children(after, order, "shipment"))
    if (shipped > order.amount) return `${name}: shipped ${shipped} of ${order.amount}`
    if ((order.status === "refunded") !== (paidPhases.has(order.phase) && paidOut(after, order) >= order.amount)) {
      return `${name}: refunded by its status, ${paidOut(after, order)} by its refunds`
    }
    if (order.completed !== undefined && beginnings.has(order.phase)) return `${name}: is back at its beginning`
    const earlier = State.byKey(before, order.key)
    if (earlier === undefined) continue
    if (paidPhases.has(earlier.phase) && earlier.transaction_id !== order.transaction_id)
      return `${name}: was paid twice`
    if (earlier.phase === "void" && order.phase !== "void") return `${name}: rose from the dead`
    if (earlier.completed !== undefined && order.completed !== earlier.completed) return `${name}: was completed twice`
  }
  const times = after.timers.map((timer) => timer.at)
  if (times.some((at, i) => at < (times[i - 1] ?? at))) return "alarms are out of order"
  return undefined
}

const paidOut = (state: State.State, order: State.Order) =>
  sum(State.children(state, order, "refund").filter((refund) => refund.phase === "settled"))

const decode = Schema.decodeUnknownResult(OrderDetails.OrderDetails)

/** Core reads what the machine prints, and reads the same words. */
const unreadable = (state: State.State): string | undefined => {
  for (const order of [...state.orders]) {
    const text = Json.print(wireOrder.details(state, order, settings), true)
    const read = decode(Result.getOrThrow(ExactJson.parseResult(text)))
    if (Result.isFailure(read)) return `core cannot read ${text}`
    if (read.success.status !== order.status) return `core reads ${read.success.status} from ${text}`
    if (read.success.transaction_id !== order.transaction_id) return `core reads another transaction from ${text}`
  }
  return undefined
}

const live = (seed: number, look: boolean): State.State => {
  const die = makeDie(seed)
  // A life keeps to one method most of the time, or it never gets deep into any.
  const favourite = die.pick(gateways)
  let state = State.make(1)
  let now = 1_800_000_000_000
  const history: Array<Command> = []
  for (let turn = 0; turn < 20; turn++) {
    now += die.pick([0, 1000, 60_000, 3_600_000, 86_400_000, 10 * 86_400_000])
    const next = command(die, favourite, state)
    history.push(next)
    const [ticked] = step(state, { _tag: "Tick" }, now, settings)
    const [after, answer] = step(state, next, now, settings)
    const told = `seed ${seed}, turn ${turn}: ${JSON.stringify(history.map((one) => one._tag))}`
    const wrong = fault(state, after)
    if (wrong !== undefined) assert.fail(`${wrong}\n${told}\n${JSON.stringify(next)}`)
    if (answer._tag === "Refusal") assert.deepStrictEqual(after.notices.length, ticked.notices.length, told)
    if (answer._tag === "Refusal" && look) assert.deepStrictEqual(after, ticked, told)
    state = after
  }
  if (look) assert.isUndefined(unreadable(state), `seed ${seed}`)
  return state
}

describe("the machine", () => {
  it("keeps the rules of money in 12,000 random lives", () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 12_000; seed++) {
      for (const order of live(seed, seed % 50 === 0).orders) {
        seen.add(`${order.kind} ${order.phase}`)
        if (order.giftCards?.some((card) => card.amount > 0) === true)
          seen.add(`${order.kind} ${order.phase}, ${restOf(order) > 0 ? "partly" : "all"} by gift card`)
      }
    }
    // A model test that never gets anywhere proves nothing.
    for (const place of [
      "payment session",
      "payment open",
      "payment review",
      "payment pending",
      "payment authorised",
      "payment paid",
      "payment settled",
      "payment declined",
      "payment cancelled",
      "payment expired",
      "payment void",
      "payment chargeback",
      "refund open",
      "refund settled",
      "refund void",
      "refund declined",
      "capture paid",
      "capture void",
      "shipment paid",
      "chargeback open",
      "chargeback settled",
      "chargeback void",
      "reversal settled",
      "payment open, partly by gift card",
      "payment paid, partly by gift card",
      "payment paid, all by gift card",
      "payment chargeback, partly by gift card",
      "refund open, partly by gift card",
      "refund settled, partly by gift card"
    ]) {
      assert.isTrue(seen.has(place), `nothing was ever "${place}"`)
    }
  })

  it("is a function: the same life twice is the same state", () => {
    for (const seed of [3, 77, 4096]) assert.deepStrictEqual(live(seed, false), live(seed, false))
  })
})
