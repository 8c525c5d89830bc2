// The vendor's own wrapper for Node, as npm has it, against the sandbox. It returns errors as values, and knows its host only from a
// static field that its constructor overwrites; giving that field another value is all that is done to it.
import { createRequire } from "node:module"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { redirect } from "./support.ts"

type Answer = { readonly success?: boolean; readonly data?: never; readonly error_code?: number }
type Fields = { readonly [key: string]: unknown }

interface Wrapper {
  readonly orders: {
    readonly create: (order: Fields) => Promise<unknown>
    readonly get: (id: string) => Promise<unknown>
    readonly update: (id: string, fields: Fields) => Promise<unknown>
  }
  readonly refunds: { readonly create: (id: string, fields: Fields) => Promise<unknown> }
  readonly gateways: { readonly get: (id?: string) => Promise<unknown> }
  readonly issuers: { readonly get: () => Promise<unknown> }
}

const require = createRequire(import.meta.url)

const wrapper = Effect.gen(function* () {
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const { default: Client } = require("@multisafepay/api-wrapper") as {
    readonly default: new (apiKey: string, options: { readonly environment: "test" }) => Wrapper
  }
  Object.defineProperty(Client, "baseURL", { configurable: true, get: () => `${baseUrl}/`, set: () => {} })
  return (apiKey = "sandbox-api-key") => new Client(apiKey, { environment: "test" })
})

const run = (call: () => Promise<unknown>) =>
  Effect.map(
    Effect.promise(call),
    (answer) => answer as Answer & { readonly data?: { readonly [key: string]: unknown } }
  )

const server = SandboxServer.layer({ port: 0, notifications: "record" })

describe("@multisafepay/api-wrapper", () => {
  it.effect("places an order and reads it back", () =>
    Effect.gen(function* () {
      const client = (yield* wrapper)()
      const placed = yield* run(() => client.orders.create({ ...redirect("o-1") }))
      assert.strictEqual(placed.success, true)
      assert.include(String(placed.data?.["payment_url"]), "/pay/")
      const read = yield* run(() => client.orders.get("o-1"))
      assert.strictEqual(read.data?.["status"], "initialized")
    }).pipe(Effect.provide(server))
  )

  it.effect("updates and refunds a paid order", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const client = (yield* wrapper)()
      yield* run(() => client.orders.create({ ...redirect("o-1") }))
      yield* sandbox.pay("o-1")
      const updated = yield* run(() => client.orders.update("o-1", { status: "shipped", tracktrace_code: "3S123" }))
      assert.strictEqual(updated.success, true, JSON.stringify(updated))
      const refund = yield* run(() => client.refunds.create("o-1", { amount: 400, currency: "EUR" }))
      assert.strictEqual(refund.success, true)
      yield* sandbox.acceptRefund("o-1")
      const read = yield* run(() => client.orders.get("o-1"))
      assert.strictEqual(read.data?.["status"], "partial_refunded")
    }).pipe(Effect.provide(server))
  )

  it.effect("lists gateways and issuers, and reads one gateway", () =>
    Effect.gen(function* () {
      const client = (yield* wrapper)()
      const all = yield* run(() => client.gateways.get())
      assert.include(JSON.stringify(all.data), '"IDEAL"')
      const one = yield* run(() => client.gateways.get("IDEAL"))
      assert.strictEqual(one.data?.["id"], "IDEAL")
      assert.strictEqual((yield* run(() => client.issuers.get())).success, true)
    }).pipe(Effect.provide(server))
  )

  it.effect("gets the codes it expects: a wrong key, an unknown order, an id used twice", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const client = (yield* wrapper)()
      const stranger = (yield* wrapper)("another-key")
      assert.strictEqual((yield* run(() => stranger.orders.get("o-1"))).error_code, 1032)
      assert.strictEqual((yield* run(() => client.orders.get("nope"))).error_code, 1006)
      yield* run(() => client.orders.create({ ...redirect("o-1") }))
      yield* sandbox.pay("o-1")
      assert.strictEqual((yield* run(() => client.orders.create({ ...redirect("o-1") }))).error_code, 1006)
    }).pipe(Effect.provide(server))
  )
})
