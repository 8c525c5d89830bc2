import { describe, it } from "@effect/vitest"
import type * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import type * as Refund from "@effect-multisafepay/core/Refund"
import type * as Capture from "@effect-multisafepay/core/Capture"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import { expectTypeOf } from "vitest"

const refund = (_refund: Refund.Refund) => undefined
const capture = (_capture: Capture.Capture) => undefined
const ship = (_shipment: OrderUpdate.ShipOrder) => undefined
const shipPartially = (_shipment: OrderUpdate.ShipPartOfOrder) => undefined

describe("a refund", () => {
  it("names its amount, says `full`, or has lines", () => {
    refund({ refund_order_id: "1-refund-1", currency: "EUR", amount: 500 })
    refund({ refund_order_id: "1-refund-1", currency: "EUR", full: true })
    refund({ refund_order_id: "1-refund-1", currency: "EUR", checkout_data: { items: [] } })
    // @ts-expect-error everything is refunded only in words
    refund({ refund_order_id: "1-refund-1", currency: "EUR" })
    // @ts-expect-error never by leaving the amount undefined
    refund({ refund_order_id: "1-refund-1", currency: "EUR", amount: undefined })
    // @ts-expect-error one or the other
    refund({ refund_order_id: "1-refund-1", currency: "EUR", amount: 500, full: true })
    // @ts-expect-error one or the other
    refund({ refund_order_id: "1-refund-1", currency: "EUR", amount: 500, checkout_data: { items: [] } })
  })

  it("has a name and a currency", () => {
    // @ts-expect-error without a name it cannot be found again
    refund({ currency: "EUR", amount: 500 })
    // @ts-expect-error the currency of the order
    refund({ refund_order_id: "1-refund-1", amount: 500 })
  })
})

describe("a capture", () => {
  it("names its amount, its order and what becomes of the rest", () => {
    capture({ amount: 500, new_order_id: "1-capture-1", rest: "keep" })
    // @ts-expect-error what becomes of the rest
    capture({ amount: 500, new_order_id: "1-capture-1" })
    // @ts-expect-error how much
    capture({ new_order_id: "1-capture-1", rest: "release" })
    // @ts-expect-error under which name
    capture({ amount: 500, rest: "release" })
  })
})

describe("a shipment", () => {
  it("of everything has no amount, of a part has one", () => {
    ship({ status: "shipped" })
    shipPartially({ amount: 500 })
    shipPartially({ partial_shipment_amount: 500 })
    // @ts-expect-error a part is another call
    ship({ status: "shipped", amount: 500 })
    // @ts-expect-error how much
    shipPartially({ status: "shipped" })
  })
})

describe("operations", () => {
  it("know the placeholders of their paths", () => {
    expectTypeOf<Operation.PathParams<typeof Refund.cancel.path>>().toEqualTypeOf<{
      readonly order_id: string
      readonly refund_id: string
    }>()
    expectTypeOf<Operation.PathParams<typeof ActiveGateway.list.path>>().toEqualTypeOf<{}>()
  })
})
