// A bank account of an affiliate, and the two ways to prove that it is theirs: a statement, or a payment of one euro.
import * as Schema from "effect/Schema"
import * as Answer from "../Answer.ts"
import { Currency } from "../Currency.ts"
import { listed, one } from "../internal/answers/data.ts"
import { closed } from "../internal/requests/closed.ts"
import { textUpTo } from "../internal/requests/text.ts"
import { Upload, uploadFields } from "../internal/requests/upload.ts"
import * as wire from "../internal/answers/wire.ts"
import * as Operation from "../Operation.ts"

/**
 * A new bank account. `holder_name` at most 40 characters.
 *
 * @see https://docs.multisafepay.com/reference/partnercreateaccountbankaccount
 * @category schemas
 */
export const CreateBankAccount = closed("CreateBankAccount", {
  currency: Currency,
  holder_name: textUpTo(40),
  iban: Schema.NonEmptyString
})
export interface CreateBankAccount extends Schema.Schema.Type<typeof CreateBankAccount> {}

/** @category models */
export class BankAccount extends wire.open<BankAccount>("BankAccount")({
  /** Undeclared. */
  id: wire.text,
  currency: wire.text,
  holder_name: wire.text,
  iban: wire.text
}) {}

/**
 * A bank statement to upload: `encoded_content` is the file in Base64, `filename` at most 250 characters.
 *
 * @see https://docs.multisafepay.com/reference/addbankstatement
 * @category schemas
 */
export const AddBankStatement = closed("AddBankStatement", Upload)
export interface AddBankStatement extends Schema.Schema.Type<typeof AddBankStatement> {}

const statement = { id: wire.text, ...uploadFields }

/** An uploaded bank statement. @category models */
export class BankStatement extends wire.open<BankStatement>("BankStatement")(statement) {}

const link = { bankaccount_id: wire.text, payment_link: wire.text }
class Link extends wire.open<Link>("BankAccountLink")(link) {}

/**
 * A link to a refundable payment of 1 EUR that proves who owns the account.
 *
 * @see https://docs.multisafepay.com/reference/validatebankaccount
 * @category models
 */
export class OwnershipCheck extends wire.open<OwnershipCheck>("OwnershipCheck")({ paymentlink: Link.field }) {}

// The schema says one account where there is a list.
export const list = Operation.read({
  name: "bankAccounts.list",
  path: "/accounts/{account_id}/bank-accounts",
  summary: "List an affiliate's bank accounts",
  response: listed(BankAccount),
  docs: "partnerlistaccountbankaccounts"
})

export const create = Operation.make({
  name: "bankAccounts.create",
  method: "POST",
  path: "/accounts/{account_id}/bank-accounts",
  effectClass: "blind",
  summary: "Add a bank account to an affiliate",
  request: CreateBankAccount,
  response: Answer.of(one(BankAccount)),
  docs: "partnercreateaccountbankaccount"
})

export const get = Operation.read({
  name: "bankAccounts.get",
  path: "/bank-accounts/{bankaccount_id}",
  summary: "Get a bank account",
  response: Answer.of(one(BankAccount)),
  docs: "getbankaccount"
})

export const createPaymentLink = Operation.make({
  name: "bankAccounts.createPaymentLink",
  method: "POST",
  path: "/bank-accounts/{bankaccount_id}/payment-links",
  effectClass: "blind",
  summary: "Make a link to a payment of 1 EUR that proves who owns a bank account",
  response: listed(OwnershipCheck),
  docs: "validatebankaccount"
})

export const listStatements = Operation.read({
  name: "bankAccounts.listStatements",
  path: "/bank-accounts/{bankaccount_id}/bank-statements",
  summary: "List the uploaded statements of a bank account",
  response: listed(BankStatement),
  docs: "listbankstatements"
})

export const addStatement = Operation.make({
  name: "bankAccounts.addStatement",
  method: "POST",
  path: "/bank-accounts/{bankaccount_id}/bank-statements",
  effectClass: "blind",
  summary: "Upload a statement of a bank account",
  request: AddBankStatement,
  response: Answer.of(one(BankStatement)),
  docs: "addbankstatement"
})

export const getStatement = Operation.read({
  name: "bankAccounts.getStatement",
  path: "/bank-statements/{bankstatement_id}",
  summary: "Get an uploaded statement",
  response: Answer.of(one(BankStatement)),
  docs: "getbankstatement"
})
