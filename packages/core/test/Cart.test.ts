import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as Cart from "../src/Cart.ts"
import { CheckoutOptions } from "../src/CheckoutOptions.ts"
import type * as Currency from "../src/Currency.ts"
import { ShoppingCart } from "../src/ShoppingCart.ts"

type Row = readonly [unit_price: number | string, quantity: number | string, tax: string]

const line = ([unit_price, quantity, tax]: Row, index = 0): Cart.Line => ({
  name: `Item ${index}`,
  unit_price,
  quantity,
  tax
})

const make = (lines: ReadonlyArray<Cart.Line>, options?: Partial<Cart.MakeOptions<Currency.Currency>>) =>
  Result.getOrThrow(Cart.make(lines, { currency: "EUR", ...options }))

const amountOf = (rows: ReadonlyArray<Row>, policy?: Cart.Policy) => make(rows.map(line), { policy }).amount

const issuesOf = (result: Result.Result<unknown, Cart.InvalidCart>) =>
  Result.isFailure(result) ? result.failure.issues.map(({ path, message }) => `${path}: ${message}`) : []

const mismatchOf = (order: Parameters<typeof Cart.check>[0], options?: Cart.Options) => {
  const found = Cart.check(order, options)
  assert.instanceOf(found, Cart.CartMismatch)
  return found as Cart.CartMismatch
}

describe("the documented rounding rule", () => {
  it.each([8, 9])("gives 74.95 for the example of the vendor's page, with %d more digits", (digits) => {
    const first = digits === 8 ? "13.761467889" : "13.7614678899"
    const cart = make([
      { name: "Product 1", unit_price: first, quantity: 2, tax: "0.09" },
      { name: "Product 2", unit_price: "8.2644628099", quantity: 4, tax: "0.21" },
      Cart.shipping({ unit_price: "4.5412844037", tax: "0.09" })
    ])
    assert.strictEqual(cart.amount, 7495)
  })

  it.each<[string, ReadonlyArray<Row>, number]>([
    [
      "the cart of several vendor examples",
      [
        [90, 3, "0.21"],
        [35, 1, "0.09"],
        [10, 1, "0"]
      ],
      37_485
    ],
    ["half a cent before tax", [["9.995", 1, "0.21"]], 1210],
    ["half a cent as a float", [[9.995, 1, "0.21"]], 1210],
    ["0.045", [["0.045", 1, "0.21"]], 6],
    ["0.013", [["0.013", 1, "0.21"]], 1],
    ["the float trap 1.005", [[1.005, 1, "0"]], 101],
    ["the float trap 0.145", [[0.145, 1, "0"]], 15],
    ["three of 0.335", [["0.335", 3, "0"]], 101],
    [
      "three lines of 0.335",
      [
        ["0.335", 1, "0"],
        ["0.335", 1, "0"],
        ["0.335", 1, "0"]
      ],
      101
    ],
    ["ten lines of 0.015", Array.from({ length: 10 }, (): Row => ["0.015", 1, "0"]), 15],
    [
      "two lines of 0.03",
      [
        ["0.03", 1, "0.21"],
        ["0.03", 1, "0.21"]
      ],
      7
    ],
    ["prices with two decimals, two cents short", [["8.26", 3, "0.21"]], 2998],
    ["prices with four decimals", [["8.2645", 3, "0.21"]], 3000],
    ["a quantity that is no whole number", [["9.99", "0.5", "0"]], 500],
    [
      "returned goods",
      [
        ["10", 3, "0.21"],
        ["10", -1, "0.21"]
      ],
      2420
    ]
  ])("adds up %s", (_, rows, amount) => {
    assert.strictEqual(amountOf(rows), amount)
  })

  it("rounds a negative half away from zero", () => {
    const shopping_cart = { items: [{ name: "a", unit_price: -0.005, quantity: 1 }] }
    assert.deepStrictEqual(Cart.total({ shopping_cart }), Result.succeed(-1))
  })

  it.each<["EUR" | "JPY" | "KWD", string, number]>([
    ["EUR", "826.4462809917", 100_000],
    ["JPY", "826.4462809917", 1000],
    ["KWD", "0.8264462809", 1000]
  ])("rounds %s to its own smallest unit", (currency, unit_price, amount) => {
    assert.strictEqual(
      make([{ name: "a", unit_price: unit_price.slice(0, 14), tax: "0.21" }], { currency }).amount,
      amount
    )
  })

  it("follows an exponent given for a currency in doubt", () => {
    assert.strictEqual(make([{ name: "a", unit_price: "10.5", tax: "0" }], { currency: "KRW" }).amount, 11)
    assert.strictEqual(
      make([{ name: "a", unit_price: "10.5", tax: "0" }], { currency: "KRW", exponent: 2 }).amount,
      1050
    )
  })
})

describe("other rounding policies", () => {
  it.each<[string, ReadonlyArray<Row>, Cart.Policy, number]>([
    ["half a cent before tax", [["9.995", 1, "0.21"]], "end-half-up", 1209],
    ["half a cent before tax", [["9.995", 1, "0.21"]], "line-half-up", 1209],
    ["0.045", [["0.045", 1, "0.21"]], "end-half-up", 5],
    ["0.013", [["0.013", 1, "0.21"]], "end-half-up", 2],
    ["a half above an odd cent", [["0.335", 1, "0"]], "end-half-even", 34],
    ["a half above an even cent", [["0.345", 1, "0"]], "end-half-even", 34],
    [
      "a negative half",
      [
        ["10", 1, "0"],
        ["-0.335", 1, "0"]
      ],
      "end-half-even",
      966
    ]
  ])("round %s (%j) %s to %d", (_, rows, policy, amount) => {
    assert.strictEqual(amountOf(rows, policy), amount)
  })

  const file = new URL("../../../../shared/vectors/amounts.json", import.meta.url)
  const reason = existsSync(file) ? "" : " (skipped: the vectors are not beside this checkout)"
  it.skipIf(reason !== "")(`give every amount of the vendor's Python library${reason}`, () => {
    const policies = {
      end_half_up: "end-half-up",
      end_half_even: "end-half-even",
      line_half_up: "line-half-up"
    } as const
    const { cases } = Schema.decodeUnknownSync(Amounts)(JSON.parse(readFileSync(file, "utf8")))
    let compared = 0
    for (const one of cases) {
      const rows: ReadonlyArray<Row> = one.repeat_as_ten_lines === true ? one.lines.flatMap(tenTimes) : one.lines
      for (const key of ["end_half_up", "end_half_even", "line_half_up"] as const) {
        if (one[key] === undefined) continue
        assert.strictEqual(amountOf(rows, policies[key]), one[key], `${one.name}, ${key}`)
        compared++
      }
    }
    assert.isAtLeast(compared, 12)
  })

  const tenTimes = ([price, , tax]: Row): ReadonlyArray<Row> => Array.from({ length: 10 }, () => [price, 1, tax])

  const Amounts = Schema.Struct({
    cases: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        lines: Schema.Array(Schema.Tuple([Schema.String, Schema.Int, Schema.String])),
        repeat_as_ten_lines: Schema.optionalKey(Schema.Boolean),
        end_half_up: Schema.optionalKey(Schema.Int),
        end_half_even: Schema.optionalKey(Schema.Int),
        line_half_up: Schema.optionalKey(Schema.Int)
      })
    )
  })
})

describe("Cart.make", () => {
  it("writes items, tax tables and amount", () => {
    const cart = Cart.make(
      [
        { name: "Mug", unit_price: "8.2644628099", quantity: 2, tax: "0.21", merchant_item_id: "M-1" },
        { name: "Book", unit_price: 9, tax: 0.09, description: "Paperback", weight: { unit: "KG", value: 0.3 } },
        Cart.discount({ name: "Voucher", unit_price: "5.00", tax: "0" }),
        Cart.shipping({ unit_price: 4, tax: "0.210" })
      ],
      { currency: "EUR" }
    )
    assert.deepStrictEqual(Result.getOrUndefined(cart), {
      currency: "EUR",
      amount: 2965,
      shopping_cart: {
        items: [
          {
            name: "Mug",
            merchant_item_id: "M-1",
            unit_price: 8.2644628099,
            quantity: 2,
            tax_table_selector: "VAT21"
          },
          {
            name: "Book",
            description: "Paperback",
            weight: { unit: "KG", value: 0.3 },
            unit_price: 9,
            quantity: 1,
            tax_table_selector: "VAT9"
          },
          { name: "Voucher", unit_price: -5, quantity: 1, tax_table_selector: "none" },
          {
            name: "Shipping",
            merchant_item_id: "msp-shipping",
            unit_price: 4,
            quantity: 1,
            tax_table_selector: "VAT21"
          }
        ]
      },
      checkout_options: {
        tax_tables: {
          default: { shipping_taxed: true, rate: 0.21 },
          alternate: [
            { name: "VAT21", standalone: true, rules: [{ rate: 0.21 }] },
            { name: "VAT9", standalone: true, rules: [{ rate: 0.09 }] },
            { name: "none", standalone: true, rules: [{ rate: 0 }] },
            { name: "0", standalone: true, rules: [{ rate: 0 }] }
          ]
        }
      }
    })
  })

  it("names tables by percent, whatever way the rate is written", () => {
    const cart = make([
      { name: "a", unit_price: 1, tax: "0.055" },
      { name: "b", unit_price: 1, tax: 0.08375 },
      { name: "c", unit_price: 1, tax: "0.0550" },
      { name: "d", unit_price: 1, tax: "0.00" }
    ])
    assert.deepStrictEqual(
      cart.shopping_cart.items.map((item) => item.tax_table_selector),
      ["VAT5.5", "VAT8.375", "VAT5.5", "none"]
    )
  })

  it("sends a price as text only where a JSON number could not say it", () => {
    const price = (unit_price: string) => make([{ name: "a", unit_price, tax: "0" }]).shopping_cart.items[0]?.unit_price
    assert.strictEqual(price("8.2600"), 8.26)
    assert.strictEqual(price("0.0000001"), 1e-7)
    assert.strictEqual(price("123456789.0123456789"), "123456789.0123456789")
  })

  it("takes a discount as negative, with or without the sign", () => {
    const prices = [5, -5, "5.00", "-5.00"].map(
      (unit_price) => Cart.discount({ name: "d", unit_price, tax: "0" }).unit_price
    )
    assert.deepStrictEqual(prices, [-5, -5, "-5.00", "-5.00"])
    assert.strictEqual(Cart.discount({ name: "d", price: "5.00", tax: "0" }).price, "-5.00")
  })

  it("passes validate_cart on", () => {
    const lines = [{ name: "a", unit_price: 1, tax: "0" }]
    assert.isTrue(make(lines, { validate_cart: true }).checkout_options.validate_cart)
    assert.notProperty(make(lines).checkout_options, "validate_cart")
  })

  it("reports everything that is wrong at once", () => {
    assert.deepStrictEqual(
      issuesOf(
        Cart.make(
          [
            { name: "", unit_price: "1,00", quantity: "two", tax: 21 },
            { name: "b", unit_price: "1.00000000001", tax: "-0.1" },
            Cart.gross({ name: "c", price: Number.NaN, tax: "9 %" })
          ],
          { currency: "EUR" }
        )
      ),
      [
        "lines[0].name: must not be empty",
        "lines[0].quantity: must be a decimal number such as 8.25",
        "lines[0].tax: must be a fraction from 0 to 1: 21 % is 0.21",
        "lines[0].unit_price: must be a decimal number such as 8.25",
        "lines[1].tax: must be a fraction from 0 to 1: 21 % is 0.21",
        "lines[1].unit_price: must have at most 10 decimals (error 1031)",
        "lines[2].tax: must be a decimal number such as 8.25",
        "lines[2].price: must be a decimal number such as 8.25"
      ]
    )
  })

  it("refuses a cart without lines, below zero or beyond what an amount can hold", () => {
    const refused = (lines: ReadonlyArray<Cart.Line>) => issuesOf(Cart.make(lines, { currency: "EUR" }))
    assert.deepStrictEqual(refused([]), ["lines: must have at least one line"])
    assert.deepStrictEqual(refused([{ name: "a", unit_price: -1, tax: "0" }]), ["lines: add up to less than 0"])
    assert.deepStrictEqual(refused([{ name: "a", unit_price: 1e300, tax: "0" }]), [
      "lines: add up to more than an amount can hold"
    ])
  })
})

describe("prices that include tax", () => {
  it("come back exactly from ten decimals", () => {
    const cart = make([Cart.gross({ name: "Mug", price: "10.00", quantity: 3, tax: "0.21" })])
    assert.strictEqual(cart.amount, 3000)
    assert.strictEqual(cart.shopping_cart.items[0]?.unit_price, 8.2644628099)
    assert.strictEqual(cart.shopping_cart.items.length, 1)
  })

  it("become the nearest unit price, away from zero on both sides", () => {
    const unitPrice = (price: string) =>
      make([Cart.gross({ name: "a", price, tax: "0.21" }), { name: "b", unit_price: 10, tax: 0 }]).shopping_cart
        .items[0]?.unit_price
    assert.strictEqual(unitPrice("5.00"), 4.132231405)
    assert.strictEqual(unitPrice("-5.00"), -4.132231405)
    assert.strictEqual(unitPrice("1.00"), 0.826446281)
  })

  it("get a rounding line where both sums fall on a half, which no unit price can avoid", () => {
    const cart = make([Cart.gross({ name: "Mug", price: "9.99", tax: "0.20" })], { roundingLine: "Afronding" })
    assert.strictEqual(cart.amount, 999)
    assert.deepStrictEqual(cart.shopping_cart.items[1], {
      name: "Afronding",
      unit_price: -0.01,
      quantity: 1,
      merchant_item_id: "rounding",
      tax_table_selector: "none"
    })
    const { items } = cart.shopping_cart
    assert.deepStrictEqual(Cart.total({ ...cart, shopping_cart: { items: items.slice(0, 1) } }), Result.succeed(1000))
  })

  it("fail instead when the shop wants no rounding line", () => {
    const lines = [Cart.gross({ name: "Mug", price: "9.99", tax: "0.20" })]
    assert.deepStrictEqual(issuesOf(Cart.make(lines, { currency: "EUR", roundingLine: false })), [
      "lines: these tax-inclusive prices cannot be reached under the vendor's rounding rule without a rounding line"
    ])
  })

  it("keep their cents when they are too high for ten decimals in a JSON number", () => {
    const cart = make([Cart.gross({ name: "Yacht", price: "123456789.01", tax: "0.21" })])
    assert.strictEqual(cart.amount, 12_345_678_901)
    assert.isNumber(cart.shopping_cart.items[0]?.unit_price)
  })

  it("may stand beside prices without tax, where the rule alone decides", () => {
    const cart = make([
      Cart.gross({ name: "Mug", price: "9.99", tax: "0.20" }),
      { name: "Book", unit_price: "10", tax: "0.20" }
    ])
    assert.strictEqual(cart.amount, 2200)
    assert.strictEqual(cart.shopping_cart.items.length, 2)
  })

  it("work for shipping and discounts alike", () => {
    const cart = make([
      Cart.gross({ name: "Mug", price: "10.00", tax: "0.21" }),
      Cart.shipping({ price: "4.95", tax: "0.21" }),
      Cart.discount({ name: "Voucher", price: "2.50", tax: "0.21" })
    ])
    assert.strictEqual(cart.amount, 1245)
  })
})

describe("Cart.total", () => {
  const item = (tax_table_selector?: string) => ({ name: "a", unit_price: 100, quantity: 1, tax_table_selector })
  const tables = {
    default: { rate: 0.21 },
    alternate: [
      { name: "low", rules: [{ rate: "0.09" }, { rate: 0.5 }] },
      { name: "low", rules: [{ rate: 0.7 }] },
      { name: "empty", rules: [] },
      { name: "none", standalone: true, rules: [{ rate: 0, country: "US" }] }
    ]
  }
  const totalWith = (selector: string | undefined, tax_tables: CheckoutOptions["tax_tables"]) =>
    Result.getOrThrow(Cart.total({ shopping_cart: { items: [item(selector)] }, checkout_options: { tax_tables } }))

  it.each([
    ["low", 10_900],
    ["none", 10_000],
    ["missing", 12_100],
    ["", 12_100],
    [undefined, 12_100],
    ["empty", 12_100],
    ["LOW", 12_100]
  ])("finds the rate for the selector %j", (selector, amount) => {
    assert.strictEqual(totalWith(selector, tables), amount)
  })

  it("counts no tax without a default rate", () => {
    assert.strictEqual(totalWith("missing", { alternate: tables.alternate }), 10_000)
    assert.strictEqual(totalWith("missing", undefined), 10_000)
  })

  it("reads prices and quantities written as text", () => {
    const shopping_cart = { items: [{ name: "a", unit_price: "50.00", quantity: "2" }] }
    assert.deepStrictEqual(Cart.total({ shopping_cart }), Result.succeed(10_000))
  })

  it("says which number of an unchecked cart it cannot read", () => {
    const shopping_cart = { items: [{ name: "a", unit_price: "1,5", quantity: "" }] }
    const checkout_options = { tax_tables: { default: { rate: "high" } } }
    assert.deepStrictEqual(issuesOf(Cart.total({ shopping_cart, checkout_options })), [
      "checkout_options.tax_tables.default.rate: must be a decimal number such as 8.25",
      "shopping_cart.items[0].quantity: must be a decimal number such as 8.25",
      "shopping_cart.items[0].unit_price: must be a decimal number such as 8.25"
    ])
  })

  it("is 0 without a cart", () => {
    assert.deepStrictEqual(Cart.total({}), Result.succeed(0))
  })

  const vectors = new URL("../../../../shared/vectors/requests/post-orders/", import.meta.url)
  const reason = existsSync(vectors) ? "" : " (skipped: the vendor's examples are not beside this checkout)"
  it.skipIf(reason !== "")(`gives the amount of every vendor example that carries a cart${reason}`, () => {
    const isWithCart = Schema.is(
      Schema.Struct({
        currency: Schema.String,
        amount: Schema.Int,
        shopping_cart: ShoppingCart,
        checkout_options: CheckoutOptions
      })
    )
    const orders = readdirSync(vectors).flatMap((file) => {
      const body: unknown = JSON.parse(readFileSync(new URL(file, vectors), "utf8"))
      return isWithCart(body) ? [[file, body] as const] : []
    })
    assert.isAtLeast(orders.length, 4)
    for (const [file, order] of orders) {
      assert.deepStrictEqual(Cart.total(order), Result.succeed(order.amount), file)
      assert.isUndefined(Cart.check(order), file)
    }
  })
})

describe("Cart.check", () => {
  const cart = make([
    { name: "Candle", unit_price: "90", quantity: 3, tax: "0.21" },
    { name: 'Apple "Elstar"', unit_price: "35", tax: "0.09" },
    Cart.shipping({ unit_price: "10", tax: "0" })
  ])

  it("is silent when the cart adds up, or when there is none", () => {
    assert.isUndefined(Cart.check(cart))
    assert.isUndefined(Cart.check({ amount: 1000 }))
    assert.isUndefined(Cart.check({ amount: 1000, shopping_cart: { items: [] } }))
  })

  it("explains a mismatch line by line", () => {
    const found = mismatchOf({ ...cart, amount: 37_500 })
    assert.strictEqual(
      found.message,
      [
        "The cart adds up to 37485 (EUR 374.85), but `amount` is 37500 (EUR 375.00): 15 too high. MultiSafepay refuses this with 1027.",
        '  items[0] "Candle": 3 x 90 = 270, tax 0.21 = 56.7',
        '  items[1] "Apple \\"Elstar\\"": 1 x 35 = 35, tax 0.09 = 3.15',
        '  items[2] "Shipping": 1 x 10 = 10, tax 0 = 0',
        "  together 315 without tax and 59.85 tax, each rounded half up, then added"
      ].join("\n")
    )
    assert.deepInclude(found, { expected: 37_485, given: 37_500, items_total: "315", vat_total: "59.85" })
    assert.strictEqual(found.difference, 15)
  })

  it("says so when the amount is too low", () => {
    assert.include(mismatchOf({ ...cart, amount: 37_484 }).message, ": 1 too low.")
  })

  it("keeps the message readable for a long cart, and all the lines in the error", () => {
    const found = mismatchOf({ ...make(Array.from({ length: 500 }, (_, i) => line(["1", 1, "0"], i))), amount: 1 })
    assert.include(found.message, "\n  and 480 more\n")
    assert.strictEqual(found.lines.length, 500)
  })

  it("judges by the policy it is given", () => {
    const other = make([line(["9.995", 1, "0.21"])], { policy: "end-half-up" })
    assert.strictEqual(mismatchOf(other).expected, 1210)
    assert.isUndefined(Cart.check(other, { policy: "end-half-up" }))
  })

  const priced = (...currencies: ReadonlyArray<Currency.Currency | undefined>) => ({
    currency: "EUR",
    amount: 100 * currencies.length,
    shopping_cart: { items: currencies.map((currency) => ({ name: "a", unit_price: 1, quantity: 1, currency })) }
  })

  it("finds items in several currencies, which is 1025", () => {
    const found = Cart.check(priced("EUR", "USD"))
    assert.instanceOf(found, Cart.CartCurrencyMismatch)
    assert.deepInclude(found, { code: 1025, currencies: ["EUR", "USD"] })
    assert.include(found?.message, "1025")
  })

  it("finds items in another currency than the order, which is 1026", () => {
    const found = Cart.check(priced("USD", undefined, "USD"))
    assert.instanceOf(found, Cart.CartCurrencyMismatch)
    assert.deepInclude(found, { code: 1026, currencies: ["USD"], currency: "EUR" })
    assert.include(found?.message, "1026")
  })

  it("has nothing against items in the order's own currency", () => {
    assert.isUndefined(Cart.check(priced("EUR", undefined)))
  })

  it("hands on what it cannot read", () => {
    const shopping_cart = { items: [{ name: "a", unit_price: "free", quantity: 1 }] }
    assert.instanceOf(Cart.check({ amount: 0, shopping_cart }), Cart.InvalidCart)
  })
})

describe("any cart", () => {
  const Rate = Schema.Literals([
    "0",
    "0.05",
    "0.055",
    "0.06",
    "0.07",
    "0.08",
    "0.09",
    "0.19",
    "0.2",
    "0.21",
    "0.25",
    "1"
  ])
  const count = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))
  const NetLines = Schema.Array(Schema.Struct({ micro: count(50_000_000), quantity: count(20), tax: Rate })).check(
    Schema.isBetweenLength(1, 12)
  )
  const DutchLines = Schema.Array(
    Schema.Struct({ cents: count(5_000_000), quantity: count(50), tax: Schema.Literals(["0", "0.09", "0.21"]) })
  ).check(Schema.isBetweenLength(1, 12))
  // Below five cents a rounding line may round away itself: see the test about a single cent.
  const price = Schema.Int.check(Schema.isBetween({ minimum: 5, maximum: 200_000 }))
  const GrossLines = Schema.Array(Schema.Struct({ cents: price, quantity: count(20), tax: Rate })).check(
    Schema.isBetweenLength(1, 12)
  )
  const CurrencyOfAnyKind = Schema.Literals(["EUR", "JPY", "KWD", "CLF"])
  const net = (lines: typeof NetLines.Type): ReadonlyArray<Cart.Line> =>
    lines.map(({ micro, quantity, tax }, i) => ({
      name: `${i}`,
      unit_price: (micro / 10_000).toFixed(4),
      quantity,
      tax
    }))
  const euros = (cents: number) => (cents / 100).toFixed(2)

  it.effect.prop(
    "made is a cart that passes the check and the schemas",
    { lines: NetLines, currency: CurrencyOfAnyKind },
    ({ lines, currency }) =>
      Effect.gen(function* () {
        const cart = make(net(lines), { currency })
        assert.isUndefined(Cart.check(cart))
        assert.deepStrictEqual(yield* Schema.encodeEffect(ShoppingCart)(cart.shopping_cart), cart.shopping_cart)
        assert.deepStrictEqual(
          yield* Schema.encodeEffect(CheckoutOptions)(cart.checkout_options),
          cart.checkout_options
        )
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop("survives the wire: JSON gives back the same total", { lines: NetLines }, ({ lines }) =>
    Effect.sync(() => {
      const cart = make(net(lines))
      assert.deepStrictEqual(Cart.total(JSON.parse(JSON.stringify(cart))), Result.succeed(cart.amount))
    })
  )

  it.effect.prop(
    "of tax-inclusive prices costs exactly their sum, and passes the check",
    { lines: GrossLines },
    ({ lines }) =>
      Effect.sync(() => {
        const cart = make(
          lines.map(({ cents, quantity, tax }) => Cart.gross({ name: "a", price: euros(cents), quantity, tax }))
        )
        assert.strictEqual(
          cart.amount,
          lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
        )
        assert.isUndefined(Cart.check(cart))
        assert.isAtMost(cart.shopping_cart.items.length, lines.length + 1)
      }),
    { arbitrary: { runs: 500 } }
  )

  it("of a single cent with 100 % tax is refused rather than charged wrongly", () => {
    const made = Cart.make([Cart.gross({ name: "a", price: "0.01", quantity: 1, tax: "1" })], { currency: "EUR" })
    assert.isTrue(Result.isFailure(made))
  })

  it.effect.prop(
    "of tax-inclusive prices at 0, 9 and 21 % never needs a rounding line",
    { lines: DutchLines },
    ({ lines }) =>
      Effect.sync(() => {
        const priced = lines.map(({ cents, ...line }) => Cart.gross({ name: "a", price: euros(cents), ...line }))
        const expected = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
        assert.strictEqual(make(priced, { roundingLine: false }).amount, expected)
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "costs the same whatever the order of its lines",
    { lines: NetLines, shift: count(12) },
    ({ lines, shift }) =>
      Effect.sync(() => {
        const given = net(lines)
        const turned = [...given.slice(shift), ...given.slice(0, shift)].reverse()
        for (const policy of ["documented", "end-half-up", "end-half-even", "line-half-up"] as const) {
          const [one, other] = [make(given, { policy }), make(turned, { policy })]
          assert.strictEqual(one.amount, other.amount)
          assert.deepStrictEqual(one.checkout_options, other.checkout_options)
        }
      })
  )

  it.effect.prop(
    "agrees with whole-number arithmetic on the documented rule",
    { lines: NetLines },
    ({ lines }) =>
      Effect.sync(() => {
        // Prices in 1/10000, rates in 1/1000: everything is a whole number, halves included.
        const items = lines.reduce((sum, { micro, quantity }) => sum + BigInt(micro) * BigInt(quantity), 0n)
        const tax = lines.reduce(
          (sum, line) => sum + BigInt(line.micro) * BigInt(line.quantity) * BigInt(Math.round(Number(line.tax) * 1000)),
          0n
        )
        const expected = (items + 50n) / 100n + (tax + 50_000n) / 100_000n
        assert.strictEqual(BigInt(make(net(lines)).amount), expected)
      }),
    { arbitrary: { runs: 300 } }
  )
})
