// The questions that the vendor's documents leave open, each as a few requests. The same are asked of the vendor's test environment and of
// the sandbox. Nothing here needs a lever: cards end as the vendor's test data say.
import * as Effect from "effect/Effect"
import * as Json from "../../src/internal/state/Json.ts"
import { card, cart, customerFields, payLater, redirect } from "../support.ts"
import type { Answered, Api, Undecided } from "./Api.ts"

export interface Scenario {
  readonly name: string
  /** What is decided by it: numbers of docs/decisions.md, options of the sandbox. */
  readonly decides: string
  readonly run: (api: Api) => Effect.Effect<unknown, Undecided>
}

const scenario = (name: string, decides: string, run: Scenario["run"]): Scenario => ({ name, decides, run })

const paid = "4111111111111111"
const refused = "4012001038488884"

const statusOf = ({ body }: Answered) => Json.at(body, "data", "status")

/** A card order that is paid at once; an account without direct cards decides nothing that needs one. */
const pay = (api: Api, more: object = {}) =>
  Effect.gen(function* () {
    yield* api.ask("a card pays", "POST", "/orders", card(api.id("a"), paid, more))
    const order = yield* api.ask("it is read", "GET", `/orders/${api.id("a")}`)
    yield* api.need(statusOf(order) === "completed", "this account's test card does not pay directly")
  })

const read = (api: Api, name: string, step: string) => api.ask(step, "GET", `/orders/${api.id(name)}`)
const place = (api: Api, step: string, body: object) => api.ask(step, "POST", "/orders", body)
const refund = (api: Api, step: string, body: object) =>
  api.ask(step, "POST", `/orders/${api.id("a")}/refunds`, { currency: "EUR", ...body })
const capture = (api: Api, step: string, amount: number, name: string) =>
  api.ask(step, "POST", `/orders/${api.id("a")}/capture`, {
    amount,
    new_order_id: api.id(name),
    new_order_status: "completed"
  })

const authorise = (api: Api) =>
  Effect.gen(function* () {
    yield* place(api, "a card is authorised", card(api.id("a"), paid, { capture: "manual" }))
    const order = yield* read(api, "a", "it is read")
    yield* api.need(
      Json.at(order.body, "data", "financial_status") === "initialized" && statusOf(order) === "completed",
      "this account's test card is not authorised by a direct order"
    )
  })

/** One order each, which differs by what is asked. */
const orders = (name: string, decides: string, bodies: { readonly [step: string]: object }) =>
  scenario(name, decides, (api) =>
    Effect.forEach(Object.entries(bodies), ([step, more], index) =>
      Effect.gen(function* () {
        const placed = yield* place(api, step, { ...redirect(api.id(`${index}`)), ...more })
        if (placed.status === 200) yield* read(api, `${index}`, `${step}, read`)
      })
    )
  )

export const scenarios: ReadonlyArray<Scenario> = [
  scenario("what a wrong key hears", "43: 401 with 1032, or 403 with a message", (api) =>
    Effect.gen(function* () {
      yield* api.ask("gateways with a wrong key", "GET", "/gateways", undefined, "wrong")
      yield* api.ask("gateways without a key", "GET", "/gateways", undefined, "none")
      yield* api.ask("transactions with a wrong key", "GET", "/transactions", undefined, "wrong")
      yield* api.ask("an order with a wrong key", "POST", "/orders", redirect(api.id("a")), "wrong")
    })
  ),
  scenario("what is said of an order that nobody placed", "12a: 404 with 1006, or 1000 for changes", (api) =>
    Effect.gen(function* () {
      yield* read(api, "a", "it is read")
      yield* refund(api, "it is refunded", { amount: 1 })
      yield* capture(api, "it is captured", 1, "b")
      yield* api.ask("it is cancelled", "PATCH", `/orders/${api.id("a")}`, { status: "cancelled" })
      yield* api.ask("it is shipped", "PATCH", `/orders/${api.id("a")}`, { status: "shipped" })
    })
  ),
  scenario("what is said of a path that there is not", "44", (api) => api.ask("it is read", "GET", "/nonsense")),
  scenario("whether an order is found before somebody opens its page", "11, preTransactionVisible", (api) =>
    Effect.andThen(place(api, "it is placed", redirect(api.id("a"))), read(api, "a", "it is read"))
  ),
  scenario("whether an unpaid order's id may be used again", "11, 41, orderIdReuse", (api) =>
    Effect.gen(function* () {
      yield* place(api, "it is placed", redirect(api.id("a")))
      yield* place(api, "the same again", redirect(api.id("a")))
      yield* place(api, "another amount", redirect(api.id("a"), { amount: 1500 }))
      yield* read(api, "a", "it is read")
    })
  ),
  scenario("whether a paid order's id may be used again", "11, orderIdReuse", (api) =>
    Effect.gen(function* () {
      yield* pay(api)
      yield* place(api, "a redirect order of the same id", redirect(api.id("a")))
      yield* place(api, "the card again", card(api.id("a"), paid))
      yield* read(api, "a", "it is read again")
    })
  ),
  scenario("what becomes of an order that the shop cancels before it is paid", "27, 41", (api) =>
    Effect.gen(function* () {
      yield* place(api, "it is placed", redirect(api.id("a")))
      yield* api.ask("it is cancelled", "PATCH", `/orders/${api.id("a")}`, { status: "cancelled" })
      yield* read(api, "a", "it is read")
      yield* place(api, "the same again", redirect(api.id("a")))
    })
  ),
  scenario("what an order shows whose link has run out", "31, 41", (api) =>
    Effect.gen(function* () {
      yield* place(api, "it is placed", redirect(api.id("a"), { seconds_active: 30 }))
      yield* api.pass("90 seconds")
      yield* read(api, "a", "it is read")
      yield* place(api, "the same again", redirect(api.id("a")))
    })
  ),
  scenario("what a direct card order answers", "39: types of ids and numbers", (api) => pay(api)),
  scenario("what a card that is refused answers", "31, 41", (api) =>
    Effect.gen(function* () {
      yield* place(api, "a card is refused", card(api.id("a"), refused))
      yield* read(api, "a", "it is read")
      yield* place(api, "the same id with another card", card(api.id("a"), paid))
    })
  ),
  scenario("whether a direct card order needs the customer's address", "25e", (api) => {
    const { ip_address: _, ...customer } = customerFields
    return place(api, "without ip_address", card(api.id("a"), paid, { customer }))
  }),
  scenario("what a direct bank transfer answers", "39", (api) =>
    Effect.gen(function* () {
      const order = { ...redirect(api.id("a")), type: "direct", gateway: "BANKTRANS", customer: customerFields }
      yield* place(api, "it is placed", order)
      yield* read(api, "a", "it is read")
    })
  ),
  scenario("whether pay later needs a delivery", "25e", (api) =>
    Effect.forEach(["KLARNA", "BILLINK", "BNPL_MF", "BNPL_INSTM"], (gateway) => {
      const { delivery: _, ...order } = payLater(api.id(gateway), gateway)
      return place(api, gateway, order)
    })
  ),
  scenario("what a refund of more than is left answers", "12a, 40", (api) =>
    Effect.gen(function* () {
      yield* pay(api)
      yield* refund(api, "more than was paid", { amount: 1001 })
      yield* refund(api, "a part", { amount: 600 })
      yield* read(api, "a", "it is read after a part")
      yield* refund(api, "more than is left", { amount: 600 })
      yield* refund(api, "the rest", { amount: 400 })
      yield* refund(api, "when nothing is left", { amount: 1 })
      yield* read(api, "a", "it is read at the end")
    })
  ),
  scenario("what a refund without an amount is", "19", (api) =>
    Effect.gen(function* () {
      yield* pay(api)
      yield* refund(api, "no amount", {})
      yield* read(api, "a", "it is read after the refund")
    })
  ),
  scenario("what a refund of an unpaid order answers", "12a", (api) =>
    Effect.andThen(place(api, "it is placed", redirect(api.id("a"))), refund(api, "it is refunded", { amount: 100 }))
  ),
  scenario("whether a refund's name may be used twice", "12a, 20", (api) =>
    Effect.gen(function* () {
      yield* pay(api)
      yield* refund(api, "a refund with a name", { amount: 100, refund_order_id: api.id("r") })
      yield* refund(api, "the same name again", { amount: 200, refund_order_id: api.id("r") })
      yield* read(api, "r", "it is read by its name")
    })
  ),
  scenario("what a refund in another currency answers", "19", (api) =>
    Effect.andThen(pay(api), refund(api, "dollars", { amount: 100, currency: "USD" }))
  ),
  ...(["negative price", "negative quantity"] as const).map((form) =>
    scenario(`what lines that go back by a ${form} are worth`, "20, 25a", (api) =>
      Effect.gen(function* () {
        yield* pay(api, { amount: 3025, ...cart })
        const [unit_price, quantity] = form === "negative price" ? ["-10.00", 1] : ["10.00", -1]
        const line = { name: "Book", unit_price, quantity, merchant_item_id: "1111", tax_table_selector: "high" }
        yield* refund(api, "a book goes back", { checkout_data: { items: [...cart.shopping_cart.items, line] } })
        yield* read(api, "a", "it is read after the refund")
      })
    )
  ),
  scenario("whether a capture of everything makes an order", "39a", (api) =>
    Effect.gen(function* () {
      yield* authorise(api)
      yield* capture(api, "everything is captured", 1000, "c")
      yield* read(api, "a", "the order is read")
      yield* read(api, "c", "the capture is read")
    })
  ),
  scenario("which order a last part completes", "39a: captures in parts", (api) =>
    Effect.gen(function* () {
      yield* authorise(api)
      yield* capture(api, "a part", 400, "c")
      yield* capture(api, "more than is left", 601, "d")
      yield* capture(api, "the name of the first again", 100, "c")
      yield* capture(api, "the rest", 600, "e")
      yield* read(api, "a", "the order is read")
      yield* read(api, "c", "the first part is read")
      yield* read(api, "e", "the last part is read")
    })
  ),
  orders("whether unknown fields are passed over", "42, 47b", {
    "a field that there is not": { something: "else" },
    "a misspelt object": { payment_option: { close_window: true } }
  }),
  orders("what blank fields mean", "6", {
    "an empty description": { description: "" },
    "a list for an object": { customer: [] },
    nulls: { var1: null, customer: null, days_active: null },
    "empty texts": { var1: "", gateway: "" }
  }),
  orders("which amounts are read", "6a, 47b", {
    "text of digits": { amount: "1000" },
    "text with a point": { amount: "10.00" },
    "a number with a fraction": { amount: 10.5 },
    zero: { amount: 0 },
    negative: { amount: -1 }
  }),
  orders("which words are read", "6a, 8, 25d, 47b", {
    "a currency in small letters": { currency: "eur" },
    "a currency that there is not": { currency: "ABC" },
    "a gateway in small letters": { gateway: "ideal" },
    "the vendor's own spelling": { gateway: "iDEAL" },
    "one letter away": { gateway: "IDEALL" },
    "a gateway of no list": { gateway: "NEWPAY" },
    "a type in capitals": { type: "REDIRECT" }
  }),
  scenario("whether a cart has to add up", "47b: validate_cart", (api) =>
    Effect.gen(function* () {
      yield* place(api, "a cart of another amount", payLater(api.id("a"), "KLARNA", { amount: 3000 }))
      const order = payLater(api.id("b"), "KLARNA", { amount: 3000 })
      const checkout_options = { ...order.checkout_options, validate_cart: false }
      yield* place(api, "and it is not to be compared", { ...order, checkout_options })
    })
  )
]
