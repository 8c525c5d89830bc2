import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as printed from "./fixtures/printedAnswers.ts"
import { withoutMinusZero } from "./fixtures/withoutMinusZero.ts"

const vectors = new URL("../../../../shared/vectors/", import.meta.url)
const absent = !existsSync(vectors)
const where = "(needs ../shared/vectors)"

const decode = Schema.decodeUnknownEffect(OrderDetails.OrderDetails)
const encode = Schema.encodeEffect(OrderDetails.OrderDetails)

const Envelope = Schema.Struct({ success: Schema.Boolean, data: OrderDetails.OrderDetails })

const answer = (text: string) =>
  ExactJson.parse(text).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(Envelope)),
    Effect.map((body) => body.data)
  )

const stored = (path: string) => readFileSync(new URL(path, vectors), "utf8")

describe("OrderDetails: numbers beyond all numbers", () => {
  for (const value of ["1e400", "-1e400"]) {
    it.effect(`${value} is no text: no order is called Infinity`, () =>
      Effect.gen(function* () {
        const body = `{"success":true,"data":{"order_id":${value},"status":"completed","amount":1000,"currency":"EUR"}}`
        assert.deepStrictEqual(yield* answer(body), { status: "completed", amount: 1000, currency: "EUR" })
      })
    )
  }
})

describe("OrderDetails: the printed answers", () => {
  it.effect("reads the direct card order as printed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* answer(printed.creditCardDirect), {
        amount: 1000,
        amount_refunded: 0,
        costs: [{ transaction_id: "2056142", type: "SYSTEM" }],
        created: "2020-01-28T09:01:07",
        currency: "EUR",
        custom_info: {},
        customer: {
          address1: "Kraanspoor",
          city: "Amsterdam",
          country: "NL",
          country_name: "Netherlands",
          email: "example@multisafepay.com",
          first_name: "Testperson-nl",
          house_number: "39C",
          locale: "nl_NL",
          phone1: "0208500500",
          zip_code: "1033 SC"
        },
        description: "product description",
        fastcheckout: false,
        financial_status: "initialized",
        modified: "2020-01-28T09:01:07",
        order_id: "my-order-id-1",
        payment_details: {
          account_holder_name: "MasterCard-Test-Order",
          card_expiry_date: "2512",
          external_transaction_id: "6652390295520298",
          last4: "4444",
          type: "MASTERCARD"
        },
        payment_methods: [
          {
            account_holder_name: "Testperson-nl",
            amount: 1000,
            card_expiry_date: "2512",
            currency: "EUR",
            description: "Product Description",
            external_transaction_id: "6652390295520298",
            last4: "4444",
            payment_description: "MasterCard",
            status: "initialized",
            type: "MASTERCARD"
          }
        ],
        reason: "3D Secure Authorization",
        status: "initialized",
        transaction_id: "4034377",
        customer_verification: { type: "form" },
        payment_url: "https://payv2.multisafepay.com/connect/99wi0OTuiCaTY2nwEiEOybWpVx8MNwrJ75c/?lang=nl_NL",
        cancel_url: "http://www.example.com/client/notification?type=cancel"
      })
    })
  )

  it.effect("reads the direct Sofort order as printed", () =>
    Effect.gen(function* () {
      const order = yield* answer(printed.sofortDirect)
      assert.strictEqual(order.amount, 9743)
      assert.strictEqual(order.transaction_id, "123456789")
      assert.deepStrictEqual(order.costs, [
        { transaction_id: "123456789", type: "SYSTEM" },
        { transaction_id: "123456789", type: "SYSTEM" }
      ])
      assert.deepStrictEqual(order.payment_details, { account_id: "10071970", type: "DIRECTBANK" })
      assert.strictEqual(order.payment_methods?.[0]?.account_id, "10071970")
      assert.strictEqual(order.payment_methods?.[0]?.payment_description, "SOFORT Banking")
      assert.strictEqual(order.customer?.last_name, "Smit")
      assert.isFalse("related_transactions" in order || "items" in order || "reason" in order)
    })
  )

  it.effect("does not take the way to an order for an order", () =>
    Effect.gen(function* () {
      assert.include((yield* Effect.flip(answer(printed.sofortRedirect))).message, '["status"]')
    })
  )
})

describe("OrderDetails: the vendor's documents", () => {
  it.effect.skipIf(absent)(`reads getOrder with the exact transaction id ${where}`, () =>
    Effect.gen(function* () {
      const order = yield* answer(stored("responses/getOrder.json"))
      assert.strictEqual(order.transaction_id, "17472052901237122")
      assert.strictEqual(order.payment_details?.recurring_id, "998184114125692641912")
      assert.strictEqual(order.completed, "2025-05-14T08:50:32")
      assert.deepStrictEqual(order.customer, { locale: "en_US" })
      assert.deepStrictEqual(
        order.costs?.map((cost) => cost.amount),
        [0.01, 0]
      )
      assert.strictEqual(order.costs?.[1]?.type, "withdraw")
    })
  )

  it.effect.skipIf(absent)(`reads the authentication of getOrder3DS ${where}`, () =>
    Effect.gen(function* () {
      const order = yield* answer(stored("responses/getOrder3DS.json"))
      assert.strictEqual(order.status, "refunded")
      assert.strictEqual(order.payment_details?.card_authentication_result?.eci, "05")
      assert.strictEqual(order.payment_details?.card_additional_response_data?.cavv_results_code, "2")
      assert.strictEqual(order.payment_details?.response_code, "00")
      assert.strictEqual(order.payment_methods?.[0]?.last4, "1234")
      assert.isFalse("var1" in order || "items" in order)
    })
  )

  it.effect.skipIf(absent)(`reads the cancelled QR session, which has neither id nor amount ${where}`, () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* answer(stored("responses/cancelBancontactQR.json")), {
        costs: [],
        created: "2025-03-24T15:49:54",
        custom_info: {},
        fastcheckout: false,
        modified: "2025-03-24T15:50:02",
        payment_details: {},
        status: "cancelled"
      })
    })
  )

  it.effect.skipIf(absent)(`reads the signed notification, which has no envelope ${where}`, () =>
    Effect.gen(function* () {
      const [example] = JSON.parse(stored("webhook-docs-example.json")) as ReadonlyArray<{ readonly body: string }>
      const order = yield* Effect.flatMap(ExactJson.parse(example?.body ?? ""), decode)
      assert.strictEqual(order.order_id, "my-order-id")
      assert.strictEqual(order.transaction_id, "123456789")
      assert.strictEqual(order.payment_details?.account_iban, "https://example.com")
      assert.strictEqual(order.costs?.[0]?.amount, 0.49)
      assert.deepStrictEqual(order.customer, { locale: "en_US" })
    })
  )
})

describe("OrderDetails: habits of the API", () => {
  it.effect("needs the status and nothing else", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decode({ status: "completed" }), { status: "completed" })
      assert.include((yield* Effect.flip(decode({ order_id: "1", amount: 1 }))).message, '["status"]')
    })
  )

  it.effect("keeps statuses it does not know", () =>
    Effect.gen(function* () {
      const order = yield* decode({ status: "hold", financial_status: "teleported" })
      assert.deepStrictEqual(order, { status: "hold", financial_status: "teleported" })
    })
  )

  it.effect("never lets an unreadable part hide the status", () =>
    Effect.gen(function* () {
      const bad = ["x", 7, true, ["x"], { x: {} }, [[]], [null]]
      const keys = Object.keys((yield* decode(everything)) as object).filter((key) => key !== "status")
      assert.isAbove(keys.length, 30)
      for (const key of keys) {
        for (const value of bad)
          assert.strictEqual((yield* decode({ status: "completed", [key]: value })).status, "completed")
      }
    })
  )

  it.effect("reads digits of ids, expiry and card ends however they came", () =>
    Effect.gen(function* () {
      const order = yield* decode({
        status: "completed",
        order_id: 1588947171,
        transaction_id: "1234567",
        amount_refunded: "0",
        payment_details: { last4: 4, card_expiry_date: 912, recurring_id: 57876598769, account_holder_name: 123456789 }
      })
      assert.strictEqual(order.order_id, "1588947171")
      assert.strictEqual(order.amount_refunded, 0)
      assert.deepStrictEqual(order.payment_details, {
        last4: "0004",
        card_expiry_date: "0912",
        recurring_id: "57876598769",
        account_holder_name: "123456789"
      })
    })
  )

  it.effect("reads one payment, cost or related transaction without its list", () =>
    Effect.gen(function* () {
      const order = yield* decode({
        status: "completed",
        payment_methods: { type: "BANKTRANS" },
        costs: { amount: "0.49" },
        related_transactions: { type: "refund", amount: 200, costs: [{ amount: 19 }], dispute: { status: "open" } }
      })
      assert.deepStrictEqual(order.payment_methods, [{ type: "BANKTRANS" }])
      assert.deepStrictEqual(order.costs, [{ amount: 0.49 }])
      assert.deepStrictEqual(order.related_transactions, [
        { type: "refund", amount: 200, costs: [{ amount: 19 }], dispute: { status: "open" } }
      ])
    })
  )

  it.effect("accepts both spellings of misspelt fields", () =>
    Effect.gen(function* () {
      const order = yield* decode({
        status: "completed",
        completed_date: "2025-05-14T08:50:32",
        payment_details: {
          car_entry_mode: "ICC",
          isser_id: "0021",
          card_additional_response_data: { sca_details: { tra_exempltion_indicator: "1" } }
        }
      })
      assert.strictEqual(order.completed, "2025-05-14T08:50:32")
      assert.deepStrictEqual(order.payment_details, {
        card_entry_mode: "ICC",
        issuer_id: "0021",
        card_additional_response_data: { sca_details: { tra_exemption_indicator: "1" } }
      })
    })
  )

  it.effect("reads the cart and its tax tables with numbers as text and PHP's empty lists", () =>
    Effect.gen(function* () {
      const order = yield* decode({
        status: "completed",
        order_total: "374.85",
        order_adjustment: { total_adjustment: "0.00", total_tax: 59.85 },
        checkout_options: {
          default: [],
          alternate: [{ name: "none", standalone: "", rules: [{ country: "", rate: "0.00" }] }]
        },
        shopping_cart: {
          items: [
            {
              name: "Test",
              unit_price: "100.00",
              quantity: "1",
              cashback: "",
              options: [],
              merchant_item_id: 1111,
              weight: { unit: "KG", value: "12" }
            }
          ]
        }
      })
      assert.strictEqual(order.order_total, 374.85)
      assert.deepStrictEqual(order.order_adjustment, { total_adjustment: 0, total_tax: 59.85 })
      assert.deepStrictEqual(order.checkout_options, {
        default: {},
        alternate: [{ name: "none", standalone: false, rules: [{ rate: 0 }] }]
      })
      assert.deepStrictEqual(order.shopping_cart, {
        items: [
          {
            name: "Test",
            unit_price: 100,
            quantity: 1,
            options: [],
            merchant_item_id: "1111",
            weight: { unit: "KG", value: 12 }
          }
        ]
      })
    })
  )

  it.effect("keeps bank transfer instructions as they are, even an IBAN as a key", () =>
    Effect.gen(function* () {
      const gateway_info = { NL07DEUT7351106754: "NL07DEUT7351106754", reference: "234374824", issuer_name: null }
      assert.deepStrictEqual((yield* decode({ status: "initialized", gateway_info })).gateway_info, gateway_info)
    })
  )

  it.effect("does not print the token of the event stream", () =>
    Effect.gen(function* () {
      const order = yield* decode({ status: "initialized", events_token: "eyJ0eXAi" })
      assert.notInclude(`${JSON.stringify(order)} ${String(order.events_token)}`, "eyJ0eXAi")
      assert.strictEqual(order.events_token && Redacted.value(order.events_token), "eyJ0eXAi")
      assert.strictEqual((yield* encode(order)).events_token, "eyJ0eXAi")
    })
  )
})

describe("OrderDetails: round trips", () => {
  it.effect.prop("gives back any order", { order: OrderDetails.OrderDetails }, ({ order }) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* decode(yield* encode(order)), order)
    })
  )

  it.effect.prop(
    "encodes to JSON: the text says everything the value does",
    { order: OrderDetails.OrderDetails },
    ({ order }) =>
      Effect.gen(function* () {
        const body = yield* encode(order)
        assert.deepStrictEqual(yield* decode(JSON.parse(JSON.stringify(body))), yield* decode(withoutMinusZero(body)))
      })
  )

  // Fields with values of any kind: known names, wrong types, unknown names, nested.
  const Names = Schema.Literals([
    "order_id",
    "amount",
    "costs",
    "customer",
    "payment_details",
    "payment_methods",
    "related_transactions",
    "fastcheckout",
    "type",
    "last4",
    "__proto__",
    "constructor",
    "new_field",
    "completed_date"
  ])
  type Wild = string | number | boolean | null | ReadonlyArray<Wild> | { readonly [key: string]: Wild }
  const Wild: Schema.Codec<Wild> = Schema.Union([
    Schema.Literals(["", "YES", "NO", "0", "12.50", "text"]),
    Schema.Int,
    Schema.Finite,
    Schema.Boolean,
    Schema.Null,
    Schema.Array(Schema.suspend(() => Wild)),
    Schema.Record(
      Names,
      Schema.suspend(() => Wild)
    )
  ])

  it.effect.prop(
    "decoding what decoding and encoding gave changes nothing more, whatever the API sends",
    { wild: Arbitrary.schema(Schema.Array(Schema.Tuple([Names, Wild]))) },
    ({ wild }) =>
      Effect.gen(function* () {
        const first = yield* decode({ ...Object.fromEntries(wild), status: "completed" })
        const second = yield* decode(yield* encode(first))
        assert.deepStrictEqual(second, first)
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect("writes fastcheckout in the API's words", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* encode({ status: "completed", fastcheckout: true }), {
        status: "completed",
        fastcheckout: "YES"
      })
    })
  )
})

const everything: { readonly [key: string]: unknown } = {
  status: "text",
  fastcheckout: "NO",
  ...Object.fromEntries(
    "order_id transaction_id auth_order_id currency financial_status reason reason_code created modified completed description items payment_method var1 var2 var3 payment_url cancel_url qr_url session_id events_token events_url events_stream_url site_id type debit_credit"
      .split(" ")
      .map((key) => [key, "text"])
  ),
  ...Object.fromEntries("amount amount_refunded order_total".split(" ").map((key) => [key, 1])),
  ...Object.fromEntries(
    "customer payment_details custom_info shopping_cart checkout_options order_adjustment gateway_info customer_verification payment_data"
      .split(" ")
      .map((key) => [key, {}])
  ),
  ...Object.fromEntries("payment_methods costs related_transactions".split(" ").map((key) => [key, []]))
}
