// What of an answer may be written down: words of the API, and what was sent in the first place. Everything else keeps its type alone, so
// that nothing of an account, a token or a card gets into a file.
import * as Json from "../../src/internal/state/Json.ts"

export type Masked = null | boolean | number | string | ReadonlyArray<Masked> | { readonly [key: string]: Masked }

/** What a scenario has sent, and the ids it has given. */
export class Sent {
  readonly #values = new Set<string | number>()
  readonly #names = new Map<string, string>()

  id(name: string, id: string): string {
    this.#names.set(id, `<order ${name}>`)
    return id
  }

  /** Remembers the values of a body, except those of cards and accounts. */
  add(body: unknown, key = ""): void {
    if (typeof body === "string" || typeof body === "number") {
      if (!secret.test(key)) this.#values.add(body)
    } else if (Array.isArray(body)) body.forEach((one) => this.add(one, key))
    else Object.entries(Json.record(body) ?? {}).forEach(([name, one]) => this.add(one, name))
  }

  has(value: string | number): boolean {
    return this.#values.has(value)
  }

  /** A text with its ids by their names. */
  named(text: string): string {
    // The longest first: one id may begin with another.
    return [...this.#names]
      .sort(([a], [b]) => b.length - a.length)
      .reduce((told, [id, name]) => told.replaceAll(id, name), text)
  }
}

const secret = /card|cvc|iban|account|token/

export const mask = (value: unknown, sent: Sent, path = ""): Masked => {
  if (value === null || typeof value === "boolean") return value
  if (typeof value === "string") return maskText(value, sent, path)
  if (typeof value === "number") return isPlain(value, path) || sent.has(value) ? value : "<number>"
  if (typeof value === "bigint") return "<number>"
  if (Array.isArray(value)) return value.map((one) => mask(one, sent, path))
  const object = Json.record(value)
  if (object === undefined) return "<not JSON>"
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name.replaceAll(/\d{5,}/g, "#"), mask(one, sent, `${path}.${name}`)])
  )
}

// What an order is worth follows from what was sent; what it costs is the account's.
const isPlain = (value: number, path: string) =>
  value === 0 ||
  value === 1 ||
  (/\.(?:error_code|amount|amount_refunded|capture_remain)$/.test(path) && !/costs/.test(path))

const maskText = (text: string, sent: Sent, path: string): string => {
  const named = sent.named(text)
  if (named !== text && /^<order [^>]*>$/.test(named)) return named
  // Sentences of the API: numbers and whatever looks like a token are taken out.
  if (/\.(?:error_info|message|reason)$/.test(path)) {
    return named.replaceAll(/[A-Za-z0-9+/=_-]{25,}/g, "<token>").replaceAll(/\d{4,}/g, "#")
  }
  if (text === "" || isWord.test(text) || path.endsWith(".reason_code")) return text
  if (sent.has(text) && !isLong.test(text)) return text
  if (/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/.test(text)) return "<time>"
  if (/^https?:/.test(text)) return "<address>"
  return /^\d+$/.test(text) ? "<digits>" : "<text>"
}

const isWord = /^(?:[a-z_]{1,20}|[A-Z_]{1,20})$/

const isLong = /\d{12,}/

/** Why a text must not be written, undefined when it may. */
export const objection = (text: string, key: string): string | undefined => {
  if (text.includes(key)) return "the API key is in it"
  return isLong.test(text) ? "a number as long as a card's is in it" : undefined
}
