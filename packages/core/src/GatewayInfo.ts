// `gateway_info`: what one payment method wants to know. Card data has a file of its own (`Card`), because it is secret.
// Several fields here are sent by the vendor's own examples although no schema of it declares them.
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { reveal } from "./internal/secrets/reveal.ts"
import { hideCard } from "./internal/secrets/secret.ts"
import { optional } from "./internal/requests/optional.ts"
import { Email } from "./internal/requests/text.ts"

const Text = optional(Schema.String)
const NumberOrText = optional(Schema.Union([Schema.String, Schema.Int]))

/**
 * What a method may want to know besides cards and tokens; nothing is required here, card data is impossible.
 *
 * @category schemas
 */
export const MethodInfo = Schema.Struct({
  issuer_id: Text,
  qr_enabled: optional(Schema.Boolean),
  qr_size: NumberOrText,
  allow_multiple: optional(Schema.Boolean),
  allow_change_amount: optional(Schema.Boolean),
  min_amount: NumberOrText,
  max_amount: NumberOrText,
  account_id: Text,
  account_holder_name: Text,
  account_holder_iban: Text,
  account_holder_city: Text,
  account_holder_country: Text,
  account_holder_bic: Text,
  emandate: Text,
  birthday: Text,
  bank_account: Text,
  phone: Text,
  email: optional(Email),
  gender: Text
})
export interface MethodInfo {
  /** MyBank's bank; iDEAL no longer needs one. */
  readonly issuer_id?: string | undefined
  /** Bancontact as a QR code. */
  readonly qr_enabled?: boolean | undefined
  /** iDEAL QR: 100 to 2000, default 250. */
  readonly qr_size?: string | number | undefined
  /** iDEAL QR: the code may be paid more than once. */
  readonly allow_multiple?: boolean | undefined
  /** iDEAL QR: the customer may change the amount. */
  readonly allow_change_amount?: boolean | undefined
  /** iDEAL QR: the least that may be paid, in the smallest unit (the API does not say so). */
  readonly min_amount?: string | number | undefined
  /** iDEAL QR: the most that may be paid, in the smallest unit (the API does not say so). */
  readonly max_amount?: string | number | undefined
  /** The IBAN to collect from or to match. */
  readonly account_id?: string | undefined
  /** Whose account it is. */
  readonly account_holder_name?: string | undefined
  /** The IBAN again: direct debit wants both. */
  readonly account_holder_iban?: string | undefined
  readonly account_holder_city?: string | undefined
  readonly account_holder_country?: string | undefined
  readonly account_holder_bic?: string | undefined
  /** The mandate that the customer signed. */
  readonly emandate?: string | undefined
  /** Pay later. Documented as `yyyy-MM-dd`, printed in other forms. */
  readonly birthday?: string | undefined
  /** Pay later. */
  readonly bank_account?: string | undefined
  /** Pay later. */
  readonly phone?: string | undefined
  /** Pay later. */
  readonly email?: string | undefined
  /** Pay later. */
  readonly gender?: string | undefined
}

/**
 * The account a SEPA direct debit is collected from. `account_id` and `account_holder_iban` both carry the IBAN: the API describes
 * both as required. `emandate` is the id of the mandate the customer signed: the API describes it as required, and Magento's plug-in leaves
 * it out, so without it there is a warning only.
 *
 * @see https://docs.multisafepay.com/docs/direct-debit
 * @category schemas
 */
export const DirectDebitInfo = Schema.Struct({
  account_holder_city: Text,
  account_holder_country: Text,
  account_holder_bic: Text,
  account_id: Schema.NonEmptyString,
  account_holder_name: Schema.NonEmptyString,
  account_holder_iban: Schema.NonEmptyString,
  emandate: Text
})
export interface DirectDebitInfo {
  readonly account_holder_city?: string | undefined
  readonly account_holder_country?: string | undefined
  readonly account_holder_bic?: string | undefined
  /** The IBAN to collect from. */
  readonly account_id: string
  /** Whose account it is. */
  readonly account_holder_name: string
  /** The IBAN again: the API wants both. */
  readonly account_holder_iban: string
  /** The mandate that the customer signed. Without it there is a warning. */
  readonly emandate?: string | undefined
}

/**
 * The wallet's payment token: Apple Pay's `payment.token` printed as JSON text, Google Pay's `tokenizationData.token` as it is.
 *
 * @category schemas
 */
export const WalletInfo = Schema.Struct({ payment_token: Schema.NonEmptyString })
export interface WalletInfo {
  /** Apple Pay's `payment.token` as JSON text, Google Pay's `tokenizationData.token` as it is. */
  readonly payment_token: string
}

/**
 * The terminal a cloud payment is sent to.
 *
 * @category schemas
 */
export const TerminalInfo = Schema.Struct({ terminal_id: Schema.NonEmptyString })
export interface TerminalInfo {
  /** As `Terminals` lists them. */
  readonly terminal_id: string
}

/** `gateway_info` of an unknown gateway: whatever it asks for. @category models */
export interface OpenInfo {
  readonly [field: string]: Schema.Json | Redacted.Redacted<string> | undefined
}

const AnyInfo = Schema.Record(Schema.String, Schema.Json)

const hidden = SchemaTransformation.transform<OpenInfo, typeof AnyInfo.Type>({
  decode: hideCard,
  encode: (info) =>
    Object.fromEntries(
      Object.entries(info).map(([field, value]) => [field, Redacted.isRedacted(value) ? Redacted.value(value) : value])
    ) as typeof AnyInfo.Type
})

const isOpenInfo = (u: unknown): u is OpenInfo =>
  typeof u === "object" &&
  u !== null &&
  !Array.isArray(u) &&
  Object.values(u).every((value) => !Redacted.isRedacted(value) || reveal(value) !== undefined)

/** Any JSON object; card data in it is redacted as soon as it is read. @category schemas */
export const OpenInfo = AnyInfo.pipe(
  Schema.decodeTo(
    Schema.declare<OpenInfo>(isOpenInfo, {
      expected: "an object, whose secrets this copy of `effect` made",
      toCodecArbitrary: () => Schema.link<OpenInfo>()(AnyInfo, hidden)
    }),
    hidden
  )
)
