import { defineConfig } from "vitest/config"

// One project per package, so that a failure names the package it belongs to.
const project = (name: string, dir: string) => ({
  test: {
    name,
    root: dir,
    include: ["test/**/*.test.ts"],
    typecheck: { enabled: true, tsconfig: new URL("tsconfig.tests.json", import.meta.url).pathname, include: ["test/**/*.test-d.ts"] },
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("http", "packages/http"),
      project("node", "packages/node"),
      project("sandbox", "packages/sandbox"),
      project("repository", ".")
    ]
  }
})
