// A sandbox for a run of vitest: its own module for the setting `globalSetup`. It starts before the first test file and stops after
// the last. All files of the run share it, so tests that look at everything it has heard need ids of their own.
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { TestProject } from "vitest/node"
import * as SandboxServer from "./SandboxServer.ts"

/** Where the sandbox of the run is: what a test gets from `inject("multisafepaySandbox")`. @category models */
export interface SandboxAddress {
  /** `http://127.0.0.1:12345` */
  readonly url: string
  /** What `MULTISAFEPAY_BASE_URL` wants: `url` and `/v1/json`. */
  readonly baseUrl: string
}

declare module "vitest" {
  interface ProvidedContext {
    readonly multisafepaySandbox: SandboxAddress
  }
}

/**
 * A `globalSetup` that starts a sandbox with options, on a free port unless they name one. Rejects with `SandboxServerError` when the
 * port is taken, and with `SandboxOptionsError` when an option cannot be, which ends the run before its first test.
 *
 * @category constructors
 */
export const sandboxPerRun =
  (options: Partial<SandboxServer.SandboxServerOptions> = {}) =>
  (project: Pick<TestProject, "provide">): Promise<() => Promise<void>> => {
    const runtime = ManagedRuntime.make(SandboxServer.layer({ port: 0, ...options }))
    const started = Effect.map(SandboxServer.SandboxServer, ({ baseUrl, url }) => {
      project.provide("multisafepaySandbox", { url, baseUrl })
      return () => runtime.dispose()
    })
    return runtime.runPromise(started)
  }

/** What `globalSetup: ["@effect-multisafepay/sandbox/vitest"]` runs: a sandbox with no options. @category constructors */
export default sandboxPerRun()
