// The stand-in for MultiSafepay, and the shop.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import { PaymentOrders } from "../../src/index.ts"
import { type FakeApi, makeFakeApi } from "./FakeApi.ts"

/** The world of one test: the stand-in for MultiSafepay, and the shop. */
export class World extends Context.Service<
  World,
  {
    readonly api: FakeApi
    /** What the shop was told, by order id. */
    readonly placed: Map<string, Array<string | undefined>>
    /** Orders that the shop hands over; others are made up from the payment. */
    readonly orders: Map<string, Effect.Effect<Option.Option<CreateOrder>>>
  }
>()("test/World") {}

export const redirect = (order_id: string, amount = 1000): CreateOrder =>
  ({ type: "redirect", order_id, amount, currency: "EUR", description: "Test" }) as CreateOrder

/** Charges as soon as it is placed. */
export const charging = (order_id: string): CreateOrder =>
  ({ ...redirect(order_id), type: "direct", gateway: "CREDITCARD", recurring_id: "1" }) as unknown as CreateOrder

export const makeWorld = () => {
  const api = makeFakeApi()
  const placed = new Map<string, Array<string | undefined>>()
  const orders = new Map<string, Effect.Effect<Option.Option<CreateOrder>>>()
  const shop = Layer.succeed(PaymentOrders.PaymentOrders, {
    order: (order_id) => orders.get(order_id) ?? Effect.succeedSome(redirect(order_id)),
    placed: ({ order_id, payment_url }) =>
      Effect.sync(() => void placed.set(order_id, [...(placed.get(order_id) ?? []), payment_url]))
  })
  return Layer.mergeAll(Layer.succeed(World, { api, placed, orders }), api.layer, shop)
}
