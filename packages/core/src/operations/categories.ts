// Categories: what sites sell.
import { listed } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import { SiteCategory } from "../SiteCategory.ts"

export const list = Operation.make({
  name: "categories.list",
  method: "GET",
  path: "/categories",
  effectClass: "read",
  summary: "List the categories of sites",
  response: listed(SiteCategory),
  docs: "listsitecategories"
})
