// Gateways: which payment methods the site has, by id and name.
import { ActiveGateway, GatewayQuery } from "../ActiveGateway.ts"
import * as Answer from "../Answer.ts"
import { listed } from "../internal/data.ts"
import * as Operation from "../Operation.ts"

export const list = Operation.make({
  name: "gateways.list",
  method: "GET",
  path: "/gateways",
  effectClass: "read",
  summary: "List the gateways of the site",
  query: GatewayQuery,
  response: listed(ActiveGateway),
  docs: "listgateways"
})

// Upper and lower case are the same here.
export const get = Operation.make({
  name: "gateways.get",
  method: "GET",
  path: "/gateways/{gateway_id}",
  effectClass: "read",
  summary: "Get the name of a gateway",
  response: Answer.of(ActiveGateway),
  docs: "getgateway"
})
