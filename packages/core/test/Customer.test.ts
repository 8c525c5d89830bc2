import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Customer from "@effect-multisafepay/core/Customer"
import * as Issue from "@effect-multisafepay/core/Issue"
import { withoutMinusZero } from "./fixtures/withoutMinusZero.ts"

const rules = (customer: object) =>
  Result.match(Schema.decodeUnknownResult(Customer.Customer)(customer, { errors: "all", onExcessProperty: "error" }), {
    onFailure: (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render),
    onSuccess: (): ReadonlyArray<string> => []
  })

describe("a customer", () => {
  it.each(["203.0.113.7", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::1", "::ffff:203.0.113.7", "fe80::1%eth0"])(
    "may come from %s",
    (ip_address) => {
      assert.deepStrictEqual(rules({ ip_address }), [])
    }
  )

  it.each(["256.1.1.1", "1.2.3", "1.2.3.4.", "1.2.3.4.5", "localhost", "1.2.3.4, 5.6.7.8", "g::1", "1.2.3.4:80"])(
    "does not come from %s",
    (ip_address) => {
      assert.deepStrictEqual(rules({ ip_address }), ["ip_address: must be an IPv4 or IPv6 address"])
    }
  )

  it.effect("has a country in small letters and an address with a blank at its end, which go out without", () =>
    Effect.gen(function* () {
      const customer = { country: " nl", email: "simon@example.com " }
      const sent = { country: "NL", email: "simon@example.com" }
      // A literal is encoded as it is, a draft is decoded first.
      assert.deepStrictEqual(yield* Schema.encodeEffect(Customer.Customer)(customer), sent)
      assert.deepStrictEqual(yield* Schema.decodeEffect(Customer.Customer)(customer), sent)
    })
  )

  it.each(["nl_NL", "en_US", "da_DK", "at_AT", "pt_PT", "cn_CN", "IT"])("may read %s", (locale) => {
    assert.deepStrictEqual(rules({ locale }), [])
  })

  it.each([
    ["nl", "nl_NL"],
    ["us", "us"],
    ["fi", "fi_FI"],
    ["NL_nl", "nl_NL"],
    ["nl-NL", "nl_NL"],
    ["nl_NL_formal", "nl_NL"],
    ["de_DE.UTF-8", "de_DE"],
    ["nl_NLD", "nl_NL"],
    ["it", "it_IT"],
    ["Dutch", "Dutch"]
  ])("that reads %s is sent as one of %s", (locale, sent) => {
    const customer = Schema.decodeUnknownSync(Customer.Customer)({ locale })
    assert.deepStrictEqual(Schema.encodeSync(Customer.Customer)(customer), { locale: sent })
  })

  it("has names of any length and script, an initial too", () => {
    assert.deepStrictEqual(rules({ first_name: "Jo", last_name: "Wolfeschlegelsteinhausenbergerdorff" }), [])
    assert.deepStrictEqual(rules({ first_name: "小明", last_name: "O'Neill-Łukasz" }), [])
    assert.deepStrictEqual(rules({ first_name: "J" }), [])
  })

  it("keeps what the vendor's own examples say about sex, birth and place", () => {
    for (const gender of ["M", "F", "male", "mr", "mrs"]) assert.deepStrictEqual(rules({ gender }), [])
    for (const birthday of ["1980-12-31", "10071970", "31-01-1951"]) assert.deepStrictEqual(rules({ birthday }), [])
    assert.deepStrictEqual(rules({ state: "Noord-Holland", zip_code: "1033 SC", house_number: "1/XI" }), [])
  })

  it("has a browser of either of the vendor's two forms", () => {
    assert.deepStrictEqual(
      rules({ browser: { javascript_enabled: true, screen_height: 1080, time_zone: -120, platform: "MacIntel" } }),
      []
    )
    assert.deepStrictEqual(
      rules({ browser: { javascript_enabled: 1, screen_height: "1080", time_zone: "-120", accept_header: "*/*" } }),
      []
    )
    assert.lengthOf(rules({ browser: { javascript_enabled: 2 } }), 1)
  })

  it("has no other fields: an answer's phone1 is a request's phone", () => {
    assert.deepStrictEqual(rules({ phone1: "0208500500" }), ["phone1: is not a field of this request"])
  })

  it.effect.prop("survives the wire", { customer: Arbitrary.schema(Customer.Customer) }, ({ customer }) =>
    Effect.gen(function* () {
      const json = JSON.parse(JSON.stringify(yield* Schema.encodeEffect(Customer.Customer)(customer)))
      assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(Customer.Customer)(json), withoutMinusZero(customer))
    })
  )
})
