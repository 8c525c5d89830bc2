// What comes after a first payment: charges of a stored card that are refused, expired cards, chargebacks and disputes, what the merchant
// does in the vendor's dashboard, and Second Chance mails. Each by magic value and by lever.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Sandbox from "../src/Sandbox.ts"
import { call, card, redirect } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))

const store = (more: object = {}) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const first = yield* call(
      "POST",
      "/orders",
      card("first", "4111111111111111", { recurring_model: "subscription", ...more })
    )
    assert.strictEqual(first.data["status"], "completed", first.text)
    return (yield* sandbox.tokens)[0]?.token ?? ""
  })

const charge = (order_id: string, token: string, more: object = {}) =>
  Effect.map(
    call("POST", "/orders", {
      type: "direct",
      order_id,
      amount: 1000,
      currency: "EUR",
      description: "Renewal",
      recurring_id: token,
      recurring_model: "subscription",
      customer: { reference: "customer-1" },
      payment_options: { notification_url: "https://shop.test/notification" },
      ...more
    }),
    ({ data }) => `${String(data["status"])} ${String(data["reason_code"])}`
  )

describe("the charge of a stored card", () => {
  it.effect("ends as the lever says, one charge after the other, and completes again afterwards", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const token = yield* store()
      yield* sandbox.renewals(token, ["declined:4002", "declined", "uncleared"])
      assert.strictEqual(yield* charge("r-1", token), "declined 4002")
      assert.deepStrictEqual((yield* sandbox.tokens)[0]?.renewals, ["declined", "uncleared"])
      assert.strictEqual(yield* charge("r-2", token), "declined 4001")
      assert.strictEqual(yield* charge("r-3", token), "uncleared ")
      assert.strictEqual(yield* charge("r-4", token), "completed 1000")
    }).pipe(provided)
  )

  it.effect("ends as the order says that stored it, and as its own order says before that", () =>
    Effect.gen(function* () {
      const token = yield* store({ description: "Membership [[renewals:declined:4002,declined:4999,completed]]" })
      assert.strictEqual(yield* charge("r-1", token, { description: "[[declined:4003]]" }), "declined 4003")
      assert.strictEqual(yield* charge("r-2", token), "declined 4002")
      assert.strictEqual(yield* charge("r-3", token), "declined 4999")
      assert.strictEqual(yield* charge("r-4", token), "completed 1000")
    }).pipe(provided)
  )

  it.effect("is declined once the card has expired, until the shop renews it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const token = yield* store()
      assert.isTrue((yield* sandbox.expireToken(token)).expired)
      assert.strictEqual(yield* charge("r-1", token), "declined 4005")
      yield* call("PATCH", `/recurring/customer-1/update/${token}`, { expiry_date: "3512" })
      assert.strictEqual(yield* charge("r-2", token), "completed 1000")
      yield* sandbox.clock.set(Date.UTC(2036, 0, 2))
      assert.strictEqual(yield* charge("r-3", token), "declined 4005")
    }).pipe(provided)
  )

  it.effect("of no token is told so", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const error = yield* Effect.flip(sandbox.renewals("nobody's", ["declined"]))
      assert.strictEqual(error.problem, "unknown-token")
    }).pipe(provided)
  )
})

const relatedTo = (order: { readonly related_transactions?: ReadonlyArray<object> | undefined }) =>
  (order.related_transactions ?? []).map((one) => {
    const { amount, dispute, status, type } = one as { readonly [key: string]: unknown }
    return [type, status, amount, (dispute as { readonly status?: string } | undefined)?.status]
  })

describe("a chargeback", () => {
  it.effect("comes by itself after the time that the order says, and its money leaves when the dispute is lost", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { description: "Tickets [[chargeback:5d]]" }))
      yield* sandbox.clock.advance("4 days")
      assert.strictEqual((yield* sandbox.order("o-1")).status, "completed")
      yield* sandbox.clock.advance("1 day")
      const charged = yield* sandbox.order("o-1")
      assert.strictEqual(charged.status, "chargeback")
      assert.deepStrictEqual(relatedTo(charged), [["chargeback", "reserved", 1000, "new"]])
      const lost = yield* sandbox.loseDispute("o-1")
      assert.strictEqual(lost.status, "chargeback")
      assert.deepStrictEqual(relatedTo(lost), [["chargeback", "completed", 1000, "closed"]])
    }).pipe(provided)
  )

  it.effect("that is won leaves the order where it was, and gives back what had left", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      yield* sandbox.chargeback("o-1", { reason_code: "10.4", reason: "Fraud" })
      const won = yield* sandbox.winDispute("o-1")
      assert.strictEqual(won.status, "completed")
      assert.deepStrictEqual(relatedTo(won), [["chargeback", "void", 1000, "closed"]])
      assert.deepInclude(won.related_transactions?.[0]?.dispute, { reason_code: "10.4", reason_description: "Fraud" })

      yield* sandbox.chargeback("o-1")
      yield* sandbox.loseDispute("o-1")
      assert.deepStrictEqual(relatedTo(yield* sandbox.winDispute("o-1")).slice(1), [
        ["chargeback", "completed", 1000, "closed"],
        ["reverse-chargeback", "completed", 1000, undefined]
      ])
      assert.strictEqual((yield* Effect.flip(sandbox.winDispute("o-1"))).problem, "impossible")
    }).pipe(provided)
  )

  it.effect("is of money that was taken: not of an authorisation, and of each part by its own id", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const why = (id: string) => Effect.map(Effect.flip(sandbox.chargeback(id)), ({ message }) => message)
      for (const id of ["parts", "whole", "released"]) {
        yield* call("POST", "/orders", card(id, "4111111111111111", { capture: "manual" }))
        assert.notInclude(yield* sandbox.outcomes(id), "chargeback")
        assert.include(yield* why(id), '"chargeback" cannot happen (nothing has been captured yet)')
      }
      const parts = "(what was captured is charged back by the order ids of the captures)"
      for (const id of ["parts", "released"]) {
        const { data } = yield* call("POST", `/orders/${id}/capture`, {
          amount: 400,
          new_order_id: `${id}-1`,
          new_order_status: "completed"
        })
        assert.strictEqual(data["order_id"], `${id}-1`)
        assert.include(yield* why(id), parts)
      }
      yield* sandbox.capture("parts")
      yield* call("PATCH", "/capture/released", { status: "cancelled" })
      for (const id of ["parts", "released"]) {
        assert.include(yield* why(id), parts)
        assert.strictEqual((yield* sandbox.chargeback(`${id}-1`)).status, "chargeback")
      }
      yield* sandbox.capture("whole")
      assert.deepStrictEqual(relatedTo(yield* sandbox.chargeback("whole")), [["chargeback", "reserved", 1000, "new"]])
    }).pipe(provided)
  )

  it.effect("that the method does not have is a warning of the request that asks for it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const description = "Tickets [[chargeback]]"
      const warned = yield* call("POST", "/orders", redirect("ideal", { description }))
      assert.strictEqual(warned.status, 200)
      const warning = "[[chargeback]] will not happen: IDEAL has no chargebacks"
      const [ideal] = yield* sandbox.received({ order_id: "ideal" })
      assert.deepStrictEqual(ideal?.warnings, [warning])
      yield* call("POST", "/orders", card("card", "4111111111111111", { description }))
      const [byCard] = yield* sandbox.received({ order_id: "card" })
      assert.deepStrictEqual(byCard?.warnings, [])
      assert.strictEqual((yield* sandbox.order("card")).status, "chargeback")
      // Where the customer chooses, it is known when the choice is made.
      yield* call("POST", "/orders", redirect("any", { description, gateway: "" }))
      yield* sandbox.pay("any", { gateway: "IDEAL" })
      assert.strictEqual((yield* sandbox.order("any")).status, "completed")
      const told = (yield* sandbox.events).filter(({ type }) => type === "request.ignored")
      assert.deepStrictEqual(
        told.map(({ detail, order_id }) => [order_id, detail]),
        [
          ["ideal", `orders.create: ${warning}`],
          ["any", warning]
        ]
      )
    }).pipe(provided)
  )
})

describe("what the merchant does in the dashboard", () => {
  it.effect("captures a part, by magic value and by lever", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const description = "Tickets [[capture:600]]"
      yield* call("POST", "/orders", card("o-1", "4111111111111111", { capture: "manual", description }))
      assert.strictEqual((yield* sandbox.order("o-1")).payment_details?.capture_remain, 400)
      yield* sandbox.capture("o-1", 100)
      assert.strictEqual((yield* sandbox.order("o-1")).payment_details?.capture_remain, 300)
      assert.strictEqual((yield* sandbox.capture("o-1")).related_transactions?.length, 3)
    }).pipe(provided)
  )

  it.effect("refunds, which the shop hears of", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      assert.strictEqual((yield* sandbox.refund("o-1", 400)).amount_refunded, 400)
      const settled = yield* sandbox.acceptRefund("o-1")
      assert.strictEqual(settled.status, "partial_refunded")
      assert.include((yield* sandbox.notices("o-1")).at(-1)?.body, '"status":"partial_refunded"')
    }).pipe(provided)
  )
})

describe("Second Chance", () => {
  const mails = Effect.map(
    Effect.flatMap(Sandbox.Sandbox, ({ events }) => events),
    (events) => events.filter((one) => one.type === "mail.sent").map((one) => one.detail)
  )
  const asked = { second_chance: { send_mail: true }, customer: { email: "simon@shop.test" } }

  it.effect("sends the link of an unpaid order after an hour and a day, and it can be paid by it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { data } = yield* call("POST", "/orders", redirect("o-1", asked))
      yield* sandbox.clock.advance("59 minutes")
      assert.deepStrictEqual(yield* mails, [])
      yield* sandbox.clock.advance("1 day")
      const link = `Second Chance, ${String(data["payment_url"])}`
      assert.deepStrictEqual(yield* mails, [link, link])
      assert.strictEqual((yield* sandbox.pay("o-1")).status, "completed")
    }).pipe(provided)
  )

  it.effect("sends none when the order is paid or did not ask, and the lever says why", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", asked))
      yield* call("POST", "/orders", redirect("o-2", { customer: asked.customer }))
      yield* sandbox.remind("o-1")
      assert.strictEqual((yield* mails).length, 1)
      yield* sandbox.pay("o-1")
      yield* sandbox.clock.advance("2 days")
      assert.strictEqual((yield* mails).length, 1)
      assert.include((yield* Effect.flip(sandbox.remind("o-1"))).message, "nothing left to pay")
      assert.include((yield* Effect.flip(sandbox.remind("o-2"))).message, "second_chance.send_mail")
    }).pipe(provided)
  )
})
