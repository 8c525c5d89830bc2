// What a snapshot must be to be gone on from: every field that the machine and the pages rely on, checked when it comes in, so that a
// file somebody edited is refused by the name of the field and does not fail somewhere later.
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import * as Fault from "../../Fault.ts"
import { Notice, NoticeAttempt } from "../../Notice.ts"
import { Received } from "../../Received.ts"
import { Renewal } from "../../Renewal.ts"
import { SandboxEvent } from "../../SandboxEvent.ts"

const optional = <S extends Schema.Top>(schema: S) => Schema.optionalKey(schema)

// Digits beyond 2^53 are read as text, and are later than any time: they are clamped.
const time = Schema.Union([Schema.Finite, Schema.String.check(Schema.isPattern(/^\d+$/))])
const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const key = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
const object = Schema.Record(Schema.String, Schema.Unknown)

const details = Schema.Struct({
  description: Schema.String,
  customer: optional(object),
  shopping_cart: optional(object),
  checkout_options: optional(object),
  custom_info: optional(object),
  vars: Schema.Array(Schema.NullOr(Schema.String)),
  notification_url: optional(Schema.String),
  notification_method: Schema.Literals(["POST", "GET"]),
  redirect_url: optional(Schema.String),
  cancel_url: optional(Schema.String),
  capture: Schema.Boolean,
  qr: Schema.Boolean
})

const order = Schema.Struct({
  key,
  kind: Schema.Literals(["payment", "capture", "shipment", "refund", "chargeback", "reversal"]),
  parent: optional(key),
  children: Schema.Array(key),
  order_id: Schema.String,
  transaction_id: optional(Schema.String.check(Schema.isPattern(/^\d+$/))),
  session_id: Schema.String,
  flow: Schema.Literals(["redirect", "direct", "paymentlink", "checkout", "terminal", "child"]),
  gateway: optional(Schema.String),
  method: optional(Schema.String),
  amount: Schema.Int,
  currency: Schema.String,
  details,
  phase: Schema.Literals([
    ..."session open review pending authorised paid settled declined cancelled expired void chargeback".split(" ")
  ]),
  shipped: Schema.Boolean,
  status: Schema.String,
  financial_status: Schema.NullOr(Schema.String),
  created: time,
  modified: time,
  completed: optional(time),
  cleared: optional(time),
  linkUntil: time,
  linkDisabled: Schema.Boolean,
  opened: count,
  capture: optional(Schema.Struct({ remain: Schema.Int, captured: Schema.Int, until: time })),
  refunded: Schema.Int,
  giftCards: optional(
    Schema.Array(
      Schema.Struct({ brand: Schema.String, number: optional(Schema.String), amount: count, refunded: count })
    )
  ),
  attempts: Schema.Array(
    Schema.Struct({ transaction_id: Schema.String, method: Schema.String, status: Schema.String })
  ),
  visibleFrom: optional(time),
  card: optional(
    Schema.Struct({
      brand: Schema.String,
      last4: Schema.String,
      bin: Schema.String,
      expiry: Schema.String,
      holder: Schema.String
    })
  )
})

const fault = Schema.Union([Schema.Literal("pass"), Schema.Struct({ kind: Schema.Literals(Fault.kinds) })])

const snapshot = Schema.Struct({
  next: key,
  random: Schema.Int,
  spent: Schema.Array(Schema.String),
  orders: Schema.Array(order),
  tokens: Schema.Array(
    Schema.Struct({
      key,
      token: Schema.String,
      reference: Schema.String,
      code: Schema.String,
      model: Schema.String,
      last4: optional(Schema.String),
      bin: optional(Schema.String),
      expiry: optional(Schema.String),
      expired: optional(Schema.Boolean),
      renewals: optional(Schema.Array(Renewal))
    })
  ),
  timers: Schema.Array(
    Schema.Struct({
      at: time,
      order: key,
      alarm: Schema.Literals(
        "link expire complete decline uncleared clear void settle capture-window accept-refund terminal chargeback second-chance".split(
          " "
        )
      ),
      transaction_id: optional(Schema.String)
    })
  ),
  notices: Schema.Array(
    Schema.Struct({
      ...Notice.fields,
      created: time,
      attempts: Schema.Array(Schema.Struct({ ...NoticeAttempt.fields, at: time, timestamp: time })),
      nextAt: optional(time)
    })
  ),
  // Older sandboxes did not tell what they passed over.
  received: Schema.Array(
    Schema.Struct({
      ...Received.fields,
      id: key,
      at: time,
      ignored: optional(Schema.Array(Schema.String)),
      warnings: optional(Schema.Array(Schema.String))
    })
  ),
  events: Schema.Array(Schema.Struct({ ...SandboxEvent.fields, id: key, at: time })),
  rules: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      mode: Schema.Literals(["one", "script", "draw"]),
      faults: Schema.Array(fault),
      left: Schema.Union([Schema.Literal("always"), count]),
      hits: count
    })
  )
})

const decode = Schema.decodeUnknownResult(snapshot)

/** What is wrong with a snapshot, undefined when it can be gone on from. */
export const mistakeIn = (saved: unknown): string | undefined =>
  Result.match(decode(saved), {
    onSuccess: loose,
    onFailure: ({ issue }) => {
      const [first] = Issue.fromSchemaIssue(issue)
      return first === undefined ? "is no snapshot" : `${first.path} ${first.message}`.trim()
    }
  })

/** What names something that is not there, or is named twice: the machine finds things by these. */
const loose = ({ next, notices, orders, tokens }: typeof snapshot.Type): string | undefined => {
  const known = new Set(orders.map(({ key }) => key))
  const seen = new Set<number>()
  for (const [place, { children, key, parent }] of orders.entries()) {
    const name = `orders[${place}]`
    if (seen.has(key)) return `${name}.key is another's as well`
    if (parent !== undefined && !(known.has(parent) && parent < key)) return `${name}.parent is no order before it`
    if (!children.every((child) => known.has(child) && child > key)) {
      return `${name}.children has one that is no order after it`
    }
    seen.add(key)
  }
  if ([...orders, ...tokens].some(({ key }) => key >= next)) return "next must be more than every key"
  const wrong = notices.findIndex(({ id }, place) => id !== `notice-${place + 1}`)
  return wrong === -1 ? undefined : `notices[${wrong}].id must be notice-${wrong + 1}`
}
