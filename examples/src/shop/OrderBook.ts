// The shop's own tables. Pages are answered from them, and the webhook writes them: nobody waits for MultiSafepay to read a status.
// A database that fails is a defect: the API answers 500, and the webhook asks for the notification again.
import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { NoSuchOrder, NotSubscribed, ShopOrder } from "./ShopApi.ts"

interface Row {
  readonly id: string
  readonly state: ShopOrder["state"]
  readonly amount: number
  readonly refunded: number
}

export class OrderBook extends Context.Service<
  OrderBook,
  {
    /** Written before MultiSafepay hears of the order, so that whatever comes back has a place. Twice is once. */
    readonly open: (order_id: string, amount: number) => Effect.Effect<void>
    readonly get: (order_id: string) => Effect.Effect<ShopOrder, NoSuchOrder>
    /** What became of the order. Paid stays paid, whatever an attempt beside it comes to. */
    readonly record: (order_id: string, state: ShopOrder["state"], refunded: number) => Effect.Effect<void>
    readonly subscribe: (customer: string, token: string) => Effect.Effect<void>
    readonly token: (customer: string) => Effect.Effect<string, NotSubscribed>
  }
>()("shop/OrderBook") {
  static readonly layer = Layer.effect(
    OrderBook,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE IF NOT EXISTS orders
        (id VARCHAR(50) PRIMARY KEY, state VARCHAR(4) NOT NULL, amount INT NOT NULL, refunded INT NOT NULL)`
      yield* sql`CREATE TABLE IF NOT EXISTS subscriptions (customer VARCHAR(40) PRIMARY KEY, token VARCHAR(100) NOT NULL)`
      return OrderBook.of({
        open: (order_id, amount) =>
          Effect.orDie(sql`INSERT INTO orders (id, state, amount, refunded) VALUES (${order_id}, 'open', ${amount}, 0)
            ON CONFLICT (id) DO NOTHING`),
        get: Effect.fn("OrderBook.get")(function* (order_id) {
          const [row] = yield* Effect.orDie(sql<Row>`SELECT * FROM orders WHERE id = ${order_id}`)
          return row === undefined ? yield* new NoSuchOrder({ order_id }) : new ShopOrder({ ...row, order_id })
        }),
        record: (order_id, state, refunded) =>
          Effect.orDie(sql`UPDATE orders SET state = CASE state WHEN 'paid' THEN 'paid' ELSE ${state} END,
            refunded = ${refunded} WHERE id = ${order_id}`),
        subscribe: (customer, token) =>
          Effect.orDie(sql`INSERT INTO subscriptions (customer, token) VALUES (${customer}, ${token})
            ON CONFLICT (customer) DO UPDATE SET token = ${token}`),
        token: Effect.fn("OrderBook.token")(function* (customer) {
          const [row] = yield* Effect.orDie(
            sql<{ readonly token: string }>`SELECT token FROM subscriptions WHERE customer = ${customer}`
          )
          return row === undefined ? yield* new NotSubscribed({ customer }) : row.token
        })
      })
    })
  )
}
