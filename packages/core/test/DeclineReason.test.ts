import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as DeclineReason from "../src/DeclineReason.ts"

const fromOrder = (order: DeclineReason.Subject) => Option.getOrUndefined(DeclineReason.fromOrder(order))
const declined = (reason_code: string | number | null, reason = "") =>
  fromOrder({ status: "declined", reason_code, reason })
const repeatOf = (text: string) => declined("4999", text)?.mayRetrySameCard

describe("the catalogue", () => {
  it("has every documented card code", () => {
    const authentication = [...Array.from({ length: 12 }, (_, index) => `${3001 + index}`), "3100"]
    assert.sameMembers(Object.keys(DeclineReason.cardReasons), [
      ...authentication,
      "4001",
      "4002",
      "4003",
      "4004",
      "4005",
      "4999"
    ])
  })

  it("has every documented code of a direct debit", () => {
    assert.sameMembers(
      Object.keys(DeclineReason.debitReasons),
      `AC01 AC04 AC06 AC13 AG01 AG02 AM04 AM05 BE04 BE05 CNOR DNOR ED05 FF01 FF05 FOCR MD01 MD02 MD06 MD07 MS02 MS03 RC01 RR01 RR02
       RR03 RR04 SL01 TM01 CUST DUPL`.split(/\s+/)
    )
  })

  it("writes the texts of 4999 in lower case, as they are compared", () => {
    for (const { texts } of DeclineReason.declinedTexts) {
      for (const text of texts) assert.strictEqual(text, text.toLowerCase())
    }
  })
})

describe("fromOrder", () => {
  it("reads a code that is a string or a number", () => {
    for (const code of ["3001", 3001, " 3001 "]) {
      const found = declined(code)
      assert.strictEqual(found?.code, "3001")
      assert.strictEqual(found?.mayRetrySameCard, "ask-issuer")
      assert.isTrue(found?.isKnown)
    }
  })

  it.each([
    ["4002", "after-change"],
    ["4004", "with-3ds"],
    ["4005", "never"],
    ["3004", "later"],
    ["3010", "never"],
    ["MD07", "never"],
    ["ac01", "after-change"],
    ["AM04", "later"]
  ] as const)("takes %s as %s", (code, expected) => {
    assert.strictEqual(declined(code)?.mayRetrySameCard, expected)
  })

  it.each([
    ["Invalid transaction", "never"],
    ["INVALID ISSUER", "never"],
    ["Transaction not permitted to cardholder", "never"],
    ["Stop payment order", "never"],
    ["Revocation of authorization order", "never"],
    ["Revocation of all  authorizations order", "never"],
    ["Re-enter transaction", "yes"],
    ["File temporarily unavailable", "yes"],
    ["System error", "yes"],
    ["Authorization or issuer system inoperative", "later"],
    ["Cannot verify PIN", "later"],
    ["PIN tries exceeded", "next-day"],
    ["Restricted card", "after-change"],
    ["Transaction cannot be completed", "after-change"],
    ["Decline for CVV2 failure", "after-change"],
    ["Card type verification error", "after-change"],
    ["Insufficient funds or over credit limit", "after-change"],
    ["Additional customer authentication required", "with-3ds"],
    ["Duplicate transmission detected", "never"],
    ["Transaction not permitted to acquirer or terminal", "ask-support"],
    ["3D Secure-authenticated cards", "ask-support"],
    ["Declined by MultiSafepay", "ask-support"],
    ["Refer to the card issuer", "ask-issuer"],
    ["Something new", "unknown"],
    ["", "unknown"]
  ] as const)("reads 4999 by its text: %s is %s", (text, expected) => {
    assert.strictEqual(repeatOf(text), expected)
  })

  it("does not let a text override a code that says enough", () => {
    assert.strictEqual(declined("3010", "System error")?.mayRetrySameCard, "never")
  })

  it("keeps a code that is not documented, and the order's own words", () => {
    const found = declined("7777", "System error")
    assert.strictEqual(found?.code, "7777")
    assert.isFalse(found?.isKnown)
    assert.strictEqual(found?.text, "System error")
    assert.strictEqual(found?.mayRetrySameCard, "yes")
    assert.strictEqual(declined("toString")?.isKnown, false)
  })

  it("takes an absent code as no reason", () => {
    for (const code of ["", null, "  "]) assert.isUndefined(declined(code))
    assert.isUndefined(fromOrder({}))
    assert.isUndefined(fromOrder({ status: "declined", reason: null, reason_code: null }))
  })

  it("reads the text alone when a declined order has no code", () => {
    const found = declined("", "Insufficient funds or over credit limit")
    assert.isUndefined(found?.code)
    assert.strictEqual(found?.mayRetrySameCard, "after-change")
  })

  it("takes 1000 as an approval", () => {
    assert.isUndefined(declined("1000", "Approved"))
    assert.isUndefined(fromOrder({ status: "void", reason_code: 1000 }))
  })

  it("finds no decline in an order that went through", () => {
    assert.isUndefined(fromOrder({ status: "completed", reason: "SUCCESS", reason_code: null }))
    assert.isUndefined(fromOrder({ status: "completed", reason: "Successful approval/completion", reason_code: "" }))
    assert.isUndefined(fromOrder({ status: "partial_refunded", reason_code: "3001" }))
  })

  it("finds no decline in an order that is under way or was cancelled without a code", () => {
    assert.isUndefined(fromOrder({ status: "initialized", reason: "3D Secure Authorization", reason_code: "" }))
    assert.isUndefined(fromOrder({ status: "void", reason: "Successful approval/completion", reason_code: "" }))
  })

  it("finds the reason of a direct debit that came back", () => {
    assert.strictEqual(fromOrder({ status: "void", reason_code: "MD06" })?.mayRetrySameCard, "never")
  })
})
