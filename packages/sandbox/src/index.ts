// A local MultiSafepay: `Sandbox.layer` in a test, `SandboxServer.layer` on a port.
export * as Control from "./Control.ts"
export * as Fault from "./Fault.ts"
export * as Notice from "./Notice.ts"
export * as Outcome from "./Outcome.ts"
export * as Received from "./Received.ts"
export * as Sandbox from "./Sandbox.ts"
export * as SandboxEvent from "./SandboxEvent.ts"
export * as SandboxServer from "./SandboxServer.ts"
