// Sessions of other languages' clients over real sockets, at a sandbox as it starts: each writes as its client writes (headers, address,
// the bytes of its JSON) and reads the answers with what that client insists on. The wrapper for Node runs itself, in `wrapper.test.ts`.
import { request } from "node:http"
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { type Json, orders } from "./clientOrders.ts"

const key = "sandbox-api-key"

interface Dialect {
  readonly client: string
  readonly version: string
  readonly headers: (method: Method, body: string) => { readonly [name: string]: string }
  /** What every address ends with. */
  readonly query: Json
  readonly print: (body: Json) => string
  /** PATCH, where the language has it. */
  readonly patches: boolean
}

type Method = "GET" | "POST" | "PATCH" | "DELETE"

const ascii = (text: string, which: RegExp) =>
  text.replaceAll(which, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)

const php: Dialect = {
  client: "PHP SDK",
  version: "5.21",
  headers: (_, body) => ({
    api_key: key,
    "accept-encoding": "application/json",
    ...(body === "" ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) })
  }),
  query: { locale: "en" },
  // Pretty, slashes as they are, everything beyond ASCII escaped.
  print: (body) => ascii(JSON.stringify(body, null, 4), /[^\0-\x7f]/g),
  patches: true
}

const python: Dialect = {
  client: "Python SDK",
  version: "3.0",
  headers: () => ({
    authorization: `Bearer ${key}`,
    accept: "application/json",
    "content-type": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": "python-requests/2.32"
  }),
  query: { locale: "en_US" },
  print: (body) =>
    ascii(
      JSON.stringify(body).replaceAll(/("|\d|\]|\}|true|false|null)([,:])(?=["\d[{tfn-])/g, "$1$2 "),
      /[^\0-\x7f]/g
    ),
  patches: true
}

// Every number went through a double, and the body calls itself a form.
const java: Dialect = {
  client: "Java SDK",
  version: "36eb953",
  headers: (method, body) => ({
    api_key: key,
    charset: "utf-8",
    "user-agent": "Mozilla/5.0",
    accept: "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
    ...(method === "POST"
      ? { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) }
      : {})
  }),
  query: {},
  print: (body) => ascii(JSON.stringify(body).replaceAll(/(?<=[:[,])(-?\d+)(?=[,\]}])/g, "$1.0"), /[=&'<>]/g),
  patches: false
}

const go: Dialect = {
  client: "Go (kurt-stolle)",
  version: "8c9c5e5",
  headers: (_, body) => ({
    api_key: key,
    "user-agent": "Go-http-client/1.1",
    "accept-encoding": "gzip",
    ...(body === "" ? {} : { "content-type": "application/json" })
  }),
  query: {},
  // The encoder ends with a line feed.
  print: (body) => `${ascii(JSON.stringify(body), /[&<>]/g)}\n`,
  patches: true
}

const ruby: Dialect = {
  client: "Ruby (denjamio)",
  version: "0.3.1",
  headers: (_, body) => ({
    api_key: key,
    "user-agent": "Faraday v2.12.2",
    accept: "*/*",
    "accept-encoding": "gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
    ...(body === "" ? {} : { "content-type": "application/json" })
  }),
  query: {},
  print: (body) => JSON.stringify(body),
  patches: true
}

const keyInAddress: Dialect = {
  client: "curl",
  version: "8",
  headers: (_, body) => ({
    accept: "*/*",
    "user-agent": "curl/8.5.0",
    ...(body === "" ? {} : { "content-type": "application/x-www-form-urlencoded" })
  }),
  query: { api_key: key },
  print: (body) => JSON.stringify(body),
  patches: true
}

const dialects = [php, python, java, go, ruby, keyInAddress]

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly data: Json
}

const session = (dialect: Dialect) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const send = (method: Method, path: string, body?: Json, query: Json = {}) =>
      Effect.promise(
        () =>
          new Promise<Answer>((resolve, reject) => {
            const text = body === undefined ? "" : dialect.print(body)
            const url = new URL(`${baseUrl}${path}`)
            for (const [name, value] of Object.entries({ ...query, ...dialect.query })) {
              url.searchParams.set(name, String(value))
            }
            const overrides = method === "PATCH" && !dialect.patches
            const sent = overrides ? "POST" : method
            const outgoing = request(
              url,
              {
                method: sent,
                headers: {
                  ...dialect.headers(sent, text),
                  ...(overrides ? { "x-http-method-override": method } : {})
                }
              },
              (response) => {
                response.setEncoding("utf8")
                let received = ""
                response.on("data", (chunk: string) => (received += chunk))
                response.on("error", reject)
                response.on("end", () => {
                  const json = JSON.parse(received) as { readonly data?: Json }
                  resolve({
                    status: response.statusCode ?? 0,
                    type: response.headers["content-type"] ?? "",
                    text: received,
                    data: json.data ?? {}
                  })
                })
              }
            )
            outgoing.on("error", reject)
            outgoing.end(text)
          })
      )
    const done = (method: Method, path: string, body?: Json, query?: Json) =>
      Effect.map(send(method, path, body, query), (answer) => {
        assert.strictEqual(answer.status, 200, `${dialect.client}: ${method} ${path}: ${answer.text}`)
        assert.include(answer.text, '"success":true')
        return answer
      })
    return { send, done }
  })

const listOf = (answer: Answer): ReadonlyArray<Json> => answer.data as unknown as ReadonlyArray<Json>

const plugInOrder = (source: RegExp): Json => {
  const found = orders.find((one) => source.test(one.source))
  assert.isDefined(found, String(source))
  return { ...found?.body }
}

const server = SandboxServer.layer({ port: 0, notifications: "record" })
const strictly = { onExcessProperty: "ignore", errors: "all" } as const

const reads = <S extends Schema.Codec<unknown, unknown>>(schema: S, value: unknown): void => {
  Schema.decodeUnknownSync(schema)(value, strictly)
}

// What a statically typed client makes of an order; a value of another type is an exception there.
const Moment = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/))
const GoOrder = Schema.Struct({
  transaction_id: Schema.Finite,
  order_id: Schema.Union([Schema.String, Schema.Finite]),
  created: Moment,
  modified: Moment,
  currency: Schema.String,
  amount: Schema.Int,
  amount_refunded: Schema.Int,
  description: Schema.String,
  status: Schema.String,
  financial_status: Schema.String,
  reason: Schema.String,
  reason_code: Schema.String,
  fastcheckout: Schema.String,
  customer: Schema.Record(Schema.String, Schema.Unknown),
  payment_details: Schema.Record(Schema.String, Schema.Unknown),
  costs: Schema.Array(
    Schema.Struct({
      transaction_id: Schema.Finite,
      description: Schema.String,
      type: Schema.String,
      status: Schema.String,
      created: Moment,
      amount: Schema.Finite
    })
  ).check(Schema.isMinLength(1)),
  payment_methods: Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
})

describe("clients of other languages", () => {
  it.effect.each(dialects)("$client: from an order to a refund", (dialect) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { done, send } = yield* session(dialect)
      const order = { ...plugInOrder(/: IDEAL on a page$/), order_id: "2026000017", amount: 6050 }
      const placed = yield* done("POST", "/orders", order)
      assert.match(String(placed.data["payment_url"]), /^http/)
      assert.strictEqual(String(placed.data["order_id"]), "2026000017")
      // What has a JSON middleware looks at this before it reads anything.
      assert.match(placed.type, /^application\/json/)

      const waiting = yield* done("GET", "/orders/2026000017")
      assert.strictEqual(waiting.data["status"], "initialized")
      // No method is chosen yet: an object all the same, or a typed map does not read it.
      reads(Schema.Struct({ payment_details: Schema.Record(Schema.String, Schema.Unknown) }), waiting.data)
      yield* sandbox.pay("2026000017")
      const paid = yield* done("GET", "/orders/2026000017")
      assert.strictEqual(paid.data["status"], "completed")
      reads(GoOrder, paid.data)

      const shipped = { status: "shipped", carrier: "Post", ship_date: "2026-11-28", tracktrace_code: "3S&1=2" }
      yield* done("PATCH", "/orders/2026000017", shipped)
      assert.strictEqual((yield* done("GET", "/orders/2026000017")).data["status"], "shipped")
      const refund = yield* done("POST", "/orders/2026000017/refunds", {
        currency: "EUR",
        amount: 1000,
        description: "One book back"
      })
      assert.match(String(refund.data["refund_id"]), /^\d+$/)
      yield* sandbox.acceptRefund("2026000017")
      assert.strictEqual((yield* done("GET", "/orders/2026000017")).data["amount_refunded"], 1000)

      // An id of digits comes back as a number, and clients with types count on it.
      reads(Schema.Struct({ order_id: Schema.Union([Schema.Finite, Schema.String]) }), paid.data)
      const nobody = yield* send("GET", "/orders/nobody")
      assert.strictEqual(nobody.status, 404)
      assert.include(nobody.text, '"error_code":1006')
    }).pipe(Effect.provide(server))
  )

  it.effect.each(dialects)("$client: a card stored, charged by its token, changed and removed", (dialect) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { done, send } = yield* session(dialect)
      const first = plugInOrder(/: VISA on a page, stored$/)
      yield* done("POST", "/orders", { ...first, order_id: "first" })
      yield* sandbox.pay("first")
      const [token] = (yield* done("GET", "/recurring/77")).data["tokens"] as ReadonlyArray<Json>
      assert.isString(token?.["token"])
      const one = yield* done("GET", `/recurring/77/token/${String(token?.["token"])}`)
      assert.strictEqual(one.data["token"], token?.["token"])
      // What plug-ins call a vault: the order they always place, direct, with the token.
      const again = { ...first, type: "direct", order_id: "again", recurring_id: token?.["token"] }
      yield* done("POST", "/orders", again)
      assert.strictEqual((yield* done("GET", "/orders/again")).data["status"], "completed")
      yield* done("PATCH", `/recurring/77/update/${String(token?.["token"])}`, { expiry_date: "3107" })
      yield* done("DELETE", `/recurring/77/remove/${String(token?.["token"])}`)
      assert.strictEqual((yield* send("GET", "/recurring/77")).status, 410)
    }).pipe(Effect.provide(server))
  )

  it.effect.each(dialects)("$client: captured later, in full and in part", (dialect) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { done } = yield* session(dialect)
      const order = { ...plugInOrder(/: VISA on a page, captured later$/), amount: 6050 }
      for (const order_id of ["whole", "part", "none"]) {
        yield* done("POST", "/orders", { ...order, order_id })
        yield* sandbox.authorise(order_id)
      }
      const capture = { new_order_id: "capture", new_order_status: "completed", reason: "shipped", carrier: null }
      // In full it completes the order itself, whatever id it was to have; only a part makes an order.
      const whole = yield* done("POST", "/orders/whole/capture", { ...capture, amount: 6050 })
      assert.strictEqual(whole.data["order_id"], "whole")
      assert.strictEqual((yield* done("GET", "/orders/whole")).data["financial_status"], "completed")
      yield* done("POST", "/orders/part/capture", { ...capture, new_order_id: "part-1", amount: 1000 })
      assert.strictEqual((yield* done("GET", "/orders/part-1")).data["amount"], 1000)
      yield* done("PATCH", "/capture/none", { status: "cancelled", reason: "sold out" })
    }).pipe(Effect.provide(server))
  )

  it.effect.each(dialects)("$client: what the account offers", (dialect) =>
    Effect.gen(function* () {
      const { done } = yield* session(dialect)
      const gateways = listOf(yield* done("GET", "/gateways", undefined, { country: "NL", currency: "EUR" }))
      for (const gateway of gateways) {
        reads(Schema.Struct({ id: Schema.NonEmptyString, description: Schema.NonEmptyString }), gateway)
      }
      assert.strictEqual((yield* done("GET", "/gateways/ideal")).data["id"], "IDEAL")
      for (const issuer of listOf(yield* done("GET", "/issuers/mybank"))) {
        reads(Schema.Struct({ code: Schema.NonEmptyString, description: Schema.NonEmptyString }), issuer)
      }
      const app = Schema.Struct({ is_enabled: Schema.Boolean, qr: Schema.Struct({ supported: Schema.Boolean }) })
      const method = Schema.Struct({
        id: Schema.NonEmptyString,
        name: Schema.NonEmptyString,
        type: Schema.NonEmptyString,
        additional_data: Schema.Record(Schema.String, Schema.Unknown),
        apps: Schema.Struct({ payment_components: app }),
        brands: Schema.Array(Schema.Unknown)
      })
      const methods = listOf(yield* done("GET", "/payment-methods", undefined, { currency: "EUR", amount: 1000 }))
      for (const one of methods) reads(method, one)
      assert.isEmpty(methods.filter(({ type }) => type === "coupon"))
      const more = listOf(yield* done("GET", "/payment-methods", undefined, { include_coupons: 1 }))
      assert.isNotEmpty(more.filter(({ type }) => type === "coupon"))
      yield* done("GET", "/transactions", undefined, { limit: 10 })
      yield* done("GET", "/auth/api_token")
    }).pipe(Effect.provide(server))
  )

  it.effect.each(dialects)("$client: pay later, shipped and refunded by its lines", (dialect) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { done } = yield* session(dialect)
      const order = plugInOrder(/: AFTERPAY on a page$/)
      yield* done("POST", "/orders", { ...order, order_id: "later" })
      yield* sandbox.pay("later")
      yield* done("PATCH", "/orders/later", { status: "shipped", invoice_id: 1001, memo: null })
      const { items } = order["shopping_cart"] as { readonly items: ReadonlyArray<Json> }
      const back = { ...items[0], quantity: 1, unit_price: -Number(items[0]?.["unit_price"]) }
      yield* done("POST", "/orders/later/refunds", {
        currency: "EUR",
        amount: 3000,
        checkout_data: { items: [...items, back] }
      })
      yield* sandbox.acceptRefund("later")
      assert.isAbove(Number((yield* done("GET", "/orders/later")).data["amount_refunded"]), 0)
    }).pipe(Effect.provide(server))
  )

  it.effect("get 1032 without a key, wherever it should have been", () =>
    Effect.gen(function* () {
      for (const dialect of dialects) {
        const stranger = { ...dialect, query: {}, headers: () => ({ api_key: "another", accept: "*/*" }) }
        const { send } = yield* session(stranger)
        const refused = yield* send("GET", "/orders/o-1")
        assert.strictEqual(refused.status, 401)
        assert.include(refused.text, '"error_code":1032')
      }
    }).pipe(Effect.provide(server))
  )
})

describe("docs/clients.md", () => {
  it("names each client and version that is tried here, and no other", () => {
    const page = readFileSync(new URL("../../../docs/clients.md", import.meta.url), "utf8")
    const rows = page
      .split("\n")
      .filter((line) => line.startsWith("| ") && !/^\| (?:client|---|habit)/.test(line))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .filter((cells) => cells[3]?.startsWith("runs itself") === true || cells[3]?.startsWith("session") === true)
    const { version } = JSON.parse(
      readFileSync(new URL("../node_modules/@multisafepay/api-wrapper/package.json", import.meta.url), "utf8")
    ) as { readonly version: string }
    const tried = [
      ["Node wrapper (`@multisafepay/api-wrapper`)", version],
      ...dialects.map((dialect) => [dialect.client, dialect.version])
    ]
    assert.deepStrictEqual(
      rows.map((cells) => cells.slice(1, 3)),
      tried
    )
  })
})
