import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

// One project per package, so that a failure names the package it belongs to.
const project = (
  name: string,
  dir: string,
  options: { readonly typeTests?: boolean; readonly sharesModules?: boolean; readonly runner?: string } = {}
) => ({
  test: {
    name,
    root: dir,
    include: ["test/**/*.test.ts"],
    // What needs processes of its own and minutes: `pnpm test:processes`.
    exclude: ["test/processes/**"],
    // Files of a worker load effect and the package once. Right only where no test changes what others see: a module, a global, the environment.
    isolate: options.sharesModules !== true,
    ...(options.runner === undefined ? {} : { runner: options.runner }),
    typecheck: {
      enabled: options.typeTests === true,
      tsconfig: new URL("tsconfig.types.json", import.meta.url).pathname,
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
      project("core", "packages/core", { typeTests: true, sharesModules: true }),
      project("http", "packages/http"),
      project("node", "packages/node"),
      project("sqlite", "packages/sqlite"),
      project("durable", "packages/durable"),
      project("sandbox", "packages/sandbox", { runner: "./test/runner.ts" }),
      project("examples", "examples"),
      project("repository", ".")
    ]
  }
})
