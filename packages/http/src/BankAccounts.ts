// Bank accounts of affiliates, and the two proofs that they are theirs: a statement, or a payment of one euro.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as BankAccount from "@effect-multisafepay/core/partner/BankAccount"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<BankAccounts, never, Client.Client> = Client.layerOver(
  BankAccounts,
  Effect.map(Client.Client, (client) =>
    BankAccounts.of({
      list: (account_id) => client.data(BankAccount.list, { path: { account_id } }),
      create: (account_id, bankAccount) => client.data(BankAccount.create, { path: { account_id }, body: bankAccount }),
      get: (bankaccount_id) => client.data(BankAccount.get, { path: { bankaccount_id } }),
      createPaymentLink: (bankaccount_id) => client.data(BankAccount.createPaymentLink, { path: { bankaccount_id } }),
      listStatements: (bankaccount_id) => client.data(BankAccount.listStatements, { path: { bankaccount_id } }),
      addStatement: (bankaccount_id, statement) =>
        client.data(BankAccount.addStatement, { path: { bankaccount_id }, body: statement }),
      getStatement: (bankstatement_id) => client.data(BankAccount.getStatement, { path: { bankstatement_id } })
    })
  )
)
