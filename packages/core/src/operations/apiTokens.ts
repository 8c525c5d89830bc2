// API tokens: short-lived keys for payment components.
import * as Answer from "../Answer.ts"
import { ApiToken } from "../ApiToken.ts"
import * as Operation from "../Operation.ts"

export const create = Operation.make({
  name: "apiTokens.create",
  method: "GET",
  path: "/auth/api_token",
  effectClass: "read",
  summary: "Get a key for a payment component",
  response: Answer.of(ApiToken),
  docs: "generateapitoken"
})
