// Sites: the websites of an account, with their API keys.
import * as Answer from "../Answer.ts"
import { acknowledged, listed, one } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import { CreateSite, Site, UpdateSite } from "../Site.ts"

export const get = Operation.make({
  name: "sites.get",
  method: "GET",
  path: "/sites/{site_id}",
  effectClass: "read",
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
export const list = Operation.make({
  name: "sites.list",
  method: "GET",
  path: "/accounts/{account_id}/sites",
  effectClass: "read",
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
