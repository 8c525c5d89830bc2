// HTML as a value. There is no way to put a string into it unescaped, because only `html` makes one and it escapes
// everything but other HTML; so whatever an order contains, it stays text.

/** A piece of a page. @category models */
export interface Html {
  readonly [brand]: true
  readonly text: string
}

/** What can stand in a page. `undefined` and `false` leave nothing behind. @category models */
export type Part = string | number | Html | undefined | false | ReadonlyArray<Html>

const brand = Symbol("html")

/** Text of a page. Values are escaped for text and for quoted attributes, the only places where one belongs. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  make(strings.reduce((text, string, index) => `${text}${print(parts[index - 1])}${string}`))

const make = (text: string): Html => ({ [brand]: true, text })

const print = (part: Part): string => {
  if (part === undefined || part === false) return ""
  if (typeof part === "number") return String(part)
  if (typeof part === "string") return escape(part)
  return brand in part ? part.text : part.map((one) => one.text).join("")
}

// Controls that HTML forbids would be dropped or mangled by the browser; a visible stand-in is more honest.
const escape = (text: string): string =>
  text
    .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
