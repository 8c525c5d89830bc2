// What grows with all orders is worked out some of it at a time, and everybody else is served between: turns are counted, not time.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Sandbox from "../src/Sandbox.ts"
import * as control from "../src/internal/edges/control.ts"
import { ControlClient, controlClient } from "../src/internal/edges/controlApi.ts"
import * as layers from "../src/internal/edges/client.ts"
import * as routes from "../src/internal/api/routes.ts"
import { Simulator } from "../src/internal/simulator/Simulator.ts"
import * as Register from "../src/internal/state/Register.ts"
import type { Order } from "../src/internal/state/State.ts"
import { call, redirect } from "./support.ts"

const simulator = layers.simulator({ notifications: "record" })
const provided = Effect.provide(
  Layer.mergeAll(controlClient.pipe(Layer.provideMerge(control.layer)), layers.client).pipe(
    Layer.provideMerge(simulator)
  )
)

const placed = 640

/** How often somebody else had a turn meanwhile. */
const turns = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const watch = { turns: 0, next: undefined as NodeJS.Immediate | undefined }
      const take = () => {
        watch.turns++
        watch.next = setImmediate(take)
      }
      watch.next = setImmediate(take)
      return watch
    }),
    (watch) => Effect.map(effect, (value) => [value, watch.turns] as const),
    ({ next }) => Effect.sync(() => clearImmediate(next))
  )

describe("others are served", () => {
  it.effect("while a long list is looked through or goes out", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { everything, log, notices, orders } = yield* ControlClient
      for (let n = 0; n < placed; n++) {
        yield* call("POST", "/orders", redirect(`o-${n}`))
        yield* sandbox.notify(`o-${n}`)
      }
      const long: Record<string, Effect.Effect<unknown, unknown>> = {
        "all orders, in process": sandbox.orders,
        "orders with a text, in process": sandbox.findOrders({ text: "nothing" }),
        "requests with a text, in process": sandbox.received({ text: "nothing" }),
        "a snapshot, in process": sandbox.snapshot,
        "all orders": orders.list({ query: {} }),
        "all notifications": notices.list({ query: {} }),
        "all events": log.events({ query: {} }),
        "all requests": log.received({ query: {} }),
        "a snapshot": everything.save()
      }
      for (const [name, list] of Object.entries(long)) {
        assert.isAtLeast((yield* turns(list))[1], placed / 64 - 1, name)
      }
      assert.lengthOf(yield* orders.list({ query: {} }), placed)
      assert.deepStrictEqual(yield* orders.list({ query: { text: "nothing" } }), [])
    }).pipe(provided)
  )
})

describe("the list of transactions", () => {
  it.effect("looks at few of many orders, and not at all that is known of those that it passes over", () =>
    Effect.gen(function* () {
      const simulator = yield* Simulator
      yield* call("POST", "/orders", redirect("o-1"))
      yield* (yield* Sandbox.Sandbox).pay("o-1")
      const [paid] = [...simulator.state().orders] as [Order]
      const looks = { orders: new Set<number>(), details: 0 }
      const order = (key: number, more: Partial<Order> = {}): Order =>
        new Proxy(
          { ...paid, key, ...more },
          {
            get: (target, name) => {
              if (name !== "key" && name !== "status" && name !== "method") looks.orders.add(key)
              if (name === "details") looks.details++
              return Reflect.get(target, name)
            }
          }
        )
      let orders = Register.from(Array.from({ length: 2_000 }, (_, n) => order(n + 1)))
      const list = (query: string) => {
        looks.orders.clear()
        looks.details = 0
        const { handle } = Result.getOrThrow(routes.find("GET", "/transactions", undefined))
        const reply = handle({
          query: new URLSearchParams(query),
          body: undefined,
          raw: undefined,
          state: { ...simulator.state(), orders, next: 2_001 },
          settings: simulator.settings(),
          now: simulator.time.now(),
          hiddenFor: undefined
        })
        return JSON.stringify(reply, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))
      }
      assert.include(list("limit=10"), "o-1")
      orders = orders.set(order(77, { status: "shipped" }))
      list("limit=10")
      assert.deepStrictEqual(
        [...looks.orders].sort((a, b) => a - b),
        [77, ...Array.from({ length: 10 }, (_, n) => 1991 + n)]
      )
      assert.include(list("limit=10&status=shipped"), "o-1")
      assert.isAtMost(looks.details, 10, "those of the one line")
      list("limit=10&status=void")
      assert.strictEqual(looks.details, 0)
    }).pipe(provided)
  )
})
