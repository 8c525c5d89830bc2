import { assert, describe, it } from "@effect/vitest"
import * as Difference from "../src/Difference.ts"
import type { OrderDetails } from "../src/OrderDetails.ts"
import type { Transaction } from "../src/Transaction.ts"

const now = 1_000_000

const here = (more: Partial<Difference.Here> = {}): Difference.Here => ({
  order_id: "o-1",
  amount: 1000,
  currency: "EUR",
  state: "paid",
  ...more
})

const there = (more: Partial<OrderDetails> = {}, payments: ReadonlyArray<Transaction> = []): Difference.There => ({
  order: {
    order_id: "o-1",
    transaction_id: "1",
    amount: 1000,
    currency: "EUR",
    status: "completed",
    financial_status: "completed",
    amount_refunded: 0,
    payment_details: { type: "IDEAL" },
    ...more
  },
  payments
})

const payment = (transaction_id: string, more: Partial<Transaction> = {}): Transaction => ({
  transaction_id,
  order_id: "o-1",
  type: "payment",
  payment_method: "IDEAL",
  amount: 1000,
  currency: "EUR",
  status: "completed",
  financial_status: "completed",
  ...more
})

const declined = { status: "declined", financial_status: "declined" } as const
const entry = (
  type: "refund" | "capture" | "chargeback" | "reverse-chargeback",
  amount: number,
  status = "completed"
) => ({
  related_transactions: [{ type, amount, status, order_id: "child" }]
})
const deposit = {
  status: "completed",
  financial_status: "initialized",
  payment_details: { type: "VISA", capture: "manual" }
}

const partly: Partial<OrderDetails> = {
  related_transactions: [
    { type: "capture", amount: 300, status: "completed", order_id: "child" },
    { type: "auth-cancellation", amount: 700, status: "void" }
  ]
}

/** Both sides, and the differences as kind and amount in smallest units. */
const cases: ReadonlyArray<
  readonly [string, Difference.Here | undefined, Difference.There | undefined, ReadonlyArray<string>]
> = [
  ["paid on both sides", here(), there(), []],
  ["known to neither", undefined, undefined, []],
  [
    "open on both sides, in time",
    here({ state: "open", due: now + 1 }),
    there({ status: "initialized", financial_status: "initialized" }),
    []
  ],
  ["over here, declined there", here({ state: "over" }), there(declined), []],
  ["not placed there, open here", here({ state: "open", due: now + 1 }), undefined, []],
  [
    "refunded in part on both sides",
    here({ refunded: 300 }),
    there({ status: "partial_refunded", amount_refunded: 300 }),
    []
  ],
  [
    "refunded in full on both sides",
    here({ refunded: 1000 }),
    there({ status: "refunded", financial_status: "refunded", amount_refunded: 1000 }),
    []
  ],
  ["refunds that the shop does not keep", here(), there({ amount_refunded: 300 }), []],
  [
    "guaranteed there, paid here",
    here(),
    there({ status: "completed", financial_status: "uncleared", payment_details: { type: "KLARNA" } }),
    []
  ],
  [
    "amounts that are not told",
    here(),
    { order: { status: "completed", financial_status: "completed", payment_details: { type: "IDEAL" } } },
    []
  ],
  [
    "a void refund",
    here({ refunded: 0 }),
    { order: { ...there(entry("refund", 300, "void")).order, amount_refunded: undefined } as unknown as OrderDetails },
    []
  ],
  ["reserved there, open here", here({ state: "open", captured: 0 }), there(deposit as never), []],
  [
    "a chargeback that was reversed",
    here({ chargedBack: false }),
    there({
      related_transactions: [
        { type: "chargeback", amount: 1000 },
        { type: "reverse-chargeback", amount: 1000 }
      ]
    }),
    []
  ],

  ["paid there and unknown here", undefined, there(), ["UnknownHere 1000"]],
  ["declined there and unknown here", undefined, there(declined), []],
  ["paid there, open here", here({ state: "open" }), there(), ["PaidThere 1000"]],
  ["paid there, over here", here({ state: "over" }), there(), ["PaidThere 1000"]],
  [
    "paid and refunded there, open here",
    here({ state: "open", refunded: 0 }),
    there({ status: "refunded", financial_status: "refunded", amount_refunded: 1000 }),
    ["PaidThere 1000", "RefundedThere 1000"]
  ],
  ["paid here, declined there", here(), there(declined), ["PaidHere 1000"]],
  ["paid here, not there at all", here(), undefined, ["PaidHere 1000"]],
  ["another amount", here(), there({ amount: 900 }), ["OtherAmount 900"]],
  ["another currency", here(), there({ currency: "USD" }), ["OtherAmount 1000"]],
  ["paid there with a lower amount, open here", here({ state: "open" }), there({ amount: 1 }), ["OtherAmount 1"]],
  ["refunded there", here({ refunded: 0 }), there({ amount_refunded: 300 }), ["RefundedThere 300"]],
  ["one more refund there", here({ refunded: 300 }), there({ amount_refunded: 500 }), ["RefundedThere 200"]],
  ["a refund that was not made there", here({ refunded: 300 }), there(), ["RefundedHere 300"]],
  [
    "a refund that was declined there",
    here({ refunded: 300 }),
    there(entry("refund", 300, "declined")),
    ["RefundEndedThere 300"]
  ],
  [
    "one refund of three that was cancelled there",
    here({ refunded: 600 }),
    there({
      amount_refunded: 300,
      related_transactions: [
        { type: "refund", amount: 100, status: "completed" },
        { type: "refund", amount: 200, status: "reserved" },
        { type: "refund", amount: 300, status: "cancelled" }
      ]
    }),
    ["RefundEndedThere 300"]
  ],
  [
    "more than was declined there",
    here({ refunded: 500 }),
    there(entry("refund", 300, "declined")),
    ["RefundedHere 500"]
  ],
  [
    "less than was declined there, so something else",
    here({ refunded: 200 }),
    there(entry("refund", 300, "declined")),
    ["RefundedHere 200"]
  ],
  ["a refund that was declined on both sides", here({ refunded: 0 }), there(entry("refund", 300, "declined")), []],
  [
    "captured there",
    here({ state: "open", captured: 0 }),
    there({ ...deposit, ...entry("capture", 400) } as never),
    ["PaidThere 1000", "CapturedThere 400"]
  ],
  ["a capture that was not made there", here({ captured: 400 }), there(), ["CapturedHere 400"]],
  ["a part captured there and the rest released", here(), there(partly), ["OtherAmount 300"]],
  ["the same, and the shop counts on the part only", here({ amount: 300 }), there(partly), []],
  ["the same, and the shop keeps captures", here({ captured: 300 }), there(partly), []],
  [
    "captured there, all at once",
    here({ captured: 0 }),
    there({ payment_details: { type: "VISA", capture: "manual", capture_remain: 0 } }),
    ["CapturedThere 1000"]
  ],
  ["shipped there", here({ shipped: false }), there({ status: "shipped" }), ["ShippedThere 1000"]],
  ["charged back", here({ chargedBack: false }), there({ status: "chargeback" }), ["ChargedBackThere 1000"]],
  [
    "paid and charged back there, open here",
    here({ state: "open" }),
    there({ status: "chargeback" }),
    ["ChargedBackThere 1000"]
  ],
  [
    "charged back for what was not given back, open and known here",
    here({ state: "open", chargedBack: true }),
    there({ status: "chargeback", related_transactions: [{ type: "chargeback", amount: 700, status: "reserved" }] }),
    []
  ],
  [
    "paid and charged back there, open and known here",
    here({ state: "open", chargedBack: true }),
    there({ status: "chargeback" }),
    []
  ],
  ["charged back in part", here(), there(entry("chargeback", 250)), ["ChargedBackThere 250"]],
  [
    "expired there, open here",
    here({ state: "open" }),
    there({ status: "expired", financial_status: "expired" }),
    ["EndedThere 1000"]
  ],
  [
    "void there, open here",
    here({ state: "open" }),
    there({ status: "void", financial_status: "void" }),
    ["EndedThere 1000"]
  ],
  [
    "a second payment",
    here({ transaction_id: "1" }),
    there({}, [payment("1"), payment("2", { amount: 700 })]),
    ["PaidTwice 700"]
  ],
  [
    "a second payment that the order names",
    here({ transaction_id: "1" }),
    there({ transaction_id: "2" }, [payment("2")]),
    ["PaidTwice 1000"]
  ],
  ["a failed second attempt", here(), there({}, [payment("1"), payment("2", declined)]), []],
  [
    "one payment, and a later attempt that failed",
    here(),
    there({ transaction_id: "2" }, [payment("1"), payment("2", declined)]),
    []
  ],
  [
    "a second payment of a shop that keeps no transaction",
    here(),
    there({}, [payment("1"), payment("2")]),
    ["PaidTwice 1000"]
  ],
  [
    "paid by an attempt that the order does not name, open here",
    here({ state: "open" }),
    there({ transaction_id: "2", ...declined }, [payment("1"), payment("2", declined)]),
    ["PaidThere 1000"]
  ],
  [
    "open on both sides, beyond its time",
    here({ state: "open", due: now }),
    there({ status: "initialized", financial_status: "initialized" }),
    ["Overdue 1000"]
  ],
  ["not placed there, beyond its time", here({ state: "open", due: now }), undefined, ["Overdue 1000"]]
]

describe("Difference.compare", () => {
  for (const [name, ours, theirs, expected] of cases) {
    it(`of what is ${name}: ${expected.length === 0 ? "nothing" : expected.join(", ")}`, () => {
      const found = Difference.compare(ours, theirs, now)
      assert.deepStrictEqual(
        found.map(({ _tag, amount }) => `${_tag} ${amount}`),
        expected
      )
    })
  }

  it("has a case for every kind but the one that says that there was nothing to compare", () => {
    const seen = new Set(cases.flatMap(([, , , expected]) => expected.map((one) => one.split(" ")[0] ?? "")))
    assert.sameMembers([...seen, "NotRead"], Object.keys(Difference.kinds))
  })

  it("heals an order only when nothing about it is a person's to decide", () => {
    const missed = Difference.compare(here({ state: "open", shipped: false }), there({ status: "shipped" }), now)
    assert.isTrue(Difference.heals(missed))
    assert.isFalse(Difference.heals([]))
    const refund = there(entry("refund", 300, "declined"))
    assert.isTrue(Difference.heals(Difference.compare(here({ refunded: 300 }), refund, now)))
    assert.isFalse(Difference.heals(Difference.compare(here({ refunded: 300 }), there(), now)))
    const lost = Difference.compare(here({ refunded: 0 }), there({ status: "chargeback", amount_refunded: 300 }), now)
    assert.sameMembers(
      lost.map(({ _tag }) => _tag),
      ["ChargedBackThere", "RefundedThere"]
    )
    assert.isFalse(Difference.heals(lost))
  })

  it("reads one line of the list as far as it goes", () => {
    assert.deepStrictEqual(Difference.compare(here(), Difference.fromTransaction(payment("1")), now), [])
    const [found] = Difference.compare(here({ state: "open" }), Difference.fromTransaction(payment("1")), now)
    assert.strictEqual(found?._tag, "PaidThere")
  })
})
