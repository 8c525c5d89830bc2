// Text that came from outside, made fit for an error message: bounded, and without anything that looks like a secret. An answer may
// echo what was sent.
import * as Redacted from "effect/Redacted"

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // Card numbers, and IBANs of any country.
  [/\b(?:\d[ -]?){11,18}\d\b/g, "<number>"],
  [/\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}\b/g, "<iban>"],
  [/[^\s"'<>@]+@[^\s"'<>@]+\.[a-z]{2,}/gi, "<email>"],
  [
    /("(?:card_cvc|cvc|api_key|api_token|events_token|payment_token|token|password|payload)"\s*:\s*)"[^"]*"?/gi,
    '$1"<redacted>"'
  ],
  [/((?:api_key|token)=)[^&\s"'<>]+/gi, "$1<redacted>"]
]

/** At most `limit` characters of a foreign text, secrets blotted out, the API key first. */
export const foreign = (text: string, apiKey: Redacted.Redacted<string>, limit: number): string => {
  // Cut generously first: an answer may be long, and blotting only shortens it.
  let safe = text.slice(0, limit * 4).replaceAll(Redacted.value(apiKey), "<api key>")
  for (const [pattern, replacement] of patterns) safe = safe.replaceAll(pattern, replacement)
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe
}
