// How many of a hundred thousand orders the dashboard and the control API look at before they answer: counted, not timed.
import { assert, describe, it } from "@effect/vitest"
import * as Register from "../src/internal/state/Register.ts"
import * as Search from "../src/internal/web/dashboard/Search.ts"

const kept = 100_000
let looks = 0

class Order {
  readonly key: number
  readonly order_id: string
  readonly transaction_id: string

  constructor(key: number) {
    this.key = key
    this.order_id = `order-${key}`
    this.transaction_id = `40${String(key).padStart(15, "0")}`
  }

  get status() {
    looks++
    return this.key % 1000 === 1 ? "declined" : "completed"
  }

  get method() {
    looks++
    return ["IDEAL", "VISA", "PAYPAL", "KLARNA"][this.key % 4]
  }
}

/** Counts an order each time that it is given out, or that its status or method is asked. */
class Watched extends Register.Register<Order> {
  override *newest(shelf?: Register.Shelf, skip?: number) {
    for (const order of super.newest(shelf, skip)) {
      looks++
      yield order
    }
  }
}

const { lineage, root, span } = Register.from(Array.from({ length: kept }, (_, n) => new Order(n + 1)))
const orders = new Watched(root, span, lineage)

const find = (query: string) => {
  looks = 0
  const page = Search.find(orders, Search.from(new URLSearchParams(query)))
  return { page, keys: page.orders.map(({ key }) => key), looks }
}

const down = (first: number, step: number) => Array.from({ length: 50 }, (_, n) => first - n * step)

// A few looks an order of the page, and at the neighbours of its first and its last.
const few = 50 * 3 + 64

describe(`a search in ${kept} orders`, () => {
  it.each([
    { query: "", first: kept, step: 1, total: kept, most: few },
    { query: "page=1000", first: kept - 999 * 50, step: 1, total: kept, most: few },
    { query: "page=2000", first: 50, step: 1, total: kept, most: few },
    { query: "page=900000", first: 50, step: 1, total: kept, most: few },
    { query: "method=VISA", first: kept - 3, step: 4, total: kept / 4, most: few * 4 },
    { query: "method=VISA&page=400", first: kept - 3 - 399 * 200, step: 4, total: kept / 4, most: few * 4 },
    // One of a thousand: a look into the 32 beside each.
    { query: "status=declined", first: kept - 999, step: 1000, total: kept / 1000, most: few * 32 },
    { query: "status=declined&method=VISA", first: kept - 999, step: 1000, total: kept / 1000, most: few * 32 },
    { query: "q=ORDER-", first: kept, step: 1, total: undefined, most: few * 2 },
    { query: "q=order-&page=3", first: kept - 100, step: 1, total: undefined, most: few * 4 }
  ])("looks at the page and its neighbours for ?$query", ({ first, most, query, step, total }) => {
    const found = find(query)
    assert.deepStrictEqual(found.keys, down(first, step))
    assert.strictEqual(found.page.total, total)
    assert.isAtLeast(found.looks, 50, "what is looked at is counted")
    assert.isAtMost(found.looks, most)
  })

  it("finds nothing of a status that no order has without a look", () => {
    assert.deepStrictEqual([find("status=void").keys, find("status=void").looks], [[], 0])
  })

  it("finds a text that is anywhere, in those of the status and method that are asked for", () => {
    assert.deepStrictEqual(find("q=order-77777").keys, [77_777])
    assert.deepStrictEqual(find("q=40000000000012345").keys, [12_345])
    const found = find("q=order-77001&status=declined")
    assert.deepStrictEqual([found.keys, found.page.total], [[77_001], 1])
    assert.isAtMost(found.looks, kept / 10)
  })

  it("knows how many pages there are once it has seen the last", () => {
    const last = find("q=order-77&page=900")
    // order-77, ten of order-77x, a hundred of order-77xx and a thousand of order-77xxx.
    assert.deepStrictEqual([last.page.total, last.page.number, last.keys.length], [1_111, 23, 11])
    assert.strictEqual(find("q=order-77&page=23").page.total, 1_111)
    assert.strictEqual(find("q=order-77&page=22").page.total, undefined)
  })
})
