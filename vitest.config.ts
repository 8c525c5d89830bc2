import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

const here = (path: string) => new URL(path, import.meta.url).pathname

// `it.effect` gives a test our clock, which waits for those it wakes.
const patientClock = {
  name: "patient-clock",
  enforce: "pre" as const,
  resolveId: (source: string, importer: string | undefined) =>
    source === "effect/testing/TestClock" && importer?.includes("/@effect/vitest/") === true
      ? here("test/patientClock.ts")
      : undefined
}

// One project per package, so that a failure names the package it belongs to.
const project = (
  name: string,
  dir: string,
  options: { readonly typeTests?: boolean; readonly runner?: string; readonly isolate?: boolean } = {}
) => ({
  plugins: [patientClock],
  test: {
    name,
    server: { deps: { inline: ["@effect/vitest"] } },
    root: dir,
    include: ["test/**/*.test.ts"],
    // What needs processes of its own and minutes: `pnpm test:processes`.
    exclude: ["test/processes/**"],
    // Files of a worker load effect and the package once. So a test that changes what others see puts it back: a global, the environment,
    // what the process trusts; and counts in metrics of its own.
    isolate: options.isolate ?? false,
    ...(options.runner === undefined ? {} : { runner: options.runner }),
    // Processes that tests start take the types out of a file once.
    env: { NODE_COMPILE_CACHE: here("node_modules/.cache/node") },
    typecheck: {
      enabled: options.typeTests === true,
      tsconfig: here("tsconfig.types.json"),
      include: ["test/**/*.test-d.ts"]
    },
    // Limits against what hangs, not measures of what is slow.
    testTimeout: 600_000,
    hookTimeout: 600_000
  }
})

export default defineConfig({
  test: {
    // Half of the suite's time is waiting, for a process, a database or a timer: with three files per core the cores are busy meanwhile.
    maxWorkers: 3 * availableParallelism(),
    projects: [
      project("core", "packages/core", { typeTests: true }),
      project("http", "packages/http"),
      project("node", "packages/node"),
      project("sqlite", "packages/sqlite"),
      project("durable", "packages/durable"),
      project("sandbox", "packages/sandbox", { runner: "./test/runner.ts" }),
      // Printed programs take their settings from the environment, which a process reads once: one file's would be another's.
      project("examples", "examples", { isolate: true }),
      project("repository", ".")
    ]
  }
})
