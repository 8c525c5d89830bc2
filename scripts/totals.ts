// A reporter of vitest's, for `.ci/run`: how many tests went how, and by name everything that failed, into two files whose names begin with what
// TOTALS says. Tests are not all that fails: hooks, files that do not load, types, errors nobody caught, processes that died. A test that
// hangs is named while it does, in case nobody waits for its end.
import { writeFileSync } from "node:fs"
import { relative } from "node:path"
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node"
import { root } from "./markdown.ts"

const minute = 60_000

/** For how long a file or a test is under way before it is named. Some take this long on a slow machine. */
const patience = 5 * minute

type Entity = TestCase | TestModule | TestSuite

const nameOf = (entity: Entity): string =>
  entity.type === "module"
    ? `${relative(root, entity.moduleId)} (the file itself)`
    : `${relative(root, entity.module.moduleId)} > ${entity.fullName}`

const textOf = ({ cause, diff, message, name, stack }: SerializedError): string => {
  const said = stack?.includes(message) === true ? stack : `${name ?? "Error"}: ${message}\n${stack ?? ""}`
  const lines = `${said}\n${diff ?? ""}`.split("\n").filter((line) => line !== "" && !line.includes("/node_modules/"))
  const text = lines.map((line) => `  ${line}\n`).join("")
  return cause === undefined ? text : `${text}  Caused by:\n${textOf(cause)}`
}

export default class Totals implements Reporter {
  private readonly underway = new Map<Entity, number>()

  onTestRunStart(): void {
    setInterval(() => {
      for (const [entity, since] of this.underway) {
        const minutes = Math.floor((performance.now() - since) / minute)
        if (minutes * minute >= patience) console.log(`still under way after ${minutes} minutes: ${nameOf(entity)}`)
      }
    }, minute).unref()
  }

  onTestModuleStart(module: TestModule): void {
    this.underway.set(module, performance.now())
  }

  onTestModuleEnd(module: TestModule): void {
    // With its tests: not of each is it told that it has ended.
    for (const entity of this.underway.keys()) {
      if (entity === module || (entity.type === "test" && entity.module === module)) this.underway.delete(entity)
    }
  }

  onTestCaseReady(test: TestCase): void {
    this.underway.set(test, performance.now())
  }

  onTestCaseResult(test: TestCase): void {
    this.underway.delete(test)
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<SerializedError>): void {
    const failed: Array<string> = []
    const fail = (what: string, errors: ReadonlyArray<SerializedError> = []) =>
      failed.push(`${`failed: ${what}\n${errors.map(textOf).join("")}`.slice(0, 3000).trimEnd()}\n\n`)
    const counts = { passed: 0, skipped: 0 }
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()]) {
        // Its own: what its hooks did, or that it could not be loaded.
        const errors = suite.errors()
        if (errors.length > 0) fail(nameOf(suite), errors)
      }
      for (const test of module.children.allTests()) {
        const { errors, state } = test.result()
        if (state === "passed" || state === "skipped") counts[state]++
        else fail(`${nameOf(test)} (${state}, ${Math.round(test.diagnostic()?.duration ?? 0)} ms)`, errors)
      }
      if (["queued", "pending"].includes(module.state())) fail(`${nameOf(module)}: it did not come to its end`)
    }
    for (const error of unhandled) fail("something outside of a test", [error])
    const begin = process.env["TOTALS"]
    if (begin === undefined) throw new Error("TOTALS is not set: how the names of the two files begin")
    writeFileSync(`${begin}.counts`, `${counts.passed} ${counts.skipped}\n`)
    writeFileSync(`${begin}.failed`, failed.join(""))
  }
}
