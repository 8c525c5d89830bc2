import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as TestClock from "effect/testing/TestClock"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { follow, pairOf, place, visit, type Visit } from "./pages.ts"
import { card } from "./support.ts"

const server = SandboxServer.layer({ port: 0, notifications: "record" })

const at = (path: string, how?: Visit) =>
  Effect.flatMap(SandboxServer.SandboxServer, ({ url }) => visit(`${url}${path}`, how))

/** Path of the page of the only order with this id. */
const pageOf = (order_id: string) =>
  Effect.map(at(`/?q=${encodeURIComponent(order_id)}`), ({ text }) => {
    const path = /\/dashboard\/orders\/\d+/.exec(text)?.[0]
    assert.isDefined(path)
    return path ?? ""
  })

describe("the dashboard", () => {
  it.effect("tells a newcomer how to connect, and has an example to place", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const { text } = yield* at("/")
      assert.include(text, `MULTISAFEPAY_BASE_URL=${baseUrl}`)
      const placed = yield* at("/dashboard/example", { form: {} })
      assert.strictEqual(placed.status, 303)
      assert.strictEqual(yield* pairOf("example-1"), "initialized/initialized")
      assert.include((yield* at(placed.location ?? "")).text, "example-1")
      yield* at("/dashboard/example", { form: {} })
      assert.strictEqual(yield* pairOf("example-2"), "initialized/initialized")
    }).pipe(Effect.provide(server))
  )

  it.effect("shows no key but the default one", () =>
    Effect.gen(function* () {
      assert.notInclude((yield* at("/")).text, "a-key-of-mine")
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0, apiKey: "a-key-of-mine" })))
  )

  it.effect("lists orders with both words of their status, and finds them", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "PAYPAL" })
      yield* place("o-2")
      yield* sandbox.pay("o-1")
      const all = (yield* at("/")).text
      assert.include(all, "completed / initialized")
      assert.include(all, "initialized / initialized")
      const found = (yield* at("/?q=paypal")).text
      assert.include(found, "o-1</a")
      assert.notInclude(found, "o-2</a")
      assert.include((yield* at("/?q=nothing")).text, "No order matches")
    }).pipe(Effect.provide(server))
  )

  it.effect("narrows the orders to a status and a method", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("ideal-paid", { gateway: "IDEAL" })
      yield* place("ideal-open", { gateway: "IDEAL" })
      yield* place("visa-paid", { gateway: "VISA" })
      yield* sandbox.pay("ideal-paid")
      yield* sandbox.pay("visa-paid")
      const { text } = yield* at("/?status=completed&method=IDEAL")
      assert.include(text, "ideal-paid</a")
      assert.notInclude(text, "ideal-open</a")
      assert.notInclude(text, "visa-paid</a")
      assert.match(text, /<option value="completed"\s+selected>/)
    }).pipe(Effect.provide(server))
  )

  it.effect("gives the orders in pages, the newest first, and keeps the search between them", () =>
    Effect.gen(function* () {
      for (let n = 1; n <= 51; n++) yield* place(`page-${n}-of-51`)
      const first = (yield* at("/?q=page-")).text
      assert.include(first, "1 to 50 of more than 50")
      assert.include(first, "page-51-of-51</a")
      assert.notInclude(first, "page-1-of-51</a")
      const older = /href="([^"]*)" rel="next"/.exec(first)?.[1]?.replaceAll("&amp;", "&")
      assert.strictEqual(older, "/?q=page-&page=2")
      const second = (yield* at(older ?? "")).text
      assert.include(second, "page-1-of-51</a")
      assert.include(second, "51 to 51 of 51")
      assert.notInclude(second, 'rel="next"')
      assert.include((yield* at("/?page=900")).text, "Page 2 of 2")
      assert.include((yield* at("/?page=-1")).text, "Page 1 of 2")
    }).pipe(Effect.provide(server))
  )

  it.effect("lists every request with what became of it, and finds a refused order by its id", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "VISA", gateway_info: { card_number: "4111111111111111", cvc: "123" } })
      yield* Effect.exit(place("Refused-7", { amount: -1 }))
      yield* place("o-2", { shop_mood: "sunny" })
      yield* sandbox.fault("error-500")
      yield* Effect.exit(place("o-3"))
      const { text } = yield* at("/dashboard/requests")
      for (const part of ["HTTP 404", "error 1001", "amount must be", "shop_mood", "fault error-500", "4 in all"]) {
        assert.include(text, part)
      }
      assert.notMatch(text, /4111111111111111|"cvc": ?"123"/)
      const places = ["order o-3", "order o-2", "order Refused-7", "order o-1"].map((one) => text.indexOf(one))
      assert.notInclude(places, -1)
      assert.deepStrictEqual(
        places,
        places.toSorted((a, b) => a - b)
      )
      const link = /href="(\/dashboard\/requests\?q=[^"]*)"/.exec((yield* at("/?q=refused-7")).text)?.[1]
      const found = (yield* at(link ?? "")).text
      assert.include(found, "order Refused-7")
      assert.notInclude(found, "order o-1")
      assert.include((yield* at("/dashboard/requests?q=nothing")).text, "No request matches")
    }).pipe(Effect.provide(server))
  )

  it.effect("says which page this is, also beside an order of that name", () =>
    Effect.gen(function* () {
      yield* place("Requests")
      assert.match((yield* at("/")).text, /<a href="\/"\s+aria-current="page">Orders</)
      assert.match((yield* at("/dashboard/requests")).text, /requests"\s+aria-current="page">Requests</)
      assert.notInclude((yield* at(yield* pageOf("Requests"))).text, "aria-current")
    }).pipe(Effect.provide(server))
  )

  it.effect("finds a request by an id that only its body has", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SandboxServer.SandboxServer
      const body = JSON.stringify({ type: "redirect", order: { order_id: "misplaced-7" } })
      yield* Effect.promise(() =>
        fetch(`${baseUrl}/orders`, { method: "POST", headers: { api_key: "sandbox-api-key" }, body })
      )
      assert.include((yield* at("/dashboard/requests?q=misplaced-7")).text, "1 in all")
    }).pipe(Effect.provide(server))
  )

  it.effect(
    "shows the requests of a sandbox that goes on from a snapshot, which has no words for what is undefined",
    () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("o-1", { gateway: "IDEAL" })
        yield* sandbox.pay("o-1")
        yield* sandbox.restore(yield* sandbox.snapshot)
        assert.include((yield* at("/dashboard/requests")).text, "order o-1")
        for (const list of ["received", "notices", "events", "tokens"]) {
          assert.strictEqual((yield* at(`/_sandbox/${list}`)).status, 200, list)
        }
      }).pipe(Effect.provide(server))
  )

  it.effect("shows what a request asked for and will not get", () =>
    Effect.gen(function* () {
      yield* place("o-1", { gateway: "IDEAL", description: "[[chargeback]]" })
      const { text } = yield* at("/dashboard/requests")
      assert.include(text, "Warning: [[chargeback]] will not happen: IDEAL has no chargebacks")
    }).pipe(Effect.provide(server))
  )

  it.effect("shows the latest requests, and searches all that are kept", () =>
    Effect.gen(function* () {
      for (let n = 1; n <= 51; n++) yield* place(`call-${n}-of-51`)
      const { text } = yield* at("/dashboard/requests")
      assert.include(text, "The latest 50")
      assert.include(text, "call-51-of-51")
      assert.notInclude(text, "call-1-of-51")
      assert.include((yield* at("/dashboard/requests?q=call-1-of-51")).text, "1 in all")
    }).pipe(Effect.provide(server))
  )

  it.effect("an order's timeline has its requests, transitions and notifications", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      const [notice] = yield* sandbox.notices("o-1")
      yield* sandbox.awaitNotice("o-1")
      const { text } = yield* at(yield* pageOf("o-1"))
      for (const part of ["POST /orders", "HTTP 200", "order.created", "order.opened", "order.changed", "notice-1"]) {
        assert.include(text, part)
      }
      assert.include(text, (notice?.body ?? "").replaceAll('"', "&quot;").replaceAll("'", "&#39;"))
      assert.match(text, /Auth: [A-Za-z0-9+/=]{40,}/)
      assert.include(text, "not sent")
    }).pipe(Effect.provide(server))
  )

  it.effect("says with which error a request ended", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      yield* Effect.exit(place("o-1", { gateway: "IDEAL" }))
      assert.include((yield* at(yield* pageOf("o-1"))).text, "HTTP 404, error 1006")
    }).pipe(Effect.provide(server))
  )

  it.effect("offers the outcomes that are possible, and brings them about", () =>
    Effect.gen(function* () {
      yield* place("o-1", { gateway: "IDEAL" })
      const path = yield* pageOf("o-1")
      assert.include((yield* at(path)).text, 'value="declined"')
      const done = yield* at(`${path}/outcomes`, { form: { outcome: "completed" } })
      assert.strictEqual(done.location, path)
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
      assert.notInclude((yield* at(path)).text, 'value="declined"')
    }).pipe(Effect.provide(server))
  )

  it.effect("says why something cannot happen", () =>
    Effect.gen(function* () {
      yield* place("o-1", { gateway: "IDEAL" })
      const path = yield* pageOf("o-1")
      const page = yield* at(`${path}/outcomes`, { form: { outcome: "chargeback" } })
      assert.strictEqual(page.status, 409)
      assert.include(page.text, "cannot happen")
    }).pipe(Effect.provide(server))
  )

  it.effect("refuses a fault that nothing meets, and a day that is none", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      for (const form of [{ kind: "nonsense" }, { kind: "reset", operation: "orders.creat" }]) {
        const page = yield* at("/dashboard/faults", { form })
        assert.strictEqual(page.status, 409)
        assert.include(page.text, "must be")
      }
      assert.lengthOf(yield* sandbox.faults, 0)
      for (const to of ["2027-02-30 12:00", "2027-13-01 12:00", "2027-01-01 25:00"]) {
        assert.strictEqual((yield* at("/dashboard/clock", { form: { action: "set", to } })).status, 409, to)
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("refunds a part, in main units", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      const path = yield* pageOf("o-1")
      assert.include((yield* at(path)).text, 'value="49.95"')
      assert.strictEqual((yield* at(`${path}/refunds`, { form: { amount: "10,50" } })).status, 303)
      assert.include((yield* at(path)).text, "€10.50")
      assert.strictEqual((yield* at(`${path}/refunds`, { form: { amount: "1.234" } })).status, 409)
      assert.strictEqual((yield* at(`${path}/refunds`, { form: { amount: "100" } })).status, 409)
      yield* sandbox.acceptRefund("o-1")
      assert.strictEqual(yield* pairOf("o-1"), "partial_refunded/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("captures an authorisation", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "VISA", capture: "manual" })
      yield* sandbox.authorise("o-1")
      const path = yield* pageOf("o-1")
      yield* at(`${path}/captures`, { form: { amount: "49.95" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
    }).pipe(Effect.provide(server))
  )

  it.effect("shows what a gift card has paid of an order", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "VVVGIFTCRD" })
      const path = yield* pageOf("o-1")
      assert.notInclude((yield* at(path)).text, "<dt>VVV Cadeaukaart</dt>")
      yield* sandbox.payByGiftCard("o-1", { card_number: "111112" })
      assert.match((yield* at(path)).text, /<dt>VVV Cadeaukaart<\/dt>\s*<dd>€5.00<\/dd>/)
    }).pipe(Effect.provide(server))
  )

  it.effect("loses and wins the dispute of a chargeback", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "VISA" })
      yield* sandbox.pay("o-1")
      const path = yield* pageOf("o-1")
      assert.notInclude((yield* at(path)).text, "dispute")
      yield* at(`${path}/outcomes`, { form: { outcome: "chargeback" } })
      assert.include((yield* at(path)).text, "Lose the dispute")
      assert.strictEqual((yield* at(`${path}/dispute`, { form: { end: "lose" } })).location, path)
      assert.strictEqual((yield* sandbox.order("o-1")).related_transactions?.[0]?.status, "completed")
      const lost = (yield* at(path)).text
      assert.notInclude(lost, "Lose the dispute")
      assert.include(lost, "Win the dispute")
      yield* at(`${path}/dispute`, { form: { end: "win" } })
      assert.strictEqual(yield* pairOf("o-1"), "completed/completed")
      const again = yield* at(`${path}/dispute`, { form: { end: "win" } })
      assert.strictEqual(again.status, 409)
      assert.include(again.text, "no chargeback that this can happen to")
    }).pipe(Effect.provide(server))
  )

  it.effect("sends the Second Chance mail of an order that asked for it", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { second_chance: { send_mail: true }, customer: { email: "simon@shop.test" } })
      yield* place("o-2")
      const path = yield* pageOf("o-1")
      assert.include((yield* at(path)).text, "Send the Second Chance mail")
      assert.notInclude((yield* at(yield* pageOf("o-2"))).text, "Second Chance")
      assert.strictEqual((yield* at(`${path}/remind`, { form: {} })).location, path)
      assert.isTrue((yield* sandbox.events).some(({ order_id, type }) => type === "mail.sent" && order_id === "o-1"))
      yield* sandbox.pay("o-1")
      assert.notInclude((yield* at(path)).text, "Send the Second Chance mail")
      assert.strictEqual((yield* at(`${path}/remind`, { form: {} })).status, 409)
    }).pipe(Effect.provide(server))
  )

  it.effect("decides on the page of an order how the card that it stored is charged next", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", card("o-1", "4111111111111111", { recurring_model: "subscription" }))
      const path = yield* pageOf("o-1")
      const outcomes = "declined:4002, completed"
      assert.strictEqual((yield* at(`${path}/renewals`, { form: { outcomes } })).location, path)
      assert.include((yield* at(path)).text, `value="${outcomes}"`)
      assert.deepStrictEqual((yield* sandbox.tokens)[0]?.renewals, ["declined:4002", "completed"])
      const wrong = yield* at(`${path}/renewals`, { form: { outcomes: "completed, refused" } })
      assert.strictEqual(wrong.status, 409)
      assert.include(wrong.text, "declined:4002")
      yield* at(`${path}/renewals`, { form: { outcomes: "" } })
      assert.deepStrictEqual((yield* sandbox.tokens)[0]?.renewals, [])
      assert.include((yield* at(path)).text, "Let its card expire")
      yield* at(`${path}/expire`, { form: {} })
      assert.isTrue((yield* sandbox.tokens)[0]?.expired)
      assert.notInclude((yield* at(path)).text, "Let its card expire")
      yield* place("o-2", { gateway: "IDEAL" })
      const other = yield* pageOf("o-2")
      assert.notInclude((yield* at(other)).text, "renewals")
      assert.strictEqual((yield* at(`${other}/expire`, { form: {} })).status, 409)
    }).pipe(Effect.provide(server))
  )

  it.effect("sends a notification again", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      const path = yield* pageOf("o-1")
      const sent = yield* at("/dashboard/notices/notice-1/resend", { form: { back: path } })
      assert.strictEqual(sent.location, path)
      yield* at(`${path}/notify`, { form: {} })
      assert.lengthOf(yield* sandbox.notices("o-1"), 3)
      const elsewhere = yield* at("/dashboard/notices/notice-1/resend", { form: { back: "//evil.example" } })
      assert.strictEqual(elsewhere.location, "/")
    }).pipe(Effect.provide(server))
  )

  it.effect("says times as people do, by the sandbox's own clock, with the exact one beside them", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* sandbox.clock.set(Date.UTC(2026, 10, 30, 9, 0))
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      const path = yield* pageOf("o-1")
      const placed = (says: string) =>
        `<time datetime="2026-11-30T09:00:00Z" title="2026-11-30 09:00:00 UTC">${says}</time>`
      assert.include((yield* at("/")).text, placed("now"))
      assert.include((yield* at(path)).text, placed("2026-11-30 09:00:00"))
      for (const [by, says] of [
        ["1 second", "1 second ago"],
        ["2 minutes", "2 minutes ago"],
        ["23 hours", "23 hours ago"],
        ["1 day", "1 day ago"],
        ["28 days", "29 days ago"],
        ["2 days", "2026-11-30"]
      ] as const) {
        yield* sandbox.clock.advance(by)
        for (const page of ["/", "/dashboard/requests", path])
          assert.include((yield* at(page)).text, placed(says), page)
      }
      // The machine's clock goes on, and the sandbox's does not.
      yield* sandbox.clock.freeze
      yield* place("o-2")
      yield* TestClock.adjust("1 hour")
      assert.include((yield* at("/?q=o-2")).text, ">now</time>")
    }).pipe(Effect.provide(server))
  )

  it.effect("says when a notification is tried next", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1", { gateway: "IDEAL" })
      yield* sandbox.pay("o-1")
      yield* sandbox.awaitNotice("o-1")
      const path = yield* pageOf("o-1")
      assert.match((yield* at(path)).text, /Next try <time [^>]+>in 15 minutes</)
      yield* sandbox.clock.advance("61 seconds")
      assert.match((yield* at(path)).text, /Next try <time [^>]+>in 14 minutes</)
    }).pipe(
      Effect.provide(
        SandboxServer.layer({
          port: 0,
          notifications: HttpClient.make((request) =>
            Effect.succeed(HttpClientResponse.fromWeb(request, new Response("", { status: 500 })))
          )
        })
      )
    )
  )

  it.effect("moves the clock, forward only", () =>
    Effect.gen(function* () {
      const { clock } = yield* Sandbox
      const start = yield* clock.now
      yield* at("/dashboard/clock", { form: { action: "15m" } })
      yield* at("/dashboard/clock", { form: { action: "1d" } })
      assert.strictEqual((yield* clock.now) - start, 86_400_000 + 900_000)
      yield* at("/dashboard/clock", { form: { action: "set", to: "1980-02-03 04:05" } })
      assert.strictEqual(yield* clock.now, Date.UTC(1980, 1, 3, 4, 5))
      for (const to of ["1979-01-01 00:00", "tomorrow", ""]) {
        assert.strictEqual((yield* at("/dashboard/clock", { form: { action: "set", to } })).status, 409, to)
      }
      yield* at("/dashboard/clock", { form: { action: "freeze" } })
      assert.include((yield* at("/")).text, "Stands still")
      yield* at("/dashboard/clock", { form: { action: "resume" } })
      assert.notInclude((yield* at("/")).text, "Stands still")
    }).pipe(Effect.provide(server))
  )

  it.effect("sets a fault for the next request, lists and clears faults", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* at("/dashboard/faults", { form: { action: "add", kind: "error-500", operation: "orders.create" } })
      assert.include((yield* at("/")).text, "error-500 on orders.create: 0 met it")
      assert.strictEqual((yield* Effect.exit(place("o-1")))._tag, "Failure")
      assert.include((yield* at("/")).text, "1 met it, used up")
      yield* at("/dashboard/faults", { form: { action: "clear" } })
      assert.isEmpty(yield* sandbox.faults)
      assert.strictEqual((yield* at("/dashboard/faults", { form: { action: "add", kind: "x" } })).status, 409)
    }).pipe(Effect.provide(server))
  )

  it.effect("forgets everything, after asking", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      yield* place("o-1")
      assert.include((yield* at("/dashboard/reset")).text, "Reset the sandbox?")
      assert.lengthOf(yield* sandbox.orders, 1)
      assert.strictEqual((yield* at("/dashboard/reset", { form: {} })).location, "/")
      assert.isEmpty(yield* sandbox.orders)
    }).pipe(Effect.provide(server))
  )

  it.effect("tells of every change as it happens", () =>
    Effect.gen(function* () {
      const { url } = yield* SandboxServer.SandboxServer
      const told = yield* follow(`${url}/dashboard/changes`)
      assert.include((yield* told("retry: 1000")).type, "text/event-stream")
      yield* place("o-1")
      yield* told("data: changed\n\n")
    }).pipe(Effect.provide(server), Effect.scoped)
  )

  it.effect("an order that is not there is 404", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* at("/dashboard/orders/99")).status, 404)
      assert.strictEqual((yield* at("/dashboard/orders/x/refunds", { form: { amount: "1" } })).status, 404)
    }).pipe(Effect.provide(server))
  )
})

describe("safety of the dashboard", () => {
  const changing = [
    "/dashboard/reset",
    "/dashboard/example",
    "/dashboard/clock",
    "/dashboard/faults",
    "/dashboard/orders/1/outcomes",
    "/dashboard/notices/notice-1/resend",
    "/_sandbox/reset"
  ]
  for (const path of changing) {
    it.effect(`${path} cannot be reached from a page of another site`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("o-1")
        for (const headers of [
          { origin: "http://evil.example" },
          { origin: "null" },
          { origin: "http://127.0.0.1" },
          { "sec-fetch-site": "cross-site" },
          { "sec-fetch-site": "same-site" }
        ]) {
          const refused = yield* at(path, { form: { outcome: "completed", action: "1d", kind: "reset" }, headers })
          assert.strictEqual(refused.status, 403, JSON.stringify(headers))
        }
        assert.lengthOf(yield* sandbox.orders, 1)
        assert.isEmpty(yield* sandbox.faults)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("our own forms pass", () =>
    Effect.gen(function* () {
      const { port } = yield* SandboxServer.SandboxServer
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
        const headers = { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }
        assert.strictEqual((yield* at("/dashboard/reset", { form: {}, headers })).status, 303)
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("a name that is not this machine's is not answered (DNS rebinding)", () =>
    Effect.gen(function* () {
      for (const host of [
        "evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "x@y"
      ]) {
        assert.strictEqual((yield* at("/", { headers: { host } })).status, 421, host)
        assert.strictEqual((yield* at("/_sandbox/orders", { headers: { host } })).status, 421, host)
      }
      for (const host of [
        "localhost",
        "shop.localhost:1",
        "127.0.0.1",
        "[::1]:80",
        "192.168.1.2:80",
        "sandbox:4310",
        "host.docker.internal"
      ]) {
        assert.strictEqual((yield* at("/", { headers: { host } })).status, 200, host)
      }
    }).pipe(Effect.provide(server))
  )

  it.effect("markup in an order, a request or an answer of the shop stays text", () =>
    Effect.gen(function* () {
      const markup = `<script>alert(1)</script>`
      const sandbox = yield* Sandbox
      yield* place("o-1", {
        gateway: "IDEAL",
        customer: { first_name: markup },
        var1: markup,
        payment_options: { notification_url: `http://shop.localhost/?q=${encodeURIComponent(markup)}` }
      })
      yield* sandbox.pay("o-1")
      const hostile = encodeURIComponent(`"><script>`)
      const requests = "/dashboard/requests"
      for (const path of ["/", `/?q=${hostile}`, requests, `${requests}?q=${hostile}`, yield* pageOf("o-1")]) {
        const { text } = yield* at(path)
        assert.notInclude(text, "<script>")
      }
      assert.include((yield* at(yield* pageOf("o-1"))).text, "&lt;script&gt;alert(1)")
    }).pipe(Effect.provide(server))
  )

  it.effect("its only script is a file of its own", () =>
    Effect.gen(function* () {
      const page = yield* at("/")
      assert.match(String(page.headers["content-security-policy"]), /script-src 'self';.*form-action 'self';/)
      assert.deepStrictEqual(page.text.match(/<script[^>]*>/g), ['<script src="/assets/live.js" defer>'])
      for (const [path, type] of [
        ["/assets/live.js", "text/javascript"],
        ["/assets/sandbox.css", "text/css"],
        ["/assets/icon.svg", "image/svg+xml"]
      ] as const) {
        const asset = yield* at(path)
        assert.strictEqual(asset.status, 200)
        assert.include(String(asset.headers["content-type"]), type)
      }
    }).pipe(Effect.provide(server))
  )
})
