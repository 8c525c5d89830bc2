// Money that goes back, and money that was reserved: a part refund whose answer gets lost, the rest, a mug returned by its line, a capture
// that releases what it leaves. On a local MultiSafepay.
// Run: node examples/src/refunds.ts
import { Cart, Money, Order, OrderId, Refund } from "@effect-multisafepay/core"
import { Captures, MultiSafepay, Orders, Refunds } from "@effect-multisafepay/http"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import { Console, Effect, Layer, Redacted } from "effect"

const shop = MultiSafepay.layer({ apiKey: Redacted.make("sandbox-api-key") }).pipe(
  Layer.provideMerge(Sandbox.layer({ notifications: "record" }))
)

const noor = {
  first_name: "Noor",
  last_name: "de Vries",
  address1: "Kraanspoor",
  house_number: "39C",
  zip_code: "1033 SC",
  city: "Amsterdam",
  country: "NL",
  phone: "0208500500",
  email: "noor@example.com"
}

/** The shop's own table of refunds: the n-th of an order, written down before the first attempt. */
const refundId = (order_id: string, n: number) => OrderId.child(order_id, "refund", n)

const program = Effect.gen(function* () {
  const orders = yield* Orders.Orders
  const refunds = yield* Refunds.Refunds
  const captures = yield* Captures.Captures
  const sandbox = yield* Sandbox.Sandbox

  // A part, and the answer is lost on its way back: the refund is found by its name, and not made again.
  yield* orders.create(Order.ideal({ order_id: "chair", description: "A chair", ...Money.eur("100.00") }))
  yield* sandbox.pay("chair")
  yield* sandbox.fault("reset-after-commit", { operation: "refunds.create" })
  const part = yield* refunds.ensure("chair", { refund_order_id: refundId("chair", 1), ...Money.eur("25.00") })
  yield* Console.log(`${part.refund_order_id}: EUR 25.00${part.reconciled ? ", found again" : ""}`)

  // More than is left: MultiSafepay says no, and nothing has happened.
  const tooMuch = yield* Effect.flip(
    refunds.ensure("chair", { refund_order_id: refundId("chair", 2), ...Money.eur("80.00") })
  )
  yield* Console.log(`${refundId("chair", 2)}: ${tooMuch.outcome}`)

  // Whatever is left.
  const rest = refunds.ensure("chair", { refund_order_id: refundId("chair", 3), currency: "EUR", full: true })
  yield* rest
  // The job has died before it wrote that down, and runs again a week later.
  yield* sandbox.clock.advance("7 days")
  yield* Console.log(`${refundId("chair", 3)}: ${(yield* rest).reconciled ? "was there" : "made twice!"}`)
  yield* Console.log(`chair: ${(yield* orders.get("chair")).status}`)

  // One of two mugs comes back. Pay-later orders are refunded by their lines.
  const mugs = yield* Effect.fromResult(
    Cart.make([Cart.gross({ name: "Mug", merchant_item_id: "mug", price: "9.95", quantity: 2, tax: "0.21" })], {
      currency: "EUR"
    })
  )
  yield* orders.create({
    type: "redirect",
    gateway: "KLARNA",
    order_id: "mugs",
    description: "Two mugs",
    customer: { ...noor, ip_address: "203.0.113.7", birthday: "1990-05-17", locale: "nl_NL" },
    delivery: noor,
    ...mugs
  })
  yield* sandbox.pay("mugs")
  yield* orders.ship("mugs")
  const returned = yield* Effect.fromResult(
    Refund.ofItems(yield* orders.get("mugs"), [{ merchant_item_id: "mug", quantity: 1 }])
  )
  yield* refunds.ensure("mugs", {
    refund_order_id: refundId("mugs", 1),
    currency: "EUR",
    checkout_data: returned.checkout_data
  })
  yield* Console.log(`${refundId("mugs", 1)}: ${returned.amount} cents for one mug`)

  // EUR 50.00 are reserved on a card; EUR 30.00 are taken, and the rest goes back at once.
  yield* orders.create({
    type: "redirect",
    gateway: "VISA",
    capture: "manual",
    order_id: "deposit",
    description: "A bicycle for a day",
    ...Money.eur("50.00")
  })
  yield* sandbox.authorise("deposit")
  const taken = yield* captures.ensure("deposit", {
    new_order_id: OrderId.child("deposit", "capture", 1),
    amount: 3000,
    rest: "release"
  })
  yield* Console.log(
    `${taken.new_order_id}: EUR 30.00, the rest ${taken.released?._tag === "Success" ? "released" : "kept"}`
  )
}).pipe(Effect.provide(shop))

await Effect.runPromise(program)
