// All services at once, over one client.
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Account from "./Account.ts"
import * as Affiliates from "./Affiliates.ts"
import * as ApiTokens from "./ApiTokens.ts"
import * as BankAccounts from "./BankAccounts.ts"
import * as Captures from "./Captures.ts"
import * as Categories from "./Categories.ts"
import * as Chargebacks from "./Chargebacks.ts"
import * as Client from "./Client.ts"
import * as ClosingBalances from "./ClosingBalances.ts"
import type { ConfigOptions, ConfigurationError } from "./Configuration.ts"
import * as Customers from "./Customers.ts"
import * as Gateways from "./Gateways.ts"
import * as Issuers from "./Issuers.ts"
import * as Orders from "./Orders.ts"
import * as Owners from "./Owners.ts"
import * as PayAfterDelivery from "./PayAfterDelivery.ts"
import * as PaymentMethods from "./PaymentMethods.ts"
import * as Receipts from "./Receipts.ts"
import * as Refunds from "./Refunds.ts"
import * as Sites from "./Sites.ts"
import * as Terminals from "./Terminals.ts"
import * as Tokens from "./Tokens.ts"
import * as Transactions from "./Transactions.ts"
import * as Wallets from "./Wallets.ts"

export type { Options } from "./Client.ts"

/** Every service of this package. @category models */
export type Services =
  | Client.Client
  | Account.Account
  | Affiliates.Affiliates
  | ApiTokens.ApiTokens
  | BankAccounts.BankAccounts
  | Captures.Captures
  | Categories.Categories
  | Chargebacks.Chargebacks
  | ClosingBalances.ClosingBalances
  | Customers.Customers
  | Gateways.Gateways
  | Issuers.Issuers
  | Orders.Orders
  | Owners.Owners
  | PayAfterDelivery.PayAfterDelivery
  | PaymentMethods.PaymentMethods
  | Receipts.Receipts
  | Refunds.Refunds
  | Sites.Sites
  | Terminals.Terminals
  | Tokens.Tokens
  | Transactions.Transactions
  | Wallets.Wallets

// Fresh for the reason of `Client.layerOver`.
const services: Layer.Layer<Exclude<Services, Client.Client>, never, Client.Client> = Layer.fresh(
  Layer.mergeAll(
    Account.layer,
    Affiliates.layer,
    ApiTokens.layer,
    BankAccounts.layer,
    Captures.layer,
    Categories.layer,
    Chargebacks.layer,
    ClosingBalances.layer,
    Customers.layer,
    Gateways.layer,
    Issuers.layer,
    Orders.layer,
    Owners.layer,
    PayAfterDelivery.layer,
    PaymentMethods.layer,
    Receipts.layer,
    Refunds.layer,
    Sites.layer,
    Terminals.layer,
    Tokens.layer,
    Transactions.layer,
    Wallets.layer
  )
)

/**
 * All services with explicit options. Fails with a `ConfigurationError` when the address cannot be used.
 *
 * @example
 * const MultiSafepayLive = MultiSafepay.layer({ apiKey: Redacted.make("...") }).pipe(Layer.provide(FetchHttpClient.layer))
 *
 * @category layers
 */
export const layer = (options: Client.Options): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provideMerge(services, Client.layer(options))

/**
 * All services, configured from `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` (`test` by default, or `live`) and
 * `MULTISAFEPAY_BASE_URL`. What is given here, as it is or as a `Config` of your own, wins over the environment.
 *
 * @category layers
 */
export const layerConfig = (
  options: ConfigOptions = {}
): Layer.Layer<Services, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provideMerge(services, Client.layerConfig(options))
