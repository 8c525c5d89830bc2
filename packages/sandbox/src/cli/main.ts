// Where the program starts. Everything that fails has been told by then, so nothing is reported twice.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { run } from "./cli.ts"

export const main = (version: string, args: ReadonlyArray<string>): void =>
  NodeRuntime.runMain(run(version)(args).pipe(Effect.provide(NodeServices.layer)), { disableErrorReporting: true })
