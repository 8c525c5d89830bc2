// A document that contests a chargeback. Its contents are personal data and count as a secret until they are sent.
import * as Schema from "effect/Schema"
import { acknowledged } from "./internal/answers/data.ts"
import { closed } from "./internal/requests/closed.ts"
import { secret } from "./internal/secrets/secret.ts"
import * as Operation from "./Operation.ts"
import { UpdatedOrder } from "./OrderUpdate.ts"

/**
 * One file of evidence. `base64` is the file's contents. The reference takes PDF, JPEG and PNG, the guide to chargebacks wants PDF:
 * send PDF when in doubt. How large it may be is not documented.
 *
 * @see https://docs.multisafepay.com/reference/challengechargeback
 * @category schemas
 */
export const Evidence = closed("Evidence", {
  type: Schema.Literals(["PDF", "JPEG", "PNG"]),
  base64: secret(Schema.NonEmptyString, "base64", ["JVBERi0xLjc="]),
  description: Schema.NonEmptyString,
  name: Schema.NonEmptyString
})
export interface Evidence extends Schema.Schema.Type<typeof Evidence> {}

// Nothing tells whether a file has arrived, and nothing says what a second one does.
export const challenge = Operation.make({
  name: "chargebacks.challenge",
  method: "POST",
  path: "/orders/{order_id}/files",
  effectClass: "blind",
  summary: "Upload evidence against a chargeback",
  request: Evidence,
  response: acknowledged(UpdatedOrder),
  docs: "challengechargeback"
})
