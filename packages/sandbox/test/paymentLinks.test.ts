// A payment link: opened many times, by several people, declined and tried again, until it is paid, too old or worn out
// (https://docs.multisafepay.com/docs/payment-links).
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { pairOf, place, visit } from "./pages.ts"

const server = Effect.provide(SandboxServer.layer({ port: 0, notifications: "record" }))

const link = (order_id: string, more: object = {}) => place(order_id, { type: "paymentlink", ...more })

const transactionOf = (order_id: string) =>
  Sandbox.use((sandbox) => Effect.map(sandbox.order(order_id), (order) => order.transaction_id))

/** What the shop was told, in turn. */
const told = (order_id: string) =>
  Sandbox.use((sandbox) =>
    Effect.map(sandbox.notices(order_id), (notices) =>
      notices.map(({ body }) => (JSON.parse(body) as { readonly status: string }).status)
    )
  )

const pays = (method: string) => ({ form: { choice: "paid", method } })

describe("a payment link", () => {
  it.effect("can be opened again and again, and each method that is picked is a transaction of its own", () =>
    Effect.gen(function* () {
      const url = yield* link("o-1")
      for (let n = 0; n < 3; n++) assert.include((yield* visit(url)).text, "How would you like to pay?")
      assert.isUndefined(yield* transactionOf("o-1"))
      yield* visit(`${url}?method=IDEAL`)
      const first = yield* transactionOf("o-1")
      yield* visit(`${url}?method=IDEAL`)
      assert.strictEqual(yield* transactionOf("o-1"), first)
      yield* visit(`${url}?method=PAYPAL`)
      assert.notStrictEqual(yield* transactionOf("o-1"), first)
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      assert.deepStrictEqual(yield* told("o-1"), [])
    }).pipe(server)
  )

  it.effect("that was declined is paid by the same address, and the shop hears of both", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* link("o-1")
      yield* visit(`${url}?method=VISA`)
      yield* visit(url, { form: { choice: "insufficientFunds", method: "VISA" } })
      assert.strictEqual(yield* pairOf("o-1"), "declined/declined")
      const declined = yield* transactionOf("o-1")
      const again = (yield* visit(url)).text
      assert.include(again, "The last attempt was declined")
      assert.include((yield* visit(url, pays("IDEAL"))).location ?? "", "shop.localhost/thanks")
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
      assert.deepStrictEqual(yield* told("o-1"), ["declined", "completed"])
      // The shop may have kept the transaction that was declined.
      assert.strictEqual((yield* sandbox.order(declined ?? "")).status, "completed")
    }).pipe(server)
  )

  it.effect("is paid once, however many pay at the same time", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* link("o-1")
      const methods = ["IDEAL", "VISA", "PAYPAL", "IDEAL", "DIRECTBANK", "MASTERCARD"]
      for (const method of methods) yield* visit(`${url}?method=${method}`)
      yield* Effect.forEach(methods, (method) => visit(url, pays(method)), { concurrency: "unbounded" })
      const paid = yield* sandbox.order("o-1")
      assert.include(["completed", "uncleared"], paid.status)
      assert.lengthOf(paid.payment_methods ?? [], 1)
      assert.strictEqual(paid.payment_methods?.[0]?.amount, 4995)
      assert.lengthOf(yield* told("o-1"), 1)
      const transaction = yield* transactionOf("o-1")
      for (const choice of ["paid", "declined", "cancelled", "expired"]) {
        yield* visit(url, { form: { choice, method: "IDEAL" } })
      }
      assert.strictEqual(yield* transactionOf("o-1"), transaction)
      assert.lengthOf(yield* told("o-1"), 1)
    }).pipe(server)
  )

  it.effect("opened after its time is gone, and pays nothing any more", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* link("o-1", { seconds_active: 60 })
      const other = yield* link("o-2", { seconds_active: 60 })
      const declined = yield* link("o-3", { days_active: 1 })
      yield* visit(`${other}?method=IDEAL`)
      yield* visit(declined, { form: { choice: "declined", method: "IDEAL" } })
      yield* sandbox.clock.advance("59 seconds")
      assert.strictEqual((yield* visit(url)).status, 200)
      yield* sandbox.clock.advance("2 seconds")
      // Its payer has picked a method, which has more time than the link.
      assert.strictEqual((yield* visit(other)).status, 410)
      assert.strictEqual((yield* visit(other, pays("IDEAL"))).location, new URL(other).pathname)
      assert.strictEqual(yield* pairOf("o-2"), "initialized/initialized")
      yield* sandbox.clock.advance("1 day")
      for (const [address, order_id, pair] of [
        [url, "o-1", "expired/expired"],
        [other, "o-2", "expired/expired"],
        [declined, "o-3", "declined/declined"]
      ] as const) {
        const page = yield* visit(address)
        assert.include(page.text, order_id === "o-3" ? "Nothing can be paid any more" : "This payment link has expired")
        assert.strictEqual(page.status, order_id === "o-3" ? 200 : 410)
        assert.strictEqual((yield* visit(address, pays("IDEAL"))).location, new URL(address).pathname)
        assert.strictEqual(yield* pairOf(order_id), pair)
      }
    }).pipe(server)
  )

  it.effect("is worn out after twenty attempts, whichever way they ended", () =>
    Effect.gen(function* () {
      const url = yield* link("o-1")
      const methods = ["IDEAL", "PAYPAL"]
      for (let n = 0; n < 20; n++) yield* visit(`${url}?method=${methods[n % 2]}`)
      const last = yield* transactionOf("o-1")
      const chooser = (yield* visit(url)).text
      assert.include(chooser, "?method=PAYPAL")
      assert.notInclude(chooser, "?method=IDEAL")
      yield* visit(`${url}?method=IDEAL`)
      yield* visit(url, pays("IDEAL"))
      assert.strictEqual(yield* transactionOf("o-1"), last)
      assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      yield* visit(url, pays("PAYPAL"))
      assert.strictEqual(yield* pairOf("o-1"), "completed/initialized")
      assert.strictEqual(yield* transactionOf("o-1"), last)
    }).pipe(server)
  )
})
