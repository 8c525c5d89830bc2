// Bank accounts of affiliates, and the proofs that they are theirs.
import * as Answer from "../Answer.ts"
import * as BankAccount from "../BankAccount.ts"
import { listed, one } from "../internal/data.ts"
import * as Operation from "../Operation.ts"

// The schema says one account where there is a list.
export const list = Operation.make({
  name: "bankAccounts.list",
  method: "GET",
  path: "/accounts/{account_id}/bank-accounts",
  effectClass: "read",
  summary: "List an affiliate's bank accounts",
  response: listed(BankAccount.BankAccount),
  docs: "partnerlistaccountbankaccounts"
})

export const create = Operation.make({
  name: "bankAccounts.create",
  method: "POST",
  path: "/accounts/{account_id}/bank-accounts",
  effectClass: "blind",
  summary: "Add a bank account to an affiliate",
  request: BankAccount.CreateBankAccount,
  response: Answer.of(one(BankAccount.BankAccount)),
  docs: "partnercreateaccountbankaccount"
})

export const get = Operation.make({
  name: "bankAccounts.get",
  method: "GET",
  path: "/bank-accounts/{bankaccount_id}",
  effectClass: "read",
  summary: "Get a bank account",
  response: Answer.of(one(BankAccount.BankAccount)),
  docs: "getbankaccount"
})

export const createPaymentLink = Operation.make({
  name: "bankAccounts.createPaymentLink",
  method: "POST",
  path: "/bank-accounts/{bankaccount_id}/payment-links",
  effectClass: "blind",
  summary: "Make a link to a payment of 1 EUR that proves who owns a bank account",
  response: listed(BankAccount.OwnershipCheck),
  docs: "validatebankaccount"
})

export const listStatements = Operation.make({
  name: "bankAccounts.listStatements",
  method: "GET",
  path: "/bank-accounts/{bankaccount_id}/bank-statements",
  effectClass: "read",
  summary: "List the uploaded statements of a bank account",
  response: listed(BankAccount.BankStatement),
  docs: "listbankstatements"
})

export const addStatement = Operation.make({
  name: "bankAccounts.addStatement",
  method: "POST",
  path: "/bank-accounts/{bankaccount_id}/bank-statements",
  effectClass: "blind",
  summary: "Upload a statement of a bank account",
  request: BankAccount.AddBankStatement,
  response: Answer.of(one(BankAccount.BankStatement)),
  docs: "addbankstatement"
})

export const getStatement = Operation.make({
  name: "bankAccounts.getStatement",
  method: "GET",
  path: "/bank-statements/{bankstatement_id}",
  effectClass: "read",
  summary: "Get an uploaded statement",
  response: Answer.of(one(BankAccount.BankStatement)),
  docs: "getbankstatement"
})
