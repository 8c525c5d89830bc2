// A website of an account. The surprise: reading one gives its API key, in clear on the wire. Here it is a `Redacted` from the first
// moment.
import * as Schema from "effect/Schema"
import { optional } from "./internal/optional.ts"
import { closed } from "./internal/request.ts"
import { Email, textUpTo, WebUrl } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

const fields = {
  id: wire.text,
  account_id: wire.text,
  /** Whoever has it can take payments and refund them in the name of the site. */
  api_key: wire.secret("api_key"),
  name: wire.text,
  url: wire.text,
  notification_url: wire.text,
  /** Range of the shop's prices; the vendor names no unit. */
  price_from: wire.int,
  price_till: wire.int,
  support_email: wire.text,
  support_phone: wire.text
}

/**
 * A site.
 *
 * @see https://docs.multisafepay.com/reference/getsite
 * @category models
 */
export interface Site extends wire.Value<typeof fields> {}
export const Site: wire.Open<Site> = wire.object<Site>("Site", fields)

const shared = {
  /** Where notifications go, at most 150 characters. */
  notification_url: optional(WebUrl.check(Schema.isMaxLength(150, { message: "must be at most 150 characters" }))),
  price_from: optional(Schema.Int),
  price_till: optional(Schema.Int),
  support_email: optional(Email.check(Schema.isMaxLength(100, { message: "must be at most 100 characters" }))),
  support_phone: optional(textUpTo(100))
}

/**
 * Changes to a site. What is left out stays as it is.
 *
 * @see https://docs.multisafepay.com/reference/updatesite
 * @category schemas
 */
export const UpdateSite = closed("UpdateSite", {
  name: optional(textUpTo(120)),
  url: optional(Schema.String),
  ...shared
})
export interface UpdateSite extends Schema.Schema.Type<typeof UpdateSite> {}

/**
 * A new site of an affiliate. `name` at most 120 characters.
 *
 * @see https://docs.multisafepay.com/reference/partnercreateaccountsite
 * @category schemas
 */
export const CreateSite = closed("CreateSite", { name: textUpTo(120), url: Schema.NonEmptyString, ...shared })
export interface CreateSite extends Schema.Schema.Type<typeof CreateSite> {}
