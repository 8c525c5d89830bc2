// Every answer that a sandbox gives: each operation, each payment method by each flow through every turn of its life, and the refusals.
// Whatever is asked here is asked through one caller, which keeps what it hears.
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Operations from "@effect-multisafepay/core/Operations"
import { minimal } from "../../../core/test/fixtures/minimalOrders.ts"
import { match } from "../../src/internal/api/Route.ts"
import * as Sandbox from "../../src/Sandbox.ts"
import { base, callAt, card, cart, customerFields, debit, payLater, redirect } from "../support.ts"

export interface Answered {
  readonly operation: Pick<Operation.Any, "name" | "method" | "path">
  readonly status: number
  readonly body: unknown
  /** Which of several answers this is, as the document names it. */
  readonly alternative: string | undefined
}

type Fields = { readonly [key: string]: unknown }
type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** A notification is an order without its envelope. */
const notification = { name: "notification", method: "GET", path: "/orders/{psp_id}" } as const

const alternativeOf = (name: string, path: string, body: unknown): string | undefined => {
  const order = (body ?? {}) as Fields
  if (name === "orders.create") {
    if ((order["gateway_info"] as Fields | undefined)?.["terminal_id"] !== undefined) return "postCloudPayment"
    return order["type"] === "direct"
      ? "postOrdersDirect"
      : order["type"] === "checkout"
        ? "postOrdersFastCheckout"
        : "postOrdersRedirect"
  }
  if (name === "orders.update") {
    if (order["status"] === "cancelled") return "patchOrdersCancel"
    return order["amount"] === undefined ? "patchOrdersShip" : "patchOrdersPartiallyShip"
  }
  if (name === "refunds.create") return path.includes("-shipment-") ? "refundPartialShipment" : "refundOrder"
  return undefined
}

const recorder = () => {
  const answers: Array<Answered> = []
  const as =
    (key: string | undefined) =>
    (method: Method, path: string, body?: unknown): ReturnType<ReturnType<typeof callAt>> =>
      Effect.tap(callAt(base, key)(method, path, body), (answered) => {
        const operation = Operations.all.find(
          (one) => one.method === method && match(one.path, path.replace(/\?.*$/, "")) !== undefined
        )
        if (operation === undefined) throw new Error(`${method} ${path} is no operation`)
        const alternative = alternativeOf(operation.name, path, body)
        answers.push({ operation, status: answered.status, body: JSON.parse(answered.text), alternative })
        return Effect.void
      })
  return { answers, as, call: as(undefined) }
}

type Call = ReturnType<typeof recorder>["call"]

/** Every answer of one sandbox. */
export const all = Effect.gen(function* () {
  const { answers, as, call } = recorder()
  yield* lives(call)
  yield* money(call)
  yield* kinds(call)
  yield* tokens(call)
  yield* lists(call)
  yield* refusals(call, as("another-key"))
  const sandbox = yield* Sandbox.Sandbox
  for (const { body } of yield* sandbox.notices()) {
    const data = JSON.parse(body) as unknown
    answers.push({ operation: notification, status: 200, body: { success: true, data }, alternative: undefined })
  }
  return answers
})

const full = (order_id: string, gateway: string, more: object = {}): Fields => ({
  ...payLater(order_id, gateway, {
    payment_options: redirect("").payment_options,
    custom_info: { custom_1: "gift", custom_2: "", custom_3: 7 },
    var1: "a",
    var2: "2",
    ...more
  })
})

const bare = (order_id: string, gateway: Gateway.Id, flow: Gateway.Flow): Fields => ({
  ...minimal(gateway, flow),
  order_id,
  payment_options: redirect("").payment_options
})

// By redirect with all that an order can say, directly with no more than the method demands, and then everything that can happen next.
const lives = Effect.fnUntraced(function* (call: Call) {
  const sandbox = yield* Sandbox.Sandbox
  let n = 0
  const place = Effect.fnUntraced(function* (order: (order_id: string) => Fields) {
    const order_id = `life-${++n}`
    const { status } = yield* call("POST", "/orders", order(order_id))
    return status === 200 ? order_id : undefined
  })
  for (const gateway of Gateway.ids) {
    const entry: Gateway.Entry = Gateway.catalogue[gateway]
    const currency = entry.currencies?.includes("EUR") === false ? entry.currencies[0] : "EUR"
    const starts = [
      ...(entry.flows.includes("redirect") ? [(id: string) => full(id, gateway, { currency })] : []),
      ...(entry.flows.includes("direct") ? [(id: string) => ({ ...bare(id, gateway, "direct"), currency })] : [])
    ]
    for (const start of starts) {
      const first = yield* place(start)
      if (first === undefined) continue
      yield* call("GET", `/orders/${first}`)
      for (const outcome of yield* sandbox.outcomes(first)) {
        const order_id = yield* place(start)
        if (order_id === undefined) continue
        yield* sandbox.outcome(order_id, outcome)
        yield* call("GET", `/orders/${order_id}`)
        // After the others it begins anew, or is over.
        const goesOn = outcome === "completed" || outcome === "uncleared" || outcome === "authorised"
        for (const next of goesOn ? yield* sandbox.outcomes(order_id) : []) {
          const again = yield* place(start)
          if (again === undefined) continue
          yield* sandbox.outcome(again, outcome)
          yield* sandbox.outcome(again, next)
          yield* call("GET", `/orders/${again}`)
        }
      }
    }
  }
})

// What a merchant does to an order that is paid, by each method: ship, give back a part and the rest, cancel.
const money = Effect.fnUntraced(function* (call: Call) {
  const sandbox = yield* Sandbox.Sandbox
  const read = (order_id: string) => call("GET", `/orders/${order_id}`)
  for (const gateway of Gateway.ids) {
    const paid = Effect.fnUntraced(function* (verb: string) {
      const order_id = `${verb}-${gateway}`
      yield* call("POST", "/orders", payLater(order_id, "", { gateway: undefined }))
      yield* sandbox.pay(order_id, { gateway })
      return order_id
    })
    const given = yield* paid("refund")
    yield* Effect.ignore(sandbox.settle(given))
    const back = yield* call("POST", `/orders/${given}/refunds`, { currency: "EUR", amount: 1000 })
    yield* read(given)
    if (back.status === 200) {
      const refund = String(back.data["refund_id"])
      yield* call("GET", `/transactions/${refund}`)
      yield* Effect.ignore(sandbox.acceptRefund(refund))
      yield* read(given)
      yield* call("POST", `/orders/${given}/refunds`, { currency: "EUR", amount: 0, refund_order_id: `rest-${given}` })
      yield* Effect.ignore(sandbox.acceptRefund(`rest-${given}`))
      yield* read(given)
      yield* read(`rest-${given}`)
    }
    const shipped = yield* paid("ship")
    yield* call("PATCH", `/orders/${shipped}`, { status: "shipped", tracktrace_code: "3S1" })
    yield* read(shipped)
    yield* call("PATCH", `/orders/${yield* paid("cancel")}`, { status: "cancelled", exclude_order: 1 })
    const parts = yield* paid("parts")
    const part = yield* call("PATCH", `/orders/${parts}`, { status: "shipped", amount: 1000 })
    if (part.status === 200 && part.data["order_id"] !== undefined) {
      const shipment = String(part.data["order_id"])
      yield* read(shipment)
      yield* call("POST", `/orders/${shipment}/refunds`, { currency: "EUR", amount: 100 })
      yield* read(parts)
    }
    const returned = yield* paid("lines")
    const lines = [{ ...cart.shopping_cart.items[1], unit_price: "-5.00" }]
    yield* call("POST", `/orders/${returned}/refunds`, { currency: "EUR", checkout_data: { items: lines } })
    yield* read(returned)
  }
  for (const id of ["amount", "whole", "release", "rest"]) {
    yield* call("POST", "/orders", card(id, "4111111111111111", { capture: "manual" }))
    yield* read(id)
  }
  const capture = (id: string, amount: number, new_order_id: string) =>
    call("POST", `/orders/${id}/capture`, {
      amount,
      new_order_id,
      new_order_status: "completed",
      invoice_id: "1",
      carrier: "PostNL",
      reason: "",
      memo: ""
    })
  yield* capture("amount", 400, "amount-1")
  yield* read("amount")
  yield* read("amount-1")
  yield* capture("whole", 1000, "whole-1")
  yield* read("whole")
  yield* call("PATCH", "/capture/release", { status: "cancelled", reason: "" })
  yield* read("release")
  yield* capture("rest", 400, "rest-1")
  yield* call("PATCH", "/capture/rest", { status: "cancelled", reason: "" })
  yield* read("rest")
  yield* call("POST", "/orders", redirect("void"))
  yield* sandbox.pay("void")
  const { data } = yield* call("POST", "/orders/void/refunds", { currency: "EUR", amount: 100 })
  yield* call("PATCH", `/orders/void/refunds/${String(data["refund_id"])}`, { status: "void" })
  yield* read("void")
})

// Orders that are not a method by redirect or directly.
const kinds = Effect.fnUntraced(function* (call: Call) {
  const sandbox = yield* Sandbox.Sandbox
  const orders: ReadonlyArray<Fields> = [
    redirect("182"),
    redirect("kind-link", { type: "paymentlink", gateway: undefined, days_active: 2 }),
    full("kind-checkout", "", { type: "checkout", gateway: undefined }),
    redirect("kind-terminal", { gateway: undefined, gateway_info: { terminal_id: "0000004d" } }),
    redirect("kind-qr", { gateway: "MISTERCASH", gateway_info: { qr_enabled: true } }),
    redirect("kind-component", {
      type: "direct",
      gateway: "CREDITCARD",
      payment_data: { payload: "p".repeat(40), gateway: "VISA" },
      customer: customerFields
    }),
    card("kind-3ds", "5555555555554444"),
    card("kind-amex", "378734493671000"),
    card("kind-refused", "4012001038488884"),
    debit("kind-debit", "NL87ABNA0000000002"),
    redirect("kind-unreferenced", { type: "unreferenced_refund" })
  ]
  for (const order of orders) {
    yield* call("POST", "/orders", order)
    yield* call("GET", `/orders/${String(order["order_id"])}`)
  }
  yield* sandbox.pay("182")
  yield* call("GET", "/orders/182")
  yield* call("POST", "/orders/kind-qr/cancel")
  yield* call("GET", "/orders/kind-qr")
  yield* call("PATCH", "/orders/kind-checkout", { new_order_id: "kind-renamed" })
  yield* call("PATCH", "/orders/kind-link", { invoice_id: "2026-1" })
  yield* call("PATCH", "/orders/kind-link", { status: "cancelled" })
  yield* call("GET", "/orders/kind-link")
  yield* call("POST", "/orders", payLater("kind-klarna", "KLARNA"))
  yield* sandbox.pay("kind-klarna")
  yield* call("PATCH", "/orders/kind-klarna", { extend_expiration: true })
  yield* TestClock.adjust("3 minutes")
  yield* call("GET", "/orders/kind-debit")
  yield* call("GET", "/orders/kind-amex")
  yield* TestClock.adjust("40 days")
  yield* call("GET", "/orders/kind-3ds")
})

const tokens = Effect.fnUntraced(function* (call: Call) {
  const stored = { recurring_model: "cardOnFile" }
  for (const number of ["4111111111111111", "5500000000000004", "374500000000015", "67034500054620008"]) {
    yield* call("POST", "/orders", card(`token-${number}`, number, stored))
    yield* call("GET", `/orders/token-${number}`)
  }
  yield* call("POST", "/orders", debit("token-debit", "NL87ABNA0000000001", { recurring_model: "subscription" }))
  const { data } = yield* call("GET", "/recurring/customer-1")
  for (const { token } of data["tokens"] as ReadonlyArray<{ readonly token: string }>) {
    yield* call("GET", `/recurring/customer-1/token/${token}`)
    yield* call("POST", "/orders", {
      ...redirect(`charge-${token.slice(0, 8)}`),
      gateway: undefined,
      type: "direct",
      recurring_id: token,
      recurring_model: "unscheduled"
    })
    yield* call("PATCH", `/recurring/customer-1/update/${token}`, { expiry_date: "3101" })
    yield* call("DELETE", `/recurring/customer-1/remove/${token}`)
  }
})

const lists = Effect.fnUntraced(function* (call: Call) {
  for (const gateway of Gateway.ids) {
    yield* call("GET", `/gateways/${gateway}`)
    yield* call("GET", `/payment-methods/${gateway}`)
  }
  for (const path of [
    "/gateways",
    "/gateways?include=coupons",
    "/payment-methods",
    "/payment-methods?include_coupons=1",
    "/payment-methods?group_cards=1",
    "/issuers/ideal",
    "/issuers/mybank",
    "/issuers/eps",
    "/categories",
    "/me",
    "/auth/api_token"
  ]) {
    yield* call("GET", path)
  }
  // All that ever had a transaction, page by page.
  let path: string | undefined = "/transactions?limit=1000"
  while (path !== undefined) {
    const page = yield* call("GET", path)
    const { cursor } = (page.json["pager"] ?? {}) as { readonly cursor?: { readonly after: string } }
    path = cursor === undefined ? undefined : `/transactions?limit=1000&after=${cursor.after}`
    for (const { transaction_id } of (page.json["data"] as ReadonlyArray<Fields>).slice(0, 20)) {
      yield* call("GET", `/transactions/${String(transaction_id)}`)
    }
  }
})

// A key of somebody else and ids that nobody has, for every operation; and a wrong value for every code that a request can get.
const refusals = Effect.fnUntraced(function* (call: Call, stranger: Call) {
  const seen = new Set<string>()
  for (const { method, path } of Operations.all) {
    if (seen.has(`${method} ${path}`)) continue
    seen.add(`${method} ${path}`)
    const address = path.replaceAll(/\{[^}]*\}/g, "nobodys")
    const body = method === "POST" || method === "PATCH" ? {} : undefined
    yield* stranger(method as Method, address, body)
    yield* call(method as Method, address, body)
    if (body !== undefined) yield* call(method as Method, address, "{")
  }
  yield* call("POST", "/orders", redirect("twice"))
  const sandbox = yield* Sandbox.Sandbox
  yield* sandbox.pay("twice")
  const wrong: ReadonlyArray<object> = [
    redirect("twice"),
    redirect("wrong", { amount: -1 }),
    redirect("wrong", { currency: "EURO" }),
    redirect("w".repeat(60)),
    redirect("wrong", { customer: { ip_address: "nowhere" } }),
    redirect("wrong", { description: "d".repeat(300) }),
    redirect("wrong", { customer: { country: "Netherlands" } }),
    redirect("wrong", { gateway: "NOBODYS" }),
    redirect("wrong", { var1: "v".repeat(600) }),
    payLater("wrong", "KLARNA", { amount: 1 }),
    debit("wrong", "NL87ABNA0000000001", { gateway_info: {} }),
    redirect("wrong", { type: "direct", recurring_id: "nobodys", gateway: undefined })
  ]
  for (const order of wrong) yield* call("POST", "/orders", order)
  yield* call("PATCH", "/orders/twice", { status: "cancelled", exclude_order: 1 })
  yield* call("POST", "/orders/twice/refunds", { currency: "EUR", amount: 5000 })
  yield* call("POST", "/orders/twice/refunds", { currency: "USD", amount: 1 })
  yield* call("POST", "/orders/twice/capture", { amount: 1, new_order_id: "c", new_order_status: "completed" })
  yield* call("POST", "/orders/twice/cancel")
  yield* call("GET", "/payment-methods/NOBODYS")
  yield* call("GET", "/gateways/NOBODYS")
})
