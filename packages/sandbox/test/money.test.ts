// Refunds, captures and stored cards.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, payLater, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

const paid = (order_id: string, more: object = {}) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    yield* call("POST", "/orders", redirect(order_id, more))
    return yield* sandbox.pay(order_id)
  })

const refund = (order_id: string, amount: number | undefined, refund_order_id?: string) =>
  call("POST", `/orders/${order_id}/refunds`, { currency: "EUR", amount, refund_order_id })

describe("refunds", () => {
  it.effect("are reserved, then paid out at midnight in Amsterdam", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* paid("o-1", { gateway: "VISA" })
      const answered = yield* refund("o-1", 300, "r-1")
      assert.deepStrictEqual(Object.keys(answered.data), ["transaction_id", "refund_id", "order_id"])
      const before = yield* sandbox.order("o-1")
      assert.strictEqual(before.amount_refunded, 300)
      assert.strictEqual(before.status, "completed")
      assert.strictEqual(before.related_transactions?.[0]?.order_id, "r-1")
      assert.strictEqual((yield* sandbox.order("r-1")).status, "reserved")
      // The test's clock began at 01:00 in Amsterdam.
      yield* TestClock.adjust("22 hours")
      assert.strictEqual((yield* sandbox.order("r-1")).status, "reserved")
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* sandbox.order("r-1")).status, "completed")
      assert.strictEqual((yield* sandbox.order("o-1")).status, "partial_refunded")
    }).pipe(provided)
  )

  it.effect("can be accepted by hand, and of everything make the order refunded", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* paid("o-1")
      yield* refund("o-1", 0, "r-1")
      assert.strictEqual((yield* sandbox.order("r-1")).status, "initialized")
      yield* sandbox.acceptRefund("o-1")
      const order = yield* sandbox.order("o-1")
      assert.deepStrictEqual(
        [order.status, order.financial_status, order.amount_refunded],
        ["refunded", "completed", 1000]
      )
    }).pipe(provided)
  )

  it.effect("never exceed what was paid", () =>
    Effect.gen(function* () {
      yield* paid("o-1")
      assert.strictEqual(verdict(yield* refund("o-1", 1001)), "404 1034")
      assert.strictEqual(verdict(yield* refund("o-1", 600, "r-1")), "200")
      assert.strictEqual(verdict(yield* refund("o-1", 401, "r-2")), "404 1034")
      assert.strictEqual(verdict(yield* refund("o-1", undefined, "r-3")), "200")
      assert.strictEqual(verdict(yield* refund("o-1", 1, "r-4")), "404 1034")
    }).pipe(provided)
  )

  it.effect("of the same amount within five minutes are refused, and later are not", () =>
    Effect.gen(function* () {
      yield* paid("o-1")
      yield* refund("o-1", 100, "r-1")
      assert.strictEqual(verdict(yield* refund("o-1", 100, "r-2")), "404 1034")
      assert.strictEqual(verdict(yield* refund("o-1", 101, "r-2")), "200")
      yield* TestClock.adjust("299 seconds")
      assert.strictEqual(verdict(yield* refund("o-1", 100, "r-3")), "404 1034")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(verdict(yield* refund("o-1", 100, "r-3")), "200")
    }).pipe(provided)
  )

  it.effect("need the order's currency, an id that is free, and an order that is paid", () =>
    Effect.gen(function* () {
      yield* paid("o-1")
      const dollars = { currency: "USD", amount: 1, refund_order_id: "r-1" }
      assert.strictEqual(verdict(yield* call("POST", "/orders/o-1/refunds", dollars)), "404 1002")
      assert.strictEqual(verdict(yield* refund("o-1", 1, "o-1")), "404 1006")
      assert.strictEqual(verdict(yield* refund("nope", 1)), "404 1006")
      yield* call("POST", "/orders", redirect("o-2"))
      assert.strictEqual(verdict(yield* refund("o-2", 1)), "404 1034")
    }).pipe(provided)
  )

  it.effect("follow the rules of the method", () =>
    Effect.gen(function* () {
      yield* paid("bizum", { gateway: "BIZUM" })
      assert.strictEqual(verdict(yield* refund("bizum", 1, "r-1")), "200")
      assert.strictEqual(verdict(yield* refund("bizum", 2, "r-2")), "404 1034")
      yield* paid("voucher", { gateway: "MONIMEAL" })
      assert.strictEqual(verdict(yield* refund("voucher", 1, "r-3")), "404 1034")
      yield* paid("late", { gateway: "VISA" })
      yield* TestClock.adjust("181 days")
      assert.strictEqual(verdict(yield* refund("late", 1, "r-4")), "404 1034")
    }).pipe(provided)
  )

  it.effect("can be withdrawn until they are paid out", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* paid("o-1")
      const first = String((yield* refund("o-1", 300, "r-1")).data["refund_id"])
      const withdraw = (id: string) => call("PATCH", `/orders/o-1/refunds/${id}`, { status: "void" })
      assert.strictEqual(verdict(yield* withdraw(first)), "200")
      assert.strictEqual((yield* sandbox.order("o-1")).amount_refunded, 0)
      assert.strictEqual((yield* sandbox.order("r-1")).status, "void")
      assert.strictEqual(verdict(yield* withdraw(first)), "410 1000")
      yield* refund("o-1", 301, "r-2")
      yield* sandbox.acceptRefund("r-2")
      assert.strictEqual(verdict(yield* withdraw("r-2")), "410 1000")
      assert.strictEqual(verdict(yield* withdraw("r-9")), "404 1006")
    }).pipe(provided)
  )

  it.effect("of lines give back the lines with their tax", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", payLater("o-1", "KLARNA"))
      yield* sandbox.pay("o-1")
      const line = {
        name: "Book",
        unit_price: "10.00",
        quantity: 2,
        merchant_item_id: "1111",
        tax_table_selector: "high"
      }
      const items = [line, { ...line, quantity: -1 }]
      yield* call("POST", "/orders/o-1/refunds", { refund_order_id: "r-1", checkout_data: { items } })
      assert.strictEqual((yield* sandbox.order("r-1")).amount, 1210)
      const nothing = yield* call("POST", "/orders/o-1/refunds", { checkout_data: { items: [line] } })
      assert.strictEqual(verdict(nothing), "404 1034")
    }).pipe(provided)
  )
})

describe("manual capture", () => {
  const capture = (order_id: string, amount: number | undefined, new_order_id?: string) =>
    call("POST", `/orders/${order_id}/capture`, { amount, new_order_id, new_order_status: "completed" })

  it.effect("takes the amount part by part, each an order of its own", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { capture: "manual" }))
      const authorised = yield* sandbox.order("o-1")
      assert.strictEqual(`${authorised.status}/${authorised.financial_status}`, "completed/initialized")
      assert.strictEqual(authorised.payment_details?.capture_remain, 1000)
      assert.strictEqual(authorised.payment_details?.capture, "manual")

      assert.strictEqual((yield* capture("o-1", 400, "c-1")).data["order_id"], "c-1")
      assert.strictEqual((yield* sandbox.order("o-1")).payment_details?.capture_remain, 600)
      assert.strictEqual((yield* sandbox.order("c-1")).auth_order_id, "o-1")
      assert.strictEqual(verdict(yield* capture("o-1", 601)), "404 1001")
      assert.strictEqual(verdict(yield* capture("o-1", 1, "c-1")), "404 1006")
      assert.strictEqual(verdict(yield* capture("o-1", undefined, "c-2")), "200")
      const done = yield* sandbox.order("o-1")
      assert.strictEqual(`${done.status}/${done.financial_status}`, "completed/completed")
      assert.strictEqual(verdict(yield* capture("o-1", 1)), "404 1000")

      assert.strictEqual(verdict(yield* refund("o-1", 1)), "404 1034")
      assert.strictEqual(verdict(yield* refund("c-1", 400, "r-1")), "200")
    }).pipe(provided)
  )

  it.effect("of everything at once completes the order itself, whatever name it is given, and is refunded there", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const [id, amount] of [
        ["o-1", 1000],
        ["o-2", undefined]
      ] as const) {
        const placed = yield* call("POST", "/orders", card(id, "4111111111111111", { capture: "manual" }))
        const { data } = yield* capture(id, amount, `${id}-capture`)
        assert.deepStrictEqual([data["order_id"], data["transaction_id"]], [id, placed.data["transaction_id"]])
        const order = yield* sandbox.order(id)
        assert.strictEqual(`${order.status}/${order.financial_status}`, "completed/completed")
        assert.strictEqual(order.payment_details?.capture_remain, 0)
        assert.isUndefined(order.related_transactions)
        assert.strictEqual(verdict(yield* call("GET", `/orders/${id}-capture`)), "404 1006")
        assert.strictEqual(verdict(yield* capture(id, 1)), "404 1000")
        assert.strictEqual(verdict(yield* refund(id, 400, `r-${id}`)), "200")
        yield* sandbox.acceptRefund(`r-${id}`)
        assert.strictEqual((yield* sandbox.order(id)).status, "partial_refunded")
      }
    }).pipe(provided)
  )

  it.effect("can be released, in part or in full", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["whole", "part"]) {
        yield* call("POST", "/orders", card(id, "4111111111111111", { capture: "manual" }))
      }
      yield* capture("part", 400, "c-1")
      const released = yield* call("PATCH", "/capture/whole", { status: "cancelled", reason: "sold out" })
      assert.strictEqual(released.data["success"], true)
      assert.strictEqual((yield* sandbox.order("whole")).status, "void")
      yield* call("PATCH", "/capture/part", { status: "cancelled", reason: "sold out" })
      const part = yield* sandbox.order("part")
      assert.strictEqual(part.status, "completed")
      assert.deepStrictEqual(
        part.related_transactions?.map((one) => [one.type, one.status, one.amount]),
        [
          ["capture", "completed", 400],
          ["auth-cancellation", "void", 600]
        ]
      )
      assert.strictEqual(
        verdict(yield* call("PATCH", "/capture/part", { status: "cancelled", reason: "x" })),
        "404 1000"
      )
      assert.strictEqual(verdict(yield* call("PATCH", "/capture/part", { status: "cancelled" })), "404 1016")
    }).pipe(provided)
  )

  it.effect("lapses after the scheme's window", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { capture: "manual" }))
      yield* TestClock.adjust("7 days")
      const order = yield* sandbox.order("o-1")
      assert.strictEqual(`${order.status}/${order.financial_status}`, "void/void")
      assert.strictEqual(verdict(yield* capture("o-1", 1)), "404 1000")
    }).pipe(provided)
  )
})

describe("tokens", () => {
  it.effect("are kept on request, listed, charged, renewed and removed", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      assert.strictEqual(verdict(yield* call("GET", "/recurring/customer-1")), "410 1000")
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { recurring_model: "cardOnFile" }))
      const token = (yield* sandbox.order("o-1")).payment_details?.recurring_id ?? ""
      const { data } = yield* call("GET", "/recurring/customer-1")
      const [listed] = data["tokens"] as ReadonlyArray<{ readonly [key: string]: unknown }>
      assert.deepStrictEqual(
        [listed?.["token"], listed?.["last4"], listed?.["recurring_model"]],
        [token, 1111, "cardOnFile"]
      )
      const one = yield* call("GET", `/recurring/customer-1/token/${token}`)
      assert.deepStrictEqual(
        [one.data["model"], one.data["expiry_date"], one.data["expired"]],
        ["cardOnFile", "3012", 0]
      )

      const charge = {
        ...redirect("o-2"),
        type: "direct",
        gateway: undefined,
        recurring_id: token,
        recurring_model: "cardOnFile",
        customer: { reference: "customer-1", ip_address: "123.123.123.123" }
      }
      const charged = yield* call("POST", "/orders", charge)
      assert.strictEqual(charged.data["status"], "completed", charged.text)
      assert.strictEqual((yield* sandbox.order("o-2")).payment_details?.type, "VISA")
      const unknown = yield* call("POST", "/orders", { ...charge, order_id: "o-3", recurring_id: "nope" })
      assert.strictEqual(verdict(unknown), "404 1000")

      const path = `/recurring/customer-1/update/${token}`
      assert.strictEqual((yield* call("PATCH", path, { expiry_date: "2512" })).data["updated"], true)
      assert.strictEqual((yield* call("DELETE", `/recurring/customer-1/remove/${token}`)).data["removed"], true)
      assert.strictEqual(verdict(yield* call("DELETE", `/recurring/customer-1/remove/${token}`)), "410 1000")
      assert.strictEqual(verdict(yield* call("PATCH", path, { expiry_date: "2512" })), "410 1000")
      assert.strictEqual(verdict(yield* call("GET", "/recurring/customer-1")), "410 1000")
    }).pipe(provided)
  )
})
