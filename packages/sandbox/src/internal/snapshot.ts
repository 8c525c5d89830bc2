// The whole state as JSON text and back: to keep a prepared shop beside a test, or to go on where a process ended. It has no secrets in
// it, as the state has none.
import * as HashMap from "effect/HashMap"
import * as Result from "effect/Result"
import type { Delivery } from "../Delivery.ts"
import * as Json from "./Json.ts"
import type * as State from "./State.ts"

const version = 1

export const save = (state: State.State): string => {
  const { byOrderId: _byOrderId, bySession: _bySession, byTransaction: _byTransaction, orders, ...rest } = state
  const all = HashMap.toValues(orders).sort((a, b) => a.key - b.key)
  return Json.print(Json.from({ version, ...rest, orders: all }), false)
}

/** Only text that `save` has made; anything else is refused, or is on its own. */
export const load = (text: string, now: number): Result.Result<State.State, string> => {
  const saved = Json.record(Json.parse(text))
  if (saved === undefined) return Result.fail("a snapshot is a JSON object")
  if (saved["version"] !== version) return Result.fail(`this sandbox reads snapshots of version ${version}`)
  const lists = ["orders", "tokens", "timers", "deliveries", "received", "events", "rules", "spent"] as const
  const missing = lists.find((name) => !Array.isArray(saved[name]))
  if (missing !== undefined) return Result.fail(`the snapshot has no list of ${missing}`)
  const { orders, version: _version, ...rest } = saved as unknown as Saved
  const known = new Map(orders.map((order) => [order.key, order]))
  return Result.succeed({
    ...rest,
    // What was on its way when it was saved may or may not have arrived: it goes again, as the service would.
    deliveries: rest.deliveries.map((one) => again(one, now)),
    orders: HashMap.fromIterable(known),
    // Later orders take over an id; a child that shares its parent's does not.
    byOrderId: HashMap.fromIterable(
      orders.flatMap((order) =>
        order.parent !== undefined && known.get(order.parent)?.order_id === order.order_id
          ? []
          : [[order.order_id, order.key] as const]
      )
    ),
    // Earlier attempts first: an order that was placed anew remembers those of its predecessor, which are the predecessor's.
    byTransaction: HashMap.fromIterable([
      ...orders.flatMap((order) => order.attempts.map((one) => [one.transaction_id, order.key] as const)),
      ...orders.flatMap((order) =>
        order.transaction_id === undefined ? [] : [[order.transaction_id, order.key] as const]
      )
    ]),
    bySession: HashMap.fromIterable(orders.map((order) => [order.session_id, order.key] as const))
  })
}

const again = (delivery: Delivery, now: number): Delivery =>
  delivery.state === "sending" ? { ...delivery, state: "pending", nextAt: now } : delivery

interface Saved extends Omit<State.State, "orders" | "byOrderId" | "byTransaction" | "bySession"> {
  readonly version: number
  readonly orders: ReadonlyArray<State.Order>
}
