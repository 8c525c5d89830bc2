// `pnpm test:processes`: tests that start, freeze and kill processes and take minutes, one file per core. What they wait for is progress, not
// time; the limit is there so that a machine that hangs does not hang for ever.
import { readdirSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

const repository = new URL("./", import.meta.url)
const packages = new URL("packages/", repository)
const projects = [
  ...readdirSync(packages).map((name) => [name, new URL(name, packages)] as const),
  ["repository", repository] as const
]

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: projects.map(([name, root]) => ({
      test: {
        name,
        root: root.pathname,
        include: ["test/processes/**/*.test.ts"],
        // Processes that tests start take the types out of a file once.
        env: { NODE_COMPILE_CACHE: new URL("node_modules/.cache/node", repository).pathname },
        testTimeout: 1_200_000,
        hookTimeout: 600_000
      }
    })),
    passWithNoTests: false
  }
})
