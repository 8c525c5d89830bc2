// Merchant accounts under a partner's: opening and changing them, their money, their payouts. Needs the partner's API
// key. Money moves here without a handle to look it up by, so that a lost answer is never followed by a
// second call.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type * as Pager from "@effect-multisafepay/core/Pager"
import * as Affiliate from "@effect-multisafepay/core/partner/Affiliate"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import type { Currency } from "@effect-multisafepay/core/Currency"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import * as Pages from "./internal/pages.ts"

/** A page of a list. @category models */
export interface Page<A> {
  readonly data: ReadonlyArray<A>
  /** Not to be counted on: pages by the schema, rows in the vendor's example. */
  readonly page?: Pager.Page
}

/** An affiliate, and the questions that are open about it. @category models */
export interface AccountDetails {
  readonly account: Affiliate.Account
  readonly inquiries: ReadonlyArray<Affiliate.Inquiry>
}

/** @category services */
export interface Service {
  /**
   * Opens an affiliate's account. A lost answer (`outcome: "unknown"`) is not followed by a second call: list the affiliates first.
   *
   * @see https://docs.multisafepay.com/reference/createaffiliate
   */
  readonly signUp: (request: Affiliate.SignUp) => Effect.Effect<ReadonlyArray<Affiliate.SignedUp>, MultiSafepayError>
  /**
   * One page of affiliates: `limit` 1 to 500 rows, 100 when left out.
   *
   * @see https://docs.multisafepay.com/reference/listaffiliates
   */
  readonly list: (query?: Affiliate.AccountQuery) => Effect.Effect<Page<Affiliate.Account>, MultiSafepayError>
  /** Every affiliate, page after page. */
  readonly all: (query?: Affiliate.AccountQuery) => Stream.Stream<Affiliate.Account, MultiSafepayError>
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
  readonly update: (
    account_id: string,
    changes: Affiliate.UpdateAccount
  ) => Effect.Effect<Affiliate.Account, MultiSafepayError>
  /**
   * Makes a link that logs in to an affiliate's dashboard. It arrives as a `Redacted`: whoever has it is the affiliate.
   *
   * @see https://docs.multisafepay.com/reference/partnercreateloginurl
   */
  readonly createLoginUrl: (
    account_id: string,
    options?: Affiliate.CreateLoginUrl
  ) => Effect.Effect<Affiliate.LoginUrl, MultiSafepayError>
  /**
   * One page of what an affiliate has now, per currency: `limit` 1 to 1000 rows.
   *
   * @see https://docs.multisafepay.com/reference/listbalances
   */
  readonly listBalances: (
    account_id: string,
    query?: Pager.WindowQuery
  ) => Effect.Effect<Page<Balance.AffiliateBalance>, MultiSafepayError>
  /** Everything an affiliate has, page after page. */
  readonly allBalances: (
    account_id: string,
    query?: Pager.WindowQuery
  ) => Stream.Stream<Balance.AffiliateBalance, MultiSafepayError>
  /** One page of what an affiliate had at the end of each day. Not in the vendor's reference. */
  readonly listClosingBalances: (
    account_id: string,
    query?: Balance.AffiliateClosingBalanceQuery
  ) => Effect.Effect<Page<Balance.ClosingBalance>, MultiSafepayError>
  /** All of them, page after page. Ends at a page without rows: how long a page is at most is not documented. */
  readonly allClosingBalances: (
    account_id: string,
    query?: Balance.AffiliateClosingBalanceQuery
  ) => Stream.Stream<Balance.ClosingBalance, MultiSafepayError>
  /**
   * Takes money from an affiliate's balance: `amount` in the smallest unit. A lost answer is not followed by a second call.
   *
   * @see https://docs.multisafepay.com/reference/chargeaffiliate
   */
  readonly charge: (
    account_id: string,
    charge: Balance.CreateAffiliateTransaction
  ) => Effect.Effect<Balance.AffiliateTransaction, MultiSafepayError>
  /**
   * Pays an affiliate's balance out to its bank: `amount` in the smallest unit. A lost answer is not followed by a second call.
   *
   * @see https://docs.multisafepay.com/reference/partnercreatepayoutforsubaccount
   */
  readonly payOut: (
    account_id: string,
    payout: Balance.CreateAffiliateTransaction
  ) => Effect.Effect<Balance.AffiliateTransaction, MultiSafepayError>
  /** Sets what an affiliate pays for a payment method. Not in the vendor's reference. */
  readonly setRate: (
    account_id: string,
    rate: Affiliate.SetAffiliateRate
  ) => Effect.Effect<Affiliate.AffiliateRate, MultiSafepayError>
  /**
   * Lists the automatic payouts of an affiliate, one per currency.
   *
   * @see https://docs.multisafepay.com/reference/listautopayoutsforaffiliates
   */
  readonly listAutoPayouts: (account_id: string) => Effect.Effect<ReadonlyArray<Balance.AutoPayout>, MultiSafepayError>
  /**
   * Reads the automatic payout in one currency.
   *
   * @see https://docs.multisafepay.com/reference/getautopayoutsforaffiliates
   */
  readonly getAutoPayout: (
    account_id: string,
    currency: Currency
  ) => Effect.Effect<Balance.AutoPayout, MultiSafepayError>
  /**
   * Creates or changes the automatic payout in one currency. Amounts in the smallest unit.
   *
   * @see https://docs.multisafepay.com/reference/createautopayoutsforaffiliates
   */
  readonly setAutoPayout: (
    account_id: string,
    currency: Currency,
    payout: Balance.SetAutoPayout
  ) => Effect.Effect<Balance.AutoPayout, MultiSafepayError>
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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Affiliates, never, Client.Client> = Client.layerOver(
  Affiliates,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (query) => client.call(Affiliate.list, { query })
    const listBalances: Service["listBalances"] = (account_id, query) =>
      client.call(Balance.list, { path: { account_id }, query })
    const listClosingBalances: Service["listClosingBalances"] = (account_id, query) =>
      client.call(Balance.listAffiliateClosing, { path: { account_id }, query })

    return Affiliates.of({
      signUp: (request) => client.data(Affiliate.signUp, { body: request }),
      list,
      all: (query) => Pages.window(Affiliate.list, query, list),
      get: (account_id) =>
        Effect.map(client.call(Affiliate.get, { path: { account_id } }), ({ data, inquiries }) => ({
          account: data,
          inquiries: inquiries ?? []
        })),
      update: (account_id, changes) => client.data(Affiliate.update, { path: { account_id }, body: changes }),
      createLoginUrl: (account_id, options = {}) =>
        client.data(Affiliate.createLoginUrl, { path: { account_id }, body: options }),
      listBalances,
      allBalances: (account_id, query) => Pages.window(Balance.list, query, (one) => listBalances(account_id, one)),
      listClosingBalances,
      allClosingBalances: (account_id, query = {}) =>
        Pages.byOffset(
          { offset: query.offset ?? 0, cut: (problem) => Pages.cut(Balance.listAffiliateClosing, problem) },
          (offset) => Effect.map(listClosingBalances(account_id, { ...query, offset }), ({ data }) => data)
        ),
      charge: (account_id, charge) =>
        client.data(Balance.charge, { path: { account_id }, body: charge, order_id: charge.order_id }),
      payOut: (account_id, payout) =>
        client.data(Balance.payOut, { path: { account_id }, body: payout, order_id: payout.order_id }),
      setRate: (account_id, rate) => client.data(Affiliate.setRate, { path: { account_id }, body: rate }),
      listAutoPayouts: (account_id) => client.data(Balance.listAutoPayouts, { path: { account_id } }),
      getAutoPayout: (account_id, currency) => client.data(Balance.getAutoPayout, { path: { account_id, currency } }),
      setAutoPayout: (account_id, currency, payout) =>
        client.data(Balance.setAutoPayout, { path: { account_id, currency }, body: payout })
    })
  })
)
