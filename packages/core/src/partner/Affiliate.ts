// A merchant account under a partner's: an affiliate. Its password exists only while it is being created, as a secret.
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Answer from "../Answer.ts"
import { Currency } from "../Currency.ts"
import { acknowledged, list as many, listed } from "../internal/answers/data.ts"
import { optional } from "../internal/requests/optional.ts"
import { closed } from "../internal/requests/closed.ts"
import { window } from "../internal/requests/query.ts"
import { secret } from "../internal/secrets/secret.ts"
import { Country, Email, textLike, textUpTo } from "../internal/requests/text.ts"
import * as wire from "../internal/answers/wire.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"

const Mail = Email.check(Schema.isMaxCodePoints(64, { message: "must be at most 64 characters" }))

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

/** What an account may do. @category models */
export class ProcessingOptions extends wire.open<ProcessingOptions>("ProcessingOptions")({
  incoming_payment_enabled: wire.bool,
  outgoing_payment_enabled: wire.bool,
  credit_cards_enabled: wire.bool
}) {}

/**
 * An affiliate's account.
 *
 * @see https://docs.multisafepay.com/reference/listaffiliates
 * @category models
 */
export class Account extends wire.open<Account>("Account")({
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
}) {}

/** A question of MultiSafepay's to an affiliate, such as for a missing document. @category models */
export class Inquiry extends wire.open<Inquiry>("Inquiry")({
  id: wire.text,
  account_id: wire.text,
  /** What a reply must and may have; undocumented. */
  expected_reply: wire.json,
  created: wire.text
}) {}

class User extends wire.open<User>("User")({ email: wire.text, name: wire.text, password: wire.secret("password") }) {}

/** A created affiliate. @category models */
export class SignedUp extends wire.open<SignedUp>("SignedUp")({
  account: Account.field,
  currencies: wire.many(wire.text),
  user: User.field
}) {}

/**
 * How long the link works: a number with a unit (`y`, `w`, `d`, `h`, `m`, `s`), such as `5m`; seconds without one.
 *
 * @see https://docs.multisafepay.com/reference/partnercreateloginurl
 * @category schemas
 */
export const CreateLoginUrl = closed("CreateLoginUrl", {
  expires_in: optional(textLike(/^\d+[ywdhms]?$/, "must be a number and a unit, such as 5m or 7d"))
})
export interface CreateLoginUrl extends Schema.Schema.Type<typeof CreateLoginUrl> {}

/** The link. @category models */
export class LoginUrl extends wire.open<LoginUrl>("LoginUrl")(
  { url: wire.secret("login_url") },
  { required: ["url"] }
) {}

// Bare text in the vendor's schema, an object in its example.
const TextOrLoginUrl: Schema.Codec<LoginUrl, unknown> = Schema.Unknown.pipe(
  Schema.decodeTo(LoginUrl, {
    decode: SchemaGetter.transform(
      (raw: unknown) => (typeof raw === "string" ? { url: raw } : raw) as Schema.JsonObject
    ),
    encode: SchemaGetter.transform((object: Schema.JsonObject): unknown => object)
  })
)

/**
 * Sets the rate. `amount` in the smallest unit, `percentage` of the payment (1.25 is 1.25 %), `minimum` undocumented.
 *
 * @category schemas
 */
export const SetAffiliateRate = closed("SetAffiliateRate", {
  fees: Schema.Array(
    Schema.Struct({
      amount: optional(Schema.Union([Schema.Int, Schema.String])),
      currency: optional(Currency),
      percentage: optional(Schema.Finite),
      minimum: optional(Schema.Finite),
      description: optional(Schema.String)
    })
  ),
  scope: Schema.Struct({
    currency: optional(Currency),
    payment_type: optional(Schema.String),
    type: optional(Schema.Literal("payment"))
  })
})
export interface SetAffiliateRate extends Schema.Schema.Type<typeof SetAffiliateRate> {}

class Fee extends wire.open<Fee>("AffiliateFee")({
  /** Smallest unit. */
  amount: wire.int,
  currency: wire.text,
  /** 1.25 is 1.25 %. */
  percentage: wire.number,
  minimum: wire.number,
  description: wire.text
}) {}

class Scope extends wire.open<Scope>("AffiliateRateScope")({
  currency: wire.text,
  payment_type: wire.text,
  type: wire.word("payment")
}) {}

/** A rate. @category models */
export class AffiliateRate extends wire.open<AffiliateRate>("AffiliateRate")({
  fees: wire.many(Fee.field),
  scope: Scope.field
}) {}

// Nothing says how a lost answer could be found again, and a second account is a second account.
export const signUp = Operation.make({
  name: "affiliates.signUp",
  method: "POST",
  path: "/signup-account",
  effectClass: "blind",
  summary: "Create an affiliate's account",
  request: SignUp,
  response: listed(SignedUp),
  docs: "createaffiliate"
})

// The example has a `page` that the schema lacks.
export const list = Operation.read({
  name: "affiliates.list",
  path: "/accounts",
  summary: "List affiliates",
  query: AccountQuery,
  response: Pager.byOffset(Account),
  docs: "listaffiliates"
})

export const get = Operation.read({
  name: "affiliates.get",
  path: "/accounts/{account_id}",
  summary: "Get an affiliate and what MultiSafepay asks of it",
  response: Schema.Struct({
    ...Answer.of(Account).fields,
    inquiries: Schema.optionalKey(many(Inquiry))
  }),
  docs: "getaffiliatedaccount"
})

export const update = Operation.make({
  name: "affiliates.update",
  method: "PATCH",
  path: "/accounts/{account_id}",
  effectClass: "convergent",
  summary: "Change an affiliate",
  request: UpdateAccount,
  response: acknowledged(Account),
  docs: "updateaffiliatedaccount"
})

// Every call makes a link, and a link changes nothing.
export const createLoginUrl = Operation.make({
  name: "affiliates.createLoginUrl",
  method: "POST",
  path: "/accounts/{account_id}/login-urls",
  effectClass: "read",
  summary: "Make a link that logs in to an affiliate's dashboard",
  request: CreateLoginUrl,
  response: Answer.of(TextOrLoginUrl),
  docs: "partnercreateloginurl"
})

const undocumented = "a path file of the specification that nothing refers to"

export const setRate = Operation.make({
  name: "affiliates.setRate",
  method: "POST",
  path: "/accounts/{account_id}/fees",
  effectClass: "convergent",
  summary: "Set what an affiliate pays for a payment method",
  request: SetAffiliateRate,
  response: acknowledged(AffiliateRate),
  docs: "introduction",
  undocumented
})
