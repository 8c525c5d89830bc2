// The event stream of an order over a real connection. What a token opens and what is silent comes from src/internal/edges/orderEvents.ts.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as TestClock from "effect/testing/TestClock"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { follow, visit } from "./pages.ts"
import { callAt, redirect } from "./support.ts"

const server = Layer.merge(SandboxServer.layer({ port: 0, notifications: "record" }), FetchHttpClient.layer)

const place = (order: object) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const { data } = yield* callAt(baseUrl)("POST", "/orders", order)
    const text = (name: string) => String(data[name])
    return { url: text("events_stream_url"), token: text("events_token"), session_id: text("session_id") }
  })

const terminal = (order_id: string) => ({
  ...redirect(order_id),
  gateway: undefined,
  gateway_info: { terminal_id: "0000004d" }
})

/** What a reader of event streams makes of it: blocks with a name and data, comments passed over. */
const events = (text: string) =>
  text
    .split("\n\n")
    .filter((block) => block.startsWith("event: session.order\ndata: "))
    .map((block) => JSON.parse(block.slice(block.indexOf("data: ") + 6)))

describe("the event stream of an order", () => {
  it.effect("tells its changes, each once, and nothing of other orders", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { session_id, token, url } = yield* place(redirect("1001", { gateway: "VISA" }))
      yield* place(redirect("1002"))
      const told = yield* follow(url, { authorization: token })
      assert.strictEqual((yield* told("\n\n")).text, ": subscribed\n\n")
      yield* sandbox.pay("1002")
      // No other fiber runs between the two: a reader of the latest state only would miss the first.
      yield* sandbox.pay("1001")
      yield* sandbox.chargeback("1001")
      const { text, type } = yield* told('"chargeback"')
      assert.strictEqual(type, "text/event-stream")
      const order = yield* sandbox.order("1001")
      const same = { order_id: "1001", session_id, transaction_id: String(order.transaction_id) }
      assert.deepStrictEqual(events(text), [
        { ...same, status: "completed", financial_status: "completed" },
        { ...same, status: "chargeback", financial_status: "completed" }
      ])
    }).pipe(Effect.provide(server), Effect.scoped)
  )

  it.effect("tells what time does, without anybody asking for the order", () =>
    Effect.gen(function* () {
      const { token, url } = yield* place(terminal("o-1"))
      const told = yield* follow(url, { authorization: token })
      yield* told(": subscribed")
      yield* TestClock.adjust("1 minute")
      const [event] = events((yield* told("session.order")).text)
      assert.deepInclude(event, { order_id: "o-1", status: "cancelled", financial_status: null })
    }).pipe(Effect.provide(server), Effect.scoped)
  )

  it.effect("opens to the token of the order alone", () =>
    Effect.gen(function* () {
      const { session_id, token, url } = yield* place(redirect("o-1"))
      const other = yield* place(redirect("o-2"))
      assert.notStrictEqual(token, other.token)
      const [, secret = ""] = other.token.split(".")
      for (const authorization of ["", session_id, `Bearer ${token}`, `${session_id}.${secret}`, `${token}x`]) {
        const { status, text } = yield* visit(url, { headers: { authorization } })
        assert.strictEqual(status, 401, authorization)
        assert.include(text, "events_token")
        assert.notInclude(text, secret)
      }
    }).pipe(Effect.provide(server))
  )
})
