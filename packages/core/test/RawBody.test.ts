import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import * as Issue from "@effect-multisafepay/core/Issue"
import { CreateAffiliateTransaction } from "@effect-multisafepay/core/partner/Balance"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as RawBody from "@effect-multisafepay/core/RawBody"
import * as Refund from "@effect-multisafepay/core/Refund"
import { base, cart, minimal } from "./fixtures/minimalOrders.ts"

const refusals = (schema: Schema.Codec<unknown, unknown>, body: unknown): ReadonlyArray<string> =>
  Result.match(Schema.decodeUnknownResult(schema)(body), {
    onFailure: (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render),
    onSuccess: () => []
  })

/** What goes out for what came in. */
const sent = (body: unknown): unknown => Schema.encodeSync(CreateOrder)(Schema.decodeUnknownSync(CreateOrder)(body))

const line = { name: "Mug", unit_price: 10, quantity: 1 }

// Each habit in an order of its own: what a client writes, and what is meant by it.
const habits: ReadonlyArray<readonly [string, object, object]> = [
  ["null for what is not known", { customer: null, items: null }, {}],
  ["null deep inside", { customer: { state: null, city: "Delft" } }, { customer: { city: "Delft" } }],
  ["an empty text", { customer: { address2: "" } }, { customer: {} }],
  [
    "PHP's empty object",
    { custom_info: [], payment_options: { settings: [], close_window: true } },
    { payment_options: { close_window: true } }
  ],
  [
    "PHP's empty object in a line",
    { shopping_cart: { items: [{ ...line, weight: [] }] } },
    { shopping_cart: { items: [line] } }
  ],
  ["a type in capitals", { type: "REDIRECT" }, { type: "redirect" }],
  ["a gateway in small letters", { gateway: "mistercash" }, { gateway: "MISTERCASH" }],
  ["a gateway by its name", { gateway: "American Express" }, { gateway: "AMEX" }],
  ["numbers where text is due", { var1: 7, order_id: 1001 }, { var1: "7", order_id: "1001" }],
  [
    "a line's number",
    { shopping_cart: { items: [{ ...line, merchant_item_id: 9, tax_table_selector: 21 }] } },
    { shopping_cart: { items: [{ ...line, merchant_item_id: "9", tax_table_selector: "21" }] } }
  ],
  [
    "names in one word",
    { customer: { firstname: "Noor", lastname: "Bos" } },
    { customer: { first_name: "Noor", last_name: "Bos" } }
  ],
  [
    "the customer once more",
    { delivery: { locale: "nl-NL", ip_address: "203.0.113.9", company_name: "Bos" } },
    { delivery: { locale: "nl_NL", ip_address: "203.0.113.9", company_name: "Bos" } }
  ],
  ["a locale of WordPress", { customer: { locale: "de_DE_formal" } }, { customer: { locale: "de_DE" } }],
  ["a country in small letters", { customer: { country: "nl" } }, { customer: { country: "NL" } }],
  ["a gift card by its name", { gateway: "NATIONALETUINBON" }, { gateway: "NATNLETUIN" }],
  ["a gift card as plug-ins spell it", { gateway: "BEAUTYANDWELLNESS" }, { gateway: "BEAUTYWELL" }],
  [
    "a shop's address without its scheme",
    { plugin: { shop_root_url: "shop.test" } },
    { plugin: { shop_root_url: "shop.test" } }
  ],
  ["a cart with nothing in it", { shopping_cart: { items: null } }, {}],
  ["a client's version", { plugin: { sdk_version: "5.21.0" } }, { plugin: { sdk_version: "5.21.0" } }],
  ["200 emoji", { description: "🎁".repeat(200) }, { description: "🎁".repeat(200) }]
]

const asText: ReadonlyArray<readonly [string, object, object]> = [
  [
    "a fraction as text",
    { affiliate: { split_payments: [{ merchant: "1", percentage: "2.5" }] } },
    { affiliate: { split_payments: [{ merchant: "1", percentage: 2.5 }] } }
  ],
  ["numbers as text", { amount: "1000", days_active: "30" }, { amount: 1000, days_active: 30 }],
  [
    "booleans as text",
    { second_chance: { send_email: "TRUE" }, payment_options: { close_window: "0" } },
    { second_chance: { send_email: true }, payment_options: { close_window: false } }
  ],
  [
    "a model in small letters",
    { recurring_model: "cardonfile", customer: { reference: "c-1" } },
    { recurring_model: "cardOnFile", customer: { reference: "c-1" } }
  ],
  [
    "a list with a gap",
    { shopping_cart: { items: { "0": line, "2": line } } },
    { shopping_cart: { items: [line, line] } }
  ]
]

describe("an order as other clients write it", () => {
  it.each(habits)("%s is read by the schema of an order", (_, written, meant) => {
    assert.deepStrictEqual(sent({ ...base, ...written }), { ...base, ...meant })
  })

  it.each([...habits, ...asText])("%s is read as the service reads it", (_, written, meant) => {
    const { body, ignored } = RawBody.read(CreateOrder, { ...base, ...written })
    assert.deepStrictEqual(ignored, [])
    assert.deepStrictEqual(sent(body), { ...base, ...meant })
  })

  it.each(asText.slice(0, 4))("%s is refused by the schema of an order", (_, written) => {
    assert.isNotEmpty(refusals(CreateOrder, { ...base, ...written }))
  })

  it("comes without the fields that no order has, and their names", () => {
    const { body, ignored } = RawBody.read(CreateOrder, {
      ...base,
      shop: { name: "x" },
      delivery: { city: "Delft", something: "1", nothing: null },
      shopping_cart: { items: [line, { ...line, colour: "red" }] }
    })
    assert.deepStrictEqual(ignored, ["shop", "delivery.something", "shopping_cart.items[1].colour"])
    assert.deepStrictEqual(sent(body), { ...base, delivery: { city: "Delft" }, shopping_cart: { items: [line, line] } })
  })

  it("is still judged: what is wrong stays wrong", () => {
    const wrong: ReadonlyArray<readonly [object, string]> = [
      [{ amount: "ten" }, "amount: must be a number in the smallest unit: 1000 is EUR 10.00"],
      [{ amount: "10.50" }, "amount: must be a number in the smallest unit: 1000 is EUR 10.00"],
      [{ amount: "10.00" }, "amount: must be a number in the smallest unit: 1000 is EUR 10.00"],
      [{ days_active: "30.0" }, "days_active: Expected number"],
      [{ currency: "eur" }, "currency: Expected an ISO 4217 currency code such as EUR"],
      [{ gateway: 7 }, `gateway: must be a gateway's id, such as "IDEAL"`],
      [{ customer: "Noor" }, "customer: Expected object"]
    ]
    for (const [fields, rule] of wrong) {
      assert.deepStrictEqual(refusals(CreateOrder, RawBody.read(CreateOrder, { ...base, ...fields }).body), [rule])
    }
    for (const body of [null, "order", 7, [], undefined]) {
      assert.isNotEmpty(refusals(CreateOrder, RawBody.read(CreateOrder, body).body))
    }
  })

  it("takes PHP's second spelling of a security code for the same", () => {
    const order = minimal("VISA", "direct")
    const { card_cvc, ...info } = order["gateway_info"] as { readonly card_cvc: string }
    const { body, ignored } = RawBody.read(CreateOrder, {
      ...order,
      gateway_info: { ...info, cvc: card_cvc, card_cvc }
    })
    assert.deepStrictEqual([body, ignored], [order, []])
    assert.deepStrictEqual(sent({ ...order, gateway_info: { ...info, cvc: card_cvc } }), order)
  })

  it("keeps a security code as it is: 012 is lost in a number", () => {
    const order = minimal("VISA", "direct")
    const { body } = RawBody.read(CreateOrder, {
      ...order,
      gateway_info: { ...(order["gateway_info"] as object), card_cvc: 123 }
    })
    assert.deepStrictEqual(refusals(CreateOrder, body), ["gateway_info.card_cvc: Expected string"])
  })

  it("is the same when there is nothing to read into it", () => {
    const order = { ...base, shopping_cart: cart }
    assert.deepStrictEqual(RawBody.read(CreateOrder, order), { body: order, ignored: [] })
  })
})

describe("other requests as other clients write them", () => {
  it("a refund, by the kind it is", () => {
    const { body, ignored } = RawBody.read(Refund.CreateRefund, {
      amount: "250",
      currency: "EUR",
      note: "x",
      var1: null
    })
    assert.deepStrictEqual(body, { amount: 250, currency: "EUR" })
    assert.deepStrictEqual(ignored, ["note"])
    assert.deepStrictEqual(refusals(Refund.CreateRefund, body), [])
  })

  it("an update, by the kind of its kind", () => {
    const { body, ignored } = RawBody.read(OrderUpdate.UpdateOrder, { status: "shipped", tracktrace_code: 3, foo: 1 })
    assert.deepStrictEqual(body, { status: "shipped", tracktrace_code: "3" })
    assert.deepStrictEqual(ignored, ["foo"])
  })

  it("a flat one", () => {
    const { body, ignored } = RawBody.read(CreateAffiliateTransaction, { amount: "5", order_id: 7, more: [] })
    assert.deepStrictEqual([body, ignored], [{ amount: 5, order_id: "7" }, ["more"]])
  })

  it("an update, its words in any case; core's own schema refuses them", () => {
    for (const [written, meant] of [
      [
        { status: "Shipped", carrier: "Post" },
        { status: "shipped", carrier: "Post" }
      ],
      [
        { status: "SHIPPED", amount: 500 },
        { status: "shipped", amount: 500 }
      ],
      [
        { status: "Cancelled", exclude_order: "1" },
        { status: "cancelled", exclude_order: 1 }
      ]
    ] as const) {
      assert.deepStrictEqual(RawBody.read(OrderUpdate.UpdateOrder, written).body, meant)
      assert.isNotEmpty(refusals(OrderUpdate.UpdateOrder, written))
    }
  })

  it("an empty one of PHP", () => {
    assert.deepStrictEqual(RawBody.read(OrderUpdate.SetInvoice, []).body, {})
  })
})

const file = new URL("../../../../shared/cases/wire-orders.jsonl", import.meta.url)
const missing = !existsSync(file)
const orders: ReadonlyArray<{ readonly source: string; readonly body: object }> = missing
  ? []
  : readFileSync(file, "utf8")
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => JSON.parse(text))

describe.skipIf(missing)(
  `the orders of the vendor's clients ${missing ? "(skipped: ../shared/cases/wire-orders.jsonl is not beside this checkout)" : ""}`,
  () => {
    // One body of the PHP SDK's tests is no order at all.
    const isOrder = ({ body }: (typeof orders)[number]) => "amount" in body

    it.each(orders.filter(isOrder))("$source is read as the service reads it", ({ body }) => {
      assert.deepStrictEqual(refusals(CreateOrder, RawBody.read(CreateOrder, body).body), [])
    })

    it.each(orders.filter((order) => !isOrder(order)))("$source is refused: it names no amount", ({ body }) => {
      assert.deepStrictEqual(refusals(CreateOrder, RawBody.read(CreateOrder, body).body), [
        "currency: is required",
        "amount: is required"
      ])
    })

    it("are read by the schema of an order, but for those with fields that nobody declares", () => {
      for (const { body, source } of orders.filter(isOrder)) {
        const { ignored } = RawBody.read(CreateOrder, body)
        const issues = refusals(CreateOrder, body)
        if (issues.length > 0) console.log(`refused by CreateOrder: ${source}: ${issues.join("; ")}`)
        assert.deepStrictEqual(
          issues.toSorted(),
          ignored.map((path) => `${path}: is not a field of this request`).toSorted(),
          source
        )
      }
    })
  }
)
