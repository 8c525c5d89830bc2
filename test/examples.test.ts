// The examples are run as a reader would run them: a process each, nothing mocked.
import { readFileSync } from "node:fs"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as StartPicture from "../scripts/start-picture.ts"
import { run } from "./support/example.ts"

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
      assert.strictEqual(
        readFileSync(StartPicture.path, "utf8"),
        StartPicture.draw(output),
        "node scripts/start-picture.ts draws it anew"
      )
    })
  )

  it.live("refunds gives money back once, by amounts and by lines, and takes what was reserved", () =>
    Effect.gen(function* () {
      const { code, output } = yield* run("refunds.ts")
      assert.deepStrictEqual(output.trim().split("\n"), [
        "chair-refund-1: EUR 25.00, found again",
        "chair-refund-2: rejected",
        "chair-refund-3: was there",
        "chair: refunded",
        "mugs-refund-1: 995 cents for one mug",
        "deposit-capture-1: EUR 30.00, the rest released"
      ])
      assert.strictEqual(code, 0)
    })
  )

  it.live("books finds what the shop has missed and heals it, over SQLite and over PostgreSQL where there is one", () =>
    Effect.gen(function* () {
      const { code, output } = yield* run("books.ts")
      const night = [
        "  6 differences, 2 left",
        "  OtherAmount rug 2500",
        "  Overdue sofa 2500",
        "  IDEAL: 7500 cents in, 0 out",
        "  paid out: 7368 cents",
        "  IDEAL: 0 cents in, 500 out",
        "  chair paid 0, lamp over 0, rug open 0, sofa open 0, table paid 500",
        "  once more: 2 differences, 2 left"
      ]
      const lines = output.trimEnd().split("\n")
      assert.deepStrictEqual(lines.slice(0, 9), ["SQLite", ...night])
      if (output.includes("this example needs PostgreSQL")) {
        console.log("books.ts was not run over PostgreSQL: there is none on this machine")
      } else assert.deepStrictEqual(lines.slice(9), ["PostgreSQL", ...night])
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

  for (const example of ["webhooks-hono.ts", "webhooks-effect.ts"]) {
    it.live(`${example} handles a notification once and refuses a forged one`, () =>
      Effect.gen(function* () {
        const { code, output } = yield* run(example)
        assert.strictEqual(output.match(/shop: .*2026-0042/g)?.length, 1, output)
        assert.include(output, "the customer has paid: 200 OK")
        assert.include(output, "the same again: 200 OK")
        assert.include(output, "a forged one: 401 refused")
        assert.strictEqual(code, 0)
      })
    )
  }

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
