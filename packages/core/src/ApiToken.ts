// The short-lived key that a payment component in the browser gets instead of the API key. It works for 600 seconds: ask for a new one
// for every order.
import * as Answer from "./Answer.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/**
 * A token for the payment component.
 *
 * @see https://docs.multisafepay.com/reference/generateapitoken
 * @category models
 */
export class ApiToken extends wire.open<ApiToken>("ApiToken")(
  { api_token: wire.secret("api_token") },
  { required: ["api_token"] }
) {}

export const create = Operation.read({
  name: "apiTokens.create",
  path: "/auth/api_token",
  summary: "Get a key for a payment component",
  response: Answer.of(ApiToken),
  docs: "generateapitoken"
})
