// The short-lived key that a payment component in the browser gets instead of the API key. It works for 600 seconds: ask for a new one
// for every order.
import * as wire from "./internal/wire.ts"

const fields = { api_token: wire.secret("api_token") }

/**
 * A token for the payment component.
 *
 * @see https://docs.multisafepay.com/reference/generateapitoken
 * @category models
 */
export interface ApiToken extends wire.Value<typeof fields, "api_token"> {}
export const ApiToken: wire.Open<ApiToken> = wire.object<ApiToken>("ApiToken", fields, { required: ["api_token"] })
