// Issuers: the banks of a method.
import { listed } from "../internal/data.ts"
import { Issuer } from "../Issuer.ts"
import * as Operation from "../Operation.ts"

// Lower case in the path (`ideal`, `mybank`).
export const list = Operation.make({
  name: "issuers.list",
  method: "GET",
  path: "/issuers/{gateway}",
  effectClass: "read",
  summary: "List the issuers of a payment method",
  response: listed(Issuer),
  docs: "introduction",
  undocumented:
    "the vendor's PHP SDK; taken out of the reference in August 2025, when iDEAL began to ask for the bank itself"
})
