// Card data for server-to-server orders. Numbers and security codes are `Redacted` from the moment they are read until the byte is
// written; they may be given as plain text, but nothing in this library ever keeps or prints them that way.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { optional } from "./internal/requests/optional.ts"
import { reveal } from "./internal/secrets/reveal.ts"
import { secret } from "./internal/secrets/secret.ts"
import { CustomerUrl } from "./internal/requests/text.ts"

/**
 * A card number: 12 to 19 digits with a correct check digit (Luhn).
 *
 * @category schemas
 */
export const CardNumber = secret(
  Schema.String.check(
    Schema.isPattern(/^\d{12,19}$/, { message: "must be 12 to 19 digits" }).abort(),
    Schema.makeFilter((digits: string) => isLuhn(digits) || "is not a card number: its check digit is wrong")
  ),
  "card_number",
  ["4111111111111111", "5500000000000004", "374500000000015", "6799990000000000011"]
)

/**
 * The security code on the card: 3 or 4 digits.
 *
 * @category schemas
 */
export const CardCvc = secret(
  Schema.String.check(Schema.isPattern(/^\d{3,4}$/, { message: "must be 3 or 4 digits" })),
  "card_cvc",
  ["123", "0042"]
)

const ExpiryText = Schema.String.check(
  Schema.isPattern(/^\d{2}(?:0[1-9]|1[0-2])$/, {
    message: "must be year and month as YYMM, such as 2903 for March 2029"
  })
)

/**
 * A card's expiry as the API wants it: `YYMM`, text, never a number that loses its leading zero. Only the form is checked: whether a
 * card has expired is for its issuer to say. An integer on the wire (the API prints both) is padded back to four digits.
 *
 * Build it with {@link expiry}.
 *
 * @category schemas
 */
export const CardExpiry = Schema.Union([
  ExpiryText,
  Schema.Int.pipe(
    Schema.decodeTo(
      ExpiryText,
      SchemaTransformation.transform({
        decode: (yymm) => String(yymm).padStart(4, "0"),
        encode: (text) => Number(text)
      })
    )
  )
])

/**
 * The `YYMM` text of a year (2000 to 2099) and a month (1 to 12).
 *
 * @example
 * Card.expiry({ year: 2029, month: 3 }) // "2903"
 *
 * @category constructors
 */
export const expiry = (date: { readonly year: number; readonly month: number }): string =>
  String(date.year % 100).padStart(2, "0") + String(date.month).padStart(2, "0")

/**
 * A card number as people type it: blanks and dashes are taken out, the rest stays to be checked.
 *
 * @category constructors
 */
export const number = (typed: string | Redacted.Redacted<string>): Redacted.Redacted<string> => {
  const text = typeof typed === "string" ? typed : reveal(typed)
  return text === undefined
    ? (typed as Redacted.Redacted<string>)
    : Redacted.make(text.replaceAll(/[ -]/g, ""), { label: "card_number" })
}

const holder = {
  card_number: CardNumber,
  card_holder_name: Schema.NonEmptyString,
  card_expiry_date: CardExpiry,
  flexible_3d: optional(Schema.Boolean),
  moto: optional(Schema.Boolean),
  // The vendor's sample carries an API key in this address. Put none there: addresses end up in logs.
  term_url: optional(CustomerUrl)
}

/**
 * `gateway_info` of a direct card order.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const CardInfo = Schema.Struct({ ...holder, card_cvc: CardCvc })
export interface CardInfo extends Holder {
  /** The security code, 3 or 4 digits. */
  readonly card_cvc: string | Redacted.Redacted<string>
}

/**
 * `gateway_info` of a direct card order that may go without a security code: MAESTRO, and recurring payments.
 *
 * @category schemas
 */
export const CardInfoWithoutCvc = Schema.Struct({ ...holder, card_cvc: optional(CardCvc) })
export interface CardInfoWithoutCvc extends Holder {
  /** The security code, 3 or 4 digits. */
  readonly card_cvc?: string | Redacted.Redacted<string> | undefined
}

/** A card without its security code. @category models */
export interface Holder {
  /** 12 to 19 digits without blanks. {@link number} takes one as people type it. */
  readonly card_number: string | Redacted.Redacted<string>
  readonly card_holder_name: string
  /** `YYMM`. {@link expiry} writes it. */
  readonly card_expiry_date: string
  /** Asks for 3-D Secure only where the law demands it. */
  readonly flexible_3d?: boolean | undefined
  /** Marks mail and telephone orders. */
  readonly moto?: boolean | undefined
  /** Where the issuer sends the customer after 3-D Secure. */
  readonly term_url?: string | undefined
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
