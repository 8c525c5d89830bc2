// The catalogue against what people who do this job found in November 2026, row by row: each row of that table is a test here, and the
// catalogue says of each where it comes from and since when.
import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Gateway from "../src/Gateway.ts"
import { CreateOrder } from "../src/CreateOrder.ts"
import * as Order from "../src/Order.ts"
import * as Schema from "effect/Schema"

const file = new URL("../../../../shared/cases/evidence.md", import.meta.url)
const absent = !existsSync(file)

const entry = (id: Gateway.Id): Gateway.Entry => Gateway.catalogue[id]
const isCorrected = (id: Gateway.Id, source: RegExp) =>
  assert.isTrue(
    (entry(id).corrections ?? []).some((one) => source.test(one.source) && /^20\d\d-\d\d$/.test(one.date)),
    `${id} names ${source}`
  )
const base = { order_id: "o-1", currency: "EUR", amount: 20_000, description: "A mug" }
const item = { name: "Mug", unit_price: 200, quantity: 1, merchant_item_id: "1" }
const goods = { customer: { email: "a@shop.example" }, shopping_cart: { items: [item] } }
const read = (order: object) => Schema.decodeUnknownSync(CreateOrder)({ ...base, ...order })
const codes = (order: object) => Order.warnings(read(order)).map(({ code, path }) => `${code} ${path}`)

/** By the first cell of the table's rows. */
const rows: { readonly [method: string]: () => void } = {
  DIRECTBANK: () => {
    assert.strictEqual(entry("DIRECTBANK").endOfLife?.state, "ended")
    for (const shop of [/Shopware/, /Drupal/, /Magento/]) isCorrected("DIRECTBANK", shop)
  },
  ZINIA: () => {
    assert.strictEqual(entry("ZINIA").endOfLife?.state, "ended")
    for (const shop of [/Magento/, /PrestaShop/, /Shopware/]) isCorrected("ZINIA", shop)
  },
  ALIPAY: () => {
    assert.strictEqual(entry("ALIPAY").endOfLife?.state, "closing")
    isCorrected("ALIPAY", /Shopware, OpenCart and Drupal/)
  },
  IDEAL: () => {
    assert.strictEqual(entry("IDEAL").name, "iDEAL | Wero")
    isCorrected("IDEAL", /Magento 3\.16 and Shopware 4\.3/)
  },
  IN3: () => {
    assert.strictEqual(entry("IN3").name, "in3")
    read({ type: "direct", gateway: "IN3", ...goods, gateway_info: { phone: "0612345678" } })
    isCorrected("IN3", /Magento 3\.9\.1 and 3\.16, OpenCart and PrestaShop/)
  },
  IN3B2B: () => {
    read({ type: "redirect", gateway: "IN3B2B", ...goods })
    read({ type: "paymentlink", gateway: "IN3B2B" })
    isCorrected("IN3B2B", /Magento, Shopware/)
  },
  "APPLEPAY, GOOGLEPAY": () => {
    for (const gateway of ["APPLEPAY", "GOOGLEPAY"] as const) {
      read({ gateway, capture: "manual" })
      read({ type: "direct", gateway, capture: "manual", gateway_info: { payment_token: "t" } })
      assert.notInclude(codes({ gateway, capture: "manual" }), "capture-not-possible capture")
      isCorrected(gateway, /Shopware 4\.3/)
    }
  },
  "DIRDEB direct": () => {
    const account = { account_id: "NL1", account_holder_iban: "NL1", account_holder_name: "A" }
    const order = { type: "direct", gateway: "DIRDEB", gateway_info: account }
    assert.include(codes(order), "recommended-field-missing gateway_info.emandate")
    isCorrected("DIRDEB", /Magento/)
  },
  "EINVOICE, PAYAFTER": () => {
    for (const gateway of ["EINVOICE", "PAYAFTER"] as const) {
      read({ type: "direct", gateway, ...goods, gateway_info: { birthday: "1970-01-01" } })
      const sent = { type: "direct", gateway, ...goods, gateway_info: { bankaccount: "NL87ABNA0000000001" } }
      assert.deepInclude(read(sent), { gateway_info: { bank_account: "NL87ABNA0000000001" } })
      isCorrected(gateway, /PHP SDK/)
    }
  },
  "KLARNA, IN3, AFTERPAY redirect": () => {
    for (const gateway of ["KLARNA", "IN3", "AFTERPAY"] as const) {
      assert.include(codes({ gateway, ...goods }), "recommended-field-missing delivery")
      isCorrected(gateway, /Magento and WooCommerce/)
    }
  },
  MULTIBANCO: () => {
    assert.deepInclude(entry("MULTIBANCO").refund, { full: false, partial: false, api: false })
    isCorrected("MULTIBANCO", /Magento, WooCommerce and PrestaShop/)
  },
  // Open: it stays as the documentation has it, and the catalogue says that nobody knows.
  MBWAY: () => {
    assert.deepInclude(entry("MBWAY").refund, { full: true, partial: true })
    assert.deepInclude(entry("MBWAY").corrections?.[0], { says: "open" })
  },
  BILLINK: () => {
    assert.deepStrictEqual(entry("BILLINK").taxRates, [0, 0.05, 0.06, 0.07, 0.09, 0.16, 0.19, 0.2, 0.21])
    isCorrected("BILLINK", /WooCommerce and PrestaShop/)
  },
  // A page of the documentation says so, while an example of it has such a line: a warning, and no refusal.
  "AFTERPAY (Riverty)": () => {
    assert.strictEqual(entry("AFTERPAY").taxRates, "taxed")
    assert.isUndefined(entry("AFTERPAY").refuses)
    const order = { gateway: "AFTERPAY", ...goods, checkout_options: { tax_tables: { default: { rate: 0 } } } }
    assert.include(codes(order), "tax-rate-not-taken shopping_cart.items[0].tax_table_selector")
  },
  "pay later": () => {
    for (const gateway of Gateway.ids.filter((id) => entry(id).category === "bnpl")) {
      const order = { gateway, customer: {}, shopping_cart: { items: [item, item] } }
      assert.include(codes(order), "item-id shopping_cart.items[1].merchant_item_id")
    }
    isCorrected("KLARNA", /OpenCart/)
  },
  "IN3B2B, BNPL_OB, BNPL_INST, ZINIA_IN3": () => {
    for (const id of ["IN3B2B", "BNPL_OB", "BNPL_INST", "ZINIA_IN3"] as const) {
      assert.deepStrictEqual(entry(id).statuses, entry("IN3").statuses)
      isCorrected(id, /inference/)
    }
  },
  "gift cards": () => {
    for (const id of "GIVACARD GOODCARD PODIUM WELLNESSGIFTCARD WINKELCHEQUE VVVBON WEBSHOPGIFTCARD".split(" ")) {
      assert.deepInclude(Option.getOrThrow(Gateway.get(id)) as Gateway.Entry, { category: "prepaid", coupon: true })
      isCorrected(id as Gateway.Id, /plug-ins/)
    }
  }
}

describe("the catalogue at November 2026", () => {
  it.each(Object.entries(rows))("%s", (_, holds) => {
    holds()
  })

  it.skipIf(absent)(
    `has a test of every row ${absent ? "(skipped: ../shared/cases/evidence.md is not beside this checkout)" : ""}`,
    () => {
      const table = readFileSync(file, "utf8").split("## Payment methods")[1]?.split("\n## ")[0] ?? ""
      const methods = table
        .split("\n")
        .filter((line) => line.startsWith("| ") && !line.startsWith("| method"))
        .map((line) => line.split("|")[1]?.trim())
      assert.deepStrictEqual(methods, Object.keys(rows))
    }
  )
})
