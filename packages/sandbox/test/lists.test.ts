// What the site and the account can be asked about.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

type Row = { readonly [key: string]: unknown }
const rows = (answered: { readonly json: Row }) => answered.json["data"] as ReadonlyArray<Row>
const idsOf = (answered: { readonly json: Row }) => rows(answered).map((row) => row["id"])

describe("gateways", () => {
  it.effect("are listed without CREDITCARD and with one gift card, unless all are asked for", () =>
    Effect.gen(function* () {
      const all = yield* call("GET", "/gateways")
      assert.includeMembers(idsOf(all), ["VISA", "IDEAL", "KLARNA"])
      assert.notInclude(idsOf(all), "CREDITCARD")
      assert.strictEqual(rows(all).filter((row) => row["type"] === "coupon").length, 1)
      const coupons = yield* call("GET", "/gateways?include=coupons")
      assert.isAbove(rows(coupons).filter((row) => row["type"] === "coupon").length, 10)
    }).pipe(provided)
  )

  it.effect("are filtered by country, currency and amount", () =>
    Effect.gen(function* () {
      assert.notInclude(idsOf(yield* call("GET", "/gateways?country=DE")), "IDEAL")
      assert.include(idsOf(yield* call("GET", "/gateways?country=NL")), "IDEAL")
      assert.notInclude(idsOf(yield* call("GET", "/gateways?currency=USD")), "IDEAL")
      assert.notInclude(idsOf(yield* call("GET", "/gateways?amount=4999")), "IN3")
      assert.include(idsOf(yield* call("GET", "/gateways?amount=5000")), "IN3")
    }).pipe(provided)
  )

  it.effect("can be asked for one by one, in any case", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* call("GET", "/gateways/ideal")).data, { id: "IDEAL", description: "iDEAL | Wero" })
      assert.strictEqual(verdict(yield* call("GET", "/gateways/NOPE")), "404 1023")
    }).pipe(provided)
  )

  it.effect("are those the site has", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(idsOf(yield* call("GET", "/gateways")), ["VISA"])
      assert.strictEqual(verdict(yield* call("POST", "/orders", redirect("o-1"))), "404 1023")
    }).pipe(Effect.provide(Sandbox.layer({ notifications: "record", gateways: ["VISA"] })))
  )
})

describe("payment methods", () => {
  it.effect("tell what a checkout needs, and group cards when asked", () =>
    Effect.gen(function* () {
      const all = yield* call("GET", "/payment-methods")
      const klarna = rows(all).find((row) => row["id"] === "KLARNA")
      assert.strictEqual(klarna?.["shopping_cart_required"], true)
      const grouped = yield* call("GET", "/payment-methods?group_cards=1&type=payment-method")
      assert.include(idsOf(grouped), "CREDITCARD")
      assert.notInclude(idsOf(grouped), "VISA")
      const one = yield* call("GET", "/payment-methods/VISA")
      assert.deepStrictEqual(one.data["allowed_amount"], { max: 500_000, min: 1 })
      assert.strictEqual(verdict(yield* call("GET", "/payment-methods/NOPE")), "404 1023")
    }).pipe(provided)
  )

  it.effect(
    "are as the vendor's PHP SDK reads them: gift cards only when asked for, and a word about QR codes for each",
    () =>
      Effect.gen(function* () {
        const coupons = (all: ReadonlyArray<Row>) => all.filter((row) => row["type"] === "coupon").length
        const all = rows(yield* call("GET", "/payment-methods"))
        assert.strictEqual(coupons(all), 0)
        assert.isAbove(coupons(rows(yield* call("GET", "/payment-methods?include_coupons=1"))), 10)
        const withQr = all.filter((row) => {
          assert.deepStrictEqual(row["additional_data"], {})
          const apps = row["apps"] as { readonly [app: string]: { readonly qr: { readonly supported: boolean } } }
          return apps["payment_components"]?.qr.supported === true && apps["fastcheckout"]?.qr.supported === true
        })
        assert.deepStrictEqual(
          withQr.map((row) => row["id"]),
          ["MISTERCASH"]
        )
      }).pipe(provided)
  )
})

describe("the account", () => {
  it.effect("knows its key, categories, issuers and component tokens", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* call("GET", "/me")).data["site_id"], 12345)
      assert.include(JSON.stringify(rows(yield* call("GET", "/categories"))), "Games")
      assert.strictEqual(rows(yield* call("GET", "/issuers/ideal"))[0]?.["code"], "0031")
      for (const issuer of rows(yield* call("GET", "/issuers/mybank")))
        assert.deepStrictEqual(Object.keys(issuer), ["code", "description"])
      assert.isAbove(rows(yield* call("GET", "/issuers/MyBank")).length, 2)
      assert.strictEqual(verdict(yield* call("GET", "/issuers/eps")), "404 1023")
      const first = yield* call("GET", "/auth/api_token")
      const second = yield* call("GET", "/auth/api_token")
      assert.match(String(first.data["api_token"]), /^pub\.v2\./)
      assert.notStrictEqual(first.text, second.text)
    }).pipe(provided)
  )
})

describe("transactions", () => {
  const ids = (answered: { readonly json: Row }) => rows(answered).map((row) => row["order_id"])
  const cursor = (answered: { readonly json: Row }, name: "after" | "before") =>
    ((answered.json["pager"] as Row)["cursor"] as Row | undefined)?.[name]

  const five = Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    for (const n of [1, 2, 3, 4]) {
      yield* call("POST", "/orders", card(`o-${n}`, n === 4 ? "4012001038488884" : "4111111111111111"))
      yield* TestClock.adjust("1 hour")
    }
    yield* call("POST", "/orders", redirect("unopened"))
    yield* call("POST", "/orders/o-1/refunds", { currency: "EUR", amount: 250, refund_order_id: "r-1" })
    return sandbox
  })

  it.effect("come newest first, page by page, and the last cursor leads to an empty page without one", () =>
    Effect.gen(function* () {
      yield* five
      const first = yield* call("GET", "/transactions?limit=3")
      assert.deepStrictEqual(ids(first), ["r-1", "o-4", "o-3"])
      const second = yield* call("GET", `/transactions?limit=3&after=${String(cursor(first, "after"))}`)
      assert.deepStrictEqual(ids(second), ["o-2", "o-1"])
      const third = yield* call("GET", `/transactions?limit=3&after=${String(cursor(second, "after"))}`)
      assert.deepStrictEqual(ids(third), [])
      assert.isUndefined(cursor(third, "after"))
      const back = yield* call("GET", `/transactions?limit=3&before=${String(cursor(second, "before"))}`)
      assert.deepStrictEqual(ids(back), ["r-1", "o-4", "o-3"])
    }).pipe(provided)
  )

  it.effect("are filtered", () =>
    Effect.gen(function* () {
      yield* five
      assert.deepStrictEqual(ids(yield* call("GET", "/transactions?type=refund")), ["r-1"])
      assert.deepStrictEqual(ids(yield* call("GET", "/transactions?debit_credit=D")), ["r-1"])
      assert.deepStrictEqual(ids(yield* call("GET", "/transactions?status=declined&status=reserved")), ["r-1", "o-4"])
      // 02:00 to 03:00 in Amsterdam.
      const window = "created_from=1970-01-01T02:00:00&created_until=1970-01-01T03:00:00"
      assert.deepStrictEqual(ids(yield* call("GET", `/transactions?${window}`)), ["o-3", "o-2"])
    }).pipe(provided)
  )

  it.effect("have their costs in the smallest unit, and are found one by one", () =>
    Effect.gen(function* () {
      yield* five
      const [row] = rows(yield* call("GET", "/transactions?type=payment&status=completed&limit=1"))
      assert.deepStrictEqual([row?.["amount"], row?.["net"]], [1000, 956])
      const one = yield* call("GET", `/transactions/${String(row?.["transaction_id"])}`)
      assert.strictEqual(one.data["order_id"], row?.["order_id"])
      const nothing = yield* call("GET", "/transactions/1")
      assert.deepStrictEqual([nothing.status, nothing.json], [404, { message: "Not found" }])
    }).pipe(provided)
  )
})
