// The dashboard's routes. A form that pulls a lever is a client of the control API; shipping, which only the payment API has, is a command.
// Every form ends in a 303 back to its page, or in the page with what went wrong.
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Currency from "@effect-multisafepay/core/Currency"
import * as Money from "@effect-multisafepay/core/Money"
import * as Issue from "@effect-multisafepay/core/Issue"
import * as Control from "../../../Control.ts"
import type { Command } from "../../state/Command.ts"
import { Simulator, type SimulatorShape } from "../../simulator/Simulator.ts"
import * as State from "../../state/State.ts"
import { ControlClient, controlClient } from "../../edges/controlApi.ts"
import { guarded } from "../../edges/guard.ts"
import { html } from "../Html.ts"
import { document } from "../layout.ts"
import { page, seeOther } from "../respond.ts"
import { changes } from "./changes.ts"
import { placeExample } from "./example.ts"
import { orderPage } from "./orderPage.ts"
import { overview } from "./overview.ts"
import { requestsPage, shown } from "./requests.ts"
import * as Search from "./Search.ts"
import { orderPath } from "./parts.ts"

type Response = HttpServerResponse.HttpServerResponse

const form = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  return new URLSearchParams(yield* Effect.orElseSucceed(request.text, () => ""))
})

const query = Effect.map(
  HttpServerRequest.HttpServerRequest,
  ({ originalUrl }) => new URL(originalUrl, "http://sandbox").searchParams
)

const showOverview = Effect.gen(function* () {
  return page(overview(yield* Simulator, Search.from(yield* query)))
})

const showRequests = Effect.gen(function* () {
  const { log } = yield* ControlClient
  const text = ((yield* query).get("q") ?? "").trim()
  const filter = { latest: shown, ...(text === "" ? {} : { text }) }
  const found = yield* Effect.orDie(log.received({ query: filter }))
  return page(requestsPage(found, text, (yield* Simulator).time.now()))
})

const failed = (simulator: SimulatorShape, problem: string): Response =>
  page(overview(simulator, Search.everything, problem), { status: 409 })

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

/** What is said about a form that could not be carried out. */
interface Problem {
  readonly message: string
}

const problemOf = <A, R>(effect: Effect.Effect<A, Problem, R>): Effect.Effect<string | undefined, never, R> =>
  Effect.match(effect, { onFailure: ({ message }) => message, onSuccess: () => undefined })

/** A form's fields, held against the schema of what a lever is asked. */
const read = <A, I>(schema: Schema.Codec<A, I>, fields: unknown): Effect.Effect<A, Problem> =>
  Effect.mapError(Schema.decodeUnknownEffect(schema)(fields), ({ issue }) => ({ message: Issue.explain(issue) }))

type Use<R> = (control: ControlClient["Service"], fields: URLSearchParams) => Effect.Effect<unknown, Problem, R>

/** A form on the overview that pulls a lever. */
const onOverview = <R>(use: Use<R>, back: (fields: URLSearchParams) => string = () => "/") =>
  Effect.gen(function* () {
    const simulator = yield* Simulator
    const fields = yield* form
    const problem = yield* problemOf(use(yield* ControlClient, fields))
    return problem === undefined ? seeOther(back(fields)) : failed(simulator, problem)
  })

/** A form on an order's page: a lever, or what only a merchant does there. */
const onOrder = (
  use: (given: {
    readonly control: ControlClient["Service"]
    readonly simulator: SimulatorShape
    readonly order: State.Order
    readonly id: string
    readonly fields: URLSearchParams
  }) => Effect.Effect<unknown, Problem>
) =>
  Effect.gen(function* () {
    const { simulator, order: here } = yield* order
    const fields = yield* form
    if (here === undefined) return unknown
    const control = yield* ControlClient
    const id = here.transaction_id ?? here.order_id
    const problem = yield* problemOf(use({ control, simulator, order: here, id, fields }))
    if (problem === undefined) return seeOther(orderPath(here))
    return page(orderPage(simulator, State.byKey(simulator.state(), here.key) ?? here, problem), { status: 409 })
  })

const chooseOutcome = onOrder(({ control, fields, id }) =>
  Effect.flatMap(read(Control.Choice, { outcome: fields.get("outcome") }), (payload) =>
    control.orders.choose({ params: { id }, payload })
  )
)

const notify = onOrder(({ control, id }) => control.orders.notify({ params: { id }, payload: null }))

const submit = (simulator: SimulatorShape, command: Command): Effect.Effect<void, Problem> =>
  Effect.flatMap(simulator.submit(command), (answer) =>
    answer._tag === "Refusal" ? Effect.fail({ message: answer.info }) : Effect.void
  )

const part = (currency: string, fields: URLSearchParams): Effect.Effect<typeof Control.Part.Type, Problem> =>
  Effect.flatMap(
    Effect.fromResult(
      Money.parse(currency as Currency.Currency, (fields.get("amount") ?? "").trim().replace(",", "."))
    ),
    ({ amount }) => read(Control.Part, { amount })
  )

const refund = onOrder(({ control, fields, id, order: { currency } }) =>
  Effect.flatMap(part(currency, fields), (payload) => control.merchant.refund({ params: { id }, payload }))
)

const capture = onOrder(({ control, fields, id, order: { currency } }) =>
  Effect.flatMap(part(currency, fields), (payload) => control.merchant.capture({ params: { id }, payload }))
)

const dispute = onOrder(({ control: { merchant }, fields, id }) =>
  merchant[fields.get("end") === "win" ? "winDispute" : "loseDispute"]({ params: { id } })
)

const remind = onOrder(({ control, id }) => control.merchant.remind({ params: { id } }))

const tokenOf = ({ details, order_id }: State.Order): Effect.Effect<string, Problem> =>
  details.recurring_id === undefined
    ? Effect.fail({ message: `order ${order_id} has stored no card or account` })
    : Effect.succeed(details.recurring_id)

const renewals = onOrder(({ control, fields, order }) =>
  Effect.gen(function* () {
    const outcomes = (fields.get("outcomes") ?? "").split(",").map((one) => one.trim())
    const payload = yield* read(Control.Renewals, { outcomes: outcomes.filter((one) => one !== "") })
    return yield* control.tokens.renewals({ params: { id: yield* tokenOf(order) }, payload })
  })
)

const expire = onOrder(({ control, order }) =>
  Effect.flatMap(tokenOf(order), (id) => control.tokens.expire({ params: { id } }))
)

const ship = onOrder(({ id: order_id, simulator }) => submit(simulator, { _tag: "Ship", order_id, amount: undefined }))

const resend = onOverview(
  (control) =>
    Effect.flatMap(HttpRouter.params, ({ id = "" }) => control.notices.resend({ params: { id }, payload: null })),
  (fields) => {
    const back = fields.get("back") ?? ""
    return /^\/dashboard\/orders\/\d+$/.test(back) ? back : "/"
  }
)

const clock = onOverview(({ clock }, fields): Effect.Effect<unknown, Problem> => {
  const action = fields.get("action") ?? ""
  if (action === "freeze" || action === "resume") return clock[action]()
  const by = Control.parseSpan(action)
  if (by !== undefined) return clock.advance({ payload: { by } })
  const to = timeOf(fields.get("to") ?? "")
  return to === undefined
    ? Effect.fail({ message: "a time is written as 2027-01-31 12:00" })
    : clock.set({ payload: { to } })
})

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

const faults = onOverview(({ faults }, fields): Effect.Effect<unknown, Problem> => {
  if (fields.get("action") === "clear") return faults.clear()
  const operation = (fields.get("operation") ?? "").trim()
  return Effect.flatMap(
    read(Control.OneFault, { fault: fields.get("kind"), operation: operation === "" ? undefined : operation }),
    (payload) => faults.add({ payload })
  )
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

const reset = onOverview(({ everything }) => everything.reset())

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
  HttpRouter.add("GET", "/dashboard/requests", guarded(showRequests)),
  HttpRouter.add("GET", "/dashboard/orders/:key", guarded(showOrder)),
  HttpRouter.add("POST", "/dashboard/orders/:key/outcomes", guarded(chooseOutcome)),
  HttpRouter.add("POST", "/dashboard/orders/:key/refunds", guarded(refund)),
  HttpRouter.add("POST", "/dashboard/orders/:key/captures", guarded(capture)),
  HttpRouter.add("POST", "/dashboard/orders/:key/dispute", guarded(dispute)),
  HttpRouter.add("POST", "/dashboard/orders/:key/remind", guarded(remind)),
  HttpRouter.add("POST", "/dashboard/orders/:key/renewals", guarded(renewals)),
  HttpRouter.add("POST", "/dashboard/orders/:key/expire", guarded(expire)),
  HttpRouter.add("POST", "/dashboard/orders/:key/ship", guarded(ship)),
  HttpRouter.add("POST", "/dashboard/orders/:key/notify", guarded(notify)),
  HttpRouter.add("POST", "/dashboard/notices/:id/resend", guarded(resend)),
  HttpRouter.add("POST", "/dashboard/clock", guarded(clock)),
  HttpRouter.add("POST", "/dashboard/faults", guarded(faults)),
  HttpRouter.add("GET", "/dashboard/reset", guarded(Effect.succeed(confirmReset))),
  HttpRouter.add("POST", "/dashboard/reset", guarded(reset)),
  HttpRouter.add("POST", "/dashboard/example", guarded(example))
).pipe(HttpRouter.provideRequest(controlClient))
