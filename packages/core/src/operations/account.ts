// The account of the API key.
import * as Answer from "../Answer.ts"
import { KeyIdentity } from "../KeyIdentity.ts"
import * as Operation from "../Operation.ts"

export const get = Operation.make({
  name: "account.get",
  method: "GET",
  path: "/me",
  effectClass: "read",
  summary: "Get the account, role and site of the API key",
  response: Answer.of(KeyIdentity),
  docs: "introduction",
  undocumented: "a path file of the specification that nothing refers to, and the vendor's SDKs"
})
