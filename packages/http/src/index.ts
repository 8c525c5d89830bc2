// MultiSafepay as Effect services: `MultiSafepay.layer`, `Orders.Orders`.
export * as CallPolicy from "./CallPolicy.ts"
export * as Client from "./Client.ts"
export * as Configuration from "./Configuration.ts"
export * as MultiSafepay from "./MultiSafepay.ts"
export * as Orders from "./Orders.ts"
