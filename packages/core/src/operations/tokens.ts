// Tokens: a customer's stored payment means.
import * as Answer from "../Answer.ts"
import { acknowledged, one } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import * as Token from "../Token.ts"

// A customer without tokens is answered with 410 and code 1000, like one that does not exist.
export const list = Operation.make({
  name: "tokens.list",
  method: "GET",
  path: "/recurring/{your_customer_reference}",
  effectClass: "read",
  summary: "List a customer's tokens",
  query: Token.TokenQuery,
  response: Answer.of(one(Token.Tokens)),
  docs: "listtokens"
})

export const get = Operation.make({
  name: "tokens.get",
  method: "GET",
  path: "/recurring/{your_customer_reference}/token/{your_token}",
  effectClass: "read",
  summary: "Get a token",
  response: Answer.of(Token.Token),
  docs: "gettoken"
})

export const update = Operation.make({
  name: "tokens.update",
  method: "PATCH",
  path: "/recurring/{your_customer_reference}/update/{your_token}",
  effectClass: "convergent",
  summary: "Change the expiry date of a stored card",
  request: Token.UpdateToken,
  response: acknowledged(Token.UpdatedToken),
  docs: "updatecardexpirydate"
})

export const remove = Operation.make({
  name: "tokens.remove",
  method: "DELETE",
  path: "/recurring/{your_customer_reference}/remove/{your_token}",
  effectClass: "convergent",
  summary: "Delete a token",
  response: acknowledged(Token.RemovedToken),
  docs: "deletetoken"
})
