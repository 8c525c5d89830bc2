// What reading and writing an order costs next to what JSON itself costs, without and with Effect's JIT, and next to zod and to
// plain structs. Run: node bench/codec.ts            Add --build for the time of a cold `tsc -b --force`.
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import * as z from "zod"
import type * as CreateOrderModule from "@effect-multisafepay/core/CreateOrder"
import type * as OrderDetailsModule from "@effect-multisafepay/core/OrderDetails"
import { creditCardDirect } from "../packages/core/test/fixtures/printedAnswers.ts"
import { cardDirect, sofortDirect } from "../packages/core/test/fixtures/seedOrders.ts"

interface Cost {
  readonly best: number
  readonly median: number
}
type Costs = { readonly [name: string]: Cost }
type Work = () => unknown

const rounds = 25
const runs = 2000

/** Microseconds of each, measured in turns, so that a busy moment of the machine hits all of them. */
const measure = (works: { readonly [name: string]: Work }): Costs => {
  const times = new Map<string, Array<number>>(Object.keys(works).map((name) => [name, []]))
  for (let round = -10; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now()
      for (let i = 0; i < runs; i++) work()
      if (round >= 0) times.get(name)?.push(((performance.now() - start) * 1000) / runs)
    }
  }
  return Object.fromEntries(
    [...times].map(([name, list]) => {
      const sorted = list.toSorted((a, b) => a - b)
      return [name, { best: sorted[0] ?? Number.NaN, median: sorted[rounds >> 1] ?? Number.NaN }]
    })
  )
}

// The same JSON without a rule in sight: what Schema itself costs.
const plainOf = (value: unknown): Schema.Codec<unknown> => {
  if (typeof value === "string") return Schema.String
  if (typeof value === "number") return Schema.Finite
  if (typeof value === "boolean") return Schema.Boolean
  const fields = Object.entries(value as object).map(([key, child]) => [key, Schema.optionalKey(plainOf(child))])
  return Schema.Struct(Object.fromEntries(fields)) as unknown as Schema.Codec<unknown>
}

const luhn = (digits: string) =>
  [...digits].reverse().reduce((sum, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return sum + (doubled > 9 ? doubled - 9 : doubled)
  }, 0) %
    10 ===
  0

const url = z.string().regex(/^[a-z]+:\/\/\S+$/i)
const text = z.string().optional()

/** The card order in zod, by the same rules as far as it has them: one kind, nothing hidden, `""` refused only where a rule does. */
const zodOrder = z.strictObject({
  type: z.literal("direct"),
  gateway: z.enum(["AMEX", "CREDITCARD", "MASTERCARD", "VISA"]),
  order_id: z.string().min(1).max(50),
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: z.int().min(0),
  description: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^<]*$/),
  payment_options: z
    .strictObject({
      notification_url: url.max(150).optional(),
      redirect_url: url.optional(),
      cancel_url: url.optional(),
      close_window: z.boolean().optional()
    })
    .optional(),
  customer: z.strictObject({
    locale: z
      .string()
      .regex(/^[a-z]{2}_[A-Z]{2}$/)
      .optional(),
    ip_address: z.union([z.ipv4(), z.ipv6()]),
    forwarded_ip: text,
    first_name: z.string().min(2).optional(),
    last_name: z.string().min(2).optional(),
    address1: text,
    address2: text,
    house_number: text,
    zip_code: text,
    city: text,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    phone: text,
    email: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/)
      .optional(),
    referrer: text,
    user_agent: text
  }),
  gateway_info: z.strictObject({
    card_number: z
      .string()
      .regex(/^\d{12,19}$/)
      .refine(luhn),
    card_holder_name: z.string().min(1),
    card_expiry_date: z.string().regex(/^\d{2}(?:0[1-9]|1[0-2])$/),
    card_cvc: z.string().regex(/^\d{3,4}$/)
  })
})

const works = (
  { CreateOrder }: typeof CreateOrderModule,
  { OrderDetails }: typeof OrderDetailsModule
): { readonly [name: string]: Work } => {
  const read = Schema.decodeUnknownSync(CreateOrder)
  const write = Schema.encodeSync(CreateOrder)
  const Plain = plainOf(cardDirect)
  const readPlain = Schema.decodeUnknownSync(Plain)
  const writePlain = Schema.encodeSync(Plain)
  const readAnswer = Schema.decodeUnknownSync(OrderDetails)
  const writeAnswer = Schema.encodeSync(OrderDetails)

  const card = JSON.stringify(cardDirect)
  const sofort = JSON.stringify(sofortDirect)
  const answer = JSON.stringify(JSON.parse(creditCardDirect).data)
  const cardOrder = read(JSON.parse(card))
  const sofortOrder = read(JSON.parse(sofort))
  const details = readAnswer(JSON.parse(answer))
  const parsedCard: unknown = JSON.parse(card)
  const parsedSofort: unknown = JSON.parse(sofort)
  const parsedAnswer: unknown = JSON.parse(answer)
  const base = { order_id: "o-1", currency: "EUR", amount: 1000, description: "A mug" }
  const [first, last] = [
    { ...base, gateway: "BANKTRANS" },
    { ...base, gateway: "YOURGIFT" }
  ]

  return {
    "card json": () => JSON.stringify(JSON.parse(card)),
    "card decode": () => read(parsedCard),
    "card encode": () => write(cardOrder),
    "card parse decode encode stringify": () => JSON.stringify(write(read(JSON.parse(card)))),
    "card zod decode": () => zodOrder.parse(parsedCard),
    "card zod parse decode stringify": () => JSON.stringify(zodOrder.parse(JSON.parse(card))),
    "card plain decode": () => readPlain(parsedCard),
    "card plain encode": () => writePlain(parsedCard),
    "card plain parse decode encode stringify": () => JSON.stringify(writePlain(readPlain(JSON.parse(card)))),
    "sofort json": () => JSON.stringify(JSON.parse(sofort)),
    "sofort decode": () => read(parsedSofort),
    "sofort encode": () => write(sofortOrder),
    "sofort parse decode encode stringify": () => JSON.stringify(write(read(JSON.parse(sofort)))),
    "answer json": () => JSON.stringify(JSON.parse(answer)),
    "answer decode": () => readAnswer(parsedAnswer),
    "answer encode": () => writeAnswer(details),
    "answer parse decode encode stringify": () => JSON.stringify(writeAnswer(readAnswer(JSON.parse(answer)))),
    "gateway first": () => read(first),
    "gateway last": () => read(last)
  }
}

// Each mode has a process of its own: the JIT is on for all schemas or for none, and must be on before the first one is made.
const child = async (jit: boolean) => {
  if (jit) await import("effect/schema/SchemaJITCompiler/enable")
  const costs = measure(
    works(await import("@effect-multisafepay/core/CreateOrder"), await import("@effect-multisafepay/core/OrderDetails"))
  )
  process.stdout.write(JSON.stringify(costs))
}

const inProcess = (mode: "interpreted" | "jit"): Costs => {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), mode], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"]
  })
  return JSON.parse(stdout)
}

const report = () => {
  const modes = [inProcess("interpreted"), inProcess("jit")]
  const cell = (value: string, width = 13) => value.padStart(width)
  const row = (name: string, value: (costs: Costs) => string) =>
    console.log(name.padEnd(66) + modes.map((costs) => cell(value(costs))).join(""))
  const best = (costs: Costs, name: string) => costs[name]?.best ?? Number.NaN
  const micros =
    (...names: ReadonlyArray<string>) =>
    (costs: Costs) =>
      `${names.reduce((sum, name) => sum + best(costs, name), 0).toFixed(2)} us`
  const ratio =
    (base: string, ...names: ReadonlyArray<string>) =>
    (costs: Costs) =>
      `x ${(names.reduce((sum, name) => sum + best(costs, name), 0) / best(costs, base)).toFixed(2)}`

  console.log(
    `Best of ${rounds} rounds of ${runs}; x is how many times JSON.parse + JSON.stringify of the same text.\n`
  )
  console.log("".padEnd(66) + ["no JIT", "JIT"].map((text) => cell(text)).join(""))
  for (const what of ["card", "sofort", "answer"]) {
    const json = `${what} json`
    console.log(`\n${what === "answer" ? "the card order's answer" : `the direct ${what} order`}`)
    row("  JSON.parse + JSON.stringify", micros(json))
    row("  decode", micros(`${what} decode`))
    row("  encode", micros(`${what} encode`))
    row("  decode + encode, against parse + stringify", ratio(json, `${what} decode`, `${what} encode`))
    const whole = `${what} parse decode encode stringify`
    row("  parse + decode + encode + stringify", micros(whole))
    row("  the same, against parse + stringify", ratio(json, whole))
    if (what !== "card") continue
    row("  zod: decode (it has nothing to encode with)", ratio(json, "card zod decode"))
    row("  zod: parse + decode + stringify", ratio(json, "card zod parse decode stringify"))
    row("  plain structs, no rules: decode + encode", ratio(json, "card plain decode", "card plain encode"))
    row("  plain structs: parse + decode + encode + stringify", ratio(json, "card plain parse decode encode stringify"))
  }
  console.log("\nthe first and the last gateway of the union")
  row("  decode the first", micros("gateway first"))
  row("  decode the last", micros("gateway last"))
  row("  last against first", (costs) => `x ${(best(costs, "gateway last") / best(costs, "gateway first")).toFixed(2)}`)
}

const build = () => {
  const compiler = createRequire(import.meta.url)
    .resolve("typescript/package.json")
    .replace("package.json", "bin/tsc")
  const start = performance.now()
  spawnSync(process.execPath, [compiler, "-b", "--force", "packages/core"], {
    cwd: fileURLToPath(new URL("../", import.meta.url))
  })
  const core = performance.now() - start
  console.log(`\ntsc -b --force packages/core: ${(core / 1000).toFixed(1)} s`)
}

const mode = process.argv[2]
if (mode === "interpreted" || mode === "jit") {
  await child(mode === "jit")
} else {
  report()
  if (mode === "--build") build()
}
