// JSON text to plain values without losing a digit. A transaction id may be longer than 2^53, where JSON.parse silently rounds it
// to a neighbouring id. Here such an integer arrives as its exact decimal text. Only those do, so the same field is a
// number in one answer and text in the next; `OrderDetails` and the other answers read both as text.
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * The text is not JSON.
 *
 * Carries its length and, where the runtime tells, the offset of the first fault (both in UTF-16 units). The text itself is left
 * out: an answer may hold personal data, and what a proxy sent instead of an answer may hold anything.
 *
 * @category errors
 */
export class InvalidJson extends Schema.TaggedError<InvalidJson>("@effect-multisafepay/core/InvalidJson")(
  "InvalidJson",
  {
    length: Schema.Int,
    position: Schema.optionalKey(Schema.Int)
  }
) {
  override get message(): string {
    if (this.length === 0) return "expected JSON, got an empty text"
    const where = this.position === undefined ? "" : `, first fault at offset ${this.position}`
    return `expected JSON, got ${this.length} characters of something else${where}`
  }
}

/**
 * Like `JSON.parse`, except that an integer outside ±(2^53 - 1) becomes its exact decimal text.
 *
 * Safe integers, fractions and numbers with an exponent stay numbers; digits inside a string are never touched.
 *
 * @category parsing
 */
export const parse = (text: string): Effect.Effect<Schema.Json, InvalidJson> =>
  Effect.suspend(() => Effect.fromResult(parseResult(text)))

/**
 * `parse` for places that cannot be Effects.
 *
 * @category parsing
 */
export const parseResult = (text: string): Result.Result<Schema.Json, InvalidJson> => {
  // The plain parse goes first even when its value is thrown away: rewriting must never turn invalid text into valid JSON.
  const plain = Result.try({ try: (): Schema.Json => JSON.parse(text), catch: (cause) => invalid(text, cause) })
  if (Result.isFailure(plain) || !hasLongDigits(text) || !longNumber.test(text)) return plain
  const exact = quoteUnsafeIntegers(text)
  return exact === text ? plain : Result.succeed(JSON.parse(exact))
}

// The smallest unsafe integer, 9007199254740992, has 16 digits, and 16 digits cover every sixteenth place: only there does one have to
// look. A pattern looks everywhere, which took 2 to 3 µs of an ordinary answer's 5; this takes 0.2.
const hasLongDigits = (text: string): boolean => {
  for (let at = 15; at < text.length; at += 16) {
    if (!isDigit(text, at)) continue
    let first = at
    let last = at
    while (isDigit(text, first - 1)) first--
    while (isDigit(text, last + 1)) last++
    if (last - first >= 15) return true
  }
  return false
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

// Long digits right after a quote are text (a token id, a card reference), which most answers have and which costs nothing more.
const longNumber = /(?:^|[[:,\s])-?\d{16}/

// Valid JSON text only. Strings are skipped with indexOf, not with a pattern, so that a string of megabytes cannot exhaust the
// regular expression's stack.
const quoteUnsafeIntegers = (text: string): string => {
  let out = ""
  let from = 0
  for (;;) {
    const open = text.indexOf('"', from)
    const between = text.slice(from, open === -1 ? text.length : open)
    out += hasLongDigits(between) ? between.replace(numbers, quoteUnsafe) : between
    if (open === -1) return out
    from = endOfString(text, open + 1)
    out += text.slice(open, from)
  }
}

const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const integer = /^-?\d{16,}$/

const quoteUnsafe = (literal: string): string =>
  integer.test(literal) && !Number.isSafeInteger(Number(literal)) ? `"${literal}"` : literal

const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start); ; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0
    while (text.charCodeAt(quote - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return quote + 1
  }
}

const backslash = 92

// V8 names the offset in its message; the rest of that message quotes the text and is not kept.
const invalid = (text: string, cause: unknown): InvalidJson => {
  const position = cause instanceof SyntaxError ? /at position (\d+)/.exec(cause.message)?.[1] : undefined
  return new InvalidJson(
    position === undefined ? { length: text.length } : { length: text.length, position: Number(position) }
  )
}
