// A bank the customer could choose before paying. iDEAL asks on its own page since 2025, so that a shop needs none of this any more.
import { listed } from "./internal/answers/data.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/**
 * An issuer.
 *
 * @category models
 */
export class Issuer extends wire.open<Issuer>("Issuer")(
  {
    /** Leading zeros count: `0031`. */
    code: wire.text,
    description: wire.text
  },
  { required: ["code"] }
) {}

// Lower case in the path (`ideal`, `mybank`).
export const list = Operation.read({
  name: "issuers.list",
  path: "/issuers/{gateway}",
  summary: "List the issuers of a payment method",
  response: listed(Issuer),
  docs: "introduction",
  undocumented:
    "the vendor's PHP SDK; taken out of the reference in August 2025, when iDEAL began to ask for the bank itself"
})
