// The command that compares the books, as a shell would run it, over the example's ledger.
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Sandbox from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const root = new URL("../", import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), "books-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const ledger = join(root, "examples/src/books-ledger.ts")

const command = (env: Record<string, string>, ...args: ReadonlyArray<string>) =>
  Effect.callback<{ readonly code: number | null; readonly out: string; readonly err: string }>((resume) => {
    const { MULTISAFEPAY_API_KEY: _key, MULTISAFEPAY_BASE_URL: _url, DATABASE_URL: _db, ...inherited } = process.env
    const child = spawn("node", [join(root, "packages/node/src/cli/main.ts"), ...args], {
      cwd: dir,
      env: { ...inherited, NODE_NO_WARNINGS: "1", ...env }
    })
    let [out, err] = ["", ""]
    child.stdout.on("data", (chunk) => (out += chunk))
    child.stderr.on("data", (chunk) => (err += chunk))
    child.on("close", (code) => resume(Effect.succeed({ code, out, err })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** A shop with one order that agrees, one whose payment was missed, one with another amount, and one that was never paid. */
const shop = Effect.gen(function* () {
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const sandbox = yield* Sandbox.Sandbox
  const file = join(dir, "shop.db")
  rmSync(file, { force: true })
  const database = new DatabaseSync(file)
  database.exec(
    `CREATE TABLE orders (id TEXT PRIMARY KEY, amount INT, currency TEXT, state TEXT, refunded INT, due INT, paid_at INT)`
  )
  const write = database.prepare("INSERT INTO orders VALUES (?, ?, 'EUR', ?, 0, ?, ?)")
  const now = yield* sandbox.clock.now
  const minute = 60_000
  for (const [id, amount, state, isPaid] of [
    ["agreed", 1000, "paid", true],
    ["missed", 1000, "open", true],
    ["=other", 900, "paid", true],
    ["unpaid", 1000, "paid", false]
  ] as const) {
    write.run(id, amount, state, now + minute, now - minute)
    const body = {
      type: "redirect",
      gateway: "IDEAL",
      order_id: id,
      currency: "EUR",
      amount: 1000,
      description: "A chair"
    }
    const placed = yield* Effect.promise(() =>
      fetch(`${baseUrl}/orders`, {
        method: "POST",
        headers: { api_key: "sandbox-api-key" },
        body: JSON.stringify(body)
      })
    )
    assert.strictEqual(placed.status, 200)
    if (isPaid) yield* sandbox.pay(id)
  }
  database.close()
  // The command ends with the last whole second, and the payments must lie before its end.
  yield* Effect.sleep(1000)
  return { MULTISAFEPAY_API_KEY: "sandbox-api-key", MULTISAFEPAY_BASE_URL: baseUrl, SHOP_FILE: file }
})

describe("multisafepay-books", () => {
  it.live("prints totals of whole days beside the closing balances, and says so where the key may not read them", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      // Tomorrow at noon: no day ends between the payments and the question which day it is.
      const day = 86_400_000
      yield* sandbox.clock.set((Math.floor((yield* sandbox.clock.now) / day) + 1.5) * day)
      const env = yield* shop
      // In Swedish a date is written as the command reads it.
      const { format: dayOf } = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" })
      const today = dayOf(yield* sandbox.clock.now)
      yield* sandbox.clock.advance("2 days")
      const until = dayOf(yield* sandbox.clock.now)
      const base = ["--ledger", ledger, "--since", `${today}T23:59:00`, "--until", until, "--totals"]
      const { out } = yield* command(env, ...base)
      const [lines = "", days = ""] = out.split("\n\n")
      assert.match(lines, /IDEAL +EUR +3 +30\.00 +0\.00 +0\.00 +1\.32 +28\.68/)
      assert.match(days, /^day +currency +opening +count .* closing +unexplained\n/)
      const json = JSON.parse((yield* command(env, ...base, "--json")).out)
      assert.deepStrictEqual(
        json.days.map((day: Record<string, unknown>) => [
          day["opening"],
          day["net"],
          day["payouts"],
          day["closing"],
          day["unexplained"]
        ]),
        [
          // Nothing was closed before the first day.
          ["", "28.68", "0.00", "28.68", ""],
          ["28.68", "0.00", "28.68", "0.00", "0.00"]
        ]
      )
      yield* sandbox.fault("unauthorized", { operation: "closingBalances.list" })
      const without = yield* command(env, ...base)
      assert.include(without.err, "no closing balances: this key may not read them")
      assert.strictEqual(without.out, `${lines}\n`)
      assert.strictEqual(without.code, 1)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )

  it.live("prints what differs as a table, and ends with 1", () =>
    Effect.gen(function* () {
      const env = yield* shop
      const { code, err, out } = yield* command(env, "--ledger", ledger, "--since", "1d", "--until", "0m")
      const lines = out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/).slice(0, 6).join(" "))
      assert.deepStrictEqual(lines.slice().sort(), [
        "OtherAmount =other 10.00 EUR paid completed/completed",
        "PaidHere unpaid 10.00 EUR paid initialized/initialized",
        "PaidThere missed 10.00 EUR open completed/completed",
        "kind order_id amount currency here there"
      ])
      assert.include(err, "3 differences are left")
      assert.notInclude(err, "An error occurred")
      assert.match(err, /\d{4}-\d\d-\d\dT.* {2}\d+ transactions, \d+ differences/)
      assert.strictEqual(code, 1)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )

  it.live("heals on request, leaves the rest, and prints JSON and CSV that a spreadsheet does not run", () =>
    Effect.gen(function* () {
      const env = yield* shop
      const base = ["--ledger", ledger, "--since", "1d", "--until", "0m"]
      const healed = yield* command(env, ...base, "--heal", "--json")
      const { differences } = JSON.parse(healed.out)
      assert.sameMembers(
        differences.map(({ kind, order_id }: Record<string, string>) => `${kind} ${order_id}`),
        ["OtherAmount =other", "PaidHere unpaid"]
      )
      assert.include(healed.err, "1 were healed")
      const csv = yield* command(env, ...base, "--csv")
      assert.match(csv.out, /^kind,order_id,amount,currency,here,there,transaction_id,advice\r\n/)
      assert.include(csv.out, "OtherAmount,'=other,10.00,EUR,")
      assert.strictEqual(csv.out.trimEnd().split("\r\n").length, 3)
      const totals = yield* command(env, ...base, "--totals")
      assert.match(totals.out, /IDEAL +EUR +3 +30\.00 +0\.00 +0\.00 +1\.32 +28\.68/)
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )

  it.live("ends with 3 when it cannot go on, and says where to begin again", () =>
    Effect.gen(function* () {
      const env = yield* shop
      const sandbox = yield* Sandbox.Sandbox
      const base = ["--since", "1d", "--until", "0m", "--ledger"]
      // The first stretch is read in two lists, the second fails.
      yield* sandbox.script(["pass", "pass", "unauthorized"], { operation: "transactions.list" })
      const cut = yield* command(env, ...base, ledger)
      const [, mark] = /^(\S+) {2}0 transactions/.exec(cut.err) ?? []
      assert.include(cut.err, `nothing was compared beyond ${mark}, begin there again (--since): `)
      assert.deepStrictEqual([cut.code, cut.out], [3, ""])
      const throwing = join(dir, "throwing.ts")
      const http = pathToFileURL(join(root, "packages/http/src/Ledger.ts")).href
      writeFileSync(
        throwing,
        `import * as Ledger from ${JSON.stringify(http)}
         const fails = () => { throw new Error("no such table") }
         export default Ledger.layer({ find: fails, within: fails })`
      )
      const thrown = yield* command(env, ...base, throwing)
      assert.include(thrown.err, "the shop's own books could not be read")
      assert.deepStrictEqual([thrown.code, thrown.out], [3, ""])
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )

  it.live("ends with 0 when the books agree, and with 2 when it was called wrongly", () =>
    Effect.gen(function* () {
      const env = yield* shop
      const before = yield* command(env, "--ledger", ledger, "--since", "3d", "--until", "2d")
      assert.strictEqual(before.code, 0, before.err)
      assert.include(before.err, "the books agree")
      for (const [args, says] of [
        [["--ledger", ledger, "--since", "yesterday"], "is no time"],
        [["--ledger", ledger, "--since", "1m", "--until", "1d"], "--since must be before --until"],
        [["--ledger", join(dir, "nowhere.ts")], "could not be loaded"],
        [["--ledger", join(root, "examples/src/durable-port.ts")], "must export a layer"]
      ] as const) {
        const { code, err, out } = yield* command(env, ...args)
        assert.include(err, says, out)
        assert.strictEqual(code, 2, err)
      }
      // 1 would be differences.
      const misspelt = yield* command(env, "--ledger", ledger, "--sinse", "7d")
      assert.include(misspelt.err, "--sinse")
      assert.deepStrictEqual([misspelt.code, misspelt.out], [2, ""])
      const { MULTISAFEPAY_API_KEY: _, ...keyless } = env
      const stopped = yield* command(keyless, "--ledger", ledger)
      assert.include(stopped.err, "MULTISAFEPAY_API_KEY")
      assert.notInclude(stopped.err, "    at ")
      assert.deepStrictEqual([stopped.code, stopped.out], [3, ""])
    }).pipe(Effect.provide(SandboxServer.layer({ port: 0 })))
  )
})
