// What an editor shows to somebody who writes an order: completions, texts of the pointer, and the message about a mistake, which must be
// short and name the field. Asked of TypeScript 5.9, the last compiler with an API; the compiler of this repository checks what compiles.
import { afterAll, assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import ts from "typescript-5.9"
import * as Gateway from "@effect-multisafepay/core/Gateway"

const file = fileURLToPath(new URL("compiler.probe.ts", import.meta.url))

const before = `import type * as Effect from "effect/Effect"
import * as Order from "@effect-multisafepay/core/Order"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { Service } from "@effect-multisafepay/http/Orders"
declare const orders: Service
declare const error: MultiSafepayError
declare const chosen: "IDEAL" | "KLARNA"
const start = { order_id: "o-1", currency: "EUR", description: "A mug" } as const
const base = { ...start, amount: 1000 } as const
`

const declarationsOf = (name: string): string => fileURLToPath(new URL(`../../${name}/dist/*.d.ts`, import.meta.url))

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
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(version) : "0"),
  getScriptSnapshot: (name) => {
    const content = name === file ? text : ts.sys.readFile(name)
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
  },
  getCurrentDirectory: () => fileURLToPath(new URL(".", import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === file || ts.sys.fileExists(name),
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

const hover = (line: string): string => {
  const shown = service.getQuickInfoAtPosition(file, write(line))
  return `${ts.displayPartsToString(shown?.displayParts)}\n${ts.displayPartsToString(shown?.documentation)}`
}

/** What the list of completions says of one of them. */
const describeField = (line: string, field: string): string => {
  const shown = service.getCompletionEntryDetails(file, write(line), field, {}, undefined, {}, undefined)
  return ts.displayPartsToString(shown?.documentation)
}

/** The messages about a line, as one line each. */
const complain = (line: string): ReadonlyArray<string> => {
  write(line)
  return service
    .getSemanticDiagnostics(file)
    .filter(({ code }) => code !== 6133)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").replaceAll(/\s+/g, " "))
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

  it("offers the fields of a step", () => {
    assert.includeMembers([...complete(`Order.customer({ |> })`)], ["email", "first_name", "ip_address"])
    assert.includeMembers([...complete(`Order.ideal({ order_id: "1", |> })`)], ["amount", "currency", "description"])
  })

  it.each([
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
    [`const order: Order.RedirectPayLaterOrder = { ...base, |>customer: {} }`, "Who pays"],
    [`const order: Order.RedirectPayLaterOrder = { ...base, |>shopping_cart: { items: [] } }`, "line by line"],
    [`const order: Order.RedirectOrder = { ...base, |>gateway_info: {} }`, "only this payment method"],
    [`const order: Order.DirectDebitOrder = { ...base, |>gateway_info: {} }`, "cannot do without"]
  ])("says at %s: %s", (line, words) => {
    assert.include(hover(line), words)
  })

  // A pointer's text needs one field that all possible kinds share; a list of fields puts the texts of several together.
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
    const shown = hover(`const |>order = Order.klarna(start)`)
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
  ["a misspelt id in a step", `Order.redirect(base).pipe(Order.gateway("IDEEL"))`, "IDEEL", 290],
  ["a misspelt field", `Order.customer({ firstname: "Noor" })`, "Did you mean to write 'first_name'?", 140],
  [
    "a forgotten description",
    `const order: Order.CreateOrder = { order_id: "1", currency: "EUR", amount: 1, type: "redirect", gateway: "IDEAL" }`,
    "Property 'description' is missing",
    315
  ],
  [
    "a forgotten description at the call",
    `void orders.create({ order_id: "1", currency: "EUR", amount: 1, type: "redirect", gateway: "IDEAL" })`,
    "Property 'description' is missing",
    360
  ],
  [
    "Klarna without a customer",
    `void orders.create({ ...base, type: "redirect", gateway: "KLARNA" })`,
    "missing the following properties from type 'RedirectPayLaterOrder': customer, shopping_cart",
    420
  ],
  ["a draft without a customer", `void orders.create(Order.klarna(base))`, `"customer" | "shopping_cart"`, 370],
  ["a draft without an amount", `void orders.create(Order.ideal(start))`, `"amount"`, 260],
  ["a draft that is built too early", `void Order.build(Order.klarna(base))`, `"customer" | "shopping_cart"`, 255],
  ["a step forgotten in a pipeline", `void Order.klarna(base).pipe(Order.build)`, `"customer" | "shopping_cart"`, 270],
  [
    "a step forgotten for one of several methods",
    `void orders.create(Order.redirect(base).pipe(Order.gateway(chosen)))`,
    `"customer" | "shopping_cart"`,
    390
  ],
  [
    "a method that has only a page",
    `Order.direct(base).pipe(Order.gateway("MISTERCASH"))`,
    "MISTERCASH has only a page: begin with Order.redirect",
    480
  ],
  [
    "a step that the method does not have",
    `void orders.create(Order.klarna({ ...base, customer: {}, shopping_cart: { items: [] } }).pipe(Order.captureManually))`,
    `"no capture"`,
    355
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
