// What a person reads of a failed call.
import { assert, describe, it } from "@effect/vitest"
import * as MultiSafepayError from "../src/MultiSafepayError.ts"

describe("a reason", () => {
  it("ends a sentence of MultiSafepay's once, whether or not it came with its point", () => {
    for (const info of ["Invalid API key", "Invalid API key.", "Invalid API key. "]) {
      const { message } = new MultiSafepayError.NotFound({ status: 404, code: 1006, info, advice: "Check it." })
      assert.strictEqual(message, "not found: 1006 Invalid API key. Check it.")
    }
  })

  it("says that the amounts of two orders are in the smallest unit", () => {
    const expected = { amount: 5, currency: "EUR" }
    const { message } = new MultiSafepayError.OrderIdConflict({ expected, found: { ...expected, amount: 1000 } })
    assert.include(message, "1000 EUR instead of 5 EUR, in the smallest unit.")
  })
})

describe("an unknown outcome", () => {
  const reason = new MultiSafepayError.Timeout({ phase: "total", after: 1000 })
  const messageOf = (operation: string, effectClass: MultiSafepayError.MultiSafepayError["effectClass"]) =>
    new MultiSafepayError.MultiSafepayError({ operation, effectClass, outcome: "unknown", reason, attempts: [] })
      .message

  it("says what to do next", () => {
    for (const noun of ["orders", "refunds", "captures"]) {
      assert.include(messageOf(`${noun}.create`, "guarded"), `Call \`${noun}.ensure\` with the same ids`)
    }
    assert.include(messageOf("orders.update", "guarded"), "Read the order before calling it again.")
    assert.include(messageOf("orders.cancel", "convergent"), "Call it again")
    assert.include(messageOf("affiliates.payOut", "blind"), "look at what is there before calling it again")
    assert.notInclude(messageOf("orders.get", "read"), "not known")
  })
})
