// The payment methods of the site with all a checkout needs to offer them. Amounts are euro cents, in the
// question and in the answer, whatever the currency.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

/** @category services */
export interface Service {
  /**
   * Lists the methods that can take this payment: `amount` in euro cents. Gift cards are left out unless `include_coupons`, card brands
   * become one with `group_cards`.
   *
   * @see https://docs.multisafepay.com/reference/listpaymentmethods
   */
  readonly list: (
    query?: PaymentMethod.PaymentMethodQuery
  ) => Effect.Effect<ReadonlyArray<PaymentMethod.PaymentMethod>, MultiSafepayError>
  /**
   * Reads one method by its id, with texts in the language of `locale`.
   *
   * @see https://docs.multisafepay.com/reference/getpaymentmethod
   */
  readonly get: (
    payment_method_id: string,
    query?: PaymentMethod.PaymentMethodLocale
  ) => Effect.Effect<PaymentMethod.PaymentMethod, MultiSafepayError>
}

/**
 * The payment methods service.
 *
 * @example
 * const methods = yield* PaymentMethods.PaymentMethods
 * const offered = yield* methods.list({ amount: 1000, country: "NL", currency: "EUR" })
 *
 * @category services
 */
export class PaymentMethods extends Context.Service<PaymentMethods, Service>()(
  "@effect-multisafepay/http/PaymentMethods"
) {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<PaymentMethods, never, Client.Client> = Client.layerOver(
  PaymentMethods,
  Effect.map(Client.Client, (client) =>
    PaymentMethods.of({
      list: (query) => client.data(PaymentMethod.list, { query }),
      get: (payment_method_id, query) => client.data(PaymentMethod.get, { path: { payment_method_id }, query })
    })
  )
)
