import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as ErrorCode from "../src/ErrorCode.ts"

describe("the catalogue", () => {
  it("has every documented code and no other", () => {
    const documented = [...Array.from({ length: 37 }, (_, index) => 1000 + index), 5001, 9999]
    assert.deepStrictEqual([...ErrorCode.codes], documented)
  })

  it("keeps each line under its own code, with something to do", () => {
    for (const code of ErrorCode.codes) {
      const entry: ErrorCode.Entry = ErrorCode.catalogue[code]
      assert.strictEqual(entry.code, code)
      for (const line of [entry, ...(entry.refinements ?? [])]) {
        assert.isNotEmpty(line.meaning)
        assert.match(line.advice, /\.$/, `${code}`)
      }
    }
  })

  it("names HTTP statuses that refuse", () => {
    for (const code of ErrorCode.codes) {
      const { refinements = [], statuses } = ErrorCode.catalogue[code]
      for (const status of [...statuses, ...refinements.flatMap((one) => one.statuses ?? [])]) {
        assert.isTrue(status >= 400 && status < 500, `${code}: ${status}`)
      }
    }
  })

  it("finds a line by its code", () => {
    assert.strictEqual(Option.getOrThrow(ErrorCode.get(1032)).class, "configuration")
    assert.isTrue(Option.isNone(ErrorCode.get(4242)))
    assert.isFalse(ErrorCode.isKnown(1.5))
  })
})

describe("classify", () => {
  const kind = (call: ErrorCode.Call) => ErrorCode.classify(call).class

  it.each([
    [1002, "permanent"],
    [1013, "obsolete"],
    [1019, "configuration"],
    [1020, "configuration"],
    [1023, "configuration"],
    [1024, "decline"],
    [1027, "permanent"],
    [1021, "ambiguous"],
    [1022, "ambiguous"],
    [9999, "ambiguous"]
  ] as const)("takes %i on a create as %s", (code, expected) => {
    assert.strictEqual(kind({ code, method: "POST", status: 404 }), expected)
  })

  it("takes 1006 as an unknown order on a read and as a possible success on a create", () => {
    assert.strictEqual(kind({ code: 1006, method: "GET", status: 404 }), "permanent")
    assert.include(ErrorCode.classify({ code: 1006, method: "GET" }).meaning, "No order")
    assert.strictEqual(kind({ code: 1006, method: "POST", status: 404 }), "ambiguous")
    assert.strictEqual(kind({ code: 1006, method: "patch" }), "permanent")
  })

  it("takes 1006 as ambiguous when it does not know the method", () => {
    assert.strictEqual(kind({ code: 1006 }), "ambiguous")
  })

  it("takes 1000 with 404 or 410 as not found, and as ambiguous otherwise", () => {
    assert.strictEqual(kind({ code: 1000, method: "POST", status: 404 }), "permanent")
    assert.strictEqual(kind({ code: 1000, method: "GET", status: 410 }), "permanent")
    assert.include(ErrorCode.classify({ code: 1000, method: "GET", status: 410 }).advice, "empty")
    assert.include(ErrorCode.classify({ code: 1000, method: "DELETE", status: 410 }).advice, "removed")
    assert.strictEqual(kind({ code: 1000, method: "POST", status: 400 }), "ambiguous")
    assert.strictEqual(kind({ code: 1000, method: "POST" }), "ambiguous")
  })

  it("takes 1001 with 422 as the login URL's expiry", () => {
    assert.include(ErrorCode.classify({ code: 1001, method: "POST", status: 422 }).meaning, "expires_in")
    assert.include(ErrorCode.classify({ code: 1001, method: "POST", status: 400 }).meaning, "amount")
  })

  it("repeats 1033 on a read and never a refund because of it", () => {
    assert.strictEqual(kind({ code: 1033, method: "GET" }), "retry")
    assert.strictEqual(kind({ code: 1033, method: "POST" }), "ambiguous")
  })

  it("takes 1034 as a possible guard against our own repeat", () => {
    const found = ErrorCode.classify({ code: 1034, method: "POST" })
    assert.strictEqual(found.class, "ambiguous")
    assert.include(found.advice, "5 minutes")
  })

  it("lets a read be repeated where a write would be ambiguous", () => {
    for (const code of [1000, 1014, 1021, 9999, 4242]) {
      assert.strictEqual(kind({ code, method: "GET", status: 400 }), "retry")
      assert.notStrictEqual(kind({ code, method: "POST", status: 400 }), "retry")
    }
  })

  it("keeps a code that is not documented", () => {
    const found = ErrorCode.classify({ code: 4242, method: "POST" })
    assert.strictEqual(found.code, 4242)
    assert.strictEqual(found.class, "unknown")
    assert.include(found.advice, "Read the order")
  })

  it.each([
    [401, "configuration"],
    [403, "configuration"],
    [404, "permanent"],
    [410, "permanent"],
    [422, "permanent"],
    [429, "retry"],
    [500, "unknown"],
    [501, "permanent"],
    [503, "unknown"],
    [undefined, "unknown"]
  ] as const)("goes by HTTP %s when there is no code: %s", (status, expected) => {
    assert.strictEqual(kind({ status, method: "POST" }), expected)
  })
})

describe("rule", () => {
  it("says of every code, call and status what classify says, without the meaning", () => {
    for (const code of [undefined, 4242, ...ErrorCode.codes]) {
      for (const method of [undefined, "GET", "POST", "patch", "DELETE"]) {
        for (const status of [undefined, 200, 400, 401, 404, 410, 422, 429, 501, 503]) {
          const { advice, class: kind } = ErrorCode.classify({ code, method, status })
          assert.deepStrictEqual(ErrorCode.rule({ code, method, status }), { class: kind, advice })
        }
      }
    }
  })
})
