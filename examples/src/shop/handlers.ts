// The shop behind its API. What MultiSafepay refuses or does not answer becomes a problem.
import { randomUUID } from "node:crypto"
import { Cart, Money, MultiSafepayError, Order, OrderId } from "@effect-multisafepay/core"
import { Orders, Problem, Refunds } from "@effect-multisafepay/http"
import { Config, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { OrderBook } from "./OrderBook.ts"
import { ShopApi } from "./ShopApi.ts"

const prices = { chair: "124.75", mug: "9.95" }
const membership = Money.eur("12.50")

const asProblem = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.catchIf(
    effect,
    (error) => error instanceof MultiSafepayError.MultiSafepayError,
    (error) => Effect.as(Effect.logError(error), Problem.toResponse(error))
  )

/** The shop's address on the internet, where customers return to and MultiSafepay calls. */
const urls = Effect.map(
  Config.String("SHOP_URL").pipe(Config.withDefault("https://shop.example")),
  (shop) =>
    ({
      notification_method: "POST",
      notification_url: `${shop}/webhooks/multisafepay`,
      redirect_url: `${shop}/thanks`,
      cancel_url: `${shop}/cart`
    }) as const
)

export const OrdersLive = HttpApiBuilder.group(
  ShopApi,
  "orders",
  Effect.fn(function* (handlers) {
    const orders = yield* Orders.Orders
    const refunds = yield* Refunds.Refunds
    const book = yield* OrderBook
    const payment_options = yield* urls
    return handlers.handleAll({
      checkout: Effect.fn("shop.checkout")(function* ({ payload }) {
        const order_id = yield* Effect.sync(randomUUID)
        const cart = yield* Effect.fromResult(
          Cart.make(
            payload.lines.map(({ product, quantity }) =>
              Cart.gross({ name: product, merchant_item_id: product, price: prices[product], tax: "0.21", quantity })
            ),
            { currency: "EUR" }
          )
        ).pipe(Effect.orDie)
        yield* book.open(order_id, cart.amount)
        // No gateway: the customer chooses on the page.
        const placed = yield* orders.create({
          type: "redirect",
          order_id,
          description: "Your order",
          customer: { email: payload.email },
          payment_options,
          ...cart
        })
        return { order_id, payment_url: placed.payment_url ?? payment_options.redirect_url }
      }, asProblem),
      status: ({ params: { order_id } }) => book.get(order_id),
      refund: Effect.fn("shop.refund")(function* ({ params: { number, order_id }, payload: { amount } }) {
        yield* book.get(order_id)
        const refund_order_id = OrderId.child(order_id, "refund", number)
        yield* refunds.ensure(order_id, { refund_order_id, currency: "EUR", amount })
        return { refund_order_id }
      }, asProblem),
      ship: ({ params: { order_id }, payload }) => orders.ship(order_id, payload).pipe(Effect.asVoid, asProblem)
    })
  })
)

export const SubscriptionsLive = HttpApiBuilder.group(
  ShopApi,
  "subscriptions",
  Effect.fn(function* (handlers) {
    const orders = yield* Orders.Orders
    const book = yield* OrderBook
    const payment_options = yield* urls
    return handlers.handleAll({
      // The first payment: the customer is there, and lets the shop charge this card again.
      start: Effect.fn("shop.subscribe")(function* ({ params: { customer }, payload: { email } }) {
        const order_id = `${customer}-start`
        yield* book.open(order_id, membership.amount)
        const placed = yield* orders.create({
          type: "redirect",
          gateway: "CREDITCARD",
          order_id,
          description: "Membership",
          ...membership,
          recurring_model: "subscription",
          customer: { email, reference: customer },
          payment_options
        })
        return { order_id, payment_url: placed.payment_url ?? payment_options.redirect_url }
      }, asProblem),
      // Once a month, from a job that may die and run again: the order's id is the month, and `ensure` looks before it charges.
      charge: Effect.fn("shop.charge")(function* ({ params: { customer, month } }) {
        const token = yield* book.token(customer)
        const order_id = `${customer}-${month}`
        yield* book.open(order_id, membership.amount)
        yield* orders.ensure(
          yield* Order.build(
            Order.direct({ order_id, description: `Membership ${month}`, ...membership }).pipe(
              Order.recurring({ model: "subscription", id: token }),
              Order.customer({ reference: customer }),
              Order.urls(payment_options)
            )
          ).pipe(Effect.orDie)
        )
        return yield* Effect.orDie(book.get(order_id))
      }, asProblem)
    })
  })
)
