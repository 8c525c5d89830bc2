// Receipts of payments at terminals. Live environment only.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Receipt from "@effect-multisafepay/core/Receipt"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

/** @category services */
export interface Service {
  /**
   * Reads the receipt of an order paid at a terminal. Prices are in the smallest unit. Fails with `NotFound` (1006) when there is none.
   *
   * @see https://docs.multisafepay.com/reference/getreceipt
   */
  readonly get: (order_id: string) => Effect.Effect<Receipt.Receipt, MultiSafepayError>
}

/**
 * The receipts service.
 *
 * @category services
 */
export class Receipts extends Context.Service<Receipts, Service>()("@effect-multisafepay/http/Receipts") {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Receipts, never, Client.Client> = Client.layerOver(
  Receipts,
  Effect.map(Client.Client, (client) =>
    Receipts.of({
      get: (order_id) => client.data(Receipt.get, { path: { order_id } })
    })
  )
)
