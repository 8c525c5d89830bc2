// The same requests to the vendor's test environment and to the sandbox. Without a key the answers that somebody recorded count; without
// a recording the sandbox is asked alone, and the machinery is shown on a stand-in.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as TestClock from "effect/testing/TestClock"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Sandbox from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import type { SandboxOptions } from "../src/SandboxOptions.ts"
import * as mask from "./parity/mask.ts"
import * as real from "./parity/real.ts"
import { differences, judge, parse, record, type Recording } from "./parity/Recording.ts"
import { scenarios } from "./parity/scenarios.ts"
import { base } from "./support.ts"

const file = real.fileOf(process.env)
const declared = parse(readFileSync(new URL("parity/differences.tsv", import.meta.url), "utf8"))
const account = real.place(process.env)

const ofSandbox = (run: string, options: SandboxOptions = {}) =>
  record({ baseUrl: base, key: "sandbox-api-key", run, pass: TestClock.adjust }).pipe(
    Effect.provide(Sandbox.layer({ notifications: "record", ...options }), { local: true })
  )

const undecided = (recording: Recording) =>
  Object.entries(recording).flatMap(([name, { undecided }]) =>
    undecided === undefined ? [] : [`${name}: ${undecided}`]
  )

it("gives every known difference a reason", () => {
  assert.deepStrictEqual(
    declared.filter(({ why }) => why === ""),
    []
  )
})

it("names the decision that each scenario may change, or the option", () => {
  const read = (path: string) => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8")
  const [decisions, guide] = [read("decisions.md"), read("guides/sandbox.md")]
  const strangers = scenarios.flatMap(({ decides, name }) =>
    decides
      .replace(/:.*$/, "")
      .split(", ")
      .filter((one) => !decisions.includes(`\n${one}. `) && !guide.includes(`\`${one}\``))
      .map((one) => `${name}: ${one}`)
  )
  assert.deepStrictEqual(strangers, [])
})

it.effect("the sandbox decides every question, and what is written down does not depend on the run", () =>
  Effect.gen(function* () {
    const first = yield* ofSandbox("first")
    yield* TestClock.adjust("400 days")
    const second = yield* ofSandbox("another", { seed: 2, siteId: 77, accountId: 78 })
    assert.deepStrictEqual(undecided(first), [])
    assert.strictEqual(Object.keys(first).length, scenarios.length)
    assert.deepStrictEqual(differences(first, second), [])
    assert.isUndefined(mask.objection(JSON.stringify(first), "sandbox-api-key"))
  })
)

describe(`the vendor's test environment${Result.isFailure(account) ? ` (skipped: ${account.failure})` : ""}`, () => {
  it.live.skipIf(Result.isFailure(account))("is asked, and its answers are written down", () =>
    Effect.gen(function* () {
      const place = Result.getOrThrow(account)
      const recording = yield* real.recordTo(file, { ...place, pass: Effect.sleep })
      for (const open of undecided(recording)) yield* Effect.logWarning(`left open: ${open}`)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})

const noRecording = "nobody has recorded answers of the vendor's test environment yet"

describe(`the recorded answers${existsSync(file) || Result.isSuccess(account) ? "" : ` (skipped: ${noRecording})`}`, () => {
  it.effect.skipIf(!existsSync(file) && Result.isFailure(account))("are the sandbox's, or a line says why not", () =>
    Effect.gen(function* () {
      const recording = JSON.parse(readFileSync(file, "utf8")) as Recording
      const found = differences(recording, yield* ofSandbox("compared"))
      const { stale, undeclared } = judge(found, declared)
      // As lines for differences.tsv.
      assert.strictEqual(undeclared.join("\n"), "", "undeclared")
      assert.strictEqual(stale.join("\n"), "", "not true any more")
    })
  )
})

// A server on this machine that plays the vendor's test environment: another sandbox, whose open questions are settled otherwise.
const standIn = (options: SandboxOptions) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const where = real.place({ MULTISAFEPAY_PARITY_KEY: "stand-in-key", MULTISAFEPAY_PARITY_URL: baseUrl })
    const path = join(yield* folder, "recorded.json")
    yield* real.recordTo(path, { ...Result.getOrThrow(where), pass: TestClock.adjust })
    return JSON.parse(readFileSync(path, "utf8")) as Recording
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Layer.merge(
        FetchHttpClient.layer,
        SandboxServer.layer({ port: 0, apiKey: "stand-in-key", notifications: "record", ...options })
      ),
      { local: true }
    )
  )

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "parity-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const other = {
  orderIdReuse: "refuse",
  preTransactionVisible: false,
  gateways: ["IDEAL", "CREDITCARD", "VISA"]
} as const

describe("a stand-in for it", () => {
  it.effect("that answers like the sandbox differs in nothing", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(differences(yield* standIn({}), yield* ofSandbox("here")), [])
    })
  )

  it.effect("that answers otherwise is found out, until each difference has a line", () =>
    Effect.gen(function* () {
      const here = yield* ofSandbox("here")
      const found = differences(yield* standIn(other), here)
      const told = judge(found, []).undeclared
      for (const line of [
        "whether an order is found before somebody opens its page: it is read\tstatus\t404\t200",
        "whether an unpaid order's id may be used again: the same again\tbody.error_code\t1006\tabsent",
        "whether pay later needs a delivery: KLARNA\tbody.error_code\t1023\tabsent"
      ]) {
        assert.include(told, line)
      }
      const lines = found.map((one) => ({ ...one, why: "the stand-in's own" }))
      assert.deepStrictEqual(judge(found, lines), { undeclared: [], stale: [] })
      assert.deepStrictEqual(judge(found, lines.slice(1)).undeclared, told.slice(0, 1))
      const same = differences(yield* standIn({}), here)
      assert.deepStrictEqual(judge(same, lines).stale, told)
    })
  )

  it.effect("may be declared for every answer at once", () =>
    Effect.gen(function* () {
      const found = differences(yield* standIn({ quirks: { emptyLists: false } }), yield* ofSandbox("here"))
      assert.isAbove(found.length, 1)
      const once = { where: "*", path: "body.data", real: "{}", sandbox: "[]", why: "the stand-in's own" }
      assert.deepStrictEqual(judge(found, [once]), { undeclared: [], stale: [] })
    })
  )
})

/** A server that answers every request with a failure, made of what it was sent. */
const echo = (answer: (request: { readonly key: string; readonly body: string }) => object) =>
  Effect.gen(function* () {
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk: Buffer) => (body += chunk.toString()))
      request.on("end", () => {
        response.writeHead(404, { "content-type": "application/json" })
        response.end(JSON.stringify(answer({ key: String(request.headers["api_key"]), body })))
      })
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () => Effect.sync(() => (server.closeAllConnections(), server.close()))
    )
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json`
    const env = { MULTISAFEPAY_PARITY_KEY: "a-key-of-somebody", MULTISAFEPAY_PARITY_URL: url }
    const path = join(yield* folder, "recorded.json")
    const place = { ...Result.getOrThrow(real.place(env)), pass: () => Effect.void }
    const result = yield* Effect.result(real.recordTo(path, place))
    return { result, text: existsSync(path) ? readFileSync(path, "utf8") : undefined }
  }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))

describe("what is written down", () => {
  it.effect("has neither the key nor anything of cards, customers' accounts or ids, whatever an answer repeats", () =>
    Effect.gen(function* () {
      const { text = "" } = yield* echo(({ body, key }) => ({
        data: { sent: JSON.parse(body === "" ? "{}" : body), said: `${body} ${key}`, key, [`of 4111111111111111`]: 1 },
        error_info: `Card ${/\d{16}/.exec(body)?.[0]}, session 0123456789abcdefghijklmnopqrstuv`
      }))
      for (const [secret, instead] of [
        ["a-key-of-somebody", '"<text>"'],
        ["4111111111111111", '"<digits>"'],
        ["Simon Smit", '"<text>"'],
        ["0123456789abcdef", "session <token>"],
        ["parity-", '"<order a>"']
      ] as const) {
        assert.isFalse(text.includes(secret), secret)
        assert.isTrue(text.includes(instead), instead)
      }
      // What was sent and is nobody's secret stays, or nothing could be compared.
      assert.isTrue(text.includes('"description": "Two tickets"'))
    })
  )

  it.effect("is nothing at all when the key is in it all the same", () =>
    Effect.gen(function* () {
      const { result, text } = yield* echo(({ key }) => ({ error_info: `Invalid key ${key}` }))
      assert.deepStrictEqual(result, Result.fail("Nothing was written: the API key is in it"))
      assert.isUndefined(text)
    })
  )

  it.effect("leaves a question open whose beginning failed, and compares nothing of it", () =>
    Effect.gen(function* () {
      const { result } = yield* echo(() => ({ success: false, error_code: 1000, error_info: "No" }))
      const recording = Result.getOrThrow(result)
      const open = undecided(recording)
      assert.include(open, "what a refund without an amount is: this account's test card does not pay directly")
      const wheres = new Set(differences(recording, yield* ofSandbox("here")).map(({ where }) => where.split(": ")[0]))
      for (const name of open.map((one) => one.split(": ")[0])) assert.isFalse(wheres.has(name), name)
      assert.isTrue(wheres.has("which amounts are read"))
    })
  )
})

it("is asked of the vendor's test environment or of this machine, and with a key", () => {
  const at = (url?: string, key = "a-key") =>
    Result.match(real.place({ MULTISAFEPAY_PARITY_KEY: key, MULTISAFEPAY_PARITY_URL: url }), {
      onFailure: (why) => why,
      onSuccess: ({ baseUrl }) => baseUrl
    })
  assert.strictEqual(at(), "https://testapi.multisafepay.com/v1/json")
  assert.strictEqual(at("http://127.0.0.1:4310/v1/json"), "http://127.0.0.1:4310/v1/json")
  for (const url of [
    "https://api.multisafepay.com/v1/json",
    "http://testapi.multisafepay.com/v1/json",
    "https://testapi.multisafepay.com.example.org/v1/json",
    "https://testapi.multisafepay.com@api.multisafepay.com/v1/json",
    "nonsense"
  ]) {
    assert.match(at(url), /never the live API/, url)
  }
  assert.match(at(undefined, " "), /set MULTISAFEPAY_PARITY_KEY/)
})
