import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"
import * as PaymentOptions from "@effect-multisafepay/core/PaymentOptions"
import { withoutMinusZero } from "./fixtures/withoutMinusZero.ts"

const rules = (options: object) =>
  Result.match(
    Schema.decodeUnknownResult(PaymentOptions.PaymentOptions)(options, { errors: "all", onExcessProperty: "error" }),
    {
      onFailure: (error) => Issue.fromSchemaIssue(error.issue).map(Issue.render),
      onSuccess: (): ReadonlyArray<string> => []
    }
  )

describe("payment options", () => {
  it("take the addresses that the vendor's examples use, query and all", () => {
    const url = "http://www.example.com/client/notification?type=notification"
    assert.deepStrictEqual(rules({ notification_url: url, redirect_url: url, cancel_url: url }), [])
  })

  it("send customers to an app, and notifications only to the web", () => {
    assert.deepStrictEqual(rules({ redirect_url: "myshop://paid", cancel_url: "com.shop.app://back" }), [])
    assert.deepStrictEqual(rules({ notification_url: "myshop://paid" }), [
      "notification_url: must be an http or https address"
    ])
  })

  it("send nobody to a script", () => {
    for (const redirect_url of ["javascript://%0aalert(1)", "JavaScript:alert(1)", "data:text/html,x", "//evil"]) {
      assert.deepStrictEqual(rules({ redirect_url }), [
        "redirect_url: must be an address such as https://shop.example/thanks"
      ])
    }
  })

  it("have a notification address of at most 150 characters", () => {
    const url = (length: number) => "https://shop.example/".padEnd(length, "x")
    assert.deepStrictEqual(rules({ notification_url: url(150), redirect_url: url(500) }), [])
    assert.deepStrictEqual(rules({ notification_url: url(151) }), ["notification_url: must be at most 150 characters"])
  })

  it("know the settings of single gateways in both of their printed types", () => {
    const settings = (gateways: object) => rules({ settings: { gateways } })
    assert.deepStrictEqual(settings({ IDEAL: { show_pre: true }, MISTERCASH: { qr_size: "10px" } }), [])
    assert.deepStrictEqual(settings({ IDEAL: { show_pre: "true" }, MISTERCASH: { qr_size: 250 } }), [])
    assert.deepStrictEqual(settings({ BILLINK: { type: "X" } }), ['settings.gateways.BILLINK.type: Expected "P" | "B"'])
  })

  it.effect.prop(
    "survive the wire",
    { options: Arbitrary.schema(PaymentOptions.PaymentOptions) },
    ({ options }) =>
      Effect.gen(function* () {
        const json = JSON.parse(JSON.stringify(yield* Schema.encodeEffect(PaymentOptions.PaymentOptions)(options)))
        assert.deepStrictEqual(
          yield* Schema.decodeUnknownEffect(PaymentOptions.PaymentOptions)(json),
          withoutMinusZero(options)
        )
      }),
    { arbitrary: { runs: 50 } }
  )
})
