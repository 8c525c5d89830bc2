import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Capture from "@effect-multisafepay/core/Capture"
import * as Chargeback from "@effect-multisafepay/core/Chargeback"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import * as Transaction from "@effect-multisafepay/core/Transaction"
import * as Affiliate from "@effect-multisafepay/core/partner/Affiliate"
import * as Site from "@effect-multisafepay/core/partner/Site"
import * as Issue from "@effect-multisafepay/core/Issue"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Operations from "@effect-multisafepay/core/Operations"
import { fickle } from "./fixtures/fickle.ts"
import { Row } from "./fixtures/Row.ts"

const codec = (schema: Schema.Constraint | undefined) => schema as Schema.Codec<unknown, unknown>
const decode = (operation: Operation.Any, body: unknown) => Schema.decodeUnknownEffect(codec(operation.request))(body)
const encode = (operation: Operation.Any, body: unknown) => Schema.encodeUnknownEffect(codec(operation.request))(body)
const encodeQuery = (operation: Operation.Any, query: unknown) =>
  Schema.encodeUnknownEffect(codec(operation.query))(query)
const decodeQuery = (operation: Operation.Any, query: unknown) =>
  Schema.decodeUnknownEffect(codec(operation.query))(query)
const refusal = <A>(effect: Effect.Effect<A, Schema.SchemaError>) =>
  Effect.map(Effect.flip(effect), (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render))

/** The same as rows of a database or objects of a schema's class are, at every depth. */
const rows = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rows)
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value)) return value
  return new Row(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rows(one)])))
}

/** The same with fields that are accessors of a class, at every depth. */
const workedOut = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(workedOut)
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value)) return value
  const accessors = Object.entries(value).map(([key, one]) => [key, { get: () => workedOut(one) }] as const)
  return Object.create(Object.defineProperties({}, Object.fromEntries(accessors)))
}

describe("requests", () => {
  it.effect("that can be written are read back the same", () =>
    Effect.gen(function* () {
      for (const operation of Operations.all) {
        if (operation.request === undefined) continue
        const body = yield* encode(operation, examples[operation.name])
        const back = yield* decode(operation, JSON.parse(JSON.stringify(body)))
        assert.deepStrictEqual(yield* encode(operation, back), body, operation.name)
        assert.deepStrictEqual(body, examples[operation.name] as object, operation.name)
      }
    })
  )

  it("have an example here for every operation that takes a body", () => {
    assert.sameMembers(
      Operations.all.filter((one) => one.request !== undefined).map((one) => one.name),
      Object.keys(examples)
    )
  })

  it.effect("leave out what is empty or undefined", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* encode(Site.update, { name: "Shop", support_phone: "", url: undefined, price_from: 0 }),
        { name: "Shop", price_from: 0 }
      )
    })
  )

  it.effect("may be objects of a class, whose empty fields count as left out as well", () =>
    Effect.gen(function* () {
      for (const operation of Operations.all) {
        if (operation.request === undefined) continue
        const body = yield* encode(operation, examples[operation.name])
        assert.deepStrictEqual(yield* encode(operation, rows(examples[operation.name])), body, operation.name)
      }
    })
  )

  it.effect("keep the fields that an object of a class works out", () =>
    Effect.gen(function* () {
      for (const operation of Operations.all) {
        if (!/^(?:orders|refunds|captures)\./.test(operation.name) || operation.request === undefined) continue
        const body = yield* encode(operation, examples[operation.name])
        assert.deepStrictEqual(yield* encode(operation, workedOut(examples[operation.name])), body, operation.name)
      }
      class Part {
        readonly status = "shipped"
        get amount() {
          return 500
        }
      }
      assert.deepStrictEqual(yield* encode(OrderUpdate.update, new Part()), { status: "shipped", amount: 500 })
    })
  )

  it.effect("are sent as they were checked, even if each look at a field shows something else", () =>
    Effect.gen(function* () {
      for (const operation of Operations.all) {
        if (operation.request === undefined) continue
        const body = yield* encode(operation, examples[operation.name])
        let sent = 0
        for (let looks = 1; looks <= 6; looks++) {
          const encoded = yield* Effect.result(encode(operation, fickle(examples[operation.name], looks)))
          if (Result.isFailure(encoded)) continue
          sent++
          assert.deepStrictEqual(encoded.success, body, operation.name)
        }
        assert.isAbove(sent, 0, operation.name)
      }
    })
  )

  it.effect("refuse fields the API would ignore, all at once and without their values", () =>
    Effect.gen(function* () {
      const problems = yield* refusal(
        encode(Site.update, {
          nmae: "secret value",
          name: "x".repeat(121),
          notification_url: "secret value"
        })
      )
      assert.sameMembers(problems, [
        "nmae: is not a field of this request",
        "name: must be at most 120 characters",
        "notification_url: must be an http or https address"
      ])
    })
  )

  it.effect("keep secrets out of sight until they are written", () =>
    Effect.gen(function* () {
      const { user } = (yield* decode(Affiliate.signUp, examples["affiliates.signUp"])) as {
        readonly user: { readonly password: Redacted.Redacted<string> }
      }
      assert.notInclude(`${JSON.stringify(user)} ${String(user.password)}`, "hunter2")
      assert.strictEqual(Redacted.value(user.password), "hunter2")
      const evidence = { type: "PDF", base64: Redacted.make("JVBERi0="), description: "Proof", name: "proof.pdf" }
      assert.deepStrictEqual(yield* encode(Chargeback.challenge, evidence), {
        ...evidence,
        base64: "JVBERi0="
      })
    })
  )
})

describe("a refund", () => {
  const { create } = Refund
  const named = { currency: "EUR", refund_order_id: "order-1-refund-1" }

  it.effect("says `full` by leaving the amount out, never by 0", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encode(create, { ...named, full: true }), named)
    })
  )

  it.effect("without an amount, with 0 or with nothing for one is `full` when it is read", () =>
    Effect.gen(function* () {
      for (const body of [named, { ...named, amount: 0 }, { ...named, amount: "" }]) {
        assert.deepStrictEqual(yield* decode(create, body), { ...named, full: true })
      }
    })
  )

  it.effect("names an amount of at least 1", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encode(create, { ...named, amount: 500 }), { ...named, amount: 500 })
      assert.include(
        yield* refusal(encode(create, { ...named, amount: -1 })),
        "amount: must be 1 or more, in the smallest unit; say `full: true` to refund everything"
      )
      assert.include(
        yield* refusal(encode(create, { ...named, amount: 1.5 })),
        "amount: must be a whole number in the smallest unit: 1000 is EUR 10.00"
      )
    })
  )

  it.effect("with neither amount nor `full` is not sent", () =>
    Effect.gen(function* () {
      const problem = "full: is required, unless there is an `amount` of 1 or more or `checkout_data`"
      assert.deepStrictEqual(yield* refusal(encode(create, named)), [problem])
      assert.deepStrictEqual(yield* refusal(encode(create, { ...named, amount: undefined })), [problem])
      assert.include(yield* refusal(encode(create, { ...named, amount: 0 })), problem)
      assert.include(
        yield* refusal(encode(create, { ...named, amount: 500, full: true })),
        "full: is not a field of this request"
      )
    })
  )

  it.effect("by lines carries its cart", () =>
    Effect.gen(function* () {
      const body = {
        ...named,
        checkout_data: { items: [{ merchant_item_id: "mug", quantity: -1, unit_price: "8.26" }] }
      }
      assert.deepStrictEqual(yield* encode(create, body), body)
      assert.deepStrictEqual(yield* decode(create, { checkout_data: body.checkout_data }), {
        checkout_data: body.checkout_data
      })
    })
  )
})

describe("a capture", () => {
  it.effect("is always told to complete and never sends what becomes of the rest", () =>
    Effect.gen(function* () {
      const capture: Capture.Capture = { amount: 1000, new_order_id: "order-1-capture-1", rest: "release" }
      assert.deepStrictEqual(yield* encode(Capture.create, Capture.toRequest(capture)), {
        amount: 1000,
        new_order_id: "order-1-capture-1",
        new_order_status: "completed"
      })
    })
  )

  it.effect("of 0 is refused, without an amount is read as the vendor writes it", () =>
    Effect.gen(function* () {
      const { create } = Capture
      assert.deepStrictEqual(yield* refusal(encode(create, { amount: 0, new_order_status: "completed" })), [
        "amount: must be 1 or more, in the smallest unit"
      ])
      assert.deepStrictEqual(yield* decode(create, { new_order_status: "completed" }), {
        new_order_status: "completed"
      })
    })
  )
})

describe("an update of an order", () => {
  const { cancel, extend, ship, shipPartially, update } = OrderUpdate

  it.effect("as a whole takes every kind and complains by the rules of the kind that was meant", () =>
    Effect.gen(function* () {
      for (const body of [
        { status: "cancelled", exclude_order: true },
        { extend_expiration: true, reason: "late" },
        { status: "shipped", tracktrace_code: "1" },
        { status: "shipped", amount: 1 },
        { partial_shipment_amount: 1 },
        { new_order_id: "b" },
        { invoice_id: "I-1" }
      ]) {
        assert.deepStrictEqual(yield* encode(update, body), body)
      }
      assert.deepStrictEqual(yield* refusal(encode(update, { extend_expiration: true })), ["reason: is required"])
      assert.deepStrictEqual(yield* refusal(encode(update, { status: "shipped", amount: 0 })), [
        "amount: must be 1 or more, in the smallest unit"
      ])
    })
  )

  it.effect("that ships everything takes no amount", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refusal(encode(ship, { status: "shipped", amount: 100 })), [
        "amount: is not a field of this request"
      ])
    })
  )

  it.effect("that ships a part names the part, by either of its names", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refusal(encode(shipPartially, { status: "shipped" })), ["amount: is required"])
      const both = { status: "shipped", amount: 12_500, partial_shipment_amount: 12_500 }
      assert.deepStrictEqual(yield* encode(shipPartially, both), both)
      const text = { status: "shipped", amount: "12500" }
      assert.deepStrictEqual(yield* encode(shipPartially, yield* decode(shipPartially, text)), text)
    })
  )

  it.effect("that cancels says so, and one that extends says why", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* refusal(encode(extend, { extend_expiration: true, reason: "" })), [
        "reason: is required"
      ])
      assert.deepStrictEqual(yield* encode(cancel, { status: "cancelled", exclude_order: 1 }), {
        status: "cancelled",
        exclude_order: 1
      })
    })
  )
})

describe("a query", () => {
  it.effect("writes switches as 1 and 0, and reads what an address can hold", () =>
    Effect.gen(function* () {
      const query = { include_coupons: true, group_cards: false, amount: 1000 }
      assert.deepStrictEqual(yield* encodeQuery(PaymentMethod.list, query), {
        include_coupons: 1,
        group_cards: 0,
        amount: 1000
      })
      assert.deepStrictEqual(
        yield* decodeQuery(PaymentMethod.list, { include_coupons: "1", group_cards: "0", amount: "1000" }),
        query
      )
    })
  )

  it.effect("keeps within the documented bounds of a page", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encodeQuery(Transaction.list, { limit: 1000, after: "x" }), {
        limit: 1000,
        after: "x"
      })
      assert.deepStrictEqual(yield* refusal(encodeQuery(Transaction.list, { limit: 1001 })), [
        "limit: must be 1 to 1000"
      ])
      assert.deepStrictEqual(yield* refusal(encodeQuery(Affiliate.list, { limit: 501, offset: -1 })), [
        "limit: must be 1 to 500",
        "offset: must be 0 to 9007199254740991"
      ])
    })
  )
})

const upload = { encoded_content: "JVBERi0=", filename: "file.pdf", mime_type: "application/pdf" }
const address = {
  first_name: "Simon",
  last_name: "Smit",
  address1: "Kraanspoor",
  house_number: "39C",
  zip_code: "1033SC",
  city: "Amsterdam",
  country: "NL"
}
const booking = { amount: 100, currency: "EUR", description: "Monthly commission", order_id: "charge-0001" }

const examples: { readonly [name: string]: unknown } = {
  "orders.create": { type: "redirect", order_id: "1", currency: "EUR", amount: 1000, description: "Mug" },
  "orders.update": { status: "shipped" },
  "orders.ship": { status: "shipped", carrier: "DHL", ship_date: "12/01/2022" },
  "orders.shipPartially": { amount: 12_500, status: "shipped" },
  "orders.cancel": { status: "cancelled", exclude_order: true },
  "orders.extend": { extend_expiration: true, reason: "late" },
  "orders.setInvoice": { invoice_id: "I-1", invoice_url: "https://shop.example/i/1" },
  "orders.rename": { new_order_id: "2" },
  "captures.create": { amount: 1000, new_order_id: "1-capture-1", new_order_status: "completed" },
  "captures.cancel": { status: "cancelled", reason: "out of stock" },
  "refunds.create": { currency: "EUR", refund_order_id: "1-refund-1", amount: 500 },
  "refunds.cancel": { status: "void" },
  "chargebacks.challenge": { type: "PDF", base64: "JVBERi0=", description: "Proof", name: "proof.pdf" },
  "wallets.createApplePaySession": {
    origin_domain: "shop.example",
    validation_url: "https://apple-pay-gateway.apple.com/paymentservices/startSession"
  },
  "tokens.update": { expiry_date: "2903" },
  "sites.update": { name: "Shop" },
  "payAfterDelivery.hold": { duration: 60 },
  "payAfterDelivery.extendExpiry": { days: 180 },
  "payAfterDelivery.checkCredit": {
    merchant_id: 1,
    merchant_sub_id: 2,
    customer_reference: "customer-1",
    order: { amount: 1000, currency: "EUR", description: "Mug" }
  },
  "affiliates.signUp": {
    account: { company_name: "My company", country: "NL", email: "merchant@example.com" },
    currencies: ["EUR"],
    user: { email: "user@example.com", name: "Simon Smit", password: "hunter2" }
  },
  "affiliates.update": { phone: "+3120123456", processing_options: { credit_cards_enabled: true } },
  "affiliates.createLoginUrl": { expires_in: "5m" },
  "affiliates.charge": booking,
  "affiliates.payOut": booking,
  "affiliates.setRate": { fees: [{ percentage: 1.25 }], scope: { payment_type: "IDEAL", type: "payment" } },
  "affiliates.setAutoPayout": { schedule: ["mon", "end-of-month"], min_amount: 20_000 },
  "sites.create": { name: "Shop", url: "https://shop.example" },
  "bankAccounts.create": { currency: "EUR", holder_name: "My company", iban: "NL02ABNA0123456789" },
  "bankAccounts.addStatement": upload,
  "owners.create": {
    birthday: "1970-12-31",
    country: "NL",
    country_of_birth: "NL",
    email: "owner@example.com",
    job_title: "Director",
    name: "Simon Smit",
    percentage: 51,
    title: "Mr",
    type: "shareholder"
  },
  "owners.update": { percentage: 49 },
  "owners.addDocument": { document_type: "passport", ...upload },
  "customers.create": { ...address, brand: "shop", email: "simon@example.com", locale: "nl_NL", anything: { else: 1 } },
  "customers.update": { city: "Haarlem" },
  "customers.addDeliveryDetails": { ...address, status: "active" },
  "customers.updateDeliveryDetails": { city: "Haarlem" },
  "customers.addPaymentDetails": { token: "abc" }
}
