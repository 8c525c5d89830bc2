import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LocalEngine, Payments } from "../src/index.ts"
import { makeWorld, World } from "./support/world.ts"

const dir = mkdtempSync(join(tmpdir(), "durable-cli-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
const run = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], { encoding: "utf8" })

describe("multisafepay-payments", () => {
  it.live("lists what is stuck beside the running process, forgets and prunes it", () =>
    Effect.gen(function* () {
      const file = join(dir, "payments.db")
      const payments = yield* Payments.Payments
      const { orders } = yield* World
      orders.set("broken-1", Effect.die(new Error("no such table")))
      yield* payments.start({ order_id: "broken-1", amount: 1, currency: "EUR", expires_in: 60_000 })
      yield* payments
        .standing("broken-1")
        .pipe(Effect.delay("30 millis"), Effect.repeat({ until: (standing) => standing._tag === "Suspended" }))
      const stuck = run("stuck", "--file", file)
      assert.strictEqual(stuck.stdout, "suspended\tbroken-1\tno such table\n")
      assert.strictEqual(stuck.status, 0)
      assert.include(run("forget", "broken-1", "--file", file).stdout, "may be started again")
      assert.strictEqual(run("stuck", "--file", file).stdout, "")
      assert.include(run("prune", "--file", file, "--older-than-days", "0").stdout, "0 payments deleted")
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
