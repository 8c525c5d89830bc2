// A payment method as GET /gateways names it: an id and a name, nothing more. `PaymentMethod` says what each can do; `Gateway` is
// this library's own catalogue. CREDITCARD can be ordered but is never in the list.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { listed } from "./internal/answers/data.ts"
import { optional } from "./internal/requests/optional.ts"
import { closed } from "./internal/requests/closed.ts"
import { wholeFrom } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

/**
 * A gateway that is active for the site.
 *
 * @see https://docs.multisafepay.com/reference/listgateways
 * @category models
 */
export class ActiveGateway extends wire.open<ActiveGateway>("ActiveGateway")(
  {
    id: wire.text,
    description: wire.text,
    /** `coupon` for gift cards, absent for the rest. */
    type: wire.word("coupon")
  },
  {
    required: ["id"]
  }
) {}

/**
 * Without `include: "coupons"` only one gift card is in the list. The vendor's SDK also filters by `currency` and `amount`.
 *
 * @category schemas
 */
export const GatewayQuery = closed("GatewayQuery", {
  include: optional(Schema.Literal("coupons")),
  /** Two-letter code. */
  country: optional(Schema.String),
  currency: optional(Schema.String),
  /** Smallest unit. */
  amount: optional(wholeFrom(0))
})
export interface GatewayQuery extends Schema.Schema.Type<typeof GatewayQuery> {}

export const list = Operation.read({
  name: "gateways.list",
  path: "/gateways",
  summary: "List the gateways of the site",
  query: GatewayQuery,
  response: listed(ActiveGateway),
  docs: "listgateways"
})

// Upper and lower case are the same here.
export const get = Operation.read({
  name: "gateways.get",
  path: "/gateways/{gateway_id}",
  summary: "Get the name of a gateway",
  response: Answer.of(ActiveGateway),
  docs: "getgateway"
})
