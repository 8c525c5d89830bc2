// The vendor's own wrapper for Node, as npm has it, against the sandbox. It returns errors as values, and knows its host only from a
// static field that its constructor overwrites; giving that field another value is all that is done to it.
import { createRequire } from "node:module"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { habits, orders as ofPlugIns } from "./clientOrders.ts"
import { notification_url, redirect } from "./support.ts"

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

  // One call of each method of each resource; what a resource inherits and the API does not have is refused as a value.
  const surface: { readonly [call: string]: (client: Wrapper) => Promise<unknown> } = {
    "gateways.create": (client) => (client.gateways as Wrapper["orders"]).create({ id: "x" }),
    "gateways.get": (client) => client.gateways.get("IDEAL"),
    "gateways.update": (client) => (client.gateways as unknown as Wrapper["orders"]).update("IDEAL", {}),
    "issuers.get": (client) => client.issuers.get(),
    "orders.create": (client) => client.orders.create({ ...readme }),
    "orders.get": (client) => client.orders.get("my-order-id-1"),
    "orders.update": (client) => client.orders.update("my-order-id-1", { status: "shipped" }),
    "refunds.create": (client) => client.refunds.create("my-order-id-1", { amount: 100, currency: "EUR" })
  }
  const absent = new Set(["gateways.create", "gateways.update"])

  // As the wrapper's page writes an order: text for numbers and booleans, the method by its printed name.
  const readme = {
    type: "redirect",
    order_id: "my-order-id-1",
    gateway: "iDEAL",
    currency: "EUR",
    amount: "1000",
    description: "Test order",
    payment_options: { notification_url, redirect_url: "http://shop.test/thanks?type=redirect", close_window: "" },
    customer: { locale: "en_US" },
    second_chance: { send_email: true }
  }

  it.effect("has no method that is not called here", () =>
    Effect.gen(function* () {
      const client = (yield* wrapper)() as unknown as { readonly [resource: string]: object }
      const methods = Object.entries(client)
        .filter(([, resource]) => typeof resource === "object")
        .flatMap(([name, resource]) =>
          chain(resource)
            .filter((method) => !["constructor", "addPluginData"].includes(method))
            .map((method) => `${name}.${method}`)
        )
      assert.deepStrictEqual([...new Set(methods)].sort(), Object.keys(surface).sort())
    }).pipe(Effect.provide(server))
  )

  it.effect("gets an answer to each of them, in the order of a payment", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const client = (yield* wrapper)()
      const calls = ["gateways.get", "issuers.get", "gateways.create", "gateways.update", "orders.create", "orders.get"]
      for (const name of [...calls, "orders.update", "refunds.create"]) {
        if (name === "orders.update") yield* sandbox.pay("my-order-id-1")
        const answer = yield* run(() => surface[name]?.(client) ?? Promise.reject(new Error(name)))
        if (absent.has(name)) assert.strictEqual(answer.error_code, 1000, name)
        else assert.strictEqual(answer.success, true, `${name}: ${JSON.stringify(answer)}`)
      }
      assert.strictEqual((yield* sandbox.order("my-order-id-1")).amount, 1000)
    }).pipe(Effect.provide(server))
  )

  it.effect("places what plug-ins place, in every habit", () =>
    Effect.gen(function* () {
      const client = (yield* wrapper)()
      const order = ofPlugIns.find(({ source }) => source.endsWith(": IDEAL on a page"))
      for (const [index, [name, write]] of habits.entries()) {
        const answer = yield* run(() => client.orders.create({ ...write({ ...order?.body }), order_id: `o-${index}` }))
        assert.strictEqual(answer.success, true, `${name}: ${JSON.stringify(answer)}`)
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("refuses an empty key itself, before anything is sent", () =>
    Effect.gen(function* () {
      const make = yield* wrapper
      assert.throws(() => make(""), "apiKey")
    }).pipe(Effect.provide(server))
  )
})

// The names of an object's methods, inherited ones as well.
const chain = (object: object): ReadonlyArray<string> => {
  const prototype: unknown = Object.getPrototypeOf(object)
  return typeof prototype !== "object" || prototype === null || prototype === Object.prototype
    ? []
    : [...Object.getOwnPropertyNames(prototype), ...chain(prototype)]
}
