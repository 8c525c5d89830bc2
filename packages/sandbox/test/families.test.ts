// Every family of payment methods, taken through its life by the hands of payer, bank, merchant and clock.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, customerFields, debit, payLater, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

const pairOf = (order_id: string) =>
  Effect.map(
    call("GET", `/orders/${order_id}`),
    ({ data }) => `${String(data["status"])}/${String(data["financial_status"])}`
  )

const direct = (order_id: string, gateway: string, more: object = {}) => ({
  ...redirect(order_id),
  type: "direct",
  gateway,
  ...more
})

describe("cards", () => {
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ["4111111111111111", "completed/completed", "1000"],
    ["4761340000000019", "completed/completed", "1000"],
    ["5500000000000004", "completed/completed", "1000"],
    ["374200000000004", "declined/declined", "3001"],
    ["4012001037461114", "declined/declined", "3001"],
    ["4012001038488884", "declined/declined", "4002"],
    ["4917300000000008", "uncleared/uncleared", ""],
    ["5105105105105100", "completed/completed", "1000"]
  ]
  for (const [number, pair, reason_code] of cases) {
    it.effect(`${number} is ${pair}`, () =>
      Effect.gen(function* () {
        const placed = yield* call("POST", "/orders", card("o-1", number))
        assert.strictEqual(placed.status, 200, placed.text)
        assert.strictEqual(yield* pairOf("o-1"), pair)
        assert.strictEqual(placed.data["reason_code"] ?? "", reason_code)
        assert.notInclude(placed.text, number)
      }).pipe(provided)
    )
  }

  it.effect("tell the scheme of the number", () =>
    Effect.gen(function* () {
      for (const [order_id, number, scheme] of [
        ["a", "4111111111111111", "VISA"],
        ["b", "5500000000000004", "MASTERCARD"],
        ["c", "374500000000015", "AMEX"],
        ["d", "6799990000000000011", "MAESTRO"]
      ] as const) {
        const { data } = yield* call("POST", "/orders", card(order_id, number))
        assert.strictEqual((data["payment_details"] as { readonly type: string }).type, scheme)
      }
    }).pipe(provided)
  )

  it.effect("under review end after three minutes as the test number says", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", card("void", "4917300000000008"))
      yield* call("POST", "/orders", card("clear", "4462000000000003"))
      yield* TestClock.adjust("3 minutes")
      assert.strictEqual(yield* pairOf("void"), "void/cancelled")
      assert.strictEqual(yield* pairOf("clear"), "completed/completed")
    }).pipe(provided)
  )

  it.effect("under review can be accepted or declined, and are void after five days", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["accepted", "declined", "forgotten"]) {
        yield* call("POST", "/orders", redirect(id, { gateway: "VISA" }))
        yield* sandbox.review(id)
      }
      assert.strictEqual((yield* sandbox.pay("accepted")).status, "completed")
      assert.strictEqual((yield* sandbox.decline("declined", { reason_code: "4003" })).reason_code, "4003")
      yield* TestClock.adjust("5 days")
      assert.strictEqual(yield* pairOf("forgotten"), "void/cancelled")
    }).pipe(provided)
  )

  it.effect("cancelled by the payer are declined", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway: "VISA" }))
      yield* sandbox.outcome("o-1", "opened")
      yield* sandbox.cancel("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "declined/declined")
    }).pipe(provided)
  )

  it.effect("expire an hour after the payer has picked them", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway: "VISA" }))
      yield* TestClock.adjust("2 hours")
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      yield* sandbox.outcome("o-1", "opened")
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* pairOf("o-1"), "expired/expired")
    }).pipe(provided)
  )

  it.effect("5555555555554444 waits for authentication, as in the vendor's example", () =>
    Effect.gen(function* () {
      const { data } = yield* call("POST", "/orders", card("o-1", "5555555555554444"))
      assert.deepStrictEqual([data["status"], data["reason"]], ["initialized", "3D Secure Authorization"])
      assert.isDefined(data["customer_verification"])
    }).pipe(provided)
  )

  it.effect("ask for authentication when the description says so", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { data } = yield* call("POST", "/orders", card("o-1", "4111111111111111", { description: "x [[3ds]]" }))
      assert.strictEqual(data["status"], "initialized")
      assert.match(String(data["payment_url"]), /\/pay\//)
      assert.include(JSON.stringify(data["customer_verification"]), "<form")
      assert.strictEqual((yield* sandbox.pay("o-1")).status, "completed")
    }).pipe(provided)
  )

  it.effect("check a card without charging it", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { amount: 0, recurring_model: "cardOnFile" }))
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(provided)
  )
})

describe("direct debit", () => {
  const cases: ReadonlyArray<readonly [string, string, string, string]> = [
    ["1", "completed/completed", "completed/completed", "settled after two minutes"],
    ["2", "declined/declined", "declined/declined", "refused after two minutes"],
    ["3", "uncleared/uncleared", "completed/completed", "underway, then settled"],
    ["4", "uncleared/uncleared", "declined/declined", "underway, then refused"]
  ]
  for (const [digit, second, third, name] of cases) {
    it.effect(`NL87ABNA000000000${digit} is ${name}`, () =>
      Effect.gen(function* () {
        yield* call("POST", "/orders", debit("o-1", `NL87ABNA000000000${digit}`))
        assert.strictEqual(yield* pairOf("o-1"), "uncleared/initialized")
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual(yield* pairOf("o-1"), second)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* pairOf("o-1"), third)
      }).pipe(provided)
    )
  }

  it.effect("of another account settles after nine days", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", debit("o-1", "NL91ABNA0417164300"))
      yield* TestClock.adjust("8 days")
      assert.strictEqual(yield* pairOf("o-1"), "uncleared/initialized")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(provided)
  )
})

describe("bank methods", () => {
  it.effect("iDEAL waits for its payer, is void when cancelled and expires after an hour", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["paid", "cancelled", "expired"]) {
        const { data } = yield* call("POST", "/orders", direct(id, "IDEAL"))
        assert.strictEqual(data["status"], "initialized")
        assert.strictEqual(data["cancel_url"], `https://shop.test/cancelled?transactionid=${id}`)
      }
      yield* sandbox.pay("paid")
      yield* sandbox.cancel("cancelled")
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* pairOf("paid"), "completed/completed")
      assert.strictEqual(yield* pairOf("cancelled"), "void/cancelled")
      assert.strictEqual(yield* pairOf("expired"), "expired/expired")
    }).pipe(provided)
  )

  it.effect("Sofort is underway first and settles after three days", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway: "DIRECTBANK", customer: customerFields }))
      yield* sandbox.pay("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "uncleared/uncleared")
      yield* TestClock.adjust("3 days")
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(provided)
  )

  it.effect("a direct bank transfer answers with instructions and expires after 60 days", () =>
    Effect.gen(function* () {
      const { data } = yield* call("POST", "/orders", direct("o-1", "BANKTRANS", { customer: customerFields }))
      assert.match(String((data["gateway_info"] as { readonly reference: unknown }).reference), /^\d{16}$/)
      yield* TestClock.adjust("60 days")
      assert.strictEqual(yield* pairOf("o-1"), "expired/expired")
    }).pipe(provided)
  )

  it.effect("MB WAY goes by the amount and cannot be cancelled", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const phone = { ...customerFields, phone: "912345678" }
      for (const amount of [999, 1000, 2001]) {
        yield* call("POST", "/orders", direct(`o-${amount}`, "MBWAY", { amount, customer: phone }))
      }
      assert.strictEqual(yield* pairOf("o-999"), "declined/declined")
      assert.strictEqual(yield* pairOf("o-1000"), "completed/uncleared")
      assert.strictEqual(yield* pairOf("o-2001"), "initialized/initialized")
      assert.strictEqual((yield* Effect.flip(sandbox.cancel("o-2001"))).problem, "impossible")
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/o-2001", { status: "cancelled" })), "410 1000")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* pairOf("o-1000"), "completed/completed")
    }).pipe(provided)
  )

  it.effect("settling says what is missing: a payment first, or a method whose money comes later", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const why = (id: string) => Effect.map(Effect.flip(sandbox.settle(id)), ({ message }) => message)
      yield* call("POST", "/orders", redirect("ideal"))
      assert.include(yield* why("ideal"), "(with IDEAL the money is no step of its own: pay is all there is)")
      yield* sandbox.pay("ideal")
      assert.include(yield* why("ideal"), "(with IDEAL the money is no step of its own: pay is all there is)")
      yield* call("POST", "/orders", redirect("any", { gateway: "" }))
      assert.include(yield* why("any"), "(it has to be paid first)")
      yield* call("POST", "/orders", redirect("sofort", { gateway: "DIRECTBANK", customer: customerFields }))
      assert.include(yield* why("sofort"), "(it has to be paid first)")
      yield* sandbox.pay("sofort")
      assert.strictEqual((yield* sandbox.settle("sofort")).financial_status, "completed")
      assert.notInclude(yield* why("sofort"), "(")
    }).pipe(provided)
  )

  it.effect("PayPal and Bizum never get further than completed/initialized", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const gateway of ["PAYPAL", "BIZUM"]) {
        yield* call("POST", "/orders", redirect(gateway, { gateway }))
        yield* sandbox.pay(gateway)
        yield* TestClock.adjust("30 days")
        assert.strictEqual(yield* pairOf(gateway), "completed/initialized")
        assert.notInclude(yield* sandbox.outcomes(gateway), "settled")
      }
    }).pipe(provided)
  )
})

describe("pay later", () => {
  it.effect("is approved, shipped and settled", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", payLater("o-1", "KLARNA"))
      yield* sandbox.pay("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "completed/uncleared")
      const shipped = yield* call("PATCH", "/orders/o-1", { status: "shipped", tracktrace_code: "3S" })
      assert.strictEqual(shipped.text, '{"success":true,"data":{}}')
      assert.strictEqual(yield* pairOf("o-1"), "shipped/uncleared")
      yield* sandbox.settle("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "shipped/completed")
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/o-1", { status: "shipped" })), "410 1000")
    }).pipe(provided)
  )

  it.effect("can be cancelled before it is shipped, and not after", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const id of ["before", "after"]) {
        yield* call("POST", "/orders", payLater(id, "KLARNA"))
        yield* sandbox.pay(id)
      }
      yield* call("PATCH", "/orders/after", { status: "shipped" })
      assert.strictEqual((yield* call("PATCH", "/orders/before", { status: "cancelled" })).status, 200)
      assert.strictEqual(yield* pairOf("before"), "void/void")
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/after", { status: "cancelled" })), "410 1000")
    }).pipe(provided)
  )

  it.effect("gets more time only from Klarna", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const gateway of ["KLARNA", "BILLINK"]) {
        yield* call("POST", "/orders", payLater(gateway, gateway))
        yield* sandbox.pay(gateway)
      }
      const extend = { extend_expiration: true, reason: "late delivery" }
      assert.strictEqual((yield* call("PATCH", "/orders/KLARNA", extend)).status, 200)
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/BILLINK", extend)), "410 1000")
    }).pipe(provided)
  )

  it.effect("ships in parts, each an order of its own", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", payLater("o-1", "EINVOICE"))
      yield* sandbox.pay("o-1")
      const part = yield* call("PATCH", "/orders/o-1", { status: "shipped", amount: "1000" })
      assert.match(String(part.data["transaction_id"]), /^\d{17}$/)
      const shipment = String(part.data["order_id"])
      assert.strictEqual(yield* pairOf(shipment), "shipped/initialized")
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/o-1", { status: "shipped", amount: 2026 })), "404 1001")
      const refund = { currency: "EUR", amount: 400, refund_order_id: "r-1" }
      assert.strictEqual((yield* call("POST", `/orders/${shipment}/refunds`, refund)).status, 200)
      assert.strictEqual(verdict(yield* call("PATCH", "/orders/o-1", { status: "shipped" })), "410 1000")
    }).pipe(provided)
  )

  it.effect("is refused for the vendor's rejected persons", () =>
    Effect.gen(function* () {
      const info = { birthday: "1970-07-10", gender: "female", phone: "0208500500", email: "rejection@afterpay.nl" }
      const order = payLater("o-1", "AFTERPAY", { type: "direct", gateway_info: info })
      yield* call("POST", "/orders", order)
      assert.strictEqual(yield* pairOf("o-1"), "declined/declined")
      const accepted = { ...order, order_id: "o-2", gateway_info: { ...info, email: "simon@shop.test" } }
      yield* call("POST", "/orders", accepted)
      assert.strictEqual(yield* pairOf("o-2"), "completed/uncleared")
    }).pipe(provided)
  )
})

describe("every gateway of the catalogue", () => {
  for (const id of Gateway.ids) {
    const entry: Gateway.Entry = Gateway.catalogue[id]
    if (entry.statuses === undefined || entry.endOfLife?.state === "withdrawn" || !entry.flows.includes("redirect")) {
      continue
    }
    it.effect(`${id} ends in its own words`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        const currency = entry.currencies?.includes("EUR") === false ? entry.currencies[0] : "EUR"
        const order = { ...payLater("paid", id), payment_options: redirect("").payment_options, currency }
        const placed = yield* call("POST", "/orders", order)
        assert.strictEqual(placed.status, 200, placed.text)
        yield* call("POST", "/orders", { ...order, order_id: "declined" })
        yield* sandbox.pay("paid")
        yield* sandbox.decline("declined")
        assert.strictEqual(yield* pairOf("paid"), entry.statuses?.success.join("/"))
        assert.strictEqual(yield* pairOf("declined"), (entry.statuses?.declined ?? ["declined", "declined"]).join("/"))
        if (entry.statuses?.settled === undefined || entry.statuses.shipped !== undefined) return
        yield* sandbox.settle("paid")
        assert.strictEqual(yield* pairOf("paid"), entry.statuses.settled.join("/"))
      }).pipe(provided)
    )
  }
})

describe("a payment link", () => {
  it.effect("works for days_active, and expires when nobody came", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1", { type: "paymentlink", gateway: "", days_active: 2 }))
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* pairOf("o-1"), "expired/expired")
    }).pipe(provided)
  )

  it.effect("seconds_active wins over days_active", () =>
    Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1", { days_active: 2, seconds_active: 60 }))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* pairOf("o-1"), "expired/expired")
    }).pipe(provided)
  )

  it.effect("can be tried again after a decline, as a new transaction", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway: "" }))
      const first = yield* sandbox.decline("o-1", { gateway: "VISA" })
      const second = yield* sandbox.pay("o-1", { gateway: "IDEAL" })
      assert.notStrictEqual(first.transaction_id, second.transaction_id)
      assert.strictEqual(first.payment_details?.type, "VISA")
      assert.strictEqual(second.payment_details?.type, "IDEAL")
      assert.strictEqual(second.status, "completed")
      // The earlier transaction still leads to its order.
      assert.strictEqual((yield* sandbox.order(first.transaction_id ?? "")).order_id, "o-1")
    }).pipe(provided)
  )

  it.effect("is dead after twenty openings and after a cancellation", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { gateway: "VISA" }))
      for (let i = 0; i < 20; i++) yield* sandbox.decline("o-1")
      assert.deepStrictEqual(yield* sandbox.outcomes("o-1"), [])
      yield* call("POST", "/orders", redirect("o-2"))
      yield* call("PATCH", "/orders/o-2", { status: "cancelled" })
      assert.deepStrictEqual(yield* sandbox.outcomes("o-2"), [])
      assert.strictEqual(yield* pairOf("o-2"), "cancelled/null")
    }).pipe(provided)
  )
})

describe("terminals and QR codes", () => {
  it.effect("are cancelled by POST, others are not", () =>
    Effect.gen(function* () {
      const qr = redirect("o-1", { gateway: "MISTERCASH", gateway_info: { qr_enabled: true } })
      const placed = yield* call("POST", "/orders", qr)
      assert.include(String(placed.data["qr_url"]), "qr=1")
      const cancelled = yield* call("POST", "/orders/o-1/cancel")
      assert.strictEqual(cancelled.status, 200)
      assert.isUndefined(cancelled.data["order_id"])
      assert.isNull(cancelled.data["financial_status"])
      yield* call("POST", "/orders", redirect("o-2"))
      const refused = yield* call("POST", "/orders/o-2/cancel")
      assert.deepStrictEqual([refused.status, refused.json], [403, { message: "Forbidden" }])
    }).pipe(provided)
  )

  it.effect("a terminal gives up after a minute", () =>
    Effect.gen(function* () {
      const order = { ...redirect("o-1"), gateway: undefined, gateway_info: { terminal_id: "0000004d" } }
      const placed = yield* call("POST", "/orders", order)
      assert.strictEqual(placed.status, 200, placed.text)
      assert.isString(placed.data["events_token"])
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* pairOf("o-1"), "cancelled/null")
    }).pipe(provided)
  )
})

describe("chargebacks", () => {
  it.effect("take the money back where the method has them", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      yield* sandbox.chargeback("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "chargeback/completed")
      const order = yield* sandbox.order("o-1")
      assert.strictEqual(order.related_transactions?.[0]?.type, "chargeback")
      yield* call("POST", "/orders", redirect("o-2"))
      yield* sandbox.pay("o-2")
      assert.strictEqual((yield* Effect.flip(sandbox.chargeback("o-2"))).problem, "impossible")
    }).pipe(provided)
  )
})
