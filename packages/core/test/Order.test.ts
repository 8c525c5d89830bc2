import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import * as Cart from "@effect-multisafepay/core/Cart"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Issue from "@effect-multisafepay/core/Issue"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"
import { card, cart, minimal, urls } from "./fixtures/minimalOrders.ts"
import { Row } from "./fixtures/Row.ts"

const start = { order_id: "o-1", currency: "EUR", description: "A mug" } as const
const mug: Cart.Line = Cart.gross({ name: "Mug", price: "10.00", tax: "0.21" })
const paid = { number: card.card_number, holder: card.card_holder_name, expiry: { year: 2029, month: 3 }, cvc: "123" }
const ip = { ip_address: "203.0.113.7" }

const encode = Schema.encodeEffect(Order.CreateOrder)
const decode = Schema.decodeUnknownEffect(Order.CreateOrder)
// What is wrong with a draft at run time, whatever the compiler says of it.
const build = (draft: Order.Draft<string>) => Order.build(draft as Order.Draft)
const sent = (draft: Order.Draft<string>) => Effect.flatMap(build(draft), encode)
const issues = (draft: Order.Draft<string>) =>
  build(draft).pipe(
    Effect.match({
      onFailure: (error) => error.issues.map(Issue.render),
      onSuccess: (): ReadonlyArray<string> => []
    })
  )

describe("a pipeline", () => {
  it.effect("says which secret cannot be read, and why", () =>
    Effect.gen(function* () {
      const cvc = Redacted.make("123")
      const draft = Order.direct(start).pipe(
        Order.gateway("VISA"),
        Order.amount(Money.eur("10.00")),
        Order.card({ ...paid, cvc })
      )
      assert.deepStrictEqual(yield* issues(draft), [])
      Redacted.wipeUnsafe(cvc)
      const [found, ...more] = yield* issues(draft)
      assert.match(found ?? "", /^gateway_info.card_cvc: cannot be read: .*npm ls effect/)
      assert.deepStrictEqual(more, [])
    })
  )

  it.effect("ends in the request that its steps describe", () =>
    Effect.gen(function* () {
      const order = yield* sent(
        Order.redirect(start).pipe(
          Order.gateway("DIRECTBANK"),
          Order.amount(Money.eur("10.00")),
          Order.urls(urls),
          Order.customer({ locale: "de_DE" }),
          Order.expiresIn("30 minutes")
        )
      )
      assert.deepStrictEqual(order, {
        ...start,
        type: "redirect",
        gateway: "DIRECTBANK",
        amount: 1000,
        payment_options: { notification_method: "POST", ...urls },
        customer: { locale: "de_DE" },
        seconds_active: 1800
      })
    })
  )

  it.effect("with a card sends its digits and keeps them out of sight until then", () =>
    Effect.gen(function* () {
      const draft = Order.direct(start).pipe(
        Order.gateway("VISA"),
        Order.amount(Money.eur("10.00")),
        Order.customer(ip),
        Order.card({ ...paid, number: "4111 1111-1111 1111" })
      )
      const order = yield* Order.build(draft)
      for (const value of [draft, order]) {
        for (const text of [String(value), JSON.stringify(value), inspect(value, { depth: 20, showHidden: true })]) {
          assert.notInclude(text, card.card_number)
          assert.notInclude(text, "4111 1111")
        }
      }
      assert.deepStrictEqual((yield* encode(order))["gateway_info"], card)
    })
  )

  it("hides a card however it came into the draft", () => {
    const drafts = [
      Order.direct(start).pipe(Order.gatewayInfo(card)),
      Order.direct({ ...start, gateway_info: card as object }),
      Order.direct(start).pipe(Order.set({ gateway_info: card as object }))
    ]
    for (const draft of drafts) {
      assert.notInclude(JSON.stringify(draft), card.card_number)
      assert.notInclude(inspect(draft, { depth: 9 }), card.card_number)
      assert.notInclude(JSON.stringify(draft), '"123"')
    }
  })

  it.effect("takes parts that are objects of a class, and hides their card too", () =>
    Effect.gen(function* () {
      const address = { first_name: "Simon", address1: "Kraanspoor" }
      const draft = Order.direct({ ...start, amount: 1000 }).pipe(
        Order.gateway("VISA"),
        Order.set({ customer: new Row({ ...address, ...ip, city: null }) as object }),
        Order.deliverToCustomer,
        Order.set({ gateway_info: new Row(card) as object })
      )
      for (const text of [JSON.stringify(draft), inspect(draft, { depth: 9 })]) {
        assert.notInclude(text, card.card_number)
        assert.notInclude(text, '"123"')
      }
      const redacted = { card_number: Redacted.make(card.card_number), card_cvc: Redacted.make(card.card_cvc) }
      for (const one of [draft, draft.pipe(Order.set({ gateway_info: new Row({ ...card, ...redacted }) as object }))]) {
        assert.deepInclude(yield* sent(one), {
          gateway_info: card,
          customer: { ...address, ...ip },
          delivery: address
        })
      }
    })
  )

  it("hides a card in an object whose class works something out, too", () => {
    class Paid {
      readonly card_number = card.card_number
      get card_cvc() {
        return card.card_cvc
      }
    }
    const draft = Order.direct({ ...start, amount: 1000 }).pipe(Order.set({ gateway_info: new Paid() as object }))
    assert.notInclude(JSON.stringify(draft) + inspect(draft, { depth: 9 }), card.card_number)
  })

  it.effect("keeps what parts have from their class: a card to be charged later was charged at once", () =>
    Effect.gen(function* () {
      class Buyer {
        readonly first_name = "Simon"
        get email() {
          return "simon@example.com"
        }
      }
      const later = Object.create({ capture: "manual" }) as object
      const customer = { first_name: "Simon", email: "simon@example.com" }
      for (const draft of [
        Order.visa(Object.assign(Object.create({ capture: "manual" as const }), start, { amount: 1000 })),
        Order.visa({ ...start, amount: 1000 }).pipe(Order.set(later))
      ]) {
        const order = draft.pipe(Order.set({ customer: new Buyer() }), Order.customer({ state: "Utrecht" }))
        assert.deepInclude(yield* sent(order), { capture: "manual", customer: { ...customer, state: "Utrecht" } })
      }
    })
  )

  it.effect("refuses rows that lead back to each other", () =>
    Effect.gen(function* () {
      const customer = new Row({ email: "simon@example.com" })
      Object.assign(customer, { self: customer })
      const draft = Order.redirect({ ...start, amount: 1000 }).pipe(Order.set({ customer: customer as object }))
      const { issues } = yield* Effect.flip(Order.build(draft))
      assert.deepStrictEqual(
        issues.map(({ path }) => path),
        ["customer.self"]
      )
    })
  )

  it("does not change the draft it starts from", () => {
    const draft = Order.redirect(start)
    const before = JSON.stringify(draft)
    draft.pipe(Order.gateway("IDEAL"), Order.customer({ locale: "nl_NL" }), Order.cart([mug]))
    assert.strictEqual(JSON.stringify(draft), before)
  })

  it.effect("adds to parts instead of replacing them", () =>
    Effect.gen(function* () {
      const order = yield* sent(
        Order.redirect({ ...start, amount: 1000 }).pipe(
          Order.customer({ locale: "nl_NL", email: "old@example.com" }),
          Order.customer({ email: "new@example.com" }),
          Order.urls({ redirect_url: urls.redirect_url }),
          Order.paymentOptions({ close_window: true }),
          Order.delivery({ city: "Amsterdam" }),
          Order.delivery({ country: "NL" })
        )
      )
      assert.deepStrictEqual(order["customer"], { locale: "nl_NL", email: "new@example.com" })
      assert.deepStrictEqual(order["payment_options"], {
        notification_method: "POST",
        redirect_url: urls.redirect_url,
        close_window: true
      })
      assert.deepStrictEqual(order["delivery"], { city: "Amsterdam", country: "NL" })
    })
  )

  it.effect(
    "delivers to the customer's own address, whichever is said first, and leaves the rest of the customer out",
    () =>
      Effect.gen(function* () {
        const address = { first_name: "Noor", city: "Amsterdam", country: "NL", email: "noor@shop.example" }
        const customer = Order.customer({ ...address, ...ip, locale: "nl_NL", reference: "c-1" })
        const begun = Order.redirect({ ...start, amount: 1000 })
        for (const draft of [
          begun.pipe(customer, Order.deliverToCustomer),
          begun.pipe(Order.deliverToCustomer, customer)
        ]) {
          assert.deepStrictEqual((yield* sent(draft))["delivery"], address)
        }
        const elsewhere = begun.pipe(Order.deliverToCustomer, Order.delivery({ city: "Utrecht" }), customer)
        assert.deepStrictEqual((yield* sent(elsewhere))["delivery"], { ...address, city: "Utrecht" })
        const whole = begun.pipe(customer, Order.delivery({ ...address, locale: "nl_NL" }))
        assert.deepInclude((yield* sent(whole))["delivery"], { locale: "nl_NL" })
      })
  )

  it.effect("asks for signed notifications unless told otherwise", () =>
    Effect.gen(function* () {
      const method = (step: Order.Step) =>
        Effect.map(sent(Order.redirect({ ...start, amount: 1 }).pipe(step)), (order) => order["payment_options"])
      assert.deepInclude(yield* method(Order.urls({})), { notification_method: "POST" })
      assert.deepInclude(yield* method(Order.urls({ notification_method: "GET" })), { notification_method: "GET" })
    })
  )

  it.effect("stores a card, charges a stored one, captures later", () =>
    Effect.gen(function* () {
      const order = yield* sent(
        Order.direct({ ...start, amount: 1000 }).pipe(
          Order.recurring({ model: "unscheduled", id: "t-1" }),
          Order.customer({ reference: "customer-1" }),
          Order.captureManually
        )
      )
      assert.deepInclude(order, { recurring_model: "unscheduled", recurring_id: "t-1", capture: "manual" })
    })
  )

  it.effect("has a beginning for every gateway with a name of its own", () =>
    Effect.gen(function* () {
      for (const [name, id] of Object.entries(Gateway.shortcuts)) {
        const begin: (start: Order.Start) => Order.Draft<string> = Order.via[name as keyof Gateway.Shortcuts]
        const draft = begin({ ...start, amount: 1000 })
        assert.deepInclude(draft.fields, { type: "redirect", gateway: id })
      }
      assert.deepInclude(yield* sent(Order.ideal({ ...start, amount: 1000 })), { type: "redirect", gateway: "IDEAL" })
      assert.deepInclude(yield* sent(Order.paymentLink({ ...start, amount: 1000 })), { type: "paymentlink" })
    })
  )
})

describe("a cart in a pipeline", () => {
  it.effect("sets the amount, the cart and its tax tables", () =>
    Effect.gen(function* () {
      const order = yield* sent(Order.redirect(start).pipe(Order.cart([mug])))
      assert.strictEqual(order["amount"], 1000)
      assert.isUndefined(Cart.check(order as unknown as Parameters<typeof Cart.check>[0]))
    })
  )

  it.effect("waits for the currency, wherever it is said", () =>
    Effect.gen(function* () {
      const yen = Cart.gross({ name: "Mug", price: "1000", tax: "0.1" })
      const { currency: _, ...without } = start
      const order = yield* sent(Order.redirect(without).pipe(Order.cart([yen]), Order.set({ currency: "JPY" })))
      assert.deepInclude(order, { currency: "JPY", amount: 1000 })
    })
  )

  it.effect("agrees with an amount that is right and tells about one that is not", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* issues(Order.redirect({ ...start, amount: 1000 }).pipe(Order.cart([mug]))), [])
      const [issue, ...more] = yield* issues(Order.redirect({ ...start, amount: 999 }).pipe(Order.cart([mug])))
      assert.deepStrictEqual(more, [])
      assert.match(issue ?? "", /^amount: The cart adds up to 1000 \(EUR 10.00\), but `amount` is 999/)
    })
  )

  it.effect("that cannot be made is told together with the rest, and nothing is missed because of it", () =>
    Effect.gen(function* () {
      const wrong = Cart.gross({ name: "Mug", price: "ten", tax: "0.21" })
      const draft = Order.redirect(start).pipe(
        Order.gateway("BILLINK"),
        Order.cart([wrong]),
        Order.customer({ email: "x" })
      )
      assert.deepStrictEqual(yield* issues(draft), [
        "lines[0].price: must be a decimal number such as 8.25",
        "customer.email: must be an e-mail address"
      ])
      assert.deepStrictEqual(yield* issues(Order.redirect(start).pipe(Order.cart([]))), [
        "lines: must have at least one line"
      ])
    })
  )
})

describe("virtual goods", () => {
  it.effect("may go nowhere on the page of a pay-later method, and a warning says what is recommended", () =>
    Effect.gen(function* () {
      for (const gateway of ["AFTERPAY", "IN3", "KLARNA"] as const) {
        const order = yield* Order.redirect(start).pipe(
          Order.gateway(gateway),
          Order.cart([Cart.gross({ name: "A song", price: "1.00", tax: "0.21" })]),
          Order.customer({ email: "s@shop.example", ip_address: "203.0.113.7" }),
          Order.build
        )
        assert.includeMembers(
          Order.warnings(order).map(({ code, path }) => `${code} ${path}`),
          ["recommended-field-missing delivery"]
        )
      }
    })
  )
})

describe("build", () => {
  it.effect("says everything that is wrong, at once and in words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        build(
          Order.direct({ ...start, amount: 10.5 }).pipe(
            Order.gateway("VISA"),
            Order.customer({ first_name: "S" }),
            Order.card({ ...paid, number: "4111111111111112", expiry: { year: 2029, month: 13 }, cvc: "12" })
          )
        )
      )
      assert.strictEqual(error._tag, "InvalidOrder")
      assert.strictEqual(
        error.message,
        [
          "the order breaks 4 rules:",
          "  - amount: must be a whole number in the smallest unit (1000 is EUR 10.00), at most 9007199254740991",
          "  - gateway_info.card_number: is not a card number: its check digit is wrong",
          "  - gateway_info.card_expiry_date: must be year and month as YYMM, such as 2903 for March 2029",
          "  - gateway_info.card_cvc: must be 3 or 4 digits"
        ].join("\n")
      )
      for (const text of [String(error), JSON.stringify(error), inspect(error, { depth: 9 })]) {
        assert.notInclude(text, "4111111111111112")
        assert.notInclude(text, '"12"')
      }
    })
  )

  it.effect("speaks of one rule as one", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(build(Order.redirect(start)))
      assert.strictEqual(error.message, "the order breaks a rule:\n  - amount: is required")
    })
  )

  it.effect("says how long a link may work", () =>
    Effect.gen(function* () {
      const draft = Order.paymentLink({ ...start, amount: 1 })
      const rule = "seconds_active: must be 1 to 31536000 seconds"
      assert.deepStrictEqual(yield* issues(draft.pipe(Order.expiresIn("365 days"))), [])
      assert.deepStrictEqual(yield* issues(draft.pipe(Order.expiresIn("366 days"))), [rule])
      assert.deepStrictEqual(yield* issues(draft.pipe(Order.expiresIn(0))), [rule])
    })
  )

  it.effect("knows a gateway that was said to be unknown", () =>
    Effect.gen(function* () {
      const draft = Order.redirect({ ...start, amount: 1 }).pipe(Order.gateway("ideal" as Gateway.Unknown))
      assert.strictEqual((yield* sent(draft))["gateway"], "IDEAL")
    })
  )
})

const text = (pattern: RegExp) => Schema.String.check(Schema.isPattern(pattern))

// Each step touches fields that no other step touches, and may be right or wrong.
const Steps = Arbitrary.schema(
  Schema.Struct({
    gateway: Schema.Literals(["IDEAL", "VISA", "KLARNA", "DIRECTBANK", "DIRDEB", "TRUSTLY", "EPS", "AFTERPAY"]),
    amount: Schema.Union([Schema.Int.check(Schema.isBetween({ minimum: -1, maximum: 9 })), Schema.Finite]),
    first_name: text(/^[A-Za-z]{1,4}$/),
    email: text(/^[a-z]{0,3}@?[a-z]{0,3}$/),
    country: text(/^[A-Z]{1,3}$/),
    city: Schema.String,
    notification_url: text(/^(?:https?:\/\/)?[a-z]{1,8}$/),
    number: Schema.Literals([card.card_number, "4111111111111112", "1"]),
    seconds: Schema.Int.check(Schema.isBetween({ minimum: -1, maximum: 40_000_000 })),
    var1: text(/^x{0,120}$/),
    picked: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
    direct: Schema.Boolean
  })
)
type Steps = typeof Steps extends Arbitrary.Arbitrary<infer A> ? A : never

const pool = (given: Steps): ReadonlyArray<Order.Step> => [
  Order.gateway(given.gateway),
  Order.amount({ currency: "EUR", amount: given.amount }),
  Order.customer({ first_name: given.first_name, last_name: "Smit", ...ip }),
  Order.customer({ email: given.email, country: given.country }),
  Order.delivery({ city: given.city, country: given.country }),
  Order.urls({ ...urls, notification_url: given.notification_url }),
  Order.paymentOptions({ close_window: true }),
  Order.card({ ...paid, number: given.number }),
  Order.expiresIn(given.seconds * 1000),
  Order.set({ var1: given.var1 }),
  Order.set({ shopping_cart: cart }),
  Order.captureManually
]

const drafts = (given: Steps): readonly [Order.Draft<string>, Order.Draft<string>] => {
  const beginning: Order.Draft<string> = given.direct ? Order.direct(start) : Order.redirect(start)
  const steps = [...new Set(given.picked)].map((index) => pool(given)[index] ?? Order.captureManually)
  const after = (steps: ReadonlyArray<Order.Step>) => steps.reduce((draft, step) => step(draft), beginning)
  return [after(steps), after(steps.toReversed())]
}

const runs = { arbitrary: { runs: 300 } }

describe("any pipeline", () => {
  it.effect.prop(
    "that builds encodes to a request which reads back as the same order",
    { given: Steps },
    ({ given }) =>
      Effect.gen(function* () {
        const [draft] = drafts(given)
        const built = yield* Effect.result(build(draft))
        if (built._tag === "Failure") return
        // JSON has no -0.
        const json = JSON.parse(JSON.stringify(yield* encode(built.success)))
        assert.deepStrictEqual(yield* encode(yield* decode(json)), json)
      }),
    runs
  )

  it.effect.prop(
    "breaks the same rules in whatever order its steps come",
    { given: Steps },
    ({ given }) =>
      Effect.gen(function* () {
        const [one, other] = drafts(given)
        assert.deepStrictEqual([...(yield* issues(one))].sort(), [...(yield* issues(other))].sort())
      }),
    runs
  )
})

describe("what placing an order may do", () => {
  const base = { ...start, amount: 1000 }
  const info = { terminal_id: "00000ABC" }
  const goods = { customer: {}, delivery: {}, shopping_cart: cart }
  const guarded: ReadonlyArray<CreateOrder> = [
    { ...base, type: "direct", gateway: "VISA", customer: ip, gateway_info: card },
    { ...base, type: "direct", gateway: "APPLEPAY", gateway_info: { payment_token: "{}" } },
    { ...base, type: "direct", payment_data: { payload: "p" } },
    { ...base, type: "direct", recurring_id: "t-1", customer: { reference: "c-1" } },
    { ...base, type: "redirect", recurring: { id: "t-1" } },
    { ...base, type: "direct", gateway: "KLARNA", ...goods },
    { ...base, type: "direct", gateway: Gateway.unknown("NEWPAY") },
    { ...base, type: "redirect", gateway_info: info },
    { ...base, type: "unreferenced_refund", gateway_info: info },
    { ...base, type: "direct", gateway: "BANKTRANS" },
    { ...base, second_chance: { send_email: true } },
    { ...base, second_chance: { send_mail: true } }
  ]
  const reconcilable: ReadonlyArray<CreateOrder> = [
    base,
    { ...base, type: "paymentlink" },
    { ...base, gateway: "VISA", recurring_model: "cardOnFile" },
    { ...base, gateway: "KLARNA", ...goods },
    { ...base, gateway: "BANKTRANS" },
    { ...base, type: "direct", gateway: "IDEAL", recurring_id: undefined, recurring: {} },
    { ...base, gateway: Gateway.unknown("NEWPAY") },
    { ...base, second_chance: { send_email: false } },
    { ...base, type: "checkout", shopping_cart: cart, checkout_options: {} }
  ]

  it.each(guarded.map((order) => ({ order })))("is to charge or to mail: $order", ({ order }) => {
    assert.strictEqual(Order.effectClass(order), "guarded")
  })

  it.each(reconcilable.map((order) => ({ order })))("is nothing until the customer acts: $order", ({ order }) => {
    assert.strictEqual(Order.effectClass(order), "reconcilable")
  })

  it.effect("counts as what is sent, however type, method and token are spelt", () =>
    Effect.gen(function* () {
      let sent = 0
      for (const id of Gateway.ids) {
        const series = { ...base, gateway: id, recurring_id: 12, customer: { reference: "c-1" } }
        for (const order of [{ ...minimal(id, "direct") }, { ...minimal(id, "redirect") }, series]) {
          for (const type of ["direct", "Direct", "DIRECT ", " redirect", undefined]) {
            for (const gateway of [id, id.toLowerCase(), ` ${id}`, Gateway.catalogue[id].name]) {
              const given = { ...order, gateway, type } as CreateOrder
              const encoded = yield* Effect.result(encode(given))
              if (encoded._tag === "Failure") continue
              sent++
              const asSent = Order.effectClass(encoded.success as unknown as CreateOrder)
              assert.strictEqual(Order.effectClass(given), asSent, JSON.stringify({ type, gateway }))
            }
          }
        }
      }
      assert.isAbove(sent, 500)
    })
  )

  it.effect("is the same for an order and for what a pipeline makes of it", () =>
    Effect.gen(function* () {
      const order = yield* Order.build(
        Order.direct(base).pipe(Order.gateway("VISA"), Order.customer(ip), Order.card(paid))
      )
      assert.strictEqual(Order.effectClass(order), "guarded")
    })
  )
})

describe("warnings", () => {
  it("speak of what the vendor recommends and never refuse", () => {
    const order: CreateOrder = { ...start, amount: 1000, type: "direct", gateway: "TRUSTPAY" as "IDEAL" }
    assert.isNotEmpty(Order.warnings(order))
    assert.deepStrictEqual(Order.warnings(quiet), [])
  })

  const quiet: CreateOrder = {
    ...start,
    amount: 1000,
    payment_options: { notification_url: "https://shop.example/notified" }
  }
  const item = { name: "Mug", unit_price: 10, quantity: 1 }
  const at = (gateway: string, more: object): CreateOrder =>
    ({ ...quiet, customer: { email: "a@shop.example", ip_address: "203.0.113.7" }, gateway, ...more }) as CreateOrder
  const taxed = (rate: number | string) => ({
    shopping_cart: { items: [{ ...item, merchant_item_id: "1", tax_table_selector: "t" }] },
    checkout_options: { tax_tables: { alternate: [{ name: "t", rules: [{ rate }] }] } },
    delivery: {}
  })
  const line = (more: object) => ({
    shopping_cart: { items: [{ ...item, merchant_item_id: "1", ...more }] },
    delivery: {}
  })

  it.each([
    ["no-notification-url", "payment_options.notification_url", at("IDEAL", { payment_options: {} })],
    ["capture-not-possible", "capture", at("IDEAL", { capture: "manual" })],
    ["recurring-without-reference", "customer.reference", at("VISA", { recurring_model: "cardOnFile" })],
    [
      "shares-above-amount",
      "affiliate.split_payments",
      at("IDEAL", {
        affiliate: {
          split_payments: [
            { merchant: 1, percentage: 60 },
            { merchant: 2, fixed: 401 }
          ]
        }
      })
    ],
    ["name-too-short", "delivery.last_name", at("IDEAL", { delivery: { last_name: "🎁" } })],
    ["locale-not-readable", "customer.locale", at("IDEAL", { customer: { locale: "us" } })],
    ["line-currency", "shopping_cart.items[0].currency", at("IDEAL", line({ currency: "USD" }))],
    ["too-many-decimals", "shopping_cart.items[0].unit_price", at("IDEAL", line({ unit_price: 8.26446280991 }))],
    ["too-many-decimals", "shopping_cart.items[0].unit_price", at("IDEAL", line({ unit_price: 1e-11 }))],
    ["item-id", "shopping_cart.items[0].merchant_item_id", at("KLARNA", line({ merchant_item_id: " " }))],
    [
      "item-id",
      "shopping_cart.items[1].merchant_item_id",
      at("KLARNA", {
        delivery: {},
        shopping_cart: {
          items: [
            { ...item, merchant_item_id: "1" },
            { ...item, merchant_item_id: "1" }
          ]
        }
      })
    ],
    ["empty-cart", "shopping_cart.items", at("IDEAL", { shopping_cart: { items: [] } })],
    [
      "cart-mismatch",
      "amount",
      at("KLARNA", { ...line({ unit_price: 9 }), checkout_options: { validate_cart: false } })
    ],
    ["cart-mismatch", "amount", at("IDEAL", { ...line({ quantity: 2 }), checkout_options: { validate_cart: true } })],
    ["no-tax-table", "shopping_cart.items[0].tax_table_selector", at("IDEAL", line({ tax_table_selector: "high" }))],
    [
      "recurring-without-reference",
      "customer.reference",
      at("VISA", { type: "direct", payment_data: { payload: "p", tokenize: true } })
    ],
    ["tax-rate-not-taken", "shopping_cart.items[0].tax_table_selector", at("BILLINK", taxed("0.23"))],
    ["tax-rate-not-taken", "shopping_cart.items[0].tax_table_selector", at("AFTERPAY", taxed(0))]
  ])("%s at %s", (code, path, order) => {
    const found = Order.warnings(order).filter((warning) => warning.code === code)
    assert.deepStrictEqual(
      found.map((warning) => warning.path),
      [path]
    )
    assert.match(found[0]?.message ?? "", /: /)
  })

  it.each([
    at("VISA", { capture: "manual" }),
    at("APPLEPAY", { capture: "manual" }),
    at("IDEAL", {
      affiliate: {
        split_payments: [
          { merchant: 1, percentage: 60 },
          { merchant: 2, fixed: 400 }
        ]
      }
    }),
    at("IDEAL", line({ currency: "EUR", unit_price: "8.2644628099", merchant_item_id: undefined })),
    at("BILLINK", taxed("0.21")),
    at("AFTERPAY", taxed(0.09)),
    at("KLARNA", taxed(0)),
    at("IDEAL", { ...line({ quantity: 2 }), checkout_options: { validate_cart: false } }),
    at("VISA", { type: "direct", payment_data: { payload: "p", tokenize: true }, customer: { reference: "c" } }),
    at("IDEAL", {
      ...line({ tax_table_selector: "high" }),
      checkout_options: { tax_tables: { default: { rate: 0.21 } } }
    }),
    at("IDEAL", { customer: { locale: "nl_NL", first_name: "Jo" } })
  ])("are silent about what is right: %j", (order) => {
    const codes = new Set(Order.warnings(order).map(({ code }) => code))
    for (const code of ["capture-not-possible", "shares-above-amount", "line-currency", "too-many-decimals"] as const) {
      assert.isFalse(codes.has(code))
    }
    for (const code of ["item-id", "tax-rate-not-taken", "locale-not-readable", "name-too-short"] as const) {
      assert.isFalse(codes.has(code))
    }
    for (const code of ["empty-cart", "no-tax-table", "recurring-without-reference"] as const) {
      assert.isFalse(codes.has(code))
    }
  })
})

describe("a card in a draft", () => {
  it("may be redacted already", () => {
    const draft = Order.direct(start).pipe(
      Order.card({ ...paid, number: Redacted.make("4111 1111 1111 1111"), cvc: Redacted.make("123") })
    )
    const info = draft.fields["gateway_info"] as { readonly card_number: Redacted.Redacted<string> }
    assert.strictEqual(Redacted.value(info.card_number), card.card_number)
  })
})
