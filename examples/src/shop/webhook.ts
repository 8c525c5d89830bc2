// What the shop does when MultiSafepay calls. It runs in a transaction of the store, so the tables change together with the mark that
// this notification was handled: a repetition, another process and a crash in between change nothing.
import { Status } from "@effect-multisafepay/core"
import { Webhooks, WebhookStore } from "@effect-multisafepay/http"
import { Effect, Layer } from "effect"
import { OrderBook } from "./OrderBook.ts"

const handler = Effect.fn("shop.notification")(function* ({ order, order_id }: Webhooks.Received) {
  const book = yield* OrderBook
  const state = Status.isSecured(order) ? "paid" : Status.attemptFailed(order) ? "over" : "open"
  yield* book.record(order_id, state, order.amount_refunded ?? 0)
  const { customer, payment_details } = order
  if (state === "paid" && customer?.reference !== undefined && payment_details?.recurring_id !== undefined) {
    yield* book.subscribe(customer.reference, payment_details.recurring_id)
  }
})

export const WebhookLive = Webhooks.layerConfig({ path: "/webhooks/multisafepay", handler }).pipe(
  Layer.provide(WebhookStore.layerSql())
)
