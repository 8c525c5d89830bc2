// The smallest shop: places an order, reads it back, believes a genuine notification and refuses a forged one. Plain enough for every runtime.
import { Money, Notification, Order } from "@effect-multisafepay/core"
import { MultiSafepay, Orders } from "@effect-multisafepay/http"
import { Effect, Layer, Redacted, Result } from "effect"
import { FetchHttpClient } from "effect/http"

export interface Given {
  readonly baseUrl: string
  readonly apiKey: string
  readonly order_id: string
  readonly body: string
  readonly header: string
}

export const run = (given: Given): Promise<string> => {
  const apiKey = Redacted.make(given.apiKey)
  const program = Effect.gen(function* () {
    const orders = yield* Orders.Orders
    const order = Order.ideal({
      order_id: given.order_id,
      description: "Two chairs",
      ...Money.eur("249.50")
    }).pipe(
      Order.urls({
        notification_url: "https://shop.example.com/webhook",
        redirect_url: "https://shop.example.com/thanks",
        cancel_url: "https://shop.example.com/cart"
      })
    )
    const placed = yield* orders.create(order)
    const read = yield* orders.get(placed.order_id ?? given.order_id)
    const genuine = yield* Effect.result(Notification.verify({ body: given.body, header: given.header, keys: apiKey }))
    const forged = yield* Effect.result(
      Notification.verify({ body: given.body.replace("249", "1"), header: given.header, keys: apiKey })
    )
    return `${String(read.status)}, genuine ${Result.isSuccess(genuine)}, forged ${Result.isSuccess(forged)}`
  })
  const layer = MultiSafepay.layer({ apiKey, baseUrl: given.baseUrl }).pipe(Layer.provide(FetchHttpClient.layer))
  return Effect.runPromise(Effect.provide(program, layer))
}
