// Commands about orders: look at them, bring about what a payer, a bank or a merchant would, wait for it, place many.
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as flags from "./flags.ts"
import * as Status from "@effect-multisafepay/core/Status"
import * as Control from "../Control.ts"
import * as Json from "../internal/state/Json.ts"
import { formatTime } from "../internal/web/amount.ts"
import type { Notice, NoticeAttempt } from "../Notice.ts"
import * as Outcome from "../Outcome.ts"
import { checked, fail } from "./Failure.ts"
import { alignedOrderLine, orderLine, print, printAll } from "./print.ts"
import * as Remote from "./Remote.ts"

export const orderId = Argument.String("order").pipe(
  Argument.withDescription("The shop's order id, or the transaction id")
)

const how = {
  gateway: flags.text("gateway", "The method the payer picks, when the order names none"),
  reasonCode: flags.text("reason-code", "Decline reason of a card, such as 4002 (insufficient funds)"),
  reason: flags.text("reason", "Decline reason in words; those of the code by default")
}

interface How {
  readonly gateway: Option.Option<string>
  readonly reason: Option.Option<string>
  readonly reasonCode: Option.Option<string>
}

const choose = (url: string, order: string, outcome: Outcome.Outcome, { gateway, reason, reasonCode }: How) =>
  Effect.flatMap(
    checked(Control.Choice, {
      outcome,
      gateway: Option.getOrUndefined(gateway),
      reason: Option.getOrUndefined(reason),
      reason_code: Option.getOrUndefined(reasonCode)
    }),
    (payload) => Remote.ask(url, ({ orders }) => orders.choose({ params: { id: order }, payload }))
  )

const look = (url: string, id: string) => Remote.ask(url, ({ orders }) => orders.get({ params: { id } }))

export const orders = Command.make(
  "orders",
  {
    order: orderId.pipe(Argument.optional),
    status: Flag.Literals("status", Status.orderStatuses).pipe(
      Flag.optional,
      Flag.withDescription("Only orders with this status, such as completed")
    ),
    method: flags.text("method", "Only orders of this method, such as IDEAL"),
    text: flags.text("text", "Only orders with this in their order id, transaction id, status or method"),
    latest: Flag.Int("latest").pipe(Flag.optional, Flag.withDescription("Only so many of them, the newest ones")),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.orders")(function* ({ json, order, url, ...filter }) {
    const isNarrow = Object.values(filter).some((one) => Option.isSome<unknown>(one))
    if (Option.isNone(order)) {
      const query = yield* checked(Control.OrderFilter, {
        status: Option.getOrUndefined(filter.status),
        method: Option.getOrUndefined(filter.method),
        text: Option.getOrUndefined(filter.text),
        latest: Option.getOrUndefined(filter.latest)
      })
      const found = yield* Remote.ask(url, ({ orders }) => orders.list({ query }))
      return yield* printAll(json, found, alignedOrderLine(found), isNarrow ? "no order matches" : "no orders yet")
    }
    if (isNarrow)
      return yield* fail("usage", "--status, --method, --text and --latest are for lists, not for one order")
    const found = yield* look(url, order.value)
    yield* print(json, found, orderLine(found))
  })
).pipe(Command.withDescription("Lists the orders, or shows one"))

export const pay = Command.make(
  "pay",
  { order: orderId, ...how, ...Remote.remoteFlags },
  Effect.fn("cli.pay")(function* ({ json, order, url, ...how }) {
    const paid = yield* choose(url, order, "completed", how)
    yield* print(json, paid, orderLine(paid))
  })
).pipe(
  Command.withDescription("Pays an order, as the payer would"),
  Command.withExamples([{ command: "multisafepay-sandbox pay 1042 --gateway IDEAL", description: "Pay order 1042" }])
)

export const giftCard = Command.make(
  "gift-card",
  {
    order: orderId,
    number: Argument.String("number").pipe(
      Argument.withDescription("111115 has EUR 100, 111112 has EUR 5, 111110 has nothing")
    ),
    gateway: flags.text("gateway", "Which gift card it is, such as VVVGIFTCRD, when the order names none"),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.gift-card")(function* ({ gateway, json, number, order, url }) {
    const payload = yield* checked(Control.GiftCard, {
      card_number: number,
      gateway: Option.getOrUndefined(gateway)
    })
    const changed = yield* Remote.ask(url, ({ orders }) => orders.payByGiftCard({ params: { id: order }, payload }))
    yield* print(json, changed, orderLine(changed))
  })
).pipe(
  Command.withDescription("Pays an order with a gift card, as far as it goes; pay pays the rest"),
  Command.withExamples([
    {
      command: "multisafepay-sandbox gift-card 1042 111112 --gateway VVVGIFTCRD && multisafepay-sandbox pay 1042",
      description: "EUR 5 by gift card, the rest by another method"
    }
  ])
)

export const trigger = Command.make(
  "trigger",
  {
    outcome: Argument.Literals("outcome", Outcome.all).pipe(
      Argument.withDescription(Outcome.all.map((one) => `${one}: ${Outcome.meanings[one]}`).join("; "))
    ),
    order: flags.text("order", "The order it happens to; without it one is placed"),
    body: Flag.FileText("body").pipe(
      Flag.optional,
      Flag.withDescription("JSON file with the order to place, as POST /orders takes it")
    ),
    amount: Flag.Int("amount").pipe(flags.byDefault(1000, "Of the order to place, smallest unit")),
    currency: Flag.String("currency").pipe(flags.byDefault("EUR", "Of the order to place")),
    notificationUrl: flags.text("notification-url", "Of the order to place"),
    ...how,
    ...Remote.keyFlag,
    ...Remote.remoteFlags
  },
  Effect.fn("cli.trigger")(function* (flags) {
    const { json, outcome, url } = flags
    const order = Option.isSome(flags.order) ? flags.order.value : yield* placeFor(flags)
    const before = yield* look(url, order)
    const told = yield* noticesOf(url, before.order_id ?? order)
    const changed = yield* choose(url, order, outcome, flags)
    yield* print(json, changed, orderLine(changed))
    const [notice] = (yield* noticesOf(url, changed.order_id ?? order)).slice(told.length)
    const advice = Option.isSome(flags.order) ? "payment_options.notification_url" : "--notification-url"
    const silence =
      notice !== undefined
        ? yield* silenceOf(url, notice)
        : told.length > 0 || (before.status === changed.status && before.financial_status === changed.financial_status)
          ? `nothing is sent: ${outcome} changes nothing that a shop is told of`
          : `nothing will be sent: the order was placed without ${advice}`
    if (silence !== undefined) yield* Console.error(silence)
  })
).pipe(
  Command.withDescription("Lets something happen to an order, or to one that it places"),
  Command.withExamples([
    { command: "multisafepay-sandbox trigger completed", description: "Place an order and pay it" },
    {
      command: "multisafepay-sandbox trigger declined --order 1042 --reason-code 4002",
      description: "Decline order 1042 for insufficient funds"
    }
  ])
)

const noticesOf = (url: string, order_id: string) =>
  Remote.ask(url, ({ notices }) => notices.list({ query: { order_id } }))

/**
 * Why the shop has not taken a notification, undefined when it has. The sandbox itself decides within half a minute, so this waits without a
 * limit of its own.
 */
const silenceOf = Effect.fnUntraced(function* (url: string, { id, order_id }: Notice) {
  for (;;) {
    const notice = (yield* noticesOf(url, order_id)).find((one) => one.id === id)
    const attempt = notice?.attempts.at(-1)
    if (notice === undefined || attempt?.verdict === "accepted") return undefined
    if (attempt !== undefined) return `${id} ${verdictOf(notice, attempt)}`
    yield* Effect.sleep(Duration.millis(50))
  }
})

const verdictOf = ({ nextAt, url }: Notice, { reason, verdict }: NoticeAttempt): string => {
  if (verdict === "not-sent") {
    const why = reason.replace("allowNonLoopback is true", "it is started with --allow-non-loopback")
    return `to ${url} is not sent: ${why}. start --forward-to sends all notifications to a shop on this machine, listen --forward-to does so from here`
  }
  const next = nextAt === undefined ? "" : ` (the next try is at ${formatTime(nextAt)} UTC)`
  return `to ${url} was not accepted: ${reason}${next}`
}

interface Placing {
  readonly url: string
  readonly apiKey: string
  readonly amount: number
  readonly currency: string
  readonly body: Option.Option<string>
  readonly notificationUrl: Option.Option<string>
}

const placeFor = Effect.fnUntraced(function* ({ amount, apiKey, body, currency, notificationUrl, url }: Placing) {
  const given = Option.isSome(body) ? Json.record(Json.parse(body.value)) : {}
  if (given === undefined) return yield* fail("usage", "--body is not a JSON object")
  const order = {
    type: "redirect",
    order_id: `trigger-${yield* Clock.currentTimeMillis}`,
    amount,
    currency,
    description: "Placed by multisafepay-sandbox trigger",
    ...(Option.isSome(notificationUrl) ? { payment_options: { notification_url: notificationUrl.value } } : {}),
    ...given
  }
  yield* Remote.place(url, apiKey, order)
  return order.order_id
})

export const waitFor = Command.make(
  "wait-for",
  {
    order: orderId,
    status: Argument.Literals("status", Status.orderStatuses).pipe(Argument.withDescription("Such as completed")),
    timeout: Flag.String("timeout").pipe(
      flags.byDefault("30s", "How long to wait, such as 30s or 5m; exit code 4 after it")
    ),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.wait-for")(function* ({ json, order, status, timeout, url }) {
    const limit = Control.parseSpan(timeout)
    if (limit === undefined) return yield* fail("usage", "--timeout must be a duration such as 30s or 5m")
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(limit)
    for (;;) {
      const left = end - (yield* Clock.currentTimeMillis)
      if (left <= 0) {
        const stand = yield* Effect.match(look(url, order), {
          onFailure: ({ message }) => message,
          onSuccess: (seen) => `it is ${seen.status ?? "without a status"}`
        })
        return yield* fail("timeout", `order ${order} did not become ${status} within ${timeout}: ${stand}`)
      }
      const query = { status, timeout: Duration.millis(Math.ceil(Math.min(left, 10_000))) }
      const seen = yield* Remote.ask(url, ({ orders }) =>
        Effect.catchTag(orders.wait({ params: { id: order }, query }), "TimedOut", () => Effect.succeed(undefined))
      )
      if (seen !== undefined) return yield* print(json, seen, orderLine(seen))
    }
  })
).pipe(
  Command.withDescription("Waits until an order has a status; the order need not exist yet"),
  Command.withExamples([
    { command: "multisafepay-sandbox wait-for 1042 completed --timeout 1m", description: "Wait a minute at most" }
  ])
)

export const seed = Command.make(
  "seed",
  {
    file: Argument.File("file", { mustExist: true }).pipe(
      Argument.withDescription("JSON: a list of orders as POST /orders takes them, or of {order, outcome?, gateway?}")
    ),
    ...Remote.keyFlag,
    ...Remote.remoteFlags
  },
  Effect.fn("cli.seed")(function* ({ apiKey, file, json, url }) {
    const fs = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(fs.readFileString(file), (error) => fail("usage", error.message))
    const list = Json.parse(text)
    if (!Array.isArray(list)) return yield* fail("usage", `${file} is not a JSON list of orders`)
    for (const [index, entry] of list.entries()) {
      const whole = Json.record(entry)
      const order = Json.record(whole?.["order"]) ?? whole
      const outcome = whole?.["outcome"]
      if (order === undefined) return yield* fail("usage", `${file}: entry ${index + 1} is not an order`)
      if (outcome !== undefined && !Outcome.isOutcome(outcome)) {
        return yield* fail("usage", `${file}: outcome of entry ${index + 1} must be one of ${Outcome.all.join(", ")}`)
      }
      yield* Remote.place(url, apiKey, order)
      const id = Json.string(order["order_id"]) ?? ""
      const placed = yield* outcome === undefined
        ? look(url, id)
        : choose(url, id, outcome, {
            gateway: Option.fromNullishOr(Json.string(whole?.["gateway"])),
            reason: Option.none(),
            reasonCode: Option.none()
          })
      yield* print(json, placed, orderLine(placed))
    }
  })
).pipe(Command.withDescription("Places the orders of a file"))
