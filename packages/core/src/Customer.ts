// The customer in a request. Answers describe the customer with other fields (`phone` goes out, `phone1` comes back), so they have
// a schema of their own in `OrderDetails`. Declared maximum lengths that the vendor's own examples exceed are not enforced.
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { optional } from "./internal/requests/optional.ts"
import { localeOf } from "./internal/requests/locale.ts"
import { Country, Email, IpAddress, textLike } from "./internal/requests/text.ts"

/**
 * Language and country of the payment page and the e-mails. The API's default is `en_US`. It goes out as `ab_CD` where that can be told:
 * `nl-NL`, `nl` and WordPress's `nl_NL_formal` become `nl_NL`. What cannot be told goes as it is, with a word from `Order.warnings`; the
 * service falls back to English. Its list of locales leaves out some that its own pages demand (`da_DK`, `at_AT`, `pt_PT`).
 *
 * @category schemas
 */
export const Locale = Schema.String.pipe(
  Schema.decodeTo(
    textLike(/[^]/, "must not be empty", /^[a-z]{2}_[A-Z]{2}$/),
    SchemaTransformation.transform({ decode: localeOf, encode: localeOf })
  )
)

const Flag = Schema.Union([Schema.Boolean, Schema.Literals([0, 1])])
const Measure = Schema.Union([Schema.Finite, Schema.String])

/**
 * What 3-D Secure 2 wants to know about the customer's browser. Two pages of the API declare these fields with different types
 * (booleans or 0/1, numbers or text); both are accepted.
 *
 * @category schemas
 */
export const Browser = Schema.Struct({
  javascript_enabled: optional(Flag),
  java_enabled: optional(Flag),
  cookies_enabled: optional(Flag),
  language: optional(Schema.String),
  accept_header: optional(Schema.String),
  screen_color_depth: optional(Measure),
  screen_height: optional(Measure),
  screen_width: optional(Measure),
  time_zone: optional(Measure),
  user_agent: optional(Schema.String),
  platform: optional(Schema.String),
  ip_address: optional(IpAddress)
})
export interface Browser {
  readonly javascript_enabled?: boolean | 0 | 1 | undefined
  readonly java_enabled?: boolean | 0 | 1 | undefined
  readonly cookies_enabled?: boolean | 0 | 1 | undefined
  readonly language?: string | undefined
  readonly accept_header?: string | undefined
  readonly screen_color_depth?: number | string | undefined
  readonly screen_height?: number | string | undefined
  readonly screen_width?: number | string | undefined
  readonly time_zone?: number | string | undefined
  readonly user_agent?: string | undefined
  readonly platform?: string | undefined
  readonly ip_address?: string | undefined
}

/**
 * All that can be said of a customer; each order kind says which of it is required.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category fields
 */
export const fields = {
  locale: optional(Locale),
  ip_address: optional(IpAddress),
  forwarded_ip: optional(IpAddress),
  first_name: optional(Schema.String),
  last_name: optional(Schema.String),
  gender: optional(Schema.String),
  birthday: optional(Schema.String),
  address1: optional(Schema.String),
  address2: optional(Schema.String),
  house_number: optional(Schema.String),
  zip_code: optional(Schema.String),
  city: optional(Schema.String),
  state: optional(Schema.String),
  country: optional(Country),
  phone: optional(Schema.String),
  email: optional(Email),
  disable_send_email: optional(Schema.Boolean),
  user_agent: optional(Schema.String),
  referrer: optional(Schema.String),
  reference: optional(Schema.String),
  browser: optional(Browser),
  company_name: optional(Schema.String)
}

/**
 * A customer with nothing required.
 *
 * @category schemas
 */
export const Customer = Schema.Struct(fields)
export interface Customer {
  /** Language and country of the payment page and the e-mails, `nl_NL`. The API's default is `en_US`. */
  readonly locale?: string | undefined
  /** The customer's own address, not the shop's. Card and pay-later payments without it may be reviewed or declined. */
  readonly ip_address?: string | undefined
  /** What a proxy says of the customer's address, `X-Forwarded-For`. */
  readonly forwarded_ip?: string | undefined
  /** The specification says 2 to 25 characters; shops send initials, and nobody has seen them refused. */
  readonly first_name?: string | undefined
  /** See `first_name`. */
  readonly last_name?: string | undefined
  /** The API documents one letter and prints other forms: free text. */
  readonly gender?: string | undefined
  /** The API documents `yyyy-MM-dd` and prints other forms: free text. */
  readonly birthday?: string | undefined
  /** The street. The number belongs to `house_number`. */
  readonly address1?: string | undefined
  readonly address2?: string | undefined
  readonly house_number?: string | undefined
  readonly zip_code?: string | undefined
  readonly city?: string | undefined
  readonly state?: string | undefined
  /** ISO 3166-1 code of two letters, `NL`. */
  readonly country?: string | undefined
  /** MB WAY wants nine digits without country code. */
  readonly phone?: string | undefined
  readonly email?: string | undefined
  /** The customer gets no e-mails of MultiSafepay's, such as where to transfer the money. */
  readonly disable_send_email?: boolean | undefined
  readonly user_agent?: string | undefined
  readonly referrer?: string | undefined
  /** The shop's own name for the customer, required for recurring payments; tokens are listed by it. */
  readonly reference?: string | undefined
  /** What 3-D Secure 2 wants to know. */
  readonly browser?: Browser | undefined
  readonly company_name?: string | undefined
}

/**
 * A customer with a full name, as a direct Trustly order demands.
 *
 * @category schemas
 */
export const NamedCustomer = Schema.Struct({
  ...fields,
  first_name: Schema.NonEmptyString,
  last_name: Schema.NonEmptyString
})

/**
 * A customer the shop has its own name for, as recurring payments demand.
 *
 * @category schemas
 */
export const ReferencedCustomer = Schema.Struct({ ...fields, reference: Schema.NonEmptyString })
