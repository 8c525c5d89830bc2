// A website of an account. Reading one gives its API key, in clear on the wire. Here it is a `Redacted` from the first
// moment.
import * as Schema from "effect/Schema"
import * as Answer from "../Answer.ts"
import { acknowledged, listed, one } from "../internal/answers/data.ts"
import { optional } from "../internal/requests/optional.ts"
import { closed } from "../internal/requests/closed.ts"
import { Email, textUpTo, WebUrl } from "../internal/requests/text.ts"
import * as wire from "../internal/answers/wire.ts"
import * as Operation from "../Operation.ts"

/**
 * A site.
 *
 * @see https://docs.multisafepay.com/reference/getsite
 * @category models
 */
export class Site extends wire.open<Site>("Site")({
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
}) {}

const shared = {
  /** Where notifications go, at most 150 characters. */
  notification_url: optional(WebUrl.check(Schema.isMaxCodePoints(150, { message: "must be at most 150 characters" }))),
  price_from: optional(Schema.Int),
  price_till: optional(Schema.Int),
  support_email: optional(Email.check(Schema.isMaxCodePoints(100, { message: "must be at most 100 characters" }))),
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

/**
 * A category of sites.
 *
 * @see https://docs.multisafepay.com/reference/listsitecategories
 * @category models
 */
export class SiteCategory extends wire.open<SiteCategory>("SiteCategory")(
  { code: wire.int, description: wire.text },
  {
    required: ["code"]
  }
) {}

export const listCategories = Operation.read({
  name: "categories.list",
  path: "/categories",
  summary: "List the categories of sites",
  response: listed(SiteCategory),
  docs: "listsitecategories"
})

export const get = Operation.read({
  name: "sites.get",
  path: "/sites/{site_id}",
  summary: "Get a site and its API key",
  response: Answer.of(Site),
  docs: "getsite"
})

export const update = Operation.make({
  name: "sites.update",
  method: "PATCH",
  path: "/sites/{site_id}",
  effectClass: "convergent",
  summary: "Change a site",
  request: UpdateSite,
  response: acknowledged(Site),
  docs: "updatesite"
})

// The schema says one site where there is a list.
export const list = Operation.read({
  name: "sites.list",
  path: "/accounts/{account_id}/sites",
  summary: "List an affiliate's sites",
  response: listed(Site),
  docs: "partnerlistaccountsites"
})

export const create = Operation.make({
  name: "sites.create",
  method: "POST",
  path: "/accounts/{account_id}/sites",
  effectClass: "blind",
  summary: "Add a site to an affiliate",
  request: CreateSite,
  response: Answer.of(one(Site)),
  docs: "partnercreateaccountsite"
})
