// Every lever of a running sandbox, once: an `HttpApi` under `/_sandbox`, which the server answers and whose clients are the commands, tests
// and other languages (its OpenAPI document is at `/_sandbox/openapi.json`). Requests are strict, so that a misspelt word is an
// error and not a test that passes for nothing.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Status from "@effect-multisafepay/core/Status"
import * as Fault from "./Fault.ts"
import { millisOf } from "./internal/rules/span.ts"
import { Notice, SignedNotification, Tampering } from "./Notice.ts"
import { Outcome } from "./Outcome.ts"
import { Renewal } from "./Renewal.ts"
import { Received } from "./Received.ts"
import { SandboxEvent } from "./SandboxEvent.ts"
import { StoredToken } from "./StoredToken.ts"

/** Where the API is on a sandbox's server. @category data */
export const path = "/_sandbox"

const failure = { error: Schema.String }

/** The request is written wrongly: 400. @category errors */
export class Invalid extends Schema.TaggedError<Invalid>("@effect-multisafepay/sandbox/Control/Invalid")(
  "Invalid",
  failure,
  { httpApiStatus: 400 }
) {
  override get message(): string {
    return this.error
  }
}

/** There is no such order or notification: 404. @category errors */
export class NotFound extends Schema.TaggedError<NotFound>("@effect-multisafepay/sandbox/Control/NotFound")(
  "NotFound",
  failure,
  { httpApiStatus: 404 }
) {
  override get message(): string {
    return this.error
  }
}

/** It cannot happen to the order as it is: 409. @category errors */
export class Impossible extends Schema.TaggedError<Impossible>("@effect-multisafepay/sandbox/Control/Impossible")(
  "Impossible",
  failure,
  { httpApiStatus: 409 }
) {
  override get message(): string {
    return this.error
  }
}

/** What was waited for has not happened in time: 408. @category errors */
export class TimedOut extends Schema.TaggedError<TimedOut>("@effect-multisafepay/sandbox/Control/TimedOut")(
  "TimedOut",
  failure,
  { httpApiStatus: 408 }
) {
  override get message(): string {
    return this.error
  }
}

/** Says what is wrong with a request, by the name of the field. @category services */
export class Strict extends HttpApiMiddleware.Service<Strict>()("@effect-multisafepay/sandbox/Control/Strict", {
  error: Invalid
}) {}

const durationRule = 'must be milliseconds or a text such as "15m"'

/** A span of time: milliseconds, `"90s"`, `"15m"`, `"2 hours"`, `"1d"`. @category schemas */
export const Span = Schema.Union([Schema.Finite, Schema.String]).pipe(
  Schema.decodeTo(
    Schema.Duration,
    SchemaTransformation.transformEffect({
      decode: (value: number | string) => {
        const millis = millisOf(String(value))
        return millis === undefined
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: durationRule }))
          : Effect.succeed(Duration.millis(millis))
      },
      encode: (span: Duration.Duration) => Effect.succeed(Duration.toMillis(span))
    })
  )
)

const readSpan = Schema.decodeUnknownResult(Span)

/** `90s`, `15m`, `1d`, `2 minutes` as a duration, undefined when it is none. @category parsing */
export const parseSpan = (text: string): Duration.Duration | undefined => Result.getOrUndefined(readSpan(text))

const gateway = Schema.String.check(
  Schema.makeFilter(
    (id: string) => Option.isSome(Gateway.canonical(id)) || "must be the id of a gateway, such as IDEAL"
  )
)

const word = Schema.String.check(Schema.isMinLength(1, { message: "must not be empty" }))

/** The first word of an order's status. @category schemas */
export const OrderStatus = Schema.Literals(Status.orderStatuses).annotate({
  message: `must be one of ${Status.orderStatuses.join(", ")}`
})

/** What happens to an order, and how. @category schemas */
export const Choice = Schema.Struct({
  outcome: Outcome,
  gateway: Schema.optional(gateway),
  reason: Schema.optional(Schema.String),
  reason_code: Schema.optional(word)
})

/** A payer's gift card; without a gateway the one that the order names. @category schemas */
export const GiftCard = Schema.Struct({ card_number: word, gateway: Schema.optional(gateway) })

const faultOrKind = Schema.Union([Fault.Kind, Fault.Fault])

const atLeast = (count: number) =>
  Schema.Int.check(Schema.isGreaterThanOrEqualTo(count, { message: `must be ${count} or more` }))

const probability = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1 }, { message: "must be from 0 to 1" })
)

const which = {
  /** `orders.create`, or `POST /orders`. The server knows which there are: a command would load them all, with all their schemas. */
  operation: Schema.optional(word),
  /** The order id, with `*` for any run of characters. */
  order_id: Schema.optional(word),
  /** Of `fault`: how many requests it hits. */
  times: Schema.optional(
    Schema.Union([Schema.Literal("always"), atLeast(1)]).annotate({ message: "must be a number from 1, or always" })
  ),
  /** Of `fault` and `chaos`. */
  probability: Schema.optional(probability)
}

/** One fault, for the next request or those described. @category schemas */
export const OneFault = Schema.Struct({ fault: faultOrKind, ...which })

/**
 * Which requests go wrong, and how: `fault` is one for the next request or those described, `script` one for each request in turn
 * (`pass` lets one through), `chaos` some at random.
 *
 * @category schemas
 */
export const AddFault = Schema.Struct({
  fault: Schema.optional(faultOrKind),
  script: Schema.optional(Schema.NonEmptyArray(Schema.Union([Fault.Kind, Schema.Literal("pass"), Fault.Fault]))),
  chaos: Schema.optional(Schema.NonEmptyArray(faultOrKind)),
  ...which,
  /** Of `chaos`. */
  seed: Schema.optional(Schema.Int)
}).check(
  Schema.makeFilter(
    ({ chaos, fault, script }) =>
      [chaos, fault, script].filter((one) => one !== undefined).length === 1 || "needs one of fault, script and chaos"
  )
)

/** Which orders a list has; `latest` is how many of them, the newest ones. @category schemas */
export const OrderFilter = Schema.Struct({
  status: Schema.optional(OrderStatus),
  method: Schema.optional(word),
  text: Schema.optional(word),
  latest: Schema.optional(atLeast(1))
})

const tampering = { tampering: Schema.optional(Tampering) }

const Done = Schema.Struct({})
const Now = Schema.Struct({ now: Schema.Finite })

const id = { id: Schema.String }

const says = (text: string) => OpenApi.annotations({ summary: text })

const orders = HttpApiGroup.make("orders").add(
  HttpApiEndpoint.get("list", "/orders", {
    query: OrderFilter,
    success: Schema.Array(OrderDetails)
  }).annotateMerge(says("?status=&method=&text=&latest=50: orders, the oldest first")),
  HttpApiEndpoint.get("get", "/orders/:id", { params: id, success: OrderDetails, error: NotFound }).annotateMerge(
    says("one order")
  ),
  HttpApiEndpoint.get("outcomes", "/orders/:id/outcomes", {
    params: id,
    success: Schema.Array(Outcome),
    error: NotFound
  }).annotateMerge(says("what can happen to it now")),
  HttpApiEndpoint.post("choose", "/orders/:id/outcomes", {
    params: id,
    payload: Choice,
    success: OrderDetails,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("{outcome, gateway?, reason?, reason_code?}: lets it happen")),
  HttpApiEndpoint.post("payByGiftCard", "/orders/:id/gift-cards", {
    params: id,
    payload: GiftCard,
    success: OrderDetails,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("{card_number, gateway?}: a gift card pays what it has; outcomes pays the rest")),
  HttpApiEndpoint.get("wait", "/orders/:id/wait", {
    params: id,
    query: { status: OrderStatus, timeout: Schema.optional(Span) },
    success: OrderDetails,
    error: TimedOut
  }).annotateMerge(says("?status=completed&timeout=30s: answers when the order has the status")),
  HttpApiEndpoint.get("notification", "/orders/:id/notification", {
    params: id,
    query: { skew: Schema.optional(Schema.Int) },
    success: SignedNotification,
    error: NotFound
  }).annotateMerge(says("?skew=seconds: what its notification would be")),
  HttpApiEndpoint.post("notify", "/orders/:id/notify", {
    params: id,
    payload: [Schema.Struct({ ...tampering, after: Schema.optional(Span) }), Schema.Null],
    success: Notice,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("{tampering?, after?}: sends a notification of the order as it is"))
)

const changed = { params: id, success: OrderDetails, error: [NotFound, Impossible, Invalid] } as const

/** Some of an order's money, in the smallest unit; all that is left without it. @category schemas */
export const Part = Schema.Struct({
  amount: Schema.optional(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(1, { message: "must be 1 or more, in the smallest unit" }))
  )
})

const amount = { payload: [Part, Schema.Null] } as const

const merchant = HttpApiGroup.make("merchant").add(
  HttpApiEndpoint.post("capture", "/orders/:id/captures", { ...changed, ...amount }).annotateMerge(
    says("{amount?}: captures an authorisation or a part of it, as in the vendor's dashboard")
  ),
  HttpApiEndpoint.post("refund", "/orders/:id/refunds", { ...changed, ...amount }).annotateMerge(
    says("{amount?}: refunds, as in the vendor's dashboard")
  ),
  HttpApiEndpoint.post("loseDispute", "/orders/:id/dispute/lose", changed).annotateMerge(
    says("the money of a chargeback leaves")
  ),
  HttpApiEndpoint.post("winDispute", "/orders/:id/dispute/win", changed).annotateMerge(
    says("the merchant keeps it, or gets it back")
  ),
  HttpApiEndpoint.post("remind", "/orders/:id/remind", changed).annotateMerge(
    says("the Second Chance mail goes out now")
  )
)

/** How the next charges of a token end, in turn. @category schemas */
export const Renewals = Schema.Struct({ outcomes: Schema.Array(Renewal) })

const ofToken = { params: id, success: StoredToken, error: [NotFound, Impossible, Invalid] } as const

const tokens = HttpApiGroup.make("tokens").add(
  HttpApiEndpoint.get("list", "/tokens", { success: Schema.Array(StoredToken) }).annotateMerge(
    says("stored cards and accounts")
  ),
  HttpApiEndpoint.post("renewals", "/tokens/:id/renewals", {
    ...ofToken,
    payload: Renewals
  }).annotateMerge(says('{outcomes}: how its next charges end, such as ["declined:4002","completed"]')),
  HttpApiEndpoint.post("expire", "/tokens/:id/expire", ofToken).annotateMerge(says("the month of the card is over"))
)

const refunds = HttpApiGroup.make("refunds").add(
  HttpApiEndpoint.post("accept", "/refunds/:id/accept", {
    params: id,
    success: OrderDetails,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("pays out a refund, or all of an order")),
  HttpApiEndpoint.post("decline", "/refunds/:id/decline", {
    params: id,
    success: OrderDetails,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("refuses it"))
)

const notices = HttpApiGroup.make("notices").add(
  HttpApiEndpoint.get("list", "/notices", {
    query: { order_id: Schema.optional(word), since: Schema.optional(atLeast(0)) },
    success: Schema.Array(Notice)
  }).annotateMerge(
    says(
      "?order_id=&since=epoch milliseconds: notifications and what became of them; since: those attempted since then"
    )
  ),
  HttpApiEndpoint.post("resend", "/notices/:id/resend", {
    params: id,
    payload: [Schema.Struct(tampering), Schema.Null],
    success: Notice,
    error: [NotFound, Impossible, Invalid]
  }).annotateMerge(says("{tampering?}: sends one again, signed anew"))
)

const log = HttpApiGroup.make("log").add(
  HttpApiEndpoint.get("events", "/events", {
    query: { since: Schema.optional(atLeast(0)) },
    success: Schema.Array(SandboxEvent)
  }).annotateMerge(says("?since=id: what happened")),
  HttpApiEndpoint.get("received", "/received", {
    query: {
      operation: Schema.optional(word),
      order_id: Schema.optional(word),
      text: Schema.optional(word),
      only: Schema.optional(Schema.Literal("failed").annotate({ message: "must be failed" })),
      latest: Schema.optional(atLeast(1))
    },
    success: Schema.Array(Received),
    error: Invalid
  }).annotateMerge(says("?operation=&order_id=&text=&only=failed&latest=50: requests that reached the API"))
)

const clock = HttpApiGroup.make("clock").add(
  HttpApiEndpoint.get("now", "/clock", { success: Now }).annotateMerge(says("the sandbox's time")),
  HttpApiEndpoint.post("advance", "/clock/advance", {
    payload: Schema.Struct({ by: Span }),
    success: Now,
    error: Invalid
  }).annotateMerge(says('{by}: milliseconds, or a text such as "15m"')),
  HttpApiEndpoint.post("set", "/clock/set", {
    payload: Schema.Struct({ to: Schema.Int }),
    success: Now,
    error: Invalid
  }).annotateMerge(says("{to}: epoch milliseconds, not earlier than now")),
  HttpApiEndpoint.post("freeze", "/clock/freeze", { success: Now }).annotateMerge(says("stands still until resumed")),
  HttpApiEndpoint.post("resume", "/clock/resume", { success: Now }).annotateMerge(says("runs again"))
)

const faults = HttpApiGroup.make("faults").add(
  HttpApiEndpoint.get("list", "/faults", { success: Schema.Array(Fault.Rule) }).annotateMerge(
    says("the rules in force")
  ),
  HttpApiEndpoint.post("add", "/faults", {
    payload: AddFault,
    success: Fault.Rule,
    error: Invalid
  }).annotateMerge(says("{fault | script | chaos, operation?, order_id?, times?, probability?, seed?}")),
  HttpApiEndpoint.delete("clear", "/faults", { success: Done }).annotateMerge(says("no more faults"))
)

const everything = HttpApiGroup.make("everything").add(
  HttpApiEndpoint.get("save", "/snapshot", { success: Schema.Json }).annotateMerge(
    says("everything, for POST /_sandbox/snapshot")
  ),
  HttpApiEndpoint.post("restore", "/snapshot", {
    payload: Schema.Json,
    success: Done,
    error: Invalid
  }).annotateMerge(says("goes on from a snapshot")),
  HttpApiEndpoint.post("reset", "/reset", { success: Done }).annotateMerge(says("forgets everything"))
)

/**
 * The control API. `HttpApiClient.make(Control.Control, { baseUrl })` is its client.
 *
 * @category models
 */
export class Control extends HttpApi.make("multisafepay-sandbox")
  .add(orders, refunds, merchant, tokens, notices, log, clock, faults, everything)
  .prefix(path)
  .middleware(Strict)
  .annotate(HttpApi.PayloadParseOptions, { onExcessProperty: "error", errors: "all" })
  .annotate(HttpApi.QueryParseOptions, { onExcessProperty: "error", errors: "all" })
  .annotateMerge(OpenApi.annotations({ title: "MultiSafepay sandbox: control", version: "1" })) {}
