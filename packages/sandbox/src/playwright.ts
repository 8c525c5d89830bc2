// Playwright's `test` with a sandbox. Each worker has one; it forgets everything before each test.
import { test as base } from "@playwright/test"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Sandbox from "./Sandbox.ts"
import * as SandboxServer from "./SandboxServer.ts"

/** A running sandbox, as a browser test sees it. @category models */
export interface RunningSandbox {
  /** `http://127.0.0.1:12345` */
  readonly url: string
  /** What `MULTISAFEPAY_BASE_URL` of the shop under test wants: `url` and `/v1/json`. */
  readonly baseUrl: string
  /** Plays payer, bank or merchant: `run(Sandbox.use((sandbox) => sandbox.pay("o-1")))`. Rejects with what the effect fails with. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, Sandbox.Sandbox | SandboxServer.SandboxServer>) => Promise<A>
}

/** @category models */
export interface TestFixtures {
  readonly sandbox: RunningSandbox
}

/** @category models */
export interface WorkerFixtures {
  /**
   * Set with `use: { sandboxOptions: ... }` in Playwright's configuration. A shop that `webServer` starts before the tests needs a
   * `port` that it can know, and then `workers: 1`: two workers cannot listen on one port.
   *
   * @default { port: 0 }
   */
  readonly sandboxOptions: Partial<SandboxServer.SandboxServerOptions>
  /** The worker's sandbox, with what earlier tests left in it; tests take `sandbox`. */
  readonly sandboxOfWorker: RunningSandbox
}

/**
 * `test` of Playwright with the fixture `sandbox`. A port that is taken, or an option that cannot be, fails the tests that ask for it
 * with `SandboxServerError` or `SandboxOptionsError`.
 *
 * @category constructors
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  sandboxOptions: [{}, { option: true, scope: "worker" }],
  sandboxOfWorker: [
    ({ sandboxOptions }, use) => {
      const runtime = ManagedRuntime.make(SandboxServer.layer({ port: 0, ...sandboxOptions }))
      const used = Effect.flatMap(SandboxServer.SandboxServer, ({ baseUrl, url }) =>
        Effect.promise(() => use({ url, baseUrl, run: (effect) => runtime.runPromise(effect) }))
      )
      return runtime.runPromise(used).finally(() => runtime.dispose())
    },
    { scope: "worker" }
  ],
  sandbox: ({ sandboxOfWorker }, use) =>
    sandboxOfWorker.run(Sandbox.Sandbox.use((sandbox) => sandbox.reset)).then(() => use(sandboxOfWorker))
})

export { expect } from "@playwright/test"
