// What a web page, a careless command and a broken disk must not be able to do.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Json from "../src/internal/state/Json.ts"
import { maskCards, maskText } from "../src/internal/rules/cardNumbers.ts"
import { objection } from "../src/internal/edges/sender.ts"
import * as Sandbox from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { isOver } from "./isOver.ts"
import { call, callAt, card, redirect, verdict } from "./support.ts"

const server = Layer.merge(SandboxServer.layer({ port: 0, notifications: "record" }), FetchHttpClient.layer)
const sending = Layer.merge(SandboxServer.layer({ port: 0 }), FetchHttpClient.layer)

/** The answer to a request written by hand; fetch would not send some of these headers. */
const raw = (
  method: string,
  path: string,
  headers: { readonly [name: string]: string } = {},
  body = "",
  at: { readonly repeat: number } = { repeat: 1 }
) =>
  Effect.gen(function* () {
    const { port } = yield* SandboxServer.SandboxServer
    const all = {
      host: `127.0.0.1:${port}`,
      connection: "close",
      "content-length": String(Buffer.byteLength(body) * at.repeat),
      ...headers
    }
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    const text = yield* Effect.promise(
      () =>
        new Promise<string>((resolve) => {
          const socket = connect(port, "127.0.0.1")
          let out = ""
          socket.setEncoding("utf8")
          socket.on("data", (chunk: string) => (out += chunk))
          socket.on("error", () => {})
          socket.on("close", () => resolve(out))
          socket.write(`${method} ${path} HTTP/1.1\r\n${head.join("")}\r\n`)
          let left = at.repeat
          const more = () => {
            while (left > 0 && !socket.destroyed) {
              left--
              if (!socket.write(body)) return void socket.once("drain", more)
            }
          }
          more()
        })
    )
    return { status: Number(text.split(" ")[1]), text: text.slice(text.indexOf("\r\n\r\n") + 4) }
  })

const orderCount = Effect.map(
  Sandbox.Sandbox.use((sandbox) => sandbox.orders),
  (orders) => orders.length
)

describe("a web page in the same browser", () => {
  const order = JSON.stringify(redirect("evil"))
  const post = (headers: { readonly [name: string]: string }) =>
    raw("POST", "/v1/json/orders?api_key=sandbox-api-key", { "content-type": "text/plain", ...headers }, order)

  for (const [what, status, headers] of [
    ["another origin", 403, { origin: "https://evil.example" }],
    ["another port of this machine", 403, { origin: "http://127.0.0.1:1" }],
    ["no origin that it would tell", 403, { origin: "null" }],
    ["another site, as the browser says", 403, { "sec-fetch-site": "cross-site" }],
    ["another name of the same site", 403, { "sec-fetch-site": "same-site" }],
    ["a name of its own", 421, { host: "evil.example" }]
  ] as const) {
    it.effect(`cannot use the API from ${what}`, () =>
      Effect.gen(function* () {
        const answer = yield* post(headers)
        assert.strictEqual(answer.status, status)
        assert.isFalse((JSON.parse(answer.text) as { readonly success: boolean }).success)
        assert.strictEqual(yield* orderCount, 0)
      }).pipe(Effect.provide(server))
    )
  }

  it.effect("cannot read the API either", () =>
    Effect.gen(function* () {
      const path = "/v1/json/gateways?api_key=sandbox-api-key"
      assert.strictEqual((yield* raw("GET", path, { "sec-fetch-site": "cross-site" })).status, 403)
      assert.strictEqual((yield* raw("GET", path, { host: "evil.example" })).status, 421)
      assert.strictEqual((yield* raw("GET", path)).status, 200)
    }).pipe(Effect.provide(server))
  )

  it.effect("shops keep what they send: no headers of a browser, any name of this machine", () =>
    Effect.gen(function* () {
      const { port } = yield* SandboxServer.SandboxServer
      for (const host of [
        `localhost:${port}`,
        `msp.localhost:${port}`,
        "sandbox:80",
        "host.docker.internal",
        `[::1]:${port}`
      ]) {
        assert.strictEqual((yield* post({ host })).status, 200, host)
      }
      assert.strictEqual((yield* post({ "sec-fetch-mode": "cors" })).status, 200)
    }).pipe(Effect.provide(server))
  )
})

describe("a sandbox that other machines use", () => {
  it.effect("answers to the names it was given, and to no others", () =>
    Effect.gen(function* () {
      const path = "/v1/json/gateways?api_key=sandbox-api-key"
      assert.strictEqual((yield* raw("GET", path, { host: "msp.ci.example:4310" })).status, 200)
      assert.strictEqual((yield* raw("GET", path, { host: "evil.example" })).status, 421)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0, notifications: "record", hosts: ["MSP.ci.example"] })))
  )
})

describe("the sandbox posts nothing to itself", () => {
  for (const host of [
    "127.0.0.1",
    "localhost",
    "shop.localhost",
    "127.9.9.9",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0x7f.1"
  ]) {
    it.effect(`by ${host}`, () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        const { baseUrl, port } = yield* SandboxServer.SandboxServer
        const notification_url = `http://${host}:${port}/_sandbox/reset`
        yield* callAt(baseUrl)("POST", "/orders", redirect("o-1", { payment_options: { notification_url } }))
        yield* sandbox.pay("o-1")
        const sent = yield* sandbox.awaitNotice("o-1")
        assert.strictEqual(sent.state, "not-sent")
        assert.strictEqual(yield* orderCount, 1)
      }).pipe(Effect.provide(sending))
    )
  }

  it.effect("and takes no notification that comes back another way", () =>
    Effect.gen(function* () {
      yield* Sandbox.Sandbox.use((sandbox) => sandbox.fault("reset"))
      const answer = yield* raw("POST", "/_sandbox/reset", { "user-agent": "multisafepay-sandbox" }, "{}")
      assert.strictEqual(answer.status, 508)
      assert.lengthOf(yield* Sandbox.Sandbox.use((sandbox) => sandbox.faults), 1)
    }).pipe(Effect.provide(server))
  )

  it.effect("notifications say that they are a sandbox's, whatever client sends them", () => {
    const seen: Array<string | undefined> = []
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        seen.push(request.headers["user-agent"])
        return HttpClientResponse.fromWeb(request, new Response("OK"))
      })
    )
    return Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1"))
      yield* Sandbox.Sandbox.use((sandbox) => Effect.andThen(sandbox.pay("o-1"), sandbox.awaitNotice("o-1")))
      assert.deepStrictEqual(seen, ["multisafepay-sandbox"])
    }).pipe(Effect.provide(Sandbox.layer({ notifications: client })))
  })

  it.effect("a name counts as this machine when it resolves to it", () => {
    const ask = (url: string, ...addresses: ReadonlyArray<string>) =>
      objection(
        { allowNonLoopback: false, isOwnClient: false, resolve: () => Effect.succeed(addresses) },
        "http://127.0.0.1:4310",
        url
      )
    return Effect.gen(function* () {
      assert.isUndefined(yield* ask("http://foo.localhost/n", "127.0.0.1"))
      assert.isUndefined(yield* ask("http://foo.localhost/n", "::1"))
      assert.include(yield* ask("http://foo.localhost/n", "203.0.113.7"), "not on this machine")
      assert.include(yield* ask("http://foo.localhost/n", "127.0.0.1", "203.0.113.7"), "not on this machine")
      assert.include(yield* ask("http://foo.localhost/n"), "not on this machine")
      assert.include(yield* ask("http://shop.example/n", "127.0.0.1"), "not on this machine")
      assert.include(yield* ask("http://foo.localhost:4310/n", "::ffff:127.0.0.1"), "own port")
    })
  })

  it.effect("a host to listen on is resolved as well", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.scoped(Layer.build(SandboxServer.layer({ port: 0, host: "no-such-machine.invalid" })))
      )
      assert.include(error.message, "not known on this machine")
    })
  )
})

describe("the clock", () => {
  it.effect("does not go beyond what is a date", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      for (const move of [
        sandbox.clock.advance("999999999999 days"),
        sandbox.clock.advance(Number.POSITIVE_INFINITY),
        sandbox.clock.set(8.64e15 + 1),
        sandbox.clock.set(Number.NaN),
        sandbox.clock.set(-1)
      ]) {
        assert.strictEqual((yield* Effect.flip(move)).problem, "invalid")
      }
      assert.strictEqual(yield* sandbox.clock.now, 0)
      yield* sandbox.clock.set(Date.UTC(9999, 11, 31))
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "200")
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("a file whose clock was moved beyond goes on at the end of time", () => {
    const directory = mkdtempSync(join(tmpdir(), "sandbox-late-"))
    const data = join(directory, "s.db")
    const layer = Sandbox.layer({ data, notifications: "record" })
    const before = Effect.gen(function* () {
      yield* call("POST", "/orders", redirect("o-1"))
      yield* Sandbox.Sandbox.use((sandbox) => sandbox.clock.freeze)
    }).pipe(Effect.provide(layer))
    const ruin = Effect.gen(function* () {
      const sql = yield* SqliteClient.SqliteClient
      yield* sql`UPDATE kept SET value = replace(replace(value, '"frozenAt":0', '"frozenAt":86399999999913600000'), '"at":0', '"at":86399999999913600000')`
      yield* sql`INSERT INTO journal (entry) VALUES (${'{"_tag":"Command","at":86399999999913600000,"command":{"_tag":"ChooseOutcome","order_id":"o-1","outcome":"completed","options":{"gateway":"IDEAL"}}}'})`
    }).pipe(Effect.provide(SqliteClient.layer({ filename: data })))
    const after = Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      assert.strictEqual(yield* sandbox.clock.now, Date.UTC(9999, 11, 31, 23, 59, 59, 999))
      assert.strictEqual((yield* call("GET", "/orders/o-1")).data["status"], "expired")
      assert.strictEqual((yield* sandbox.orders).length, 1)
    }).pipe(Effect.provide(layer))
    return before.pipe(
      Effect.andThen(ruin),
      Effect.andThen(after),
      Effect.ensuring(Effect.sync(() => rmSync(directory, { recursive: true })))
    )
  })

  it.effect("a snapshot from beyond goes on at the end of time", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1"))
      const late = (yield* sandbox.snapshot).replaceAll(
        /"(created|modified|linkUntil|at)":\d+/g,
        '"$1":86400000000000000'
      )
      yield* sandbox.restore(late)
      assert.strictEqual((yield* sandbox.orders).length, 1)
      assert.strictEqual(verdict(yield* call("GET", "/orders/o-1")), "200")
    }).pipe(Effect.provide(Sandbox.layer()))
  )
})

describe("what comes in is bounded", () => {
  it.effect("a body of hundreds of megabytes is not read", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const answer = yield* raw(
        "POST",
        "/v1/json/orders",
        { api_key: "sandbox-api-key", "content-type": "application/json" },
        "x".repeat(1_048_576),
        { repeat: 300 }
      )
      // A server that stops reading may cut the connection before its answer is read.
      if (answer.text !== "") assert.include(answer.text, "longer than 1048576 bytes")
      const [received] = yield* sandbox.received()
      assert.isBelow(received?.body.length ?? 0, 200)
      assert.include(received?.body, "longer than")
      assert.strictEqual(received?.status, 413)
    }).pipe(Effect.provide(server))
  )

  it.effect("a page's form and a lever too", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* raw("POST", "/dashboard/clock", {}, "to=".padEnd(70_000, "1"))).status, 409)
    }).pipe(Effect.provide(server))
  )

  it.effect("the log says what it left out", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", redirect("o-1", { custom_info: { custom_1: "y".repeat(100_000) } }))
      const [received] = yield* sandbox.received()
      assert.isBelow(received?.body.length ?? 0, 20_000)
      assert.match(received?.body ?? "", /\(\d+ more characters are not kept\)$/)
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("in process as well", () =>
    Effect.gen(function* () {
      const answer = yield* call("POST", "/orders", `{"description":"${"x".repeat(1_100_000)}"}`)
      assert.strictEqual(answer.status, 413)
    }).pipe(Effect.provide(Sandbox.layer()))
  )

  it.effect("JSON that nests without end is refused", () =>
    Effect.gen(function* () {
      for (const [open, close] of [
        ["[", "]"],
        ['{"a":', "}"]
      ] as const) {
        const deep = `{"a":${open.repeat(20_000)}1${close.repeat(20_000)}}`
        for (const path of ["/v1/json/orders", "/_sandbox/orders/o-1/outcomes", "/_sandbox/snapshot"]) {
          const answer = yield* raw(
            "POST",
            path,
            { api_key: "sandbox-api-key", "content-type": "application/json" },
            deep
          )
          assert.include([400, 404], answer.status, path)
          assert.notStrictEqual(answer.text, "")
        }
      }
      assert.strictEqual((yield* raw("GET", "/_sandbox/received")).status, 200)
      // Brackets in texts are no nesting.
      const fine = JSON.stringify(redirect("o-1", { description: "[".repeat(150) }))
      assert.strictEqual((yield* raw("POST", "/v1/json/orders", { api_key: "sandbox-api-key" }, fine)).status, 200)
    }).pipe(Effect.provide(server))
  )
})

describe("a snapshot that is damaged", () => {
  it.effect("is refused by the name of what is wrong, and nothing changes", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* call("POST", "/orders", card("o-1", "4111111111111111"))
      yield* call("POST", "/orders", redirect("o-2", { gateway: "IDEAL" }))
      yield* sandbox.pay("o-2")
      yield* sandbox.fault("reset", { order_id: "never" })
      const good = Json.record(Json.parse(yield* sandbox.snapshot)) ?? {}
      for (const [name, value] of Object.entries(good)) {
        const wrong = Array.isArray(value) ? [[1], [null], ["x"], [{}], {}] : ["x", null]
        for (const one of wrong.filter((one) => !(name === "spent" && JSON.stringify(one) === '["x"]'))) {
          const error = yield* Effect.flip(sandbox.restore(Json.print(Json.from({ ...good, [name]: one }), false)))
          assert.strictEqual(error.problem, "invalid", `${name} ${JSON.stringify(one)}`)
        }
      }
      type Saved = {
        readonly [list in "orders" | "events" | "notices" | "received"]: Array<Record<string, unknown>>
      } & {
        next: number
      }
      const edits: ReadonlyArray<readonly [string, (saved: Saved) => unknown]> = [
        ["orders[1].key is another's as well", ({ orders }) => (orders[1] = { ...orders[1], key: orders[0]?.["key"] })],
        ["next must be more than every key", (saved) => (saved.next = 2)],
        [
          "orders[0].parent is no order before it",
          ({ orders: [one] }) => Object.assign(one ?? {}, { parent: one?.["key"] })
        ],
        [
          "orders[0].children has one that is no order after it",
          ({ orders: [one] }) => Object.assign(one ?? {}, { children: [999] })
        ],
        ["notices[0].id must be notice-1", ({ notices }) => Object.assign(notices[0] ?? {}, { id: "notice-7" })],
        [
          "notices[0].attempts[0].verdict",
          ({ notices }) =>
            Object.assign(notices[0] ?? {}, {
              attempts: [{ at: 0, timestamp: 0, url: "", auth: "", verdict: "lost", head: "", reason: "", latency: 0 }]
            })
        ],
        ["events[0].type", ({ events }) => Object.assign(events[0] ?? {}, { type: "nothing" })],
        ["received[0].error_code", ({ received }) => Object.assign(received[0] ?? {}, { error_code: "x" })]
      ]
      for (const [what, edit] of edits) {
        const saved = JSON.parse(Json.print(Json.from(good), false)) as Saved
        edit(saved)
        const error = yield* Effect.flip(sandbox.restore(JSON.stringify(saved)))
        assert.include(error.message, `the snapshot is damaged: ${what}`)
      }
      yield* sandbox.restore(Json.print(Json.from(good), false))
      assert.strictEqual((yield* sandbox.orders).length, 2)
    }).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))
  )
})

describe("a security code", () => {
  it.effect("is not kept, also under a misspelt name", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const name of ["card_cvc", "cvc", "CVC", "cardCvc", "CardCVC", "card-cvc"]) {
        yield* call("POST", "/orders", card(`o-${name}`, "4111111111111111", { gateway_info: { [name]: "90817" } }))
      }
      const kept = JSON.stringify([yield* sandbox.received(), yield* sandbox.events]) + (yield* sandbox.snapshot)
      assert.include(kept, "cardCvc")
      assert.notInclude(kept, "90817")
    }).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))
  )
})

describe("a card number in a free field", () => {
  const number = "4111111111111111"
  const spelled = ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"]
  const hasNumber = (text: string) => text.replaceAll(/[ -]/g, "").includes(number)

  it.effect("is kept nowhere in clear", () => {
    const directory = mkdtempSync(join(tmpdir(), "sandbox-safety-"))
    const data = join(directory, "sandbox.db")
    const everything = () =>
      ["", "-wal", "-journal"].flatMap((end) => {
        try {
          return [readFileSync(`${data}${end}`, "latin1")]
        } catch {
          return []
        }
      })
    return Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      for (const [n, text] of spelled.entries()) {
        yield* call("POST", "/orders", {
          ...redirect(`o-${n}`, { gateway: "IDEAL" }),
          description: `card ${text}`,
          items: text,
          var1: text,
          var2: `x${text}`,
          var3: text,
          custom_info: { custom_1: text },
          customer: { first_name: text, last_name: text, email: `${number}@shop.test`, address1: text, phone: text },
          shopping_cart: { items: [{ name: text, description: text, unit_price: "10.00", quantity: 1 }] }
        })
        yield* sandbox.pay(`o-${n}`)
        yield* call("POST", `/orders/o-${n}/refunds`, { amount: 1, currency: "EUR", description: text })
        yield* Effect.exit(sandbox.decline(`o-${n}`, { reason: text }))
        yield* sandbox.awaitNotice(`o-${n}`)
      }
      assert.strictEqual((yield* sandbox.orders).length, 6)
      const [order] = yield* sandbox.orders
      assert.strictEqual(order?.var1, "411111******1111")
      const seen = [
        yield* sandbox.snapshot,
        JSON.stringify([yield* sandbox.received(), yield* sandbox.notices(), yield* sandbox.events]),
        ...everything()
      ]
      assert.isAbove(seen.length, 2)
      for (const text of seen) assert.isFalse(hasNumber(text))
    }).pipe(
      Effect.provide(Sandbox.layer({ data, notifications: "record" })),
      Effect.ensuring(
        Effect.sync(() => {
          for (const text of everything()) assert.isFalse(hasNumber(text))
          rmSync(directory, { recursive: true })
        })
      )
    )
  })

  it("is told from other long numbers", () => {
    for (const text of [
      "4012001037461114",
      "378734493671000",
      "5555 5555 5555 4444",
      "2223003122003222",
      "67034500054620008",
      "36227206271667"
    ]) {
      assert.include(maskText(text), "*", text)
    }
    for (const text of [
      "4111111111111112",
      "8718696123456",
      "+31612345678",
      "17000000001234567",
      "1700000000000",
      "41111111111111111111"
    ]) {
      assert.strictEqual(maskText(text), text)
    }
  })

  it("and from prices", () => {
    const item = { name: "Mug", unit_price: 4.1322314049587, quantity: 1 }
    for (const unit_price of [3.6227206271667, "3.6227206271667", "0.4111111111111111"]) {
      const cart = { items: [{ ...item, unit_price, description: unit_price }] }
      assert.deepStrictEqual(maskCards(cart), cart)
    }
    assert.deepStrictEqual(maskCards({ var1: 4111111111111111 }), { var1: "411111******1111" } as unknown)
  })

  it.effect("ids and addresses stay what they are", () =>
    Effect.gen(function* () {
      const url = `https://shop.test/n?order=${number}`
      yield* call("POST", "/orders", redirect(number, { payment_options: { notification_url: url } }))
      assert.strictEqual(verdict(yield* call("GET", `/orders/${number}`)), "200")
      assert.strictEqual((yield* Sandbox.Sandbox.use((sandbox) => sandbox.notify(number))).url, url)
    }).pipe(Effect.provide(Sandbox.layer({ notifications: "record" })))
  )
})

describe("a file that cannot be written", () => {
  const bin = fileURLToPath(new URL("../bin/multisafepay-sandbox.js", import.meta.url))

  it.live("is told on stderr, and to the caller with what to do", () =>
    Effect.gen(function* () {
      const directory = mkdtempSync(join(tmpdir(), "sandbox-full-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(directory, { recursive: true })))
      // A limit on the size of files, in blocks of 512 bytes, stands for a disk that is full.
      const script = `trap '' XFSZ; ulimit -f 700; exec "$0" "$@"`
      const child = spawn("sh", [
        "-c",
        script,
        process.execPath,
        bin,
        "start",
        "--port",
        "0",
        "--json",
        "--data",
        join(directory, "s.db")
      ])
      yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
      let out = ""
      let err = ""
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
      const lives = () => !isOver(child)
      while (lives() && !out.includes("\n")) yield* Effect.sleep("20 millis")
      const { baseUrl } = JSON.parse(out) as { readonly baseUrl: string }
      const filler = { custom_info: { custom_1: "z".repeat(10_000) } }
      let answer = yield* callAt(baseUrl)("GET", "/gateways")
      for (let n = 0; n < 500 && answer.status === 200; n++) {
        answer = yield* callAt(baseUrl)("POST", "/orders", redirect(`o-${n}`, filler))
      }
      assert.strictEqual(answer.status, 500)
      assert.include(String(answer.json["error_info"]), "cannot write its file")
      assert.include(String(answer.json["error_info"]), "Free space")
      for (let looks = 0; lives() && looks < 5_000 && !err.includes("cannot write its file"); looks++) {
        yield* Effect.sleep("20 millis")
      }
      assert.include(err, "cannot write its file")
      assert.isTrue(lives())
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})
