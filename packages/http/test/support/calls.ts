// Orders to place and ways to call, shared by the tests of what happens when answers get lost.
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Order from "@effect-multisafepay/core/Order"
import * as Orders from "@effect-multisafepay/http/Orders"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import type { scripted } from "./scripted.ts"

export type Wire = ReturnType<typeof scripted>

export const order = {
  type: "redirect",
  gateway: "IDEAL",
  order_id: "o-1",
  currency: "EUR",
  amount: 1000,
  description: "Two chairs"
} as const satisfies CreateOrder

export const cardOrder: CreateOrder = {
  type: "direct",
  gateway: "VISA",
  order_id: "o-1",
  currency: "EUR",
  amount: 1000,
  description: "Two chairs",
  customer: { ip_address: "203.0.113.7" },
  gateway_info: {
    card_number: "4111111111111111",
    card_holder_name: "A. Tester",
    card_expiry_date: "3012",
    card_cvc: "123"
  }
}

/** Makes a call while two minutes of test time pass. */
export const run = <A>(wire: Wire, call: (orders: Orders.Service) => Effect.Effect<A, MultiSafepayError>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.result(Orders.Orders.use(call)))
    yield* TestClock.adjust("2 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(Effect.provide(wire.layer))

export const create = (wire: Wire, what: CreateOrder | Order.Draft = order) =>
  run(wire, (orders) => orders.create(what))

export const failureOf = <A, E>(result: Result.Result<A, E | MultiSafepayError>): MultiSafepayError => {
  if (Result.isSuccess(result)) return assert.fail("the call succeeded")
  return result.failure as MultiSafepayError
}

export const methods = (wire: Wire) => wire.seen.map((one) => one.method).join(" ")
