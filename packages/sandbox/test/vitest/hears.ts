import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import { expect } from "vitest"
import * as Control from "../../src/Control.ts"
import type { SandboxAddress } from "../../src/vitest.ts"

/** Places an order and asks the control API for it; prints where, for the test that runs this one. */
export const hears = ({ baseUrl, url }: SandboxAddress, order_id: string) =>
  Effect.gen(function* () {
    const body = HttpBody.jsonUnsafe({
      type: "redirect",
      order_id,
      amount: 1000,
      currency: "EUR",
      description: "Two tickets"
    })
    const placed = yield* HttpClient.post(`${baseUrl}/orders`, { headers: { api_key: "sandbox-api-key" }, body })
    expect(placed.status).toBe(200)
    const control = yield* HttpApiClient.make(Control.Control, { baseUrl: url })
    expect(yield* control.orders.get({ params: { id: order_id } })).toMatchObject({ order_id, status: "initialized" })
    console.log(`sandbox of the run: ${url}`)
  }).pipe(Effect.provide(FetchHttpClient.layer), Effect.runPromise)
