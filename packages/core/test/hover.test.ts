// What an editor shows when the pointer rests on the main names. The compiler is asked by assigning each to `never`, and its words
// are read: a type that is not named, or names that unfold into their fields, make the answer long.
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const require = createRequire(import.meta.url)
const compiler = require.resolve("typescript/package.json").replace("package.json", "bin/tsc")
const root = fileURLToPath(new URL("../../../", import.meta.url))
const source = fileURLToPath(new URL("../src/", import.meta.url))

const expected = {
  "Order.redirect({ order_id: '1' })": 'Draft<"amount" | "currency" | "description", never>',
  "Order.klarna({ order_id: '1', description: 'x', currency: 'EUR' })":
    'Draft<"amount" | "customer" | "shopping_cart", "KLARNA">',
  "Order.klarna({ order_id: '1', description: 'x', currency: 'EUR' }).pipe(Order.customer({ email: 'a@b' }))":
    'Draft<"amount" | "shopping_cart", "KLARNA" | "customer" | "customer.email">',
  "Order.gateway('IDEAL')": 'PaysWith<"IDEAL">',
  "Order.customer({ email: 'a@b' })": 'Gives<"customer" | "customer.email">',
  "Order.build(draft)": "Effect<CreateOrder, InvalidOrder, never>",
  "Order.build": "(draft: Draft) => Effect.Effect<CreateOrder, InvalidOrder>",
  "Order.effectClass(order)": "EffectClass",
  "Schema.decodeUnknownEffect(Order.CreateOrder)({})": "Effect<CreateOrder, SchemaError, never>",
  "Schema.encodeEffect(Order.CreateOrder)(order)": "Effect<Encoded, SchemaError, never>",
  "Schema.decodeUnknownEffect(Token.Token)({})": "Effect<Token, SchemaError, never>",
  "token.expired": "boolean | undefined",
  "token.token": "string",
  order: "CreateOrder",
  cardOrder: "DirectCardOrder",
  "cardOrder.amount": "number",
  "cardOrder.gateway": "Card",
  "cardOrder.gateway_info.card_number": "string | Redacted<string>"
}

/** What the compiler prints for each expression. */
const print = async (expressions: ReadonlyArray<string>, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  mkdirSync(join(root, ".tsbuild"), { recursive: true })
  const folder = mkdtempSync(join(root, ".tsbuild", "hover-"))
  try {
    const from = (name: string) => JSON.stringify(`./${relative(folder, join(source, name))}`)
    const lines = [
      `import * as Schema from "effect/Schema"`,
      `import * as Order from ${from("Order.ts")}`,
      `import * as Token from ${from("Token.ts")}`,
      `declare const token: Token.Token`,
      `declare const draft: Order.Draft, order: Order.CreateOrder, cardOrder: Order.DirectCardOrder`,
      `void Schema`
    ]
    writeFileSync(
      join(folder, "probe.ts"),
      [...lines, ...expressions.map((expression, i) => `const _${i}: never = ${expression}`)].join("\n")
    )
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: relative(folder, join(root, "tsconfig.base.json")),
        compilerOptions: {
          composite: false,
          incremental: false,
          declarationMap: false,
          tsBuildInfoFile: null,
          noEmit: true,
          noErrorTruncation: false,
          noUnusedLocals: false,
          rewriteRelativeImportExtensions: false,
          allowImportingTsExtensions: true,
          rootDir: root,
          plugins: []
        },
        files: ["probe.ts"]
      })
    )
    // Each of them is an error, so that it fails. A compiler that is only told to end goes on.
    const stdout = await promisify(execFile)(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      signal,
      killSignal: "SIGKILL"
    }).then(
      ({ stdout }) => stdout,
      (error: Error & { readonly stdout?: string }) => error.stdout || error.message
    )
    const printed = new Map<number, string>()
    for (const line of stdout.split("\n")) {
      const found = /probe\.ts\((\d+),\d+\): error TS\d+: Type '(.*)' is not assignable to type 'never'\.$/.exec(line)
      if (found !== null) printed.set(Number(found[1]) - lines.length - 1, found[2] ?? "")
    }
    assert.strictEqual(printed.size, expressions.length, stdout.slice(0, 4000))
    return expressions.map((_, i) => printed.get(i) ?? "")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe("a hover", () => {
  it("prints names, not their contents", async ({ signal }) => {
    const printed = await print(Object.keys(expected), signal)
    assert.deepStrictEqual(Object.fromEntries(Object.keys(expected).map((name, i) => [name, printed[i]])), expected)
  })
})
