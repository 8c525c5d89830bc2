// What a site sells, as MultiSafepay files it: a number and its name.
import * as wire from "./internal/wire.ts"

const fields = { code: wire.int, description: wire.text }

/**
 * A category of sites.
 *
 * @see https://docs.multisafepay.com/reference/listsitecategories
 * @category models
 */
export interface SiteCategory extends wire.Value<typeof fields, "code"> {}
export const SiteCategory: wire.Open<SiteCategory> = wire.object<SiteCategory>("SiteCategory", fields, {
  required: ["code"]
})
