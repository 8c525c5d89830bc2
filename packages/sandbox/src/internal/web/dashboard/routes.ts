// The dashboard's routes. Every form ends in a 303 back to its page, or in the page with what went wrong.
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Currency from "@effect-multisafepay/core/Currency"
import * as Money from "@effect-multisafepay/core/Money"
import * as Issue from "@effect-multisafepay/core/Issue"
import * as Control from "../../../Control.ts"
import type { Command } from "../../state/Command.ts"
import { Simulator, type SimulatorShape } from "../../simulator/Simulator.ts"
import * as State from "../../state/State.ts"
import * as Outcome from "../../../Outcome.ts"
import { guarded } from "../../edges/guard.ts"
import { html } from "../Html.ts"
import { document } from "../layout.ts"
import { page, seeOther } from "../respond.ts"
import { Sandbox } from "../../../SandboxShape.ts"
import { SandboxError } from "../../../SandboxError.ts"
import { changes } from "./changes.ts"
import { placeExample } from "./example.ts"
import { orderPage } from "./orderPage.ts"
import { overview } from "./overview.ts"
import { orderPath } from "./parts.ts"

type Response = HttpServerResponse.HttpServerResponse

const form = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  return new URLSearchParams(yield* Effect.orElseSucceed(request.text, () => ""))
})

const showOverview = Effect.gen(function* () {
  const simulator = yield* Simulator
  const request = yield* HttpServerRequest.HttpServerRequest
  const { searchParams } = new URL(request.originalUrl, "http://sandbox")
  return page(overview(simulator, (searchParams.get("q") ?? "").trim()))
})

const failed = (simulator: SimulatorShape, problem: string): Response =>
  page(overview(simulator, "", problem), { status: 409 })

const unknown = page(
  document({
    lang: "en",
    title: "Unknown order",
    body: html`<main id="main">
      <h1>Unknown order</h1>
      <p>The sandbox may have been reset. <a href="/">All orders</a></p>
    </main>`
  }),
  { status: 404 }
)

const order = Effect.gen(function* () {
  const simulator = yield* Simulator
  const { params } = yield* HttpRouter.RouteContext
  return { simulator, order: State.byKey(simulator.state(), Number(params["key"])) }
})

const showOrder = Effect.map(order, ({ simulator, order }) =>
  order === undefined ? unknown : page(orderPage(simulator, order))
)

/** A form on an order's page, which becomes a command or a complaint. */
const onOrder = (toCommand: (order: State.Order, fields: URLSearchParams, ref: string) => Command | string) =>
  Effect.gen(function* () {
    const { simulator, order: here } = yield* order
    const fields = yield* form
    if (here === undefined) return unknown
    const command = toCommand(here, fields, here.transaction_id ?? here.order_id)
    const problem = typeof command === "string" ? command : yield* refusalOf(simulator, command)
    if (problem === undefined) return seeOther(orderPath(here))
    return page(orderPage(simulator, State.byKey(simulator.state(), here.key) ?? here, problem), { status: 409 })
  })

const refusalOf = (simulator: SimulatorShape, command: Command): Effect.Effect<string | undefined> =>
  Effect.map(simulator.submit(command), (answer) => (answer._tag === "Refusal" ? answer.info : undefined))

const chooseOutcome = onOrder((_, fields, order_id) => {
  const outcome = fields.get("outcome")
  return Outcome.isOutcome(outcome)
    ? { _tag: "ChooseOutcome", order_id, outcome, options: {} }
    : `An outcome is one of ${Outcome.all.join(", ")}.`
})

const withAmount = (currency: string, fields: URLSearchParams, use: (amount: number) => Command): Command | string => {
  const amount = Money.parse(currency as Currency.Currency, (fields.get("amount") ?? "").trim().replace(",", "."))
  return Result.isSuccess(amount) ? use(amount.success.amount) : amount.failure.message
}

const refund = onOrder((order, fields, order_id) =>
  withAmount(order.currency, fields, (amount) => ({
    _tag: "Refund",
    order_id,
    amount,
    currency: order.currency,
    description: undefined,
    refund_order_id: undefined
  }))
)

const capture = onOrder((order, fields, order_id) =>
  withAmount(order.currency, fields, (amount) => ({
    _tag: "Capture",
    order_id,
    amount,
    new_order_id: undefined,
    description: undefined
  }))
)

const ship = onOrder((_, __, order_id) => ({ _tag: "Ship", order_id, amount: undefined }))

const notify = onOrder((_, __, order_id) => ({ _tag: "Notify", order_id, tampering: undefined, after: 0 }))

const resend = Effect.gen(function* () {
  const simulator = yield* Simulator
  const sandbox = yield* Sandbox
  const { params } = yield* HttpRouter.RouteContext
  const back = (yield* form).get("back")
  const sent = yield* Effect.result(sandbox.resend(params["id"] ?? ""))
  if (Result.isFailure(sent)) return failed(simulator, sent.failure.message)
  return seeOther(back !== null && /^\/dashboard\/orders\/\d+$/.test(back) ? back : "/")
})

const clock = Effect.gen(function* () {
  const simulator = yield* Simulator
  const sandbox = yield* Sandbox
  const fields = yield* form
  const done = yield* Effect.result(setClock(sandbox, fields.get("action"), fields.get("to") ?? ""))
  return Result.isFailure(done) ? failed(simulator, done.failure.message) : seeOther("/")
})

const setClock = ({ clock }: Sandbox["Service"], action: string | null, to: string) => {
  switch (action) {
    case "15m":
      return clock.advance(Duration.minutes(15))
    case "1d":
      return clock.advance(Duration.days(1))
    case "freeze":
      return clock.freeze
    case "resume":
      return clock.resume
    default: {
      const time = timeOf(to)
      return time === undefined
        ? Effect.fail(new SandboxError({ problem: "invalid", message: "a time is written as 2027-01-31 12:00" }))
        : clock.set(time)
    }
  }
}

// `2026-11-21 08:47`, UTC.
const timeOf = (text: string): number | undefined => {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?Z?$/.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = match
  const date = `${year}-${month}-${day}`
  const time = Option.getOrUndefined(DateTime.make(`${date}T${hour}:${minute}:${second}Z`))
  // The thirtieth of February is read as a day of March.
  return time !== undefined && DateTime.formatIso(time).startsWith(date) ? time.epochMilliseconds : undefined
}

const readFault = Schema.decodeUnknownResult(Control.OneFault)

const faults = Effect.gen(function* () {
  const simulator = yield* Simulator
  const sandbox = yield* Sandbox
  const fields = yield* form
  if (fields.get("action") === "clear") {
    yield* sandbox.clearFaults
    return seeOther("/")
  }
  const operation = (fields.get("operation") ?? "").trim()
  const asked = readFault({ fault: fields.get("kind"), operation: operation === "" ? undefined : operation })
  if (Result.isFailure(asked)) {
    return failed(simulator, Issue.explain(asked.failure.issue))
  }
  const { fault, ...rule } = asked.success
  yield* sandbox.fault(fault, rule)
  return seeOther("/")
})

const confirmReset = page(
  document({
    lang: "en",
    title: "Reset · MultiSafepay sandbox",
    body: html`<main id="main">
      <h1>Reset the sandbox?</h1>
      <section class="card" aria-label="Confirmation">
        <p>All orders, requests, notifications and faults will be forgotten.</p>
        <form method="post" action="/dashboard/reset" class="row">
          <button type="submit" class="bad">Forget everything</button> <a href="/">Keep it</a>
        </form>
      </section>
    </main>`
  })
)

const reset = Effect.gen(function* () {
  yield* (yield* Sandbox).reset
  return seeOther("/")
})

const example = Effect.gen(function* () {
  const simulator = yield* Simulator
  const placed = yield* placeExample(simulator)
  return placed === undefined
    ? failed(simulator, "The example order was not accepted; a fault may be in its way.")
    : seeOther(orderPath(placed))
})

export const dashboardRoutes = Layer.mergeAll(
  HttpRouter.add("GET", "/", guarded(showOverview)),
  HttpRouter.add("GET", "/dashboard/changes", guarded(Effect.map(Simulator, changes))),
  HttpRouter.add("GET", "/dashboard/orders/:key", guarded(showOrder)),
  HttpRouter.add("POST", "/dashboard/orders/:key/outcomes", guarded(chooseOutcome)),
  HttpRouter.add("POST", "/dashboard/orders/:key/refunds", guarded(refund)),
  HttpRouter.add("POST", "/dashboard/orders/:key/captures", guarded(capture)),
  HttpRouter.add("POST", "/dashboard/orders/:key/ship", guarded(ship)),
  HttpRouter.add("POST", "/dashboard/orders/:key/notify", guarded(notify)),
  HttpRouter.add("POST", "/dashboard/notices/:id/resend", guarded(resend)),
  HttpRouter.add("POST", "/dashboard/clock", guarded(clock)),
  HttpRouter.add("POST", "/dashboard/faults", guarded(faults)),
  HttpRouter.add("GET", "/dashboard/reset", guarded(Effect.succeed(confirmReset))),
  HttpRouter.add("POST", "/dashboard/reset", guarded(reset)),
  HttpRouter.add("POST", "/dashboard/example", guarded(example))
)
