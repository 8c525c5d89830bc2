// What the sandbox knows about the account behind its key.
import * as ApiToken from "@effect-multisafepay/core/ApiToken"
import * as Issuer from "@effect-multisafepay/core/Issuer"
import * as KeyIdentity from "@effect-multisafepay/core/KeyIdentity"
import * as Site from "@effect-multisafepay/core/partner/Site"
import { word } from "../state/chance.ts"
import { refuse } from "../machine/turn.ts"
import { issuers } from "../rules/banks.ts"
import { refused, success } from "./Reply.ts"
import { type Call, type Handling, type Route, route } from "./Route.ts"

const me = ({ settings }: Call): Handling =>
  success({ account_id: settings.accountId, role: "merchant", site_id: settings.siteId })

// A new one for every order, good for ten minutes. It is not a key: nothing here accepts it.
const apiToken = ({ settings, state }: Call): Handling =>
  success({ api_token: `pub.v2.${word(settings.seed, (state.received.at(-1)?.id ?? 0) + 2_000_003, 64)}` })

const categories = [
  [100, "Gifts and gadgets"],
  [101, "Electronics and computers"],
  [102, "Games"],
  [103, "Health"],
  [104, "House and garden"],
  [105, "Office supplies"],
  [106, "Kids and toys"],
  [107, "Nutrition"],
  [108, "Fashion and care"],
  [109, "Music, movies, and books"],
  [110, "Sport, leisure, and hobby"],
  [111, "Phone and internet"],
  [112, "Holiday and travel"],
  [113, "Sales and auctions"],
  [114, "Other"],
  [999, "Adult"]
] as const

const listCategories = (): Handling => success(categories.map(([code, description]) => ({ code, description })))

const listIssuers = ({ params, settings }: Call<{ readonly gateway: string }>): Handling => {
  const list = issuers.get(params.gateway.toLowerCase())
  return list === undefined
    ? refused(refuse(404, 1023, "Gateway not available: it has no issuers here"), settings.quirks.emptyLists)
    : success(list.map(([code, description]) => ({ code, description })))
}

export const routes: ReadonlyArray<Route> = [
  route(KeyIdentity.get, me),
  route(ApiToken.create, apiToken),
  route(Site.listCategories, listCategories),
  route(Issuer.list, listIssuers)
]
