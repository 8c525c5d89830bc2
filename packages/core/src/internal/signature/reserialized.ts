// The usual reason for a signature that does not match: a framework parsed the JSON and printed it again before we saw it. These
// guesses serve the error message only. A body that matches after rewriting is still refused, because nobody signed those bytes.
import * as Option from "effect/Option"

/** Longer bodies are not examined, so that a stranger cannot make a refusal expensive. In characters. */
export const longest = 16_384

/**
 * Other spellings of the same JSON that the sender may have signed: without blanks, with `/` plain or escaped, with characters beyond
 * ASCII plain or escaped. Works on the text, in linear time, so numbers keep their digits. At most six, never the text itself.
 */
export const spellings = (text: string): ReadonlyArray<string> => {
  const compact = text.replace(/("(?:[^"\\]|\\.)*"?)|\s+/gs, "$1")
  const ascii = compact.replace(/[\u0080-\uffff]/g, escapeUnit)
  const plain = compact.replace(/\\u([0-9a-f]{4})|\\./gis, (all, hex: string | undefined) =>
    hex === undefined || Number.parseInt(hex, 16) < 0x80 ? all : String.fromCharCode(Number.parseInt(hex, 16))
  )
  const all = new Set([compact, ascii, plain].flatMap((one) => [slashes(one, "\\/"), slashes(one, "/")]))
  all.delete(text)
  return [...all]
}

/**
 * Whether the text has the marks of a printer that is not MultiSafepay's: indentation, blanks after colons, replacement characters,
 * an object turned into text, or exactly what `JSON.stringify` prints where the sender's encoder usually prints something else
 * (`\/` for a slash, integers beyond 2^53 digit by digit).
 */
export const looksPrinted = (text: string): boolean =>
  text.startsWith("[object ") ||
  text.includes("\uFFFD") ||
  /^\s*[[{]\s*\n/.test(text) ||
  /^\s*\{\s*"[^"\\]*": /.test(text) ||
  (/\/|[:,[]\d{17}/.test(text) && Option.contains(roundTrip(text), text))

const roundTrip = Option.liftThrowable((text: string): string => JSON.stringify(JSON.parse(text)))

const slashes = (text: string, as: "/" | "\\/"): string =>
  text.replace(/\\.|\//gs, (part) => (part === "/" || part === "\\/" ? as : part))

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
