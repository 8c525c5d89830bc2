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
 * - `issuer_id`: MyBank's bank; iDEAL no longer needs one.
 * - `qr_enabled`: Bancontact as QR code; `qr_size` (100 to 2000, default 250), `allow_multiple`, `allow_change_amount`, `min_amount`,
 *   `max_amount` (text, smallest unit; the API does not say so): iDEAL QR.
 * - `account_*`, `emandate`: the bank account to collect from or to match.
 * - `birthday` (documented as `yyyy-MM-dd`, printed in other forms), `bank_account`, `phone`, `email`, `gender`: pay-later methods.
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

/**
 * The wallet's payment token: Apple Pay's `payment.token` printed as JSON text, Google Pay's `tokenizationData.token` as it is.
 *
 * @category schemas
 */
export const WalletInfo = Schema.Struct({ payment_token: Schema.NonEmptyString })

/**
 * The terminal a cloud payment is sent to.
 *
 * @category schemas
 */
export const TerminalInfo = Schema.Struct({ terminal_id: Schema.NonEmptyString })

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
