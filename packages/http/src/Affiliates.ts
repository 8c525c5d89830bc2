// Merchant accounts under a partner's: opening and changing them, their money, their payouts. Needs the partner's API
// key. The surprise: money moves here without a handle to look it up by, so that a lost answer is never followed by a
// second call.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Stream from "effect/Stream"
import type {
  Account,
  AccountQuery,
  Inquiry,
  SignedUp,
  SignUp,
  UpdateAccount,
  WindowQuery
} from "@effect-multisafepay/core/Account"
import type { AffiliateRate, SetAffiliateRate } from "@effect-multisafepay/core/AffiliateRate"
import type { AffiliateTransaction, CreateAffiliateTransaction } from "@effect-multisafepay/core/AffiliateTransaction"
import type { AutoPayout, SetAutoPayout } from "@effect-multisafepay/core/AutoPayout"
import type { AffiliateBalance, AffiliateClosingBalanceQuery, ClosingBalance } from "@effect-multisafepay/core/Balance"
import type { Currency } from "@effect-multisafepay/core/Currency"
import type { CreateLoginUrl, LoginUrl } from "@effect-multisafepay/core/LoginUrl"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Operations from "@effect-multisafepay/core/Operations"
import type { Page as Pager } from "@effect-multisafepay/core/Pager"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"
import * as Pages from "./internal/pages.ts"

/** A page of a list. @category models */
export interface Page<A> {
  readonly data: ReadonlyArray<A>
  /** Not to be counted on: pages by the schema, rows in the vendor's example. */
  readonly page?: Pager
}

/** An affiliate, and the questions that are open about it. @category models */
export interface AccountDetails {
  readonly account: Account
  readonly inquiries: ReadonlyArray<Inquiry>
}

/** @category services */
export interface Service {
  /**
   * Opens an affiliate's account. A lost answer (`outcome: "unknown"`) is not followed by a second call: list the affiliates first.
   *
   * @see https://docs.multisafepay.com/reference/createaffiliate
   */
  readonly signUp: (request: SignUp) => Effect.Effect<ReadonlyArray<SignedUp>, MultiSafepayError>
  /**
   * One page of affiliates: `limit` 1 to 500 rows, 100 when left out.
   *
   * @see https://docs.multisafepay.com/reference/listaffiliates
   */
  readonly list: (query?: AccountQuery) => Effect.Effect<Page<Account>, MultiSafepayError>
  /** Every affiliate, page after page. */
  readonly all: (query?: AccountQuery) => Stream.Stream<Account, MultiSafepayError>
  /**
   * Reads an affiliate, with what MultiSafepay asks of it (`inquiries`).
   *
   * @see https://docs.multisafepay.com/reference/getaffiliatedaccount
   */
  readonly get: (account_id: string) => Effect.Effect<AccountDetails, MultiSafepayError>
  /**
   * Changes an affiliate; what is left out stays as it is.
   *
   * @see https://docs.multisafepay.com/reference/updateaffiliatedaccount
   */
  readonly update: (account_id: string, changes: UpdateAccount) => Effect.Effect<Account, MultiSafepayError>
  /**
   * Makes a link that logs in to an affiliate's dashboard. It arrives as a `Redacted`: whoever has it is the affiliate.
   *
   * @see https://docs.multisafepay.com/reference/partnercreateloginurl
   */
  readonly createLoginUrl: (account_id: string, options?: CreateLoginUrl) => Effect.Effect<LoginUrl, MultiSafepayError>
  /**
   * One page of what an affiliate has now, per currency: `limit` 1 to 1000 rows.
   *
   * @see https://docs.multisafepay.com/reference/listbalances
   */
  readonly listBalances: (
    account_id: string,
    query?: WindowQuery
  ) => Effect.Effect<Page<AffiliateBalance>, MultiSafepayError>
  /** Everything an affiliate has, page after page. */
  readonly allBalances: (account_id: string, query?: WindowQuery) => Stream.Stream<AffiliateBalance, MultiSafepayError>
  /** One page of what an affiliate had at the end of each day. Not in the vendor's reference. */
  readonly listClosingBalances: (
    account_id: string,
    query?: AffiliateClosingBalanceQuery
  ) => Effect.Effect<Page<ClosingBalance>, MultiSafepayError>
  /** All of them, page after page. Ends at a page without rows: how long a page is at most is not documented. */
  readonly allClosingBalances: (
    account_id: string,
    query?: AffiliateClosingBalanceQuery
  ) => Stream.Stream<ClosingBalance, MultiSafepayError>
  /**
   * Takes money from an affiliate's balance: `amount` in the smallest unit. A lost answer is not followed by a second call.
   *
   * @see https://docs.multisafepay.com/reference/chargeaffiliate
   */
  readonly charge: (
    account_id: string,
    charge: CreateAffiliateTransaction
  ) => Effect.Effect<AffiliateTransaction, MultiSafepayError>
  /**
   * Pays an affiliate's balance out to its bank: `amount` in the smallest unit. A lost answer is not followed by a second call.
   *
   * @see https://docs.multisafepay.com/reference/partnercreatepayoutforsubaccount
   */
  readonly payOut: (
    account_id: string,
    payout: CreateAffiliateTransaction
  ) => Effect.Effect<AffiliateTransaction, MultiSafepayError>
  /** Sets what an affiliate pays for a payment method. Not in the vendor's reference. */
  readonly setRate: (account_id: string, rate: SetAffiliateRate) => Effect.Effect<AffiliateRate, MultiSafepayError>
  /**
   * Lists the automatic payouts of an affiliate, one per currency.
   *
   * @see https://docs.multisafepay.com/reference/listautopayoutsforaffiliates
   */
  readonly listAutoPayouts: (account_id: string) => Effect.Effect<ReadonlyArray<AutoPayout>, MultiSafepayError>
  /**
   * Reads the automatic payout in one currency.
   *
   * @see https://docs.multisafepay.com/reference/getautopayoutsforaffiliates
   */
  readonly getAutoPayout: (account_id: string, currency: Currency) => Effect.Effect<AutoPayout, MultiSafepayError>
  /**
   * Creates or changes the automatic payout in one currency. Amounts in the smallest unit.
   *
   * @see https://docs.multisafepay.com/reference/createautopayoutsforaffiliates
   */
  readonly setAutoPayout: (
    account_id: string,
    currency: Currency,
    payout: SetAutoPayout
  ) => Effect.Effect<AutoPayout, MultiSafepayError>
}

/**
 * The affiliates service.
 *
 * @example
 * const companies = affiliates.all().pipe(Stream.map((account) => account.company_name))
 *
 * @category services
 */
export class Affiliates extends Context.Service<Affiliates, Service>()("@effect-multisafepay/http/Affiliates") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const signUp = Effect.fn("Affiliates.signUp")((request: SignUp) =>
    Effect.map(client.call(Operations.affiliates.signUp, { path: {}, body: request }), ({ data }) => data)
  )

  const list = Effect.fn("Affiliates.list")((query: AccountQuery = {}) =>
    client.call(Operations.affiliates.list, { path: {}, query })
  )

  const all = (query: AccountQuery = {}) => pages(query, list)

  const get = Effect.fn("Affiliates.get")((account_id: string) =>
    Effect.map(client.call(Operations.affiliates.get, { path: { account_id } }), ({ data, inquiries }) => ({
      account: data,
      inquiries: inquiries ?? []
    }))
  )

  const update = Effect.fn("Affiliates.update")((account_id: string, changes: UpdateAccount) =>
    Effect.map(
      client.call(Operations.affiliates.update, { path: { account_id }, body: changes }),
      ({ data }): Account => data ?? {}
    )
  )

  const createLoginUrl = Effect.fn("Affiliates.createLoginUrl")((account_id: string, options: CreateLoginUrl = {}) =>
    Effect.map(
      client.call(Operations.affiliates.createLoginUrl, { path: { account_id }, body: options }),
      ({ data }) => data
    )
  )

  const listBalances = Effect.fn("Affiliates.listBalances")((account_id: string, query: WindowQuery = {}) =>
    client.call(Operations.affiliates.listBalances, { path: { account_id }, query })
  )

  const allBalances = (account_id: string, query: WindowQuery = {}) =>
    pages(query, (one) => listBalances(account_id, one))

  const listClosingBalances = Effect.fn("Affiliates.listClosingBalances")(
    (account_id: string, query: AffiliateClosingBalanceQuery = {}) =>
      client.call(Operations.affiliates.listClosingBalances, { path: { account_id }, query })
  )

  const allClosingBalances = (account_id: string, query: AffiliateClosingBalanceQuery = {}) =>
    Pages.byOffset({ offset: query.offset ?? 0 }, (offset) =>
      Effect.map(listClosingBalances(account_id, { ...query, offset }), ({ data }) => data)
    )

  const charge = Effect.fn("Affiliates.charge")((account_id: string, charge: CreateAffiliateTransaction) =>
    Effect.map(
      client.call(Operations.affiliates.charge, { path: { account_id }, body: charge, order_id: charge.order_id }),
      ({ data }): AffiliateTransaction => data ?? {}
    )
  )

  const payOut = Effect.fn("Affiliates.payOut")((account_id: string, payout: CreateAffiliateTransaction) =>
    Effect.map(
      client.call(Operations.affiliates.payOut, { path: { account_id }, body: payout, order_id: payout.order_id }),
      ({ data }): AffiliateTransaction => data ?? {}
    )
  )

  const setRate = Effect.fn("Affiliates.setRate")((account_id: string, rate: SetAffiliateRate) =>
    Effect.map(
      client.call(Operations.affiliates.setRate, { path: { account_id }, body: rate }),
      ({ data }): AffiliateRate => data ?? {}
    )
  )

  const listAutoPayouts = Effect.fn("Affiliates.listAutoPayouts")((account_id: string) =>
    Effect.map(client.call(Operations.affiliates.listAutoPayouts, { path: { account_id } }), ({ data }) => data)
  )

  const getAutoPayout = Effect.fn("Affiliates.getAutoPayout")((account_id: string, currency: Currency) =>
    Effect.map(client.call(Operations.affiliates.getAutoPayout, { path: { account_id, currency } }), ({ data }) => data)
  )

  const setAutoPayout = Effect.fn("Affiliates.setAutoPayout")(
    (account_id: string, currency: Currency, payout: SetAutoPayout) =>
      Effect.map(
        client.call(Operations.affiliates.setAutoPayout, { path: { account_id, currency }, body: payout }),
        ({ data }): AutoPayout => data ?? {}
      )
  )

  return Affiliates.of({
    signUp,
    list,
    all,
    get,
    update,
    createLoginUrl,
    listBalances,
    allBalances,
    listClosingBalances,
    allClosingBalances,
    charge,
    payOut,
    setRate,
    listAutoPayouts,
    getAutoPayout,
    setAutoPayout
  })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Affiliates, never, Client.Client> = Layer.effect(Affiliates, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Affiliates, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Affiliates, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))

// The bounds of `limit` are documented for these lists, so that a shorter page is the last one.
const pages = <A>(
  query: WindowQuery,
  list: (query: WindowQuery) => Effect.Effect<Page<A>, MultiSafepayError>
): Stream.Stream<A, MultiSafepayError> => {
  const limit = query.limit ?? 100
  return Pages.byOffset({ offset: query.offset ?? 0, size: limit }, (offset) =>
    Effect.map(list({ limit, offset }), ({ data }) => data)
  )
}
