import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { planOf } from "../src/internal/rules/testData.ts"
import { returnUrl } from "../src/internal/web/pay/returnUrl.ts"
import { testAccounts, testCards } from "../src/internal/web/pay/testCards.ts"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { cancelled, pairOf, place, shop, visit } from "./pages.ts"

const server = SandboxServer.layer({ port: 0 })

const paying = { choice: "paid" }
const cardForm = (card_number: string, more: object = {}) => ({
  form: { form: "card", card_number, card_expiry: "12/30", card_cvc: "123", card_holder: "S. Smit", ...more }
})

describe("the payment page", () => {
  it.effect("says what is paid, to whom and that it is a sandbox", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      const page = yield* visit(url)
      assert.strictEqual(page.status, 200)
      for (const text of ["€49.95", "shop.localhost", "Two coffee mugs", "o-1", "iDEAL", "no money moves here"]) {
        assert.include(page.text, text)
      }
      assert.include(page.text, '<html lang="en">')
    }).pipe(Effect.provide(server))
  )

  it.effect("speaks Dutch to those whose locale does, with Dutch amounts", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "VISA", amount: 123_450, customer: { locale: "nl_NL" } })
      const { text } = yield* visit(url)
      assert.include(text, '<html lang="nl">')
      assert.include(text, "€\u00a01.234,50 betalen")
      assert.include(text, "Kaartnummer")
    }).pipe(Effect.provide(server))
  )

  it.effect("speaks English to everybody else, and formats amounts their way", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "VISA", amount: 123_450, customer: { locale: "de_DE" } })
      const { text } = yield* visit(url)
      assert.include(text, '<html lang="en">')
      assert.include(text, "1.234,50\u00a0€")
    }).pipe(Effect.provide(server))
  )

  it.effect("gives yen no cents", () =>
    Effect.gen(function* () {
      const { text } = yield* visit(yield* place("o-1", { gateway: "VISA", amount: 1234, currency: "JPY" }))
      assert.include(text, "¥1,234")
    }).pipe(Effect.provide(server))
  )

  it.effect("opens the payment once, however often it is looked at", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place("o-1", { gateway: "IDEAL" })
      yield* visit(url, { method: "HEAD" })
      assert.notExists((yield* sandbox.order("o-1")).transaction_id || undefined)
      yield* visit(url)
      const { transaction_id } = yield* sandbox.order("o-1")
      yield* visit(url)
      assert.strictEqual((yield* sandbox.order("o-1")).transaction_id, transaction_id)
      assert.isNotEmpty(transaction_id)
    }).pipe(Effect.provide(server))
  )

  it.effect("sends the payer back to the shop with the order id", () =>
    Effect.gen(function* () {
      const url = yield* place("o 1/ü", { gateway: "IDEAL" })
      const paid = yield* visit(url, { form: paying })
      assert.strictEqual(paid.status, 303)
      assert.strictEqual(paid.location, `${shop}?transactionid=o%201%2F%C3%BC`)
      assert.strictEqual(yield* pairOf("o 1/ü"), "completed/completed")
    }).pipe(
      Effect.provide(server),
      Effect.catchDefect((defect) => Effect.die(defect))
    )
  )

  const outcomes = [
    ["VISA", { choice: "paid" }, "completed/completed", shop],
    ["VISA", { choice: "insufficientFunds" }, "declined/declined", cancelled],
    ["VISA", { choice: "declined", reason_code: "4005" }, "declined/declined", cancelled],
    ["IDEAL", { choice: "declined" }, "declined/declined", cancelled],
    ["IDEAL", { choice: "cancelled" }, "void/cancelled", cancelled],
    ["IDEAL", { choice: "expired" }, "expired/expired", cancelled],
    ["VISA", { choice: "uncleared" }, "uncleared/uncleared", shop],
    ["VISA", { choice: "unclearedThenPaid" }, "uncleared/uncleared", shop],
    ["PAYPAL", { choice: "paid" }, "completed/initialized", shop]
  ] as const
  for (const [gateway, form, pair, to] of outcomes) {
    it.effect(`${gateway} ${Object.values(form).join(" ")} makes ${pair}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { gateway })
        yield* visit(url)
        const after = yield* visit(url, { form })
        assert.strictEqual(after.location, `${to}${to.includes("?") ? "&" : "?"}transactionid=o-1`)
        assert.strictEqual(yield* pairOf("o-1"), pair)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("declines for the reason that was chosen", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place("o-1", { gateway: "VISA" })
      yield* visit(url, { form: { choice: "declined", reason_code: "4003" } })
      const order = yield* sandbox.order("o-1")
      assert.strictEqual(order.reason_code, "4003")
      assert.include(order.reason, "Suspected fraud")
    }).pipe(Effect.provide(server))
  )

  it.effect("uncleared, then paid: after three minutes", () =>
    Effect.gen(function* () {
      yield* visit(yield* place("o-1", { gateway: "VISA" }), { form: { choice: "unclearedThenPaid" } })
      yield* TestClock.adjust("3 minutes")
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("a payment on its way can be settled from its page", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      yield* visit(url, { form: { choice: "uncleared" } })
      assert.include((yield* visit(url)).text, "is being processed")
      yield* visit(url, { form: { choice: "settle" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("authorises when the order is captured by hand", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "VISA", capture: "manual" })
      assert.include((yield* visit(url)).text, 'value="authorised"')
      yield* visit(url, { form: { choice: "authorised" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/initialized")
    }).pipe(Effect.provide(server))
  )

  it.effect("a declined payment can be tried again, as another transaction", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place("o-1", { gateway: "VISA" })
      yield* visit(url, { form: { choice: "declined" } })
      const first = (yield* sandbox.order("o-1")).transaction_id
      assert.include((yield* visit(url)).text, "The last attempt was declined")
      yield* visit(url, { form: paying })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
      assert.notStrictEqual((yield* sandbox.order("o-1")).transaction_id, first)
    }).pipe(Effect.provide(server))
  )

  it.effect("a paid order says so, and is not paid twice", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      yield* visit(url, { form: paying })
      const again = yield* visit(url, { form: { choice: "declined" } })
      assert.strictEqual(again.location, new URL(url).pathname)
      const page = yield* visit(url)
      assert.include(page.text, "This order is paid")
      assert.include(page.text, `href="${shop}?transactionid=o-1"`)
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("without a way back it stays here", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL", payment_options: {} })
      const paid = yield* visit(url, { form: paying })
      assert.strictEqual(paid.location, new URL(url).pathname)
    }).pipe(Effect.provide(server))
  )

  it.effect("a link that has run out is 410, in words", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL", seconds_active: 60 })
      yield* TestClock.adjust("2 minutes")
      const page = yield* visit(url)
      assert.strictEqual(page.status, 410)
      assert.include(page.text, "has expired")
    }).pipe(Effect.provide(server))
  )

  it.effect("an unknown session is 404", () =>
    Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      assert.strictEqual((yield* visit(`${url}/pay/nope`)).status, 404)
      assert.strictEqual((yield* visit(`${url}/pay/nope`, { form: paying })).status, 404)
    }).pipe(Effect.provide(server))
  )
})

describe("the choice of a method", () => {
  it.effect("is offered when the order names none, and nothing is opened yet", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const page = yield* visit(yield* place("o-1"))
      assert.include(page.text, "?method=IDEAL")
      assert.include(page.text, "?method=VISA")
      assert.notInclude(page.text, "?method=CREDITCARD")
      assert.notExists((yield* sandbox.order("o-1")).transaction_id || undefined)
    }).pipe(Effect.provide(server))
  )

  it.effect("offers only methods that take the currency", () =>
    Effect.gen(function* () {
      const { text } = yield* visit(yield* place("o-1", { currency: "USD" }))
      assert.notInclude(text, "?method=IDEAL")
      assert.include(text, "?method=VISA")
    }).pipe(Effect.provide(server))
  )

  it.effect("offers paying later only for an order with a cart", () =>
    Effect.gen(function* () {
      const items = [
        { name: "Mug", unit_price: "49.95", quantity: 1, merchant_item_id: "mug", tax_table_selector: "none" }
      ]
      const checkout_options = { tax_tables: { alternate: [{ name: "none", rules: [{ rate: 0 }] }] } }
      const without = yield* visit(yield* place("o-1"))
      const withCart = yield* visit(yield* place("o-2", { shopping_cart: { items }, checkout_options }))
      assert.notInclude(without.text, "?method=KLARNA")
      assert.include(withCart.text, "?method=KLARNA")
    }).pipe(Effect.provide(server))
  )

  it.effect("offers what the customer's country has", () =>
    Effect.gen(function* () {
      const dutch = yield* visit(yield* place("o-1", { customer: { country: "NL" } }))
      assert.include(dutch.text, "?method=IDEAL")
      assert.notInclude(dutch.text, "?method=MISTERCASH")
      const belgian = yield* visit(yield* place("o-2", { customer: { country: "BE" } }))
      assert.notInclude(belgian.text, "?method=IDEAL")
      assert.include(belgian.text, "?method=MISTERCASH")
    }).pipe(Effect.provide(server))
  )

  for (const [whose, more, first] of [
    ["a Dutch customer", { customer: { country: "NL" } }, ["IDEAL", "IDEALQR", "BANKTRANS"]],
    ["a Belgian customer", { customer: { country: "be" } }, ["MISTERCASH", "BELFIUS", "CBC"]],
    ["an Austrian customer", { customer: { country: "AT" } }, ["EPS", "BANKTRANS", "DIRDEB"]],
    ["a British customer", { customer: { country: "GB" }, currency: "GBP" }, ["VISA", "AMEX", "MAESTRO"]],
    ["zloty of nobody knows where", { currency: "PLN" }, ["DOTPAY", "BANKTRANS", "DIRECTBANK"]],
    ["euro of nobody knows where", {}, ["IDEAL", "MISTERCASH", "BANKTRANS"]]
  ] as const) {
    it.effect(`begins with the usual methods of ${whose}: ${first.join(", ")}`, () =>
      Effect.gen(function* () {
        const { text } = yield* visit(yield* place("o-1", more))
        const offered = Array.from(text.matchAll(/\?method=(\w+)"/g), ([, id]) => id)
        assert.deepStrictEqual(offered.slice(0, 3), [...first])
      }).pipe(Effect.provide(server))
    )
  }

  for (const [amount, currency, offered, withheld] of [
    [500_000, "EUR", ["VISA", "DIRECTBANK"], ["BIZUM"]],
    [500_001, "EUR", ["IDEAL", "DIRECTBANK"], ["VISA", "MASTERCARD", "BIZUM"]],
    [49, "EUR", ["VISA", "DIRECTBANK"], ["BIZUM", "MBWAY"]],
    [50, "EUR", ["BIZUM"], ["MBWAY"]],
    // The limits are euro cents, and no rate is known.
    [500_001, "USD", ["VISA"], []]
  ] as const) {
    it.effect(`offers for ${amount} ${currency} only what takes as much: not ${withheld.join(", ") || "less"}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { amount, currency })
        const { text } = yield* visit(url)
        for (const id of offered) assert.include(text, `?method=${id}"`)
        for (const id of withheld) {
          assert.notInclude(text, `?method=${id}"`)
          // Nor can it be had by writing its address.
          assert.include((yield* visit(`${url}?method=${id}`)).text, "How would you like to pay?", id)
        }
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("says so when the site has no method for the order", () =>
    Effect.gen(function* () {
      const { text } = yield* visit(yield* place("o-1", { currency: "USD" }))
      assert.include(text, "No method of this shop takes this order")
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0, gateways: ["IDEAL"] })))
  )

  it.effect("names methods in the language of the page, and brands by their names", () =>
    Effect.gen(function* () {
      const cart = {
        shopping_cart: {
          items: [
            { name: "Mug", unit_price: "49.95", quantity: 1, merchant_item_id: "mug", tax_table_selector: "none" }
          ]
        },
        checkout_options: { tax_tables: { alternate: [{ name: "none", rules: [{ rate: 0 }] }] } }
      }
      const customer = { country: "NL" }
      const dutch = yield* visit(yield* place("o-1", { ...cart, customer: { ...customer, locale: "nl_NL" } }))
      const english = yield* visit(yield* place("o-2", { ...cart, customer }))
      for (const [id, nl, en] of [
        ["BANKTRANS", "Bankoverschrijving", "Bank transfer"],
        ["DIRDEB", "SEPA-incasso", "SEPA Direct Debit"],
        ["BNPL_MF", "Achteraf betalen", "Pay After Delivery"],
        ["EINVOICE", "Op factuur", "E-Invoicing"],
        ["IDEAL", "iDEAL | Wero", "iDEAL | Wero"],
        ["VVVGIFTCRD", "VVV Cadeaukaart (VVVGIFTCRD)", "VVV Cadeaukaart (VVVGIFTCRD)"]
      ] as const) {
        assert.include(dutch.text, `?method=${id}">${nl}</a>`)
        assert.include(english.text, `?method=${id}">${en}</a>`)
      }
      const bank = yield* visit(yield* place("o-3", { gateway: "BANKTRANS", customer: { locale: "nl_NL" } }))
      assert.notInclude(bank.text, "Bank transfer")
      const page = yield* visit(yield* place("o-4", { gateway: "CREDITCARD", customer: { locale: "nl_NL" } }))
      assert.include(page.text, "Creditcard")
    }).pipe(Effect.provide(server))
  )

  it.effect("shows by their names which schemes a card form takes", () =>
    Effect.gen(function* () {
      const schemes = (text: string) =>
        Array.from(
          /<ul class="schemes"[^]*?<\/ul>/.exec(text)?.[0].matchAll(/<\/svg>([^<]+)</g) ?? [],
          ([, name]) => name
        )
      const visa = yield* visit(yield* place("o-1", { gateway: "VISA" }))
      assert.deepStrictEqual(schemes(visa.text), ["Visa"])
      const any = yield* visit(yield* place("o-2", { gateway: "CREDITCARD" }))
      assert.deepStrictEqual(schemes(any.text), ["Visa", "American Express", "Maestro", "Mastercard"])
      const zloty = yield* visit(yield* place("o-3", { gateway: "CREDITCARD", currency: "PLN" }))
      assert.deepStrictEqual(schemes(zloty.text), ["Visa", "Maestro", "Mastercard"])
    }).pipe(Effect.provide(server))
  )

  it.effect("the method that was picked is the one that pays", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place("o-1")
      yield* visit(`${url}?method=IDEAL`)
      const first = (yield* sandbox.order("o-1")).transaction_id
      yield* visit(`${url}?method=PAYPAL`)
      assert.notStrictEqual((yield* sandbox.order("o-1")).transaction_id, first)
      yield* visit(url, { form: { ...paying, method: "PAYPAL" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/initialized")
    }).pipe(Effect.provide(server))
  )

  it.effect("nothing can be picked that the order does not allow", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      yield* visit(url, { form: { ...paying, method: "PAYPAL" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("leaving before a method is picked cancels without a transaction", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const left = yield* visit(yield* place("o-1"), { form: { choice: "cancelled" } })
      assert.strictEqual(left.location, `${cancelled}&transactionid=o-1`)
      assert.strictEqual((yield* sandbox.order("o-1")).status, "cancelled")
    }).pipe(Effect.provide(server))
  )
})

describe("the card form", () => {
  const after: { readonly [effect: string]: readonly [now: string, later: string] } = {
    paid: ["completed/completed", "completed/completed"],
    reviewThenPaid: ["uncleared/uncleared", "completed/completed"],
    reviewThenVoid: ["uncleared/uncleared", "void/cancelled"],
    threeDSecureFailed: ["declined/declined", "declined/declined"],
    insufficientFunds: ["declined/declined", "declined/declined"]
  }
  for (const { effect, gateway, number } of testCards) {
    it.effect(`${gateway} ${number} does as documented: ${effect}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { gateway })
        yield* visit(url)
        const sent = yield* visit(url, cardForm(number.replaceAll(/(\d{4})/g, "$1 ")))
        assert.strictEqual(sent.status, 303)
        assert.strictEqual(yield* pairOf("o-1"), after[effect]?.[0])
        yield* TestClock.adjust("3 minutes")
        assert.strictEqual(yield* pairOf("o-1"), after[effect]?.[1])
      }).pipe(Effect.provide(server))
    )
  }

  for (const { effect, gateway, iban } of testAccounts) {
    it.effect(`${gateway} ${iban} does as documented: ${effect}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { gateway })
        yield* visit(url)
        yield* visit(url, { form: { form: "account", account_iban: iban } })
        yield* TestClock.adjust("3 minutes")
        const status = (yield* pairOf("o-1")).split("/")[0]
        const words: { readonly [effect: string]: string } = {
          paidIn2: "completed",
          expiredIn2: "expired",
          declinedIn2: "declined",
          unclearedIn2ThenPaid: "completed",
          unclearedIn2ThenDeclined: "declined"
        }
        assert.strictEqual(status, words[effect])
      }).pipe(Effect.provide(server))
    )
  }

  it("shows the numbers that the API knows, with what the API does with them", () => {
    const kinds = testCards.map(({ effect, gateway, number }) => {
      const { now, reason_code } = planOf(gateway, { gateway_info: { card_number: number } })
      return [effect, now, reason_code ?? ""].join(" ")
    })
    assert.deepStrictEqual([...new Set(kinds)].toSorted(), [
      "insufficientFunds declined 4002",
      "paid completed ",
      "reviewThenPaid uncleared ",
      "reviewThenVoid uncleared ",
      "threeDSecureFailed declined 3001"
    ])
  })

  it.effect("the generic card page learns the brand from the number", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place("o-1", { gateway: "CREDITCARD" })
      yield* visit(url)
      yield* visit(url, cardForm("5500000000000004"))
      const order = yield* sandbox.order("o-1")
      assert.strictEqual(order.payment_details?.type, "MASTERCARD")
      assert.strictEqual(String(order.payment_details?.last4).padStart(4, "0"), "0004")
    }).pipe(Effect.provide(server))
  )

  it.effect("keeps the number nowhere", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const number = "4111111111111111"
      const url = yield* place("o-1", { gateway: "VISA" })
      const wrong = yield* visit(url, cardForm(number, { card_cvc: "" }))
      const right = yield* visit(url, cardForm(number))
      const kept = JSON.stringify([
        wrong,
        right,
        yield* visit(url),
        yield* sandbox.orders,
        yield* sandbox.events,
        yield* sandbox.received(),
        yield* sandbox.notices()
      ])
      assert.notInclude(kept.replaceAll(`<option value=\\"${number}\\"`, ""), number)
    }).pipe(Effect.provide(server))
  )

  const mistakes = [
    [{ card_number: "" }, "card_number", "Type a card number"],
    [{ card_number: "4111111111111112" }, "card_number", "This is not a card number"],
    [{ card_number: "5500000000000004" }, "card_number", "another brand"],
    [{ card_expiry: "13/30" }, "card_expiry", "as MM/YY"],
    [{ card_cvc: "12" }, "card_cvc", "3 or 4 digits"]
  ] as const
  for (const [fields, field, text] of mistakes) {
    it.effect(`ties a mistake to its field: ${JSON.stringify(fields)}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { gateway: "VISA" })
        const page = yield* visit(url, cardForm("4111111111111111", fields))
        assert.strictEqual(page.status, 422)
        assert.include(page.text, text)
        assert.include(page.text, `href="#${field}"`)
        assert.match(page.text, new RegExp(`id="${field}"[^>]*${field}-error"[^>]*aria-invalid="true"`))
        assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("refuses a card that has expired by the sandbox's clock", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "VISA" })
      yield* TestClock.setTime(Date.UTC(2031, 0, 1))
      const again = yield* place("o-2", { gateway: "VISA" })
      assert.include((yield* visit(again, cardForm("4111111111111111"))).text, "The expiry date has passed")
      assert.strictEqual((yield* visit(url)).status, 410)
    }).pipe(Effect.provide(server))
  )
})

describe("3-D Secure", () => {
  for (const [answer, pair, to] of [
    ["accept", "completed/completed", shop],
    ["refuse", "declined/declined", cancelled]
  ] as const) {
    it.effect(`${answer} makes ${pair}`, () =>
      Effect.gen(function* () {
        const url = yield* place("o-1", { gateway: "VISA" })
        const asked = yield* visit(url, { form: { choice: "threeDSecure" } })
        assert.strictEqual(asked.location, `${new URL(url).pathname}/3ds`)
        assert.include((yield* visit(`${url}/3ds`)).text, "3-D Secure check")
        const answered = yield* visit(`${url}/3ds`, { form: { answer } })
        assert.isTrue(answered.location?.startsWith(to))
        assert.strictEqual(yield* pairOf("o-1"), pair)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("comes first when a direct order asks for it, also through the form of customer_verification", () =>
    Effect.gen(function* () {
      const customer = { locale: "en_US", ip_address: "127.0.0.1", email: "simon@shop.example", country: "NL" }
      const gateway_info = {
        card_number: "4111111111111111",
        card_holder_name: "S",
        card_expiry_date: "3012",
        card_cvc: "123"
      }
      const url = yield* place("o-1", {
        type: "direct",
        gateway: "VISA",
        description: "[[3ds]]",
        customer,
        gateway_info
      })
      const posted = yield* visit(url, { form: {}, headers: { origin: "null", "sec-fetch-site": "cross-site" } })
      assert.strictEqual(posted.status, 303)
      assert.strictEqual((yield* visit(url)).location, `${new URL(url).pathname}/3ds`)
      yield* visit(`${url}/3ds`, { form: { answer: "accept" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )
})

describe("the way back", () => {
  it("is a web address or the scheme of an app, and nothing else", () => {
    const cases = [
      ["http://shop.example/a b?c=1", "http://shop.example/a%20b?c=1&transactionid=o-1"],
      ["https://shop.example", "https://shop.example/?transactionid=o-1"],
      ["com.shop.app:/paid", "com.shop.app:/paid?transactionid=o-1"],
      ["shop://paid", "shop://paid?transactionid=o-1"],
      ["javascript:alert(1)", undefined],
      ["JAVASCRIPT://x/%0aalert(1)", undefined],
      [" \tjava\nscript:alert(1)", undefined],
      ["data:text/html,x", undefined],
      ["vbscript:x", undefined],
      ["file:///etc/passwd", undefined],
      ["blob:http://shop.example/1", undefined],
      ["view-source:http://shop.example/", undefined],
      ["mailto:a@shop.example", undefined],
      ["shop:paid", undefined],
      ["//shop.example/a", undefined],
      ["/a", undefined],
      ["", undefined]
    ] as const
    for (const [address, url] of cases) assert.strictEqual(returnUrl(address, "o-1"), url, address)
  })

  it("has no line breaks, whatever the shop wrote", () => {
    for (const address of ["http://shop.example/a\r\nset-cookie: x=1", "shop://a\r\nb"]) {
      assert.notMatch(returnUrl(address, "o\r\n1") ?? "", /[\r\n]/)
    }
  })
})

describe("safety of the page", () => {
  const markup = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&amp;`

  it.effect("markup in any field stays text", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const url = yield* place(`o-1`, {
        gateway: "VISA",
        // The API refuses HTML in a description; what is no HTML to it must stay text too.
        description: `a < b & "c" 'd'`,
        customer: { locale: "nl_NL", first_name: markup },
        payment_options: {
          redirect_url: `http://shop.localhost/?q=${encodeURIComponent(markup).replaceAll("'", "%27")}`
        }
      })
      for (const page of [
        yield* visit(url),
        yield* visit(`${url}?method=${encodeURIComponent(markup)}`),
        yield* visit(url, cardForm(markup, { card_holder: markup, card_expiry: markup, method: markup }))
      ]) {
        assert.notInclude(page.text, "<script>alert")
        assert.notInclude(page.text, "<img")
        assert.include(page.text, "a &lt; b &amp; &quot;c&quot; &#39;d&#39;")
      }
      yield* sandbox.pay("o-1")
      assert.notInclude((yield* visit(url)).text, "<script>alert")
    }).pipe(Effect.provide(server))
  )

  it.effect("allows no script but ours, no frame and no foreign style", () =>
    Effect.gen(function* () {
      const page = yield* visit(yield* place("o-1", { gateway: "VISA" }))
      const policy = String(page.headers["content-security-policy"])
      assert.include(policy, "default-src 'none'")
      assert.include(policy, "script-src 'self'")
      assert.include(policy, "frame-ancestors 'none'")
      assert.notInclude(policy, "unsafe")
      assert.notInclude(page.text, "<script")
      assert.notInclude(page.text, " style=")
    }).pipe(Effect.provide(server))
  )

  for (const address of [
    "javascript:alert(1)",
    "JavaScript://shop.localhost/%0aalert(1)",
    " \tjava\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:http://shop.localhost/1",
    "view-source:http://shop.localhost/"
  ]) {
    it.effect(`never sends a payer to ${JSON.stringify(address)}`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const url = yield* place("o-1", {
          gateway: "IDEAL",
          payment_options: { redirect_url: address, cancel_url: address }
        }).pipe(
          // An address that the API refuses goes nowhere either.
          Effect.catchDefect(() => Effect.succeed(undefined))
        )
        if (url === undefined) return assert.isEmpty(yield* sandbox.orders)
        const paid = yield* visit(url, { form: paying })
        assert.strictEqual(paid.location, new URL(url).pathname)
        assert.notMatch((yield* visit(url)).text, /href="(?:javascript|data|vbscript|file|blob|view-source)/i)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("sends a payer to the scheme of an app, and lets the form go there", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL", payment_options: { redirect_url: "shopapp://paid" } })
      const policy = String((yield* visit(url)).headers["content-security-policy"])
      assert.include(policy, "form-action 'self' shopapp:;")
      assert.strictEqual((yield* visit(url, { form: paying })).location, "shopapp://paid?transactionid=o-1")
    }).pipe(Effect.provide(server))
  )

  it.effect("an address with line breaks cannot add a header", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", {
        gateway: "IDEAL",
        payment_options: { redirect_url: "http://shop.localhost/a\r\nset-cookie: x=1" }
      }).pipe(Effect.catchDefect(() => Effect.succeed(undefined)))
      if (url === undefined) return
      const paid = yield* visit(url, { form: paying })
      assert.isUndefined(paid.headers["set-cookie"])
    }).pipe(Effect.provide(server))
  )

  it.effect("a form of another site pays nothing", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      for (const headers of [
        { origin: "http://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" }
      ]) {
        yield* visit(url, { form: paying, headers })
        assert.strictEqual(yield* pairOf("o-1"), "initialized/initialized")
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("answers to no other name than its own", () =>
    Effect.gen(function* () {
      const url = yield* place("o-1", { gateway: "IDEAL" })
      assert.strictEqual((yield* visit(url, { headers: { host: "evil.example" } })).status, 421)
      assert.strictEqual((yield* visit(url, { headers: { host: "localhost:1" } })).status, 200)
    }).pipe(Effect.provide(server))
  )
})
