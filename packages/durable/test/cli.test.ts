import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as Command from "effect/cli/Command"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { cli } from "../src/cli/cli.ts"
import { LocalEngine, Payments } from "../src/index.ts"
import { makeWorld, World } from "./support/world.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-cli-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
const run = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], { encoding: "utf8" })

/** The same in this process: what it prints, and what its exit code would be. */
const command = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const printed = { stdout: "", stderr: "" }
    const to = (where: keyof typeof printed) => (text: unknown) => void (printed[where] += `${String(text)}\n`)
    const exit = yield* Command.runWith(cli, { version: "0.0.0" })(args).pipe(
      Effect.provide(NodeServices.layer),
      Effect.provideService(Console.Console, { ...globalThis.console, log: to("stdout"), error: to("stderr") }),
      Effect.exit
    )
    let status = -1
    Runtime.defaultTeardown(exit, (code) => (status = code))
    return { ...printed, status }
  })

describe("multisafepay-payments", () => {
  it.live("lists, shows, resumes, cancels, forgets and prunes beside the running process, with exit codes", () =>
    Effect.gen(function* () {
      const file = join(dir, "payments.db")
      const payments = yield* Payments.Payments
      const { orders } = yield* World
      orders.set("broken-1", Effect.die(new Error("no such table")))
      yield* payments.start({ order_id: "broken-1", amount: 1000, currency: "EUR", expires_in: 600_000 })
      const becomes = (tag: Payments.Standing["_tag"]) =>
        payments
          .standing("broken-1")
          .pipe(Effect.delay("30 millis"), Effect.repeat({ until: (standing) => standing._tag === tag }))
      yield* becomes("Suspended")
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
      yield* becomes("Waiting")
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
      yield* becomes("Ended")
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

  it("asks for a database when none is named", () => {
    const { status, stderr } = run("stuck")
    assert.notStrictEqual(status, 0)
    assert.include(stderr, "--file")
  })
})
