// Bank accounts of affiliates, and the two proofs that they are theirs: a statement, or a payment of one euro.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as BankAccount from "@effect-multisafepay/core/partner/BankAccount"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Lists the bank accounts of an affiliate.
   *
   * @see https://docs.multisafepay.com/reference/partnerlistaccountbankaccounts
   */
  readonly list: (account_id: string) => Effect.Effect<ReadonlyArray<BankAccount.BankAccount>, MultiSafepayError>
  /**
   * Adds a bank account to an affiliate. A lost answer is not followed by a second call: list them first.
   *
   * @see https://docs.multisafepay.com/reference/partnercreateaccountbankaccount
   */
  readonly create: (
    account_id: string,
    bankAccount: BankAccount.CreateBankAccount
  ) => Effect.Effect<BankAccount.BankAccount, MultiSafepayError>
  /**
   * Reads a bank account.
   *
   * @see https://docs.multisafepay.com/reference/getbankaccount
   */
  readonly get: (bankaccount_id: string) => Effect.Effect<BankAccount.BankAccount, MultiSafepayError>
  /**
   * Makes a link to a refundable payment of 1 EUR that proves who owns the account.
   *
   * @see https://docs.multisafepay.com/reference/validatebankaccount
   */
  readonly createPaymentLink: (
    bankaccount_id: string
  ) => Effect.Effect<ReadonlyArray<BankAccount.OwnershipCheck>, MultiSafepayError>
  /**
   * Lists the uploaded statements of a bank account.
   *
   * @see https://docs.multisafepay.com/reference/listbankstatements
   */
  readonly listStatements: (
    bankaccount_id: string
  ) => Effect.Effect<ReadonlyArray<BankAccount.BankStatement>, MultiSafepayError>
  /**
   * Uploads a statement: Base64 of a PDF, JPEG or PNG.
   *
   * @see https://docs.multisafepay.com/reference/addbankstatement
   */
  readonly addStatement: (
    bankaccount_id: string,
    statement: BankAccount.AddBankStatement
  ) => Effect.Effect<BankAccount.BankStatement, MultiSafepayError>
  /**
   * Reads an uploaded statement.
   *
   * @see https://docs.multisafepay.com/reference/getbankstatement
   */
  readonly getStatement: (bankstatement_id: string) => Effect.Effect<BankAccount.BankStatement, MultiSafepayError>
}

/**
 * The bank accounts service.
 *
 * @category services
 */
export class BankAccounts extends Context.Service<BankAccounts, Service>()("@effect-multisafepay/http/BankAccounts") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("BankAccounts.list")((account_id: string) =>
    Effect.map(client.call(BankAccount.list, { path: { account_id } }), ({ data }) => data)
  )

  const create = Effect.fn("BankAccounts.create")((account_id: string, bankAccount: BankAccount.CreateBankAccount) =>
    Effect.map(client.call(BankAccount.create, { path: { account_id }, body: bankAccount }), ({ data }) => data)
  )

  const get = Effect.fn("BankAccounts.get")((bankaccount_id: string) =>
    Effect.map(client.call(BankAccount.get, { path: { bankaccount_id } }), ({ data }) => data)
  )

  const createPaymentLink = Effect.fn("BankAccounts.createPaymentLink")((bankaccount_id: string) =>
    Effect.map(client.call(BankAccount.createPaymentLink, { path: { bankaccount_id } }), ({ data }) => data)
  )

  const listStatements = Effect.fn("BankAccounts.listStatements")((bankaccount_id: string) =>
    Effect.map(client.call(BankAccount.listStatements, { path: { bankaccount_id } }), ({ data }) => data)
  )

  const addStatement = Effect.fn("BankAccounts.addStatement")(
    (bankaccount_id: string, statement: BankAccount.AddBankStatement) =>
      Effect.map(
        client.call(BankAccount.addStatement, { path: { bankaccount_id }, body: statement }),
        ({ data }) => data
      )
  )

  const getStatement = Effect.fn("BankAccounts.getStatement")((bankstatement_id: string) =>
    Effect.map(client.call(BankAccount.getStatement, { path: { bankstatement_id } }), ({ data }) => data)
  )

  return BankAccounts.of({ list, create, get, createPaymentLink, listStatements, addStatement, getStatement })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<BankAccounts, never, Client.Client> = Layer.effect(BankAccounts, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<BankAccounts, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<BankAccounts, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
