import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Answer from "@effect-multisafepay/core/Answer"
import * as ApiToken from "@effect-multisafepay/core/ApiToken"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as PadOrder from "@effect-multisafepay/core/PadOrder"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import * as Receipt from "@effect-multisafepay/core/Receipt"
import * as Terminal from "@effect-multisafepay/core/Terminal"
import * as Token from "@effect-multisafepay/core/Token"
import * as Transaction from "@effect-multisafepay/core/Transaction"
import * as Wallet from "@effect-multisafepay/core/Wallet"
import * as Affiliate from "@effect-multisafepay/core/partner/Affiliate"
import * as BankAccount from "@effect-multisafepay/core/partner/BankAccount"
import * as Owner from "@effect-multisafepay/core/partner/Owner"
import * as Site from "@effect-multisafepay/core/partner/Site"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Operations from "@effect-multisafepay/core/Operations"

const read = <O extends Operation.Any>(
  operation: O,
  body: unknown
): Effect.Effect<O["response"]["Type"], Schema.SchemaError> =>
  Schema.decodeUnknownEffect(operation.response as Schema.Codec<O["response"]["Type"], unknown>)(body)
const write = (operation: Operation.Any, value: unknown) =>
  Schema.encodeUnknownEffect(operation.response as Schema.Codec<unknown, unknown>)(value)

describe("answers", () => {
  for (const operation of Operations.all) {
    it.effect(`of ${operation.name} survive being written and read again`, () =>
      Effect.gen(function* () {
        const values = yield* Arbitrary.sampleEffect(
          Arbitrary.schema(operation.response as Schema.Codec<unknown, unknown>),
          { count: 20, seed: 7 }
        )
        for (const value of values) {
          assert.deepStrictEqual(yield* read(operation, yield* write(operation, value)), value)
        }
      })
    )
  }

  it.effect("read the short way are what the schema reads, and one that it refuses is not read", () =>
    Effect.gen(function* () {
      const short: Array<string> = []
      for (const operation of Operations.all) {
        const readShort = Answer.reader(operation.response)
        const values = yield* Arbitrary.sampleEffect(
          Arbitrary.schema(operation.response as Schema.Codec<unknown, unknown>),
          { count: 20, seed: 11 }
        )
        for (const value of values) {
          const written = { ...((yield* write(operation, value)) as object), success: true }
          const quick = readShort(written)
          if (quick === undefined) continue
          if (!short.includes(operation.name)) short.push(operation.name)
          assert.deepStrictEqual(quick, yield* read(operation, written), operation.name)
        }
        for (const body of [
          null,
          [],
          {},
          { success: true },
          { success: true, data: "text" },
          { success: "no", data: {} }
        ]) {
          assert.isUndefined(readShort(body), operation.name)
        }
      }
      for (const name of ["orders.create", "orders.get", "tokens.get"]) assert.include(short, name)
    })
  )

  it.effect("keep fields nobody described, at every depth", () =>
    Effect.gen(function* () {
      const body = { success: true, data: [{ id: "VISA", new_field: { a: [1] }, apps: { other: true } }] }
      assert.deepStrictEqual(yield* write(PaymentMethod.list, yield* read(PaymentMethod.list, body)), body)
    })
  )

  it.effect("that only say that all went well may say nothing, or an empty list", () =>
    Effect.gen(function* () {
      for (const data of [{}, [], null]) {
        assert.deepStrictEqual((yield* read(OrderUpdate.cancel, { success: true, data })).data, {})
      }
      assert.deepStrictEqual(yield* read(PadOrder.checkCredit, { success: true }), { success: true })
    })
  )

  it.effect("with a list may have one thing, none, or a list around each", () =>
    Effect.gen(function* () {
      const ids = (data: unknown) =>
        Effect.map(read(Terminal.list, { success: true, data }), (body) => body.data.map((one) => one.id))
      assert.deepStrictEqual(yield* ids({ id: "a" }), ["a"])
      assert.deepStrictEqual(yield* ids([[{ id: "a" }], [{ id: "b" }]]), ["a", "b"])
      assert.deepStrictEqual(yield* ids([{ id: "a" }, "noise", { name: "no id" }]), ["a"])
      for (const nothing of [null, [], {}]) assert.deepStrictEqual(yield* ids(nothing), [])
    })
  )

  it.effect("with a list of which nothing can be read are not taken for an empty list", () =>
    Effect.gen(function* () {
      for (const data of ["text", 7, ["noise"], [{ name: "no id" }]]) {
        yield* Effect.flip(read(Terminal.list, { success: true, data }))
      }
    })
  )
})

describe("ids and secrets", () => {
  it.effect("ids are exact text however they came", () =>
    Effect.gen(function* () {
      const { data } = yield* read(Transaction.list, {
        success: true,
        data: [{ transaction_id: "17472052901237122", order_id: 182, site_id: 12345, costs: { amount: "49" } }]
      })
      assert.deepStrictEqual(data, [
        { transaction_id: "17472052901237122", order_id: "182", site_id: "12345", costs: [{ amount: 49 }] }
      ])
    })
  )

  const secrets: ReadonlyArray<readonly [Operation.Any, unknown]> = [
    [Site.get, { name: "Shop", api_key: "s3cret" }],
    [ApiToken.create, { api_token: "s3cret" }],
    [Wallet.createApplePaySession, { session: "s3cret" }],
    [Affiliate.createLoginUrl, { url: "https://login.example/s3cret" }],
    [Affiliate.signUp, [{ user: { password: "s3cret" } }]],
    [BankAccount.getStatement, { encoded_content: "s3cret" }],
    [Owner.listDocuments, [{ encoded_content: "s3cret" }]]
  ]
  for (const [operation, data] of secrets) {
    it.effect(`${operation.name} does not print its secret and writes it back`, () =>
      Effect.gen(function* () {
        const value = yield* read(operation, { success: true, data })
        assert.notInclude(JSON.stringify(value), "s3cret")
        assert.include(JSON.stringify(yield* write(operation, value)), "s3cret")
      })
    )
  }
})

describe("single answers", () => {
  it.effect("a login link may come as bare text", () =>
    Effect.gen(function* () {
      for (const data of ["https://login.example", { url: "https://login.example" }]) {
        const body = yield* read(Affiliate.createLoginUrl, { success: true, data })
        assert.strictEqual(Redacted.value(body.data.url), "https://login.example")
      }
    })
  )

  it.effect("a token may spell its model either way and lose the zeros of its numbers", () =>
    Effect.gen(function* () {
      const { data } = yield* read(Token.list, {
        success: true,
        data: {
          tokens: [
            { token: "a", code: "VISA", last4: 4, expiry_date: 912, expired: 0, recurring_model: "cardOnFile" },
            { token: "b", code: "DIRDEB", bin: null, last4: null, expiry_date: "", model: "subscription" }
          ]
        }
      })
      assert.deepStrictEqual(data.tokens, [
        { token: "a", code: "VISA", last4: "0004", expiry_date: "0912", expired: false, model: "cardOnFile" },
        { token: "b", code: "DIRDEB", model: "subscription" }
      ])
    })
  )

  it.effect("a receipt may have its items and tip in or out of a list", () =>
    Effect.gen(function* () {
      const orders = [
        { transcation_id: 1, items: [{ name: "Cortado" }], tip: [{ amount: 1, employee: [{ id: 33 }] }] },
        { transaction_id: "1", items: { items: [{ name: "Cortado" }] }, tip: { amount: 1, employee: { id: "33" } } }
      ]
      for (const order of orders) {
        const { data } = yield* read(Receipt.get, { success: true, data: { order } })
        assert.deepStrictEqual(data.order, {
          transaction_id: "1",
          items: { items: [{ name: "Cortado" }] },
          tip: { amount: 1, employee: { id: "33" } }
        })
      }
    })
  )

  it.effect("the last page of transactions may have a pager without cursors, or none", () =>
    Effect.gen(function* () {
      for (const pager of [{ after: null, before: "", cursor: { after: null } }, { cursor: [] }, [], null]) {
        const body = yield* read(Transaction.list, { success: true, data: [], pager })
        assert.isUndefined(body.pager?.cursor?.after)
      }
      assert.isFalse("pager" in (yield* read(Transaction.list, { success: true, data: [] })))
    })
  )

  it.effect("an affiliate comes with the questions about it", () =>
    Effect.gen(function* () {
      const body = yield* read(Affiliate.get, {
        success: true,
        data: { id: 90280407, company_name: "My company" },
        inquiries: [{ id: "q1", account_id: 90280407, expected_reply: [] }]
      })
      assert.deepStrictEqual(body.data, { id: "90280407", company_name: "My company" })
      assert.deepStrictEqual(body.inquiries, [{ id: "q1", account_id: "90280407", expected_reply: [] }])
    })
  )
})
