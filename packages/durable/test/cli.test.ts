import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as SqlClient from "effect/sql/SqlClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Unavailable } from "@effect-multisafepay/core/MultiSafepayError"
import { run as runCommand } from "../src/cli/cli.ts"
import { LocalEngine, Payments } from "../src/index.ts"
import { makeLeapingClock } from "./support/leaping.ts"
import { becomes } from "./support/standing.ts"
import { makeTools } from "./support/tools.ts"
import { makeWorld, World } from "./support/world.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-cli-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
const run = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], { encoding: "utf8" })

const { layer: clock, leap, watched } = makeLeapingClock()
const { begin, until } = makeTools({ name: "operator", pass: leap, provide: () => Effect.die("not used") })

/**
 * The same in this process: what it prints, and what its exit code would be. Not while the engine is in the middle of a transaction: SQLite waits
 * for another writer without letting it go on.
 */
const command = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql.reserve)
    const printed = { stdout: "", stderr: "" }
    const to = (where: keyof typeof printed) => (text: unknown) => void (printed[where] += `${String(text)}\n`)
    const exit = yield* runCommand("0.0.0")(args).pipe(
      Effect.provide(NodeServices.layer),
      Effect.provideService(Console.Console, { ...globalThis.console, log: to("stdout"), error: to("stderr") }),
      Effect.exit
    )
    let status = -1
    Runtime.defaultTeardown(exit, (code) => (status = code))
    return { ...printed, status }
  }).pipe(Effect.scoped)

describe("multisafepay-payments", () => {
  it.live("lists, shows, resumes, cancels, forgets and prunes beside the running process, with exit codes", () =>
    Effect.gen(function* () {
      const file = join(dir, "payments.db")
      const payments = yield* Payments.Payments
      const { orders } = yield* World
      orders.set("broken-1", Effect.die(new Error("no such table")))
      yield* payments.start({ order_id: "broken-1", amount: 1000, currency: "EUR", expires_in: 600_000 })
      yield* becomes("broken-1", "Suspended")
      const on = (...args: ReadonlyArray<string>) => command(...args, "--file", file)
      const stuck = run("stuck", "--file", file)
      assert.strictEqual(stuck.stdout, "suspended\tbroken-1\tno such table\n")
      assert.strictEqual(stuck.status, 1)
      assert.deepStrictEqual(JSON.parse((yield* on("stuck", "--json")).stdout), [
        { kind: "suspended", order_id: "broken-1", reason: "no such table" }
      ])
      assert.match(
        (yield* on("list", "--state", "suspended")).stdout,
        /^\S+Z\tbroken-1\tsuspended\t\S+Z\tno such table\n$/
      )

      // It goes on, and is cancelled, by the process that runs it.
      orders.delete("broken-1")
      assert.strictEqual((yield* on("resume", "broken-1")).stdout, "broken-1 goes on\n")
      yield* becomes("broken-1", "Waiting")
      assert.strictEqual((yield* on("resume", "broken-1")).status, 2)
      assert.strictEqual((yield* on("stuck")).status, 0)
      const shown = JSON.parse((yield* on("show", "broken-1", "--json")).stdout)
      assert.deepInclude(shown, { order_id: "broken-1", state: "waiting", failed_tries: 0 })
      assert.include(
        shown.steps.map(({ name }: { readonly name: string }) => name),
        "create/0"
      )
      assert.isAbove(shown.next_timer, shown.started)

      const refused = yield* on("forget", "broken-1")
      assert.strictEqual(refused.status, 3)
      assert.include(refused.stderr, "the payment of broken-1 is waiting")
      assert.strictEqual((yield* on("cancel", "broken-1")).status, 0)
      yield* becomes("broken-1", "Ended")
      assert.deepInclude(JSON.parse((yield* on("list", "--json")).stdout)[0], {
        order_id: "broken-1",
        state: "ended",
        outcome: { result: "cancelled", status: "cancelled", financial_status: "cancelled", released: true }
      })
      assert.strictEqual((yield* on("cancel", "broken-1")).status, 2)
      assert.include((yield* on("forget", "broken-1")).stdout, "may be started again")
      const nothing = yield* on("forget", "broken-1")
      assert.deepStrictEqual([nothing.status, nothing.stderr], [2, "there is no payment of broken-1\n"])
      assert.strictEqual((yield* on("show", "broken-1")).status, 2)
      assert.include((yield* on("prune", "--older-than-days", "0")).stdout, "0 payments deleted")
      assert.deepStrictEqual(JSON.parse((yield* on("sweep", "--json")).stdout), { resumed: 0 })
    }).pipe(
      Effect.provide(
        Payments.layer(LocalEngine.make({ filename: join(dir, "payments.db"), pollInterval: "50 millis" })).pipe(
          Layer.provideMerge(makeWorld())
        )
      )
    )
  )

  it("does not need the client of a database that is not meant", () => {
    const hook = `import { registerHooks } from "node:module"
      registerHooks({ resolve: (name, context, next) => {
        if (name.startsWith("@effect/sql-pg")) throw new Error("Cannot find package " + name)
        return next(name, context)
      } })`
    const args = ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, main]
    const without = (...more: ReadonlyArray<string>) =>
      spawnSync(process.execPath, [...args, ...more], { encoding: "utf8" })
    assert.include(without("stuck", "--file", "nowhere.db").stderr, "there is no file nowhere.db")
    assert.isFalse(existsSync("nowhere.db"))
    const url = "postgres://shop:canary@127.0.0.1:1/payments"
    const { status, stderr } = without("stuck", "--database-url", url)
    assert.include(stderr, "install @effect/sql-pg")
    assert.notInclude(stderr, "canary")
    assert.notStrictEqual(status, 0)
  })

  const notes = join(dir, "notes.txt")
  writeFileSync(notes, "this is no database ".repeat(100))
  const empty = join(dir, "empty.db")
  writeFileSync(empty, "")
  for (const [args, says] of [
    [["stuck"], "--file payments.db, or --database-url"],
    [["stuck", "--file", "nowhere.db"], "there is no file nowhere.db"],
    [["stuck", "--file", notes], "file is not a database"],
    [["stuck", "--file", empty], "no such table"],
    [["stuck", "--database-url", "postgres://shop:canary@127.0.0.1:1/payments"], "ECONNREFUSED"],
    [["stuck", "--database-url", "mysql://shop:canary@127.0.0.1:1/payments"], "protocol"],
    [["stuck", "--database-url", "shop:canary@127.0.0.1"], "the payments could not be read"],
    [["stuck", "--fiel", empty], "--fiel"],
    [["stick", "--file", empty], "stick"]
  ] as const) {
    it(`ends with 4 and says why, when nothing can be asked: ${args.join(" ").replaceAll(dir, "")}`, () => {
      const { status, stderr, stdout } = run(...args)
      assert.include(stderr, says)
      assert.notInclude(stderr, "    at ", "a stack tells an operator nothing")
      assert.notInclude(stderr, "canary")
      assert.deepStrictEqual([status, stdout], [4, ""])
    })
  }

  it("tells the version of its package", () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8")
    assert.include(run("--version").stdout, `v${(JSON.parse(manifest) as { readonly version: string }).version}`)
  })
})

describe("an operator, while MultiSafepay answers 502", () => {
  it.live("sees which payment fails, why, and that it gets on by itself", () => {
    const file = join(dir, "outage.db")
    const engine = watched(LocalEngine.make({ filename: file, pollInterval: "50 millis" }))
    return Effect.gen(function* () {
      const { api, becomes, order_id, outcome, start, notify, isWaiting } = yield* begin
      const transcript: Array<string> = []
      const shell = (...args: ReadonlyArray<string>) =>
        Effect.map(command(...args, "--file", file), ({ status, stderr, stdout }) => {
          const printed = (stdout + stderr).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(time)").trimEnd()
          transcript.push(`$ multisafepay-payments ${args.join(" ")}`, printed, `(${status})`)
          return status
        })
      const unavailable = () => Effect.fail(api.error("get", "unknown", new Unavailable({ status: 502, info: "" })))
      let isOut = true
      api.replace(order_id, ({ get }) => ({ get: (id) => (isOut ? unavailable() : get(id)) }))
      yield* start({ when_paid: "capture" })
      yield* until(
        "failing",
        Effect.map(shell("stuck"), (status) => status === 1)
      )
      transcript.length = 0
      yield* shell("stuck")
      yield* shell("list")
      yield* shell("show", order_id)
      yield* shell("forget", order_id)

      isOut = false
      yield* isWaiting
      yield* shell("stuck")
      api.reserve(order_id)
      yield* notify
      assert.strictEqual((yield* outcome).result, "captured")
      yield* becomes("Ended")
      yield* shell("list", "--state", "ended")
      const printed = transcript.join("\n")
      const [stuck = "", , show = "", , well = "", ended = ""] = printed.split(/^\$ multisafepay-payments /m).slice(1)
      assert.match(
        stuck,
        new RegExp(`^stuck\\nfailing\\t${order_id}\\t.*HTTP 502\\.\\n1 need a look\\n\\(1\\)`),
        printed
      )
      assert.match(show, /^last error: .*HTTP 502\.$/m)
      assert.match(show, /^looks again: \(time\)$/m)
      assert.isAtLeast(show.match(/^\(time\)\tcreate\/\d\t.*HTTP 502/gm)?.length ?? 0, 3)
      assert.match(printed, /it; forget it only by force.*\n\(3\)/)
      assert.strictEqual(well, "stuck\nnothing is stuck\n(0)\n")
      assert.strictEqual(ended, `list --state ended\n(time)\t${order_id}\tcaptured\t(time)\n(0)`)
    }).pipe(Effect.provide(Layer.provideMerge(Payments.layer(engine), Layer.merge(makeWorld(), clock))))
  })
})
