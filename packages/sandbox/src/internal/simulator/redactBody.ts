// What the record of received requests may keep of a body: everything but what a card or a wallet told.
import * as SecretFields from "@effect-multisafepay/core/SecretFields"
import * as Json from "../state/Json.ts"

const secrets: ReadonlySet<string> = new Set([
  ...SecretFields.card,
  ...SecretFields.credentials,
  ...SecretFields.cardholder
])

/** JSON text with `***` for secrets. A body that is not JSON is not kept at all. */
export const redactBody = (body: unknown, text: string): string => {
  if (text.trim() === "") return ""
  return typeof body === "object"
    ? bounded(Json.print(strip(Json.from(body)), false))
    : `<${text.length} characters that are not a JSON object>`
}

// The log keeps ten thousand requests.
const limit = 16_384

const bounded = (text: string): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters are not kept)`

const strip = (value: Json.Json): Json.Json => {
  if (Array.isArray(value)) return value.map(strip)
  const object = Json.record(value)
  return object === undefined
    ? value
    : Object.fromEntries(
        Object.entries(object).map(([key, member]) => [key, secrets.has(key) ? "***" : strip(member as Json.Json)])
      )
}
