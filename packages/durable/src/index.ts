// Payments that outlive the process: `Payments.layer(engine)` with `Engine.memory` or `LocalEngine.make`. The engine for several
// processes is not here but under its own path, `durable/ClusterEngine`, because it needs @effect/sql-pg and @effect/platform-node.
export * as Engine from "./Engine.ts"
export * as Gauges from "./Gauges.ts"
export * as History from "./History.ts"
export * as LocalEngine from "./LocalEngine.ts"
export * as Operator from "./Operator.ts"
export * as Payment from "./Payment.ts"
export * as PaymentApi from "./PaymentApi.ts"
export * as PaymentOrders from "./PaymentOrders.ts"
export * as PaymentOutcome from "./PaymentOutcome.ts"
export * as Payments from "./Payments.ts"
export * as PaymentWorkflow from "./PaymentWorkflow.ts"
