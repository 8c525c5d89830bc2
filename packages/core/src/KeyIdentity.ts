// Whose API key this is. Not in the vendor's published reference; its SDKs use it.
import * as Answer from "./Answer.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/**
 * Account, role and site of the API key.
 *
 * @category models
 */
export class KeyIdentity extends wire.open<KeyIdentity>("KeyIdentity")({
  account_id: wire.text,
  /** The vendor's file of the roles is missing. */
  role: wire.text,
  site_id: wire.text
}) {}

export const get = Operation.read({
  name: "account.get",
  path: "/me",
  summary: "Get the account, role and site of the API key",
  response: Answer.of(KeyIdentity),
  docs: "introduction",
  undocumented: "a path file of the specification that nothing refers to, and the vendor's SDKs"
})
