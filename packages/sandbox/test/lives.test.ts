// Every payment method through every turn of its life, the core's answers held against what the service then does. The two read the
// same catalogue, each in its own way: where they differ, one of them tells a shop something that is not so.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Status from "@effect-multisafepay/core/Status"
import * as Sandbox from "../src/Sandbox.ts"
import { call, payLater } from "./support.ts"

// A world of its own for every life.
const alone = Effect.provide(Sandbox.layer({ notifications: "record" }), { local: true })

type Turn = "opened" | "pay" | "ship" | "settle" | "half"

// From the choice of the method on; a turn that the method does not have is left out.
const lives: ReadonlyArray<ReadonlyArray<Turn>> = [
  ["opened"],
  ["pay"],
  ["pay", "ship"],
  ["pay", "settle"],
  ["pay", "ship", "settle"],
  ["pay", "settle", "ship"],
  ["pay", "half"],
  ["pay", "ship", "half"],
  ["pay", "ship", "settle", "half"]
]

const live = (order_id: string, gateway: string, turns: ReadonlyArray<Turn>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const placed = yield* call("POST", "/orders", payLater(order_id, "", { gateway: undefined }))
    assert.strictEqual(placed.status, 200, placed.text)
    for (const turn of turns) {
      if (turn === "opened") yield* sandbox.outcome(order_id, "opened", { gateway })
      else if (turn === "pay") yield* sandbox.pay(order_id, { gateway })
      else if (turn === "ship") yield* call("PATCH", `/orders/${order_id}`, { status: "shipped" })
      else if (turn === "settle") yield* Effect.ignore(sandbox.settle(order_id))
      else {
        yield* call("POST", `/orders/${order_id}/refunds`, { currency: "EUR", amount: 1000, refund_order_id: "half" })
        yield* Effect.ignore(sandbox.acceptRefund("half"))
      }
    }
    return yield* sandbox.order(order_id)
  })

describe("what core says of an order is what the service then does", () => {
  for (const gateway of Gateway.ids.filter((id) => id !== "CREDITCARD")) {
    it.effect(gateway, () =>
      Effect.gen(function* () {
        const entry: Gateway.Entry = Gateway.catalogue[gateway]
        const { success } = entry.statuses ?? { success: ["completed", "completed"] }
        for (const turns of lives) {
          const about = (order: Status.Facts, question: string) =>
            `${question} of ${order.status}/${order.financial_status} after ${turns.join(", ")}`
          const isSecured = !turns.includes("opened") && (success[0] !== "uncleared" || turns.includes("settle"))
          yield* Effect.gen(function* () {
            const order = yield* live("o-1", gateway, turns)
            assert.strictEqual(Status.isSecured(order), isSecured, about(order, "isSecured"))
            const refund = { currency: "EUR", refund_order_id: "rest" }
            const { status } = yield* call("POST", "/orders/o-1/refunds", refund)
            assert.strictEqual(Status.canRefund(order), status === 200, about(order, "canRefund"))
          }).pipe(alone)
          yield* Effect.gen(function* () {
            const order = yield* live("o-1", gateway, turns)
            const { status } = yield* call("PATCH", "/orders/o-1", { status: "cancelled", exclude_order: 1 })
            assert.strictEqual(Status.canCancel(order), status === 200, about(order, "canCancel"))
          }).pipe(alone)
        }
      })
    )
  }
})
