// Card numbers where no card number belongs: in a `var1`, a description, a name. They are masked before anything is kept, as the first six
// and last four digits. Ids, addresses and prices are left as
// they are: they are looked up, sent to and added up, and a long one may look like a card.
import * as Json from "../state/Json.ts"

/** The value with every card number in its texts masked. `keep` are further keys to leave alone. */
export const maskCards = <A>(value: A, keep: ReadonlySet<string> = none): A => mask(value, keep) as A

const none: ReadonlySet<string> = new Set()

const left: ReadonlySet<string> = new Set([
  ..."order_id new_order_id refund_order_id transaction_id refund_id merchant_item_id recurring_id reference terminal_id".split(
    " "
  ),
  ..."id token auth url notification_url redirect_url cancel_url session_id".split(" "),
  ..."amount unit_price quantity rate value".split(" ")
])

const mask = (value: unknown, keep: ReadonlySet<string>): unknown => {
  switch (typeof value) {
    case "string":
      return maskText(value)
    case "number":
    case "bigint": {
      const text = Number.isInteger(value) || typeof value === "bigint" ? String(value) : ""
      const masked = maskText(text)
      return masked === text ? value : masked
    }
    default:
      break
  }
  if (Array.isArray(value)) return value.map((one) => mask(one, keep))
  const object = Json.record(value)
  if (object === undefined) return value
  return Object.fromEntries(
    Object.entries(object).map(([key, member]) => [
      key,
      typeof member !== "object" && (left.has(key) || keep.has(key)) ? member : mask(member, keep)
    ])
  )
}

// Digits with at most one blank or dash between two of them; what stands around keeps out parts of longer numbers and of fractions.
const digits = /(?<!\d)(?<!\d[.,])\d(?:[ \u00a0-]?\d){13,18}(?!\d)/g

/** The text with card numbers as `411111******1111`. */
export const maskText = (text: string): string =>
  text.replaceAll(digits, (found) => {
    const number = found.replaceAll(/\D/g, "")
    return isCardNumber(number) ? `${number.slice(0, 6)}${"*".repeat(number.length - 10)}${number.slice(-4)}` : found
  })

// Visa, Mastercard, American Express, Maestro and its kin, JCB, Diners: the ranges and lengths that are issued, and a correct check digit.
const issued =
  /^(?:4\d{15}(?:\d{3})?|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}|3[47]\d{13}|(?:5[06-8]|6\d)\d{14,17}|35\d{14}|3(?:0[0-5]|[689]\d)\d{11})$/

const isCardNumber = (number: string): boolean => issued.test(number) && isLuhn(number)

export const isLuhn = (number: string): boolean =>
  Array.from(number, Number)
    .reverse()
    .reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0) %
    10 ===
  0
