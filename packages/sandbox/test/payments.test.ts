// What answers tell of a payment that the vendor's examples have: the account of a bank, what a card's issuer said, who the payer is.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, customerFields, debit, redirect } from "./support.ts"

type Fields = { readonly [key: string]: unknown }

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

const paid = Effect.fnUntraced(function* (order: { readonly order_id: string; readonly type: string }) {
  const sandbox = yield* Sandbox.Sandbox
  yield* call("POST", "/orders", order)
  if (order.type === "redirect") yield* sandbox.pay(order.order_id)
  const { data } = yield* call("GET", `/orders/${order.order_id}`)
  const [method] = data["payment_methods"] as ReadonlyArray<Fields>
  return { data, details: data["payment_details"] as Fields, method: method ?? {} }
})

const pick = (from: Fields, ...names: ReadonlyArray<string>) => names.map((name) => from[name])

describe("a payment from a bank account", () => {
  it.effect("tells the account, its bank and the issuer that was picked", () =>
    Effect.gen(function* () {
      const iban = "NL87ABNA0000000001"
      const ideal = yield* paid(redirect("o-1", { gateway_info: { issuer_id: "0721" } }))
      const fields = ["account_iban", "account_bic", "account_id"]
      assert.deepStrictEqual(pick(ideal.details, ...fields, "issuer_id"), [iban, "ABNANL2A", iban, "0721"])
      assert.deepStrictEqual(pick(ideal.method, ...fields, "issuer_id"), [iban, "ABNANL2A", iban, undefined])
      const own = yield* paid(debit("o-2", "NL87 ABNA 0000 0000 02"))
      assert.strictEqual(own.details["account_iban"], "NL87ABNA0000000002")
    }).pipe(provided)
  )

  it.effect("tells nothing before there is one, and masks it in notifications", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      const opened = yield* sandbox.outcome("o-1", "opened")
      assert.isUndefined(opened.payment_details?.account_iban)
      yield* sandbox.pay("o-1")
      const [notice] = yield* sandbox.notices("o-1")
      const body = JSON.parse(notice?.body ?? "") as { readonly payment_details: Fields }
      assert.deepStrictEqual(pick(body.payment_details, "account_iban", "account_id", "account_bic"), [
        "*** 0001",
        "*** 0001",
        "ABNANL2A"
      ])
      assert.notInclude(notice?.body, "NL87")
    }).pipe(provided)
  )
})

describe("a payment by card", () => {
  const issuers = [
    "authorization_code",
    "response_code",
    "card_funding",
    "card_product",
    "card_verification_result",
    "mcc",
    "scheme_reference_id"
  ]

  it.effect("tells what the issuer said, and how the customer was authenticated", () =>
    Effect.gen(function* () {
      const { details } = yield* paid(card("o-1", "4111111111111111"))
      const [code, ...rest] = pick(details, ...issuers)
      assert.match(String(code), /^\d{6}$/)
      assert.deepStrictEqual(rest, ["00", "C", "I", "M", null, null])
      assert.deepStrictEqual(details["card_authentication_details"], { flow: "frictionless" })
      const result = details["card_authentication_result"] as Fields
      assert.deepStrictEqual(pick(result, "status", "eci", "version"), ["Y", "05", "2.1.0"])
      for (const id of pick(result, "acs_transaction_id", "ds_transaction_id"))
        assert.match(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    }).pipe(provided)
  )

  it.effect("has no code when it was refused, and says when the authentication failed", () =>
    Effect.gen(function* () {
      const refused = yield* paid(card("o-1", "4012001038488884"))
      assert.deepStrictEqual(pick(refused.details, "authorization_code", "card_authentication_result"), [null, null])
      const failed = yield* paid(card("o-2", "4012001037461114"))
      assert.strictEqual((failed.details["card_authentication_result"] as Fields)["status"], "N")
    }).pipe(provided)
  )

  it.effect("has digits and a date on the payment page too, and none when it was not by card in the end", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { details } = yield* paid(redirect("o-1", { gateway: "VISA" }))
      assert.deepStrictEqual(pick(details, "last4", "card_expiry_date", "issuer_bin"), ["1111", "3012", "411111"])
      yield* call("POST", "/orders", redirect("o-2", { gateway: "" }))
      yield* sandbox.decline("o-2", { gateway: "MASTERCARD" })
      assert.strictEqual((yield* sandbox.order("o-2")).payment_details?.last4, "1111")
      yield* sandbox.pay("o-2", { gateway: "IDEAL" })
      assert.isUndefined((yield* sandbox.order("o-2")).payment_details?.last4)
    }).pipe(provided)
  )
})

describe("a direct order", () => {
  it.effect("needs neither a customer nor payment options where the specification asks for none", () =>
    Effect.gen(function* () {
      const { customer: _customer, payment_options: _options, ...bare } = card("o-1", "4111111111111111")
      const { data, details } = yield* paid(bare)
      assert.deepStrictEqual([data["status"], details["last4"]], ["completed", "1111"])
      const sofort = { ...bare, order_id: "o-2", gateway: "DIRECTBANK", gateway_info: undefined }
      const { first_name, last_name } = customerFields
      const known = yield* call("POST", "/orders", { ...sofort, customer: { first_name, last_name } })
      assert.strictEqual(known.status, 200, known.text)
    }).pipe(provided)
  )
})

describe("an order that was paid", () => {
  it.effect("tells the customer's country by its name, and the company", () =>
    Effect.gen(function* () {
      const customer = { ...customerFields, company_name: "Kiosk" }
      const { data } = yield* paid(redirect("o-1", { customer }))
      assert.deepStrictEqual(pick(data["customer"] as Fields, "country_name", "company_name", "cocnumber"), [
        "Netherlands",
        "Kiosk",
        null
      ])
      const unknown = yield* paid(redirect("o-2", { customer: { ...customerFields, country: "XX" } }))
      assert.isNull((unknown.data["customer"] as Fields)["country_name"])
    }).pipe(provided)
  )

  it.effect("tells when a cost was made, and that it counts", () =>
    Effect.gen(function* () {
      const { data } = yield* paid(redirect("o-1"))
      const [cost] = data["costs"] as ReadonlyArray<Fields>
      assert.deepStrictEqual(pick(cost ?? {}, "created", "status"), [data["completed"], "completed"])
    }).pipe(provided)
  )
})
