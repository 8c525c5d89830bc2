// What `fetch` is told beside a request. That Deno sends a write twice without it is shown on Deno itself: `pnpm pack:check`.
import { afterEach, assert, describe, it } from "@effect/vitest"
import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { vi } from "vitest"
import { order } from "./support/calls.ts"
import { details, placed } from "./support/scripted.ts"

afterEach(() => vi.unstubAllGlobals())

/** What `fetch` was told of a write and of a read. */
const told = (init?: RequestInit) =>
  Effect.gen(function* () {
    const seen: Record<string, RequestInit & { readonly client?: unknown }> = {}
    const fetch = (_: unknown, init: RequestInit = {}) => {
      seen[init.method ?? ""] = init
      return Promise.resolve(Response.json(init.method === "POST" ? placed : details()))
    }
    const transport = Layer.mergeAll(
      FetchHttpClient.layer,
      Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch),
      init === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.RequestInit, init)
    )
    yield* Orders.Orders.use((orders) => Effect.andThen(orders.create(order), orders.get("o-1"))).pipe(
      Effect.provide(Layer.provideMerge(MultiSafepay.layer({ apiKey: Redacted.make("k") }), transport))
    )
    return seen
  })

describe("a request over fetch", () => {
  it.effect("follows no redirect, whatever else the program has set", () =>
    Effect.gen(function* () {
      const seen = yield* told({ redirect: "follow", cache: "no-store" })
      for (const method of ["POST", "GET"]) {
        assert.deepInclude(seen[method], { redirect: "manual", cache: "no-store" })
        assert.notProperty(seen[method], "client")
      }
    })
  )

  it.effect("takes a connection of its own on Deno when it writes, unless the program has a client", () =>
    Effect.gen(function* () {
      vi.stubGlobal("Deno", { createHttpClient: (options: object) => ({ options }) })
      const seen = yield* told()
      assert.deepStrictEqual(seen["POST"]?.client, { options: { poolMaxIdlePerHost: 0 } })
      assert.notProperty(seen["GET"], "client")
      const own = {}
      assert.strictEqual((yield* told({ client: own } as RequestInit))["POST"]?.client, own)
    })
  )
})
