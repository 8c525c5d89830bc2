// What makes two tellings of an order the same: the state that they tell, whatever their bytes. So a notification, its repetition and the
// order as it is read all have one id, and whichever comes first is handled. Where the order does not say when it was modified, only the
// same bytes are the same.
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as Effect from "effect/Effect"

/** Of the order, never of the header: a resend is signed anew. The same from two sites are two. */
export const idOf = (told: {
  readonly site: string
  readonly kind: "order" | "pretransaction"
  readonly order_id: string
  readonly order: OrderDetails
  /** The signed text; absent of what was read. */
  readonly body?: string | undefined
}): Effect.Effect<string> => {
  const { body, kind, order, order_id, site } = told
  return hash(
    order.modified === undefined
      ? `${site}\n${body ?? JSON.stringify(order)}`
      : JSON.stringify([
          site,
          kind,
          order_id,
          order.modified,
          order.transaction_id ?? "",
          order.status,
          order.financial_status ?? "",
          order.amount ?? 0,
          order.currency ?? "",
          order.amount_refunded ?? 0,
          order.payment_details?.type ?? "",
          order.payment_details?.capture_remain ?? 0,
          order.related_transactions?.map((one) => [
            one.type ?? "",
            one.transaction_id ?? "",
            one.status ?? "",
            one.amount ?? 0
          ]) ?? []
        ])
  )
}

const hash = (text: string): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
    (digest) => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
  )
