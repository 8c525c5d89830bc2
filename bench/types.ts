// What an order costs the compiler and the editor of a shop: instantiations, time to check, time until a list of completions.
// Run: pnpm build && node bench/types.ts
import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

const rounds = Number(process.argv[2] ?? 5)
const here = import.meta.dirname
const compilers = [
  { name: "5.9", cli: join(dirname(createRequire(import.meta.url).resolve("typescript-5.9")), "tsc.js") },
  { name: "7", cli: join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc") }
]

const imports = `import * as Effect from "effect/Effect"
import * as Money from "@effect-multisafepay/core/Money"
import * as Order from "@effect-multisafepay/core/Order"
import { Orders } from "@effect-multisafepay/http/Orders"
`
const within = (lines: string): string => `${imports}
export const program = Effect.gen(function* () {
  const orders = yield* Orders
${lines}  return { orders, order: Order.CreateOrder, price: Money.eur("10.00") }
})
`
const literal = `  yield* orders.create({
    type: "redirect",
    gateway: "KLARNA",
    order_id: "o-1",
    description: "A mug",
    ...Money.eur("12.10"),
    customer: { first_name: "Noor", email: "noor@shop.example" },
    shopping_cart: { items: [{ name: "Mug", unit_price: 10, quantity: 1 }] }
  })
`
const draft = `  yield* orders.create(Order.ideal({ order_id: "o-2", description: "A mug", ...Money.eur("10.00") }))
`
const programs = { "no order": "", "a literal": literal, "a draft": draft, both: literal + draft }

const folder = mkdtempSync(join(here, ".types-"))
process.on("exit", () => rmSync(folder, { recursive: true }))
const median = (numbers: ReadonlyArray<number>): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const options = {
  strict: true,
  noEmit: true,
  target: "ES2022",
  module: "NodeNext",
  skipLibCheck: true,
  types: [],
  // What consumers are given: the declarations, and not the sources.
  paths: Object.fromEntries(
    ["core", "http"].map((name) => [`@effect-multisafepay/${name}/*`, [join(here, `../packages/${name}/dist/*.d.ts`)]])
  )
}

const check = (cli: string): { readonly instantiations: number; readonly seconds: number } => {
  const said = execFileSync(process.execPath, [cli, "-p", folder, "--extendedDiagnostics"], { encoding: "utf8" })
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(said)?.[1])
  return { instantiations: read("Instantiations"), seconds: read("Check time") }
}

const file = join(folder, "shop.ts")
console.log("Medians of", rounds, "runs; times only compare within this table\n")
console.log(
  "| program | lines |",
  compilers.map(({ name }) => `TypeScript ${name}: instantiations | check, s |`).join(" ")
)
console.log(`|---|---:|${"---:|---:|".repeat(compilers.length)}`)
for (const [name, lines] of Object.entries(programs)) {
  const program = within(lines)
  writeFileSync(file, program)
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["shop.ts"] }))
  const cells = compilers.map(({ cli }) => {
    const runs = Array.from({ length: rounds }, () => check(cli))
    return `${runs[0]?.instantiations} | ${median(runs.map(({ seconds }) => seconds)).toFixed(2)} |`
  })
  console.log(`| ${name} | ${program.trim().split("\n").length} |`, cells.join(" "))
}

// An editor opens the program with both orders while the method is being written, and asks what it may be.
const text = within(literal + draft).replace(`"KLARNA"`, `"KL"`)
const at = text.indexOf(`"KL"`) + 3

/** Milliseconds until the answer at first, and after a key was pressed. */
interface Waited {
  readonly first: number
  readonly again: number
}

const askService = async (): Promise<Waited> => {
  const { default: ts } = await import("typescript-5.9")
  let version = 0
  const service = ts.createLanguageService(
    {
      getCompilationSettings: () => ts.convertCompilerOptionsFromJson(options, folder).options,
      getScriptFileNames: () => [file],
      getScriptVersion: (name) => (name === file ? String(version) : "0"),
      getScriptSnapshot: (name) => {
        const content = name === file ? `${text}${" ".repeat(version)}` : ts.sys.readFile(name)
        return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath ?? ((name) => name)
    },
    ts.createDocumentRegistry()
  )
  const ask = (): number => {
    const start = performance.now()
    const found = service.getCompletionsAtPosition(file, at, {})?.entries.length ?? 0
    if (found < 90) throw new Error(`only ${found} methods were offered`)
    return performance.now() - start
  }
  const first = ask()
  version++
  const again = ask()
  service.dispose()
  return { first, again }
}

// Version 7 has no API to ask, and speaks the editor's protocol.
const askServer = async (cli: string): Promise<Waited> => {
  const server = spawn(process.execPath, [cli, "--lsp", "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] })
  const waiting = new Map<number, (answer: { readonly result?: unknown }) => void>()
  let heard = Buffer.alloc(0)
  let id = 0
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message })
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const call = (method: string, params: unknown): Promise<{ readonly result?: unknown }> =>
    new Promise((resolve) => {
      waiting.set(++id, resolve)
      send({ id, method, params })
    })
  server.stdout.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk])
    for (;;) {
      const head = heard.indexOf("\r\n\r\n")
      const length = Number(/Content-Length: (\d+)/.exec(heard.toString("latin1", 0, head))?.[1])
      if (head < 0 || heard.length < head + 4 + length) return
      const message = JSON.parse(heard.toString("utf8", head + 4, head + 4 + length))
      heard = heard.subarray(head + 4 + length)
      if (message.method === undefined) waiting.get(message.id)?.(message)
      // The server's own questions, about settings and watched files.
      else if (message.id !== undefined) send({ id: message.id, result: null })
    }
  })
  const uri = pathToFileURL(file).href
  const before = text.slice(0, at).split("\n")
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
  const ask = async (): Promise<number> => {
    const start = performance.now()
    const { result } = await call("textDocument/completion", { textDocument: { uri }, position })
    const found = (result as { readonly items?: ReadonlyArray<unknown> } | null)?.items?.length ?? 0
    if (found < 90) throw new Error(`only ${found} methods were offered`)
    return performance.now() - start
  }
  try {
    await call("initialize", { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} })
    send({ method: "initialized", params: {} })
    const opened = { uri, languageId: "typescript", version: 1, text }
    send({ method: "textDocument/didOpen", params: { textDocument: opened } })
    const first = await ask()
    const changed = { textDocument: { uri, version: 2 }, contentChanges: [{ text: `${text} ` }] }
    send({ method: "textDocument/didChange", params: changed })
    return { first, again: await ask() }
  } finally {
    server.kill()
  }
}

console.log("\nThe list at `gateway`, milliseconds:\n\n| editor's service of | first | after a key |\n|---|---:|---:|")
for (const { cli, name } of compilers) {
  const runs: Array<Waited> = []
  for (let round = 0; round < rounds; round++) runs.push(name === "7" ? await askServer(cli) : await askService())
  const show = (of: keyof Waited): string => median(runs.map((run) => run[of])).toFixed(0)
  console.log(`| TypeScript ${name} | ${show("first")} | ${show("again")} |`)
}
