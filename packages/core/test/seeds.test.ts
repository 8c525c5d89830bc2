// The vendor's three printed requests, as literals and as JSON, there and back.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import { CreateOrder, type DirectCardOrder } from "@effect-multisafepay/core/CreateOrder"
import { kindOf } from "../src/internal/orders/kindOf.ts"
import * as seeds from "./fixtures/seedOrders.ts"

const decode = Schema.decodeUnknownEffect(CreateOrder)
const encode = Schema.encodeEffect(CreateOrder)

const withoutBlanks = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v) => (v === "" ? undefined : v)))

const rows = [
  { name: "SOFORT by redirect", kind: "RedirectSofortOrder", order: seeds.sofortRedirect, dropped: [] },
  { name: "SOFORT direct", kind: "DirectOrder", order: seeds.sofortDirect, dropped: ["forwarded_ip"] },
  { name: "a card direct", kind: "DirectCardOrder", order: seeds.cardDirect, dropped: ["forwarded_ip", "address2"] }
] as const

describe("the printed requests", () => {
  it.each(rows)("$name is the kind it says it is", ({ kind, order }) => {
    assert.strictEqual(kindOf(order), kind)
  })

  it.effect.each(rows)("$name is sent as printed, without its empty fields", ({ dropped, order }) =>
    Effect.gen(function* () {
      const json = yield* encode(order)
      assert.deepStrictEqual(json, withoutBlanks(order))
      const blank = Object.entries(order.customer).flatMap(([field, value]) =>
        (value as string) === "" ? [field] : []
      )
      assert.deepStrictEqual(blank, [...dropped])
    })
  )

  it.effect.each(rows)("$name is read back as the same order", ({ order }) =>
    Effect.gen(function* () {
      const read = yield* decode(JSON.parse(JSON.stringify(order)))
      assert.deepStrictEqual(yield* encode(read), yield* encode(order))
    })
  )

  // The pages are read in place where they lie beside the checkout; the literals above are what counts.
  const pages = new URL("../../../../shared/seeds/", import.meta.url)
  it.skipIf(!existsSync(pages))("are the fixtures, to the letter (needs ../shared/seeds)", () => {
    const read = (name: string) =>
      [...readFileSync(new URL(name, pages), "utf8").matchAll(/POST - \/orders\s*```\w+\s*(\{[^]*?\n\})/g)].map(
        ([, json]) => json ?? ""
      )
    const printed = [...read("sofort-order.txt"), ...read("credit-card-order.txt")].map((json) => JSON.parse(json))
    assert.deepStrictEqual(printed, [seeds.sofortRedirect, seeds.sofortDirect, seeds.cardDirect])
  })
})

describe("what the pages say beside the requests", () => {
  const card: DirectCardOrder = seeds.cardDirect

  it.effect("an order_id of digits may be an integer on the wire and is text here", () =>
    Effect.gen(function* () {
      const read = yield* decode({ ...card, order_id: 1588947171 })
      assert.strictEqual(read.order_id, "1588947171")
      assert.strictEqual((yield* encode(read))["order_id"], "1588947171")
    })
  )

  it.effect("an expiry may be an integer on the wire and gets its zero back", () =>
    Effect.gen(function* () {
      const expiry = (value: unknown) =>
        decode({ ...card, gateway_info: { ...card.gateway_info, card_expiry_date: value } }).pipe(
          Effect.map((order) => (order as DirectCardOrder).gateway_info.card_expiry_date)
        )
      assert.strictEqual(yield* expiry(2512), "2512")
      assert.strictEqual(yield* expiry(912), "0912")
      assert.strictEqual(yield* expiry("0912"), "0912")
    })
  )

  it.effect("a card that has expired is for its issuer to refuse", () =>
    Effect.gen(function* () {
      const { gateway_info } = (yield* encode(card)) as { readonly gateway_info: { readonly card_expiry_date: string } }
      assert.strictEqual(gateway_info.card_expiry_date, "2512")
    })
  )

  it.effect("their AMERICAN EXPRESS is AMEX", () =>
    Effect.gen(function* () {
      const order = (yield* decode({ ...card, gateway: "AMERICAN EXPRESS" })) as DirectCardOrder
      assert.strictEqual(order.gateway, "AMEX")
    })
  )

  it.effect("MAESTRO and recurring payments go without a security code", () =>
    Effect.gen(function* () {
      const { card_cvc: _, ...gateway_info } = card.gateway_info
      yield* decode({ ...card, gateway: "MAESTRO", gateway_info })
      yield* decode({
        ...card,
        gateway_info,
        recurring_model: "subscription",
        customer: { ...card.customer, reference: "customer-1" }
      })
      const error = yield* Effect.flip(decode({ ...card, gateway_info }))
      assert.include(error.message, "is required")
    })
  )

  it.effect("a decoded card is redacted", () =>
    Effect.gen(function* () {
      const order = (yield* decode(JSON.parse(JSON.stringify(card)))) as DirectCardOrder
      assert.isTrue(Redacted.isRedacted(order.gateway_info.card_number))
      assert.isTrue(Redacted.isRedacted(order.gateway_info.card_cvc))
    })
  )
})
