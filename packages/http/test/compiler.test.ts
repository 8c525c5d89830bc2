// What an editor shows to somebody who writes an order: completions, texts of the pointer, and the message about a mistake, which must be
// short and name the field. Asked of TypeScript 5.9, the last compiler with an API; the compiler of this repository checks what compiles.
import { afterAll, assert, describe, it } from "@effect/vitest"
import { readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import ts from "typescript-5.9"
import * as Gateway from "@effect-multisafepay/core/Gateway"

const file = fileURLToPath(new URL("compiler.probe.ts", import.meta.url))

// The literals of core's own test of types, with the signature of `orders.create` in the place of an annotation.
const literals = fileURLToPath(new URL("../../core/test/CreateOrder.placed.test-d.ts", import.meta.url))
const annotated = readFileSync(new URL("../../core/test/CreateOrder.test-d.ts", import.meta.url), "utf8")
const placed = annotated.replace(
  "declare const order: (given: CreateOrder) => void",
  "declare const order: <const O extends object>(given: Checked<O>) => void"
)

const before = `import * as Effect from "effect/Effect"
import * as Cart from "@effect-multisafepay/core/Cart"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as OrderDraft from "@effect-multisafepay/core/OrderDraft"
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { Placed, Service } from "@effect-multisafepay/http/Orders"
import type * as Refunds from "@effect-multisafepay/http/Refunds"
declare const orders: Service
declare const error: MultiSafepayError
declare const chosen: "IDEAL" | "KLARNA"
declare const place: (order: Order.CreateOrder | Order.Draft) => Effect.Effect<Placed, MultiSafepayError>
const start = { order_id: "o-1", currency: "EUR", description: "A mug" } as const
const base = { ...start, amount: 1000 } as const
`

const declarationsOf = (name: string): string => fileURLToPath(new URL(`../../${name}/dist/*.d.ts`, import.meta.url))

/** Files that do not change, beside the one that is written into. */
const files = new Map([[literals, placed]])

/**
 * Lines of which each is asked something, in one file and each in a scope of its own: a program for each line is checked from the beginning
 * for each line. Not for mistakes: the compiler explains one more briefly when it has met it before.
 */
const together = (name: string, lines: ReadonlyArray<string>) => {
  const path = fileURLToPath(new URL(`compiler.${name}.ts`, import.meta.url))
  let content = before
  const starts = lines.map((line) => {
    const start = content.length + "namespace _ { ".length
    content += `namespace _ { ${line.replace("|>", "")} }\n`
    return start
  })
  files.set(path, content)
  const startOf = (line: string) => starts[lines.indexOf(line)] ?? 0
  return {
    /** What the pointer at the bar shows. */
    hover: (line: string) => service.getQuickInfoAtPosition(path, startOf(line) + line.indexOf("|>")),
    /** The messages about a line. */
    complain: (line: string) =>
      complaints(path, ({ start = 0 }) => start >= startOf(line) && start < startOf(line) + line.length)
  }
}

let version = 0
let text = before
const service = ts.createLanguageService({
  getCompilationSettings: () => ({
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
    skipLibCheck: true,
    // What consumers are given, in which comments inside of inferred types are lost: the declarations, and not the sources.
    paths: {
      "@effect-multisafepay/core/*": [declarationsOf("core")],
      "@effect-multisafepay/http/*": [declarationsOf("http")]
    }
  }),
  getScriptFileNames: () => [file, ...files.keys()],
  getScriptVersion: (name) => (name === file ? String(version) : "0"),
  getScriptSnapshot: (name) => {
    const content = name === file ? text : (files.get(name) ?? ts.sys.readFile(name))
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
  },
  getCurrentDirectory: () => fileURLToPath(new URL(".", import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === file || files.has(name) || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  realpath: ts.sys.realpath ?? ((name) => name)
})
afterAll(() => service.dispose())

/** Writes a line into the program; the place of the bar is asked about. */
const write = (line: string): number => {
  version++
  text = `${before}${line.replace("|>", "")}\n`
  return before.length + line.indexOf("|>")
}

const complete = (line: string): ReadonlyArray<string> =>
  service.getCompletionsAtPosition(file, write(line), {})?.entries.map(({ name }) => name) ?? []

const textOf = (shown: ts.QuickInfo | undefined): string =>
  `${ts.displayPartsToString(shown?.displayParts)}\n${ts.displayPartsToString(shown?.documentation)}`

/** What the list of completions says of one of them. */
const describeField = (line: string, field: string): string => {
  const shown = service.getCompletionEntryDetails(file, write(line), field, {}, undefined, {}, undefined)
  return ts.displayPartsToString(shown?.documentation)
}

/** The messages about a file, as one line each. */
const complaints = (name: string, isMeant: (one: ts.Diagnostic) => boolean = () => true): ReadonlyArray<string> =>
  service
    .getSemanticDiagnostics(name)
    .filter((one) => one.code !== 6133 && isMeant(one))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").replaceAll(/\s+/g, " "))

/** The messages about a line. */
const complain = (line: string): ReadonlyArray<string> => {
  write(line)
  return complaints(file)
}

describe("an editor", () => {
  it("offers every method", () => {
    for (const line of [
      `void orders.create({ ...base, type: "redirect", gateway: "|>" })`,
      `Order.redirect(base).pipe(Order.gateway("|>"))`
    ]) {
      assert.includeMembers([...complete(line)], [...Gateway.ids])
    }
  })

  it("offers every kind of order, and what any of them may say", () => {
    const types = ["redirect", "direct", "paymentlink", "checkout", "unreferenced_refund"]
    assert.includeMembers([...complete(`void orders.create({ ...base, type: "|>" })`)], types)
    const fields = ["type", "gateway", "description", "customer", "payment_data", "custom_fields", "recurring_id"]
    assert.includeMembers([...complete(`void orders.create({ |> })`)], fields)
    const inside = complete(`void orders.create({ ...start, type: "redirect", gateway: "KLARNA", customer: { |> } })`)
    assert.includeMembers([...inside], ["email", "first_name", "ip_address"])
  })

  it("offers the fields of a step", () => {
    assert.includeMembers([...complete(`Order.customer({ |> })`)], ["email", "first_name", "ip_address"])
    assert.includeMembers([...complete(`Order.ideal({ order_id: "1", |> })`)], ["amount", "currency", "description"])
  })

  const hovers = [
    ["Order.|>klarna(start)", "Klarna, pay later"],
    ["Order.|>gateway", "The payment method"],
    ["error.|>outcome", "What became of the request"],
    [`void orders.create({ ...base, type: "redirect", |>payment_options: {} })`, "payment_options"],
    [`void orders.create({ |>description: "A mug", ...base, type: "redirect", gateway: "IDEAL" })`, "bank statement"],
    [`void orders.create({ ...start, |>amount: 1000, type: "direct", gateway: "IDEAL" })`, "smallest unit"],
    [`void orders.create({ ...base, |>days_active: 7, type: "paymentlink" })`, "How long a payment link works"],
    [`const order: Order.CreateOrder = { ...start, |>amount: 1000 }`, "smallest unit"],
    [`void orders.create({ ...base, type: "redirect", gateway: "IDEAL", |>customer: {} })`, "Who pays"],
    [`void orders.create({ ...base, type: "redirect", gateway: "IDEAL", |>delivery: {} })`, "Where the goods go"],
    [
      `void orders.create({ ...base, type: "redirect", gateway: "IDEAL", |>payment_options: {} })`,
      "customer returns to"
    ],
    [`void orders.create({ ...base, type: "redirect", gateway: "IDEAL", |>shopping_cart: {} })`, "line by line"],
    [`void orders.create({ ...base, type: "redirect", gateway: "IDEAL", |>checkout_options: {} })`, "tax tables"],
    [`void orders.create({ ...base, type: "checkout", |>checkout_options: {} })`, "tax tables"],
    [`void orders.create({ ...base, type: "redirect", gateway: "KLARNA", |>customer: {} })`, "Who pays"],
    [`void orders.create({ ...base, type: "redirect", gateway: "KLARNA", |>shopping_cart: {} })`, "line by line"],
    [`void orders.create({ ...base, type: "redirect", |>gateway_info: {} })`, "only this payment method"],
    [`void orders.create({ ...base, gateway: "CREDITCARD", |>capture: "manual" })`, "captured later"],
    [`void orders.create({ ...start, type: "redirect", |>gateway: "KLARNA" })`, "this order lacks amount, customer"],
    [`void orders.create({ ...base, customer: { |>ip_address: "203.0.113.7" } })`, "not the shop's"],
    [`void orders.create({ ...base, delivery: { |>country: "NL" } })`, "ISO 3166-1"],
    [`void orders.create({ ...base, payment_options: { |>redirect_url: "x" } })`, "Never proof of payment"],
    [`void orders.create({ ...base, shopping_cart: { items: [{ |>unit_price: 10 }] } })`, "without tax"],
    [`void orders.create({ ...base, checkout_options: { |>validate_cart: true } })`, "1027"],
    [`void orders.create({ ...base, gateway_info: { |>issuer_id: "x" } })`, "MyBank"],
    [
      `void orders.create({ ...base, type: "direct", gateway: "VISA", gateway_info: { |>card_expiry_date: "2903" } })`,
      "YYMM"
    ],
    [`void orders.create({ ...base, affiliate: { split_payments: [{ |>percentage: 5 }] } })`, "1 to 100"],
    [`Order.redirect({ ...base, |>customer: {} })`, "Who pays"],
    [`Order.redirect({ ...base, customer: { |>reference: "c-1" } })`, "tokens are listed by it"],
    [`Order.customer({ |>ip_address: "203.0.113.7" })`, "not the shop's"],
    [`Order.set({ |>days_active: 7 })`, "How long a payment link works"],
    [`const order: Order.RedirectPayLaterOrder = { ...base, |>customer: {} }`, "Who pays"],
    [`const order: Order.RedirectPayLaterOrder = { ...base, |>shopping_cart: { items: [] } }`, "line by line"],
    [`const order: Order.RedirectOrder = { ...base, |>gateway_info: {} }`, "only this payment method"],
    [`const order: Order.DirectDebitOrder = { ...base, |>gateway_info: {} }`, "cannot do without"]
  ] as const
  const draft = `const |>order = Order.klarna(start)`
  const pointer = together("hovers", [...hovers.map(([line]) => line), draft])
  it.each(hovers)("says at %s: %s", (line, words) => {
    assert.include(textOf(pointer.hover(line)), words)
  })

  // Of an order whose kind is not told yet, the list of fields puts the texts of all kinds together.
  it.each([
    ["customer", "Who pays"],
    ["shopping_cart", "line by line"],
    ["gateway_info", "only this payment method"]
  ])("says in the list of fields: %s", (field, words) => {
    assert.include(
      describeField(`void orders.create({ ...base, type: "redirect", gateway: "KLARNA", |> })`, field),
      words
    )
  })

  it("says what a draft lacks", () => {
    const shown = textOf(pointer.hover(draft))
    for (const word of [`Draft<`, `"amount"`, `"customer"`, `"shopping_cart"`, `, "KLARNA">`])
      assert.include(shown, word)
  })
})

// The longest a message may be, beside the words that it must have. Above 300 is what prints the value or the step more than once.
const mistakes: ReadonlyArray<readonly [mistake: string, line: string, words: string, atMost: number]> = [
  [
    "a misspelt id",
    `void orders.create({ ...base, type: "redirect", gateway: "IDEEL" })`,
    `Did you mean '"IDEAL"'?`,
    270
  ],
  ["a misspelt type", `void orders.create({ ...base, type: "redirct" })`, `Did you mean '"redirect"'?`, 170],
  ["a misspelt id in a step", `Order.redirect(base).pipe(Order.gateway("IDEEL"))`, "IDEEL", 290],
  ["a misspelt field", `Order.customer({ firstname: "Noor" })`, "Did you mean to write 'first_name'?", 140],
  [
    "a misspelt field of a customer at the call",
    `void orders.create({ ...base, customer: { firstname: "Noor" } })`,
    "Did you mean to write 'first_name'?",
    140
  ],
  [
    "a field that this kind does not have",
    `void orders.create({ ...base, gateway: "KLARNA", customer: {}, shopping_cart: { items: [] }, capture: "manual" })`,
    "'capture' does not exist in type 'RedirectPayLaterOrder'",
    115
  ],
  [
    "a forgotten description",
    `const order: Order.CreateOrder = { order_id: "1", currency: "EUR", amount: 1, type: "redirect", gateway: "IDEAL" }`,
    "Property 'description' is missing",
    315
  ],
  [
    "a forgotten description of an order whose kind is named",
    `const order: Order.RedirectOrder = { order_id: "1", currency: "EUR", amount: 1, type: "redirect", gateway: "IDEAL" }`,
    "Property 'description' is missing",
    190
  ],
  [
    "a forgotten description at the call",
    `void orders.create({ order_id: "1", currency: "EUR", amount: 1, type: "redirect", gateway: "IDEAL" })`,
    `Type '"IDEAL"' is not assignable to type '"this order lacks description"'`,
    80
  ],
  [
    "a forgotten description of an order that is to be there",
    `void orders.ensure({ order_id: "1", currency: "EUR", amount: 1 })`,
    `Type '"1"' is not assignable to type '"this order lacks description"'`,
    80
  ],
  [
    "Klarna without a customer",
    `void orders.create({ ...base, type: "redirect", gateway: "KLARNA" })`,
    `Type '"KLARNA"' is not assignable to type '"this order lacks customer, shopping_cart"'`,
    90
  ],
  [
    "one of several methods without what it needs",
    `void orders.create({ ...base, type: "redirect", gateway: chosen })`,
    "this order lacks customer, shopping_cart",
    200
  ],
  [
    "a direct order without a method",
    `void orders.create({ ...base, type: "direct" })`,
    `Type '"direct"' is not assignable to type '"this order lacks gateway"'`,
    80
  ],
  [
    "a direct order whose method has only a page",
    `void orders.create({ ...base, type: "direct", gateway: "MISTERCASH" })`,
    "MISTERCASH needs a page: use type redirect",
    100
  ],
  [
    "a card order without a card",
    `void orders.create({ ...base, type: "direct", gateway: "VISA" })`,
    `Type '"VISA"' is not assignable to type '"this order lacks gateway_info"'`,
    80
  ],
  [
    "a card without its holder",
    `void orders.create({ ...base, type: "direct", gateway: "VISA", gateway_info: { card_number: "1" } })`,
    "missing the following properties from type 'CardInfo': card_cvc, card_holder_name, card_expiry_date",
    140
  ],
  [
    "an account without its holder",
    `void orders.create({ ...base, type: "direct", gateway: "DIRDEB", gateway_info: { account_id: "x" } })`,
    "missing the following properties from type 'DirectDebitInfo': account_holder_name, account_holder_iban",
    150
  ],
  [
    "a line without a price",
    `void orders.create({ ...base, shopping_cart: { items: [{ name: "Mug" }] } })`,
    "missing the following properties from type 'Item': unit_price, quantity",
    110
  ],
  [
    "a stored card of nobody",
    `void orders.create({ ...base, type: "direct", recurring_id: "t-1" })`,
    "this order lacks customer",
    80
  ],
  [
    "FastCheckout without a cart",
    `void orders.create({ ...base, type: "checkout" })`,
    "this order lacks shopping_cart, checkout_options",
    100
  ],
  // What was built elsewhere is printed, once.
  [
    "an order from elsewhere without a customer",
    `const order = { ...base, type: "redirect", gateway: "KLARNA" } as const; void orders.create(order)`,
    "this order lacks customer, shopping_cart",
    450
  ],
  ["a draft without a customer", `void orders.create(Order.klarna(base))`, `"customer" | "shopping_cart"`, 140],
  ["a draft without an amount", `void orders.create(Order.ideal(start))`, `"amount"`, 120],
  ["a draft that is built too early", `void Order.build(Order.klarna(base))`, `"customer" | "shopping_cart"`, 255],
  ["a step forgotten in a pipeline", `void Order.klarna(base).pipe(Order.build)`, `"customer" | "shopping_cart"`, 270],
  [
    "a step forgotten in a pipeline that ends in the call",
    `void Order.klarna(base).pipe(orders.create)`,
    `Type 'Draft<"customer" | "shopping_cart", "KLARNA">' is not assignable to type '"a draft that lacks nothing"'`,
    330
  ],
  [
    "a step forgotten for one of several methods",
    `void orders.create(Order.redirect(base).pipe(Order.gateway(chosen)))`,
    `"customer" | "shopping_cart"`,
    150
  ],
  [
    "a method that has only a page",
    `Order.direct(base).pipe(Order.gateway("MISTERCASH"))`,
    "MISTERCASH needs a page: use Order.redirect",
    290
  ],
  [
    "a step that the method does not have",
    `void orders.create(Order.klarna({ ...base, customer: {}, shopping_cart: { items: [] } }).pipe(Order.captureManually))`,
    `"no capture"`,
    170
  ]
]

describe("a mistake", () => {
  it.each(mistakes)("%s is told briefly", (_, line, words, atMost) => {
    const [message = "", ...more] = complain(line)
    assert.deepStrictEqual(more, [])
    assert.include(message, words)
    assert.isAtMost(message.length, atMost, message)
  })
})

describe("what gives a Result", () => {
  const names = ["Cart.|>make", "Cart.|>total", "Money.|>parse", "Refund.|>ofItems", "Refund.|>ofAmount"]
  const pointer = together("results", names)
  it.each(names)("says how it stands among effects: %s", (name) => {
    const tags = pointer.hover(name)?.tags ?? []
    const example = ts.displayPartsToString(tags.find((tag) => tag.name === "example")?.text)
    assert.include(example, `yield* Effect.fromResult(${name.replace("|>", "")}(`)
    const given = "declare const order: Order.CreateOrder, fromForm: string, refunds: Refunds.Service"
    assert.deepStrictEqual(complain(`${given}; Effect.gen(function* () { ${example} })`), [])
  })
})

describe("an order", () => {
  it("is taken or refused at the call as where it is annotated", () => {
    assert.notStrictEqual(placed, annotated)
    assert.deepStrictEqual(complaints(literals), [])
  })

  const takes = [
    `declare const order: Order.CreateOrder; void orders.create(order)`,
    `declare const order: Order.CreateOrder | Order.Draft; void orders.ensure(order)`,
    `declare const order: Order.RecurringOrder; void orders.create(order)`,
    `const order = { ...base, type: "redirect", gateway: "IDEAL" } as const; void orders.create(order)`,
    `const order = { ...base, gateway: "IDEAL" as const, ours: 1 }; void orders.create(order)`,
    `const pay = (gateway: "IDEAL" | "MISTERCASH") => orders.create({ ...base, gateway })`,
    `const pay = (gateway?: "IDEAL") => orders.create({ ...base, gateway })`,
    `void orders.create({ ...base, gateway: chosen, customer: {}, shopping_cart: { items: [] } })`,
    `declare const type: "redirect" | "paymentlink"; void orders.create({ ...base, type, gateway: "IDEAL" })`,
    `declare const order: any; void orders.create(order)`,
    `declare const gateway: any; void orders.create({ ...base, type: "direct", gateway, gateway_info: { payment_token: "" } })`,
    // As a value of its own.
    `void Order.ideal(base).pipe(orders.create)`,
    `void Order.build(Order.ideal(base)).pipe(Effect.flatMap(orders.create))`,
    `void Effect.forEach([] as ReadonlyArray<Order.CreateOrder>, orders.create)`,
    // Somebody else's service.
    `const create: Service["create"] = place`,
    `const create: Service["create"] = (order) => place(order)`,
    `const create: Service["create"] = (order) => OrderDraft.isDraft(order) ? Effect.never : place(order)`
  ]
  const program = together("taken", takes)
  it.each(takes)("is taken: %s", (line) => {
    assert.deepStrictEqual(program.complain(line), [])
  })

  it("is declared briefly", () => {
    for (const name of ["CreateOrder", "PlacedOrder", "Order"]) {
      const declared = fileURLToPath(new URL(`../../core/dist/${name}.d.ts`, import.meta.url))
      assert.isAtMost(statSync(declared).size, 20_000, name)
    }
  })

  // Counted, not timed. The same lines cost 83,043 while the kinds of orders took their types from their schemas.
  it("costs the compiler little", () => {
    assert.deepStrictEqual(
      complain(`
void orders.create({ ...base, type: "redirect", gateway: "KLARNA", customer: { email: "noor@shop.example" }, shopping_cart: { items: [] } })
void orders.create(Order.ideal(base))`),
      []
    )
    assert.isAtMost(service.getProgram()?.getInstantiationCount() ?? Infinity, 30_000)
  })
})
