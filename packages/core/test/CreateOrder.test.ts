import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Issue from "@effect-multisafepay/core/Issue"
import { dropBlank } from "../src/internal/requests/blank.ts"
import type * as OrderGateway from "@effect-multisafepay/core/OrderGateway"
import * as groups from "../src/internal/orders/groups.ts"
import { type Kind, kindOf } from "../src/internal/orders/kindOf.ts"
import * as kinds from "../src/internal/orders/kinds.ts"
import { reader, refused } from "../src/internal/requests/quick.ts"
import { base, card, cart, demands, minimal, put, urls } from "./fixtures/minimalOrders.ts"
import { Row } from "./fixtures/Row.ts"
import { orders } from "./fixtures/documentedOrders.ts"
import { fickle } from "./fixtures/fickle.ts"
import { withoutMinusZero } from "./fixtures/withoutMinusZero.ts"

const decode = Schema.decodeUnknownEffect(CreateOrder)
const encode = Schema.encodeUnknownEffect(CreateOrder)

/** What is wrong with an order read from JSON: `path: message`, in order. */
const refusals = (json: unknown): ReadonlyArray<string> =>
  Result.match(Schema.decodeUnknownResult(CreateOrder)(json), {
    onFailure: (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render),
    onSuccess: () => []
  })

const roundTrip = (json: unknown) => Effect.flatMap(decode(json), encode)

// The compiler wants every id of the type-level group in such a record, and no other: so a record is that group at run time.
const keys = <I extends string>(record: Record<I, true>) => Object.keys(record).sort()
const sorted = (ids: ReadonlyArray<string>) => [...ids].sort()

const payLaterIds = {
  AFTERPAY: true,
  BILLINK: true,
  BNPL_INSTM: true,
  BNPL_MF: true,
  IN3: true,
  IN3B2B: true,
  KLARNA: true,
  ZINIA: true
} as const

describe("the groups of gateways are the same for the compiler and at run time", () => {
  it("SOFORT", () => {
    assert.deepStrictEqual(sorted(groups.sofort), keys<OrderGateway.Sofort>({ DIRECTBANK: true }))
  })

  it("pay later, on a page", () => {
    assert.deepStrictEqual(sorted(groups.payLaterRedirect), keys<OrderGateway.PayLaterRedirect>(payLaterIds))
  })

  it("pay later, direct", () => {
    assert.deepStrictEqual(sorted(groups.payLaterDirect), keys<OrderGateway.PayLaterDirect>(payLaterIds))
  })

  it("cards, with and without a security code", () => {
    assert.deepStrictEqual(
      sorted(groups.cards),
      keys<OrderGateway.Card>({ AMEX: true, CREDITCARD: true, MASTERCARD: true, VISA: true })
    )
    assert.deepStrictEqual(sorted(groups.cardsWithoutCvc), keys<OrderGateway.CardWithoutCvc>({ MAESTRO: true }))
  })

  it("wallets, direct debit, by phone and by name", () => {
    assert.deepStrictEqual(
      sorted(groups.tokenWallets),
      keys<OrderGateway.TokenWallet>({ APPLEPAY: true, GOOGLEPAY: true })
    )
    assert.deepStrictEqual(sorted(groups.directDebit), keys<OrderGateway.DirectDebit>({ DIRDEB: true }))
    assert.deepStrictEqual(sorted(groups.byPhone), keys<OrderGateway.ByPhone>({ MBWAY: true }))
    assert.deepStrictEqual(sorted(groups.byName), keys<OrderGateway.ByName>({ TRUSTLY: true }))
  })

  it("plain direct", () => {
    assert.deepStrictEqual(
      sorted(groups.plainDirect),
      keys<OrderGateway.PlainDirect>({
        ALIPAY: true,
        ALIPAYPLUS: true,
        AMAZONBTN: true,
        BANKTRANS: true,
        BELFIUS: true,
        BIZUM: true,
        BNPL_INST: true,
        BNPL_OB: true,
        CBC: true,
        DBRTP: true,
        DIRECTBANK: true,
        EINVOICE: true,
        IDEAL: true,
        KBC: true,
        MULTIBANCO: true,
        MYBANK: true,
        PAYAFTER: true,
        PAYPAL: true,
        SANTANDER: true,
        WECHAT: true,
        ZINIA_IN3: true,
        iDEAL: true
      })
    )
  })

  it("every page that is no SOFORT and no pay later is a plain one", () => {
    const plain = Gateway.ids.filter(
      (id) =>
        groups.pages.includes(id as OrderGateway.Page) &&
        !groups.sofort.includes(id as OrderGateway.Sofort) &&
        !groups.payLaterRedirect.includes(id as OrderGateway.PayLaterRedirect)
    )
    assert.deepStrictEqual(sorted(groups.plainRedirect), sorted([...plain, "iDEAL"]))
    assert.deepStrictEqual(
      sorted(groups.pages),
      sorted([...Gateway.ids.filter((id) => Gateway.catalogue[id].flows.some((flow) => flow === "redirect")), "iDEAL"])
    )
  })
})

// Said once more, by hand, so that the dispatch has something to be compared with.
const special: { readonly [flowAndId: string]: Kind } = {
  "redirect DIRECTBANK": "RedirectSofortOrder",
  "direct DIRDEB": "DirectDebitOrder",
  "direct AMEX": "DirectCardOrder",
  "direct CREDITCARD": "DirectCardOrder",
  "direct MASTERCARD": "DirectCardOrder",
  "direct VISA": "DirectCardOrder",
  "direct MAESTRO": "DirectMaestroOrder",
  "direct APPLEPAY": "DirectWalletOrder",
  "direct GOOGLEPAY": "DirectWalletOrder",
  "direct MBWAY": "DirectPhoneOrder",
  "direct TRUSTLY": "DirectTrustlyOrder"
}
const payLater = new Set(Object.keys(payLaterIds))
const expected = (id: Gateway.Id, flow: Gateway.Flow): Kind =>
  special[`${flow} ${id}`] ??
  (payLater.has(id)
    ? flow === "direct"
      ? "DirectPayLaterOrder"
      : "RedirectPayLaterOrder"
    : flow === "direct"
      ? "DirectOrder"
      : "RedirectOrder")

const flows: ReadonlyArray<Gateway.Flow> = ["redirect", "direct"]
const catalogue = Gateway.ids.flatMap((id) =>
  flows.map((flow) => ({ id, flow, possible: Gateway.catalogue[id].flows.some((one) => one === flow) }))
)
const possible = catalogue.filter((row) => row.possible)
const impossible = catalogue.filter((row) => !row.possible)

describe("every gateway in every flow", () => {
  it.effect.each(possible)("$id by $flow: the least it needs is enough, and comes back as it was", ({ flow, id }) =>
    Effect.gen(function* () {
      const order = minimal(id, flow)
      assert.strictEqual(kindOf(order), expected(id, flow))
      assert.deepStrictEqual(yield* roundTrip(order), order)
    })
  )

  it.each(possible)("$id by $flow: nothing of it can be left out", ({ flow, id }) => {
    const order = minimal(id, flow)
    for (const path of demands(id, flow)) {
      const issues = refusals(put(order, path, undefined))
      assert.isTrue(
        issues.some((issue) => issue.startsWith(`${path}: is required`)),
        `${path} is missed by none of: ${issues.join("; ")}`
      )
    }
  })

  it.effect.each(possible.filter(({ flow }) => flow === "redirect"))(
    "$id by link needs no more than a page",
    ({ id }) =>
      Effect.gen(function* () {
        const order = { ...base, type: "paymentlink", gateway: id }
        assert.strictEqual(kindOf(order), "PaymentLinkOrder")
        assert.deepStrictEqual(yield* roundTrip(order), order)
      })
  )

  it.effect.each(Gateway.ids.filter((id) => Gateway.catalogue[id].component))(
    "%s by component needs only the payload",
    (id) =>
      Effect.gen(function* () {
        const order = { ...base, type: "direct", gateway: id, payment_data: { payload: "p" } }
        assert.strictEqual(kindOf(order), "ComponentOrder")
        assert.deepStrictEqual(yield* roundTrip(order), order)
      })
  )

  it.each(impossible)("$id by $flow is refused with the other flow as advice", ({ flow, id }) => {
    const other = flow === "direct" ? "redirect" : "direct"
    const [issue, ...more] = refusals({ ...base, type: flow, gateway: id })
    assert.deepStrictEqual(more, [])
    assert.match(issue ?? "", new RegExp(`^gateway: ${id} .*: use type "${other}"$`))
  })
})

describe("the other kinds", () => {
  const customer = { reference: "customer-1", ip_address: "203.0.113.7" }
  const { card_cvc: _, ...withoutCvc } = card
  const terminal = { gateway_info: { terminal_id: "00000ABC" } }
  const rows: ReadonlyArray<readonly [Kind, { readonly [field: string]: unknown }]> = [
    ["RedirectOrder", base],
    ["TerminalOrder", { ...base, gateway: "GOOGLEPAY", ...terminal }],
    ["TerminalOrder", { ...base, gateway: "NEWPAY", ...terminal }],
    ["RedirectOrder", { ...base, type: "redirect" }],
    ["RedirectOrder", { ...base, type: "redirect", recurring_model: "cardOnFile", customer }],
    ["PaymentLinkOrder", { ...base, type: "paymentlink" }],
    ["RecurringOrder", { ...base, type: "direct", recurring_id: "t-1", recurring_model: "subscription", customer }],
    ["RecurringOrder", { ...base, type: "direct", gateway: "VISA", recurring_id: "t-1", customer }],
    ["RecurringOrder", { ...base, type: "direct", gateway: "DIRDEB", recurring_id: "t-1", customer }],
    [
      "RecurringCardOrder",
      {
        ...base,
        type: "direct",
        gateway: "VISA",
        recurring_model: "subscription",
        customer,
        gateway_info: withoutCvc
      }
    ],
    ["DirectMaestroOrder", { ...base, type: "direct", gateway: "MAESTRO", customer, gateway_info: withoutCvc }],
    ["ComponentOrder", { ...base, type: "direct", payment_data: { payload: "p", gateway: "VISA", tokenize: true } }],
    ["ComponentOrder", { ...base, type: "direct", payment_data: { payload: "p" }, recurring_id: "t-1", customer }],
    ["FastCheckoutOrder", { ...base, type: "checkout", shopping_cart: cart, checkout_options: {} }],
    ["TerminalOrder", { ...base, type: "redirect", ...terminal }],
    ["UnreferencedRefund", { ...base, type: "unreferenced_refund", ...terminal }],
    ["OpenOrder", { ...base, gateway: "NEWPAY" }],
    ["OpenOrder", { ...base, type: "direct", gateway: "NEWPAY", gateway_info: { any: [{ thing: 0 }] } }]
  ]

  it.effect.each(rows.map(([kind, order]) => ({ kind, order })))("$kind", ({ kind, order }) =>
    Effect.gen(function* () {
      assert.strictEqual(kindOf(order), kind)
      assert.deepStrictEqual(yield* roundTrip(order), order)
    })
  )

  it("are all reached by some order of these tests", () => {
    const reached = new Set<string>([
      ...rows.map(([kind]) => kind),
      ...possible.map((row) => expected(row.id, row.flow))
    ])
    assert.deepStrictEqual([...reached].sort(), Object.keys(kinds).sort())
  })
})

describe("an order that is no order", () => {
  it.each([
    [null, ["must be an object with the fields of an order"]],
    [[], ["must be an object with the fields of an order"]],
    ["order", ["must be an object with the fields of an order"]],
    [undefined, ["must be an object with the fields of an order"]],
    [{}, ["order_id: is required", "currency: is required", "amount: is required", "description: is required"]]
  ])("%o", (json, issues) => {
    assert.deepStrictEqual(refusals(json), issues)
  })

  it("says what the type can be", () => {
    const issue = 'type: must be "redirect", "direct", "paymentlink", "checkout" or "unreferenced_refund"'
    assert.deepStrictEqual(refusals({ ...base, type: "card" }), [issue])
    assert.deepStrictEqual(refusals({ ...base, type: 1 }), [issue])
  })

  it("is judged by what all orders have when its kind cannot be told", () => {
    assert.deepStrictEqual(
      refusals({ ...base, amount: 10.5, type: "direct", gateway: "EPS", customer: { email: "x" } }),
      [
        "amount: must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991",
        "customer.email: must be an e-mail address",
        'gateway: EPS cannot be ordered directly: use type "redirect"'
      ]
    )
  })

  it("asks a direct order where to", () => {
    assert.deepStrictEqual(refusals({ ...base, type: "direct" }), [
      'gateway: is required when type is "direct", unless a stored token (recurring_id) or payment_data is given'
    ])
  })

  it("asks for direct when there is payment_data", () => {
    assert.deepStrictEqual(refusals({ ...base, payment_data: { payload: "p" } }), [
      'type: must be "direct", because the order carries payment_data'
    ])
  })

  it.effect.each([
    ["ideal", "IDEAL"],
    ["Ideal", "IDEAL"],
    ["Creditcard", "CREDITCARD"],
    ["AMERICAN EXPRESS", "AMEX"],
    ["Bancontact", "MISTERCASH"],
    [" wechat ", "WECHAT"]
  ])("reads %s as %s", ([printed, id]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>(yield* roundTrip({ ...base, gateway: printed }), { ...base, gateway: id })
    })
  )

  it("wants a gateway's id as text", () => {
    for (const gateway of [1, {}, [], true]) {
      assert.deepStrictEqual(refusals({ ...base, gateway }), [`gateway: must be a gateway's id, such as "IDEAL"`])
    }
  })

  it("refuses fields that the API would ignore, at every depth", () => {
    assert.deepStrictEqual(refusals({ ...base, gatewayInfo: 1, customer: { surname: "Simon" } }), [
      "gatewayInfo: is not a field of this request",
      "customer.surname: is not a field of this request"
    ])
    assert.deepStrictEqual(refusals({ ...base, ...JSON.parse('{"__proto__":{"amount":1}}') }), [
      "__proto__: is not a field of this request"
    ])
  })

  it("refuses a card where a page or a link asks for it", () => {
    for (const type of ["redirect", "paymentlink"]) {
      assert.deepStrictEqual(
        refusals({ ...base, type, gateway: "VISA", gateway_info: card }),
        Object.keys(card).map((field) => `gateway_info.${field}: is not a field of this request`)
      )
    }
  })

  it("cannot be for nothing, except where a card or an account is only checked", () => {
    const free = { ...base, amount: 0 }
    assert.deepStrictEqual(refusals({ ...free, gateway: "IDEAL" }), [
      "amount: must be 1 or more: iDEAL | Wero cannot authorise 0"
    ])
    assert.deepStrictEqual(refusals({ ...free, gateway: "VISA" }), [])
    assert.deepStrictEqual(refusals(free), [])
  })

  it("misses a parent once, not once per field", () => {
    assert.deepStrictEqual(refusals({ ...base, type: "direct", gateway: "VISA" }), ["gateway_info: is required"])
  })

  it("says which method wants what its kind does not", () => {
    const { customer: _, ...order } = minimal("IN3B2B", "direct")
    assert.deepStrictEqual(refusals({ ...order, customer: { first_name: "Simon" } }), [
      "customer.last_name: is required by in3 Business",
      "customer.address1: is required by in3 Business",
      "customer.email: is required by in3 Business"
    ])
    assert.deepStrictEqual(refusals({ ...base, gateway: "EINVOICE" }), ["customer: is required by E-Invoicing"])
  })
})

describe("bad input", () => {
  const good = minimal("CREDITCARD", "direct")
  const rows: ReadonlyArray<readonly [string, string, unknown, string]> = [
    [
      "a wrong check digit",
      "gateway_info.card_number",
      "4111111111111112",
      "is not a card number: its check digit is wrong"
    ],
    ["letters in a card number", "gateway_info.card_number", "4111-1111", "must be 12 to 19 digits"],
    [
      "month 13",
      "gateway_info.card_expiry_date",
      "2913",
      "must be year and month as YYMM, such as 2903 for March 2029"
    ],
    ["month 0", "gateway_info.card_expiry_date", "2900", "must be year and month as YYMM, such as 2903 for March 2029"],
    ["two digits of security code", "gateway_info.card_cvc", "12", "must be 3 or 4 digits"],
    ["a security code as a number", "gateway_info.card_cvc", 123, "Expected string"],
    ["201 characters", "description", "x".repeat(201), "must be at most 200 characters"],
    ["HTML", "description", "a <b>mug</b>", "must not contain HTML"],
    [
      "half a cent",
      "amount",
      10.5,
      "must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991"
    ],
    ["a negative amount", "amount", -1, "must be 0 or more, in the smallest unit"],
    [
      "an unsafe amount",
      "amount",
      2 ** 53,
      "must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991"
    ],
    ["an amount as text", "amount", "1000", "must be a number in the smallest unit: 1000 is EUR 10.00"],
    ["51 characters of id", "order_id", "x".repeat(51), "must be at most 50 characters"],
    ["a dot as id", "order_id", ".", "must not contain control characters, nor be `.` or `..`"],
    ["small letters in a currency", "currency", "eur", "Expected an ISO 4217 currency code such as EUR"],
    ["an IP address of five parts", "customer.ip_address", "1.2.3.4.5", "must be an IPv4 or IPv6 address"],
    ["a country by name", "customer.country", "Netherlands", "must be a two-letter country code such as NL"],
    ["no e-mail address", "customer.email", "simon", "must be an e-mail address"],
    ["no web address", "payment_options.notification_url", "shop", "must be an http or https address"],
    [
      "a script as address",
      "payment_options.redirect_url",
      "javascript:alert(1)",
      "must be an address such as https://shop.example/thanks"
    ],
    ["101 characters of var1", "var1", "x".repeat(101), "must be at most 100 characters"],
    ["a year and a day", "days_active", 366, "must be 1 to 365 days"],
    ["no time at all", "seconds_active", 0, "must be 1 to 31536000 seconds"]
  ]

  it.each(rows.map(([name, path, value, rule]) => ({ name, path, value, rule })))(
    "$name: the field and the rule",
    ({ path, rule, value }) => {
      assert.deepStrictEqual(refusals(put(good, path, value)), [`${path}: ${rule}`])
    }
  )

  it("everything that is wrong is said at once", () => {
    const wrong = rows.reduce((order, [, path, value]) => put(order, path, value), good)
    const paths = new Set(refusals(wrong).map((issue) => issue.split(": ")[0]))
    assert.deepStrictEqual([...paths].sort(), [...new Set(rows.map(([, path]) => path))].sort())
  })

  it("a share of a split payment is one or the other", () => {
    const share = (split: object) => ({ ...base, affiliate: { split_payments: [{ merchant: 1001001, ...split }] } })
    assert.deepStrictEqual(refusals(share({ fixed: 100 })), [])
    assert.deepStrictEqual(refusals(share({ percentage: 10.5 })), [])
    const either = "affiliate.split_payments[0]: needs either `fixed` or `percentage`"
    assert.deepStrictEqual(refusals(share({})), [either])
    assert.deepStrictEqual(refusals(share({ fixed: 100, percentage: 10 })), [either])
  })
})

const schemas = new Map<string, Schema.Codec<unknown, unknown>>(Object.entries(kinds))
const Order = Arbitrary.schema(CreateOrder)
const Anything = Arbitrary.schema(Schema.Json)
const runs = { arbitrary: { runs: 500 } }

/** Every value that is not an object or a list, with its path. */
const leaves = (
  value: unknown,
  path: ReadonlyArray<string> = []
): ReadonlyArray<readonly [ReadonlyArray<string>, unknown]> =>
  typeof value === "object" && value !== null && !Redacted.isRedacted(value)
    ? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]))
    : [[path, value]]

const replaced = (value: unknown, path: ReadonlyArray<string>, by: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === key ? replaced(item, rest, by) : item))
  const object = value as { readonly [key: string]: unknown }
  return { ...object, [key]: replaced(object[key], rest, by) }
}

/** With the secrets laid open, so that two orders can be compared. */
const revealed = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { redacted: Redacted.value(value) }
  if (Array.isArray(value)) return value.map(revealed)
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revealed(child)]))
    : value
}

describe("any order", () => {
  it.effect.prop(
    "survives being written and read",
    { order: Order },
    ({ order }) =>
      Effect.gen(function* () {
        const json = JSON.parse(JSON.stringify(yield* encode(order)))
        const read = yield* decode(json)
        assert.deepStrictEqual(revealed(read), revealed(withoutMinusZero(dropBlank(order))))
        assert.deepStrictEqual(yield* encode(read), json)
        assert.deepStrictEqual(json, dropBlank(json))
      }),
    runs
  )

  // The shortcut of internal/requests/quick.ts against the schema itself, on orders and on orders with one value spoiled.
  it.effect.prop(
    "is read by the shortcut exactly as by the schema, or left to it",
    {
      order: Order,
      at: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))),
      by: Anything
    },
    ({ at, by, order }) =>
      Effect.gen(function* () {
        const json = yield* encode(order)
        const places = leaves(json)
        const [path = []] = places[at % places.length] ?? []
        const spoiled = replaced(json, path, by)
        for (const one of [json, spoiled]) {
          const kind = kindOf(one as object)
          if (typeof kind !== "string") continue
          const Kind = schemas.get(kind) ?? Schema.Unknown
          const slow = Schema.decodeUnknownResult(Kind)(dropBlank(one), { onExcessProperty: "error" })
          const fast = reader(Kind.ast)(one)
          // A field of that name is rare enough to go the long way.
          const rare = JSON.stringify(one).includes("__proto__")
          if (one === json && !rare) assert.isTrue(fast !== refused, "a right order was refused")
          if (fast === refused) continue
          assert.deepStrictEqual(revealed(fast), revealed(Result.getOrThrow(slow)))
          const back = reader(Schema.flip(Kind).ast)(fast)
          assert.deepStrictEqual(back, yield* Schema.encodeUnknownEffect(Kind)(fast))
        }
      }),
    runs
  )

  it.effect("is sent as it was checked, even if each look at a field shows something else, at any depth", () =>
    Effect.gen(function* () {
      for (const { name, order } of orders) {
        const honest = JSON.parse(JSON.stringify(yield* roundTrip(order)))
        let sent = 0
        for (let looks = 1; looks <= 6; looks++) {
          const encoded = Schema.encodeUnknownResult(CreateOrder)(fickle(order, looks))
          if (Result.isFailure(encoded)) continue
          sent++
          assert.deepStrictEqual(JSON.parse(JSON.stringify(encoded.success)), honest, name)
        }
        assert.isAbove(sent, 0, name)
      }
    })
  )

  it.effect.prop(
    "that is wrong never shows the wrong value in what is said about it",
    {
      order: Order,
      at: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))),
      canary: Arbitrary.schema(Schema.String.check(Schema.isPattern(/^canary-[0-9]{8}$/)))
    },
    ({ at, canary, order }) =>
      Effect.gen(function* () {
        const json = yield* encode(order)
        const places = leaves(json)
        const [path = []] = places[at % places.length] ?? []
        for (const bad of [canary, { [canary]: canary }, [canary], `<b>${canary}</b>`, `${canary}`.repeat(40)]) {
          const result = Schema.decodeUnknownResult(CreateOrder)(replaced(json, path, bad))
          if (Result.isSuccess(result)) continue
          const error = result.failure
          const issues = Issue.fromSchemaIssue(error.issue)
          for (const { message } of issues) assert.notInclude(message, canary)
          for (const text of [String(error), JSON.stringify(error), inspect(error, { depth: 9 })]) {
            assert.notInclude(text.replaceAll(`["${canary}"]`, ""), canary)
          }
        }
      }),
    runs
  )
})

describe("card data", () => {
  const json = minimal("VISA", "direct")
  const secrets = [card.card_number, '"123"', "'123'"]
  const texts = (value: unknown) => [
    String(value),
    JSON.stringify(value),
    inspect(value, { depth: 20, showHidden: true })
  ]
  const shows = (value: unknown) => texts(value).filter((text) => secrets.some((secret) => text.includes(secret)))

  it.effect("is not in what is printed of a decoded order", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(shows(yield* decode(json)), [])
    })
  )

  it.effect("is not in what is printed of an order for a gateway that nobody knows", () =>
    Effect.gen(function* () {
      const order = { ...json, gateway: "NEWCARD" }
      assert.deepStrictEqual(shows(yield* decode(order)), [])
      assert.deepStrictEqual(yield* roundTrip(order), order)
    })
  )

  it.effect("is not in what is printed of an error, whatever is wrong", () =>
    Effect.gen(function* () {
      for (const path of [
        "amount",
        "gateway_info.card_number",
        "gateway_info.card_holder_name",
        "gateway_info.card_expiry_date"
      ]) {
        for (const value of [undefined, "x", {}]) {
          const wrong = put(json, path, value)
          if (path === "gateway_info.card_holder_name" && value === "x") continue
          assert.deepStrictEqual(shows(yield* Effect.flip(decode(wrong))), [])
          assert.deepStrictEqual(shows(yield* Effect.exit(encode(wrong))), [])
        }
      }
    })
  )

  it.effect("may be given as plain text and is sent as such", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encode(json), json)
      const hidden = put(json, "gateway_info.card_number", Redacted.make(card.card_number))
      assert.deepStrictEqual(yield* encode(hidden), json)
    })
  )
})

describe("what is left out", () => {
  it.effect("are undefined and empty text, at every depth and in both directions", () =>
    Effect.gen(function* () {
      const order = { ...base, gateway: "", type: "", var1: undefined, customer: { locale: "nl_NL", state: "" } }
      const kept = { ...base, customer: { locale: "nl_NL" } }
      assert.deepStrictEqual(yield* decode(order), kept)
      assert.deepStrictEqual(yield* encode(order), kept)
    })
  )

  it.effect.prop("is the same when left out again", { json: Anything }, ({ json }) =>
    Effect.sync(() => {
      const once = dropBlank(json)
      assert.deepStrictEqual(dropBlank(once), once)
    })
  )

  // Rows of a database, instances of a schema's class, what a framework makes of a form: their classes declare every field.
  it.effect("are the empty fields of objects of a class as well", () =>
    Effect.gen(function* () {
      const customer = { first_name: "Simon", email: "simon@example.com" }
      const line = { name: "Mug", unit_price: 10, quantity: 1, merchant_item_id: "mug" }
      const blank = { state: null, address2: "", phone: undefined }
      const row = new Row({
        ...base,
        days_active: null,
        customer: new Row({ ...customer, ...blank }),
        shopping_cart: new Row({ items: [new Row({ ...line, description: null, weight: undefined })] })
      })
      const kept = { ...base, customer, shopping_cart: { items: [line] } }
      assert.deepStrictEqual(yield* encode(row), kept)
      assert.deepStrictEqual(yield* decode(row), kept)
      const visa = minimal("VISA", "direct")
      const gateway_info = new Row({ ...card, term_url: null })
      assert.deepStrictEqual(yield* encode({ ...visa, gateway: "visa", gateway_info }), visa)
    })
  )

  it.effect("are those of an instance of a schema's class too", () =>
    Effect.gen(function* () {
      class Buyer extends Schema.Class<Buyer>("Buyer")({ email: Schema.String, state: Schema.NullOr(Schema.String) }) {}
      const customer = new Buyer({ email: "simon@example.com", state: null })
      assert.deepStrictEqual(yield* encode({ ...base, customer }), {
        ...base,
        customer: { email: "simon@example.com" }
      })
    })
  )

  it.effect("are no field that stands in the class of an object: a card to be charged later was charged at once", () =>
    Effect.gen(function* () {
      const later = Object.assign(Object.create({ capture: "manual" }), minimal("VISA", "redirect"))
      assert.include(yield* encode(later), { capture: "manual" })
      assert.include(yield* decode(later), { capture: "manual" })
      const customer = Object.assign(Object.create({ state: "Utrecht" }), { email: "simon@example.com" })
      assert.deepNestedInclude(yield* encode({ ...base, customer }), { "customer.state": "Utrecht" })
    })
  )

  it.effect("are found in rows that lead back to each other, which no request takes", () =>
    Effect.gen(function* () {
      const customer = new Row({ email: "simon@example.com" })
      Object.assign(customer, { orders: [new Row({ customer })] })
      for (const one of [customer, { ...customer }]) {
        const { issue } = yield* Effect.flip(encode({ ...base, customer: one }))
        assert.deepStrictEqual(
          Issue.fromSchemaIssue(issue).map(({ path }) => path),
          ["customer.orders"]
        )
      }
    })
  )

  it("are not looked for inside what says itself how it is printed", () => {
    for (const one of [new Date(0), new Map([["a", ""]]), new URL("https://shop.example"), BigDecimal.fromBigInt(1n)]) {
      assert.strictEqual((dropBlank({ one }) as { readonly one: unknown }).one, one)
    }
  })

  it("is never looked for inside a redacted value", () => {
    const secret = Redacted.make("")
    assert.deepStrictEqual(dropBlank({ a: secret, b: { c: "" } }), { a: secret, b: {} })
    assert.strictEqual((dropBlank({ a: secret, b: "" }) as { readonly a: unknown }).a, secret)
  })

  it.effect("keeps an empty text that stands in a list", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(dropBlank({ a: ["", { b: "" }] }), { a: ["", {}] })
    })
  )

  it("does not keep what an order demands", () => {
    assert.deepStrictEqual(
      refusals({
        ...base,
        gateway: "DIRECTBANK",
        payment_options: { ...urls, cancel_url: "" },
        customer: {}
      }),
      ["payment_options.cancel_url: is required"]
    )
    const { customer, ...order } = minimal("TRUSTLY", "direct")
    assert.deepStrictEqual(refusals({ ...order, customer: { ...(customer as object), last_name: "" } }), [
      "customer.last_name: is required"
    ])
  })
})
