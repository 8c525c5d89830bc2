// Runs a test, and ends it when nothing in this process moves any more: who waits then for a notification, a change or an answer waits for
// ever, and would be told so by the limit of the runner only, ten minutes later. Another process may still do something unseen, so that
// nothing is ended while there is one. What a file leaves at work would be taken for that in each file after it, so that no file may.
import { performance } from "node:perf_hooks"
import { type RunnerTestCase, type RunnerTestSuite, TestRunner, vi } from "vitest"

const { setTimeout } = globalThis

/** Looks in a row that see nothing. What this process sends itself has long arrived by then, however busy the machine is. */
const patience = 100

export default class extends TestRunner {
  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onBeforeRunSuite(suite)
    // The last of the file's own come first.
    if (suite.file === suite) TestRunner.getSuiteHooks(suite).afterAll.unshift(rest)
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const watch = new Watch()
    try {
      await Promise.race([TestRunner.getTestFn(test)(), watch.still()])
    } finally {
      watch.isOver = true
    }
  }
}

class Watch {
  isOver = false

  async still(): Promise<void> {
    for (let looks = 0, seen = events(); looks < patience && !this.isOver; looks++) {
      await aMoment()
      const now = events()
      if (now !== seen || atWork().length > 0) [looks, seen] = [0, now]
      // A module comes from the runner's own process.
      if (looks === 0) await vi.dynamicImportSettled()
    }
    if (!this.isOver) throw new Error("this test waits for something that will not come: nothing moves any more")
  }
}

/** Waits for what ends by itself, such as a process that was told to. */
const rest = async (): Promise<void> => {
  for (let looks = 0; looks < 50 * patience && atWork().length > 0; looks++) await aMoment()
  const left = atWork()
  if (left.length > 0) throw new Error(`this file leaves at work what it began: ${left.join(", ")}`)
}

const aMoment = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10).unref())

/** What the event loop was told from outside: by connections, files, threads. */
const events = (): number => performance.nodeTiming.uvMetricsInfo.events

// Timers, requests to the system, other processes. A connection is only a place where something may come.
const atWork = (): ReadonlyArray<string> =>
  process.getActiveResourcesInfo().filter((one) => !/^(?:(?:TCP(?:Socket|Server)|Pipe|TTY)Wrap|MessagePort)$/.test(one))
