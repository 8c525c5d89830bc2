// The examples are run as a reader would run them: a process each, nothing mocked.
import { spawn } from "node:child_process"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const root = new URL("../", import.meta.url).pathname

const run = (example: string, env: Record<string, string> = {}) =>
  Effect.callback<{ readonly code: number | null; readonly output: string }>((resume) => {
    const { MULTISAFEPAY_API_KEY: _key, MULTISAFEPAY_BASE_URL: _url, ...inherited } = process.env
    const child = spawn("node", [`examples/src/${example}`], { cwd: root, env: { ...inherited, ...env } })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("close", (code) => resume(Effect.succeed({ code, output })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

describe("examples", () => {
  it.live("three-orders places, pays and notifies the documentation's orders on a local MultiSafepay", () =>
    Effect.gen(function* () {
      const { code, output } = yield* run("three-orders.ts")
      const steps = output.split("\n").filter((line) => line.includes("my-order-id-1"))
      assert.deepStrictEqual(
        steps.map((line) => line.slice(0, 58).replaceAll(/\s+/g, " ").trim()),
        [
          "placed (direct) my-order-id-1 initialized/initialized",
          "placed (direct) my-order-id-1 initialized/initialized",
          "placed (redirect) my-order-id-1 not opened yet",
          "customer pays my-order-id-1 uncleared/uncleared",
          "notified my-order-id-1 uncleared/uncleared",
          "read again my-order-id-1 uncleared/uncleared",
          "money arrives my-order-id-1 completed/completed",
          "notified my-order-id-1 completed/completed",
          "read again my-order-id-1 completed/completed"
        ],
        output
      )
      assert.strictEqual(code, 0)
    })
  )

  it.live("three-orders places the redirect order at MultiSafepay when a key is set", () =>
    Effect.gen(function* () {
      const { baseUrl, url } = yield* SandboxServer.SandboxServer
      const sandbox = yield* Sandbox.Sandbox
      const { code, output } = yield* run("three-orders.ts", {
        MULTISAFEPAY_API_KEY: "sandbox-api-key",
        MULTISAFEPAY_BASE_URL: baseUrl,
        ORDER_ID: "real-1"
      })
      assert.include(output, `Pay it at ${url}/pay/`)
      assert.strictEqual(code, 0)
      assert.lengthOf(yield* sandbox.received({ operation: "orders.create" }), 1)
      assert.strictEqual((yield* sandbox.order("real-1")).amount, 1000)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )

  it.live("three-orders says what is wrong with the key", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const { code, output } = yield* run("three-orders.ts", {
        MULTISAFEPAY_API_KEY: "not-the-key-canary",
        MULTISAFEPAY_BASE_URL: baseUrl
      })
      assert.include(output, "does not accept the API key")
      assert.notInclude(output, "not-the-key-canary")
      assert.strictEqual(code, 1)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )
})
