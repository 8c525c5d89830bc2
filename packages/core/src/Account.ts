// A merchant account under a partner's: an affiliate. Its password exists only while it is being created, as a secret.
import * as Schema from "effect/Schema"
import { optional } from "./internal/optional.ts"
import { closed, window } from "./internal/request.ts"
import { secret } from "./internal/secret.ts"
import { Country, Email, textLike, textUpTo } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

const Mail = Email.check(Schema.isMaxLength(64, { message: "must be at most 64 characters" }))

const ProcessingOptionsRequest = Schema.Struct({
  incoming_payment_enabled: optional(Schema.Boolean),
  outgoing_payment_enabled: optional(Schema.Boolean),
  credit_cards_enabled: optional(Schema.Boolean)
})

const details = {
  address1: optional(textUpTo(64)),
  address2: optional(textUpTo(64)),
  address3: optional(textUpTo(64)),
  apartment: optional(textUpTo(9)),
  city: optional(textUpTo(50)),
  /** Number in the register of companies. */
  coc_number: optional(textUpTo(50)),
  phone: optional(textUpTo(15)),
  processing_options: optional(ProcessingOptionsRequest),
  screening_status: optional(Schema.Literals(["approved", "declined", "pending"])),
  vat_number: optional(textUpTo(50)),
  zipcode: optional(textUpTo(10))
}

/**
 * A new affiliate: its company, the currencies it wants and its first user.
 *
 * The vendor's schema limits a name to 50 characters and an apartment to 9.
 *
 * @see https://docs.multisafepay.com/reference/createaffiliate
 * @category schemas
 */
export const SignUp = closed("SignUp", {
  account: Schema.Struct({ ...details, company_name: textUpTo(200), country: Country, email: Mail }),
  /** ISO 4217 codes. */
  currencies: Schema.Array(textLike(/^[A-Z]{3}$/, "must be a currency code such as EUR")),
  user: Schema.Struct({
    email: optional(Mail),
    name: optional(textUpTo(50)),
    password: optional(secret(Schema.NonEmptyString, "password", ["correct horse battery"]))
  })
})
export interface SignUp extends Schema.Schema.Type<typeof SignUp> {}

/**
 * Changes to an affiliate. What is left out stays as it is.
 *
 * @see https://docs.multisafepay.com/reference/updateaffiliatedaccount
 * @category schemas
 */
export const UpdateAccount = closed("UpdateAccount", {
  ...details,
  company_name: optional(textUpTo(200)),
  country: optional(Country),
  email: optional(Mail)
})
export interface UpdateAccount extends Schema.Schema.Type<typeof UpdateAccount> {}

/** `limit` 1 to 500, 100 when left out. @category schemas */
export const AccountQuery = closed("AccountQuery", window(500))
export interface AccountQuery extends Schema.Schema.Type<typeof AccountQuery> {}

/** `limit` 1 to 1000. @category schemas */
export const WindowQuery = closed("WindowQuery", window(1000))
export interface WindowQuery extends Schema.Schema.Type<typeof WindowQuery> {}

const processing = {
  incoming_payment_enabled: wire.bool,
  outgoing_payment_enabled: wire.bool,
  credit_cards_enabled: wire.bool
}

/** What an account may do. @category models */
export interface ProcessingOptions extends wire.Value<typeof processing> {}
export const ProcessingOptions: wire.Open<ProcessingOptions> = wire.object<ProcessingOptions>(
  "ProcessingOptions",
  processing
)

const fields = {
  /** Undeclared, and in every example. */
  id: wire.text,
  company_name: wire.text,
  address1: wire.text,
  address2: wire.text,
  address3: wire.text,
  apartment: wire.text,
  city: wire.text,
  zipcode: wire.text,
  country: wire.text,
  email: wire.text,
  phone: wire.text,
  coc_number: wire.text,
  vat_number: wire.text,
  processing_options: ProcessingOptions.field,
  screening_status: wire.word("approved", "declined", "pending")
}

/**
 * An affiliate's account.
 *
 * @see https://docs.multisafepay.com/reference/listaffiliates
 * @category models
 */
export interface Account extends wire.Value<typeof fields> {}
export const Account: wire.Open<Account> = wire.object<Account>("Account", fields)

const inquiry = {
  id: wire.text,
  account_id: wire.text,
  /** What a reply must and may have; undocumented. */
  expected_reply: wire.json,
  created: wire.text
}

/** A question of MultiSafepay's to an affiliate, such as for a missing document. @category models */
export interface Inquiry extends wire.Value<typeof inquiry> {}
export const Inquiry: wire.Open<Inquiry> = wire.object<Inquiry>("Inquiry", inquiry)

const user = { email: wire.text, name: wire.text, password: wire.secret("password") }
interface User extends wire.Value<typeof user> {}
const User = wire.object<User>("User", user)

const signedUp = { account: Account.field, currencies: wire.many(wire.text), user: User.field }

/** A created affiliate. @category models */
export interface SignedUp extends wire.Value<typeof signedUp> {}
export const SignedUp: wire.Open<SignedUp> = wire.object<SignedUp>("SignedUp", signedUp)
