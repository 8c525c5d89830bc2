// What the account had at the end of each day, and the payout that followed.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Stream from "effect/Stream"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { Page as Pager } from "@effect-multisafepay/core/Pager"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** Closing balances. @category models */
export interface Page {
  readonly data: ReadonlyArray<Balance.ClosingBalance>
  /** Not to be counted on: pages by the schema, rows in the vendor's example. */
  readonly page?: Pager
}

/** @category services */
export interface Service {
  /**
   * Lists the account's closing balances of a period, per currency. The vendor documents no way to ask for a second page.
   *
   * @see https://docs.multisafepay.com/reference/listclosingbalances
   */
  readonly list: (query?: Balance.ClosingBalanceQuery) => Effect.Effect<Page, MultiSafepayError>
  /** The rows of that list as a stream. */
  readonly all: (query?: Balance.ClosingBalanceQuery) => Stream.Stream<Balance.ClosingBalance, MultiSafepayError>
}

/**
 * The closing balances service.
 *
 * @category services
 */
export class ClosingBalances extends Context.Service<ClosingBalances, Service>()(
  "@effect-multisafepay/http/ClosingBalances"
) {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("ClosingBalances.list")((query: Balance.ClosingBalanceQuery = {}) =>
    client.call(Balance.listClosing, { path: {}, query })
  )

  const all = (query: Balance.ClosingBalanceQuery = {}) =>
    Stream.fromIterableEffect(Effect.map(list(query), ({ data }) => data))

  return ClosingBalances.of({ list, all })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<ClosingBalances, never, Client.Client> = Layer.effect(ClosingBalances, make)

/** The service with a client of its own. @category layers */
export const layer = (
  options: Client.Options
): Layer.Layer<ClosingBalances, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<ClosingBalances, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
