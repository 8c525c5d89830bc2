import { assert, describe, it } from "@effect/vitest"
import * as Headers from "effect/http/Headers"
import * as Result from "effect/Result"
import * as ErrorCode from "@effect-multisafepay/core/ErrorCode"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import * as SecretFields from "@effect-multisafepay/core/SecretFields"
import { judge } from "../src/internal/call/answer.ts"
import { type Blot, foreign, secretsOf } from "../src/internal/call/redact.ts"

const key = "secret-key-canary"
const blot: Blot = (text, limit) => foreign(text, [key], limit)

const judged = (
  status: number,
  body: unknown,
  options: {
    readonly operation?: typeof PlacedOrder.create | typeof OrderDetails.get
    readonly retryAfter?: string
  } = {}
) => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const headers = Headers.fromInput(options.retryAfter === undefined ? {} : { "retry-after": options.retryAfter })
  const json = typeof body === "string" ? undefined : body
  return judge(
    options.operation ?? PlacedOrder.create,
    { status, response: { headers }, text },
    json,
    blot,
    () => 1_000_000
  )
}

const failure = (...args: Parameters<typeof judged>) => {
  const result = judged(...args)
  return Result.isFailure(result) ? result.failure : assert.fail("judged a success")
}

describe("an answer that says no", () => {
  const envelopes = [
    [
      "error_code and error_info",
      404,
      { success: false, data: [], error_code: 1001, error_info: "Invalid amount" },
      "Refused",
      "Invalid amount"
    ],
    [
      "data as an object",
      404,
      { success: false, data: {}, error_code: 1001, error_info: "Invalid amount" },
      "Refused",
      "Invalid amount"
    ],
    [
      "a code as text",
      404,
      { success: false, data: {}, error_code: "1001", error_info: "Invalid amount" },
      "Refused",
      "Invalid amount"
    ],
    [
      "words in Dutch",
      404,
      { success: false, data: [], error_code: 1022, error_info: "Kan geen transactie starten: ERR_EXISTS" },
      "Refused",
      "ERR_EXISTS"
    ],
    ["a message alone", 403, { message: "Forbidden" }, "Unauthorized", "Forbidden"],
    ["a message and 404", 404, { message: "Site not found" }, "NotFound", "Site not found"],
    [
      "a list of fields",
      422,
      {
        success: false,
        message: "Validation error",
        errors: [{ attribute: "email", details: ["is missing"], message: "email is missing" }]
      },
      "Refused",
      "Validation error"
    ],
    ["an error object", 403, { success: false, error: { message: "Forbidden" } }, "Unauthorized", "Forbidden"],
    [
      "the classic shape with 422",
      422,
      { success: false, data: [], error_code: 1001, error_info: "Invalid expires_in" },
      "Refused",
      "Invalid expires_in"
    ]
  ] as const
  for (const [what, status, body, tag, words] of envelopes) {
    it(`is rejected with ${what}`, () => {
      const { outcome, reason } = failure(status, body)
      assert.strictEqual(reason._tag, tag)
      assert.strictEqual(outcome, words === "ERR_EXISTS" || words.includes("ERR_EXISTS") ? "unknown" : "rejected")
      assert.include(reason.message, words)
    })
  }

  const pages = [
    ["nothing at all", 400, "", "Refused", "HTTP 400"],
    ["an HTML page", 403, "<!doctype html><html>blocked</html>", "Unauthorized", "an HTML page"],
    ["a proxy's own words", 407, "Proxy Authentication Required", "Refused", "Proxy Authentication Required"],
    ["a page of a gateway astray", 404, "<html>no such host</html>", "NotFound", "an HTML page"],
    ["a method that nobody knows", 501, "<html>not implemented</html>", "Refused", "an HTML page"],
    ["a body cut short", 404, '{"success":fal', "NotFound", "HTTP 404"]
  ] as const
  for (const [what, status, body, tag, words] of pages) {
    it(`does not know what became of a write that is answered with ${what}; a read is refused`, () => {
      const { final, outcome, reason } = failure(status, body)
      assert.deepStrictEqual([outcome, reason._tag, final], ["unknown", tag, true])
      assert.include(reason.message, words)
      if (status !== 404) assert.strictEqual(failure(status, body, { operation: OrderDetails.get }).outcome, "rejected")
    })
  }

  it("does not take a page for the word that there is no such order", () => {
    for (const page of ["<!doctype html><html>no such host</html>", "", '{"success":fal']) {
      const { outcome, reason } = failure(404, page, { operation: OrderDetails.get })
      assert.deepStrictEqual([outcome, reason._tag], ["unknown", "UnexpectedAnswer"])
    }
  })

  it("names the fields that a newer endpoint complains about", () => {
    const { reason } = failure(422, {
      success: false,
      message: "Validation failure",
      errors: [
        { attribute: "amount", details: ["must be an integer", "must be positive"] },
        { attribute: "email", message: "jan.jansen@example.com is not an e-mail address" }
      ]
    })
    if (reason._tag !== "Refused") return assert.fail(reason._tag)
    assert.deepStrictEqual(
      reason.issues.map(({ message, path }) => `${path}: ${message}`),
      ["amount: must be an integer; must be positive", "email: <email> is not an e-mail address"]
    )
  })

  for (const success of [false, "false", "False", 0, "0"]) {
    it(`is no even with status 200, when success is ${JSON.stringify(success)}`, () => {
      const { outcome, reason } = failure(200, {
        success,
        data: [],
        error_code: 1019,
        error_info: "Site is not active"
      })
      assert.strictEqual(outcome, "rejected")
      assert.strictEqual(reason._tag, "Refused")
    })
  }

  for (const [what, body] of [
    ["a message and no data", { message: "Not found" }],
    ["a message and empty data", { data: [], message: "Not found" }],
    ["an error code, whatever else", { data: { order_id: "o-1" }, error_code: 1001, error_info: "Invalid amount" }],
    ["success null and an error", { success: null, error: "no" }]
  ] as const) {
    it(`is no even without a word about success: ${what}`, () => {
      assert.strictEqual(failure(200, body).outcome, "rejected")
    })
  }

  it("is yes without a word about success when there is data", () => {
    assert.isTrue(Result.isSuccess(judged(200, { data: { order_id: "o-1" }, message: "Created" })))
    assert.isTrue(Result.isSuccess(judged(200, { success: "true", data: [] })))
    assert.isTrue(Result.isSuccess(judged(200, { success: true, data: [], error_code: 0, message: "" })))
  })
})

describe("the same code", () => {
  it("1006 means taken on a create, and not found on a read", () => {
    const body = { success: false, data: [], error_code: 1006, error_info: "Invalid transaction ID" }
    assert.strictEqual(failure(404, body).reason._tag, "DuplicateOrderId")
    assert.strictEqual(failure(404, body, { operation: OrderDetails.get }).reason._tag, "NotFound")
  })

  for (const code of [1000, 1014, 1021, 1022, 9999]) {
    it(`${code} on a write may mean that it was carried out`, () => {
      const body = { success: false, data: [], error_code: code, error_info: "" }
      assert.strictEqual(failure(400, body).outcome, "unknown")
      assert.strictEqual(failure(400, body, { operation: OrderDetails.get }).outcome, "rejected")
    })
  }

  it("1000 with 410 means that it is not there", () => {
    assert.strictEqual(
      failure(410, { success: false, data: [], error_code: 1000, error_info: "Token not found" }).reason._tag,
      "NotFound"
    )
  })

  it("a code nobody documents stays readable", () => {
    const { reason } = failure(404, { success: false, data: [], error_code: 7777, error_info: "New" })
    if (reason._tag !== "Refused") return assert.fail(reason._tag)
    assert.strictEqual(reason.code, 7777)
    assert.include(reason.message, "7777 New")
  })
})

describe("an answer that proves nothing", () => {
  for (const [status, body] of [
    [200, "<html>"],
    [200, ""],
    [200, '{"success":true,"da'],
    [201, "OK"],
    [302, ""],
    [0, ""],
    [408, ""],
    [500, { success: false, error_code: 1001, error_info: "Invalid amount" }],
    [502, "<html>"],
    [503, ""],
    [504, ""],
    [522, ""]
  ] as const) {
    it(`is unknown: ${status} ${JSON.stringify(body).slice(0, 30)}`, () => {
      assert.strictEqual(failure(status, body).outcome, "unknown")
    })
  }

  it("keeps the text it could not read, bounded, and never calls it a refusal", () => {
    const { reason } = failure(200, `surprise ${"x".repeat(10_000)}`)
    if (reason._tag !== "UnexpectedAnswer") return assert.fail(reason._tag)
    assert.match(reason.excerpt, /^surprise x+…$/)
    assert.isAtMost(reason.excerpt.length, 2001)
  })

  it("501 is a plain no", () => {
    assert.strictEqual(failure(501, { message: "Not implemented" }).outcome, "rejected")
  })
})

describe("what to do about a refusal without a code", () => {
  for (const status of [200, 400, 401, 403, 404, 410, 422, 501]) {
    for (const operation of [PlacedOrder.create, OrderDetails.get]) {
      it(`HTTP ${status} to ${operation.name} is what ErrorCode says`, () => {
        const { reason } = failure(status, { success: false, error_info: "No." }, { operation })
        assert.strictEqual(
          "advice" in reason ? reason.advice : undefined,
          ErrorCode.rule({ method: operation.method, status }).advice
        )
      })
    }
  }
})

describe("Retry-After", () => {
  for (const [header, expected] of [
    ["7", 7000],
    ["0", undefined],
    ["-3", undefined],
    ["soon", undefined],
    ["", undefined],
    ["Thu, 01 Jan 1970 00:17:00 GMT", 20_000],
    ["Thursday, 01-Jan-70 00:17:00 GMT", 20_000],
    ["Thu Jan  1 00:17:00 1970", 20_000],
    ["Wed, 31 Dec 1969 23:59:59 GMT", undefined],
    ["Thu, 01 Jan 1970 00:17:00", undefined],
    ["Thu, 01 Jan 1970 00:17:00 +0100", undefined],
    ["1970-01-01T00:17:00Z", undefined],
    ["Thu, 00 Xyz 1970 00:17:00 GMT", undefined],
    ["7.5", undefined],
    ["99999999999999999999999", undefined]
  ] as const) {
    it(`${JSON.stringify(header)} is ${expected === undefined ? "ignored" : `${expected} ms`}`, () => {
      const { retryAfter } = failure(429, "", { retryAfter: header })
      if (header.length > 20 && retryAfter !== undefined && expected === undefined)
        return assert.isTrue(Number.isFinite(retryAfter))
      assert.strictEqual(retryAfter, expected)
    })
  }
})

describe("a foreign text", () => {
  const blotted = (text: string) => blot(text, 500)

  for (const [what, text, secret] of [
    ["the API key", "bad key secret-key-canary", "secret-key-canary"],
    ["a card number", "card 4111 1111 1111 1111 declined", "4111 1111"],
    ["a card number among digits and dashes", "4111-1111-1111-1111", "4111"],
    ["an IBAN", "account NL91ABNA0417164300", "ABNA"],
    ["a written-out IBAN in lower case", "nl91 abna 0417 1643 00", "abna"],
    ["an e-mail address", "mail jan.jansen+1@mail.example.co.uk now", "jansen"],
    ["an encoded e-mail address", "https://x.example/?email=jansen%40mail.example&y=1", "jansen"],
    ["several e-mail addresses in one word", "mailto:jan@mail.example,jansen@mail.example", "jansen"],
    ["a CVC", '{"card_cvc": "123"}', "123"],
    ["a CVC as a number", '{"card_cvc":123,"x":1}', "123"],
    ["a token with an escaped quote", '{"token":"ab\\"cdef"}', "cdef"],
    ["a token that is cut off", '{"payment_token":"abcdef', "abcdef"],
    ["a token in an address", "https://x.example/?token=abcdef&y=1", "abcdef"],
    ["a bearer", "authorization: Bearer abcdef", "abcdef"]
  ] as const) {
    it(`loses ${what}`, () => {
      assert.notInclude(blotted(text), secret)
    })
  }

  for (const field of [...SecretFields.card, ...SecretFields.credentials, ...SecretFields.accounts]) {
    it(`loses what a field "${field}" holds`, () => {
      assert.notInclude(blotted(`{"${field}": "abcdef"}`), "abcdef")
    })
  }

  it("loses what was sent and comes back in other words", () => {
    const sent = secretsOf(
      '{"gateway_info":{"card_cvc":"123"},"user":{"password":"p@ss word"},"token":{"a":["tok-1"]},"amount":123456}'
    )
    assert.deepStrictEqual(sent, ["123", "p@ss word", "tok-1"])
    assert.strictEqual(
      foreign("code 123 is wrong, 123456 and a123 are not; p@ss word, tok-1", sent, 500),
      "code <redacted> is wrong, 123456 and a123 are not; <redacted>, <redacted>"
    )
  })

  // A pattern stood still for 104 seconds here.
  for (const unit of ["%40", "a%40", "@", "a@", ".a%40", "%40.aa", "a@.aa:"]) {
    it(`reads ${JSON.stringify(unit)} eight thousand characters long`, () => {
      assert.isAtMost(foreign(unit.repeat(8000), [], 2000).length, 2001)
    })
  }

  it("keeps what stands around an e-mail address", () => {
    assert.strictEqual(blotted("to <jan@mail.example>, at 10:00"), "to <<email>>, at 10:00")
    assert.strictEqual(blotted("mailto:jan@mail.example?subject=x"), "mailto:<email>?subject=x")
    assert.strictEqual(blotted("@home or 5@6 or a.b@c"), "@home or 5@6 or a.b@c")
  })

  it("keeps its own words", () => {
    assert.strictEqual(blotted("Kan geen transactie starten: ERR_EXISTS"), "Kan geen transactie starten: ERR_EXISTS")
    assert.strictEqual(blotted('{"success":true,"data":{"amount":1000}}'), '{"success":true,"data":{"amount":1000}}')
  })

  it("never shows half of a secret that the first cut went through", () => {
    for (let shift = 0; shift < 40; shift++) {
      const text = `"token":"${"t".repeat(1970 + shift)}" secret-key-canary ${"y".repeat(5000)}`
      assert.notMatch(blotted(text), /secret/)
    }
  })
})
