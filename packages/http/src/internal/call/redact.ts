// Text that came from outside, made fit for an error message: bounded, and without anything that looks like a secret. An answer may
// echo what was sent.
import * as SecretFields from "@effect-multisafepay/core/SecretFields"

const secretFields = [...SecretFields.card, ...SecretFields.credentials, ...SecretFields.accounts].join("|")

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  [new RegExp(`("(?:${secretFields})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|[\\d.]+)`, "gi"), '$1"<redacted>"'],
  [new RegExp(`\\b((?:${secretFields})=)[^&\\s"'<>]+`, "gi"), "$1<redacted>"],
  [/\b((?:card_)?(?:cvc|cvv)2?\b\W{1,3})\d{3,4}\b/gi, "$1<redacted>"],
  [/\b(bearer\s+)[^\s"'<>]+/gi, "$1<redacted>"],
  // Card numbers, and IBANs of any country.
  [/\b(?:\d[ -]?){11,18}\d\b/g, "<number>"],
  [/\b[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}\b/gi, "<iban>"]
]

// An address, or several in one word, from the first character of the first name to the last end of a domain. Not one pattern: with `%40`
// for `@`, which is also a name's characters, a pattern tries every pair of places in a text that somebody else has written.
const withoutEmails = (text: string): string =>
  text.replaceAll(/[^\s"'<>]+/g, (word) => {
    const at = word.search(/[^@:,;=()](?:@|%40)/i) + 1
    if (at === 0) return word
    const top = Array.from(word.matchAll(/\.[a-z]{2,}/gi)).at(-1)
    if (top === undefined || top.index < at) return word
    const start = Math.max(...Array.from("@:,;=()", (mark) => word.lastIndexOf(mark, at - 1))) + 1
    return `${word.slice(0, start)}<email>${word.slice(top.index + top[0].length)}`
  })

/** Text from outside made fit for an error: at most so many characters of it. */
export type Blot = (text: string, limit: number) => string

/** Blots out what was sent, if the answer repeats it, and whatever else looks like a secret. The API key comes first. */
export const foreign = (text: string, sent: ReadonlyArray<string>, limit: number): string => {
  // Cut generously first: an answer may be long, and blotting mostly shortens it.
  const cut = limit * 4
  let safe = text.slice(0, cut)
  for (const secret of sent) safe = blotOut(safe, secret)
  for (const [pattern, replacement] of patterns) safe = safe.replaceAll(pattern, replacement)
  safe = withoutEmails(safe)
  // A secret that the first cut went through is no longer known for one.
  if (text.length > cut && safe.length <= limit + margin) safe = `${safe.slice(0, -margin)}…`
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe
}

const margin = 200

// A short one (a CVC) may be a part of harmless numbers.
const blotOut = (text: string, secret: string): string => {
  if (secret.length < 3) return text
  if (secret.length > 5) return text.replaceAll(secret, "<redacted>")
  return text.replaceAll(new RegExp(`(?<![\\w])${secret.replaceAll(/\W/g, "\\$&")}(?![\\w])`, "g"), "<redacted>")
}

/** The secrets of a request's JSON: what its fields of that kind hold. */
export const secretsOf = (body: string | undefined): ReadonlyArray<string> => {
  const found: Array<string> = []
  const walk = (value: unknown, isSecret: boolean): void => {
    if (typeof value === "string" || typeof value === "number") {
      if (isSecret) found.push(String(value))
    } else if (Array.isArray(value)) {
      for (const one of value) walk(one, isSecret)
    } else if (typeof value === "object" && value !== null) {
      for (const [name, one] of Object.entries(value)) walk(one, isSecret || secretField.test(name))
    }
  }
  if (body !== undefined) walk(JSON.parse(body), false)
  return found
}

const secretField = new RegExp(
  `^(?:${secretFields}|${[...SecretFields.cardholder, ...SecretFields.personal].join("|")})$`,
  "i"
)
