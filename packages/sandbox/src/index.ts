// A local MultiSafepay: `Sandbox.layer` in a test, `SandboxServer.layer` on a port.
export type * as Delivery from "./Delivery.ts"
export * as Fault from "./Fault.ts"
export * as Outcome from "./Outcome.ts"
export * as Sandbox from "./Sandbox.ts"
export type * as SandboxEvent from "./SandboxEvent.ts"
export * as SandboxServer from "./SandboxServer.ts"
